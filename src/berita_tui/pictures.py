"""Pictures: fetched, made small and kept ahead of time, for the newest articles first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from berita_tui.fetch import PICTURES, Body, Failure, Request
from berita_tui.news import (
    Article,
    BeritaError,
    Illustrated,
    Sentence,
    Source,
    Unreadable,
    host_of,
    pictures_shown,
)
from berita_tui.parse.documents import read_document
from berita_tui.store.scribe import Scribe

if TYPE_CHECKING:
    from berita_tui.fetch import Fetcher
    from berita_tui.store import Store
    from berita_tui.worker import Worker

MOST_BYTES = 5_000_000
"""The largest picture that is fetched."""
BATCH = 25
"""Articles taken out of the line at once."""
HANDS = 8
"""Articles whose pictures are fetched at the same time."""
SILENT_HOSTS = 3
"""So many hosts that cannot be reached, and none that can: there is no network."""

BUSY = frozenset((403, 408, 425, 429, 500, 502, 503, 504))
"""What a server says when it is no use to go on asking it now."""


async def bring_pictures(
    *, store: Store, fetcher: Fetcher, worker: Worker, most_bytes: int
) -> AsyncGenerator[Illustrated, None]:
    """Bring the pictures of every article that waits for its own; tell each as it is done.

    Pictures take at most `most_bytes` on disk; with 0 none are fetched. What was fetched or
    found wanting before is not asked for again, so it can be broken off at any moment. An
    article whose pictures cannot be reached waits for the next time.
    """
    if not most_bytes or store.is_read_only:
        return
    sources = {source.key: source for source in await asyncio.to_thread(store.sources.all)}
    work = _Round(store=store, fetcher=fetcher, worker=worker, sources=sources)
    below: int | None = None
    while not work.is_offline:
        batch = await asyncio.to_thread(store.pictures.wanted, limit=BATCH, below=below)
        if not batch:
            return
        below = batch[-1].article.number
        for done in await work.serve([each.article for each in batch]):
            yield done
        await work.scribe.write(store.pictures.trim, most_bytes)


async def bring_pictures_of(
    article: Article, *, store: Store, fetcher: Fetcher, worker: Worker, most_bytes: int
) -> Illustrated:
    """Bring the pictures of one article now, also those that gave none before."""
    nothing = Illustrated(number=article.number, new=0)
    if not most_bytes or store.is_read_only:
        return nothing
    sources = {source.key: source for source in await asyncio.to_thread(store.sources.all)}
    work = _Round(store=store, fetcher=fetcher, worker=worker, sources=sources)
    done = await work.illustrate(article, is_again=True)
    await work.scribe.write(store.pictures.trim, most_bytes)
    return done or nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One round: what it works with, and what it has learned of hosts."""

    store: Store
    fetcher: Fetcher
    worker: Worker
    sources: Mapping[str, Source]
    asked: dict[str, asyncio.Future[bool | None]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    answering: set[str] = field(default_factory=set)
    scribe: Scribe = field(default_factory=Scribe)

    @property
    def is_offline(self) -> bool:
        """Whether nobody at all can be reached, as far as was tried."""
        return len(self.silent) >= SILENT_HOSTS and not self.answering

    async def serve(self, articles: Sequence[Article]) -> list[Illustrated]:
        """Bring the pictures of some articles, several at a time; return what was settled.

        What could not be reached is put off, unless it is the network that is down.
        """
        turns, done, missed = iter(articles), list[Illustrated](), list[int]()

        async def work() -> None:
            for article in turns:
                if settled := await self.illustrate(article):
                    done.append(settled)
                else:
                    missed.append(article.number)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(HANDS):
                    group.create_task(work())
        except* BeritaError as problems:
            raise problems.exceptions[0] from None
        for number in missed if self.answering else ():
            await self.scribe.write(self.store.pictures.put_off, number)
        return done

    async def illustrate(self, article: Article, *, is_again: bool = False) -> Illustrated | None:
        """Bring the pictures of one article; None where some could not be reached.

        Those that gave none before are asked for only `is_again`.
        """
        addresses = await asyncio.to_thread(_addresses, article)
        pictures, new, is_settled = self.store.pictures, 0, True
        await self.scribe.write(pictures.begin, article.number, addresses)
        known = pictures.of if is_again else pictures.settled
        settled: Collection[str] = await asyncio.to_thread(known, addresses)
        for address in addresses:
            if address in settled:
                continue
            is_new = address not in self.asked
            if is_new:  # else another article shows it too, and it is on its way or was just had
                bringing = self._bring(address, self.sources.get(article.source))
                self.asked[address] = asyncio.ensure_future(bringing)
            is_brought = await self.asked[address]
            new += is_new and is_brought is True
            is_settled = is_settled and is_brought is not None
        if is_settled:
            await self.scribe.write(pictures.finish, article.number)
            return Illustrated(number=article.number, new=new)
        return None

    async def _bring(self, address: str, source: Source | None) -> bool | None:
        """Fetch one picture; tell if it is on disk, None where its host cannot be reached now."""
        host = host_of(address)
        if host in self.silent:
            return None
        reply = await self.fetcher.get(
            Request(
                address=address,
                accept=PICTURES,
                max_bytes=MOST_BYTES,
                is_private_allowed=_has_leave(source, host),
            )
        )
        if not isinstance(reply, Failure) or not reply.is_network:
            self.answering.add(host)
        if isinstance(reply, Failure) and (reply.is_network or _is_passing(reply)):
            self.silent.add(host)
            return None
        problem = Sentence("the server sent no picture")
        if isinstance(reply, Failure):
            problem = reply.problem
        if isinstance(reply, Body):
            try:
                rendition = await self.worker.read_picture(reply.content)
                await self.scribe.write(self.store.pictures.keep, address, rendition)
            except Unreadable as error:
                problem = error.sentence
            else:
                return True
        await self.scribe.write(self.store.pictures.miss, address, problem)
        return False


def _addresses(article: Article) -> tuple[str, ...]:
    return pictures_shown(article.entry, read_document(article.entry.html))


def _is_passing(failure: Failure) -> bool:
    """Tell whether a host wants to be left alone for now."""
    return failure.retry_after is not None or failure.status in BUSY


def _has_leave(source: Source | None, host: str) -> bool:
    """Tell whether a source may lead to `host` on a private network: its own, with leave."""
    return source is not None and source.is_private_allowed and host_of(source.address) == host
