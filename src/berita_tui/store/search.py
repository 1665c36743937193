"""Search: articles in which words occur, newest first, interruptible by the next key."""

from __future__ import annotations

import threading
from array import array

import apsw

from berita_tui.news import Interrupted, Missing, Query, Sentence, State, Term, find_matches
from berita_tui.store import rows
from berita_tui.store.database import Database, explained

_STATES = {
    State.UNREAD: "a.is_read = 0",
    State.READ: "a.is_read = 1",
    State.BOOKMARKED: "a.is_bookmarked = 1",
    State.OFFLINE: "(SELECT is_whole FROM heads h WHERE h.number = a.number)",
}


class Search:
    """Looks things up on a connection of its own, so that interrupting it stops nothing else."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._connection: apsw.Connection | None = None
        self._turn = 0

    def numbers(self, query: Query, *, limit: int | None = None) -> array[int]:
        """Return the numbers of the articles that answer, newest first, at most `limit`.

        Raises `Interrupted` when `interrupt` was called meanwhile.
        """
        turn = self._turn
        with self._lock, explained(self._archive.path):
            if self._connection is None:
                self._connection = self._archive.connect()
            connection = self._connection
            connection.set_progress_handler(lambda: self._turn != turn, 1000)
            try:
                sql, values = _sql("a.number", query, -1 if limit is None else limit)
                found = connection.execute(sql, values)
                return array("q", (number for (number,) in found))
            except apsw.InterruptError:
                raise Interrupted(Sentence("a newer search took its place")) from None

    def interrupt(self) -> None:
        """Stop a search that is running in another thread."""
        self._turn += 1
        connection = self._connection
        if connection is not None:
            connection.interrupt()

    def snippet(
        self, number: int, query: Query, *, width: int
    ) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the part of an article's text, about `width` characters, that answers best."""
        with self._archive.reading() as reader:
            article = rows.article(reader, "a.number = ?", number)
        if article is None:
            raise Missing(Sentence("this article is not there any more"))
        entry = article.entry
        text = " ".join((rows.text_of(entry) or entry.lead).split())
        matches = find_matches(query, text)
        start = _beginning(text, matches[0][0] if matches else 0, width)
        part = text[start : start + width]
        if start + width < len(text):
            part = part.rpartition(" ")[0] or part
        part = f"{'…' if start else ''}{part}{'…' if start + len(part) < len(text) else ''}"
        return part, find_matches(query, part)

    def close(self) -> None:
        """Stop, and let go of the file."""
        self.interrupt()
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def match_text(terms: tuple[Term, ...]) -> str:
    """Return terms in the index's own language, everything of the reader's quoted."""
    return " AND ".join(
        f'"{term.text.replace(chr(34), chr(34) * 2)}"{"*" if term.is_prefix else ""}'
        for term in terms
    )


def unread_keys(reader: apsw.Connection, query: Query) -> list[bytes]:
    """Return the keys of the unread articles that answer a query."""
    sql, values = _sql("a.key, a.is_read", query, -1)
    return [key for key, is_read in reader.execute(sql, values) if not is_read]


def _sql(columns: str, query: Query, limit: int) -> tuple[str, tuple[str | int, ...]]:
    states = "".join(f" AND {_STATES[state]}" for state in sorted(query.states))
    shown = f"(a.is_hidden = 0 OR a.is_bookmarked = 1){states}"
    if query.terms:
        sql = (
            f"SELECT {columns} FROM words CROSS JOIN articles a ON a.number = words.rowid"
            f" WHERE words MATCH ? AND {shown} ORDER BY words.rowid DESC LIMIT ?"
        )
        return sql, (match_text(query.terms), limit)
    sql = f"SELECT {columns} FROM articles a WHERE {shown} ORDER BY a.number DESC LIMIT ?"
    return sql, (limit if query.states else 0,)


def _beginning(text: str, match: int, width: int) -> int:
    if match < width // 2:
        return 0
    start = max(0, match - width // 4)
    return text.find(" ", start, match) + 1 or start
