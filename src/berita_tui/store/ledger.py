"""The reader's marks in the archive: brought up to what the library's log says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import apsw

from berita_tui.news import Verb
from berita_tui.store.codec import KEYS_SQL, json_keys, split_keys
from berita_tui.store.database import Database

_COLUMN = {
    Verb.READ: ("is_read", 1),
    Verb.UNREAD: ("is_read", 0),
    Verb.BOOKMARK: ("is_bookmarked", 1),
    Verb.UNBOOKMARK: ("is_bookmarked", 0),
}


class Ledger:
    """Carries marks from the library, where they are safe, to the archive, where they are seen.

    The archive remembers the last entry of the log that it took over, in the transaction that
    took it. So whatever was lost between the two files, by a kill or by a second program, is
    found and made good by the next `catch_up`.
    """

    def __init__(self, library: Database, archive: Database) -> None:
        self._library = library
        self._archive = archive

    def catch_up(self, *, is_thorough: bool = False) -> None:
        """Apply the log's entries that the archive does not have yet, in their order.

        All marks are applied when the archive belongs to another library, is older than what
        the log still holds, or `is_thorough` asks for it.
        """
        library, last, folded = self._library_facts()
        if not is_thorough and self._archive_facts() == (library, last):
            return
        with self._archive.writing() as writer:
            of, applied = _facts(writer)
            is_whole = is_thorough or of != library or not folded <= applied <= last
            if is_whole:
                self._apply_folded(writer)
                applied = 0
            last = self._apply_log(writer, after=applied)
            self._show_sources(writer)
            writer.execute(
                "INSERT OR REPLACE INTO facts VALUES ('library', ?), ('applied', ?)",
                (library, last),
            )

    def _library_facts(self) -> tuple[str, int, int]:
        with self._library.reading() as reader:
            facts = dict(reader.execute("SELECT name, value FROM facts").fetchall())
            last = reader.execute("SELECT max(number) FROM log").fetchone()[0]
            folded = int(facts.get("folded", 0))
            return str(facts.get("identity", "")), max(last or 0, folded), folded

    def _archive_facts(self) -> tuple[str, int]:
        with self._archive.reading() as reader:
            return _facts(reader)

    def _apply_folded(self, writer: apsw.Connection) -> None:
        with self._library.reading() as reader:
            for is_read, verb in ((1, Verb.READ), (0, Verb.UNREAD)):
                rows = reader.execute("SELECT key FROM marks WHERE is_read = ?", (is_read,))
                apply_mark(writer, verb, [key for (key,) in rows])
            for clause, verb in (("NOT NULL", Verb.UNBOOKMARK), ("NULL", Verb.BOOKMARK)):
                rows = reader.execute(f"SELECT key FROM bookmarks WHERE removed IS {clause}")
                apply_mark(writer, verb, [key for (key,) in rows])

    def _apply_log(self, writer: apsw.Connection, *, after: int) -> int:
        last = after
        with self._library.reading() as reader:
            rows = reader.execute(
                "SELECT number, verb, keys FROM log WHERE number > ? ORDER BY number", (after,)
            )
            for number, verb, keys in rows:
                last = number
                if verb in _COLUMN:
                    apply_mark(writer, Verb(verb), split_keys(keys))
            facts = dict(reader.execute("SELECT name, value FROM facts WHERE name = 'folded'"))
        return max(last, int(facts.get("folded", 0)))

    def _show_sources(self, writer: apsw.Connection) -> None:
        with self._library.reading() as reader:
            live = {
                key for (key,) in reader.execute("SELECT key FROM sources WHERE removed IS NULL")
            }
        rows: Iterable[Any] = writer.execute(
            "SELECT number, key, is_hidden FROM sources"
        ).fetchall()
        for number, key, is_hidden in rows:
            wanted = int(key not in live)
            if wanted != is_hidden:
                values = (wanted, number)
                writer.execute("UPDATE sources SET is_hidden = ? WHERE number = ?", values)
                writer.execute("UPDATE articles SET is_hidden = ? WHERE source = ?", values)


def apply_mark(writer: apsw.Connection, verb: Verb, keys: list[bytes]) -> None:
    """Set one mark on the articles with these keys; keep it for those that are not here."""
    if not keys:
        return
    column, value = _COLUMN[verb]
    names = json_keys(keys)
    writer.execute(
        f"UPDATE articles SET {column} = {value} WHERE key IN {KEYS_SQL} AND {column} <> {value}",
        (names,),
    )
    writer.execute(
        f"INSERT INTO orphans (key, is_read, is_bookmarked) SELECT unhex(value), {_orphan(column, value)}"
        " FROM json_each(?) WHERE unhex(value) NOT IN (SELECT key FROM articles)"
        f" ON CONFLICT (key) DO UPDATE SET {column} = {value}",
        (names,),
    )


def _orphan(column: str, value: int) -> str:
    return f"{value}, 0" if column == "is_read" else f"0, {value}"


def _facts(connection: apsw.Connection) -> tuple[str, int]:
    facts = dict(connection.execute("SELECT name, value FROM facts").fetchall())
    return str(facts.get("library", "")), int(facts.get("applied", 0))
