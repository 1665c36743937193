"""Views in SQL: which index a list walks, and what stands next on it."""

from __future__ import annotations

import json
from array import array
from binascii import unhexlify
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from sys import byteorder

import apsw

from berita_tui.news import Counts, Tally, View, ViewKind
from berita_tui.news.noun import noun, replace
from berita_tui.store.database import Database, fetch
from berita_tui.store.keys import KEYS_SQL, json_keys
from berita_tui.store.numbers import LEAST, MOST, TIE_BITS

STRETCH = 32_768
"""Numbers of a list fetched at once."""

_OF_SOURCE = "source = (SELECT number FROM sources WHERE key = ?) AND is_hidden = 0"
_SEEN = "(is_hidden = 0 OR is_bookmarked = 1)"
_FILED = "filed CROSS JOIN articles USING (number)"

_OF_SOURCES = (
    "a.source IN (SELECT number FROM sources"
    " WHERE key IN (SELECT value FROM json_each(:keys))) AND +a.is_hidden = 0"
)


@noun
class _Way:
    """One walk of an index. A list is one, or several to be merged.

    `is_sorted` claims that no index has it in order: it is all looked up before the first row.
    """

    where: str
    values: tuple[int | str, ...] = ()
    table: str = "articles"
    is_sorted: bool = False


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
            walks = [_walk(reader, way, limit) for way in ways]
            if limit is None:
                # The walk has filled the cache with an index that will not be walked again soon.
                reader.execute("PRAGMA shrink_memory")
        if len(walks) == 1:
            return walks[0]
        from heapq import merge  # noqa: PLC0415 - no first page is of many

        return array("q", islice(merge(*walks, reverse=True), limit))

    def condition(self, view: View) -> tuple[str, dict[str, int | str]]:
        """Return what is true of a view's articles, called `a` in SQL, and its values by name."""
        match view.kind:
            case ViewKind.ALL:
                return "+a.is_hidden = 0", {}  # lets SQLite take a better index
            case ViewKind.UNREAD:
                return "a.is_hidden = 0 AND a.is_read = 0", {}
            case ViewKind.BOOKMARKED:
                return "a.is_bookmarked = 1", {}
            case ViewKind.TODAY:
                first, end = self._today()
                where = "a.number >= :first AND a.number < :end AND a.is_hidden = 0"
                return where, {"first": first, "end": end}
            case ViewKind.SOURCE:
                return _OF_SOURCES, {"keys": json.dumps([view.source])}
            case ViewKind.SEARCH if not view.number:
                where = "a.number IN (SELECT number FROM filed WHERE heading > 0)"
                return f"{where} AND (+a.is_hidden = 0 OR +a.is_bookmarked = 1)", {}
            case ViewKind.SEARCH | ViewKind.MUTE:
                seen = "+a.is_hidden = 0 OR +a.is_bookmarked = 1"
                if view.kind is ViewKind.MUTE:
                    seen = "+a.is_hidden = 2"
                where = "SELECT 1 FROM filed f WHERE f.heading = :heading AND f.number = a.number"
                return f"EXISTS ({where}) AND ({seen})", {"heading": heading_of(view)}
            case _:
                return _OF_SOURCES, {"keys": json.dumps(self._keys_within(view))}

    def span(self, reader: apsw.Connection, view: View) -> tuple[int, int]:
        """Return bounds that no article of a view is beyond, the upper one not in it."""
        if view.kind is ViewKind.TODAY:
            return self._today()
        if view.kind is ViewKind.ALL or (view.kind is ViewKind.SEARCH and not view.number):
            return LEAST, MOST
        ends: list[int] = []
        for way in self._ways(view):
            for order in ("ASC", "DESC"):
                sql = f"SELECT number FROM {way.table} WHERE {way.where} ORDER BY number {order}"
                ends += (each for (each,) in fetch(reader, f"{sql} LIMIT 1", *way.values))
        return min(ends, default=LEAST), max(ends, default=LEAST - 1) + 1

    def unread_keys(self, view: View) -> list[bytes]:
        """Return the keys of a view's unread articles."""
        found: list[bytes] = []
        with self._archive.reading() as reader:
            for way in self._ways(view):
                sql = f"SELECT key FROM {way.table} WHERE {way.where} AND is_read = 0"
                found.extend(key for (key,) in fetch(reader, sql, *way.values))
        return found

    def next_unread(self, view: View, number: int | None, *, is_forward: bool) -> int | None:
        """Return the nearest unread article below `number` in a view, or above it.

        Without a number the search begins at that end of the list where it would.
        """
        side, order, best = ("<", "DESC", max) if is_forward else (">", "ASC", min)
        edge = number if number is not None else (2**63 - 1 if is_forward else -1)
        found: list[int] = []
        with self._archive.reading() as reader:
            for way in self._ways(view, is_unread=True):
                sql = (
                    f"SELECT number FROM {way.table} WHERE {way.where}"
                    f" AND number {side} ? ORDER BY number {order} LIMIT 1"
                )
                found += [each for (each,) in fetch(reader, sql, *way.values, edge)]
        return best(found, default=None)

    def counts(self) -> Counts:
        """Return the numbers beside the names of views and sources."""
        first, end = self._today()
        with self._archive.reading() as reader:
            sources = {
                key: Tally(total, unread, whole)
                for key, total, unread, whole in reader.execute(
                    "SELECT key, total, unread, whole FROM sources WHERE is_hidden = 0"
                )
            }
            bookmarked = _tally(reader, "INDEXED BY bookmarked WHERE is_bookmarked = 1")
            where = "WHERE number >= ? AND number < ? AND is_hidden = 0"
            today = _tally(reader, where, first, end)
            kept = {
                number: Tally(total, unread)
                for number, total, unread in reader.execute(
                    "SELECT number, total, unread FROM headings"
                )
            }
        return Counts(
            all=sum(sources.values(), Tally()),
            bookmarked=bookmarked,
            today=today,
            sources=sources,
            searches={number: tally for number, tally in kept.items() if number > 0},
            mutes={-number: tally for number, tally in kept.items() if number < 0},
        )

    def count_shown(self, keys: Sequence[bytes]) -> int:
        """Return how many of these articles are shown: what is muted is not."""
        with self._archive.reading() as reader:
            if not reader.execute("SELECT EXISTS (SELECT 1 FROM headings WHERE number < 0)").get:
                return len(keys)
            sql = f"SELECT count(*) FROM articles WHERE key IN {KEYS_SQL} AND {_SEEN}"
            return int(reader.execute(sql, (json_keys(list(keys)),)).get)

    def _ways(self, view: View, *, is_unread: bool = False) -> list[_Way]:
        match view.kind:
            case ViewKind.ALL if not is_unread:
                return [_Way(where="is_hidden = 0", table="articles INDEXED BY shown")]
            case ViewKind.ALL | ViewKind.UNREAD:
                where = "is_hidden = 0 AND is_read = 0"
                return [_Way(where=where, table="articles INDEXED BY unread")]
            case ViewKind.BOOKMARKED:
                where = "is_bookmarked = 1"
                ways = [_Way(where=where, table="articles INDEXED BY bookmarked")]
            case ViewKind.TODAY:
                where = "number >= ? AND number < ? AND is_hidden = 0"
                ways = [_Way(where=where, values=self._today())]
            case ViewKind.SOURCE:
                ways = [_Way(where=_OF_SOURCE, values=(view.source,))]
            case ViewKind.SEARCH if not view.number:
                where = "number IN (SELECT number FROM filed WHERE heading > 0)"
                ways = [_Way(where=f"{where} AND {_SEEN}", is_sorted=True)]
            case ViewKind.SEARCH:
                values = (heading_of(view),)
                ways = [_Way(where=f"heading = ? AND {_SEEN}", values=values, table=_FILED)]
            case ViewKind.MUTE:
                values = (heading_of(view),)
                ways = [_Way(where="heading = ? AND is_hidden = 2", values=values, table=_FILED)]
            case _:  # a folder: the walks of its sources, merged
                ways = [_Way(where=_OF_SOURCE, values=(key,)) for key in self._keys_within(view)]
        if is_unread:
            ways = [replace(way, where=f"{way.where} AND is_read = 0") for way in ways]
        return ways

    def _keys_within(self, view: View) -> list[str]:
        depth = len(view.folder)
        with self._library.reading() as reader:
            rows = fetch(reader, "SELECT key, folder FROM sources WHERE removed IS NULL")
        return [key for key, way in rows if tuple(json.loads(way))[:depth] == view.folder]

    def _today(self) -> tuple[int, int]:
        midnight = self._clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        tomorrow = (midnight + timedelta(days=1, hours=12)).replace(hour=0)
        first, end = (int(each.timestamp()) << TIE_BITS for each in (midnight, tomorrow))
        return first, end


def heading_of(view: View) -> int:
    """Return the number in `headings` of a search or a mute."""
    return -view.number if view.kind is ViewKind.MUTE else view.number


_IN_ORDER: Callable[[array[int]], object] = array.byteswap if byteorder == "little" else bool
"""Turns numbers written with their greatest digits first into the machine's own order."""


def _walk(reader: apsw.Connection, way: _Way, limit: int | None) -> array[int]:
    """Return the numbers on a way, walked by stretches.

    SQLite gives a stretch as one blob, sixteen digits a number: to take a million rows one by one
    costs half as much again, all of it Python, which the reader's keys would wait for.
    """
    sql = (
        "SELECT CAST(group_concat(printf('%016x', number), '') AS BLOB) FROM"
        f" (SELECT number FROM {way.table} WHERE {way.where} AND number < ?"
        " ORDER BY number DESC LIMIT ?)"
    )
    numbers, wanted, last = array("q"), MOST if limit is None else limit, MOST
    while wanted > 0:
        asked = wanted if way.is_sorted else min(wanted, STRETCH)
        stretch = array("q", unhexlify(reader.execute(sql, (*way.values, last, asked)).get or b""))
        _IN_ORDER(stretch)
        numbers += stretch
        if len(stretch) < asked:
            break
        wanted, last = wanted - asked, numbers[-1]
    return numbers


def _tally(reader: apsw.Connection, where: str, *values: int) -> Tally:
    sql = f"SELECT count(*), count(*) FILTER (WHERE is_read = 0) FROM articles {where}"
    return Tally(*fetch(reader, sql, *values)[0])
