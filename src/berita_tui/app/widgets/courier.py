"""Courier: brings articles' pages and pictures while the reader reads; seen by nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget
from textual.worker import WorkType

from berita_tui.news import BeritaError, Sentence

if TYPE_CHECKING:
    from berita_tui.app.gathering import Gathering

PAUSE = 0.5
"""Least time between two reports, in seconds."""
MOST_PAUSE = 8.0
"""Which articles have changed is told at once, and then more and more seldom, at least after so
many seconds and at the end: rows and texts are drawn anew for it, which keys wait for."""


class Courier(Widget):
    """Works off the pages and the pictures wanted, beside each other, and reports by messages.

    A run that is asked for while one is under way begins when that one is over.
    """

    DEFAULT_CSS = "Courier { display: none; }"

    class Came(Message):
        """The articles with these numbers have changed; `waiting` pages are still to be fetched.

        None says nothing of those. `is_asked` claims that the reader asked for this one page;
        `problem` says why there is no better text, where there is none.
        """

        def __init__(
            self,
            numbers: frozenset[int],
            waiting: int | None,
            *,
            is_asked: bool = False,
            problem: Sentence | None = None,
        ) -> None:
            super().__init__()
            self.numbers = numbers
            self.waiting = waiting
            self.is_asked = is_asked
            self.problem = problem

    class Illustrated(Message):
        """Pictures of the articles with these numbers are on disk now."""

        def __init__(self, numbers: frozenset[int]) -> None:
            super().__init__()
            self.numbers = numbers

    def __init__(self, newsroom: Gathering, *, ticks: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._ticks = ticks
        self._is_running = False
        self._is_wanted = False
        self._is_drawing = False
        self._are_pictures_wanted = False

    def begin(self) -> None:
        """Work off what waits, from now on or after the run that is under way."""
        self._is_wanted = True
        if not self._is_running:
            self._is_running = True
            self._start(self._work, "pages")
        self._begin_pictures()

    def fetch(self, number: int) -> None:
        """Fetch the page of one article now."""
        self._start(partial(self._fetch, number), "page")

    async def _work(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                await self._run()
        except BeritaError as error:
            self.post_message(self.Came(frozenset(), None, problem=error.sentence))
        finally:
            self._is_running = False

    async def _run(self) -> None:
        from berita_tui.news import PageHad, PageMissed  # noqa: PLC0415 - off the way in

        numbers: set[int] = set()
        told, shown, pause = 0.0, 0.0, PAUSE
        async for step in self._newsroom.fetch_pages():
            if isinstance(step, PageHad | PageMissed):
                numbers.add(step.page.number)
                self._begin_pictures()
                now = self._ticks()
                if now - told < PAUSE:
                    continue
                told = now
                if now - shown < pause:
                    self.post_message(self.Came(frozenset(), step.waiting))
                    continue
                shown, pause = now, min(2 * pause, MOST_PAUSE)
            self.post_message(self.Came(frozenset(numbers), step.waiting))
            numbers.clear()

    async def _fetch(self, number: int) -> None:
        from berita_tui.news import PageMissed  # noqa: PLC0415 - off the way in

        problem, numbers = None, frozenset({number})
        try:
            step = await self._newsroom.fetch_page(number)
            if isinstance(step, PageMissed):
                problem = step.problem
        except BeritaError as error:
            problem = error.sentence
        with suppress(BeritaError):  # the text is what was asked for
            await self._newsroom.bring_pictures_of(number)
        waiting = self._newsroom.pages_waiting()
        self.post_message(self.Came(numbers, waiting, is_asked=True, problem=problem))

    def _start(self, work: WorkType[None], group: str) -> None:
        # A function, no coroutine: one that is never begun, as at the end, would be complained of.
        self.run_worker(work, group=group)

    def _begin_pictures(self) -> None:
        self._are_pictures_wanted = True
        if not self._is_drawing:
            self._is_drawing = True
            self._start(self._bring_pictures, "pictures")

    async def _bring_pictures(self) -> None:
        try:
            while self._are_pictures_wanted:
                self._are_pictures_wanted = False
                async for each in self._newsroom.bring_pictures():
                    if each.new:
                        self.post_message(self.Illustrated(frozenset({each.number})))
        except BeritaError as error:
            self.post_message(self.Came(frozenset(), None, problem=error.sentence))
        finally:
            self._is_drawing = False
