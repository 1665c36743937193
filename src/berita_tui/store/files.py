"""Database files as files: looked at before any write, made whole, migrated, set aside."""

from __future__ import annotations

import os
import re
import stat
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

import apsw

from berita_tui.news.noun import noun
from berita_tui.store import seals
from berita_tui.store.database import DAMAGE, connect
from berita_tui.store.schema import Schema

_MAGIC = b"SQLite format 3\0"
_DRAFT = re.compile(r"\..+\.\d+\.(new|restored)(-wal|-shm|-journal)?")
_BESIDE = ("-wal", "-shm", "-journal")


class Condition(Enum):
    """What stands at a file's place."""

    MISSING = auto()
    GOOD = auto()
    OLD = auto()
    """Made by an earlier version: to be migrated."""
    NEWER = auto()
    """Made by a later version: not to be touched."""
    DAMAGED = auto()
    """Empty, cut off, scrambled, of another program, or no file at all."""


@noun
class Look:
    """What a look at a file found; `version` is its `user_version`, 0 where it has none.

    `is_frozen` says that it can be read only with nothing written beside it.
    """

    condition: Condition
    version: int = 0
    is_frozen: bool = False


def look_at(path: Path, schema: Schema) -> Look:
    """Say what is at `path`, without changing a byte of it.

    Raises `apsw.BusyError` when another program keeps it locked, and `OSError` or
    `apsw.CantOpenError` when it may not be read.
    """
    look, reader = look_into(path, schema)
    if reader is not None:
        reader.close()
    return look


def look_into(path: Path, schema: Schema) -> tuple[Look, apsw.Connection | None]:
    """Do as `look_at` does, and leave a file that is good open to be read.

    A connection has read the whole schema before its first answer, which need not be done twice.
    """
    condition = _first_bytes(path, schema)
    if condition is not Condition.GOOD:
        return Look(condition=condition), None
    try:
        try:
            return _ask(path, schema, is_frozen=False)
        except (apsw.CantOpenError, apsw.ReadOnlyError):
            return _ask(path, schema, is_frozen=True)
    except DAMAGE:
        return Look(condition=Condition.DAMAGED), None


def is_foreign(path: Path, schema: Schema) -> bool:
    """Tell whether a file says that it is another program's database. Raises `OSError`."""
    with path.open("rb") as file:
        header = file.read(100)
    return header.startswith(_MAGIC) and header[68:72] != schema.application_id.to_bytes(4)


def create(path: Path, schema: Schema, *, extra: str = "") -> None:
    """Make a new file at `path`, whole or not at all, for the user's eyes only.

    Does nothing where another program was quicker. Raises `OSError` and `apsw.Error`.
    """
    draft = new_draft(path)
    try:
        with closing(connect(draft, is_writer=True)) as connection:
            connection.execute(f"PRAGMA page_size = {schema.page_size}")
            connection.execute(f"PRAGMA application_id = {schema.application_id}")
            with connection:
                connection.execute("".join(schema.steps) + extra)
                connection.execute(f"PRAGMA user_version = {schema.version}")
            connection.execute("PRAGMA journal_mode = WAL")
        put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def migrate(path: Path, schema: Schema, *, copy: Path) -> None:
    """Bring an older file up to date, after a copy of it was made at `copy`.

    Every step is one transaction, so a step is taken whole or not at all. A copy that is there
    is from this very second: another program's, or that of one that was killed over the steps.
    Raises `OSError` and `apsw.Error`.
    """
    with suppress(FileExistsError):
        back_up(path, copy)
    with closing(connect(path, is_writer=True)) as connection:
        for version, step in enumerate(schema.steps):
            connection.execute("BEGIN IMMEDIATE")
            try:
                if connection.pragma("user_version") == version:
                    connection.execute(step)
                    connection.execute(f"PRAGMA user_version = {version + 1}")
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def back_up(path: Path, copy: Path) -> None:
    """Copy a database that may be in use, as it is at one moment; `copy` appears whole.

    Overwrites nothing: raises `FileExistsError`, other kinds of `OSError`, and `apsw.Error`.
    """
    if os.path.lexists(copy):
        raise FileExistsError(copy)
    draft = new_draft(copy)
    try:
        with closing(connect(path)) as source, closing(connect(draft, is_writer=True)) as target:
            with target.backup("main", source, "main") as backup:
                backup.step()
            target.execute("PRAGMA journal_mode = DELETE")
        put_in_place(draft, copy)
    finally:
        draft.unlink(missing_ok=True)


def is_sound(path: Path, *, is_frozen: bool = False, has_seals: bool = True) -> bool:
    """Tell whether nothing is wrong with a file; slow where it is large.

    Its indexes are held against its tables, and every row is read: what is no text any more is
    found by that alone. With `has_seals` what the reader changed is held against its seals.

    An empty file is not sound, though SQLite takes it for a database without tables; nor is one
    that is not there. Raises `OSError` and `apsw.Error` where it cannot be read: that may pass,
    and says nothing about what is in it.
    """
    try:
        about = path.stat()
        if about.st_size == 0 or not stat.S_ISREG(about.st_mode):
            return False
        with closing(connect(path, is_frozen=is_frozen)) as connection:
            if connection.execute("PRAGMA integrity_check(1)").get != "ok":
                return False
            _read_all(connection)
            return not has_seals or seals.are_whole(connection)
    except (*DAMAGE, FileNotFoundError):
        return False


def _read_all(connection: apsw.Connection) -> None:
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    for (name,) in connection.execute(sql).fetchall():
        for _ in connection.execute(f'SELECT * FROM "{name}"'):
            pass


def name_aside(path: Path, *, stamp: str) -> Path:
    """Return a path beside `path` for what is to be set aside; nothing is there."""
    aside, count = path.with_name(f"{path.name}.damaged-{stamp}"), 1
    while os.path.lexists(aside):
        count += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{count}")
    return aside


def set_aside(path: Path, aside: Path) -> None:
    """Give what is at `path`, and what SQLite keeps beside it, another name. Raises `OSError`."""
    path.rename(aside)
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))


def make_private(path: Path) -> None:
    """Let nobody but the user read a file, nor what SQLite keeps beside it."""
    for suffix in ("", *_BESIDE):
        with suppress(OSError):
            each = path.with_name(path.name + suffix)
            if stat.S_IMODE(each.stat().st_mode) & 0o077:
                each.chmod(0o600)


def was_left_open(path: Path) -> bool:
    """Tell whether the last program to use the file did not close it, or still has it open."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        return False


def new_draft(path: Path) -> Path:
    """Make an empty private file beside `path`, to be put in its place when it is whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return draft


def sweep_drafts(folder: Path, *, before: datetime) -> None:
    """Delete drafts that nobody has written to since `before`: their program was killed."""
    for path in folder.glob(".*"):
        with suppress(OSError):
            if _DRAFT.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
                path.unlink()


def put_in_place(draft: Path, path: Path) -> None:
    """Give a draft its name, unless something has that name by now.

    A log that a lost file left behind gets out of the way first: SQLite would play it into the
    new file and ruin it.
    """
    if not os.path.lexists(path):
        for suffix in _BESIDE:
            with suppress(FileNotFoundError):
                left = path.with_name(path.name + suffix)
                left.rename(path.with_name(f"{path.name}.left-{os.urandom(4).hex()}{suffix}"))
    with suppress(FileExistsError):
        try:
            os.link(draft, path)
        except PermissionError:  # no hard links on this file system, as on a memory stick
            if not os.path.lexists(path):
                draft.rename(path)
    _make_names_safe(path.parent)


def _make_names_safe(folder: Path) -> None:
    """Let the names in a folder outlive a loss of power, where the system can do that."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _first_bytes(path: Path, schema: Schema) -> Condition:
    if not os.path.lexists(path):
        return Condition.MISSING
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        is_file = False  # a link to nowhere
    if not is_file:
        return Condition.DAMAGED
    with path.open("rb") as file:
        header = file.read(100)
    # The file format of a database, section 1.3: the user's version at 60, the program's mark at 68
    is_ours = header.startswith(_MAGIC) and header[68:72] == schema.application_id.to_bytes(4)
    if not is_ours:
        return Condition.DAMAGED
    is_newer = int.from_bytes(header[60:64]) > schema.version
    return Condition.NEWER if is_newer else Condition.GOOD


def _ask(path: Path, schema: Schema, *, is_frozen: bool) -> tuple[Look, apsw.Connection | None]:
    with ExitStack() as opened:
        connection = opened.enter_context(closing(connect(path, is_frozen=is_frozen)))
        version = int(connection.pragma("user_version"))
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if version > schema.version:
            condition = Condition.NEWER
        elif version < schema.version:
            condition = Condition.OLD
        else:
            condition = Condition.GOOD if schema.needed <= names else Condition.DAMAGED
        look = Look(condition=condition, version=version, is_frozen=is_frozen)
        if condition is not Condition.GOOD:
            return look, None
        opened.pop_all()
    return look, connection
