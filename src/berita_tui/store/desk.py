"""A desk: the connection one search at a time has, until a newer one begins or time is up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from time import monotonic

import apsw

from berita_tui.news import Interrupted, Sentence
from berita_tui.store.database import Database, explained, let_go

LONGER = 2
"""How many times as long is waited where there is nothing to show yet: an empty list tells
nobody anything, and would flash between two keys."""

_STEPS = 2000
"""After how many steps SQLite asks whether to go on: about every half of a millisecond. To ask it
waits for the interface's thread, which is drawing the letter that was typed."""


class Errand:
    """What a search is asked for: it is given up when stale, and ends early when late.

    It is late `seconds` after it had the desk, None is never; while there is nothing in `found`
    that could be shown, it has `LONGER`.
    """

    def __init__(self, is_stale: Callable[[], bool], seconds: float | None = None) -> None:
        self.is_stale = is_stale
        self._seconds = seconds
        self._began = 0.0
        self.found: Sized = ()
        self.is_late = False

    def begin(self) -> None:
        """Let the time run."""
        self._began = monotonic()

    def has_to_stop(self) -> bool:
        """Tell SQLite whether to stop."""
        if self.is_stale():
            return True
        if self._seconds is not None and not self.is_late:
            most = self._seconds if len(self.found) else self._seconds * LONGER
            self.is_late = monotonic() - self._began >= most
        return self.is_late

    @contextmanager
    def while_there_is_time(self) -> Iterator[None]:
        """Go on after what is inside, which ends early when it is late."""
        try:
            yield
        except (apsw.InterruptError, apsw.SQLError):
            # FTS5 stopped while it opens its own tables: "vtable constructor failed".
            if not self.is_late:
                raise


class Desk:
    """A connection that one search at a time has."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._connection: apsw.Connection | None = None

    @contextmanager
    def taken(self, errand: Errand) -> Iterator[apsw.Connection]:
        """Lend the connection; whatever runs on it stops when the errand has to."""
        with self._lock, explained(self._archive.path):
            if errand.is_stale():
                raise _interrupted()
            if self._connection is None:
                self._connection = self._archive.connect()
            errand.begin()
            self._connection.set_progress_handler(errand.has_to_stop, _STEPS)
            try:
                yield self._connection
            except apsw.InterruptError:
                raise _interrupted() from None
            except apsw.SQLError:
                if errand.is_stale():
                    raise _interrupted() from None
                raise

    def interrupt(self) -> None:
        """Stop what runs on the connection, from another thread."""
        if (connection := self._connection) is not None:
            connection.interrupt()

    def close(self) -> None:
        """Close the connection when it is free."""
        with self._lock:
            if self._connection is not None:
                let_go(self._connection)
                self._connection = None


def _interrupted() -> Interrupted:
    return Interrupted(Sentence("a newer search took its place"))
