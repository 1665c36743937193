"""Refreshing: a refresh as the screen follows it, told so often that keys never wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from berita_tui.language import Language
from berita_tui.news import BeritaError

if TYPE_CHECKING:
    from berita_tui.app.gathering import Gathering
    from berita_tui.news import Ended, Missed, Source, Step

PAUSE = 0.25
"""Least time between two reports, in seconds."""
NEWS_PAUSE, MOST_PAUSE = 0.5, 8.0
"""Least time between the first two that lists have changed; twice as long before each that
follows, up to the most. A list is loaded and drawn for each, which the reader's keys wait for: the
first news is to be seen at once, the rest comes in faster than it can be read anyway."""


@dataclass(slots=True)
class Tide:
    """What has come in since the last report."""

    done: int = 0
    total: int = 0
    has_news: bool = False


class Refreshing:
    """Runs one refresh at a time and reports to the screen by messages."""

    class Went(Message):
        """So many sources have answered; `has_news` claims that lists have changed."""

        def __init__(self, done: int, total: int, *, has_news: bool) -> None:
            super().__init__()
            self.done = done
            self.total = total
            self.has_news = has_news

    class Over(Message):
        """The refresh is over; `failures` are what the sources said that missed.

        `problem` says why it could not be carried out, where it could not.
        """

        def __init__(
            self,
            ended: Ended,
            failures: Sequence[Missed] = (),
            *,
            is_asked: bool,
            problem: BeritaError | None = None,
        ) -> None:
            super().__init__()
            self.ended = ended
            self.failures = failures
            self.is_asked = is_asked
            self.problem = problem

        def tell(self, language: Language) -> str:
            """Say how it went."""
            if self.problem is not None:
                return language.tell(self.problem.sentence)
            ended = self.ended
            if ended.is_offline:
                return language.say("Offline: no source could be reached.")
            told = [
                language.say_many("{count} new article", "{count} new articles", ended.new)
                if ended.new
                else language.say("No news")
            ]
            if ended.missed == 1 and self.failures:
                missed = self.failures[0]
                told.append(f"{missed.source.label}: {language.tell(missed.problem)}")
            elif ended.missed:
                told.append(
                    language.say_many(
                        "{count} source failed", "{count} sources failed", ended.missed
                    )
                )
            return " · ".join(told)

    def __init__(
        self,
        newsroom: Gathering,
        screen: MessagePump,
        *,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self._newsroom = newsroom
        self._screen = screen
        self._ticks = ticks
        self.is_running = False

    async def run(self, sources: Sequence[Source] | None, *, is_asked: bool) -> None:
        """Refresh `sources`, or all; what the reader asked for is not put off until it is due."""
        from berita_tui.news import Ended  # noqa: PLC0415 - off the way in

        if self.is_running:
            return
        self.is_running = True
        try:
            await self._follow(sources, is_asked=is_asked)
        except BeritaError as problem:
            ended = Ended(asked=0, new=0, missed=0)
            self._screen.post_message(self.Over(ended, is_asked=is_asked, problem=problem))
        finally:
            self.is_running = False

    async def _follow(self, sources: Sequence[Source] | None, *, is_asked: bool) -> None:
        from berita_tui.news import Ended, Missed  # noqa: PLC0415 - off the way in

        tide, failures, told, shown, pause = Tide(), [], 0.0, 0.0, NEWS_PAUSE / 2
        async for step in self._newsroom.refresh(sources, force=is_asked):
            self._take(tide, step)
            if isinstance(step, Missed):
                failures.append(step)
            if isinstance(step, Ended):
                self._tell(tide, has_news=tide.has_news)
                self._screen.post_message(self.Over(step, failures, is_asked=is_asked))
            elif self._ticks() - told >= PAUSE:
                told = self._ticks()
                has_news = tide.has_news and told - shown >= pause
                if has_news:
                    shown, pause = told, min(2 * pause, MOST_PAUSE)
                self._tell(tide, has_news=has_news)

    def _take(self, tide: Tide, step: Step) -> None:
        from berita_tui.news import (  # noqa: PLC0415 - off the way in
            Began,
            Brought,
            Ended,
            Missed,
            Quiet,
            Waiting,
        )

        match step:
            case Began(total):
                tide.total = total
            case Brought(_, new, changed):
                tide.done += 1
                tide.has_news = tide.has_news or bool(new or changed)
            case Quiet() | Missed():
                tide.done += 1
            case Waiting() | Ended():
                pass

    def _tell(self, tide: Tide, *, has_news: bool) -> None:
        self._screen.post_message(self.Went(tide.done, tide.total, has_news=has_news))
        tide.has_news = tide.has_news and not has_news
