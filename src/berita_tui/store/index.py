"""The full-text index: kept with every write, and made anew beside the old one."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from berita_tui.news import Leaf
from berita_tui.store.concordance import (
    INDEX_COLUMNS,
    INDEX_TABLES,
    NEXT,
    SECTION_INDEX,
    index_tables,
)
from berita_tui.store.database import fetch
from berita_tui.store.forms import Familiar, Pairs
from berita_tui.store.numbers import MOST, PLACE_BITS, TIE_BITS
from berita_tui.store.rowids import (
    FOREIGN,
    NEXT_WORDS,
    WORDS,
    Rowids,
    is_narrow,
    version_of,
    words_of,
)
from berita_tui.store.vocabulary import ALL_READ, Learner
from berita_tui.words import plain

_COLUMNS = ", ".join(INDEX_COLUMNS)
_MARKS = ", ".join("?" * len(INDEX_COLUMNS))
_FACT = "INSERT OR REPLACE INTO facts VALUES (?, ?)"


def add(writer: apsw.Connection, number: int, leaf: Leaf) -> None:
    """Index an article that is not in the index."""
    add_all(writer, [(number, leaf)], progress_of(writer), Familiar().sift([leaf.roots]))


def add_all(
    writer: apsw.Connection,
    leaves: Sequence[tuple[int, Leaf]],
    progress: int | None,
    pairs: Pairs,
) -> set[str]:
    """Index articles that are not in the index while the next one has come as far as this.

    `pairs` are those of all of them, and maybe of others. Returns what is to be familiar when
    the transaction is over.
    """
    words = words_of(writer)  # looked up once: nobody puts another in its place meanwhile
    indexes = [words]
    if progress is not None:
        indexes = [words if each is WORDS else each for each in _indexes(writer)]
    for number, leaf in leaves:
        for rowids in indexes:
            if rowids is words or (progress is not None and number >= progress):
                insert(writer, rowids, number, leaf)
    return pairs.write(writer)


def add_next(writer: apsw.Connection, leaves: Sequence[tuple[int, Leaf]], *, upto: int) -> None:
    """Add articles to the index that is being made, which then has all from `upto` on."""
    learner = Learner()
    for at, (number, leaf) in enumerate(leaves):
        insert(writer, NEXT_WORDS, number, leaf)
        learner.hear(leaf.heard, total=ALL_READ + at)
    learner.write(writer, NEXT)
    Familiar().sift(leaf.roots for _, leaf in leaves).write(writer)
    writer.execute(_FACT, ("index_progress", upto))


def progress_of(writer: apsw.Connection) -> int | None:
    """Return the number from which on every article is in the next index, if one is made."""
    found: int | None = writer.execute("SELECT value FROM facts WHERE name = 'index_progress'").get
    return found


def add_section(writer: apsw.Connection, number: int, name: str) -> None:
    """Index the name of a section that is not in the index."""
    writer.execute("INSERT INTO section_words (rowid, name) VALUES (?, ?)", (number, plain(name)))


def remove(writer: apsw.Connection, number: int) -> None:
    """Take an article out of the index. Its words stay known."""
    for rowids in _indexes(writer):
        sql = f"DELETE FROM {rowids.table} WHERE rowid = {rowids.of('?1')}"
        writer.execute(sql, (number,))


def next_version(reader: apsw.Connection) -> str:
    """Return of which version an index of all articles can be: narrow where all fit into one.

    Earlier versions of the program gave more articles of one second a place in it.
    """
    places = (1 << TIE_BITS) - (1 << PLACE_BITS)
    sql = f"SELECT EXISTS (SELECT 1 FROM articles WHERE number & {places} <> 0)"
    return version_of(is_narrow=not reader.execute(sql).get)


def begin_next(writer: apsw.Connection, version: str) -> int:
    """Begin an index that is to take the place of this one, or go on with it.

    Returns the number below which articles are still to be added to it. The names of sections,
    which are few, are indexed anew at once.
    """
    if NEXT_WORDS not in _indexes(writer) or _fact(writer, "next_version") != version:
        _drop(writer, NEXT)
        writer.execute(index_tables(NEXT) + SECTION_INDEX)
        writer.execute(_FACT, ("next_version", version))
        writer.execute(_FACT, ("index_progress", MOST))
        for number, name in fetch(writer, "SELECT number, CAST(name AS BLOB) FROM sections"):
            add_section(writer, number, name.decode("utf-8", "replace"))
    progress = progress_of(writer)
    return MOST if progress is None else progress


def take_next(writer: apsw.Connection) -> None:
    """Put the index that was made in the place of the old one."""
    _drop(writer)
    version = _fact(writer, "next_version")
    for table in INDEX_TABLES:
        writer.execute(f"ALTER TABLE {table}{NEXT} RENAME TO {table}")
    writer.execute("DELETE FROM facts WHERE name IN ('next_version', 'index_progress')")
    writer.execute(_FACT, ("index_version", version))


def merge_segments(writer: apsw.Connection, *, pages: int) -> bool:
    """Merge segments, writing about so many pages; tell whether there were any to be merged.

    A word that is looked for is looked up in every segment, of which FTS5 by itself leaves up to
    three a level. Pages are of 8 KB; a word in very many articles is always merged as a whole.
    What no longer changes two rows has nothing to merge: https://www.sqlite.org/fts5.html, 6.9.
    """
    has_merged = False
    there = "SELECT name FROM sqlite_schema WHERE name IN ('words', 'section_words')"
    for (table,) in fetch(writer, there):
        command = f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)"
        if writer.execute(f"SELECT v FROM {table}_config WHERE k = 'usermerge'").get is None:
            writer.execute(command, ("usermerge", 2))  # at least so many are merged into one
        before = writer.total_changes()
        writer.execute(command, ("merge", pages))
        has_merged = has_merged or writer.total_changes() - before >= 2
    return has_merged


def is_whole(reader: apsw.Connection) -> bool:
    """Tell whether the index is there, whole, and of this version."""
    version = _fact(reader, "index_version")
    tables = reader.execute(
        "SELECT count(*) FROM sqlite_schema"
        " WHERE name IN ('words', 'vocabulary', 'forms', 'section_words')"
    ).get
    if tables != 4 or version not in {version_of(is_narrow=each) for each in (False, True)}:
        return False
    foreign = f"SELECT EXISTS (SELECT 1 FROM words_docsize WHERE id >= {FOREIGN})"
    return not is_narrow(version) or not reader.execute(foreign).get


def insert(writer: apsw.Connection, rowids: Rowids, number: int, leaf: Leaf) -> None:
    """Put an article that is not in an index into it; its forms are not written."""
    values = f"{rowids.of('?1')}, {_MARKS}"
    writer.execute(
        f"INSERT INTO {rowids.table} (rowid, {_COLUMNS}) VALUES ({values})", (number, *leaf.values)
    )


def _indexes(writer: apsw.Connection) -> list[Rowids]:
    """Return the indexes there are: the old one answers until the next is made."""
    sql = "SELECT name FROM sqlite_schema WHERE name IN ('words', 'words_next')"
    tables = {table for (table,) in fetch(writer, sql)}
    return [rowids for rowids in (WORDS, NEXT_WORDS) if rowids.table in tables]


def _fact(reader: apsw.Connection, name: str) -> str | None:
    found: str | None = reader.execute("SELECT value FROM facts WHERE name = ?", (name,)).get
    return found


def _drop(writer: apsw.Connection, suffix: str = "") -> None:
    for table in INDEX_TABLES:
        writer.execute(f"DROP TABLE IF EXISTS {table}{suffix}")
