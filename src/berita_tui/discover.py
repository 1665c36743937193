"""Discover: which feeds are behind an address that somebody typed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from berita_tui.fetch import FEEDS, Body, Failure, Reply, Request
from berita_tui.news import (
    Candidate,
    Missing,
    Sentence,
    Unreadable,
    host_of,
    split_credentials,
    typed_address,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from berita_tui.fetch import Fetcher
    from berita_tui.worker import Worker

COMMON_PATHS = (
    "feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feed/rss",
    "rss/index.xml", "feeds/posts/default",
)  # fmt: skip
"""Where feeds lie when a site does not say, the most usual first."""
AT_ONCE = 3
"""How many of them are tried at a time."""


async def find_feeds(
    typed: str, *, fetcher: Fetcher, worker: Worker, clock: Callable[[], datetime]
) -> tuple[Candidate, ...]:
    """Return the feeds behind `typed`: an address with or without scheme, a feed's or a site's.

    The host typed may be on a private network. Without a scheme, https is tried before http.
    Raises `BadAddress` for what is no address, and `Missing` where there is no feed or the
    site cannot be asked; the sentence says what to do.
    """
    address, credentials = split_credentials(typed_address(typed))
    search = _Search(
        host=host_of(address), credentials=credentials, fetcher=fetcher, worker=worker, clock=clock
    )
    reply = await search.get(address)
    # A certificate that will not do is no reason to go on without one.
    if isinstance(reply, Failure) and (reply.is_network or reply.lacks_tls) and "://" not in typed:
        plain = address.replace("https://", "http://", 1)
        second = await search.get(plain)
        if isinstance(second, Body):
            address, reply = plain, second
    found: tuple[Candidate, ...] = ()
    if isinstance(reply, Body):
        found = await search.read(reply, address) or await search.named_in(reply)
    if not found and not (isinstance(reply, Failure) and reply.is_network):
        found = await search.guess(reply.address if isinstance(reply, Body) else address)
    if found:
        return found
    raise Missing(_nothing(search.host, reply))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """One search: the host that was typed, and what it is asked with."""

    host: str
    credentials: str | None
    fetcher: Fetcher
    worker: Worker
    clock: Callable[[], datetime]

    async def get(self, address: str) -> Reply:
        is_typed = host_of(address) == self.host
        return await self.fetcher.get(
            Request(
                address=address,
                credentials=self.credentials if is_typed else None,
                is_private_allowed=is_typed,
                accept=FEEDS,
            )
        )

    async def read(self, body: Body, asked: str) -> tuple[Candidate, ...]:
        """Return the feed that `body` is, none if it is not one."""
        try:
            feed = await self.worker.read_feed(
                body.content,
                address=body.address,
                media_type=body.media_type,
                charset=body.charset,
                seen=self.clock(),
            )
        except Unreadable:
            return ()
        candidate = Candidate(address=body.moved_to or asked, title=feed.title)
        return (self._bound(candidate, is_private=body.is_private),)

    async def named_in(self, body: Body) -> tuple[Candidate, ...]:
        """Return the feeds that the page in `body` names."""
        try:
            found = await self.worker.feeds_in(
                body.content, address=body.address, charset=body.charset
            )
        except Unreadable:
            return ()
        return tuple(self._bound(each, is_private=body.is_private) for each in found)

    async def guess(self, address: str) -> tuple[Candidate, ...]:
        """Return the first feed found where feeds usually lie, beside `address` or at the top."""
        tries = [urljoin(address, f"/{path}") for path in COMMON_PATHS]
        beside = f"{address.partition('?')[0].rstrip('/')}/{COMMON_PATHS[0]}"
        if beside not in tries:
            tries.insert(0, beside)
        for start in range(0, len(tries), AT_ONCE):
            for found in await asyncio.gather(*map(self._try, tries[start : start + AT_ONCE])):
                if found:
                    return found
        return ()

    async def _try(self, address: str) -> tuple[Candidate, ...]:
        reply = await self.get(address)
        return await self.read(reply, address) if isinstance(reply, Body) else ()

    def _bound(self, candidate: Candidate, *, is_private: bool) -> Candidate:
        """Give a candidate of the host that was typed what was typed with it."""
        if host_of(candidate.address) != self.host:
            return candidate
        return replace(candidate, credentials=self.credentials, is_private_allowed=is_private)


def _nothing(host: str, reply: Reply) -> Sentence:
    if isinstance(reply, Failure):
        return reply.problem
    return Sentence(
        "{host} has no feed that could be found; give the address of one of its feeds", host=host
    )
