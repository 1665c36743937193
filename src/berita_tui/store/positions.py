"""Where the reader stopped in an article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from berita_tui.store.database import Database
from berita_tui.store.numbers import micros


class Positions:
    """Reading positions by article key: the index of the block at the top of the page."""

    def __init__(self, library: Database, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._clock = clock

    def get(self, key: bytes) -> int:
        """Return the block an article was left at, 0 for its beginning."""
        with self._library.reading() as reader:
            row = reader.execute("SELECT block FROM positions WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def put(self, key: bytes, block: int) -> None:
        """Remember the block an article is left at; 0 forgets it."""
        with self._library.writing() as writer:
            if block > 0:
                writer.execute(
                    "INSERT INTO positions VALUES (?, ?, ?) ON CONFLICT (key)"
                    " DO UPDATE SET block = excluded.block, at = excluded.at",
                    (key, block, micros(self._clock())),
                )
            else:
                writer.execute("DELETE FROM positions WHERE key = ?", (key,))
