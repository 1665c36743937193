"""Bookmarks: a full copy of each bookmarked article, safe from the loss of the archive."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

import apsw

from berita_tui.news import Article, Entry, Unreadable
from berita_tui.prepress import codec, proof_of, text_of
from berita_tui.store import rows
from berita_tui.store.database import Database, fetch
from berita_tui.store.keys import KEYS_SQL, json_keys
from berita_tui.store.numbers import micros
from berita_tui.store.standings import shelve


class Bookmarks:
    """The copies in the library, packed like the archive's articles."""

    def __init__(self, library: Database, archive: Database) -> None:
        self._library = library
        self._archive = archive

    def article(self, where: str, value: bytes | int) -> Article | None:
        """Return the bookmarked article that fits from its copy, None where there is none.

        Its number and whether it is read are the archive's.
        """
        with self._archive.reading() as archive:
            sql = f"SELECT number, key, is_read FROM articles WHERE {where}"
            number, key, is_read = archive.execute(sql, (value,)).fetchone() or (0, b"", 0)
        with self._library.reading() as library:
            sql = "SELECT copy FROM bookmarks WHERE key = ? AND removed IS NULL"
            copy = library.execute(sql, (key,)).get
        if copy is None:
            return None
        source, first_seen, entry = unpack_copy(copy)
        return Article(
            number=number,
            key=key,
            source=source,
            entry=entry,
            first_seen=first_seen,
            words=len(text_of(entry).split()),
            is_read=bool(is_read),
            is_bookmarked=True,
        )

    def refresh(self, keys: Iterable[bytes]) -> None:
        """Copy articles again that changed, as far as they are bookmarked and can be read."""
        keys = list(keys)
        if not keys:
            return
        with self._library.reading() as reader:
            sql = f"SELECT key FROM bookmarks WHERE key IN {KEYS_SQL}"
            found = fetch(reader, sql, json_keys(keys))
        for (key,) in found:
            article = None
            with suppress(Unreadable), self._archive.reading() as archive:
                article = rows.article(archive, "a.key = ?", key)
            if article is not None:
                with self._library.writing() as writer:
                    writer.execute(
                        "UPDATE bookmarks SET copy = ? WHERE key = ?", (pack_copy(article), key)
                    )

    def adopt(self, keys: Iterable[bytes]) -> None:
        """Copy articles that the archive says are bookmarked and the library has no copy of."""
        for key in keys:
            with self._archive.reading() as archive:
                article = rows.article(archive, "a.key = ?", key)
            if article is not None:
                with self._library.writing() as writer:
                    writer.execute(
                        "INSERT OR IGNORE INTO bookmarks (key, at, copy) VALUES (?, ?, ?)",
                        (key, micros(article.first_seen), pack_copy(article)),
                    )

    def put_back(self) -> None:
        """Write those copies into the archive whose articles it has not got."""
        with self._library.reading() as library:
            kept = [key for (key,) in fetch(library, "SELECT key FROM bookmarks")]
        with self._archive.reading() as archive:
            sql = f"SELECT key FROM articles WHERE key IN {KEYS_SQL}"
            found = fetch(archive, sql, json_keys(kept))
        for key in set(kept) - {key for (key,) in found}:
            with self._library.reading() as library:
                copy = library.execute("SELECT copy FROM bookmarks WHERE key = ?", (key,)).get
            source, first_seen, entry = unpack_copy(copy)
            proof = proof_of(entry)
            # Another program may put it back at the same time.
            with suppress(apsw.ConstraintError), self._archive.writing() as writer:
                number = shelve(writer, self._library, source)
                rows.insert(writer, number, key, proof, first_seen)


def pack_copy(article: Article) -> bytes:
    """Return the whole article as bytes."""
    plain = {
        "source": article.source,
        "first_seen": article.first_seen.isoformat(),
        "entry": codec.entry_to_json(article.entry),
    }
    return codec.pack(codec.dump(plain))


def unpack_copy(copy: bytes) -> tuple[str, datetime, Entry]:
    """Return an article's source, when it was first seen, and what it says."""
    plain: dict[str, Any] = codec.load(codec.unpack(copy))
    entry = codec.entry_from_json(plain["entry"])
    return plain["source"], datetime.fromisoformat(plain["first_seen"]), entry
