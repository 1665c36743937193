"""Search: articles in which words occur, newest first, interruptible by the next key."""

from __future__ import annotations

import html
import re
import threading
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

import apsw

from berita_tui.news import Interrupted, Missing, Query, Sentence, State, Term, find_matches
from berita_tui.store import index, rows
from berita_tui.store.database import Database, explained, fetch

SHORT = 3
"""Letters a beginning must have to be looked for among all articles."""

_STATES = {
    State.UNREAD: "a.is_read = 0",
    State.READ: "a.is_read = 1",
    State.BOOKMARKED: "a.is_bookmarked = 1",
    State.OFFLINE: "(SELECT is_whole FROM heads h WHERE h.number = a.number)",
    State.EDITED: "a.is_edited = 1",
}
_BLOCK = re.compile(r"</(?:p|h[1-6]|li|d[td]|blockquote|pre|t[dhr]|figcaption|figure)>|<[bh]r ?/?>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Numbers of articles, newest first; `is_all` claims that there are no more."""

    numbers: array[int]
    is_all: bool


class Search:
    """Looks things up on connections of its own, so that interrupting stops nothing else.

    A first page and a whole answer have one each: the next key's first page never waits for
    the whole answer to the last one's.
    """

    def __init__(self, archive: Database) -> None:
        self._archive = archive
        self._turn = 0
        self._desks = {is_whole: _Desk(archive) for is_whole in (False, True)}

    def find(self, query: Query, *, limit: int | None = None) -> Found:
        """Return the articles that answer, at most `limit`.

        A beginning of less than three letters is looked for among the newest articles only,
        some thousands. Raises `Interrupted` when `interrupt` was called meanwhile.
        """
        turn = self._turn
        with self._desks[limit is None].taken(lambda: self._turn != turn) as connection:
            table, floor = "words", -(2**63)
            if any(term.is_prefix and len(term.text) < SHORT for term in query.terms):
                table, floor = "fresh", index.floor(connection)
            sql, values = _sql("a.number", table, query, -1 if limit is None else limit)
            numbers = array("q", chain.from_iterable(connection.execute(sql, values)))
            is_all = floor == -(2**63) and (limit is None or len(numbers) < limit)
            return Found(numbers=numbers, is_all=is_all)

    def interrupt(self) -> None:
        """Stop the searches that are running in other threads."""
        self._turn += 1
        for desk in self._desks.values():
            desk.interrupt()

    def unread_keys(self, query: Query) -> list[bytes]:
        """Return the keys of the unread articles that answer a query."""
        if query.is_empty:
            return []
        unread = replace(query, states=query.states | {State.UNREAD})
        sql, values = _sql("a.key", "words", unread, -1)
        with self._archive.reading() as reader:
            return [key for (key,) in fetch(reader, sql, *values)]

    def snippet(
        self, number: int, query: Query, *, width: int
    ) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the part of an article's text, about `width` characters, that answers first."""
        with self._archive.reading() as reader:
            article = rows.article(reader, "a.number = ?", number)
        if article is None:
            raise Missing(Sentence("this article is not there any more"))
        text = " ".join((_rough_text(article.entry.html) or article.entry.lead).split())
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
        for desk in self._desks.values():
            desk.close()


class _Desk:
    """A connection that one search at a time has."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._connection: apsw.Connection | None = None

    @contextmanager
    def taken(self, is_stale: Callable[[], bool]) -> Iterator[apsw.Connection]:
        """Lend the connection; whatever runs on it stops when the search is stale."""
        with self._lock, explained(self._archive.path):
            if is_stale():
                raise _interrupted()
            if self._connection is None:
                self._connection = self._archive.connect()
            self._connection.set_progress_handler(is_stale, 1000)
            try:
                yield self._connection
            except apsw.InterruptError:
                raise _interrupted() from None
            except apsw.SQLError:
                # FTS5 interrupted while it opens its own tables: "vtable constructor failed".
                if is_stale():
                    raise _interrupted() from None
                raise

    def interrupt(self) -> None:
        """Stop what runs on the connection, from another thread."""
        if (connection := self._connection) is not None:
            connection.interrupt()

    def close(self) -> None:
        """Close the connection when it is free."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def match_text(terms: tuple[Term, ...]) -> str:
    """Return terms in the index's own language, everything of the reader's quoted."""
    words = ((index.plain(term.text).replace('"', " "), term.is_prefix) for term in terms)
    return " AND ".join(f'"{text}"{"*" if is_prefix else ""}' for text, is_prefix in words)


def _sql(columns: str, table: str, query: Query, limit: int) -> tuple[str, tuple[str | int, ...]]:
    states = "".join(f" AND {_STATES[state]}" for state in sorted(query.states))
    shown = f"(a.is_hidden = 0 OR a.is_bookmarked = 1){states}"
    if query.terms:
        sql = (
            f"SELECT {columns} FROM {table} w CROSS JOIN articles a ON a.number = w.rowid"
            f" WHERE {table} MATCH ? AND {shown} ORDER BY w.rowid DESC LIMIT ?"
        )
        return sql, (match_text(query.terms), limit)
    sql = f"SELECT {columns} FROM articles a WHERE {shown} ORDER BY a.number DESC LIMIT ?"
    return sql, (limit if query.states else 0,)


def _interrupted() -> Interrupted:
    return Interrupted(Sentence("a newer search took its place"))


def _rough_text(markup: str) -> str:
    # Of our own clean HTML only: twenty snippets must be there at once, a document takes longer.
    return html.unescape(_TAG.sub("", _BLOCK.sub(" ", markup)))


def _beginning(text: str, match: int, width: int) -> int:
    if match < width // 2:
        return 0
    start = max(0, match - width // 4)
    return text.find(" ", start, match) + 1 or start
