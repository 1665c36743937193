"""Queries in SQL: what the index walks, and what each article on the way must be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import apsw

from berita_tui.news import Field, Query, Source, State, Term
from berita_tui.news.query.matching import names_fit
from berita_tui.news.query.moments import place
from berita_tui.news.query.nouns import All, Dated, Either, Holds, Not, Part, Within
from berita_tui.store.database import fetch
from berita_tui.store.forms import Forms
from berita_tui.store.numbers import LEAST, MOST, number_of
from berita_tui.store.rowids import Rowids
from berita_tui.store.terms import COLUMNS, match_name, match_term

Sources = Callable[[Term], list[int]]
"""What gives the numbers of the sources that a term names."""

_STATES = {
    State.UNREAD: "a.is_read = 0",
    State.READ: "a.is_read = 1",
    State.BOOKMARKED: "a.is_bookmarked = 1",
    State.OFFLINE: "(SELECT is_whole FROM heads h WHERE h.number = a.number)",
    State.IMAGE: "(SELECT has_picture FROM heads h WHERE h.number = a.number)",
    State.EDITED: "a.is_edited = 1",
    State.NOTE: "0",  # notes are not kept yet: no article has one
}
_ASIDE = "a.number IN ({matching} :v{number} {bounds})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a query is run.

    `match` is what walks the index, "" when the articles themselves are walked. Numbers run
    from `low` to below `high`. `looks_aside` claims that sets of articles have to be made or
    sorted before the first one is known, which a narrower range makes smaller.
    """

    match: str
    where: str
    values: dict[str, int | str]
    low: int
    high: int
    looks_aside: bool

    def select(self, columns: str, rowids: Rowids) -> str:
        """Return the statement; it takes `values`, `match`, `low`, `high` and `limit` by name."""
        where = _asked_of(rowids, self.where)
        if self.match:
            return (
                f"SELECT {columns} FROM {rowids.table} w"
                f" CROSS JOIN articles a ON a.number = {rowids.number('w.rowid')}"
                f" WHERE {rowids.table} MATCH :match {_bounds(rowids, 'w.rowid')}"
                f" AND {where} ORDER BY w.rowid DESC LIMIT :limit"
            )
        return (
            f"SELECT {columns} FROM articles a WHERE a.number >= :low AND a.number < :high"
            f" AND {where} ORDER BY a.number DESC LIMIT :limit"
        )

    def among(self, rowids: Rowids, *, is_swept: bool) -> str:
        """Return the statement that tells which of `numbers`, a JSON list, answer.

        Takes `values`, `match`, `low` and `high`, too. `is_swept` looks through the index once
        and not for each number: what has a beginning in it takes as long for one as for all.
        """
        where, table = _asked_of(rowids, self.where), rowids.table
        joined = "json_each(:numbers) j CROSS JOIN articles a ON a.number = j.value"
        if self.match and is_swept:
            swept = f"{_matching(rowids)} :match {_bounds(rowids)}"
            where = f"a.number IN ({swept}) AND {where}"
        elif self.match:
            joined += f" CROSS JOIN {table} w ON w.rowid = {rowids.of('a.number')}"
            where = f"{table} MATCH :match AND {where}"
        return (
            f"SELECT a.number FROM {joined} WHERE a.number >= :low AND a.number < :high AND {where}"
        )


def plan_query(query: Query, *, now: datetime, sources: Sources, forms: Forms, listed: str) -> Plan:
    """Return how a query is run at `now` among the articles for which the SQL `listed` is true.

    What can be is looked for in one walk of the index: words that must occur, less those that
    must not. Dates that must hold are its bounds.
    """
    assert query.tree is not None
    parts = query.tree.parts if isinstance(query.tree, All) else (query.tree,)
    is_indexed = any(index_text(part, forms) for part in parts)
    wanted, unwanted, where = [], [], [f"({listed})"]
    low, high = LEAST, MOST
    conditions = _Conditions(now, sources, forms)
    for part in parts:
        if text := index_text(part, forms):
            wanted.append(text)
        elif is_indexed and isinstance(part, Not) and (text := index_text(part.part, forms)):
            unwanted.append(text)
        elif isinstance(part, Dated):
            first, end = _numbers(part, now)
            low, high = max(low, first), min(high, end)
        else:
            where.append(conditions.of(part))
    return Plan(
        match=_joined(wanted, unwanted) if wanted else "",
        where=" AND ".join(where),
        values=conditions.values,
        low=low,
        high=high,
        looks_aside=conditions.has_sets or (conditions.has_names and not wanted),
    )


def index_text(part: Part, forms: Forms, field: Field | None = None) -> str:
    """Return a part in the index's own language, "" where the index alone cannot answer it."""
    match part:
        case Term():
            return match_term(part, forms, field) if field is None or field in COLUMNS else ""
        case Within():
            return index_text(part.part, forms, part.field)
        case Either():
            texts = [index_text(each, forms, field) for each in part.parts]
            return f"({' OR '.join(texts)})" if all(texts) else ""
        case All():
            wanted = [
                index_text(each, forms, field) for each in part.parts if not isinstance(each, Not)
            ]
            unwanted = [
                index_text(each.part, forms, field) for each in part.parts if isinstance(each, Not)
            ]
            return f"({_joined(wanted, unwanted)})" if wanted and all(wanted + unwanted) else ""
        case _:
            return ""


class _Conditions:
    """Writes conditions on a row of `articles`, the values in them bound by name."""

    def __init__(self, now: datetime, sources: Sources, forms: Forms) -> None:
        self._now = now
        self._forms = forms
        self._sources = sources
        self.values: dict[str, int | str] = {}
        self.has_sets = self.has_names = False

    def of(self, part: Part, field: Field | None = None) -> str:
        if text := index_text(part, self._forms, field):
            self.has_sets = True
            return self._bound(_ASIDE, text)
        match part:
            case Term():
                return self._named(part, field)
            case Holds():
                return _STATES[part.state]
            case Dated():
                first, end = _numbers(part, self._now)
                return f"(a.number >= {first} AND a.number < {end})"
            case Within():
                return self.of(part.part, part.field)
            case Not():
                return f"NOT {self.of(part.part, field)}"
            case _:
                word = " AND " if isinstance(part, All) else " OR "
                return f"({word.join(self.of(each, field) for each in part.parts)})"

    def _named(self, term: Term, field: Field | None) -> str:
        self.has_names = True
        if field is Field.SOURCE:
            return f"a.source IN ({', '.join(map(str, self._sources(term)))})"
        if field is Field.SECTION:
            sql = "SELECT rowid FROM section_words WHERE section_words MATCH :v{number}"
            return self._bound(f"a.section IN ({sql})", match_name(term))
        return "0"  # notes are not kept yet

    def _bound(self, sql: str, value: int | str) -> str:
        number = len(self.values)
        self.values[f"v{number}"] = value
        return sql.replace("{number}", str(number))


def _asked_of(rowids: Rowids, where: str) -> str:
    """Write an index into conditions that were made for any."""
    where = where.replace("{matching}", _matching(rowids))
    return where.replace("{bounds}", _bounds(rowids))


def _matching(rowids: Rowids) -> str:
    return f"SELECT {rowids.number('rowid')} FROM {rowids.table} WHERE {rowids.table} MATCH"


def _bounds(rowids: Rowids, rowid: str = "rowid") -> str:
    return f"AND {rowid} >= {rowids.first(':low')} AND {rowid} < {rowids.first(':high')}"


def _joined(wanted: list[str], unwanted: list[str]) -> str:
    text = " AND ".join(wanted)
    if not unwanted:
        return text
    return f"({text}) NOT ({' OR '.join(unwanted)})"


def _numbers(dated: Dated, now: datetime) -> tuple[int, int]:
    start, end = place(dated, now)
    return (
        LEAST if start is None else number_of(start),
        MOST if end is None else number_of(end),
    )


def named(reader: apsw.Connection, sources: Iterable[Source], term: Term) -> list[int]:
    """Return the archive's numbers of the sources that a term names."""
    keys = [source.key for source in sources if names_fit(term, source.names)]
    sql = "SELECT number FROM sources WHERE key IN (SELECT value FROM json_each(?))"
    return [number for (number,) in fetch(reader, sql, json.dumps(keys))]
