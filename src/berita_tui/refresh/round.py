"""Round: all sources that are due are asked, many at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from berita_tui.fetch import Body, Failure, Gone, Reply, Request, Unchanged
from berita_tui.news import (
    Began,
    BeritaError,
    Brought,
    Ended,
    Missed,
    Missing,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Standing,
    Step,
    Want,
    host_of,
)
from berita_tui.refresh.deciding import (
    after_failure,
    after_outage,
    after_success,
    find_offline,
    in_turn,
    interval_of,
    last_interval,
    sort_out,
)
from berita_tui.refresh.keeping import Come, Keeper, Note, is_enough
from berita_tui.store.scribe import Ferry, Scribe

if TYPE_CHECKING:
    from berita_tui.fetch import Fetcher
    from berita_tui.store import Store
    from berita_tui.worker import Worker

NOBODY_SECONDS = 6.0
"""How long to wait until anybody at all can be connected to."""
CROWD_SECONDS = 0.1
"""How long the answer of one source waits for those of others, to be kept with them."""


async def refresh(
    sources: Iterable[Source],
    *,
    store: Store,
    fetcher: Fetcher,
    worker: Worker,
    clock: Callable[[], datetime],
    force: bool = False,
    want: Want | None = None,
) -> AsyncGenerator[Step, None]:
    """Ask every source that is due, all of them with `force`; tell each answer as it comes.

    Paused sources and the program's own are left out. What was there is never deleted. New
    articles that `want` their page are put into the queue; a source can differ. When the
    generator is closed, what is being saved is saved to its end and the rest is dropped.
    """
    standings = await asyncio.to_thread(store.standings.all)
    asked, waiting = sort_out(sources, standings, clock(), force=force)
    yield Began(len(asked))
    for each in waiting:
        yield each
    scribe, keeper = Scribe(), Keeper(store=store, clock=clock, want=want or Want())
    left = {source.key: source for source in in_turn(asked)}
    is_full = partial(is_enough, left=left)
    ferry = Ferry(scribe, keeper.keep, is_full=is_full, seconds=CROWD_SECONDS)
    work = _Round(store, fetcher, worker, clock, standings, scribe, ferry, left)
    steps: list[Step] = []
    async with aclosing(work.answers()) as answers:
        async for step in answers:
            steps.append(step)
            yield step
    missed = [step for step in steps if isinstance(step, Missed)]
    is_offline = find_offline(steps, standings)
    if is_offline:
        await work.stand_by(missed)
    new = sum(step.new for step in steps if isinstance(step, Brought))
    yield Ended(asked=len(asked), new=new, missed=len(missed), is_offline=is_offline)


@dataclass(frozen=True, slots=True)
class _Round:
    """One refresh: what it works with, and the sources that are `left` to answer."""

    store: Store
    fetcher: Fetcher
    worker: Worker
    clock: Callable[[], datetime]
    standings: Mapping[str, Standing]
    scribe: Scribe
    ferry: Ferry[Come, Note]
    left: dict[str, Source]

    async def answers(self) -> AsyncGenerator[Step, None]:
        """Ask all of them, many at a time; give what became of each as it is known."""
        turns = iter(tuple(self.left.values()))
        notes: asyncio.Queue[Note] = asyncio.Queue()
        told: asyncio.Queue[Step | Exception] = asyncio.Queue()
        count = min(len(self.left), self.fetcher.connections)
        hands = [asyncio.create_task(self._serve(turns, notes, told)) for _ in range(count)]
        tasks = [
            *hands,
            asyncio.create_task(self._write_down(notes, told, hands)),
            asyncio.create_task(self._look_out(told, hands)),
        ]
        try:
            for _ in range(len(self.left)):
                answer = await told.get()
                if isinstance(answer, Exception):
                    raise answer
                yield answer
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(
        self,
        turns: Iterator[Source],
        notes: asyncio.Queue[Note],
        told: asyncio.Queue[Step | Exception],
    ) -> None:
        for source in turns:
            try:
                notes.put_nowait(await self._ask(source))
            except Exception as error:  # noqa: BLE001 - raised again where the steps are told
                told.put_nowait(error)
            del self.left[source.key]

    async def _look_out(
        self,
        told: asyncio.Queue[Step | Exception],
        hands: Sequence[asyncio.Task[None]],
    ) -> None:
        """Ask nobody any more when after a while nobody at all could be connected to."""
        before = self.fetcher.contacts
        _, busy = await asyncio.wait(hands, timeout=NOBODY_SECONDS)
        if not busy or self.fetcher.contacts != before:
            return
        for task in busy:
            task.cancel()
        await asyncio.wait(busy)
        for source in self.left.values():
            problem = Sentence("{host} does not answer", host=host_of(source.address))
            told.put_nowait(Missed(source, problem, is_network=True))

    async def _write_down(
        self,
        notes: asyncio.Queue[Note],
        told: asyncio.Queue[Step | Exception],
        hands: Sequence[asyncio.Task[None]],
    ) -> None:
        """Keep the standings of a crowd of sources in one transaction, then tell their steps."""
        while True:
            crowd = [await notes.get()]
            # Nobody waits once all have answered.
            await asyncio.wait(hands, timeout=CROWD_SECONDS)
            while not notes.empty():
                crowd.append(notes.get_nowait())
            try:
                steps: Sequence[Step | Exception] = await self._kept(crowd)
            except Exception as error:  # noqa: BLE001 - raised again where the steps are told
                steps = [error]
            for step in steps:
                told.put_nowait(step)

    async def _kept(self, crowd: Sequence[Note]) -> list[Step]:
        """Keep the standings in `crowd` and return the steps to tell."""
        standings = {note.step.source.key: note.standing for note in crowd if note.standing}
        try:
            await self.scribe.write(self.store.standings.put_many, standings)
        except BeritaError as error:
            # The disk may be what failed; what happened before is told all the same.
            return [
                Missed(note.step.source, error.sentence)
                if isinstance(note.step, Quiet)
                else note.step
                for note in crowd
            ]
        return [note.step for note in crowd]

    async def stand_by(self, missed: Iterable[Missed]) -> None:
        """Make the sources that could not be reached due soon again."""
        now = self.clock()
        standings = {
            step.source.key: after_outage(self._before(step.source), now, problem=step.problem)
            for step in missed
        }
        with suppress(BeritaError):
            await self.scribe.write(self.store.standings.put_many, standings)

    async def _ask(self, source: Source) -> Note:
        try:
            reply = await self.fetcher.get(
                Request(
                    address=source.address,
                    validators=self._before(source).validators,
                    credentials=source.credentials,
                    is_private_allowed=source.is_private_allowed,
                )
            )
            return await self._take(source, reply)
        except BeritaError as error:
            return self._miss(source, Failure(problem=error.sentence))

    async def _take(self, source: Source, reply: Reply) -> Note:
        match reply:
            case Body():
                feed = await self.worker.read_feed(
                    reply.content,
                    address=reply.address,
                    media_type=reply.media_type,
                    charset=reply.charset,
                    seen=self.clock(),
                )
                return await self.ferry.carry(Come(source=source, body=reply, feed=feed))
            case Unchanged():
                return self._note(source, reply)
            case Gone():
                return await self.scribe.write(self._pause, source)
        return self._miss(source, reply)

    def _miss(self, source: Source, failure: Failure) -> Note:
        standing = after_failure(
            self._before(source),
            self.clock(),
            problem=failure.problem,
            retry_after=failure.retry_after,
        )
        missed = Missed(source, failure.problem, standing.due, failure.is_network)
        return Note(missed, standing)

    def _note(self, source: Source, reply: Unchanged) -> Note:
        before = self._before(source)
        interval = interval_of(source, last_interval(before), reply.max_age)
        standing = after_success(
            self.clock(),
            interval=interval,
            validators=before.validators,
            left_out=before.left_out,
        )
        return Note(Quiet(source), standing)

    def _pause(self, source: Source) -> Note:
        problem = Sentence(
            "{host} says this feed is gone for good; it is not asked any more",
            host=host_of(source.address),
        )
        standing = None
        with suppress(Missing):
            current = self.store.sources.get(source.key)
            self.store.sources.change(replace(current, paused=PauseReason.GONE))
            now = self.clock()
            standing = replace(self._before(source), checked=now, due=None, problem=problem)
        return Note(Missed(source, problem), standing)

    def _before(self, source: Source) -> Standing:
        return self.standings.get(source.key) or Standing()
