"""Stock: how much there is of everything, and how large it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from berita_tui.store.database import Database, fetch
from berita_tui.store.numbers import TIE_BITS, time_of
from berita_tui.store.pictures import total

_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("bodies", "revisions"), "texts"),
        **dict.fromkeys(("articles", "heads"), "lists"),
        **dict.fromkeys(("words", "vocabulary", "forms", "section"), "index"),
    }
)
"""What tables are for, by their names up to the first line under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Numbers of articles, of sources followed, and of bytes on disk.

    `articles` counts those of sources that are not followed any more too; `oldest` and
    `newest` are None where there are none.
    """

    sources: int
    articles: int
    unread: int
    bookmarked: int
    offline: int
    pages: int
    words: int
    oldest: datetime | None
    newest: datetime | None
    library_bytes: int
    archive_bytes: int
    pictures: int
    picture_bytes: int


def take_stock(library: Database, archive: Database) -> Stats:
    """Count everything; slow where there is much."""
    with library.reading() as reader:
        sources = reader.execute("SELECT count(*) FROM sources WHERE removed IS NULL").get
        bookmarked = reader.execute("SELECT count(*) FROM bookmarks WHERE removed IS NULL").get
    with archive.reading() as reader:
        articles, oldest, newest = fetch(
            reader, "SELECT count(*), min(number), max(number) FROM articles"
        )[0]
        unread = reader.execute(
            "SELECT count(*) FROM articles WHERE is_hidden = 0 AND is_read = 0"
        ).get
        offline = reader.execute("SELECT ifnull(sum(whole), 0) FROM sources").get
        pages = reader.execute("SELECT count(*) FROM pages WHERE due IS NOT NULL").get
        words = reader.execute("SELECT ifnull(sum(words), 0) FROM heads").get
        pictures, picture_bytes = total(reader)
    return Stats(
        sources=sources,
        articles=articles,
        unread=unread,
        bookmarked=bookmarked,
        offline=offline,
        pages=pages,
        words=words,
        oldest=_moment(oldest),
        newest=_moment(newest),
        library_bytes=_size(library),
        archive_bytes=_size(archive),
        pictures=pictures,
        picture_bytes=picture_bytes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Bytes of the archive by what they are for, all together its size, and its articles.

    `lists` are headlines, marks and what finds them; `index` is the full-text index with its
    vocabulary; `rest` is sources, pictures' addresses, what waits, and pages that are free.
    """

    texts: int
    lists: int
    index: int
    rest: int
    articles: int


def weigh(archive: Database) -> Weights:
    """Look where the archive's bytes are. Reads all of it: slow where there is much."""
    with archive.reading() as reader:
        sizes = fetch(reader, "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE")
        owners = dict(fetch(reader, "SELECT name, tbl_name FROM sqlite_schema"))
        articles = reader.execute("SELECT count(*) FROM articles").get
        total = reader.pragma("page_count") * reader.pragma("page_size")
    weights = dict.fromkeys(("texts", "lists", "index"), 0)
    for name, size in sizes:
        part = _PARTS.get(owners.get(name, name).partition("_")[0])
        if part is not None:
            weights[part] += size
    return Weights(**weights, rest=total - sum(weights.values()), articles=articles)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else time_of((number >> TIE_BITS) * 1_000_000)


def _size(database: Database) -> int:
    beside = [database.path, database.path.with_name(f"{database.path.name}-wal")]
    return sum(path.stat().st_size for path in beside if path.exists())
