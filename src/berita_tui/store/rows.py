"""An article's rows in the archive: head, body, words, written and read together."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from operator import itemgetter
from typing import Any

import apsw

from berita_tui.news import Article, Leaf, Proof, Unreadable
from berita_tui.prepress import codec, leaf_of, text_of
from berita_tui.store import index, sections
from berita_tui.store.database import fetch
from berita_tui.store.forms import Familiar, Pairs
from berita_tui.store.numbers import (
    PLACE_BITS,
    TIE_BITS,
    date_in,
    micros,
    number_of,
    time_of,
)

_ARTICLE = (
    "SELECT a.number, a.key, s.key, a.is_read, a.is_bookmarked,"
    " a.is_edited, a.is_changed,"
    " CAST(h.title AS BLOB), CAST(h.section AS BLOB), CAST(h.outlet AS BLOB),"
    " h.published, h.first_seen, h.words, h.is_whole, b.body"
    " FROM articles a JOIN heads h USING (number) JOIN bodies b ON b.number = h.body"
    " JOIN sources s ON s.number = a.source WHERE "
)


def article(connection: apsw.Connection, where: str, value: bytes | int) -> Article | None:
    """Return the one article of the archive that fits, None where there is none."""
    row = connection.execute(_ARTICLE + where, (value,)).fetchone()
    return None if row is None else _article(row)


class Leaves:
    """What is to be indexed of the articles written in one transaction.

    Last of all, since at every change that sets off a trigger the index writes down what it
    has gathered, and each time as a part that has to be merged with the others.
    """

    def __init__(self, writer: apsw.Connection, pairs: Pairs) -> None:
        self._writer = writer
        self._pairs = pairs
        self._gathered: list[tuple[int, Leaf]] = []

    def add(self, number: int, leaf: Leaf) -> None:
        """Have an article indexed with the others."""
        self._gathered.append((number, leaf))

    def index(self) -> set[str]:
        """Index what was gathered; return what is to be familiar when the transaction is over."""
        leaves = sorted(self._gathered, key=itemgetter(0))
        self._gathered.clear()
        return index.add_all(self._writer, leaves, index.progress_of(self._writer), self._pairs)


class Inserter:
    """Writes new articles of one source, in one transaction.

    What is the same for all of them is looked up once. `source` is the archive's number for it.
    They are not found before the `leaves` are indexed.
    """

    def __init__(
        self, writer: apsw.Connection, source: int, when: datetime, leaves: Leaves
    ) -> None:
        self.writer = writer
        self.source = source
        self._when = when
        self._leaves = leaves
        sql = "SELECT is_hidden, EXISTS (SELECT 1 FROM orphans) FROM sources WHERE number = ?"
        self._is_hidden, self._has_orphans = fetch(writer, sql, source)[0]
        self._sections: dict[str, int] = {}
        self._full: dict[int, int] = {}

    def insert(self, key: bytes, proof: Proof) -> int:
        """Write an article, with the marks it had before; return its number."""
        writer, when, dated = self.writer, self._when, proof.published
        number = self._free_number(min(dated, when) if dated else when)
        marks = self._marks(key) if self._has_orphans else (0, 0)
        row = (number, key, self.source, *marks, self._is_hidden, self._section(proof.section))
        writer.execute(
            "INSERT INTO articles (number, key, source, is_read, is_bookmarked, is_hidden, section)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        writer.execute("INSERT INTO bodies (body) VALUES (?)", (proof.body,))
        writer.execute(
            "INSERT INTO heads (number, body, title, section, outlet, published, words, is_whole,"
            " link, digest, has_picture, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, writer.last_insert_rowid(), *_head(proof), micros(when)),
        )
        _want_pictures(writer, number, proof)
        self._leaves.add(number, proof.leaf)
        return number

    def _free_number(self, when: datetime) -> int:
        """Return a number nobody has, of that second or of the next one that is not full."""
        asked = number_of(when)
        first = self._full.get(asked, asked)
        while True:
            end = first + (1 << TIE_BITS)
            sql = "SELECT max(number) FROM articles WHERE number >= ? AND number < ?"
            last: int | None = self.writer.execute(sql, (first, end)).get
            if last is None or last + 1 < first + (1 << PLACE_BITS):
                return first if last is None else last + 1
            self._full[asked] = first = end

    def _marks(self, key: bytes) -> tuple[int, int]:
        sql = "DELETE FROM orphans WHERE key = ? RETURNING is_read, is_bookmarked"
        marks: tuple[int, int] | None = self.writer.execute(sql, (key,)).fetchone()
        return marks or (0, 0)

    def _section(self, name: str) -> int:
        if name not in self._sections:
            self._sections[name] = sections.number_of(self.writer, name)
        return self._sections[name]


def insert(writer: apsw.Connection, source: int, key: bytes, proof: Proof, when: datetime) -> int:
    """Write a new article first seen at `when`, with the marks it had before; return its number."""
    leaves = Leaves(writer, Familiar().sift([proof.leaf.roots]))
    number = Inserter(writer, source, when, leaves).insert(key, proof)
    leaves.index()
    return number


def rewrite(writer: apsw.Connection, number: int, proof: Proof) -> None:
    """Write an article anew in its place; its number and marks stay."""
    writer.execute(
        "UPDATE heads SET title = ?, section = ?, outlet = ?, published = ?, words = ?,"
        " is_whole = ?, link = ?, digest = ?, has_picture = ? WHERE number = ?",
        (*_head(proof), number),
    )
    section = sections.number_of(writer, proof.section)
    writer.execute("UPDATE articles SET section = ? WHERE number = ?", (section, number))
    writer.execute(
        "UPDATE bodies SET body = ? WHERE number = (SELECT body FROM heads WHERE number = ?)",
        (proof.body, number),
    )
    index.remove(writer, number)
    index.add(writer, number, proof.leaf)
    _want_pictures(writer, number, proof)


def index_below(writer: apsw.Connection, number: int, *, limit: int) -> int | None:
    """Add the newest articles below a number to the index that is being made.

    Returns the last one's number, None when none is left.

    An article whose body is damaged is left out of the index.
    """
    sql = "SELECT number FROM articles WHERE number < ? ORDER BY number DESC LIMIT ?"
    found: list[int] = [each for (each,) in fetch(writer, sql, number, limit)]
    if found:
        index.add_next(writer, leaves_of(writer, found), upto=found[-1])
    return found[-1] if found else None


def leaves_of(reader: apsw.Connection, numbers: Iterable[int]) -> list[tuple[int, Leaf]]:
    """Return articles as the index takes them, but for those whose body is damaged."""
    leaves: list[tuple[int, Leaf]] = []
    for number in numbers:
        with suppress(Unreadable):
            kept = article(reader, "a.number = ?", number)
            if kept is not None:
                leaves.append((number, leaf_of(kept.entry, text_of(kept.entry))))
    return leaves


def retire_below(writer: apsw.Connection, number: int, *, limit: int) -> int:
    """Delete the oldest articles below a number that are not bookmarked; keep what was read."""
    sql = "SELECT number FROM articles WHERE number < ? AND is_bookmarked = 0 LIMIT ?"
    found = fetch(writer, sql, number, limit)
    writer.executemany(
        "DELETE FROM bodies WHERE number = (SELECT body FROM heads WHERE number = ?)", found
    )
    writer.executemany("DELETE FROM heads WHERE number = ?", found)
    writer.executemany("DELETE FROM revisions WHERE article = ?", found)
    for (each,) in found:
        index.remove(writer, each)
    writer.executemany("DELETE FROM illustrations WHERE article = ?", found)
    writer.executemany("DELETE FROM pictures_wanted WHERE article = ?", found)
    writer.executemany("DELETE FROM filed WHERE number = ?", found)
    writer.executemany("DELETE FROM lately WHERE number = ?", found)
    writer.executemany(
        "INSERT OR REPLACE INTO orphans SELECT key, is_read, 0 FROM articles"
        " WHERE number = ? AND is_read = 1",
        found,
    )
    writer.executemany("DELETE FROM articles WHERE number = ?", found)
    return len(found)


def _want_pictures(writer: apsw.Connection, number: int, proof: Proof) -> None:
    """Put an article in line for its pictures, in the transaction that writes it."""
    if proof.has_picture:
        writer.execute("INSERT OR REPLACE INTO pictures_wanted (article) VALUES (?)", (number,))


def _head(proof: Proof) -> tuple[Any, ...]:
    return (
        proof.title,
        proof.section,
        proof.outlet,
        proof.published and proof.published.isoformat(),
        proof.words,
        int(proof.is_whole),
        proof.link_number,
        proof.digest,
        int(proof.has_picture),
    )


def _article(row: tuple[Any, ...]) -> Article:
    (
        number,
        key,
        source,
        is_read,
        is_bookmarked,
        is_edited,
        is_changed,
        *head,
        published,
        first_seen,
        words,
        whole,
        body,
    ) = row
    title, section, outlet = (each.decode("utf-8", "replace") for each in head)
    shown = {
        "title": title,
        "section": section,
        "outlet": outlet,
        "is_whole": bool(whole),
        "published": published if date_in(published) else None,
    }
    return Article(
        number=number,
        key=key,
        source=source,
        entry=codec.load_entry(body, shown),
        first_seen=time_of(first_seen),
        words=words,
        is_read=bool(is_read),
        is_bookmarked=bool(is_bookmarked),
        is_edited=bool(is_edited),
        is_changed=bool(is_changed),
    )
