"""Rooms: the parts of the store, each built when it is first entered if a list needs it not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from berita_tui.places import Places
from berita_tui.store.database import Database
from berita_tui.store.ledger import Ledger
from berita_tui.store.listing import Listing
from berita_tui.store.opening import Clock, OpenArchive
from berita_tui.store.standings import Standings

if TYPE_CHECKING:
    from berita_tui.store.articles import Articles
    from berita_tui.store.bookmarks import Bookmarks
    from berita_tui.store.headings import Headings
    from berita_tui.store.history import History
    from berita_tui.store.hosts import Hosts
    from berita_tui.store.marks import Marks
    from berita_tui.store.mutes import Mutes
    from berita_tui.store.nearest import Nearest
    from berita_tui.store.pages import Pages
    from berita_tui.store.pictures import Pictures
    from berita_tui.store.positions import Positions
    from berita_tui.store.queries import Queries
    from berita_tui.store.revisions import Revisions
    from berita_tui.store.saved import SavedPages
    from berita_tui.store.search import Search
    from berita_tui.store.searches import Searches
    from berita_tui.store.sources import Sources
    from berita_tui.store.upkeep import Upkeep
    from berita_tui.store.vocabulary import Learner

Room = TypeVar("Room")


class Late(Generic[Room]):
    """A room that is built when it is first entered: once, whichever thread comes first."""

    def __init__(self, build: Callable[[Any], Room]) -> None:
        self._build = build

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, rooms: None, owner: type) -> Late[Room]: ...
    @overload
    def __get__(self, rooms: Rooms, owner: type) -> Room: ...
    def __get__(self, rooms: Rooms | None, owner: type) -> Late[Room] | Room:
        """Return the room, which stands in the way of this from now on."""
        if rooms is None:
            return self
        with rooms.building:
            if self._name not in vars(rooms):
                vars(rooms)[self._name] = self._build(rooms)
        room: Room = vars(rooms)[self._name]
        return room


class Rooms:
    """What looks after the things in the two files. The first headlines need few of them."""

    # ruff: noqa: PLC0415 - to import them all takes longer than to open the files

    def __init__(
        self, library: Database, archive: OpenArchive, places: Places, *, clock: Clock
    ) -> None:
        self.building = threading.RLock()
        self._library = library
        self._archive = archive.database
        self._is_suspect = archive.is_suspect
        self._places = places
        self._clock = clock
        self._scratch = ExitStack()
        files = (library, self._archive)
        self._ledger = Ledger(*files, lambda: self._bookmarks)
        self._listing = Listing(*files, clock)
        self.notices = archive.notices
        self.standings = Standings(self._archive)

    @Late
    def sources(self) -> Sources:
        """Sources, in folders."""
        from berita_tui.store.sources import Sources

        return Sources(self._library, self._history, self._ledger)

    @Late
    def positions(self) -> Positions:
        """Where the reader was in articles."""
        from berita_tui.store.positions import Positions

        return Positions(self._library, self._clock)

    @Late
    def queries(self) -> Queries:
        """What was searched for."""
        from berita_tui.store.queries import Queries

        return Queries(self._library)

    @Late
    def searches(self) -> Searches:
        """Searches that are kept."""
        from berita_tui.store.searches import Searches

        return Searches(self._library, self._history)

    @Late
    def mutes(self) -> Mutes:
        """What is not to be shown."""
        from berita_tui.store.mutes import Mutes

        return Mutes(self._library, self._history, self._clock)

    @Late
    def articles(self) -> Articles:
        """Articles, written and read."""
        from berita_tui.store.articles import Articles

        return Articles(self._library, self._archive, self._bookmarks, self._learner)

    @Late
    def marks(self) -> Marks:
        """Read and bookmarked."""
        from berita_tui.store.marks import Marks

        return Marks(
            self._library,
            self._archive,
            self._history,
            self._ledger,
            listing=self._listing,
            search=self._search,
            clock=self._clock,
        )

    @Late
    def revisions(self) -> Revisions:
        """What articles said before they were edited."""
        from berita_tui.store.revisions import Revisions

        return Revisions(self._archive)

    @Late
    def pages(self) -> Pages:
        """Pages to be fetched, and those that were."""
        from berita_tui.store.pages import Pages

        return Pages(self._library, self._archive, self._bookmarks, self._clock, self._learner)

    @Late
    def saved(self) -> SavedPages:
        """Pages that the reader saved."""
        from berita_tui.store.saved import SavedPages

        return SavedPages(self.articles, self.pages, self.sources, self.marks, self._clock)

    @Late
    def hosts(self) -> Hosts:
        """What hosts ask of those who fetch from them."""
        from berita_tui.store.hosts import Hosts

        return Hosts(self._archive)

    @Late
    def pictures(self) -> Pictures:
        """Pictures of articles."""
        from berita_tui.store.pictures import Pictures
        from berita_tui.store.plates import Plates

        return Pictures(self._archive, Plates(self._places.pictures))

    @Late
    def upkeep(self) -> Upkeep:
        """What keeps the files sound."""
        from berita_tui.store.upkeep import Upkeep

        return Upkeep(
            self._library,
            self._archive,
            self._ledger,
            self.pictures,
            self._places,
            clock=self._clock,
            is_suspect=self._is_suspect,
        )

    @Late
    def _history(self) -> History:
        from berita_tui.store.history import History

        return History(self._library, self._clock)

    @Late
    def _search(self) -> Search:
        from berita_tui.store.search import Search

        return Search(self._archive, self._listing, self.sources, self._clock)

    @Late
    def _nearest(self) -> Nearest:
        from berita_tui.store.nearest import Nearest

        return Nearest(self._archive, self._search.count)

    @Late
    def _headings(self) -> Headings:
        from berita_tui.store.headings import Headings

        return Headings(self._archive, self.sources, self.searches, self.mutes, clock=self._clock)

    @Late
    def _bookmarks(self) -> Bookmarks:
        from berita_tui.store.bookmarks import Bookmarks

        return Bookmarks(self._library, self._archive)

    @Late
    def _learner(self) -> Learner:
        from berita_tui.store.vocabulary import Learner

        return Learner()
