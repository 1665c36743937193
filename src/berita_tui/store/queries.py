"""Queries: what was looked for lately, to be had again."""

from __future__ import annotations

from typing import Final

from berita_tui.store.database import Database

KEPT: Final = 100
"""How many queries are remembered."""


class Queries:
    """The last queries, each once. They are no action: undo passes them by."""

    def __init__(self, library: Database) -> None:
        self._library = library

    def recent(self) -> tuple[str, ...]:
        """Return what was looked for, the last first."""
        with self._library.reading() as reader:
            rows = reader.execute("SELECT CAST(text AS BLOB) FROM queries ORDER BY number DESC")
            return tuple(text.decode("utf-8", "replace") for (text,) in rows)

    def remember(self, text: str) -> None:
        """Put a query first; the oldest beyond a hundred are let go."""
        text = text.strip().encode("utf-8", "replace").decode("utf-8")
        if not text:
            return
        with self._library.writing() as writer:
            writer.execute("DELETE FROM queries WHERE text = ?", (text,))
            writer.execute(
                "INSERT INTO queries SELECT coalesce(max(number), 0) + 1, ? FROM queries", (text,)
            )
            writer.execute(
                "DELETE FROM queries WHERE number <= (SELECT max(number) FROM queries) - ?",
                (KEPT,),
            )
