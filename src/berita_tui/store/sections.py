"""Sections of publishers: each name once, numbered, its words indexed."""

from __future__ import annotations

import apsw

from berita_tui.store import index


def number_of(writer: apsw.Connection, name: str) -> int:
    """Return the number of a section, a new one for a new name; 0 is no section."""
    if not name:
        return 0
    known: int | None = writer.execute("SELECT number FROM sections WHERE name = ?", (name,)).get
    if known is not None:
        return known
    writer.execute("INSERT INTO sections (name) VALUES (?)", (name,))
    number = writer.last_insert_rowid()
    index.add_section(writer, number, name)
    return number
