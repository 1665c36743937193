"""Finder: asks the store for a list or for what answers a query, aside, and tells what it gave."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from berita_tui import garbage
from berita_tui.news import BeritaError, Interrupted, Order, View
from berita_tui.store import Shelf, Store

if TYPE_CHECKING:
    from berita_tui.news.query import Query
    from berita_tui.store import Offer

SOUGHT = 100
"""How many results are looked for before all are: more than a screen of two hundred lines holds, in
two lines each."""
REST = 0.2
"""For how many seconds after the first page the next key is waited for before all is fetched or
looked for: what it takes, the paint of that key would wait for."""
PATIENCE = 0.025
"""For how many seconds they are looked for before what there is by then is shown."""


class Loaded(Message, bubble=False):
    """The whole list of a view is there; None where it was given up, for that of another."""

    def __init__(self, turn: int, shelf: Shelf | None) -> None:
        super().__init__()
        self.turn = turn
        self.shelf = shelf


class Found(Message, bubble=False):
    """A search has results: the first of them, or all."""

    def __init__(self, turn: int, query: Query, shelf: Shelf, *, is_first: bool) -> None:
        super().__init__()
        self.turn = turn
        self.query_found = query
        self.shelf = shelf
        self.is_first = is_first


class Offered(Message, bubble=False):
    """Nothing was found, but another query finds something."""

    def __init__(self, turn: int, offer: Offer) -> None:
        super().__init__()
        self.turn = turn
        self.offer = offer


class Failed(Message, bubble=False):
    """The archive could not be read."""

    def __init__(self, problem: BeritaError) -> None:
        super().__init__()
        self.problem = problem


class Finder:
    """Works in threads; every message carries the turn in which it was asked."""

    def __init__(self, store: Store, post: Callable[[Message], object]) -> None:
        self._store = store
        self._post = post
        self._turn = 0
        self._stop = threading.Event()
        self._shown = 0
        self._go_on = threading.Event()

    def load(self, view: View, turn: int, before: Shelf | None, *, rest: float = 0) -> None:
        """Fetch the whole list of a view, with the rows of `before` that it has no longer.

        For `rest` seconds keys are waited for first, or until it is told to `go_on`.
        """
        if rest and self._go_on.wait(rest) and turn != self._shown:
            self._post(Loaded(turn, None))
            return
        garbage.keep_large_apart()
        try:
            shelf = self._store.shelf(view)
        except BeritaError as problem:
            self._post(Failed(problem))
            return
        self._post(Loaded(turn, shelf if before is None else shelf.joined(before)))

    def go_on(self, turn: int) -> None:
        """Wait for no key: the whole list is wanted now, or in this turn that of another view."""
        self._shown = turn
        self._go_on.set()
        self._go_on = threading.Event()

    def interrupt(self, turn: int) -> None:
        """Stop what is being looked for; from now on it is that turn."""
        self._turn = turn
        self._stop.set()
        self._stop = threading.Event()
        self._store.interrupt()

    def find(
        self,
        query: Query,
        scope: View | None,
        order: Order,
        turn: int,
        language: str,
        *,
        is_again: bool = False,
    ) -> None:
        """Look for a query: the first page, then all, then what else might have been meant.

        A page that is not full when its time is over is shown as it is, and then filled. What
        is looked for again, because other articles may answer by now, is told when all is there.
        """
        stop = self._stop
        find = partial(self._store.find, query, view=scope, order=order)
        page = partial(find, limit=SOUGHT, is_quick=True)
        try:
            if is_again:
                last = find()
                self._post(Found(turn, query, last, is_first=False))
                return
            last = page(seconds=PATIENCE)
            self._post(Found(turn, query, last, is_first=True))
            if last.is_cut:
                last = page()
                self._post(Found(turn, query, last, is_first=False))
            if not last.is_whole_list:
                if len(last) and (stop.wait(REST) or turn != self._turn):
                    return
                last = find()
                self._post(Found(turn, query, last, is_first=False))
            if not len(last) and (offer := self._store.nearest(query, language, view=scope)):
                self._post(Offered(turn, offer))
        except Interrupted:
            pass  # a newer search has begun, and tells what it finds itself
        except BeritaError as problem:
            self._post(Failed(problem))
