"""Damage to database files, such as a failing disk does."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import apsw


def hollow(path: Path, *, first: int = 2) -> None:
    """Spoil every page from the one numbered `first` on, but those that hold the schema.

    A negative number counts from the end.
    """
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        sql = "SELECT pgoffset, pgsize FROM dbstat WHERE name <> 'sqlite_schema' ORDER BY pageno"
        pages = [(row[0], row[1]) for row in connection.execute(sql)]
    content = bytearray(path.read_bytes())
    for offset, size in pages[first if first < 0 else max(0, first - 2) :]:
        content[offset : offset + size] = os.urandom(size)
    path.write_bytes(content)


def spoil_table(path: Path, name: str) -> None:
    """Overwrite the pages of a table or an index."""
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        sql = "SELECT pgoffset, pgsize FROM dbstat WHERE name = ?"
        pages = [(row[0], row[1]) for row in connection.execute(sql, (name,))]
    content = bytearray(path.read_bytes())
    for offset, size in pages:
        content[offset : offset + size] = b"\xff" * size
    path.write_bytes(content)
