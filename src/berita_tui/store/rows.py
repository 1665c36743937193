"""An article's rows in the archive: head, body, words, written and read together."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

import apsw

from berita_tui.news import Article, Entry, Unreadable
from berita_tui.store import codec, index, sections
from berita_tui.store.database import fetch
from berita_tui.store.numbers import (
    PLACE_BITS,
    TIE_BITS,
    date_in,
    micros,
    number_of,
    time_of,
)
from berita_tui.store.recognition import Claim

_ARTICLE = (
    "SELECT a.number, a.key, s.key, a.is_read, a.is_bookmarked,"
    " a.is_edited, a.is_changed,"
    " CAST(h.title AS BLOB), CAST(h.section AS BLOB), CAST(h.outlet AS BLOB),"
    " h.published, h.first_seen, h.words, h.is_whole, b.body"
    " FROM articles a JOIN heads h USING (number) JOIN bodies b ON b.number = h.body"
    " JOIN sources s ON s.number = a.source WHERE "
)
_HEAD = {"title", "section", "outlet", "published", "is_whole"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry made ready to be written, so that the lock is not held for the work."""

    key: bytes
    entry: Entry
    text: str
    leaf: index.Leaf
    body: bytes
    link: int | None
    digest: bytes
    is_guest: bool = False

    @classmethod
    def of(cls, claim: Claim) -> Draft:
        """Make an entry ready."""
        entry, text = claim.entry, text_of(claim.entry)
        plain, digest = codec.dump_entry(entry, _HEAD)
        return cls(
            key=claim.key,
            entry=entry,
            text=text,
            leaf=index.Leaf.of(entry, text),
            body=codec.pack(plain),
            link=codec.link_number(entry.link),
            digest=digest,
            is_guest=claim.is_guest,
        )

    @classmethod
    def again(cls, key: bytes, entry: Entry, *, digest: bytes, link: int | None) -> Draft:
        """Make ready what is to be kept of an article, still known by what its feed sent."""
        entry, text = replace(entry, stems=""), text_of(entry)
        return cls(
            key=key,
            entry=replace(entry, text=""),
            text=text,
            leaf=index.Leaf.of(entry, text),
            body=_body(entry),
            link=link,
            digest=digest,
        )

    def merged(self, entry: Entry) -> Draft:
        """Return the same draft for what is to be kept, its digest still of what was sent."""
        text = self.text if entry.html == self.entry.html else text_of(entry)
        leaf = index.Leaf.of(replace(entry, stems=""), text)
        return replace(self, entry=entry, text=text, leaf=leaf, body=_body(entry))


def text_of(entry: Entry) -> str:
    """Return the plain text of an entry's body."""
    if entry.text or not entry.html:
        return entry.text
    from berita_tui.parse.documents import read_document  # noqa: PLC0415 - off the opening path

    return read_document(entry.html).text


def article(connection: apsw.Connection, where: str, value: bytes | int) -> Article | None:
    """Return the one article of the archive that fits, None where there is none."""
    row = connection.execute(_ARTICLE + where, (value,)).fetchone()
    return None if row is None else _article(row)


class Inserter:
    """Writes new articles of one source, in one transaction.

    What is the same for all of them is looked up once. `source` is the archive's number for it.
    They are not found before `finish`.
    """

    def __init__(self, writer: apsw.Connection, source: int, when: datetime) -> None:
        self.writer = writer
        self.source = source
        self._when = when
        sql = "SELECT is_hidden, EXISTS (SELECT 1 FROM orphans) FROM sources WHERE number = ?"
        self._is_hidden, self._has_orphans = fetch(writer, sql, source)[0]
        self._progress = index.progress_of(writer)
        self._sections: dict[str, int] = {}
        self._full: dict[int, int] = {}
        self._leaves: list[tuple[int, index.Leaf]] = []

    def insert(self, draft: Draft) -> int:
        """Write an article, with the marks it had before; return its number."""
        writer, when, dated = self.writer, self._when, draft.entry.published
        number = self._free_number(min(dated, when) if dated else when)
        marks = self._marks(draft.key) if self._has_orphans else (0, 0)
        row = (number, draft.key, self.source, *marks, self._is_hidden, self._section(draft))
        writer.execute(
            "INSERT INTO articles (number, key, source, is_read, is_bookmarked, is_hidden, section)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        writer.execute("INSERT INTO bodies (body) VALUES (?)", (draft.body,))
        writer.execute(
            "INSERT INTO heads (number, body, title, section, outlet, published, words, is_whole,"
            " link, digest, has_picture, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, writer.last_insert_rowid(), *_head(draft), micros(when)),
        )
        _want_pictures(writer, number, draft.entry)
        self._leaves.append((number, draft.leaf))
        return number

    def finish(self) -> None:
        """Index what was written.

        Last of all, since at every change that sets off a trigger the index writes down what it
        has gathered, and each time as a part that has to be merged with the others.
        """
        index.add_all(self.writer, sorted(self._leaves, key=itemgetter(0)), self._progress)
        self._leaves.clear()

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

    def _section(self, draft: Draft) -> int:
        name = draft.entry.section
        if name not in self._sections:
            self._sections[name] = _section(self.writer, draft)
        return self._sections[name]


def insert(writer: apsw.Connection, source: int, draft: Draft, when: datetime) -> int:
    """Write a new article first seen at `when`, with the marks it had before; return its number."""
    inserter = Inserter(writer, source, when)
    number = inserter.insert(draft)
    inserter.finish()
    return number


def rewrite(writer: apsw.Connection, number: int, draft: Draft) -> None:
    """Write an article anew in its place; its number and marks stay."""
    writer.execute(
        "UPDATE heads SET title = ?, section = ?, outlet = ?, published = ?, words = ?,"
        " is_whole = ?, link = ?, digest = ?, has_picture = ? WHERE number = ?",
        (*_head(draft), number),
    )
    section = _section(writer, draft)
    writer.execute("UPDATE articles SET section = ? WHERE number = ?", (section, number))
    writer.execute(
        "UPDATE bodies SET body = ? WHERE number = (SELECT body FROM heads WHERE number = ?)",
        (draft.body, number),
    )
    index.remove(writer, number)
    index.add(writer, number, draft.leaf)
    _want_pictures(writer, number, draft.entry)


def index_below(writer: apsw.Connection, number: int, *, limit: int) -> int | None:
    """Add the newest articles below a number to the index that is being made.

    Returns the last one's number, None when none is left.

    An article whose body is damaged is left out of the index.
    """
    sql = "SELECT number FROM articles WHERE number < ? ORDER BY number DESC LIMIT ?"
    found: list[int] = [each for (each,) in fetch(writer, sql, number, limit)]
    leaves: list[tuple[int, index.Leaf]] = []
    for each in found:
        with suppress(Unreadable):
            kept = article(writer, "a.number = ?", each)
            if kept is not None:
                leaves.append((each, index.Leaf.of(kept.entry, text_of(kept.entry))))
    if found:
        index.add_next(writer, leaves, upto=found[-1])
    return found[-1] if found else None


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


def _want_pictures(writer: apsw.Connection, number: int, entry: Entry) -> None:
    """Put an article in line for its pictures, in the transaction that writes it."""
    if entry.pictures or "<img" in entry.html:
        writer.execute("INSERT OR REPLACE INTO pictures_wanted (article) VALUES (?)", (number,))


def _head(draft: Draft) -> tuple[Any, ...]:
    entry = draft.entry
    return (
        _plain(entry.title),
        _plain(entry.section),
        _plain(entry.outlet),
        entry.published and entry.published.isoformat(),
        len(draft.text.split()),
        int(entry.is_whole),
        draft.link,
        draft.digest,
        int(bool(entry.pictures) or "<img" in entry.html),
    )


def _section(writer: apsw.Connection, draft: Draft) -> int:
    return sections.number_of(writer, _plain(draft.entry.section))


def _body(entry: Entry) -> bytes:
    return codec.pack(codec.dump_entry(entry, _HEAD)[0])


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")  # no file can hold half a character


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
    plain = codec.load(codec.unpack(body))
    plain |= {"title": title, "section": section, "outlet": outlet, "is_whole": bool(whole)}
    if date_in(published):
        plain["published"] = published
    return Article(
        number=number,
        key=key,
        source=source,
        entry=codec.entry_from_json(plain),
        first_seen=time_of(first_seen),
        words=words,
        is_read=bool(is_read),
        is_bookmarked=bool(is_bookmarked),
        is_edited=bool(is_edited),
        is_changed=bool(is_changed),
    )
