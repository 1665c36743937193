"""Prefetch: the pages wanted, worked off newest first, many hosts beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from berita_tui.fetch import Body, Failure, Request
from berita_tui.fulltext.manners import Manners
from berita_tui.fulltext.whole import Unfetched, bring, fetch_whole
from berita_tui.news import (
    BeritaError,
    Entry,
    FullText,
    Missing,
    PageHad,
    PageMissed,
    PagesEnded,
    PageStep,
    Refusal,
    Sentence,
    Source,
    Wanted,
    host_of,
)
from berita_tui.store.pages import Answer
from berita_tui.store.scribe import Scribe

if TYPE_CHECKING:
    from berita_tui.store import Store
    from berita_tui.worker import Worker

HANDS = 16
"""Hosts that are asked beside each other."""
ATTEMPTS = 4
"""How often a page is tried that fails for no reason of its own."""
LATER = timedelta(minutes=10)
"""How long after the first failure it is tried again; each time twice as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefetch:
    """Fetches the pages that wait in the store. `default` holds for sources that say nothing.

    `rules` and `agents` are as `fetch_whole` wants them.

    Use it from one event loop.
    """

    store: Store
    manners: Manners
    worker: Worker
    clock: Callable[[], datetime]
    default: FullText = FullText.AUTO
    rules: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    _scribe: Scribe = field(default_factory=Scribe)
    _busy: dict[str, asyncio.Task[PageStep]] = field(default_factory=dict)
    _under_way: dict[int, asyncio.Task[PageStep]] = field(default_factory=dict)

    async def run(self, sources: Collection[str] | None = None) -> AsyncGenerator[PageStep, None]:
        """Work until nothing is left that can be fetched now; tell what became of each page.

        Only pages of the `sources` with these keys are fetched, if any are named. Where another
        program is at it, that one goes on alone. When the generator is closed, what is being
        saved is saved to its end and the rest stays in the queue.
        """
        had = missed = 0
        with self.store.turn("pages") as is_ours:
            try:
                while is_ours and await self._hire(sources):
                    done, _ = await asyncio.wait(
                        self._busy.values(), return_when=asyncio.FIRST_COMPLETED
                    )
                    for host in [host for host, task in self._busy.items() if task in done]:
                        step = self._busy.pop(host).result()
                        had += isinstance(step, PageHad)
                        missed += isinstance(step, PageMissed)
                        yield step
            finally:
                tasks = [*self._busy.values()]
                self._busy.clear()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        yield PagesEnded(had, missed, await self._waiting())

    async def fetch(self, number: int) -> PageStep:
        """Fetch the page of one article now. Raises `Missing` where it has none."""
        wanted = await asyncio.to_thread(self.store.pages.want, number)
        if wanted is None:
            raise Missing(Sentence("this article has no page of its own"))
        return await asyncio.shield(self._begun(wanted))

    async def _hire(self, sources: Collection[str] | None) -> bool:
        """Begin as many pages as there are hands; tell whether any is under way."""
        while len(self._busy) < HANDS:
            wanted = await asyncio.to_thread(
                self.store.pages.next, self.default, among=sources, busy=tuple(self._busy)
            )
            if wanted is None:
                break
            self._busy[host_of(wanted.address)] = self._begun(wanted)
        return bool(self._busy)

    def _begun(self, wanted: Wanted) -> asyncio.Task[PageStep]:
        """Return the task that fetches a page: the one under way, else a new one."""
        task = self._under_way.get(wanted.number)
        if task is None:
            task = asyncio.create_task(self._serve(wanted))
            self._under_way[wanted.number] = task
            task.add_done_callback(lambda _: self._under_way.pop(wanted.number))
        return task

    async def _serve(self, wanted: Wanted) -> PageStep:
        """Fetch one page and keep what it says."""
        try:
            entry = await self._entry(wanted)
        except Unfetched as error:
            return await self._miss(wanted, error.failure)
        except BeritaError as error:
            return await self._miss(wanted, Failure(problem=error.sentence, is_final=True))
        outcome, problem = await self._scribe.write(self.store.pages.keep, wanted, entry)
        if problem:
            return PageMissed(wanted, problem, await self._waiting())
        return PageHad(wanted, outcome, await self._waiting())

    async def _entry(self, wanted: Wanted) -> Entry:
        """Return the article of one page. Raises `BeritaError`."""
        return await fetch_whole(
            self.manners,
            self.worker,
            wanted.address,
            source=await asyncio.to_thread(self._source, wanted.source),
            rules=self.rules,
            agents=self.agents,
            seen=self.clock(),
            bringer=partial(self._bring, wanted.number),
        )

    async def _bring(self, number: int, request: Request) -> Body:
        """Bring a page of an article; once it was had, from the disk. Raises `Unfetched`."""
        pages = self.store.pages
        known = await asyncio.to_thread(pages.answer, number, request.address)
        if known is not None:
            return Body(
                content=known.content,
                address=known.found,
                media_type=known.media_type,
                charset=known.charset,
            )
        body = await bring(self.manners, request)
        answer = Answer(
            found=body.address,
            media_type=body.media_type,
            charset=body.charset,
            content=body.content,
        )
        await self._scribe.write(pages.put_answer, number, request.address, answer)
        return body

    def _source(self, key: str) -> Source | None:
        with suppress(Missing):
            return self.store.sources.get(key)
        return None

    async def _miss(self, wanted: Wanted, failure: Failure) -> PageMissed:
        refusal, is_tried = refusal_after(wanted, failure, self.clock())
        with suppress(BeritaError):  # the disk may be what failed
            await self._scribe.write(self.store.pages.refuse, wanted, refusal, is_tried=is_tried)
        return PageMissed(wanted, refusal.problem, await self._waiting(), refusal.due)

    async def _waiting(self) -> int:
        return await asyncio.to_thread(self.store.pages.waiting, self.default)


def refusal_after(wanted: Wanted, failure: Failure, now: datetime) -> tuple[Refusal, bool]:
    """Return what to remember of a page that failed, and whether it counts as an attempt.

    A host that rests or cannot be reached is no fault of the page; a host's trouble of its own,
    or on the way to it, is tried again some times; anything else will not be better next time.
    """
    if failure.is_network or failure.retry_after:
        return Refusal(problem=failure.problem, due=now + (failure.retry_after or LATER)), False
    is_passing = failure.status in (0, 403, 408, 425, 429) or failure.status >= 500
    if failure.is_final or not is_passing or wanted.attempts + 1 >= ATTEMPTS:
        return Refusal(problem=failure.problem), True
    return Refusal(problem=failure.problem, due=now + LATER * 2**wanted.attempts), True
