"""Opening the two files: what they are is known before anything is written."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from urllib.parse import quote

import apsw

from berita_tui.store.schema import Schema

_MAGIC = b"SQLite format 3\0"


class Condition(Enum):
    """What stands at a file's place."""

    MISSING = auto()
    GOOD = auto()
    OLD = auto()
    """Made by an earlier version: to be migrated."""
    NEWER = auto()
    """Made by a later version: not to be touched."""
    EMPTY = auto()
    FOREIGN = auto()
    """A database of another program."""
    DAMAGED = auto()
    NO_FILE = auto()
    """A folder, a pipe, a device, a link to nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at a file found; `version` is its `user_version`, 0 where it has none.

    `is_frozen` says that it can only be read with nothing written beside it.
    """

    condition: Condition
    version: int = 0
    is_frozen: bool = False


def look_at(path: Path, schema: Schema) -> Look:
    """Say what is at `path`, without changing a byte of it.

    Raises `apsw.BusyError` when another program keeps it locked, and `OSError` when it may not
    be read.
    """
    condition = _first_bytes(path, schema)
    if condition is not Condition.GOOD:
        return Look(condition=condition)
    for frozen in (False, True):
        try:
            return _ask(path, schema, is_frozen=frozen)
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError):
            if frozen or os.access(path.parent, os.W_OK):
                raise
        except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError, UnicodeDecodeError):
            return Look(condition=Condition.DAMAGED)
    raise AssertionError


def create(path: Path, schema: Schema, *, extra: str = "") -> None:
    """Make a new file at `path`, whole or not at all, for the user's eyes only.

    It is built under another name and put in place by a hard link, so that two programs that
    start at once make one file. Raises `OSError` and `apsw.Error`.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(apsw.Connection(str(draft))) as connection:
            connection.execute(f"PRAGMA application_id = {schema.application_id}")
            with connection:
                connection.execute("".join(schema.steps) + extra)
                connection.execute(f"PRAGMA user_version = {schema.version}")
            connection.execute("PRAGMA journal_mode = WAL")
        _put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def set_aside(path: Path, *, stamp: str) -> Path:
    """Give the file at `path`, and what SQLite keeps beside it, a name that is not in use.

    Returns the new path. Raises `OSError`.
    """
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for count in range(2, 10_000):
        if not os.path.lexists(aside):
            break
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{count}")
    path.rename(aside)
    for suffix in ("-wal", "-shm", "-journal"):
        beside = path.with_name(path.name + suffix)
        if os.path.lexists(beside):
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def make_private(path: Path) -> None:
    """Let nobody but the user read the file at `path`, nor what SQLite makes beside it."""
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        try:
            if stat.S_IMODE(each.stat().st_mode) & 0o077:
                each.chmod(0o600)
        except OSError:
            continue


def was_left_open(path: Path) -> bool:
    """Tell whether the last program to use the file did not close it, or still has it open."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        return False


def _first_bytes(path: Path, schema: Schema) -> Condition:
    if not os.path.lexists(path):
        return Condition.MISSING
    try:
        status = path.stat()
    except FileNotFoundError:
        return Condition.NO_FILE
    if not stat.S_ISREG(status.st_mode):
        return Condition.NO_FILE
    if status.st_size == 0:
        return Condition.EMPTY
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):
        return Condition.FOREIGN
    if int.from_bytes(header[68:72]) != schema.application_id:
        return Condition.FOREIGN
    if int.from_bytes(header[60:64]) > schema.version:
        return Condition.NEWER
    return Condition.GOOD


def _ask(path: Path, schema: Schema, *, is_frozen: bool) -> Look:
    immutable = "&immutable=1" if is_frozen else ""
    connection = apsw.Connection(
        f"file:{quote(str(path))}?mode=ro{immutable}",
        flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
    )
    with closing(connection):
        connection.set_busy_timeout(1000)
        version = int(connection.pragma("user_version"))
        if version > schema.version:
            return Look(condition=Condition.NEWER, version=version, is_frozen=is_frozen)
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if version == schema.version and not schema.needed <= names:
            return Look(condition=Condition.DAMAGED, version=version, is_frozen=is_frozen)
        condition = Condition.GOOD if version == schema.version else Condition.OLD
        return Look(condition=condition, version=version, is_frozen=is_frozen)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.rename(path)
