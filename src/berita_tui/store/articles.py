"""Articles on disk: saved as feeds bring them, given back whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import apsw

from berita_tui.news import Article, BeritaError, Entry, Missing, Saved, Sentence, Source
from berita_tui.store import rows
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.codec import KEYS_SQL, digest_of, json_keys, link_number
from berita_tui.store.database import Database, fetch
from berita_tui.store.filing import file_lately
from berita_tui.store.recognition import Claim, Known, keys_to_look_up, merge, recognise
from berita_tui.store.standings import shelve
from berita_tui.store.vocabulary import Learner

BATCH = 25
"""Articles a transaction: the lock is never held for longer than a key press takes."""

_KNOWN = (
    "SELECT a.number, a.key, h.link, CAST(h.title AS BLOB), h.published, h.digest"
    " FROM articles a JOIN heads h USING (number)"
)


class Articles:
    """The archive's articles. Nothing here deletes one."""

    def __init__(self, library: Database, archive: Database, bookmarks: Bookmarks) -> None:
        self._library = library
        self._archive = archive
        self._bookmarks = bookmarks
        self._learner = Learner()

    def save(self, source: Source, entries: Sequence[Entry], *, when: datetime) -> Saved:
        """Keep the entries of a feed, seen at `when`: new ones, and what changed in others.

        Entries that the feed does not hold any more stay as they are.
        """
        claims = self._recognise(source.key, entries)
        stale = [claim for claim in claims if _is_news(claim)]
        stale.reverse()  # the first of a feed is its newest: it gets the greatest number
        new: list[bytes] = []
        changed: list[bytes] = []
        for start in range(0, len(stale), BATCH):
            drafts = [rows.Draft.of(source.key, claim) for claim in stale[start : start + BATCH]]
            with self._archive.writing() as writer:
                number = shelve(writer, self._library, source.key)
                for draft in drafts:
                    _save(writer, number, draft, when, new=new, changed=changed)
                self._hear(writer, drafts)
                file_lately(writer)
        self._bookmarks.refresh(changed)
        return Saved(new=tuple(reversed(new)), changed=len(changed))

    def close(self) -> None:
        """Write down the words that were learnt last."""
        if self._learner.has_any:
            with suppress(BeritaError), self._archive.writing() as writer:
                self._learner.write(writer)

    def get(self, key: bytes) -> Article | None:
        """Return the article with this key, None where there is none."""
        with self._archive.reading() as reader:
            return rows.article(reader, "a.key = ?", key)

    def get_number(self, number: int) -> Article | None:
        """Return the article with this number, None where there is none."""
        with self._archive.reading() as reader:
            return rows.article(reader, "a.number = ?", number)

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
            found = rows.article(reader, "a.key = ?", keys[0][0]) if keys else None
        if found is None:
            raise Missing(Sentence("there is no article “{id}”; `list` shows them", id=prefix))
        return found

    def _hear(self, writer: apsw.Connection, drafts: Sequence[rows.Draft]) -> None:
        total: int = writer.execute("SELECT ifnull(sum(total), 0) FROM sources").get
        for at, draft in enumerate(drafts):
            self._learner.hear(draft.leaf.values, total=total + at)
        if self._learner.is_due:
            self._learner.write(writer)

    def _recognise(self, source: str, entries: Sequence[Entry]) -> list[Claim]:
        links = [link_number(source, entry.link) for entry in entries]
        numbers = "[" + ",".join(str(link) for link in set(links) if link is not None) + "]"
        with self._archive.reading() as reader:
            sql = f"{_KNOWN} WHERE a.key IN {KEYS_SQL}"
            rows = fetch(reader, sql, json_keys(keys_to_look_up(source, entries)))
            by_key = {row[1]: _known(row) for row in rows}
            sql = f"{_KNOWN} WHERE h.link IN (SELECT value FROM json_each(?)) ORDER BY a.number"
            by_link = {row[2]: _known(row) for row in fetch(reader, sql, numbers)}
        return recognise(source, entries, by_key=by_key, by_link=by_link)


def _known(row: tuple[int, bytes, int | None, bytes, str | None, bytes]) -> Known:
    number, key, link, title, published, digest = row
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


def _save(
    writer: apsw.Connection,
    source: int,
    draft: rows.Draft,
    when: datetime,
    *,
    new: list[bytes],
    changed: list[bytes],
) -> None:
    kept = rows.article(writer, "a.key = ?", draft.key)
    if kept is None:
        rows.insert(writer, source, draft, when)
        new.append(draft.key)
        return
    merged = merge(kept.entry, draft.entry)
    if merged == kept.entry:
        writer.execute("UPDATE heads SET digest = ? WHERE number = ?", (draft.digest, kept.number))
        return
    rows.rewrite(writer, kept.number, draft.merged(merged))
    changed.append(draft.key)
