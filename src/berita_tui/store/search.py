"""Search: articles that answer a query, newest or best first, interruptible by the next key."""

from __future__ import annotations

import html
import json
import re
import threading
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

import apsw

from berita_tui.news import (
    Field,
    Interrupted,
    Missing,
    Order,
    Query,
    Sentence,
    State,
    Term,
    View,
    find_matches,
)
from berita_tui.news.query.matching import first_match, names_fit
from berita_tui.news.query.moments import HERE
from berita_tui.news.query.nouns import Holds, Part, every
from berita_tui.store import rows, vocabulary
from berita_tui.store.database import Database, explained, fetch, let_go
from berita_tui.store.listing import Listing
from berita_tui.store.querying import LEAST, Plan, plan_query
from berita_tui.store.ranking import CANDIDATES, FUNCTION, LOOSE, WIDEST, Scale, in_titles, loosened
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

    Best first each has its score. `is_loose` claims that none has all the words: these have
    some.
    """

    numbers: array[int]
    is_all: bool
    scores: Mapping[int, float] = field(default_factory=dict)
    is_loose: bool = False


class Search:
    """Looks things up on connections of its own, so that interrupting stops nothing else.

    A first page and a whole answer have one each: the next key's first page never waits for
    the whole answer to the last one's.
    """

    def __init__(
        self, archive: Database, listing: Listing, sources: Sources, clock: Callable[[], datetime]
    ) -> None:
        self._archive = archive
        self._listing = listing
        self._sources = sources
        self._clock = clock
        self._turn = 0
        self._desks = {is_whole: _Desk(archive) for is_whole in (False, True)}

    def find(
        self,
        query: Query,
        *,
        view: View | None = None,
        now: datetime | None = None,
        limit: int | None = None,
        order: Order = Order.NEWEST,
        is_quick: bool = False,
    ) -> Found:
        """Return the articles that answer, everywhere or in a view, at most `limit`.

        `is_quick` takes a beginning for its most used words only, and what is found is then
        not all. Best first, the newest thousands that answer are weighed. Raises `Interrupted`
        when `interrupt` was called meanwhile.
        """
        turn = self._turn
        with self._desks[limit is None].taken(lambda: self._turn != turn) as connection:
            numbers: array[int] = array("q")
            if query.tree is None:
                return Found(numbers=numbers, is_all=True)
            if order is Order.BEST and any(leaf.is_wanted for leaf in query.leaves):
                return self._best(connection, query, view, now, limit)
            tree = query.tree
            if is_quick:
                tree = widened(tree, partial(vocabulary.beginning_with, connection))
            plan = self._plan(connection, replace(query, tree=tree), view, now)
            for rows in _pages(connection, plan, "a.number", low=LEAST, limit=limit):
                numbers.extend(chain.from_iterable(rows))
            return Found(
                numbers=numbers,
                is_all=limit is None or (tree == query.tree and len(numbers) < limit),
            )

    def count(self, query: Query, *, view: View | None = None, now: datetime | None = None) -> int:
        """Return how many articles answer. Raises `Interrupted`."""
        return len(self.find(query, view=view, now=now).numbers)

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
            plan = self._plan(reader, query, view, now)
            pages = _pages(reader, plan, "a.key", low=LEAST, limit=None)
            return [key for rows in pages for (key,) in rows]

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

    def _best(
        self,
        connection: apsw.Connection,
        query: Query,
        view: View | None,
        now: datetime | None,
        limit: int | None,
    ) -> Found:
        assert query.tree is not None
        uses = partial(vocabulary.uses_of, connection)
        widest = partial(vocabulary.beginning_with, connection, limit=WIDEST)
        tree = widened(query.tree, widest)
        is_loose = False
        scores = self._weighed(connection, query, tree, view, now)
        if not scores and (loose := loosened(tree, uses)):
            scores, is_loose = (
                self._weighed(connection, query, loose, view, now, is_loose=True),
                True,
            )
        ranked = sorted(scores, key=lambda number: (-scores[number], -number))
        numbers = array("q", ranked if limit is None else ranked[:limit])
        is_all = limit is None or len(ranked) <= limit
        return Found(
            numbers=numbers, is_all=is_all, scores=scores, is_loose=is_loose and bool(scores)
        )

    def _weighed(
        self,
        connection: apsw.Connection,
        query: Query,
        tree: Part,
        view: View | None,
        now: datetime | None,
        *,
        is_loose: bool = False,
    ) -> dict[int, float]:
        scale = Scale(query, partial(vocabulary.uses_of, connection), self._clock().timestamp())
        connection.register_fts5_function(FUNCTION, scale.weigh)
        scores: dict[int, float] = {}
        trees, limit = [tree], LOOSE if is_loose else CANDIDATES
        while trees:
            tree = trees.pop()
            plan = self._plan(connection, replace(query, tree=tree), view, now)
            weight = f"{FUNCTION}(words)" if plan.match else "0.0"
            pages = _pages(connection, plan, f"a.number, {weight}", low=LEAST, limit=limit)
            found = dict(chain.from_iterable(pages))
            if len(found) == CANDIDATES:
                limit //= 2
                trees += filter(None, [in_titles(tree)])
            scores |= found
        return scores

    def _plan(
        self, reader: apsw.Connection, query: Query, view: View | None, now: datetime | None
    ) -> Plan:
        listed, values = (SHOWN, {}) if view is None else self._listing.condition(view)
        plan = plan_query(
            query,
            now=now or self._clock().astimezone(HERE),
            sources=partial(self._named, reader),
            listed=listed,
        )
        return replace(plan, values=plan.values | values)

    def _named(self, reader: apsw.Connection, term: Term) -> list[int]:
        keys = [
            source.key
            for source in self._sources.all()
            if names_fit(term, (source.label, source.outlet, *source.folder))
        ]
        sql = "SELECT number FROM sources WHERE key IN (SELECT value FROM json_each(?))"
        return [number for (number,) in fetch(reader, sql, json.dumps(keys))]

    def close(self) -> None:
        """Stop, and let go of the file."""
        self.interrupt()
        for desk in self._desks.values():
            desk.close()


class _Desk:
    """A connection that one search at a time has."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._connection: apsw.Connection | None = None

    @contextmanager
    def taken(self, is_stale: Callable[[], bool]) -> Iterator[apsw.Connection]:
        """Lend the connection; whatever runs on it stops when the search is stale."""
        with self._lock, explained(self._archive.path):
            if is_stale():
                raise _interrupted()
            if self._connection is None:
                self._connection = self._archive.connect()
            self._connection.set_progress_handler(is_stale, 1000)
            try:
                yield self._connection
            except apsw.InterruptError:
                raise _interrupted() from None
            except apsw.SQLError:
                # FTS5 interrupted while it opens its own tables: "vtable constructor failed".
                if is_stale():
                    raise _interrupted() from None
                raise

    def interrupt(self) -> None:
        """Stop what runs on the connection, from another thread."""
        if (connection := self._connection) is not None:
            connection.interrupt()

    def close(self) -> None:
        """Close the connection when it is free."""
        with self._lock:
            if self._connection is not None:
                let_go(self._connection)
                self._connection = None


def _pages(
    connection: apsw.Connection,
    plan: Plan,
    columns: str,
    *,
    low: int,
    limit: int | None,
) -> Iterator[list[tuple[Any, ...]]]:
    """Give what a plan finds, newest first: at once, or range by range until there is enough."""
    low, high = max(low, plan.low), plan.high
    sql, left = plan.select(columns, "words"), -1 if limit is None else limit
    size = RANGE
    while low < high and left:
        edge = low
        if plan.looks_aside and limit is not None:
            edge = max(low, _below(connection, high, size))
        values = plan.values | {"match": plan.match, "low": edge, "high": high, "limit": left}
        rows = connection.execute(sql, values).fetchall()
        yield rows
        left, high, size = left - len(rows) if left > 0 else left, edge, size * 8


def _below(connection: apsw.Connection, number: int, count: int) -> int:
    """Return the article so many places below a number, the least number where there is none."""
    sql = "SELECT number FROM articles WHERE number < ? ORDER BY number DESC LIMIT 1 OFFSET ?"
    found: int | None = connection.execute(sql, (number, count)).get
    return LEAST if found is None else found


def _interrupted() -> Interrupted:
    return Interrupted(Sentence("a newer search took its place"))


def _rough_text(markup: str) -> str:
    # Of our own clean HTML only: twenty snippets must be there at once, a document takes longer.
    return html.unescape(_TAG.sub("", _BLOCK.sub(" ", markup)))


def _beginning(text: str, match: int, width: int) -> int:
    if match < width // 2:
        return 0
    start = max(0, match - width // 4)
    return text.find(" ", start, match) + 1 or start
