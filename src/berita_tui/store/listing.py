"""Views in SQL: which index a list walks, and what stands next on it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

import apsw

from berita_tui.news import Counts, Tally, View, ViewKind
from berita_tui.store.database import Database
from berita_tui.store.rows import TIE_BITS

_OF_SOURCE = "source IN (SELECT number FROM sources WHERE key = ? AND is_hidden = 0)"


class Listing:
    """Walks the lists of the archive, newest first, by index alone."""

    def __init__(self, library: Database, archive: Database, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._archive = archive
        self._clock = clock

    def numbers(self, view: View, *, limit: int | None = None) -> array[int]:
        """Return the numbers of a view's articles, newest first, at most `limit`."""
        ways = self._ways(view)
        with self._archive.reading() as reader:
            walks = [_walk(reader, way, values, limit) for way, values in ways]
        if len(walks) == 1:
            return walks[0]
        return array("q", islice(merge(*walks, reverse=True), limit))

    def unread_keys(self, view: View) -> list[bytes]:
        """Return the keys of a view's unread articles."""
        found: list[bytes] = []
        with self._archive.reading() as reader:
            for way, values in self._ways(view):
                where = way.partition(" WHERE ")[2]
                rows = reader.execute(
                    f"SELECT key FROM articles WHERE {where} AND is_read = 0", values
                )
                found.extend(key for (key,) in rows)
        return found

    def next_unread(self, view: View, number: int | None, *, is_forward: bool) -> int | None:
        """Return the nearest unread article below `number` in a view, or above it.

        Without a number the search begins at that end of the list where it would.
        """
        side, order, best = ("<", "DESC", max) if is_forward else (">", "ASC", min)
        edge = number if number is not None else (2**63 - 1 if is_forward else -1)
        found = []
        with self._archive.reading() as reader:
            for way, values in self._ways(view, is_unread=True):
                row = reader.execute(
                    f"SELECT number FROM {way} AND number {side} ? ORDER BY number {order} LIMIT 1",
                    (*values, edge),
                ).fetchone()
                found += row or ()
        return best(found, default=None)

    def counts(self) -> Counts:
        """Return the numbers beside the names of views and sources."""
        first, end = self._today()
        with self._archive.reading() as reader:
            sources = {
                key: Tally(total, unread)
                for key, total, unread in reader.execute(
                    "SELECT key, total, unread FROM sources WHERE is_hidden = 0"
                )
            }
            bookmarked = reader.execute(
                "SELECT count(*), count(*) - total(is_read) FROM articles"
                " INDEXED BY bookmarked WHERE is_bookmarked = 1"
            ).fetchone()
            today = reader.execute(
                "SELECT count(*), count(*) - total(is_read) FROM articles"
                " WHERE number >= ? AND number < ? AND is_hidden = 0",
                (first, end),
            ).fetchone()
        return Counts(
            all=sum(sources.values(), Tally()),
            bookmarked=Tally(*map(int, bookmarked)),
            today=Tally(*map(int, today)),
            sources=sources,
        )

    def _ways(
        self, view: View, *, is_unread: bool = False
    ) -> Sequence[tuple[str, tuple[int | str, ...]]]:
        unread = " AND is_read = 0" if is_unread else ""
        match view.kind:
            case ViewKind.ALL if not is_unread:
                return [("articles INDEXED BY shown WHERE is_hidden = 0", ())]
            case ViewKind.ALL | ViewKind.UNREAD:
                return [("articles INDEXED BY unread WHERE is_hidden = 0 AND is_read = 0", ())]
            case ViewKind.BOOKMARKED:
                return [(f"articles INDEXED BY bookmarked WHERE is_bookmarked = 1{unread}", ())]
            case ViewKind.TODAY:
                where = "articles WHERE number >= ? AND number < ? AND is_hidden = 0"
                return [(where + unread, self._today())]
            case ViewKind.SOURCE:
                return [(f"articles WHERE {_OF_SOURCE}{unread}", (view.source,))]
            case ViewKind.FOLDER:
                keys = self._keys_within(view)
                return [(f"articles WHERE {_OF_SOURCE}{unread}", (key,)) for key in keys]

    def _keys_within(self, view: View) -> Iterable[str]:
        depth = len(view.folder)
        with self._library.reading() as reader:
            rows = reader.execute(
                "SELECT key, folder FROM sources WHERE removed IS NULL"
            ).fetchall()
        return [key for key, way in rows if tuple(json.loads(way))[:depth] == view.folder]

    def _today(self) -> tuple[int, int]:
        midnight = self._clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        tomorrow = (midnight + timedelta(days=1, hours=12)).replace(hour=0)
        first, end = (int(each.timestamp()) << TIE_BITS for each in (midnight, tomorrow))
        return first, end


def _walk(
    reader: apsw.Connection, way: str, values: tuple[int | str, ...], limit: int | None
) -> array[int]:
    rows = reader.execute(
        f"SELECT number FROM {way} ORDER BY number DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    return array("q", (number for (number,) in rows))
