"""Read and bookmarked: the reader's marks, on disk before anything shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from berita_tui.news import Action, Query, Verb, View
from berita_tui.store import rows
from berita_tui.store.bookmarks import pack_copy
from berita_tui.store.database import Database, fetch
from berita_tui.store.history import History
from berita_tui.store.keys import KEYS_SQL, json_keys
from berita_tui.store.ledger import Ledger
from berita_tui.store.listing import Listing
from berita_tui.store.numbers import micros
from berita_tui.store.search import Search


class Marks:
    """Marks go to the library's log first, then to the archive. Every one can be undone."""

    def __init__(
        self,
        library: Database,
        archive: Database,
        history: History,
        ledger: Ledger,
        *,
        listing: Listing,
        search: Search,
        clock: Callable[[], datetime],
    ) -> None:
        self._library = library
        self._archive = archive
        self._history = history
        self._ledger = ledger
        self._listing = listing
        self._search = search
        self._clock = clock

    def read(self, *keys: bytes) -> Action | None:
        """Mark articles read; None when all of them were."""
        return self._mark(Verb.READ, keys)

    def unread(self, *keys: bytes) -> Action | None:
        """Mark articles unread; None when all of them were."""
        return self._mark(Verb.UNREAD, keys)

    def read_view(self, view: View) -> Action | None:
        """Mark all articles of a view read, as one action; None when all of them were."""
        with self._library.lock:
            return self._log(Verb.READ, self._listing.unread_keys(view))

    def read_found(self, query: Query, *, view: View | None = None) -> Action | None:
        """Mark all articles that answer a query, in a view or anywhere, read, as one action.

        An empty query is answered by none.
        """
        with self._library.lock:
            keys = self._search.keys(query, view=view, is_unread=True)
            return self._log(Verb.READ, keys)

    def bookmark(self, key: bytes) -> Action | None:
        """Bookmark an article and keep a copy of it; None when it is, or is not there."""
        with self._library.lock:
            with self._archive.reading() as reader:
                article = rows.article(reader, "a.key = ?", key)
            if article is None or article.is_bookmarked:
                return None
            with self._library.writing() as writer:
                writer.execute(
                    "INSERT INTO bookmarks (key, at, copy) VALUES (?, ?, ?) ON CONFLICT (key)"
                    " DO UPDATE SET at = excluded.at, copy = excluded.copy, removed = NULL",
                    (key, micros(self._clock()), pack_copy(article)),
                )
                action = self._history.append(
                    writer, Verb.BOOKMARK, count=1, subject=article.entry.title, keys=(key,)
                )
            self._ledger.catch_up()
            return action

    def unbookmark(self, key: bytes) -> Action | None:
        """Take a bookmark away; None when there is none."""
        with self._library.lock:
            with self._library.writing() as writer:
                if not writer.execute(
                    "SELECT 1 FROM bookmarks WHERE key = ? AND removed IS NULL", (key,)
                ).fetchone():
                    return None
                action = self._history.append(
                    writer, Verb.UNBOOKMARK, count=1, subject=self._title(key), keys=(key,)
                )
                writer.execute(
                    "UPDATE bookmarks SET removed = ? WHERE key = ?", (action.number, key)
                )
            self._ledger.catch_up()
            return action

    def undo(self) -> Action | None:
        """Take back the newest action, of whatever kind; None when there is none left."""
        with self._library.lock:
            action = self._history.undo()
            if action is not None:
                self._ledger.catch_up()
            return action

    def recent(self, limit: int = 50) -> tuple[Action, ...]:
        """Return the last actions that can be undone, newest first."""
        return self._history.recent(limit)

    def _mark(self, verb: Verb, keys: Sequence[bytes]) -> Action | None:
        with self._library.lock:
            with self._archive.reading() as reader:
                is_read = int(verb is Verb.UNREAD)
                sql = f"SELECT key FROM articles WHERE key IN {KEYS_SQL} AND is_read = {is_read}"
                found = fetch(reader, sql, json_keys(list(keys)))
            return self._log(verb, [key for (key,) in found])

    def _log(self, verb: Verb, keys: list[bytes]) -> Action | None:
        if not keys:
            return None
        subject = self._title(keys[0]) if len(keys) == 1 else ""
        with self._library.writing() as writer:
            action = self._history.append(writer, verb, count=len(keys), subject=subject, keys=keys)
        self._ledger.catch_up()
        return action

    def _title(self, key: bytes) -> str:
        with self._archive.reading() as reader:
            row = reader.execute(
                "SELECT CAST(title AS BLOB) FROM heads JOIN articles USING (number) WHERE key = ?",
                (key,),
            ).fetchone()
        return row[0].decode("utf-8", "replace") if row else ""
