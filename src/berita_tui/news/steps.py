"""Steps: what a refresh tells while it happens; the app and the command line print the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from berita_tui.news.sentences import Sentence
from berita_tui.news.sources import Source
from berita_tui.news.wanted import Outcome, Wanted


@dataclass(frozen=True, slots=True)
class Began:
    """The refresh begins; so many sources will be asked."""

    total: int


@dataclass(frozen=True, slots=True)
class Brought:
    """A source answered with a feed that was read and saved, but for `left_out` older entries."""

    source: Source
    new: int
    changed: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """A source answered: nothing changed. It may have `left_out` older entries, not read."""

    source: Source
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """A source failed; what it had is kept. `is_network` claims we could not reach anyone there."""

    source: Source
    problem: Sentence
    retry: datetime | None = None
    is_network: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source was not asked, since it is not due before `due`."""

    source: Source
    due: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The refresh is over. `is_offline` claims that every source asked was out of reach."""

    asked: int
    new: int
    missed: int
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class PageHad:
    """The page of an article was read and its text kept; `waiting` pages are still to be fetched.

    `outcome` may also be that the article has gone meanwhile.
    """

    page: Wanted
    outcome: Outcome
    waiting: int


@dataclass(frozen=True, slots=True)
class PageMissed:
    """The page of an article could not be had, or has nothing better than the feed.

    `retry` is when it is tried again, None for not any more.
    """

    page: Wanted
    problem: Sentence
    waiting: int
    retry: datetime | None = None


@dataclass(frozen=True, slots=True)
class PagesEnded:
    """No page can be fetched now. `waiting` ones wait for their host, or for another program."""

    had: int
    missed: int
    waiting: int


PageStep: TypeAlias = PageHad | PageMissed | PagesEnded
"""A step of working off the pages wanted, which goes on beside a refresh."""

Step: TypeAlias = Began | Brought | Quiet | Missed | Waiting | Ended
