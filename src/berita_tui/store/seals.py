"""Seals: what every table of the library adds up to, by which a value that is another one shows.

SQLite sees that a file is ill built, not that a letter in it is another one; and what it does not
see gets into the copies. So each table has the sum of its rows' check values, which triggers keep
up in the transaction that changes a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from zlib import crc32

import apsw

SEALED: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "facts": ("name", "value"),
        "sources": (
            *("key", "address", "title", "name", "outlet", "folder", "homepage", "language"),
            *("paused", "is_private_allowed", "credentials", "interval", "full_text", "position"),
            *("extra", "removed"),
        ),
        "folders": ("path", "position", "extra"),
        "log": (
            *("number", "verb", "at", "count", "subject", "keys", "detail", "undoes", "is_undone"),
        ),
        "marks": ("key", "is_read"),
        "bookmarks": ("key", "at", "copy", "removed"),
        "searches": ("number", "name", "query", "position", "removed"),
        "mutes": ("number", "query", "until", "removed"),
        "positions": ("key", "block", "at"),
        "queries": ("number", "text"),
    }
)
"""The library's tables and their columns; another column needs triggers made anew."""


def seal(*values: Any) -> int:
    """Return the check value of a row of bytes and nothings, whatever Python reckons it."""
    check = 0
    for value in values:
        size = b"-" if value is None else b"%d" % len(value)
        check = crc32(value or b"", crc32(size, check))
    return check


def seal_of(row: Sequence[Any]) -> int:
    """Return the check value of a row as it was read: SQL's, whose every value is bytes there."""
    return seal(*(each if each is None or isinstance(each, bytes) else _raw(each) for each in row))


def _raw(value: Any) -> bytes:
    return str(value).encode()


def teach(connection: apsw.Connection) -> None:
    """Let a connection that writes reckon what the triggers ask for."""
    connection.create_scalar_function("seal", seal, deterministic=True, flags=apsw.SQLITE_INNOCUOUS)


def steps() -> str:
    """Return the SQL that seals a library, whatever is in it already."""
    return "CREATE TABLE seals (room TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT;" + "".join(
        _sealing(room, columns) for room, columns in SEALED.items()
    )


def _sealing(room: str, columns: Sequence[str]) -> str:
    new, old = (f"seal({_bytes_of(columns, before)})" for before in ("new.", "old."))
    change = f"UPDATE seals SET total = total {{}} WHERE room = '{room}'; END;\n"
    return (
        f"{_sum(room, columns)}"
        f"CREATE TRIGGER {room}_comes AFTER INSERT ON {room} BEGIN {change.format(f'+ {new}')}"
        f"CREATE TRIGGER {room}_goes AFTER DELETE ON {room} BEGIN {change.format(f'- {old}')}"
        f"CREATE TRIGGER {room}_turns AFTER UPDATE ON {room} BEGIN"
        f" {change.format(f'+ {new} - {old}')}"
    )


def _sum(room: str, columns: Sequence[str]) -> str:
    total = f"ifnull(sum(seal({_bytes_of(columns)})), 0)"
    return f"INSERT INTO seals SELECT '{room}', {total} FROM {room};\n"


def renew(connection: apsw.Connection) -> None:
    """Seal what is in a library now, whatever was in it. Raises `apsw.Error`."""
    sums = "".join(_sum(room, columns) for room, columns in SEALED.items())
    connection.execute(f"BEGIN IMMEDIATE; DELETE FROM seals; {sums} COMMIT")


def are_whole(connection: apsw.Connection) -> bool:
    """Tell whether every table adds up to what it should; also where there are no seals yet.

    Raises `apsw.Error`.
    """
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seals'").get:
        return True
    with connection:  # as it is at one moment
        written = set(connection.execute("SELECT room, total FROM seals"))
        found = {
            (room, sum(seal(*row) for row in connection.execute(_rows_of(room, columns))))
            for room, columns in SEALED.items()
        }
    return written == found


def _rows_of(room: str, columns: Sequence[str]) -> str:
    return f"SELECT {_bytes_of(columns)} FROM {room}"


def _bytes_of(columns: Sequence[str], before: str = "") -> str:
    """Return the SQL of columns as bytes: so a text that is none any more has a seal, too."""
    return ", ".join(f"CAST({before}{column} AS BLOB)" for column in columns)
