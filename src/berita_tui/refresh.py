"""Refresh: fetch, read, decide, save; told step by step, and safe to break off at any moment."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from berita_tui.fetch import Body, Failure, Gone, Reply, Request, Unchanged
from berita_tui.news import (
    Began,
    BeritaError,
    Brought,
    Ended,
    Feed,
    Missed,
    Missing,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Standing,
    Step,
    Validators,
    Waiting,
    Want,
    host_of,
)

if TYPE_CHECKING:
    from berita_tui.fetch import Fetcher
    from berita_tui.store import Store
    from berita_tui.worker import Worker

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=24)
"""What a feed's own interval, and the wait after failures, are held to."""
USUAL = timedelta(minutes=30)
"""The interval of a feed that asks for none."""
SHORTEST_WISH, LONGEST_WISH = timedelta(minutes=1), timedelta(days=365)
"""What an interval the reader has set is held to."""
OFFLINE = timedelta(minutes=1)
"""When to try again after nobody at all could be reached."""

P = ParamSpec("P")
T = TypeVar("T")


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
    work = _Round(
        store=store,
        fetcher=fetcher,
        worker=worker,
        clock=clock,
        standings=standings,
        want=want or Want(),
    )
    steps: list[Step] = []
    async with aclosing(work.answers(asked)) as answers:
        async for step in answers:
            steps.append(step)
            yield step
    missed = [step for step in steps if isinstance(step, Missed)]
    is_offline = find_offline(steps, standings)
    if is_offline:
        await work.stand_by(missed)
    new = sum(step.new for step in steps if isinstance(step, Brought))
    yield Ended(asked=len(asked), new=new, missed=len(missed), is_offline=is_offline)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One refresh: what it works with."""

    store: Store
    fetcher: Fetcher
    worker: Worker
    clock: Callable[[], datetime]
    standings: Mapping[str, Standing]
    want: Want
    # Writes go one by one: the database has one writer, and threads are few.
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def answers(self, asked: Sequence[Source]) -> AsyncGenerator[Step, None]:
        """Ask all of `asked`, many at a time; give what became of each as it is known."""
        turns = iter(in_turn(asked))
        queue: asyncio.Queue[Step | Exception] = asyncio.Queue()
        hands = min(len(asked), self.fetcher.connections)
        tasks = [asyncio.create_task(self._serve(turns, queue)) for _ in range(hands)]
        try:
            for _ in asked:
                answer = await queue.get()
                if isinstance(answer, Exception):
                    raise answer
                yield answer
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, turns: Iterator[Source], queue: asyncio.Queue[Step | Exception]) -> None:
        for source in turns:
            try:
                queue.put_nowait(await self._ask(source))
            except Exception as error:  # noqa: BLE001 - raised again where the steps are told
                queue.put_nowait(error)

    async def stand_by(self, missed: Iterable[Missed]) -> None:
        """Make the sources that could not be reached due soon again."""
        now = self.clock()
        for step in missed:
            standing = after_outage(self._before(step.source), now, problem=step.problem)
            with suppress(BeritaError):
                await self._write(self.store.standings.put, step.source.key, standing)

    async def _ask(self, source: Source) -> Step:
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
            return await self._miss(source, Failure(problem=error.sentence))

    async def _take(self, source: Source, reply: Reply) -> Step:
        match reply:
            case Body():
                feed = await self.worker.read_feed(
                    reply.content,
                    address=reply.address,
                    media_type=reply.media_type,
                    charset=reply.charset,
                    seen=self.clock(),
                )
                return await self._write(self._keep, source, reply, feed)
            case Unchanged():
                return await self._write(self._note, source, reply)
            case Gone():
                return await self._write(self._pause, source)
        return await self._miss(source, reply)

    async def _miss(self, source: Source, failure: Failure) -> Missed:
        standing = after_failure(
            self._before(source),
            self.clock(),
            problem=failure.problem,
            retry_after=failure.retry_after,
        )
        # The disk may be what failed; the reason is told all the same.
        with suppress(BeritaError):
            await self._write(self.store.standings.put, source.key, standing)
        return Missed(source, failure.problem, standing.due, failure.is_network)

    def _keep(self, source: Source, body: Body, feed: Feed) -> Step:
        """Save a feed; its validators last, so that what was not saved is asked for again."""
        now, sources = self.clock(), self.store.sources
        try:
            current = sources.get(source.key)
        except Missing:
            return Quiet(source)  # unfollowed while it was being fetched
        want = replace(self.want, full_text=current.full_text or self.want.full_text)
        saved = self.store.articles.save(current, feed.entries, when=now, want=want)
        sources.learn(source.key, title=feed.title, homepage=feed.homepage, language=feed.language)
        address = new_address(current, body.moved_to)
        if address and not sources.by_address(address):
            sources.moved(source.key, address)
        interval = interval_of(current, feed.interval, body.max_age)
        self.store.standings.put(
            source.key, after_success(now, interval=interval, validators=body.validators)
        )
        current = sources.get(source.key)
        new = self.store.count_shown(saved.new)
        if new or saved.changed:
            return Brought(current, new, saved.changed)
        return Quiet(current)

    def _note(self, source: Source, reply: Unchanged) -> Step:
        before = self._before(source)
        interval = interval_of(source, last_interval(before), reply.max_age)
        self.store.standings.put(
            source.key,
            after_success(self.clock(), interval=interval, validators=before.validators),
        )
        return Quiet(source)

    def _pause(self, source: Source) -> Step:
        problem = Sentence(
            "{host} says this feed is gone for good; it is not asked any more",
            host=host_of(source.address),
        )
        with suppress(Missing):
            current = self.store.sources.get(source.key)
            self.store.sources.change(replace(current, paused=PauseReason.GONE))
            now = self.clock()
            standing = replace(self._before(source), checked=now, due=None, problem=problem)
            self.store.standings.put(source.key, standing)
        return Missed(source, problem)

    async def _write(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a write in a thread, to its end even when nobody waits for it any more."""
        async with self.writing:
            work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
            try:
                return await asyncio.shield(work)
            except asyncio.CancelledError:
                await asyncio.wait([work])
                raise

    def _before(self, source: Source) -> Standing:
        return self.standings.get(source.key) or Standing()


def sort_out(
    sources: Iterable[Source],
    standings: Mapping[str, Standing],
    now: datetime,
    *,
    force: bool,
) -> tuple[list[Source], list[Waiting]]:
    """Return the sources to ask, and why the others wait."""
    asked: list[Source] = []
    waiting: list[Waiting] = []
    for source in sources:
        if not source.is_fetched:
            continue
        due = None if force else waits_until(standings.get(source.key) or Standing(), now)
        if due:
            waiting.append(Waiting(source, due))
        else:
            asked.append(source)
    return asked, waiting


def waits_until(standing: Standing, now: datetime) -> datetime | None:
    """Return until when a source waits, None when it is due.

    One last asked in the future is due: the clock was wrong then or has gone back.
    """
    is_future = standing.checked is not None and standing.checked > now
    if standing.due is None or standing.due <= now or is_future:
        return None
    return standing.due


def in_turn(sources: Iterable[Source]) -> list[Source]:
    """Return `sources` with the hosts taking turns, so that none is waited for needlessly."""
    hosts: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[host_of(source.address)].append(source)
    return [source for turn in zip_longest(*hosts.values()) for source in turn if source]


def interval_of(source: Source, *hints: timedelta | None) -> timedelta:
    """Return how long to wait after a success: the reader's wish, else the longest hint."""
    if source.interval is not None:
        return min(max(source.interval, SHORTEST_WISH), LONGEST_WISH)
    given = [hint for hint in hints if hint is not None]
    return min(max(SHORTEST, *given) if given else USUAL, LONGEST)


def last_interval(standing: Standing) -> timedelta | None:
    """Return the interval that a standing shows, None where the last attempt failed."""
    if standing.failures or standing.checked is None or standing.due is None:
        return None
    return standing.due - standing.checked


def after_success(now: datetime, *, interval: timedelta, validators: Validators) -> Standing:
    """Return how a source stands that has answered."""
    return Standing(checked=now, succeeded=now, due=now + interval, validators=validators)


def after_failure(
    before: Standing, now: datetime, *, problem: Sentence, retry_after: timedelta | None
) -> Standing:
    """Return how a source stands that has failed: each time it waits twice as long."""
    failures = before.failures + 1
    wait = min(SHORTEST * 2 ** min(before.failures, 10), LONGEST)
    return replace(
        before,
        checked=now,
        due=now + max(wait, retry_after or wait),
        problem=problem,
        failures=failures,
    )


def after_outage(before: Standing, now: datetime, *, problem: Sentence) -> Standing:
    """Return how a source stands after nobody could be reached: no fault of its own."""
    return replace(
        before, checked=now, due=now + OFFLINE, problem=problem, failures=max(before.failures, 1)
    )


def find_offline(steps: Iterable[Step], standings: Mapping[str, Standing]) -> bool:
    """Tell whether `steps` show that the network is down.

    Nobody was reached; and since a single host may just be dead, there was more than one, or
    the one had been well before.
    """
    missed = [step for step in steps if isinstance(step, Missed) and step.is_network]
    if not missed or any(step not in missed for step in steps):
        return False
    hosts = {host_of(step.source.address) for step in missed}
    befores = (standings.get(step.source.key) or Standing() for step in missed)
    return len(hosts) > 1 or not any(before.failures for before in befores)


def new_address(source: Source, moved_to: str | None) -> str | None:
    """Return where a source is to be asked from now on, None where nothing changes.

    A secret, or leave for a private network, was given for one host: a source with either
    does not follow to another.
    """
    if not moved_to or moved_to == source.address:
        return None
    is_bound = source.credentials is not None or source.is_private_allowed
    if is_bound and host_of(moved_to) != host_of(source.address):
        return None
    return moved_to
