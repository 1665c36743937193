"""Discover: which feeds are behind an address that somebody typed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from berita_tui.fetch import FEEDS, Body, Failure, Reply, Request
from berita_tui.news import (
    Candidate,
    Entry,
    Missing,
    Sentence,
    Unreadable,
    has_path,
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
LEAST_WORDS = 120
"""Words of a page that is taken for an article though it does not say that it is one."""
AT_ONCE = 3
"""How many of them are tried at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is behind an address: feeds, and the page itself where it may be an article.

    `is_article` claims that the page says so; without that it has but an address like one's
    and no feed was found.
    """

    feeds: tuple[Candidate, ...] = ()
    page: Body | None = None
    is_article: bool = False
    credentials: str | None = field(default=None, repr=False)

    @property
    def is_page(self) -> bool:
        """Whether the page is rather to be saved than a feed to be followed."""
        return self.page is not None and (self.is_article or not self.feeds)

    @property
    def body(self) -> Body:
        """The page. Raises `Missing` where there is none."""
        if self.page is None:
            raise Missing(Sentence("there is no page to be saved at this address"))
        return self.page


async def find_feeds(
    typed: str, *, fetcher: Fetcher, worker: Worker, clock: Callable[[], datetime]
) -> tuple[Candidate, ...]:
    """Return the feeds behind `typed`: an address with or without scheme, a feed's or a site's.

    The host typed may be on a private network. Without a scheme, https is tried before http.
    Raises `BadAddress` for what is no address, and `Missing` where there is no feed or the
    site cannot be asked; the sentence says what to do.
    """
    look = await look_at(typed, fetcher=fetcher, worker=worker, clock=clock)
    if not look.feeds:
        raise nothing_at(typed)
    return look.feeds


async def look_at(
    typed: str, *, fetcher: Fetcher, worker: Worker, clock: Callable[[], datetime]
) -> Look:
    """Return the feeds behind `typed`, and its page where that is an article or may be one.

    Beside an article only those feeds are found that it names. Raises as `find_feeds` does,
    `Missing` only where there is no such page either.
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
    if isinstance(reply, Body):
        look = await search.look_into(reply, address)
        if look.feeds or look.is_article:
            return look
    else:
        look = Look()
    found: tuple[Candidate, ...] = ()
    if not (isinstance(reply, Failure) and reply.is_network):
        found = await search.guess(reply.address if isinstance(reply, Body) else address)
    if found or look.page:
        return replace(look, feeds=found)
    raise Missing(_nothing(search.host, reply))


def as_article(look: Look, entry: Entry) -> Entry:
    """Return what was read of the page of `look`, if it is an article. Raises `Missing`.

    A page that does not say so must have text enough for one.
    """
    if not look.is_article and len(entry.text.split()) < LEAST_WORDS:
        raise Missing(_nothing(host_of(look.body.address), look.page))
    return entry


def nothing_at(typed: str) -> Missing:
    """Return the error for an address whose page has no feed."""
    return Missing(_nothing(host_of(split_credentials(typed_address(typed))[0]), None))


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

    async def look_into(self, body: Body, asked: str) -> Look:
        """Return what a page has to offer before anything is guessed."""
        if feed := await self.read(body, asked):
            return Look(feeds=feed)
        try:
            is_article = await self.worker.is_article(
                body.content, address=body.address, charset=body.charset
            )
        except Unreadable:
            is_article = False
        return Look(
            feeds=await self.named_in(body),
            page=body if is_article or has_path(body.address) else None,
            is_article=is_article,
            credentials=self.credentials if host_of(body.address) == self.host else None,
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


def _nothing(host: str, reply: Reply | None) -> Sentence:
    if isinstance(reply, Failure):
        return reply.problem
    return Sentence(
        "{host} has no feed that could be found; give the address of one of its feeds", host=host
    )
