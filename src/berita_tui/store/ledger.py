"""The reader's marks in the archive: brought up to what the library's log says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import apsw

from berita_tui.news import Verb
from berita_tui.news.noun import noun
from berita_tui.store.database import Database, fetch
from berita_tui.store.keys import KEYS_SQL, json_keys, split_keys

if TYPE_CHECKING:
    from berita_tui.store.bookmarks import Bookmarks

_COLUMN = {
    Verb.READ: ("is_read", 1),
    Verb.UNREAD: ("is_read", 0),
    Verb.BOOKMARK: ("is_bookmarked", 1),
    Verb.UNBOOKMARK: ("is_bookmarked", 0),
}
_OF_SOURCES = frozenset({Verb.SUBSCRIBE, Verb.UNSUBSCRIBE, Verb.CHANGE})


@noun
class _Extent:
    """Which library it is, the last entry of its log, the last that is folded into the marks.

    `is_asked` says that the reader put it in the place of another: its marks alone count.
    """

    identity: str
    last: int
    folded: int
    is_asked: bool


class Ledger:
    """Carries marks from the library, where they are safe, to the archive, where they are seen.

    The archive remembers the last entry of the log that it took over, in the transaction that
    took it. So whatever was lost between the two files, by a kill or by a second program, is
    found and made good by the next `catch_up`.
    """

    def __init__(
        self, library: Database, archive: Database, bookmarks: Callable[[], Bookmarks]
    ) -> None:
        self._library = library
        self._archive = archive
        self._bookmarks = bookmarks

    def catch_up(self, *, is_thorough: bool = False) -> None:
        """Apply the log's entries that the archive does not have yet, in their order.

        All marks are compared when the archive is new or belongs to another library, is older
        than what the log still holds, or `is_thorough` asks for it.
        """
        extent = self._extent()
        with self._archive.reading() as reader:
            identity, applied = _applied(reader)
        if not is_thorough and (identity, applied) == (extent.identity, extent.last):
            return
        is_same = identity == extent.identity and applied <= extent.last
        if identity and not is_same:
            if extent.is_asked:
                self._let_go()
            else:
                self._adopt()
        if is_thorough or not is_same or applied < extent.folded:
            self._compare_all()
        else:
            self._apply_new()

    def _extent(self) -> _Extent:
        with self._library.reading() as reader:
            facts = _facts(reader)
            last = reader.execute("SELECT max(number) FROM log").get or 0
        folded, identity = int(facts.get("folded", 0)), str(facts.get("identity", ""))
        return _Extent(
            identity=identity,
            last=max(last, folded),
            folded=folded,
            is_asked=bool(identity) and facts.get("asked") == identity,
        )

    def _apply_new(self) -> None:
        with self._archive.writing() as writer:
            identity, applied = _applied(writer)
            last, has_sources = self._apply_log(writer, after=applied)
            if has_sources:
                self._show_sources(writer)
            _remember(writer, identity, last)

    def _compare_all(self) -> None:
        with self._archive.writing() as writer:
            extent = self._extent()
            with self._library.reading() as reader:
                for is_read, verb in ((1, Verb.READ), (0, Verb.UNREAD)):
                    rows = reader.execute("SELECT key FROM marks WHERE is_read = ?", (is_read,))
                    apply_mark(writer, verb, [key for (key,) in rows])
            last, _ = self._apply_log(writer, after=0)
            with self._library.reading() as reader:
                rows = reader.execute("SELECT key FROM bookmarks WHERE removed IS NULL")
                wanted = {key for (key,) in rows}
            rows = writer.execute("SELECT key FROM articles WHERE is_bookmarked = 1")
            apply_mark(writer, Verb.UNBOOKMARK, [key for (key,) in rows if key not in wanted])
            apply_mark(writer, Verb.BOOKMARK, list(wanted))
            self._show_sources(writer)
            _remember(writer, extent.identity, max(last, extent.folded))
        self._bookmarks().put_back()

    def _apply_log(self, writer: apsw.Connection, *, after: int) -> tuple[int, bool]:
        last, has_sources = after, False
        with self._library.reading() as reader:
            for number, verb, keys in reader.execute(
                "SELECT number, verb, keys FROM log WHERE number > ? ORDER BY number", (after,)
            ):
                last = number
                if verb in _COLUMN:
                    apply_mark(writer, Verb(verb), split_keys(keys))
                elif verb in _OF_SOURCES:
                    has_sources = True
        return last, has_sources

    def _show_sources(self, writer: apsw.Connection) -> None:
        with self._library.reading() as reader:
            rows = reader.execute("SELECT key FROM sources WHERE removed IS NULL")
            live = {key for (key,) in rows}
        for number, key, is_hidden in writer.execute(
            "SELECT number, key, is_hidden FROM sources"
        ).fetchall():
            wanted = int(key not in live)
            if wanted != is_hidden:
                values = (wanted, number)
                writer.execute("UPDATE sources SET is_hidden = ? WHERE number = ?", values)
                sql = "UPDATE articles SET is_hidden = is_hidden & 2 | ? WHERE source = ?"
                writer.execute(sql, values)

    def _adopt(self) -> None:
        """Take marks into the library that the archive has and the library knows nothing of.

        They are from after the copy that the library was restored from.
        """
        with self._archive.reading() as reader:
            read = _marked(reader, "is_read", "articles", "orphans")
            bookmarked = _marked(reader, "is_bookmarked", "articles")
        with self._library.writing() as writer:
            for verb, keys in writer.execute("SELECT verb, keys FROM log"):
                if verb in {Verb.READ, Verb.UNREAD}:
                    read.difference_update(split_keys(keys))
            writer.executemany(
                "INSERT INTO marks (key, is_read) VALUES (?, 1) ON CONFLICT (key) DO NOTHING",
                [(key,) for key in sorted(read)],
            )
            rows = writer.execute("SELECT key FROM bookmarks")
            bookmarked.difference_update([key for (key,) in rows])
        self._bookmarks().adopt(bookmarked)

    def _let_go(self) -> None:
        """Take marks away in the archive that the library knows nothing of."""
        with self._library.reading() as reader:
            rows = fetch(reader, "SELECT key FROM marks WHERE is_read = 1")
            read = {key for (key,) in rows}
            for verb, keys in reader.execute("SELECT verb, keys FROM log ORDER BY number"):
                if verb == Verb.READ:
                    read.update(split_keys(keys))
                elif verb == Verb.UNREAD:
                    read.difference_update(split_keys(keys))
            rows = fetch(reader, "SELECT key FROM bookmarks WHERE removed IS NULL")
            bookmarked = {key for (key,) in rows}
        with self._archive.writing() as writer:
            for verb, known in ((Verb.UNREAD, read), (Verb.UNBOOKMARK, bookmarked)):
                marked = _marked(writer, _COLUMN[verb][0], "articles", "orphans")
                apply_mark(writer, verb, sorted(marked - known))


def _marked(connection: apsw.Connection, column: str, *tables: str) -> set[bytes]:
    return {
        key
        for table in tables
        for (key,) in connection.execute(f"SELECT key FROM {table} WHERE {column} = 1")
    }


def apply_mark(writer: apsw.Connection, verb: Verb, keys: list[bytes]) -> None:
    """Set one mark on the articles with these keys; keep it for those that are not here."""
    from berita_tui.store.filing import marks_changed  # noqa: PLC0415 - off the way in

    column, value = _COLUMN[verb]
    names = json_keys(keys)
    # Whoever says that an article is read, or is to be read, has done with the news of its edit.
    settled = ", is_changed = 0" if column == "is_read" else ""
    changed = fetch(
        writer,
        f"UPDATE articles SET {column} = {value}{settled}"
        f" WHERE key IN {KEYS_SQL} AND {column} <> {value} RETURNING source, number, is_hidden < 2",
        names,
    )
    if column == "is_read":
        sign = "-" if value else "+"
        counts = Counter(source for source, _, is_counted in changed if is_counted)
        writer.executemany(
            f"UPDATE sources SET unread = unread {sign} ? WHERE number = ?",
            [(count, source) for source, count in counts.items()],
        )
    marks_changed(writer, [number for _, number, _ in changed])
    if len(changed) < len(keys):
        first, second = (value, 0) if column == "is_read" else (0, value)
        writer.execute(
            "INSERT INTO orphans (key, is_read, is_bookmarked)"
            f" SELECT unhex(value), {first}, {second} FROM json_each(?)"
            " WHERE unhex(value) NOT IN (SELECT key FROM articles)"
            f" ON CONFLICT (key) DO UPDATE SET {column} = {value}",
            (names,),
        )


def _applied(connection: apsw.Connection) -> tuple[str, int]:
    facts = _facts(connection)
    return str(facts.get("library", "")), int(facts.get("applied", 0))


def _facts(connection: apsw.Connection) -> dict[str, Any]:
    return dict(fetch(connection, "SELECT name, value FROM facts"))


def _remember(writer: apsw.Connection, identity: str, applied: int) -> None:
    writer.execute(
        "INSERT OR REPLACE INTO facts VALUES ('library', ?), ('applied', ?)", (identity, applied)
    )
