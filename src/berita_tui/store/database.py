"""One database file in use: a writer behind a lock, a reader for each thread that asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import apsw

from berita_tui.news import BeritaError, DataUnusable, Sentence

BUSY_MILLISECONDS = 5000
"""How long to wait for another program that writes (hardening: 0 loses every write)."""


class Database:
    """A database file that was checked: reads never wait for writes, writes for each other.

    `is_frozen` opens it where nothing may be written, not even beside it; what another program
    changes meanwhile is not seen.
    """

    def __init__(
        self, path: Path, *, synchronous: str, is_read_only: bool = False, is_frozen: bool = False
    ) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.is_read_only = is_read_only
        self._synchronous = synchronous
        self._is_frozen = is_frozen
        self._free: list[apsw.Connection] = []
        self._readers: list[apsw.Connection] = []
        self._writer: apsw.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Lend a connection to read with; no other thread has it meanwhile."""
        with explained(self.path):
            try:
                connection = self._free.pop()
            except IndexError:
                connection = self.connect()
                self._readers.append(connection)
            try:
                yield connection
            finally:
                self._free.append(connection)

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend the writer inside a transaction: committed at the end, undone by an exception."""
        if self.is_read_only:
            raise BeritaError(
                Sentence(
                    "{folder} cannot be written to, so nothing can be changed there; "
                    "give the folder back to you and start again",
                    folder=str(self.path.parent),
                )
            )
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

    def connect(self, *, is_writer: bool = False) -> apsw.Connection:
        """Open one more connection; the caller closes it, unless it is the writer's."""
        mode = "rw" if is_writer else "ro"
        frozen = "&immutable=1" if self._is_frozen else ""
        connection = apsw.Connection(
            f"file:{quote(str(self.path))}?mode={mode}{frozen}",
            flags=apsw.SQLITE_OPEN_URI
            | (apsw.SQLITE_OPEN_READWRITE if is_writer else apsw.SQLITE_OPEN_READONLY),
        )
        connection.set_busy_timeout(BUSY_MILLISECONDS)
        if is_writer:
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            connection.execute("PRAGMA recursive_triggers = 0")
        connection.execute("PRAGMA trusted_schema = 0")
        return connection

    def close(self) -> None:
        """Close every connection; the last program to leave folds the log file in."""
        with self.lock:
            for connection in (*self._readers, *filter(None, (self._writer,))):
                connection.close()
            self._readers, self._free, self._writer = [], [], None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises over the file at `path` into errors a reader understands."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        raise BeritaError(
            Sentence(
                "{file} is in use by another program; try again when it is done", file=str(path)
            )
        ) from error
    except apsw.FullError as error:
        raise BeritaError(
            Sentence("{folder} is full; make room and try again", folder=str(path.parent))
        ) from error
    except (apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise BeritaError(
            Sentence(
                "{file} cannot be read or written: {reason}; check the disk and who owns it",
                file=str(path),
                reason=str(error),
            )
        ) from error
    except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError, UnicodeDecodeError) as error:
        raise DataUnusable(
            Sentence(
                "{file} is damaged; run `berita-tui doctor` to see what can be done", file=str(path)
            )
        ) from error
