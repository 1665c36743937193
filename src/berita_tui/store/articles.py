"""Articles on disk: saved as feeds bring them, given back whole."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import apsw

from berita_tui.news import (
    SAVED,
    Article,
    DataUnusable,
    Entry,
    Missing,
    Saved,
    Sentence,
    Source,
    Unreadable,
    Want,
    has_path,
    source_key,
    wants_page,
)
from berita_tui.store import revisions, rows
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.codec import digest_of, link_number
from berita_tui.store.database import Database, fetch
from berita_tui.store.filing import file_lately
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

SAVED_KEY = source_key(SAVED)
BATCH = 40
"""Articles a transaction: the lock is never held for longer than a key press takes."""

_KNOWN = (
    "SELECT a.number, a.key, h.link, CAST(h.title AS BLOB), h.published, h.digest"
    ", s.key FROM articles a JOIN heads h USING (number) JOIN sources s ON s.number = a.source"
)


class Articles:
    """The archive's articles. Nothing here deletes one."""

    def __init__(
        self, library: Database, archive: Database, bookmarks: Bookmarks, learner: Learner
    ) -> None:
        self._library = library
        self._archive = archive
        self._bookmarks = bookmarks
        self._learner = learner

    def save(
        self, source: Source, entries: Sequence[Entry], *, when: datetime, want: Want | None = None
    ) -> Saved:
        """Keep the entries of a feed, seen at `when`: new ones, and what changed in others.

        Entries that the feed does not hold any more stay as they are. `want` says which new
        ones want their page; it is put into the queue in the transaction that keeps them.
        """
        claims = self._recognise(source.key, entries)
        wanting = keys_wanting(claims, want or Want(), when)
        stale = [claim for claim in claims if _is_news(claim)]
        stale.reverse()  # the first of a feed is its newest: it gets the greatest number
        new: list[bytes] = []
        changed: list[bytes] = []
        for start in range(0, len(stale), BATCH):
            drafts = [rows.Draft.of(claim) for claim in stale[start : start + BATCH]]
            with self._archive.writing() as writer:
                number = shelve(writer, self._library, source.key)
                batch = _Batch(writer, number, when, wanting)
                batch.write(drafts)
                self._learner.take(writer, [draft.leaf.heard for draft in drafts])
                file_lately(writer)
            new += batch.new
            changed += batch.changed
        self._bookmarks.refresh(changed)
        return Saved(new=tuple(reversed(new)), changed=len(changed))

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

    def _recognise(self, source: str, entries: Sequence[Entry]) -> list[Claim]:
        with self._archive.reading() as reader:
            sql = f"{_KNOWN} WHERE a.key IN {KEYS_SQL}"
            rows = fetch(reader, sql, json_keys(keys_to_look_up(source, entries)))
            by_key = {row[1]: _known(row) for row in rows}
            links = {link_number(each.link) for each in strangers(source, entries, by_key)}
            numbers = json.dumps([link for link in links if link is not None])
            sql = (
                f"{_KNOWN} WHERE h.link IN (SELECT value FROM json_each(?)) AND (s.key = ?"
                " OR s.key = ? AND (a.is_hidden & 1 = 0 OR a.is_bookmarked = 1)) ORDER BY a.number"
            )
            found = fetch(reader, sql, numbers, source, SAVED_KEY) if links else []
        by_link, saved = (
            {row[2]: _known(row) for row in found if (row[-1] == source) is is_own}
            for is_own in (True, False)
        )
        return recognise(source, entries, by_key=by_key, by_link=by_link, saved=saved)


def keys_wanting(claims: Iterable[Claim], want: Want, when: datetime) -> frozenset[bytes]:
    """Return the keys of the new articles that want their page: the newest, not too many."""
    new = [
        claim for claim in claims if claim.known is None and wants_page(claim.entry, want.full_text)
    ]
    new.sort(key=lambda claim: min(claim.entry.published or when, when), reverse=True)
    return frozenset(claim.key for claim in new[: want.most])


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
    return claim.known is None or claim.known.digest != digest_of(claim.entry)


class _Batch:
    """Articles of one source that are written in one transaction, and what became of them."""

    def __init__(
        self, writer: apsw.Connection, source: int, when: datetime, wanting: Collection[bytes]
    ) -> None:
        self._writer = writer
        self._source = source
        self._when = when
        self._wanting = wanting
        self.new: list[bytes] = []
        self.changed: list[bytes] = []

    def write(self, drafts: Sequence[rows.Draft]) -> None:
        """Write new articles, and those that have changed anew."""
        inserter = rows.Inserter(self._writer, self._source, self._when)
        # Since they were recognised others may have come.
        sql = f"SELECT key FROM articles WHERE key IN {KEYS_SQL}"
        keys = json_keys([draft.key for draft in drafts])
        there = {key for (key,) in fetch(self._writer, sql, keys)}
        for draft in drafts:
            if draft.key in there:
                self._rewrite(draft)
                continue
            number = inserter.insert(draft)
            if draft.key in self._wanting:
                enqueue(self._writer, number, self._source, draft.entry.link)
            self.new.append(draft.key)
        inserter.finish()

    def _rewrite(self, draft: rows.Draft) -> None:
        kept = rows.article(self._writer, "a.key = ?", draft.key)
        assert kept is not None
        sent = replace(draft.entry, text="", stems="")
        merged = (complete if draft.is_guest else merge)(kept.entry, sent)
        if merged == kept.entry:
            sql = "UPDATE heads SET digest = ? WHERE number = ?"
            self._writer.execute(sql, (draft.digest, kept.number))
            return
        draft = draft.merged(merged)
        revisions.keep(self._writer, kept, draft, self._when)
        rows.rewrite(self._writer, kept.number, draft)
        self.changed.append(draft.key)
