"""Articles on disk: saved as feeds bring them, given back whole."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

import apsw

from berita_tui.news import (
    SAVED,
    Article,
    DataUnusable,
    Entry,
    Missing,
    Proof,
    Saved,
    Sentence,
    Source,
    Unreadable,
    Want,
    has_path,
    source_key,
    wants_page,
)
from berita_tui.prepress import entry_of, proof_of
from berita_tui.prepress.codec import link_number
from berita_tui.store import revisions, rows
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.database import Database, fetch
from berita_tui.store.filing import file_lately
from berita_tui.store.forms import Familiar
from berita_tui.store.keys import KEYS_SQL, json_keys
from berita_tui.store.pages import enqueue
from berita_tui.store.recognition import (
    Claim,
    Known,
    complete,
    is_one_article,
    keys_to_look_up,
    merge,
    recognise,
    strangers,
)
from berita_tui.store.standings import shelve
from berita_tui.store.vocabulary import Learner

T = TypeVar("T")

SAVED_KEY = source_key(SAVED)
BATCH = 120
"""Articles a transaction, at most: the lock is never held for longer than a key press takes."""
ENOUGH = 80
"""From how many on it makes little difference to each whether there are more."""

_KNOWN = (
    "SELECT a.number, a.key, h.link, CAST(h.title AS BLOB), h.published, h.digest"
    ", s.key FROM articles a JOIN heads h USING (number) JOIN sources s ON s.number = a.source"
)
LINKED = (
    f"{_KNOWN} WHERE h.link IN (SELECT value FROM json_each(?)) AND (+s.key = ?"
    " OR +s.key = ? AND (a.is_hidden & 1 = 0 OR a.is_bookmarked = 1)) ORDER BY a.number"
)
"""What a source or the reader already has of these links. The signs keep SQLite from walking
through all articles of a source, which it takes for less than it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What a feed has brought, and which of its new articles want their page."""

    source: Source
    proofs: Sequence[Proof]
    want: Want


class Articles:
    """The archive's articles. Nothing here deletes one."""

    def __init__(
        self, library: Database, archive: Database, bookmarks: Bookmarks, learner: Learner
    ) -> None:
        self._library = library
        self._archive = archive
        self._bookmarks = bookmarks
        self._learner = learner
        self._familiar = Familiar()

    def save(
        self,
        source: Source,
        entries: Sequence[Entry | Proof],
        *,
        when: datetime,
        want: Want | None = None,
    ) -> Saved:
        """Keep the entries of a feed, seen at `when`; see `save_all`."""
        proofs = [proof_of(each) if isinstance(each, Entry) else each for each in entries]
        lot = Lot(source=source, proofs=proofs, want=want or Want())
        return self.save_all([lot], when=when)[0]

    def save_all(self, lots: Sequence[Lot], *, when: datetime) -> list[Saved]:
        """Keep what several feeds have brought: new entries, and what changed in others.

        Entries that a feed does not hold any more stay as they are. Pages that new ones want
        are put into the queue in the transaction that keeps the article.
        """
        works = [self._begun(lot, when) for lot in lots]
        stale = [(work, claim) for work in works for claim in work.stale]
        try:
            for batch in _parts(stale):
                self._write(batch, when)
        finally:  # what is written by now is no news the next time
            self._bookmarks.refresh([key for work in works for key in work.changed])
        return [work.saved for work in works]

    def _write(self, batch: Sequence[tuple[_Work, Claim]], when: datetime) -> None:
        arriving = [claim.proof.leaf for _, claim in batch]
        pairs = self._familiar.sift(leaf.roots for leaf in arriving)
        with self._archive.reading() as reader:
            self._learner.listen(reader, [leaf.heard for leaf in arriving])
        with self._archive.writing() as writer:
            leaves = rows.Leaves(writer, pairs)
            for work, claims in groupby(batch, itemgetter(0)):
                number = shelve(writer, self._library, work.source)
                inserter = rows.Inserter(writer, number, when, leaves)
                work.write(inserter, [claim for _, claim in claims])
            fresh = leaves.index()
            self._learner.note(writer)
            file_lately(writer)
        self._familiar.keep(fresh)

    def get(self, key: bytes) -> Article | None:
        """Return the article with this key, None where there is none.

        One that is damaged is given as its bookmark has it. Raises `DataUnusable` and
        `Unreadable` where that has none.
        """
        return self._article("key = ?", key)

    def get_number(self, number: int) -> Article | None:
        """Return the article with this number, None where there is none; see `get`."""
        return self._article("number = ?", number)

    def by_id(self, prefix: str) -> Article:
        """Return the article whose id begins with `prefix`. Raises `Missing`."""
        prefix = prefix.strip().lower()
        if not re.fullmatch(r"[0-9a-f]{1,32}", prefix):
            raise Missing(Sentence("“{id}” is no article id; `list` shows them", id=prefix[:80]))
        first = bytes.fromhex(prefix.ljust(32, "0"))
        last = bytes.fromhex(prefix.ljust(32, "f"))
        with self._archive.reading() as reader:
            sql = "SELECT key FROM articles WHERE key BETWEEN ? AND ? LIMIT 2"
            keys = fetch(reader, sql, first, last)
            if len(keys) > 1:
                raise Missing(
                    Sentence("several article ids begin with “{id}”; give more of it", id=prefix)
                )
        found = self.get(keys[0][0]) if keys else None
        if found is None:
            raise Missing(Sentence("there is no article “{id}”; `list` shows them", id=prefix))
        return found

    def page_of(self, entry: Entry) -> int | None:
        """Return the number of the article whose page `entry` is, whichever source it is of.

        Of several the one that came first; None where there is none that is listed.
        """
        number = link_number(entry.link)
        if number is None:
            return None
        with self._archive.reading() as reader:
            sql = (
                f"{_KNOWN} WHERE h.link = ? AND (a.is_hidden & 1 = 0 OR a.is_bookmarked = 1)"
                " ORDER BY h.first_seen, a.number"
            )
            known = [_known(row) for row in fetch(reader, sql, number)]
        same = [each for each in known if is_one_article(entry, each)]
        if not same and len(known) == 1 and has_path(entry.link):
            same = known
        return same[0].number if same else None

    def _article(self, where: str, value: bytes | int) -> Article | None:
        try:
            with self._archive.reading() as reader:
                return rows.article(reader, f"a.{where}", value)
        except (DataUnusable, Unreadable):
            copy = self._bookmarks.article(where, value)
            if copy is None:
                raise
            return copy

    def _begun(self, lot: Lot, when: datetime) -> _Work:
        """Sort out what is new or has changed of what a feed has brought."""
        claims = self._recognise(lot.source.key, lot.proofs)
        wanting = keys_wanting(claims, lot.want, when)
        stale = [claim for claim in claims if _is_news(claim)]
        stale.reverse()  # the first of a feed is its newest: it gets the greatest number
        return _Work(lot.source.key, stale, wanting, when, self._bookmarks)

    def _recognise(self, source: str, entries: Sequence[Proof]) -> list[Claim]:
        with self._archive.reading() as reader:
            sql = f"{_KNOWN} WHERE a.key IN {KEYS_SQL}"
            rows = fetch(reader, sql, json_keys(keys_to_look_up(source, entries)))
            by_key = {row[1]: _known(row) for row in rows}
            links = {each.link_number for each in strangers(source, entries, by_key)}
            numbers = json.dumps([link for link in links if link is not None])
            found = fetch(reader, LINKED, numbers, source, SAVED_KEY) if links else []
        by_link, saved = (
            {row[2]: _known(row) for row in found if (row[-1] == source) is is_own}
            for is_own in (True, False)
        )
        return recognise(source, entries, by_key=by_key, by_link=by_link, saved=saved)


def keys_wanting(claims: Iterable[Claim], want: Want, when: datetime) -> frozenset[bytes]:
    """Return the keys of the new articles that want their page: the newest, not too many."""
    new = [
        claim for claim in claims if claim.known is None and wants_page(claim.proof, want.full_text)
    ]
    new.sort(key=lambda claim: min(claim.proof.published or when, when), reverse=True)
    return frozenset(claim.key for claim in new[: want.most])


def _parts(stale: Sequence[T]) -> Iterator[Sequence[T]]:
    """Return what is to be written by transactions, none of them much smaller than the others."""
    count = -(-len(stale) // BATCH)
    for part in range(count):
        yield stale[part * len(stale) // count : (part + 1) * len(stale) // count]


def _known(row: tuple[int, bytes, int | None, bytes, str | None, bytes, str]) -> Known:
    number, key, link, title, published, digest, _ = row
    return Known(
        number=number,
        key=key,
        link=link,
        title=title.decode("utf-8", "replace"),
        published=published,
        digest=digest,
    )


def _is_news(claim: Claim) -> bool:
    return claim.known is None or claim.known.digest != claim.proof.digest


class _Work:
    """The articles of one source that are to be written, and what became of them."""

    def __init__(
        self,
        source: str,
        stale: Sequence[Claim],
        wanting: Collection[bytes],
        when: datetime,
        bookmarks: Bookmarks,
    ) -> None:
        self.source = source
        self.stale = stale
        self._wanting = wanting
        self._when = when
        self._bookmarks = bookmarks
        self.new: list[bytes] = []
        self.changed: list[bytes] = []

    @property
    def saved(self) -> Saved:
        """What has changed, the newest first."""
        return Saved(new=tuple(reversed(self.new)), changed=len(self.changed))

    def write(self, inserter: rows.Inserter, claims: Sequence[Claim]) -> None:
        """Write some of them: new articles, and those that have changed anew."""
        writer = inserter.writer
        # Since they were recognised others may have come.
        sql = f"SELECT key FROM articles WHERE key IN {KEYS_SQL}"
        keys = json_keys([claim.key for claim in claims])
        there = {key for (key,) in fetch(writer, sql, keys)}
        for claim in claims:
            if claim.key in there:
                self._rewrite(writer, claim)
                continue
            number = inserter.insert(claim.key, claim.proof)
            if claim.key in self._wanting:
                enqueue(writer, number, inserter.source, claim.proof.link)
            self.new.append(claim.key)

    def _rewrite(self, writer: apsw.Connection, claim: Claim) -> None:
        is_damaged, sent = False, claim.proof
        try:
            kept = rows.article(writer, "a.key = ?", claim.key)
        except Unreadable:
            kept, is_damaged = self._bookmarks.article("key = ?", claim.key), True
        if kept is None:  # nothing of it is left that could be kept
            number = writer.execute("SELECT number FROM articles WHERE key = ?", (claim.key,)).get
            rows.rewrite(writer, number, sent)
            self.changed.append(claim.key)
            return
        merged = (complete if claim.is_guest else merge)(kept.entry, entry_of(sent))
        if merged == kept.entry and not is_damaged:
            sql = "UPDATE heads SET digest = ? WHERE number = ?"
            writer.execute(sql, (sent.digest, kept.number))
            return
        revisions.keep(writer, kept, merged, self._when)
        proof = replace(proof_of(merged), digest=sent.digest, link_number=sent.link_number)
        rows.rewrite(writer, kept.number, proof)
        self.changed.append(claim.key)
