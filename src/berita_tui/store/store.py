"""The store: the two files opened, and the rooms that look after what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from berita_tui.news import BeritaError, Counts, Order, Query, View
from berita_tui.places import Places
from berita_tui.store.articles import Articles
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.database import Database
from berita_tui.store.headings import Headings
from berita_tui.store.history import History
from berita_tui.store.hosts import Hosts
from berita_tui.store.ledger import Ledger
from berita_tui.store.listing import Listing
from berita_tui.store.marks import Marks
from berita_tui.store.mutes import Mutes
from berita_tui.store.nearest import Nearest, Offer
from berita_tui.store.opening import (
    Clock,
    OpenArchive,
    new_library,
    open_archive,
    open_archive_alone,
    open_library,
    prepare,
)
from berita_tui.store.pages import Pages
from berita_tui.store.pictures import Pictures
from berita_tui.store.plates import Plates
from berita_tui.store.positions import Positions
from berita_tui.store.queries import Queries
from berita_tui.store.revisions import Revisions
from berita_tui.store.saved import SavedPages
from berita_tui.store.search import Search
from berita_tui.store.searches import Searches
from berita_tui.store.shelf import Shelf
from berita_tui.store.sources import Sources
from berita_tui.store.standings import Standings
from berita_tui.store.stats import Stats, take_stock
from berita_tui.store.upkeep import Upkeep
from berita_tui.store.vocabulary import Learner


class Store:
    """Everything kept. Safe to use from several threads; reading never waits for writing."""

    def __init__(
        self, library: Database, archive: OpenArchive, places: Places, *, clock: Clock
    ) -> None:
        self._library = library
        self._archive = archive.database
        self._scratch = ExitStack()
        self.notices = archive.notices
        files = (library, self._archive)
        bookmarks = Bookmarks(*files)
        history = History(library, clock)
        self._ledger = Ledger(*files, bookmarks)
        self._listing = Listing(*files, clock)
        self.sources = Sources(library, history, self._ledger)
        self._search = Search(self._archive, self._listing, self.sources, clock)
        self._nearest = Nearest(self._archive, self._search.count)
        self.marks = Marks(
            *files, history, self._ledger, listing=self._listing, search=self._search, clock=clock
        )
        self._learner = Learner()
        self.articles = Articles(*files, bookmarks, self._learner)
        self.revisions = Revisions(self._archive)
        self.pages = Pages(*files, bookmarks, clock, self._learner)
        self.saved = SavedPages(self.articles, self.pages, self.sources, self.marks, clock)
        self.hosts = Hosts(self._archive)
        self.pictures = Pictures(self._archive, Plates(places.pictures))
        self.standings = Standings(self._archive)
        self.positions = Positions(library, clock)
        self.queries = Queries(library)
        self.searches = Searches(library, history)
        self.mutes = Mutes(library, history, clock)
        self._headings = Headings(*files, self.sources, clock)
        self.upkeep = Upkeep(
            *files,
            self._ledger,
            self.pictures,
            places,
            clock=clock,
            is_suspect=archive.is_suspect,
        )

    @classmethod
    def open(cls, places: Places, *, clock: Clock) -> Store:
        """Open the files at `places`, new ones where there are none.

        Raises `DataUnusable` over a file that is damaged, foreign or newer, and then has changed
        nothing; `BeritaError` when another program keeps one to itself.
        """
        prepare(places)
        store = cls(open_library(places, clock), open_archive(places, clock), places, clock=clock)
        if not store.is_read_only:
            store._ledger.catch_up()
        return store

    @classmethod
    def open_without_library(cls, places: Places, *, clock: Clock) -> Store:
        """Open the archive to be read, where the library cannot be used; nothing is changed.

        Every article is listed as the archive knows it. Raises `DataUnusable`.
        """
        archive = OpenArchive(database=open_archive_alone(places))
        with ExitStack() as scratch:
            path = Path(scratch.enter_context(TemporaryDirectory())) / "library.db"
            new_library(path)
            library = Database(path, synchronous="OFF", refusal=archive.database.refusal)
            store = cls(library, archive, places, clock=clock)
            store._scratch = scratch.pop_all()
        return store

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be changed, because the folder does not let us."""
        return self._library.refusal is not None

    def shelf(self, view: View, *, limit: int | None = None) -> Shelf:
        """Return a view's headlines, newest first, at most `limit` of them."""
        numbers = self._listing.numbers(view, limit=limit)
        return Shelf(self._archive, numbers, is_whole_list=limit is None or len(numbers) < limit)

    def find(
        self,
        query: Query,
        *,
        view: View | None = None,
        now: datetime | None = None,
        limit: int | None = None,
        order: Order = Order.NEWEST,
        is_quick: bool = False,
        seconds: float | None = None,
    ) -> Shelf:
        """Return the headlines that answer a query, in that order, at most `limit` of them.

        They are looked for in a view, else in everything. What is relative in the query is
        reckoned from `now`, an aware moment in the reader's zone, else from the clock's. `is_quick`
        takes the beginning of a word for its most used words: for a first page. After `seconds`
        what was found by then is given. Raises `Interrupted`.
        """
        found = self._search.find(
            query,
            view=view,
            now=now,
            limit=limit,
            order=order,
            is_quick=is_quick,
            seconds=seconds,
        )
        return Shelf(
            self._archive,
            found.numbers,
            is_whole_list=found.is_all,
            scores=found.scores if order is Order.BEST else None,
            is_loose=found.is_loose,
            is_cut=found.is_cut,
        )

    def matching_keys(
        self, query: Query, *, view: View | None = None, now: datetime | None = None
    ) -> list[bytes]:
        """Return the keys of all articles that answer a query, newest first; see `find`."""
        return self._search.keys(query, view=view, now=now)

    def nearest(
        self, query: Query, language: str, *, view: View | None = None, now: datetime | None = None
    ) -> Offer | None:
        """Return the nearest query that finds something; see `Nearest`. Raises `Interrupted`."""
        return self._nearest.to(query, language, view=view, now=now)

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

    def count_shown(self, keys: Sequence[bytes]) -> int:
        """Return how many of these articles are shown: what a mute hides is not."""
        return self._listing.count_shown(keys)

    def next_unread(self, view: View, number: int | None, *, forward: bool = True) -> int | None:
        """Return the next unread article after `number` in a view, or before it; else None."""
        return self._listing.next_unread(view, number, is_forward=forward)

    def settle(self) -> bool:
        """Bring what searches show and mutes hide up to what is kept and to the clock.

        Articles that are saved are looked at as they come; this is for whatever else changes:
        searches and mutes, the names of sources, the day. It may take as long as a whole search
        for each that is new. Tells whether anything changed.
        """
        return self._headings.settle()

    def stats(self) -> Stats:
        """Return how much there is of everything."""
        return take_stock(self._library, self._archive)

    def learn(self) -> None:
        """Write down the words that were met last, so that beginnings stand for them."""
        if self._learner.has_any:
            with suppress(BeritaError), self._archive.writing() as writer:
                self._learner.write(writer)

    def close(self) -> None:
        """Let go of both files."""
        self._search.close()
        self.learn()
        self._archive.close()
        self._library.close()
        self._scratch.close()
