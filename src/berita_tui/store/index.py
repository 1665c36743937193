"""The full-text index: all articles, and the newest once more."""

from __future__ import annotations

import unicodedata

import apsw

from berita_tui.news import Entry
from berita_tui.store.database import fetch
from berita_tui.store.schema import DROP_INDEX, INDEX, INDEX_VERSION

FRESH = 2000
"""How many of the newest articles at least are in the small index, once there are so many."""


def add(writer: apsw.Connection, number: int, entry: Entry, text: str) -> None:
    """Index an article that is not in the index; `text` is its body as plain text."""
    lead = "" if entry.lead in text else entry.lead
    values = (
        number,
        plain(entry.title),
        plain("\n".join((lead, text, entry.caption))),
        plain(f"{entry.author}\n{entry.editor}"),
        plain(entry.place),
        plain("\n".join(entry.keywords)),
    )
    tables = ("words", "fresh") if number >= floor(writer) else ("words",)
    for table in tables:
        writer.execute(
            f"INSERT INTO {table} (rowid, title, text, author, place, keywords)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            values,
        )


def add_section(writer: apsw.Connection, number: int, name: str) -> None:
    """Index the name of a section that is not in the index."""
    writer.execute("INSERT INTO section_words (rowid, name) VALUES (?, ?)", (number, plain(name)))


def remove(writer: apsw.Connection, number: int) -> None:
    """Take an article out of the index."""
    writer.execute("DELETE FROM words WHERE rowid = ?", (number,))
    writer.execute("DELETE FROM fresh WHERE rowid = ?", (number,))


def trim(writer: apsw.Connection) -> None:
    """Take the older half out of the small index when it has twice what it needs."""
    numbers = [
        number
        for (number,) in writer.execute(
            "SELECT number FROM articles WHERE number >= ? ORDER BY number DESC", (floor(writer),)
        )
    ]
    if len(numbers) >= 2 * FRESH:
        lowest = numbers[FRESH - 1]
        writer.execute("DELETE FROM fresh WHERE rowid < ?", (lowest,))
        writer.execute("INSERT OR REPLACE INTO facts VALUES ('fresh_floor', ?)", (lowest,))


def floor(connection: apsw.Connection) -> int:
    """Return the number from which on every article is in the small index."""
    found: int | None = connection.execute("SELECT value FROM facts WHERE name = 'fresh_floor'").get
    return -(2**63) if found is None else found


def begin_anew(writer: apsw.Connection) -> None:
    """Empty the index of all but sections; articles are to be added again, newest first."""
    writer.execute(DROP_INDEX + INDEX)
    for number, name in fetch(writer, "SELECT number, CAST(name AS BLOB) FROM sections"):
        add_section(writer, number, name.decode("utf-8", "replace"))
    writer.execute("DELETE FROM facts WHERE name IN ('index_version', 'fresh_floor')")


def seal(writer: apsw.Connection) -> None:
    """Say that the index is whole."""
    writer.execute("INSERT OR REPLACE INTO facts VALUES ('index_version', ?)", (INDEX_VERSION,))


def is_whole(reader: apsw.Connection) -> bool:
    """Tell whether the index is there, whole, and of this version."""
    version = reader.execute("SELECT value FROM facts WHERE name = 'index_version'").get
    tables = reader.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('words', 'fresh', 'section_words')"
    ).get
    return bool(tables == 3 and version == INDEX_VERSION)


def plain(text: str) -> str:
    """Return `text` as the index takes it: full width folded, no NUL, no lone surrogates."""
    text = unicodedata.normalize("NFKC", text).replace("\0", " ")
    return text.encode("utf-8", "replace").decode("utf-8")
