"""The newsroom: everything that needs the network, opened when first needed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from berita_tui import garbage
from berita_tui.news import (
    BeritaError,
    FullText,
    Sentence,
    Source,
    Want,
    host_of,
    typed_address,
)

if TYPE_CHECKING:
    from berita_tui.discover import Look
    from berita_tui.fetch import Fetcher
    from berita_tui.fulltext import Prefetch
    from berita_tui.intake import Taken
    from berita_tui.news import Candidate, Folder, Illustrated, PageStep, Step
    from berita_tui.store import Store
    from berita_tui.store.saved import KeptPage
    from berita_tui.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the newsroom works with once it is open."""

    fetcher: Fetcher
    worker: Worker
    prefetch: Prefetch


class Newsroom:
    """Fetches for the app and for the command line alike, from one event loop.

    Nothing heavy is imported before it is needed, and then in a thread. One refresh runs at a
    time; a second one waits for the first, and is refused where another program is at it.

    There are so many `workers` at most; with 0 one processor is left to the reader.
    `want` says which articles want their page where their source does not say, `pause` how many
    seconds lie between two pages of one host. `rules` are folders of site rules, `agents` the
    hosts to which a rule may name its own User-Agent, `picture_bytes` how much room pictures may
    take; with 0 there are none.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        connections: int = 64,
        workers: int = 0,
        want: Want | None = None,
        pause: float = 1.0,
        rules: tuple[str, ...] = (),
        agents: tuple[str, ...] = (),
        picture_bytes: int = 0,
    ) -> None:
        self._store = store
        self._picture_bytes = picture_bytes
        self._clock = clock
        self._connections = connections
        self._workers = workers or max(1, min(4, (os.cpu_count() or 1) - 1))
        self._want = want or Want(full_text=FullText.AUTO, most=50)
        self._pause = pause
        self._rules = rules
        self._agents = agents
        self._desk: _Desk | None = None
        self._turn = asyncio.Lock()
        self._pages_turn = asyncio.Lock()
        self._pictures_turn = asyncio.Lock()

    async def refresh(
        self, sources: Iterable[Source] | None = None, *, force: bool = False
    ) -> AsyncGenerator[Step, None]:
        """Refresh `sources`, or all that are followed; tell it step by step.

        Raises `BeritaError` where another program is refreshing.
        """
        desk = await self._open()
        from berita_tui.refresh import refresh  # noqa: PLC0415 - brings the HTTP client

        async with self._alone():
            if sources is None:
                sources = await asyncio.to_thread(self._store.sources.all)
            steps = refresh(
                sources,
                store=self._store,
                fetcher=desk.fetcher,
                worker=desk.worker,
                clock=self._clock,
                force=force,
                want=self._want,
            )
            try:
                async with aclosing(steps):
                    async for step in steps:
                        yield step
            finally:
                await desk.fetcher.rest()
                await asyncio.to_thread(self._rest)

    def _rest(self) -> None:
        self._store.rest()
        garbage.give_back()

    async def fetch_pages(
        self, sources: Iterable[Source] | None = None
    ) -> AsyncGenerator[PageStep, None]:
        """Fetch the pages that new articles want, as far as it can be done now; tell each.

        Only those of `sources` are, if they are named. It goes on beside a refresh. A second
        one waits for the first.
        """
        desk = await self._open()
        keys = None if sources is None else frozenset(source.key for source in sources)
        async with self._pages_turn, aclosing(desk.prefetch.run(keys)) as steps:
            async for step in steps:
                yield step

    async def fetch_page(self, number: int) -> PageStep:
        """Fetch the page of one article now. Raises `Missing` where it has none."""
        desk = await self._open()
        return await desk.prefetch.fetch(number)

    def pages_waiting(self) -> int:
        """Return how many pages are still to be fetched."""
        return self._store.pages.waiting(self._want.full_text)

    async def bring_pictures(self) -> AsyncGenerator[Illustrated, None]:
        """Bring the pictures that articles wait for; tell each article whose are settled.

        It goes on beside a refresh and the pages. A second one waits for the first; where another
        program is at it, that one goes on alone.
        """
        if not self._picture_bytes or self._store.is_read_only:
            return
        desk = await self._open()
        from berita_tui.pictures import bring_pictures  # noqa: PLC0415 - brings the HTTP client

        brought = bring_pictures(
            store=self._store,
            fetcher=desk.fetcher,
            worker=desk.worker,
            most_bytes=self._picture_bytes,
        )
        async with self._pictures_turn, aclosing(brought):
            with self._store.turn("pictures") as is_ours:
                while is_ours and (each := await anext(brought, None)):
                    yield each

    async def bring_pictures_of(self, number: int) -> int:
        """Bring the pictures of one article now; return how many are new."""
        desk = await self._open()
        from berita_tui.pictures import bring_pictures_of  # noqa: PLC0415 - as above

        article = await asyncio.to_thread(self._store.articles.get_number, number)
        if article is None:
            return 0
        done = await bring_pictures_of(
            article,
            store=self._store,
            fetcher=desk.fetcher,
            worker=desk.worker,
            most_bytes=self._picture_bytes,
        )
        return done.new

    async def find_feeds(self, typed: str) -> tuple[Candidate, ...]:
        """Return the feeds behind what somebody typed. Raises `BadAddress`, `Missing`."""
        desk = await self._open()
        from berita_tui.discover import find_feeds  # noqa: PLC0415 - brings the HTTP client

        return await find_feeds(typed, fetcher=desk.fetcher, worker=desk.worker, clock=self._clock)

    async def look_at(self, typed: str) -> Look:
        """Return what is behind what somebody typed: feeds, and the page if it is an article.

        Raises `BadAddress`, `Missing`.
        """
        desk = await self._open()
        from berita_tui.discover import look_at  # noqa: PLC0415 - brings the HTTP client

        return await look_at(typed, fetcher=desk.fetcher, worker=desk.worker, clock=self._clock)

    async def save_page(
        self, look: Look, *, shelf: str = "Saved pages", folder: Folder = ()
    ) -> KeptPage:
        """Save the page that was looked at, whole and bookmarked; see `SavedPages.keep`.

        Raises `Missing` where it is no article, `BeritaError` where it cannot be had or read.
        """
        desk = await self._open()
        from berita_tui.discover import as_article  # noqa: PLC0415 - brings the HTTP client
        from berita_tui.fulltext import read_whole  # noqa: PLC0415 - as above

        entry = await read_whole(
            desk.prefetch.manners,
            desk.worker,
            look.body,
            credentials=look.credentials,
            rules=self._rules,
            agents=self._agents,
            seen=self._clock(),
        )
        as_article(look, entry)
        keep = partial(self._store.saved.keep, entry, shelf=shelf, folder=folder)
        return await asyncio.to_thread(keep)

    async def follow(
        self,
        feed: Candidate | str,
        *,
        folder: Folder = (),
        name: str = "",
        is_private_allowed: bool = False,
        full_text: FullText | None = None,
    ) -> Source:
        """Follow a feed, found or typed; return its source, the known one if there is one.

        A user name and password are kept for that one, too.

        A typed host gets leave to be private only where its spelling shows that it is; a
        candidate brings what was seen when it was found. Nothing is fetched. Raises
        `BadAddress`.
        """
        if isinstance(feed, str):
            await self._open()
            source = _typed(feed)
        else:
            source = _source(feed)
        source = replace(
            source,
            folder=folder,
            name=name,
            is_private_allowed=source.is_private_allowed or is_private_allowed,
            full_text=full_text,
        )
        return await asyncio.to_thread(self._add, source)

    async def bring_in(
        self,
        paths: Sequence[Path],
        *,
        address: str = "",
        is_private_allowed: bool = False,
        is_many_allowed: bool = False,
        folder: Folder = (),
        shelf: str = "Saved pages",
    ) -> AsyncIterator[Taken]:
        """Take files into the library, as `intake.bring_in` does."""
        desk = await self._open()
        from berita_tui.intake import bring_in  # noqa: PLC0415 - not on the opening path

        taken = bring_in(
            paths,
            store=self._store,
            worker=desk.worker,
            clock=self._clock,
            address=address,
            is_private_allowed=is_private_allowed,
            is_many_allowed=is_many_allowed,
            folder=folder,
            shelf=shelf,
            rules=self._rules,
        )
        async for each in taken:
            yield each

    async def aclose(self) -> None:
        """Let go of connections and of the worker; the newsroom can be used again."""
        desk, self._desk = self._desk, None
        if desk:
            await desk.fetcher.aclose()
            await desk.worker.close()
            await asyncio.to_thread(garbage.give_back)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Be the only one who refreshes this library."""
        async with self._turn:
            with self._store.turn("refresh") as is_ours:
                if not is_ours:
                    raise BeritaError(
                        Sentence("Another program is refreshing; its news will be here, too.")
                    )
                yield

    async def _open(self) -> _Desk:
        if self._desk is None:
            await asyncio.to_thread(_bring_tools)
        if self._desk is None:  # still: another may have been quicker meanwhile
            self._desk = self._equipped()
        return self._desk

    def _equipped(self) -> _Desk:
        from berita_tui.fetch import Fetcher, Pace  # noqa: PLC0415 - brings the HTTP client
        from berita_tui.fulltext import Manners, Prefetch  # noqa: PLC0415 - as above
        from berita_tui.worker import Worker  # noqa: PLC0415 - not on the opening path

        fetcher = Fetcher(connections=self._connections, clock=self._clock)
        worker = Worker(processes=self._workers)
        prefetch = Prefetch(
            store=self._store,
            manners=Manners(
                fetcher, worker, self._store, clock=self._clock, pace=Pace(self._pause)
            ),
            worker=worker,
            clock=self._clock,
            default=self._want.full_text,
            rules=self._rules,
            agents=self._agents,
        )
        return _Desk(fetcher=fetcher, worker=worker, prefetch=prefetch)

    def _add(self, source: Source) -> Source:
        sources = self._store.sources
        known = sources.by_address(source.address)
        if known:
            if source.credentials and sources.sign_in(known.key, source.credentials):
                return sources.get(known.key)
            return known
        return next(iter(sources.add(source)), None) or sources.get(source.key)


def _bring_tools() -> None:
    """Import what the newsroom needs: what the screen must not wait for."""
    garbage.share_heap()
    import berita_tui.discover  # noqa: PLC0415
    import berita_tui.fulltext  # noqa: PLC0415
    import berita_tui.intake  # noqa: PLC0415
    import berita_tui.pictures  # noqa: PLC0415
    import berita_tui.refresh  # noqa: PLC0415
    import berita_tui.worker.foreman  # noqa: F401, PLC0415


def sources_of(feeds: Iterable[Candidate]) -> tuple[Source, ...]:
    """Return feeds that were found as sources that are not followed yet."""
    return tuple(_source(candidate) for candidate in feeds)


def _source(candidate: Candidate) -> Source:
    source = Source.followed(candidate.address, title=candidate.title)
    return replace(
        source,
        credentials=candidate.credentials or source.credentials,
        is_private_allowed=candidate.is_private_allowed,
    )


def _typed(text: str) -> Source:
    from berita_tui.fetch.guard import is_private_name  # noqa: PLC0415 - brings the HTTP client

    source = Source.followed(typed_address(text))
    return replace(source, is_private_allowed=is_private_name(host_of(source.address)))
