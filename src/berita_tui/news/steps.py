"""Steps: what a refresh tells while it happens; the app and the command line print the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from berita_tui.news.sentences import Sentence
from berita_tui.news.sources import Source


@dataclass(frozen=True, slots=True)
class Began:
    """The refresh begins; so many sources will be asked."""

    total: int


@dataclass(frozen=True, slots=True)
class Brought:
    """A source answered with a feed that was read and saved."""

    source: Source
    new: int
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """A source answered: nothing changed."""

    source: Source


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


Step: TypeAlias = Began | Brought | Quiet | Missed | Waiting | Ended
