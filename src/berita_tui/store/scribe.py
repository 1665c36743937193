"""Scribe: what an event loop has the store write, one thing after another, each to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, ParamSpec, TypeVar

from berita_tui.news import BeritaError

P = ParamSpec("P")
T = TypeVar("T")
Load = TypeVar("Load")
Answer = TypeVar("Answer")


class Scribe:
    """Writes for one piece of work. The database has one writer, and threads are few."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()

    async def write(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a write in a thread, to its end even when nobody waits for it any more."""
        async with self.turn:
            return await _to_its_end(function, *args, **kwargs)


class Ferry(Generic[Load, Answer]):
    """Has written together what is brought at about the same time, in the order it came.

    It leaves when `is_full` says so of what waits, else `seconds` after the first of it came.
    What fails together is written one by one, so that what is wrong with one is told of no other;
    not where a disk or a lock failed, which would fail for each, and be waited for.
    """

    def __init__(
        self,
        scribe: Scribe,
        write: Callable[[Sequence[Load]], Sequence[Answer]],
        *,
        is_full: Callable[[Sequence[Load]], bool],
        seconds: float,
    ) -> None:
        self._scribe = scribe
        self._write = write
        self._is_full = is_full
        self._seconds = seconds
        self._waiting: list[_Ticket[Load, Answer]] = []
        self._leaving = asyncio.Event()

    async def carry(self, load: Load) -> Answer:
        """Write it with what else waits, to its end even when nobody waits for it any more."""
        ticket = _Ticket[Load, Answer](load)
        self._waiting.append(ticket)
        await self._wait_for_others()
        async with self._scribe.turn:
            if ticket in self._waiting:
                crowd, self._waiting = self._waiting, []
                self._leaving = asyncio.Event()
                await _to_its_end(self._cross, crowd)
        if ticket.problem is not None:
            raise ticket.problem
        return ticket.answer

    async def _wait_for_others(self) -> None:
        leaving = self._leaving
        if self._is_full([each.load for each in self._waiting]):
            leaving.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await leaving.wait()
        leaving.set()  # whoever waited with it is next in turn, and not behind who comes later

    def _cross(self, crowd: Sequence[_Ticket[Load, Answer]]) -> None:
        is_written = self._is_written(crowd)
        # Of a disk or a lock a plain one tells, see `database.explained`.
        if not is_written and len(crowd) > 1 and type(crowd[0].problem) is not BeritaError:
            for each in crowd:
                self._is_written([each])

    def _is_written(self, crowd: Sequence[_Ticket[Load, Answer]]) -> bool:
        try:
            answers = self._write([each.load for each in crowd])
        except Exception as problem:  # noqa: BLE001 - raised again where it is waited for
            for each in crowd:
                each.problem = problem
            return False
        for each, answer in zip(crowd, answers, strict=True):
            each.answer, each.problem = answer, None
        return True


class _Ticket(Generic[Load, Answer]):
    """Something to be written, and what came of it."""

    __slots__ = ("answer", "load", "problem")
    answer: Answer

    def __init__(self, load: Load) -> None:
        self.load = load
        self.problem: Exception | None = None


async def _to_its_end(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise
