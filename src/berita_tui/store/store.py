"""The store: the two files opened, the lists of what is in them, and the way to the rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from berita_tui.news import BeritaError, Counts, DataUnusable, Order, View
from berita_tui.places import Places
from berita_tui.store.database import Database
from berita_tui.store.opening import (
    Clock,
    OpenArchive,
    new_library,
    open_archive,
    open_archive_alone,
    open_library,
    prepare,
)
from berita_tui.store.rooms import Rooms
from berita_tui.store.shelf import Shelf

if TYPE_CHECKING:
    from berita_tui.news import Query
    from berita_tui.store.nearest import Offer
    from berita_tui.store.stats import Stats


class Store(Rooms):
    """Everything kept. Safe to use from several threads; reading never waits for writing."""

    @classmethod
    def open(cls, places: Places, *, clock: Clock) -> Store:
        """Open the files at `places`, new ones where there are none.

        Raises `DataUnusable` over a file that is damaged, foreign or newer, and then has changed
        nothing; `BeritaError` when another program keeps one to itself.
        """
        prepare(places)
        store = cls(open_library(places, clock), open_archive(places, clock), places, clock=clock)
        if not store.is_read_only:
            store._bring_marks()
        return store

    @classmethod
    def join(cls, places: Places, *, clock: Clock) -> Store:
        """Open the files for a process whose parent has them open, and has looked at them.

        Nothing is examined, made or set aside under whoever is using it. What the parent can
        only read is not to be opened so.
        """
        library = Database(places.library, synchronous="FULL")
        archive = Database(places.archive, synchronous="NORMAL")
        return cls(library, OpenArchive(database=archive), places, clock=clock)

    @classmethod
    def open_without_library(cls, places: Places, *, clock: Clock) -> Store:
        """Open the archive to be read, where the library cannot be used; nothing is changed.

        Every article is listed as the archive knows it. Raises `DataUnusable`.
        """
        from tempfile import TemporaryDirectory  # noqa: PLC0415 - off the way in

        archive = OpenArchive(database=open_archive_alone(places))
        with ExitStack() as scratch:
            path = Path(scratch.enter_context(TemporaryDirectory())) / "library.db"
            new_library(path)
            library = Database(path, synchronous="OFF", refusal=archive.database.refusal)
            store = cls(library, archive, places, clock=clock)
            store._scratch = scratch.pop_all()
        return store

    def _bring_marks(self) -> None:
        """Bring the archive up to the log; where that cannot be now, reading goes on all the same.

        It is done with the next mark, and until then told.
        """
        try:
            self._ledger.catch_up()
        except DataUnusable:
            raise
        except BeritaError as problem:
            self.notices = (*self.notices, problem.sentence)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be changed, because the folder or its disk does not let us."""
        return self._library.refusal is not None or self._archive.refusal is not None

    def be_watched(self) -> None:
        """Wait for other programs no longer than somebody does who looks on.

        Marks are made where the screen is drawn, which stands still meanwhile.
        """
        self._library.be_watched()
        self._archive.be_watched()

    def turn(self, deed: str) -> AbstractContextManager[bool]:
        """Have a deed to oneself; gives False where another program is at it.

        Where nothing can be written there is nothing to be kept apart.
        """
        if self.is_read_only:
            return nullcontext(enter_result=True)
        from berita_tui.store.turns import turn  # noqa: PLC0415 - off the way in

        return turn(self._archive.path.with_name(f"{deed}.lock"))

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

    def scores(self, query: Query, numbers: Sequence[int]) -> Mapping[int, float]:
        """Return how well articles answer that stand together in what a query found newest first.

        Those of `Order.BEST` have their scores already. Raises `Interrupted`.
        """
        return self._search.scores(query, numbers)

    def nearest(
        self, query: Query, language: str, *, view: View | None = None, now: datetime | None = None
    ) -> Offer | None:
        """Return the nearest query that finds something; see `Nearest`. Raises `Interrupted`."""
        return self._nearest.to(query, language, view=view, now=now)

    def interrupt(self) -> None:
        """Stop a `find` that is running in another thread."""
        if "_search" in vars(self):
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
        from berita_tui.store.stats import take_stock  # noqa: PLC0415 - off the way in

        return take_stock(self._library, self._archive)

    def learn(self) -> None:
        """Write down the words that were met last, so that beginnings stand for them."""
        if "_learner" in vars(self) and self._learner.has_any:
            with suppress(BeritaError), self._archive.writing() as writer:
                self._learner.write(writer)

    def rest(self) -> None:
        """Give back the memory that pages of both files take: little will be asked for a while."""
        for database in (self._library, self._archive):
            database.rest()

    def close(self) -> None:
        """Let go of both files; what the reader did is written to its end before."""
        if "_search" in vars(self):
            self._search.close()
        with self._library.lock:
            self.learn()
            self._archive.close()
            self._library.close()
        self._scratch.close()
