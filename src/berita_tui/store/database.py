"""One database file in use: a writer behind a lock, a reader for each thread that asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import quote

import apsw

from berita_tui.news import BeritaError, DataUnusable, Interrupted, Sentence
from berita_tui.store import seals

BUSY_SECONDS = 30.0
"""How long to wait for another program that writes; with 0 the second loses every write.

Its disk is waited for inside its transaction, and on a machine under load that alone takes
seconds: who gives up then has not written what the reader did.
"""
WATCHED_SECONDS = 5.0
"""The same where somebody looks on, who is told then and can try again."""
BUSY_STEP, BUSY_STEP_LATER = 0.002, 0.02
"""Seconds after which it is looked again whether that one is done, the second from the time when it
has taken `BUSY_STEP_LATER` once. SQLite by itself waits up to 0.1, and who reads sees that when an
article is opened while news is saved."""

WRITER_CACHE, READER_CACHE = 16_384, 4_096
"""Most memory for pages of the file in KiB; marking many articles looks all over the index."""


DAMAGE: Final = (
    *(apsw.CorruptError, apsw.NotADBError, apsw.SQLError, UnicodeDecodeError),
    apsw.NoMemError,  # a length that was overwritten asks for more than there is
)
"""What is raised over a file because of what is in it, and not because of its disk."""


class Database:
    """A database file that was checked: reads never wait for writes, writes for each other.

    With a `refusal` it is only read, and the refusal is what a write is answered with.
    `is_frozen` opens it where nothing may be written, not even beside it; what another program
    changes meanwhile is not seen then. `reader` is a connection that is open already.
    """

    def __init__(
        self,
        path: Path,
        *,
        synchronous: str,
        refusal: Sentence | None = None,
        is_frozen: bool = False,
        reader: apsw.Connection | None = None,
    ) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.refusal = refusal
        self._synchronous = synchronous
        self.is_frozen = is_frozen
        self._is_closed = False
        self._is_watched = False
        self._free = [reader] if reader else []
        self._writer: apsw.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Lend a connection to read with; no other thread has it meanwhile."""
        with explained(self.path):
            try:
                connection = self._free.pop()
            except IndexError:
                connection = self.connect()
            try:
                yield connection
            finally:
                self._free.append(connection)
                if self._is_closed:
                    self._close_readers()

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend the writer inside a transaction: committed at the end, undone by an exception."""
        if self.refusal is not None:
            raise BeritaError(self.refusal)
        with self.lock, explained(self.path):
            if self._writer is None:
                self._writer = self.connect(is_writer=True)
            writer = self._writer
            writer.execute("BEGIN IMMEDIATE")
            try:
                yield writer
                writer.execute("COMMIT")
            except BaseException:
                if writer.in_transaction:
                    writer.execute("ROLLBACK")
                raise

    def be_watched(self) -> None:
        """Wait for another program no longer than somebody does who looks on."""
        with self.lock:
            self._is_watched = True
            if self._writer is not None:
                self._writer.set_busy_handler(_patience(WATCHED_SECONDS))

    def connect(self, *, is_writer: bool = False) -> apsw.Connection:
        """Open one more connection, which the caller closes."""
        if self._is_closed:
            raise Interrupted(Sentence("the library is closed already"))
        connection = connect(self.path, is_writer=is_writer, is_frozen=self.is_frozen)
        if self._is_watched:
            connection.set_busy_handler(_patience(WATCHED_SECONDS))
        if is_writer:
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            # Each row that sets off a trigger can be undone alone: pages are copied for that, at
            # times into a file that is made anew for every row.
            connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    def rest(self) -> None:
        """Give back what memory is held for pages of the file; they are read again when needed."""
        with self.lock:
            if self._writer is not None:
                self._writer.release_memory()
        with ExitStack() as lent:
            for reader in [lent.enter_context(self.reading()) for _ in range(len(self._free))]:
                reader.release_memory()

    def close(self) -> None:
        """Close every connection; the last program to leave folds the log file in."""
        with self.lock:
            self._is_closed = True
            self._close_readers()
            if self._writer is not None:
                let_go(self._writer)
                self._writer = None

    def _close_readers(self) -> None:
        while self._free:
            let_go(self._free.pop())


def connect(path: Path, *, is_writer: bool = False, is_frozen: bool = False) -> apsw.Connection:
    """Open an existing database file, waiting a while for whoever writes to it."""
    frozen = "&immutable=1" if is_frozen else ""
    connection = apsw.Connection(
        f"file:{quote(str(path))}?mode={'rw' if is_writer else 'ro'}{frozen}",
        flags=apsw.SQLITE_OPEN_URI
        | (apsw.SQLITE_OPEN_READWRITE if is_writer else apsw.SQLITE_OPEN_READONLY),
    )
    connection.set_busy_handler(_patience(BUSY_SECONDS))
    if is_writer:
        seals.teach(connection)
    connection.execute("PRAGMA trusted_schema = 0")
    connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE if is_writer else READER_CACHE}")
    return connection


def _patience(seconds: float) -> Callable[[int], bool]:
    """Return what waits for another program a moment at a time, and tells whether to try again."""
    began = 0.0

    def wait(tries: int) -> bool:
        nonlocal began
        if tries == 0:
            began = monotonic()
        waited = monotonic() - began
        sleep(BUSY_STEP if waited < BUSY_STEP_LATER else BUSY_STEP_LATER)
        return waited < seconds

    return wait


def let_go(connection: apsw.Connection) -> None:
    """Close a connection; what cannot be folded into the file now stays in its log."""
    with suppress(apsw.Error):
        connection.close()


def damaged(path: Path) -> DataUnusable:
    """Return what says that a file is damaged, and what helps."""
    return DataUnusable(
        Sentence(
            "{file} is damaged; `berita-tui doctor --fix` saves what can be saved",
            file=str(path),
        )
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise over a file into errors a reader understands."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        sentence = Sentence(
            "{file} is in use by another program; try again when it is done", file=str(path)
        )
        raise BeritaError(sentence) from error
    except (apsw.FullError, apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError, OSError) as error:
        sentence = Sentence(
            "{file} cannot be read or written ({reason}); look after its disk and permissions",
            file=str(path),
            reason=getattr(error, "strerror", None) or str(error),
        )
        raise BeritaError(sentence) from error
    except DAMAGE as error:
        raise damaged(path) from error


def fetch(connection: apsw.Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return all rows that a statement gives."""
    return connection.execute(sql, values).fetchall()
