"""Rescue: the library made anew out of a damaged one, its last copy and what the articles know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import apsw

from berita_tui.news import N_, Missing, Sentence, Source, Verb, parse_query
from berita_tui.news.noun import noun
from berita_tui.places import Places
from berita_tui.store import copies, files, seals
from berita_tui.store.bookmarks import unpack_copy
from berita_tui.store.database import connect, fetch
from berita_tui.store.keys import join_keys, split_keys
from berita_tui.store.lost import sources_lost
from berita_tui.store.schema import LIBRARY
from berita_tui.store.sources import row_of, source_of
from berita_tui.store.wreckage import (
    DIGESTS,
    HEXADECIMAL,
    NUMBERS,
    UNREADABLE,
    Spread,
    keys_in,
    raised,
)

Row = tuple[Any, ...]


@noun
class _Room:
    """How a table of the library is read round what is damaged.

    `check` raises one of `UNREADABLE` over a row that says nothing.
    """

    key: str
    check: Callable[[Row], object]
    spread: Spread | None = None
    walks: tuple[str, ...] = ()


@noun
class Salvaged:
    """The rows of a table that could be read; how many there are known to be besides.

    `is_whole` says that they are all there were, and as they were written.
    """

    rows: Sequence[Row] = ()
    lost: int = 0
    is_whole: bool = False


def _is_key(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 16


def _demand(is_so: object) -> bool:
    if not is_so:
        raise ValueError
    return True


_FACTS: Final = frozenset({"identity", "folded", "asked"})
_ROOMS: Final[Mapping[str, _Room]] = MappingProxyType(
    {
        "facts": _Room(key="name", check=lambda row: _demand(row[0] in _FACTS)),
        "sources": _Room(
            key="key",
            check=lambda row: source_of(row[:-1]),
            spread=HEXADECIMAL,
            walks=("SELECT key FROM sources INDEXED BY sources_address ORDER BY address",),
        ),
        "folders": _Room(
            key="path", check=lambda row: _demand("".join(json.loads(row[0])) and row[1] >= 0)
        ),
        "log": _Room(
            key="number",
            check=lambda row: (
                Verb(row[1]),
                json.loads(row[6]),
                join_keys(split_keys(row[5])),
                _demand(len(row[5]) % 16 == 0),
            ),
            spread=NUMBERS,
        ),
        "marks": _Room(
            key="key",
            check=lambda row: _demand(_is_key(row[0]) and row[1] in {0, 1}),
            spread=DIGESTS,
        ),
        "bookmarks": _Room(
            key="rowid",
            check=lambda row: (unpack_copy(row[2]), _demand(_is_key(row[0]))),
            spread=NUMBERS,
            walks=(
                "SELECT rowid FROM bookmarks INDEXED BY sqlite_autoindex_bookmarks_1 ORDER BY key",
            ),
        ),
        "searches": _Room(key="number", check=lambda row: parse_query(row[2]), spread=NUMBERS),
        "mutes": _Room(key="number", check=lambda row: parse_query(row[1]), spread=NUMBERS),
        "positions": _Room(
            key="key", check=lambda row: _demand(_is_key(row[0]) and row[1] > 0), spread=DIGESTS
        ),
        "queries": _Room(key="number", check=lambda row: _demand(row[1]), spread=NUMBERS),
    }
)
_MARKS: Final = ("facts", "log", "marks")
"""Tables that only together say what is read."""
_TOGETHER: Final = (
    *(_MARKS, ("sources", "folders"), ("bookmarks",), ("searches",), ("mutes",)),
    *(("positions",), ("queries",)),
)
"""Tables that are newer together, or not at all."""
_OF_A_KEPT_LOG: Final = ("bookmarks", "searches", "mutes")
"""Tables with rows that are kept for undo alone."""
_TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sources": N_("sources saved: {saved}, not readable: {lost}"),
        "folders": N_("folders saved: {saved}, not readable: {lost}"),
        "bookmarks": N_("bookmarks saved with their articles: {saved}, not readable: {lost}"),
        "marks": N_("marks of read articles saved: {saved}, not readable: {lost}"),
        "positions": N_("reading positions saved: {saved}, not readable: {lost}"),
        "searches": N_("searches saved: {saved}, not readable: {lost}"),
        "mutes": N_("mutes saved: {saved}, not readable: {lost}"),
        "queries": N_("queries of the search box saved: {saved}, not readable: {lost}"),
        "log": N_("actions saved that can be undone: {saved}, not readable: {lost}"),
    }
)


def rescue(places: Places, *, clock: Callable[[], datetime]) -> tuple[Sentence, ...]:
    """Put a new library in the place of one that is damaged; return what came of it.

    It is the last good copy with those tables of the damaged file that are whole and newer, else
    all that can be read. The damaged file is kept under another name. No program may have the
    library open. Raises `BeritaError`.
    """
    with copies.drafted(places) as draft:
        found = read(places.library)
        try:
            told = _renew(draft, copies.newest_good(places), found)
        except Missing:
            told = _begin(draft, found, places)
        aside = copies.take_place(places, draft, clock=clock)
    if aside is None:
        return told
    return (*told, Sentence("the damaged library is kept as {file}", file=aside.name))


def read(path: Path) -> dict[str, Salvaged]:
    """Return what can be read of a damaged library, by table. Raises `OSError`."""
    with raised(path, LIBRARY) as wreck:
        if wreck is None:
            return {name: Salvaged() for name in _ROOMS}
        return {name: _salvaged(wreck, name, room) for name, room in _ROOMS.items()}


def _salvaged(wreck: apsw.Connection, name: str, room: _Room) -> Salvaged:
    rows, total, lost = [], 0, 0
    sql = f"SELECT {', '.join(seals.SEALED[name])} FROM {name} WHERE {room.key} = ?"
    keys = keys_in(wreck, name, room.key, spread=room.spread, walks=room.walks)
    for key in sorted(keys, key=lambda key: (str(type(key)), key)):  # whatever stands there
        try:
            for row in fetch(wreck, sql, key):
                total += seals.seal_of(row)
                room.check(row)
                rows.append(row)
        except UNREADABLE:
            lost += 1
    written = None
    with suppress(*UNREADABLE):
        written = wreck.execute("SELECT total FROM seals WHERE room = ?", (name,)).get
    return Salvaged(rows=rows, lost=lost, is_whole=not lost and written == total)


def _renew(draft: Path, copy: Path, found: Mapping[str, Salvaged]) -> tuple[Sentence, ...]:
    """Write a copy and what is whole and newer."""
    files.back_up(copy, draft)
    newer: list[str] = []
    with closing(connect(draft, is_writer=True)) as writer:
        if _is_of(writer, found["facts"]):
            newer = [
                name
                for group in _TOGETHER
                if all(found[each].is_whole for each in group)
                for name in group
            ]
        with writer:
            for name in newer:
                writer.execute(f"DELETE FROM {name}")
                _write(writer, name, found[name].rows)
            _go_on(writer, _last(found))
        copies.be_another(writer)
    told = Sentence("your library was put back from {file}", file=str(copy))
    if not newer:
        return (told,)
    newest = Sentence("what was whole in the damaged library, and newer, was taken from it")
    return told, newest


def _is_of(writer: apsw.Connection, facts: Salvaged) -> bool:
    """Tell whether a copy is one of the library that these facts are of."""
    identity = writer.execute("SELECT value FROM facts WHERE name = 'identity'").get
    is_same = _fact(facts, "identity") == identity
    return facts.is_whole and is_same and writer.pragma("user_version") == LIBRARY.version


def _begin(draft: Path, found: Mapping[str, Salvaged], places: Places) -> tuple[Sentence, ...]:
    """Write a new library of all that can be read, here and in the archive."""
    files.create(draft, LIBRARY)
    is_log_whole = all(found[name].is_whole for name in _MARKS)
    rows = {name: list(each.rows) for name, each in found.items()}
    if not is_log_whole:
        rows["marks"] = _marks_of(found, places)
        rows["log"], rows["facts"] = [], [("folded", _last(found))]
        for name in _OF_A_KEPT_LOG:
            rows[name] = [row for row in rows[name] if row[-1] is None]
    guessed: list[Source] = []
    if not found["sources"].is_whole:
        guessed = sources_lost(places, {row[0] for row in rows["sources"]})
        rows["sources"] += [(*row_of(source), None) for source in guessed]
    with closing(connect(draft, is_writer=True)) as writer:
        with writer:
            saved = {name: _write(writer, name, each) for name, each in rows.items()}
            _go_on(writer, _last(found))
        copies.be_another(writer)
    saved["sources"] -= len(guessed)
    saved["marks"] = sum(is_read for _, is_read in rows["marks"])
    return tuple(_report(found, saved, len(guessed), is_log_whole=is_log_whole))


def _report(
    found: Mapping[str, Salvaged],
    saved: Mapping[str, int],
    guessed: int,
    *,
    is_log_whole: bool,
) -> Iterable[Sentence]:
    if any(each.rows for each in found.values()):
        yield Sentence("there is no good copy, so what can be read of your library is in a new one")
        for name, told in _TOLD.items():
            each = found[name]
            lost = "0" if each.is_whole else f"{each.lost} (+ ?)"
            yield Sentence(told, saved=saved[name], lost=lost)
    else:
        yield Sentence("nothing of your library can be read and there is no good copy: a new one")
    if guessed:
        yield Sentence(
            "sources taken anew from the articles kept: {count}; where one has no address any"
            " more, `berita-tui add` it again",
            count=guessed,
        )
    if not is_log_whole:
        yield Sentence("what is read and bookmarked was taken from the articles where they know it")


def _fact(facts: Salvaged, name: str) -> Any:
    return next((value for each, value in facts.rows if each == name), None)


def _write(writer: apsw.Connection, name: str, rows: Iterable[Row]) -> int:
    """Write rows into a table; return how many it takes."""
    count = 0
    columns = seals.SEALED[name]
    sql = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for row in rows:
        with suppress(apsw.ConstraintError):  # not what such a row can be
            writer.execute(sql, row)
            count += 1
    return count


def _go_on(writer: apsw.Connection, last: int) -> None:
    """Let the next action have a number that none had."""
    sql = "SELECT seq FROM sqlite_sequence WHERE name = 'log'"
    known = writer.execute(sql).get
    if known is None:
        writer.execute("INSERT INTO sqlite_sequence VALUES ('log', ?)", (last,))
    elif known < last:
        writer.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'log'", (last,))


def _last(found: Mapping[str, Salvaged]) -> int:
    """Return the greatest number of an action that anything names."""
    numbers = [0, *(row[0] for row in found["log"].rows)]
    numbers += [value for name, value in found["facts"].rows if name == "folded"]
    for name in ("sources", *_OF_A_KEPT_LOG):
        numbers += [row[-1] for row in found[name].rows if row[-1] is not None]
    return max(each for each in numbers if isinstance(each, int) and each < 2**48)


def _marks_of(found: Mapping[str, Salvaged], places: Places) -> list[Row]:
    """Return what is read as the archive has it, and where that knows nothing, the library."""
    marks: dict[bytes, int] = dict(found["marks"].rows)
    actions = [
        (row[0], int(row[1] == Verb.READ), split_keys(row[5]))
        for row in found["log"].rows
        if row[1] in {Verb.READ, Verb.UNREAD}
    ]
    for _, is_read, keys in actions:
        marks.update(dict.fromkeys(keys, is_read))
    applied = 2**63
    with suppress(*UNREADABLE), closing(connect(places.archive)) as archive:
        facts: dict[str, Any] = dict(fetch(archive, "SELECT name, value FROM facts"))
        identity = _fact(found["facts"], "identity") or facts["library"]
        if identity == facts["library"]:
            for table in ("articles", "orphans"):
                for key, is_read in archive.execute(f"SELECT key, is_read FROM {table}"):
                    if _is_key(key) and (is_read or key in marks):
                        marks[key] = int(bool(is_read))
            applied = facts["applied"]
    for number, is_read, keys in actions:
        if number > applied:
            marks.update(dict.fromkeys(keys, is_read))
    return sorted(marks.items())
