"""Revisions: what edited articles said before, a bounded number of texts for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Final

import apsw

from berita_tui.news import Article, Entry, Unreadable, Version, are_alike, is_edit
from berita_tui.prepress import codec, text_of
from berita_tui.store import rows
from berita_tui.store.database import Database, fetch
from berita_tui.store.numbers import micros, time_of

KEPT: Final = 10
"""Revisions kept of an article: the first, which is what everybody read, and the latest."""

_OF = "SELECT replaced, revision FROM revisions WHERE article = ? ORDER BY replaced"
_WRITE = "INSERT OR REPLACE INTO revisions (article, replaced, revision) VALUES (?, ?, ?)"


class Revisions:
    """The earlier texts of articles. The present one is the article's own."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive

    def of(self, key: bytes) -> tuple[Version, ...]:
        """Return what an article said at each time, the oldest first, the present text last.

        One alone was never edited, none at all is not there. A text that is damaged on disk
        is left out.
        """
        with self._archive.reading() as reader:
            article = rows.article(reader, "a.key = ?", key)
            if article is None:
                return ()
            earlier = _versions(fetch(reader, _OF, article.number))
            return (*earlier, version_of(article.entry, _since(reader, article)))

    def look_at(self, key: bytes) -> None:
        """Note that the reader has seen what an article says now."""
        with self._archive.writing() as writer:
            writer.execute(
                "UPDATE articles SET is_changed = 0 WHERE key = ? AND is_changed = 1", (key,)
            )


def keep(writer: apsw.Connection, article: Article, entry: Entry, when: datetime) -> None:
    """Keep what `article` says, if what takes its place at `when` says something else.

    Of an edited article the text before one of another kind is kept too: it is what the edit
    made. Of more than `KEPT` the oldest but the first goes.
    """
    before = version_of(article.entry, _since(writer, article))
    after = version_of(entry, when)
    is_edited = is_edit(before, after)
    if not is_edited and (not article.is_edited or are_alike(before, after)):
        return
    writer.execute(_WRITE, (article.number, micros(when), _packed(before)))
    writer.execute(
        "DELETE FROM revisions WHERE article = ?1 AND replaced IN (SELECT replaced FROM revisions"
        " WHERE article = ?1 ORDER BY replaced DESC LIMIT -1 OFFSET ?2) AND replaced >"
        " (SELECT min(replaced) FROM revisions WHERE article = ?1)",
        (article.number, KEPT - 1),
    )
    if is_edited:
        writer.execute(
            "UPDATE articles SET is_edited = 1, is_changed = is_read WHERE number = ?",
            (article.number,),
        )


def take_over(old: apsw.Connection, number: int, writer: apsw.Connection, new: int) -> None:
    """Write what the article `number` of another archive said before as that of `new`."""
    found = fetch(old, _OF, number)
    writer.executemany(_WRITE, [(new, *row) for row in found])
    writer.execute("UPDATE articles SET is_edited = ? WHERE number = ?", (int(bool(found)), new))


def version_of(entry: Entry, seen: datetime) -> Version:
    """Return what an entry says, first seen so at `seen`."""
    text = text_of(entry) or entry.lead
    return Version(
        title=entry.title,
        text=text,
        is_whole=entry.is_whole,
        is_from_page=entry.is_from_page,
        seen=seen,
    )


def _since(connection: apsw.Connection, article: Article) -> datetime:
    """Return since when an article says what it says."""
    replaced: int | None = connection.execute(
        "SELECT max(replaced) FROM revisions WHERE article = ?", (article.number,)
    ).get
    return article.first_seen if replaced is None else time_of(replaced)


def _packed(version: Version) -> bytes:
    plain = {
        "title": version.title,
        "text": version.text,
        "is_whole": version.is_whole,
        "is_from_page": version.is_from_page,
        "seen": version.seen.isoformat(),
    }
    return codec.pack(codec.dump(plain))


def _versions(found: Iterable[tuple[int, bytes]]) -> Iterator[Version]:
    for _, packed in found:
        with suppress(Unreadable):
            plain = codec.load(codec.unpack(packed))
            yield Version(**plain | {"seen": datetime.fromisoformat(plain["seen"])})
