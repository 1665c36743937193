"""Salvage: articles out of an archive that is damaged, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import apsw

from berita_tui.news import Article
from berita_tui.prepress import proof_of
from berita_tui.store import revisions, rows
from berita_tui.store.database import DAMAGE, Database, connect, fetch
from berita_tui.store.pictures import take_over
from berita_tui.store.standings import shelve
from berita_tui.store.wreckage import NUMBERS, UNREADABLE, keys_in

# Each of these walks other pages of the file: what one misses the next may find.
_WALKS = (
    "SELECT number FROM articles INDEXED BY shown WHERE is_hidden = 0",
    "SELECT number FROM articles INDEXED BY of_source ORDER BY source",
    "SELECT number FROM heads ORDER BY number DESC",
)


def salvage(path: Path, library: Database, archive: Database) -> int:
    """Write articles of the archive at `path` that `archive` has not got into it.

    They get the marks the library has for them. Returns how many there were; the file at
    `path` is not changed. Raises `OSError` and `apsw.Error` where it cannot be read now: what is
    wrong with its disk may pass, and then all of it is still to be had.
    """
    count = 0
    if not path.is_file():
        return count
    with suppress(*DAMAGE), closing(connect(path)) as old:
        fetch(old, "SELECT count(*) FROM sqlite_schema")
        with suppress(*UNREADABLE):
            take_over(old, archive)
        for article in _articles(old):
            proof = proof_of(article.entry)
            with suppress(apsw.ConstraintError), archive.writing() as writer:
                number = shelve(writer, library, article.source)
                new = rows.insert(writer, number, article.key, proof, article.first_seen)
                count += 1
                with suppress(*UNREADABLE):
                    revisions.take_over(old, article.number, writer, new)
    return count


def _articles(old: apsw.Connection) -> Iterator[Article]:
    numbers = keys_in(old, "articles", "number", spread=NUMBERS, walks=_WALKS)
    for number in sorted(numbers, reverse=True):
        with suppress(*UNREADABLE):
            article = rows.article(old, "a.number = ?", number)
            if article is not None:
                yield article
