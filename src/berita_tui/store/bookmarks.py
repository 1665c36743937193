"""Bookmarks: a full copy of each bookmarked article, safe from the loss of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from berita_tui.news import Article
from berita_tui.store import codec, rows
from berita_tui.store.database import Database
from berita_tui.store.recognition import Claim
from berita_tui.store.standings import source_number


class Bookmarks:
    """The copies in the library, kept like the articles they are of."""

    def __init__(self, library: Database, archive: Database) -> None:
        self._library = library
        self._archive = archive

    def refresh(self, keys: Sequence[bytes]) -> None:
        """Copy articles again that changed, as far as they are bookmarked."""
        if not keys:
            return
        with self._library.reading() as reader:
            found = reader.execute(
                f"SELECT key FROM bookmarks WHERE key IN {codec.KEYS_SQL}",
                (codec.json_keys(list(keys)),),
            ).fetchall()
        for (key,) in found:
            with self._archive.reading() as archive:
                article = rows.article(archive, "a.key = ?", key)
            if article is not None:
                with self._library.writing() as writer:
                    writer.execute(
                        "UPDATE bookmarks SET copy = ? WHERE key = ?", (pack_copy(article), key)
                    )

    def put_back(self) -> int:
        """Write copies into the archive whose articles it has not got; return how many."""
        with self._library.reading() as library, self._archive.reading() as archive:
            here = {
                key for (key,) in archive.execute("SELECT key FROM articles WHERE is_bookmarked")
            }
            lost = [
                (key, copy)
                for key, copy in library.execute("SELECT key, copy FROM bookmarks")
                if key not in here
            ]
        count = 0
        for key, copy in lost:
            source, first_seen, claim = unpack_copy(key, copy)
            draft = rows.Draft.of(source, claim)
            with self._archive.writing() as writer:
                if rows.article(writer, "a.key = ?", key) is None:
                    rows.insert(writer, source_number(writer, source), draft, first_seen)
                    count += 1
        return count


def pack_copy(article: Article) -> bytes:
    """Return the whole article as bytes."""
    return codec.pack(
        codec.dump(
            {
                "source": article.source,
                "first_seen": article.first_seen.isoformat(),
                "entry": codec.entry_to_json(article.entry),
            }
        )
    )


def unpack_copy(key: bytes, copy: bytes) -> tuple[str, datetime, Claim]:
    """Return an article's source, when it was first seen, and the rest of it."""
    plain: dict[str, Any] = codec.load(codec.unpack(copy))
    entry = codec.entry_from_json(plain["entry"])
    claim = Claim(entry=entry, key=key, known=None)
    return plain["source"], datetime.fromisoformat(plain["first_seen"]), claim
