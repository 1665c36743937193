"""Progress: the bar a refresh shows on a terminal, gone when it is over."""

from __future__ import annotations

from types import TracebackType
from typing import Final, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from berita_tui.clean import one_line
from berita_tui.language import Language
from berita_tui.news import Began, Brought, Missed, PageHad, PageMissed, PageStep, Quiet, Step

TIMES_A_SECOND: Final = 10
"""How often the bar is drawn at most."""


class Progress:
    """A bar with the name of the source that answered last and the articles so far."""

    def __init__(self, err: TextIO, language: Language) -> None:
        self._language = language
        self._new = 0
        self._pages = 0
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[news]}", markup=False),
            console=Console(file=err, highlight=False, markup=False, emoji=False),
            transient=True,
            refresh_per_second=TIMES_A_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: Final = self._bar.add_task("", total=None, news="")

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, step: Step | PageStep) -> None:
        """Show what `step` changes."""
        match step:
            case Began(total):
                self._bar.update(self._task, total=total)
            case Brought(source, new):
                self._new += new
                self._advance(source.label)
            case Quiet(source) | Missed(source):
                self._advance(source.label)
            case PageHad(waiting=waiting) | PageMissed(waiting=waiting):
                self._turn(waiting)
            case _:
                pass

    def line(self, text: str) -> None:
        """Write one line above the bar; `text` is safe to show."""
        self._bar.console.print(Text(text), soft_wrap=True)

    def _turn(self, waiting: int) -> None:
        """Show how many pages are read, and how many are left."""
        self._pages += 1
        text = self._language.say("Articles’ pages")
        total = self._pages + waiting
        self._bar.update(self._task, completed=self._pages, total=total, description=text, news="")

    def _advance(self, label: str) -> None:
        news = self._language.say_many("{count} new article", "{count} new articles", self._new)
        self._bar.update(self._task, advance=1, description=one_line(label, limit=32), news=news)
