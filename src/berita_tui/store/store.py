"""The store: the two files opened, and the rooms that look after what is in them."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from datetime import datetime

from berita_tui.news import Counts, Query, Sentence, View
from berita_tui.places import Places
from berita_tui.store.articles import Articles
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.database import Database
from berita_tui.store.history import History
from berita_tui.store.ledger import Ledger
from berita_tui.store.listing import Listing
from berita_tui.store.marks import Marks
from berita_tui.store.opening import open_archive, open_library
from berita_tui.store.positions import Positions
from berita_tui.store.search import Search
from berita_tui.store.shelf import Shelf
from berita_tui.store.sources import Sources
from berita_tui.store.standings import Standings

Clock = Callable[[], datetime]


class Store:
    """Everything kept. Safe to use from several threads; reading never waits for writing."""

    def __init__(
        self,
        library: Database,
        archive: Database,
        *,
        clock: Clock,
        notices: tuple[Sentence, ...] = (),
    ) -> None:
        self._library = library
        self._archive = archive
        self.notices = notices
        history = History(library, clock)
        ledger = Ledger(library, archive)
        bookmarks = Bookmarks(library, archive)
        self._listing = Listing(library, archive, clock)
        self._search = Search(archive)
        self.sources = Sources(library, history, ledger)
        self.marks = Marks(library, archive, history, ledger, self._listing, clock)
        self.articles = Articles(library, archive, bookmarks)
        self.standings = Standings(archive)
        self.positions = Positions(library, clock)
        if not self.is_read_only:
            ledger.catch_up()
            bookmarks.put_back()

    @classmethod
    def open(cls, places: Places, *, clock: Clock) -> Store:
        """Open the files at `places`, new ones where there are none. Raises `DataUnusable`."""
        places.prepare()
        library = open_library(places)
        archive, notices = open_archive(places, clock)
        return cls(library, archive, clock=clock, notices=tuple(notices))

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be changed, because the folder does not let us."""
        return self._library.is_read_only

    def shelf(self, view: View, *, limit: int | None = None) -> Shelf:
        """Return a view's headlines, newest first, at most `limit` of them."""
        return self._shelf(self._listing.numbers(view, limit=limit), limit)

    def find(self, query: Query, *, limit: int | None = None) -> Shelf:
        """Return the headlines that answer a query, newest first. Raises `Interrupted`."""
        return self._shelf(self._search.numbers(query, limit=limit), limit)

    def interrupt(self) -> None:
        """Stop a `find` that is running in another thread."""
        self._search.interrupt()

    def snippet(
        self, number: int, query: Query, *, width: int = 160
    ) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the part of an article's text that answers, and where. Raises `Missing`."""
        return self._search.snippet(number, query, width=width)

    def counts(self) -> Counts:
        """Return the numbers beside the names of views and sources."""
        return self._listing.counts()

    def next_unread(self, view: View, number: int | None, *, forward: bool = True) -> int | None:
        """Return the next unread article after `number` in a view, or before it; else None."""
        return self._listing.next_unread(view, number, is_forward=forward)

    def close(self) -> None:
        """Let go of both files."""
        self._search.close()
        self._archive.close()
        self._library.close()

    def _shelf(self, numbers: array[int], limit: int | None) -> Shelf:
        is_whole = limit is None or len(numbers) < limit
        return Shelf(self._archive, numbers, is_whole_list=is_whole)
