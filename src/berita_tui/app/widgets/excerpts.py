"""Excerpts: the stretches of articles in which a query was found, cut out aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.message import Message
from textual.widget import Widget

from berita_tui.app.widgets.lines import Lit
from berita_tui.news import BeritaError

if TYPE_CHECKING:
    from berita_tui.news.query import Query

Snippet = tuple[str, Lit]
"""A stretch of an article and where the matches stand in it."""

NOTHING: Snippet = ("", ())


class Snippets(Protocol):
    """What gives the line of an article in which a query was found (`Store.snippet`)."""

    def __call__(self, number: int, query: Query, *, width: int = 160) -> Snippet:
        """Return the stretch of text and the matches in it."""
        ...


class Excerpts:
    """Remembers what was cut out for a query; the rest is cut once the headlines are seen.

    To read twelve articles and find the words in them takes longer than to draw the list.
    """

    class Cut(Message):
        """Some more are there."""

        def __init__(
            self, asked: object, wanted: Sequence[int], found: Mapping[int, Snippet]
        ) -> None:
            super().__init__()
            self.asked = asked
            self.wanted = wanted
            self.found = found

    def __init__(self, snippets: Snippets, host: Widget) -> None:
        self._snippets = snippets
        self._host = host
        self._asked: tuple[Query, int] | None = None
        self._known: dict[int, Snippet] = {}
        self._wanted: list[int] = []
        self._under_way: dict[int, list[int]] = {}  # which errand fetches which, the last one

    def of(self, number: int, query: Query, width: int) -> Snippet | None:
        """Return that of an article in so many characters, None where it is not there yet."""
        if (query, width) != self._asked:
            self._asked = query, width
            self._known, self._wanted, self._under_way = {}, [], {}
        known = self._known.get(number)
        if known is None and number not in self._wanted:
            if not self._wanted:
                self._host.call_after_refresh(self._fetch)
            self._wanted.append(number)
        return known

    def take(self, cut: Cut) -> bool:
        """Take up what was cut out, unless something else is asked for by now; tell whether.

        What was forgotten while it was cut is left out: it may be of the text there was before.
        """
        if cut.asked is not self._asked:
            return False
        for number, found in cut.found.items():
            if self._under_way.get(number) is cut.wanted:
                self._known[number] = found
                del self._under_way[number]
        return True

    def forget(self, numbers: Collection[int]) -> None:
        """Cut these out anew: the articles have another text by now."""
        for number in numbers:
            self._known.pop(number, None)
            self._under_way.pop(number, None)

    def forget_all(self) -> None:
        """Cut everything anew: what is shown from now on may be of other texts."""
        self._asked = None

    def _fetch(self) -> None:
        wanted, self._wanted = self._wanted, []
        if wanted and self._asked is not None and self._host.is_attached:
            self._under_way |= dict.fromkeys(wanted, wanted)
            cut = partial(self._cut, self._asked, wanted)
            self._host.run_worker(cut, thread=True, group="excerpts")

    def _cut(self, asked: tuple[Query, int], wanted: list[int]) -> None:
        found = {}
        for number in wanted:
            if asked is not self._asked:
                return  # by now another query is seen
            try:
                found[number] = self._snippets(number, asked[0], width=asked[1])
            except BeritaError:
                found[number] = NOTHING  # gone since it was found, or not to be read
        self._host.post_message(self.Cut(asked, wanted, found))
