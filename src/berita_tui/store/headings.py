"""Headings: what is filed, brought up to the library's searches and mutes and to the clock."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import Final

import apsw

from berita_tui.news import BeritaError, Query, Term
from berita_tui.news.query.moments import HERE
from berita_tui.news.query.nouns import Ago
from berita_tui.store.concordance import INDEX_VERSION
from berita_tui.store.database import Database, fetch
from berita_tui.store.filing import (
    AT_ONCE,
    Heading,
    file_lately,
    inner_dates,
    is_restless,
    read_query,
)
from berita_tui.store.forms import forms_in, no_forms
from berita_tui.store.mutes import Mutes
from berita_tui.store.numbers import micros, time_of
from berita_tui.store.querying import Plan, named, plan_query
from berita_tui.store.rowids import words_of
from berita_tui.store.searches import Searches
from berita_tui.store.sources import Sources

# What was written while a heading is being filled is filed already, as it is by now.
_UNFILE = (
    "DELETE FROM filed WHERE heading = ? AND number IN (SELECT value FROM json_each(?))"
    " AND number NOT IN (SELECT number FROM lately)"
)
_FILE = (
    "INSERT OR IGNORE INTO filed SELECT ?, number FROM articles"
    " WHERE number IN (SELECT value FROM json_each(?))"
    " AND number NOT IN (SELECT number FROM lately)"
)

ROUNDS: Final = 3
"""How often a heading is filled anew at most when marks keep changing under it."""


class Headings:
    """Fills and empties headings, some articles at a time. For a thread of its own."""

    def __init__(
        self,
        archive: Database,
        sources: Sources,
        searches: Searches,
        mutes: Mutes,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._archive = archive
        self._sources = sources
        self._searches = searches
        self._mutes = mutes
        self._clock = clock
        self._lock = threading.Lock()

    def settle(self) -> bool:
        """Bring every heading up to date: asked for, as its query is by now; tell if any was not.

        A new or edited query is asked once among all articles, and what differs is written. A
        date that is counted from now lets go what fell out of it and takes in what came into
        it; where it stands inside a query that is asked anew each hour, or each day.
        """
        if self._archive.refusal is not None:
            return False
        with self._lock:
            is_changed = self._file()
            wanted = self._wanted()
            with self._archive.reading() as reader:
                known = [number for (number,) in reader.execute("SELECT number FROM headings")]
            for number in known:
                if number not in wanted:
                    self._drop(number)
                    is_changed = True
            for number, text in wanted.items():
                rounds = 0
                while rounds < ROUNDS and self._bring_up(number, text):
                    rounds += 1
                is_changed = is_changed or rounds > 0
            return is_changed

    def _wanted(self) -> dict[int, str]:
        searches = {each.number: each.text for each in self._searches.all()}
        return searches | {-each.number: each.text for each in self._mutes.all()}

    def _file(self) -> bool:
        is_changed = False
        while self._has_news():
            with self._archive.writing() as writer:
                is_changed = file_lately(writer) or is_changed
        return is_changed

    def _has_news(self) -> bool:
        with self._archive.reading() as reader:
            sql = "SELECT EXISTS (SELECT 1 FROM lately WHERE is_filed = 0)"
            return bool(reader.execute(sql).get)

    def _drop(self, number: int) -> None:
        sql = (
            "DELETE FROM filed WHERE heading = ?1 AND number IN"
            " (SELECT number FROM filed WHERE heading = ?1 LIMIT ?2)"
        )
        while True:
            with self._archive.writing() as writer:
                writer.execute(sql, (number, AT_ONCE))
                if not writer.changes():
                    writer.execute("DELETE FROM headings WHERE number = ?", (number,))
                    _forget_lately(writer)
                    return

    def _bring_up(self, number: int, text: str) -> bool:
        query = read_query(text)
        now = self._clock().astimezone(HERE)
        with self._archive.reading() as reader:
            row = reader.execute(
                "SELECT CAST(query AS BLOB), names, stamp, at, is_filled FROM headings"
                " WHERE number = ?",
                (number,),
            ).fetchone()
            names = self._names(reader, query, now)
            heading = Heading(number=number, query=query, names=names, now=now)
            plan, stamp = heading.plan(forms_in(reader)), _stamp(query, now)
        if row is None or not row[4] or row[:3] != (text.encode(), json.dumps(names), stamp):
            ranges = [(plan.low, plan.high)] if plan else []
            self._fill(heading, stamp, ranges, is_anew=True)
            return True
        then = Heading(
            number=number, query=query, names=names, now=time_of(row[3]).astimezone(HERE)
        )
        with self._archive.reading() as reader:
            before = then.plan(forms_in(reader))
        return plan is not None and before is not None and self._shift(heading, stamp, before, plan)

    def _names(
        self, reader: apsw.Connection, query: Query, now: datetime
    ) -> tuple[tuple[int, ...], ...]:
        asked: list[tuple[int, ...]] = []

        def look_up(term: Term) -> list[int]:
            found = named(reader, self._sources.all(), term)
            asked.append(tuple(found))
            return found

        if query.tree is not None:
            plan_query(query, now=now, sources=look_up, forms=no_forms, listed="1")
        return tuple(asked)

    def _shift(self, heading: Heading, stamp: str, before: Plan, plan: Plan) -> bool:
        """Let go what is out of the bounds by now, and look for what is in them by now."""
        sides = (
            (plan.low, min(before.low, plan.high)),
            (max(before.high, plan.low), plan.high),
        )
        ranges = [(low, high) for low, high in sides if low < high]
        with self._archive.reading() as reader:
            fallen = _beyond(reader, heading.number, plan)
            has_more = any(
                reader.execute(
                    "SELECT EXISTS (SELECT 1 FROM articles WHERE number >= ? AND number < ?)", each
                ).get
                for each in ranges
            )
        if not fallen and not has_more:
            if (plan.low, plan.high) != (before.low, before.high):
                self._date(heading)
            return False
        self._fill(heading, stamp, ranges, is_anew=False)
        return True

    def _date(self, heading: Heading) -> None:
        """Write down of when the bounds are: what comes next is held against them.

        Where nothing can be written nothing comes, either.
        """
        with suppress(BeritaError), self._archive.writing() as writer:
            sql = "UPDATE headings SET at = ? WHERE number = ?"
            writer.execute(sql, (micros(heading.now), heading.number))

    def _fill(
        self,
        heading: Heading,
        stamp: str,
        ranges: Sequence[tuple[int, int]],
        *,
        is_anew: bool,
    ) -> None:
        """Look for what answers in these ranges of numbers, and write what differs.

        From the first transaction on new articles are filed under the new query. Their words may
        be new forms, so that only then it is looked up how the query is run.
        """
        turn = self._begin(heading, stamp)
        with self._archive.reading() as reader:
            plan = heading.plan(forms_in(reader))
            found = set(_found(reader, plan, ranges)) if plan else set()
            if is_anew:
                sql = "SELECT number FROM filed WHERE heading = ?"
                there = {number for (number,) in fetch(reader, sql, heading.number)}
            else:
                assert plan is not None
                there = set(_beyond(reader, heading.number, plan))
        for sql, numbers in ((_UNFILE, there - found), (_FILE, found - there)):
            if not self._write(sql, heading.number, sorted(numbers, reverse=True), turn):
                return
        with self._archive.writing() as writer:
            sql = "UPDATE headings SET is_filled = 1 WHERE number = ? AND turn = ?"
            writer.execute(sql, (heading.number, turn))
            _forget_lately(writer)

    def _write(self, sql: str, heading: int, numbers: Sequence[int], turn: int) -> bool:
        """Write what differs, the newest first; False where it has to begin anew."""
        for start in range(0, len(numbers), AT_ONCE):
            with self._archive.writing() as writer:
                if not _is_turn(writer, heading, turn):
                    return False
                batch = json.dumps(numbers[start : start + AT_ONCE])
                writer.execute(sql, (heading, batch))
        return True

    def _begin(self, heading: Heading, stamp: str) -> int:
        with self._archive.writing() as writer:
            writer.execute(
                "INSERT INTO headings"
                " (number, query, names, stamp, at, turn, is_filled, is_restless)"
                " VALUES (?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT (number) DO UPDATE SET"
                " query = excluded.query, names = excluded.names, stamp = excluded.stamp,"
                " at = excluded.at, turn = turn + 1, is_filled = 0,"
                " is_restless = excluded.is_restless",
                (
                    heading.number,
                    heading.query.text,
                    json.dumps(heading.names),
                    stamp,
                    micros(heading.now),
                    int(is_restless(heading.query.tree)),
                ),
            )
            return int(
                writer.execute("SELECT turn FROM headings WHERE number = ?", (heading.number,)).get
            )


def _stamp(query: Query, now: datetime) -> str:
    """Return what an answer hangs on beside its query: the index, and the time inside of it."""
    moments = [dated.moment for dated in inner_dates(query.tree)]
    if any(isinstance(moment, Ago) for moment in moments):
        return f"{INDEX_VERSION} {now:%Y-%m-%d %H}"
    return f"{INDEX_VERSION} {now:%Y-%m-%d}" if moments else str(INDEX_VERSION)


def _found(reader: apsw.Connection, plan: Plan, ranges: Sequence[tuple[int, int]]) -> Iterable[int]:
    for low, high in ranges:
        values = {"match": plan.match, "low": low, "high": high, "limit": -1}
        rows = reader.execute(plan.select("a.number", words_of(reader)), plan.values | values)
        yield from chain.from_iterable(rows)


def _beyond(reader: apsw.Connection, heading: int, plan: Plan) -> list[int]:
    """Return what is filed and out of the bounds."""
    sql = "SELECT number FROM filed WHERE heading = ? AND (number < ? OR number >= ?)"
    return [number for (number,) in fetch(reader, sql, heading, plan.low, plan.high)]


def _is_turn(writer: apsw.Connection, heading: int, turn: int) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM headings WHERE number = ? AND turn = ?)"
    return bool(writer.execute(sql, (heading, turn)).get)


def _forget_lately(writer: apsw.Connection) -> None:
    writer.execute(
        "DELETE FROM lately WHERE is_filed = 1"
        " AND NOT EXISTS (SELECT 1 FROM headings WHERE is_filled = 0)"
    )
