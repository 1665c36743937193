"""Filing: which articles answer the queries that are kept, looked at as articles come and change.

What is written here is written in the transaction that changes the article. A heading says by
itself how it is answered, so that nothing of the library is needed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import apsw

from berita_tui.news import BadQuery, Query, State, parse_query
from berita_tui.news.query.moments import HERE
from berita_tui.news.query.nouns import All, Dated, Either, Holds, Not, Part, Within
from berita_tui.store.concordance import LOOSE_INDEX
from berita_tui.store.database import fetch
from berita_tui.store.forms import Forms, forms_in
from berita_tui.store.index import insert
from berita_tui.store.numbers import time_of
from berita_tui.store.querying import Plan, plan_query
from berita_tui.store.rowids import LOOSE, WORDS, Rowids
from berita_tui.store.rows import leaves_of

AT_ONCE: Final = 500
"""How many articles are filed in one transaction."""

FEW: Final = 50
"""Up to how many articles are looked at by themselves where an index of all is slow."""

NEAR: Final = 4096
"""From how many articles on the index is not walked from the first of some to the last."""

_MARKS = frozenset({State.READ, State.UNREAD, State.BOOKMARKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A query that is kept, with all that its answer hangs on.

    `names` are the numbers of the sources that its terms name, in the order they are asked for.
    """

    number: int
    query: Query
    names: tuple[tuple[int, ...], ...]
    now: datetime

    def plan(self, forms: Forms) -> Plan | None:
        """Return how it is answered among all articles, None where nothing answers it."""
        if self.query.tree is None:
            return None
        names = iter(self.names)
        return plan_query(
            self.query,
            now=self.now,
            sources=lambda _: list(next(names, ())),
            forms=forms,
            listed="1",
        )


def read_query(text: str) -> Query:
    """Return the query that a text is, an empty one for a text that is none (any more)."""
    try:
        return parse_query(text)
    except BadQuery:
        return Query(text=text)


def is_restless(part: Part | None) -> bool:
    """Tell whether marks change what answers."""
    match part:
        case Holds():
            return part.state in _MARKS
        case Within() | Not():
            return is_restless(part.part)
        case All() | Either():
            return any(map(is_restless, part.parts))
        case _:
            return False


def inner_dates(part: Part | None, *, is_outermost: bool = True) -> list[Dated]:
    """Return the dates in a query that are not bounds of the whole answer."""
    match part:
        case Dated():
            return [] if is_outermost else [part]
        case Within() | Not():
            return inner_dates(part.part, is_outermost=False)
        case All() | Either():
            is_outermost = is_outermost and isinstance(part, All)
            found = (inner_dates(each, is_outermost=is_outermost) for each in part.parts)
            return [dated for dates in found for dated in dates]
        case _:
            return []


def file_lately(writer: apsw.Connection) -> bool:
    """File articles that were written since the last time, some of them; tell if there were any.

    While a heading is being filled they are remembered: what fills it passes them by.
    """
    sql = "SELECT number FROM lately WHERE is_filed = 0 LIMIT ?"
    numbers = [number for (number,) in fetch(writer, sql, AT_ONCE)]
    if not numbers:
        return False
    _refile(writer, _headings(writer), numbers)
    listed = _listed(numbers)
    if writer.execute("SELECT EXISTS (SELECT 1 FROM headings WHERE is_filled = 0)").get:
        sql = "UPDATE lately SET is_filed = 1 WHERE number IN (SELECT value FROM json_each(?))"
    else:
        sql = "DELETE FROM lately WHERE number IN (SELECT value FROM json_each(?))"
    writer.execute(sql, (listed,))
    return True


def marks_changed(writer: apsw.Connection, numbers: Sequence[int]) -> None:
    """File articles anew whose marks have changed, where marks are asked for.

    After many, or while a heading is being filled, it is to be filled anew.
    """
    sql = "SELECT EXISTS (SELECT 1 FROM headings WHERE is_restless)"
    if not numbers or not writer.execute(sql).get:
        return
    many = " AND is_filled = 0" if len(numbers) <= AT_ONCE else ""
    sql = f"UPDATE headings SET turn = turn + 1, is_filled = 0 WHERE is_restless{many}"
    writer.execute(sql)
    _refile(writer, _headings(writer, "is_restless AND is_filled"), numbers)


def _answering(
    connection: apsw.Connection,
    plan: Plan,
    numbers: Sequence[int],
    *,
    is_swept: bool,
    rowids: Rowids,
) -> list[int]:
    values = plan.values | {
        "match": plan.match,
        "numbers": _listed(numbers),
        "low": max(plan.low, min(numbers)),
        "high": min(plan.high, max(numbers) + 1),
    }
    sql = plan.among(rowids, is_swept=is_swept)
    return [number for (number,) in connection.execute(sql, values)]


def _refile(writer: apsw.Connection, headings: Sequence[Heading], numbers: Sequence[int]) -> None:
    is_loose, forms = False, forms_in(writer)
    are_near = bool(headings) and _are_near(writer, numbers)
    for heading in headings:
        plan, found, rowids = heading.plan(forms), "[]", WORDS
        if plan is not None:
            has_beginning = any(leaf.term.is_prefix for leaf in heading.query.leaves)
            is_swept = has_beginning or are_near
            if has_beginning and len(numbers) <= FEW:
                # In the index every word of all times that begins so would have to be merged.
                if not is_loose:
                    _lay_out(writer, numbers)
                is_loose, rowids = True, LOOSE
            found = _listed(_answering(writer, plan, numbers, is_swept=is_swept, rowids=rowids))
        writer.execute(
            "DELETE FROM filed WHERE heading = ? AND number IN (SELECT value FROM json_each(?))"
            " AND number NOT IN (SELECT value FROM json_each(?))",
            (heading.number, _listed(numbers), found),
        )
        sql = "INSERT OR IGNORE INTO filed SELECT ?, value FROM json_each(?)"
        writer.execute(sql, (heading.number, found))


def _are_near(writer: apsw.Connection, numbers: Sequence[int]) -> bool:
    """Tell whether not many other articles are between these.

    Then to walk the index from the first to the last takes a tenth of the time it takes to look
    up each: every form of a word is looked for anew for each.
    """
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles WHERE number BETWEEN ? AND ? LIMIT ?)"
    return bool(writer.execute(sql, (min(numbers), max(numbers), NEAR)).get < NEAR)


def _lay_out(writer: apsw.Connection, numbers: Sequence[int]) -> None:
    """Index a few articles by themselves; one whose body is damaged is left out."""
    writer.execute(LOOSE_INDEX)
    for number, leaf in leaves_of(writer, numbers):
        insert(writer, LOOSE, number, leaf)


def _headings(reader: apsw.Connection, where: str = "1") -> list[Heading]:
    sql = f"SELECT number, CAST(query AS BLOB), names, at FROM headings WHERE {where}"
    return [
        Heading(
            number=number,
            query=read_query(text.decode("utf-8", "replace")),
            names=tuple(map(tuple, json.loads(names))),
            now=time_of(at).astimezone(HERE),
        )
        for number, text, names, at in fetch(reader, sql)
    ]


def _listed(numbers: Sequence[int]) -> str:
    return "[" + ",".join(map(str, numbers)) + "]"
