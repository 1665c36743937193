"""Views: which headlines a list shows, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from berita_tui.news.noun import brief, field, noun
from berita_tui.news.sources import Folder


class ViewKind(StrEnum):
    """The kinds of list there are."""

    ALL = "all"
    UNREAD = "unread"
    BOOKMARKED = "bookmarked"
    TODAY = "today"
    SOURCE = "source"
    FOLDER = "folder"
    SEARCH = "search"
    """What answers a search that is kept, or any of them."""
    MUTE = "mute"
    """What a mute hides."""


class Order(StrEnum):
    """What comes first among articles that were looked for."""

    NEWEST = "newest"
    BEST = "best"


@brief
class View:
    """One list of headlines, newest first.

    `source`, `folder` and `number` say which, for those kinds; a search of number 0 is all
    searches that are kept.
    """

    kind: ViewKind = ViewKind.ALL
    source: str = ""
    folder: Folder = ()
    number: int = 0


@brief
class Tally:
    """How many articles there are, how many of them are unread, how many whole on disk."""

    total: int = 0
    unread: int = 0
    whole: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.total + other.total, self.unread + other.unread, self.whole + other.whole)

    @property
    def share(self) -> float:
        """The share of articles that can be read without a network; 0 where there are none."""
        return self.whole / self.total if self.total else 0.0


@noun
class Counts:
    """The numbers beside the names in the sources pane, all kept up to date by the store."""

    all: Tally = Tally()
    bookmarked: Tally = Tally()
    today: Tally = Tally()
    sources: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))
    searches: Mapping[int, Tally] = field(default_factory=lambda: MappingProxyType({}))
    mutes: Mapping[int, Tally] = field(default_factory=lambda: MappingProxyType({}))

    def of_source(self, key: str) -> Tally:
        """Return the tally of one source; zero where nothing is known of it."""
        return self.sources.get(key, Tally())
