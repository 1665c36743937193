"""Wreckage: what can be read of a damaged file, whatever stands between."""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import apsw

from berita_tui.news import Unreadable
from berita_tui.news.noun import noun
from berita_tui.store import files
from berita_tui.store.database import connect, fetch, let_go
from berita_tui.store.schema import Schema

UNREADABLE: Final = (
    *(apsw.Error, Unreadable, UnicodeDecodeError, ValueError, TypeError, KeyError),
    *(AttributeError, OverflowError),
)
"""What is raised over a row because of what is in it."""
_SUFFIXES: Final = ("", "-wal", "-shm", "-journal")
PROBES: Final = 2_000
"""How often it is tried to get in between two places that cannot be read."""


@noun
class Spread:
    """How keys lie on a line from `low` to `high`: a key's place, and the key at a place."""

    low: int
    high: int
    place: Callable[[Any], int]
    key: Callable[[int], Any]


NUMBERS: Final = Spread(low=-(2**63), high=2**63 - 1, place=int, key=int)
DIGESTS: Final = Spread(
    low=0,
    high=2**128 - 1,
    place=lambda key: int.from_bytes(key[:16].ljust(16, b"\0")),
    key=lambda place: place.to_bytes(16),
)
"""Keys of 16 bytes."""
HEXADECIMAL: Final = Spread(
    low=0, high=2**128 - 1, place=lambda key: int(key, 16), key=lambda place: f"{place:032x}"
)


def keys_in(
    connection: apsw.Connection,
    table: str,
    key: str,
    *,
    spread: Spread | None = None,
    walks: Iterable[str] = (),
) -> set[Any]:
    """Return the keys that can be found in a table.

    It is walked from both ends, and along indexes by the statements in `walks`, which go over
    other pages of the file; then in halves between the places where that stopped, if there
    is a `spread`.
    """
    sql = f"SELECT {key} FROM {table} ORDER BY {key}"
    first, is_all = _walk(connection, sql)
    last, _ = ([], True) if is_all else _walk(connection, f"{sql} DESC")
    found = {*first, *last}
    for each in walks:
        found.update(_walk(connection, each)[0])
    if spread is not None and not is_all:
        with suppress(*UNREADABLE):
            low = spread.place(first[-1]) if first else spread.low
            high = spread.place(last[-1]) if last else spread.high
            found.update(_between(connection, table, key, spread, (low, high)))
    return found


def _between(
    connection: apsw.Connection, table: str, key: str, spread: Spread, gap: tuple[int, int]
) -> Iterator[Any]:
    gaps = deque([gap])
    for _ in range(PROBES):
        if not gaps:
            break
        low, high = gaps.popleft()
        if high - low < 2:
            continue
        middle = (low + high) // 2
        sql = f"SELECT {key} FROM {table} WHERE {key} {{}} ? AND {key} < ? ORDER BY {key}"
        ends = spread.key(low), spread.key(middle), spread.key(high)
        after, is_all_after = _walk(connection, sql.format(">="), ends[1], ends[2])
        before, is_all_before = _walk(connection, f"{sql.format('>')} DESC", ends[0], ends[1])
        yield from (*after, *before)
        sides = (
            (spread.place(after[-1]) if after else middle, high, is_all_after),
            (low, spread.place(before[-1]) if before else middle, is_all_before),
        )
        gaps.extend((low, high) for low, high, is_all in sides if not is_all)


def _walk(connection: apsw.Connection, sql: str, *values: Any) -> tuple[list[Any], bool]:
    """Return what a statement gives until it fails, and whether it did not."""
    found: list[Any] = []
    try:
        for (key,) in connection.execute(sql, values):
            found.append(key)
    except UNREADABLE:
        return found, False
    return found, True


@contextmanager
def raised(path: Path, schema: Schema) -> Iterator[apsw.Connection | None]:
    """Lend a damaged file to be read, as far as it can be made to: a copy of it.

    Its log is played into the copy. An end that was cut off is no reason not to read the rest;
    where the tables cannot be found any more they are looked for where a new file has them.
    None is lent where none of them is. Raises `OSError`.
    """
    if not path.is_file():
        yield None
        return
    hulk = files.new_draft(path.with_name(f"{path.name}.hulk"))
    connection = None
    try:
        for is_keeled in (False, True)[: 1 if files.is_foreign(path, schema) else 2]:
            connection = _opened(path, hulk, schema, is_keeled=is_keeled)
            if connection is not None:
                break
        yield connection
    finally:
        if connection is not None:
            let_go(connection)
        _remove(hulk)


def _opened(path: Path, hulk: Path, schema: Schema, *, is_keeled: bool) -> apsw.Connection | None:
    _remove(hulk)
    for suffix in _SUFFIXES[:2]:
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{suffix}", f"{hulk}{suffix}")
    if is_keeled:
        _keel(hulk, schema)
    _measure(hulk)
    connection = None
    try:
        connection = connect(hulk, is_writer=True)
        names = fetch(connection, "SELECT name FROM sqlite_schema")
    except UNREADABLE:
        names = []
    if not schema.needed.isdisjoint(name for (name,) in names):
        return connection
    if connection is not None:
        let_go(connection)
    return None


def _remove(path: Path) -> None:
    for suffix in _SUFFIXES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _measure(hulk: Path) -> None:
    """Let a file say that it is as long as it is (file format, section 1.3: 28, in pages)."""
    with hulk.open("r+b") as file:
        header = file.read(100)
        size = int.from_bytes(header[16:18]) or 4096
        pages = os.fstat(file.fileno()).st_size // (65536 if size == 1 else size)
        if len(header) == 100 and pages < int.from_bytes(header[28:32]):
            file.seek(28)
            file.write(pages.to_bytes(4))


def _keel(hulk: Path, schema: Schema) -> None:
    """Lay the pages that say where tables begin under a file: those of a new one.

    Tables begin at the same pages in every file that the same steps made.
    """
    new = files.new_draft(hulk)
    new.unlink()
    files.create(new, schema)
    try:
        with closing(connect(new)) as connection:
            sql = "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'"
            pages = [page for (page,) in connection.execute(sql)]
        whole = new.read_bytes()
    finally:
        _remove(new)
    size = schema.page_size
    with hulk.open("r+b") as file:
        count = max(1, os.fstat(file.fileno()).st_size // size)
        for page in pages:
            file.seek((page - 1) * size)
            file.write(whole[(page - 1) * size : page * size])
        # The number of pages; that of the first that is free, and how many are: none.
        file.seek(28)
        file.write(max(count, *pages).to_bytes(4) + bytes(8))
