"""Search: articles that answer a query, newest or best first, interruptible by the next key."""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain

import apsw

from berita_tui.news import (
    Field,
    Missing,
    Order,
    Query,
    Sentence,
    State,
    View,
    find_matches,
)
from berita_tui.news.query.matching import first_match
from berita_tui.news.query.moments import HERE
from berita_tui.news.query.nouns import Holds, Part, every
from berita_tui.store import rows, vocabulary
from berita_tui.store.database import Database
from berita_tui.store.desk import Desk, Errand
from berita_tui.store.forms import forms_in
from berita_tui.store.listing import Listing
from berita_tui.store.nearest import settled
from berita_tui.store.numbers import LEAST, MOST
from berita_tui.store.querying import Plan, named, plan_query
from berita_tui.store.ranking import CANDIDATES, FUNCTION, LOOSE, WIDEST, Scale, in_titles, loosened
from berita_tui.store.rowids import words_of
from berita_tui.store.sources import Sources
from berita_tui.store.terms import widened

RANGE = 4096
"""How many of the newest articles are looked at first where sets have to be made of them."""
SHOWN = "+a.is_hidden = 0 OR +a.is_bookmarked = 1"
"""Which articles there are to be found: those of what is followed, and what was bookmarked.

The plus signs keep SQLite from joining two indexes and sorting a million rows.
"""

_BLOCK = re.compile(r"</(?:p|h[1-6]|li|d[td]|blockquote|pre|t[dhr]|figcaption|figure)>|<[bh]r ?/?>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Numbers of articles in their order; `is_all` claims that there are no more.

    `is_cut` claims that there was no time to look for as many as were asked for. Best first
    each has its score. `is_loose` claims that none has all the words: these have some.
    """

    numbers: array[int]
    is_all: bool
    is_cut: bool = False
    scores: Mapping[int, float] = field(default_factory=dict)
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A query and where it is asked: in a view or everywhere, at a moment, for so many."""

    query: Query
    view: View | None = None
    now: datetime | None = None
    limit: int | None = None


class Search:
    """Looks things up on connections of its own, so that interrupting stops nothing else.

    What is there in no time and what takes its time have one each: the next key's first page
    never waits for the whole answer to the last one's.
    """

    def __init__(
        self, archive: Database, listing: Listing, sources: Sources, clock: Callable[[], datetime]
    ) -> None:
        self._archive = archive
        self._listing = listing
        self._sources = sources
        self._clock = clock
        self._turn = 0
        self._desks = {is_hurried: Desk(archive) for is_hurried in (False, True)}

    def find(
        self,
        query: Query,
        *,
        view: View | None = None,
        now: datetime | None = None,
        limit: int | None = None,
        order: Order = Order.NEWEST,
        is_quick: bool = False,
        seconds: float | None = None,
    ) -> Found:
        """Return the articles that answer, everywhere or in a view, at most `limit`.

        `is_quick` takes a beginning for its most used words only, and what is found is then
        not all; nor is it when `seconds` are over before the limit is reached, four times as
        many while there is nothing, or the best are to come first. Best first, the newest
        thousands that answer are weighed. Raises `Interrupted` when `interrupt` was called
        meanwhile.
        """
        turn = self._turn
        asked = _Asked(query=query, view=view, now=now, limit=limit)
        if query.tree is None:
            return Found(numbers=array("q"), is_all=True)
        errand = Errand(lambda: self._turn != turn, seconds)
        with self._desks[seconds is not None].taken(errand) as connection:
            if is_weighed(query, order):
                return self._best(connection, errand, asked)
            return self._newest(connection, errand, asked, is_quick=is_quick)

    def count(self, query: Query, *, view: View | None = None, now: datetime | None = None) -> int:
        """Return how many articles answer. Raises `Interrupted`."""
        return len(self.find(query, view=view, now=now).numbers)

    def scores(
        self, query: Query, numbers: Sequence[int], *, now: datetime | None = None
    ) -> Mapping[int, float]:
        """Return how well articles answer that were found newest first, one after the other.

        Where a query has no words nothing does. Raises `Interrupted`.
        """
        turn, scores = self._turn, dict[int, float]()
        if not numbers or not is_weighed(query, Order.BEST):
            return scores
        asked = _Asked(query=query, now=now)
        with self._desks[False].taken(Errand(lambda: self._turn != turn)) as connection:
            self._set_scale(connection, query)
            plan = self._plan(connection, asked)
            low, high = max(plan.low, min(numbers)), min(plan.high, max(numbers) + 1)
            _gather(connection, replace(plan, low=low, high=high), scores, _weighed(plan))
        return scores

    def interrupt(self) -> None:
        """Stop the searches that are running in other threads."""
        self._turn += 1
        for desk in self._desks.values():
            desk.interrupt()

    def keys(
        self,
        query: Query,
        *,
        view: View | None = None,
        now: datetime | None = None,
        is_unread: bool = False,
    ) -> list[bytes]:
        """Return the keys of the articles that answer a query, or of the unread among them."""
        if query.is_empty:
            return []
        if is_unread:
            query = replace(query, tree=every([query.tree, Holds(State.UNREAD)]))
        with self._archive.reading() as reader:
            keys: list[bytes] = []
            asked = _Asked(query=query, view=view, now=now)
            _gather(reader, self._plan(reader, asked), keys, "a.key")
            return keys

    def snippet(
        self, number: int, query: Query, *, width: int
    ) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the part of an article's text, about `width` characters, that answers first."""
        with self._archive.reading() as reader:
            article = rows.article(reader, "a.number = ?", number)
        if article is None:
            raise Missing(Sentence("this article is not there any more"))
        text = " ".join((_rough_text(article.entry.html) or article.entry.lead).split())
        start = _beginning(text, first_match(query, text, Field.BODY), width)
        part = text[start : start + width]
        if start + width < len(text):
            part = part.rpartition(" ")[0] or part
        part = f"{'…' if start else ''}{part}{'…' if start + len(part) < len(text) else ''}"
        return part, find_matches(query, part, Field.BODY)

    def _newest(
        self, connection: apsw.Connection, errand: Errand, asked: _Asked, *, is_quick: bool
    ) -> Found:
        errand.found = numbers = array("q")
        tree, limit = asked.query.tree, asked.limit
        with errand.while_there_is_time():
            if is_quick:
                assert tree is not None
                tree = widened(tree, partial(vocabulary.beginning_with, connection))
            _gather(
                connection, self._plan(connection, asked, tree), numbers, "a.number", limit=limit
            )
        is_full = limit is not None and len(numbers) >= limit
        is_all = limit is None or (not is_full and tree == asked.query.tree)
        return Found(
            numbers=numbers,
            is_all=is_all and not errand.is_late,
            is_cut=errand.is_late and not is_full,
        )

    def _best(self, connection: apsw.Connection, errand: Errand, asked: _Asked) -> Found:
        assert asked.query.tree is not None
        scores: dict[int, float] = {}
        is_loose = False
        with errand.while_there_is_time():
            uses = partial(vocabulary.uses_of, connection)
            widest = partial(vocabulary.beginning_with, connection, limit=WIDEST)
            tree = widened(asked.query.tree, widest)
            self._weigh(connection, asked, tree, scores, most=CANDIDATES)
            if not scores:
                whole = widened(settled(connection, asked.query.tree), widest)
                if loose := loosened(whole, uses):
                    is_loose = True
                    self._weigh(connection, asked, loose, scores, most=LOOSE)
        ranked = sorted(scores, key=lambda number: (-scores[number], -number))[: asked.limit]
        return Found(
            numbers=array("q", ranked),
            is_all=len(ranked) == len(scores) and not errand.is_late,
            is_cut=errand.is_late,
            scores=scores,
            is_loose=is_loose and bool(scores),
        )

    def _weigh(
        self,
        connection: apsw.Connection,
        asked: _Asked,
        tree: Part,
        scores: dict[int, float],
        *,
        most: int,
    ) -> None:
        self._set_scale(connection, asked.query)
        trees = [tree]
        while trees:
            tree = trees.pop()
            plan = self._plan(connection, asked, tree)
            found: dict[int, float] = {}
            try:
                _gather(connection, plan, found, _weighed(plan), limit=most)
            finally:
                scores |= found
            if len(found) == CANDIDATES:
                most //= 2
                trees += filter(None, [in_titles(tree)])

    def _set_scale(self, connection: apsw.Connection, query: Query) -> None:
        uses = partial(vocabulary.uses_of, connection)
        scale = Scale(query, uses, forms_in(connection), self._clock().timestamp())
        connection.register_fts5_function(FUNCTION, scale.weigh)

    def _plan(self, reader: apsw.Connection, asked: _Asked, tree: Part | None = None) -> Plan:
        view, query = asked.view, asked.query
        listed, values = (SHOWN, {}) if view is None else self._listing.condition(view)
        plan = plan_query(
            query if tree is None else replace(query, tree=tree),
            now=asked.now or self._clock().astimezone(HERE),
            sources=lambda term: named(reader, self._sources.all(), term),
            forms=forms_in(reader),
            listed=listed,
        )
        low, high = (LEAST, MOST) if view is None else self._listing.span(reader, view)
        return replace(
            plan,
            values=plan.values | values,
            low=max(low, plan.low),
            high=min(high, plan.high),
        )

    def close(self) -> None:
        """Stop, and let go of the file."""
        self.interrupt()
        for desk in self._desks.values():
            desk.close()


def is_weighed(query: Query, order: Order) -> bool:
    """Tell whether what answers is weighed: it has words, and the best are to come first."""
    return order is Order.BEST and any(leaf.is_wanted for leaf in query.leaves)


def _weighed(plan: Plan) -> str:
    """Return the columns of articles and of how well each answers."""
    return f"a.number, {FUNCTION}(words, a.number)" if plan.match else "a.number, 0.0"


def _gather(
    connection: apsw.Connection,
    plan: Plan,
    found: array[int] | list[bytes] | dict[int, float],
    columns: str,
    *,
    limit: int | None = None,
) -> None:
    """Put what a plan finds into `found`, which is empty: at once, or range by range until enough.

    Newest first and row by row: what was found before the search was stopped is there all the same.
    """
    low, high, size = plan.low, plan.high, RANGE
    sql = plan.select(columns, words_of(connection))
    while low < high and (limit is None or len(found) < limit):
        left = -1 if limit is None else limit - len(found)
        edge = low
        if plan.looks_aside and limit is not None:
            edge = max(low, _below(connection, high, size))
        values = plan.values | {"match": plan.match, "low": edge, "high": high, "limit": left}
        rows = connection.execute(sql, values)
        if isinstance(found, dict):
            found.update(rows)
        else:
            found.extend(chain.from_iterable(rows))
        high, size = edge, size * 8


def _below(connection: apsw.Connection, number: int, count: int) -> int:
    """Return the article so many places below a number, the least number where there is none."""
    sql = "SELECT number FROM articles WHERE number < ? ORDER BY number DESC LIMIT 1 OFFSET ?"
    found: int | None = connection.execute(sql, (number, count)).get
    return LEAST if found is None else found


def _rough_text(markup: str) -> str:
    # Of our own clean HTML only: twenty snippets must be there at once, a document takes longer.
    return html.unescape(_TAG.sub("", _BLOCK.sub(" ", markup)))


def _beginning(text: str, match: int, width: int) -> int:
    if match < width // 2:
        return 0
    start = max(0, match - width // 4)
    return text.find(" ", start, match) + 1 or start
