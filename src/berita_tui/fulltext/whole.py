"""Whole: one article fetched from its page, and from the pages it goes on at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from berita_tui.fetch import PAGES, Body, Failure, Reply, Request
from berita_tui.news import (
    BadAddress,
    BeritaError,
    Entry,
    Page,
    Sentence,
    Source,
    Unreadable,
    host_of,
    normal_address,
    origin_of,
)
from berita_tui.parse.rules.headers import headers_for

if TYPE_CHECKING:
    from berita_tui.worker import Worker

MAX_PAGES: Final = 20
"""Pages an article is joined from at most."""
MAX_BYTES: Final = 3_000_000
"""Largest page taken, in bytes."""

_OTHER_FACES: Final = ("www.", "m.", "amp.", "mobile.")
_KINDS: Final = ("text/", "application/xhtml+xml", "application/xml")


class Getter(Protocol):
    """What asks for pages: `Manners`, or a bare `Fetcher`."""

    async def get(self, request: Request) -> Reply:
        """Return the answer to `request`."""
        ...


Bring = Callable[[Request], Awaitable[Body]]
"""Brings what a request asks for, perhaps from where it was put before. Raises `Unfetched`."""


class Unfetched(BeritaError):
    """A page that could not be had; `failure` says whether and when to try again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.problem)
        self.failure = failure

    @property
    def is_passing(self) -> bool:
        """Whether the host is to be blamed and not the page: it is worth coming again."""
        return self.failure.is_network or self.failure.retry_after is not None


async def bring(getter: Getter, request: Request) -> Body:
    """Return the page that `request` asks for. Raises `Unfetched`."""
    reply = await getter.get(request)
    match reply:
        case Body():
            return reply
        case Failure():
            raise Unfetched(reply)
    host = host_of(request.address)
    problem = Sentence("{host} says this page is gone for good", host=host)
    raise Unfetched(Failure(problem=problem, is_final=True))


async def fetch_whole(
    getter: Getter,
    worker: Worker,
    address: str,
    *,
    source: Source | None = None,
    rules: tuple[str, ...] = (),
    agents: tuple[str, ...] = (),
    seen: datetime,
    bringer: Bring | None = None,
) -> Entry:
    """Return the article at `address`, joined from all of its pages.

    Where the page names one on which the article stands whole, that is read instead; else the
    pages it goes on at, at most `MAX_PAGES`, all on the article's own site. One of them that
    is not to be had leaves the article as far as it was, not claimed to be whole. `source` gives
    its secret to its own origin and its leave for a private network to its own host; `rules`
    are folders of site rules, `agents` the hosts to which a rule may name its own User-Agent;
    `bringer` takes the place of asking `getter`. Raises `Unfetched`, `Unreadable`, `BadAddress`.
    """
    visit = _Visit(
        worker=worker,
        address=normal_address(address),
        source=source,
        rules=rules,
        agents=agents,
        seen=seen,
        bring=bringer or (lambda request: bring(getter, request)),
    )
    page = await visit.read(visit.address)
    whole = await visit.whole(page)
    if whole is not None:
        entry = await asyncio.to_thread(_with_facts, page.entry, whole)
        return replace(entry, is_from_page=True)
    parts, is_all = await visit.follow(page)
    entry = await asyncio.to_thread(_joined, parts)
    return replace(entry, is_from_page=True, is_whole=entry.is_whole and is_all)


async def read_whole(
    getter: Getter,
    worker: Worker,
    body: Body,
    *,
    credentials: str | None = None,
    rules: tuple[str, ...] = (),
    agents: tuple[str, ...] = (),
    seen: datetime,
) -> Entry:
    """Return the article whose first page is `body`, had before; see `fetch_whole`.

    `credentials` and, where it is there that the page was found, leave for a private network
    hold for the page's own host.
    """
    plain = Source.followed(body.address)
    source = replace(plain, credentials=credentials, is_private_allowed=body.is_private)

    async def bringer(request: Request) -> Body:
        return body if request.address == plain.address else await bring(getter, request)

    return await fetch_whole(
        getter,
        worker,
        plain.address,
        source=source,
        rules=rules,
        agents=agents,
        seen=seen,
        bringer=bringer,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One article being fetched: where it is, and what its pages are asked for with."""

    worker: Worker
    address: str
    source: Source | None
    rules: tuple[str, ...]
    agents: tuple[str, ...]
    seen: datetime
    bring: Bring

    async def read(self, address: str) -> Page:
        headers = await asyncio.to_thread(self.headers, address)
        body = await self.bring(replace(self.request(address), headers=headers))
        if body.media_type and not body.media_type.startswith(_KINDS):
            raise Unreadable(
                Sentence("this is no web page but “{kind}”", kind=body.media_type[:40])
            )
        return await self.worker.read_page(
            body.content,
            address=body.address,
            charset=body.charset,
            seen=self.seen,
            rules=self.rules,
        )

    async def whole(self, page: Page) -> Entry | None:
        """Return the article from the page it stands whole on, None where it does not."""
        single = self.inside(page.single_page)
        if not single:
            return None
        try:
            entry = (await self.read(single)).entry
        except BeritaError:
            return None  # the parts are better than nothing
        # With clearly less than the first part has, it is a wall or a shell.
        return entry if 5 * len(entry.text) >= 4 * len(page.entry.text) else None

    async def follow(self, page: Page) -> tuple[list[Entry], bool]:
        """Return the parts of the article, from its first page on, and whether none is missing."""
        parts = [page.entry]
        known = {self.address}
        while following := self.inside(page.next_page):
            if following in known:
                break
            if len(parts) == MAX_PAGES:
                return parts, False
            known.add(following)
            try:
                page = await self.read(following)
            except BeritaError as error:
                if isinstance(error, Unfetched) and error.is_passing:
                    raise
                return parts, False
            parts.append(page.entry)
        return parts, True

    def inside(self, address: str) -> str:
        """Return a page's address in its normal form; "" where it is none of the article's."""
        try:
            plain = normal_address(address) if address else ""
        except BadAddress:
            return ""
        return plain if plain != self.address and is_same_site(self.address, plain) else ""

    def headers(self, address: str) -> Mapping[str, str]:
        host = host_of(address)
        is_named = any(host == each or host.endswith(f".{each}") for each in self.agents)
        return headers_for(address, self.rules, allow_user_agent=is_named)

    def request(self, address: str) -> Request:
        source = self.source
        is_own_host = source is not None and host_of(address) == host_of(source.address)
        is_own_origin = is_own_host and origin_of(address) == origin_of(source.address)  # type: ignore[union-attr]
        return Request(
            address=address,
            credentials=source.credentials if source and is_own_origin else None,
            is_private_allowed=bool(source and is_own_host and source.is_private_allowed),
            accept=PAGES,
            max_bytes=MAX_BYTES,
        )


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site: the same host, or another face of it.

    Faces are those for telephones and the like (`m.`, `amp.`), and names below the site's own.
    """
    first, second = (_plain_host(host_of(each)) for each in (one, other))
    return first == second or second.endswith(f".{first}") or first.endswith(f".{second}")


def _plain_host(host: str) -> str:
    for face in _OTHER_FACES:
        host = host.removeprefix(face)
    return host


def _with_facts(first: Entry, whole: Entry) -> Entry:
    """Return the article on one page with what only its first page says of it."""
    return replace(
        _joined([first, whole]), html=whole.html, text=whole.text, is_whole=whole.is_whole
    )


def _joined(parts: list[Entry]) -> Entry:
    from berita_tui.parse.joining import join_pages  # noqa: PLC0415 - most have one page

    return join_pages(parts)
