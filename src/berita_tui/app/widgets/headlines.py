"""Headline list: a view's headlines, newest first, two lines each or one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from berita_tui.app.widgets.excerpts import NOTHING, Excerpts, Snippet, Snippets
from berita_tui.app.widgets.linotype import Linotype
from berita_tui.app.widgets.rows import RowList, draw_again, draw_lines_again, in_sight, seen
from berita_tui.news import N_, BeritaError, Headline
from berita_tui.news.noun import noun
from berita_tui.store import Shelf

if TYPE_CHECKING:
    from berita_tui.news.query import Query


@noun
class Kept:
    """A list as it was, to be given back: its shelf, its cursor, its place on the screen."""

    shelf: Shelf | None
    cursor: Hashable
    anchors: tuple[tuple[Hashable, int], ...]


class HeadlineList(RowList):
    """Headlines over a shelf of any length."""

    KEEPS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("read"), id="headline.open"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "headline--unread",
        "headline--read",
        "headline--dot",
        "headline--facts",
        "headline--star",
        "headline--pencil",
        "headline--whole",
        "headline--match",
        "headline--snippet",
    }

    density: reactive[str] = reactive("comfortable")
    now: reactive[datetime | None] = reactive(None)
    names: reactive[Mapping[str, str]] = reactive(dict)

    class Opened(Message):
        """The reader wants to read the article under the cursor."""

        def __init__(self, headline: Headline) -> None:
            super().__init__()
            self.headline = headline

    def __init__(
        self,
        *,
        snippets: Snippets,
        want_all: Callable[[], object],
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self._want_all = want_all
        self._shelf: Shelf | None = None
        self._query: Query | None = None
        self._excerpts = Excerpts(snippets, self)
        self._is_filling = True
        self._wants_end = False
        self._linotype: Linotype | None = None

    @property
    def count(self) -> int:
        """How many headlines there are."""
        return len(self._shelf) if self._shelf else 0

    @property
    def row_height(self) -> int:
        """Title and facts, or both on one line; one more for the snippet while searching."""
        return (1 if self.density == "compact" else 2) + (self._query is not None)

    @property
    def shelf(self) -> Shelf | None:
        """The headlines shown."""
        return self._shelf

    @property
    def _caster(self) -> Linotype:
        if self._linotype is None:
            self._linotype = Linotype(self)
        return self._linotype

    @property
    def headline(self) -> Headline | None:
        """The headline under the cursor."""
        return self._shelf[self._within(self.cursor)] if self._shelf and self.count else None

    def identity(self, index: int) -> Hashable:
        """Return the number of the article at `index`."""
        return self._shelf.number_at(index) if self._shelf else None

    def locate(self, identity: Hashable) -> int | None:
        """Return where an article stands now."""
        if self._shelf is None or not isinstance(identity, int):
            return None
        return self._shelf.index_of(identity)

    def open_shelf(
        self, shelf: Shelf, *, query: Query | None = None, at: int | None = None
    ) -> None:
        """Show another list from its top, or with the cursor on the article numbered `at`."""
        self._shelf, self._query = shelf, query
        self._excerpts.forget_all()
        self._measure()
        self._is_filling = not len(shelf)
        index = None if at is None else self.locate(at)
        self.set_reactive(RowList.cursor, index or 0)
        self.scroll_to(y=0, animate=False)
        self.show_cursor()
        self.refresh(self.sight)

    def renew_shelf(self, shelf: Shelf, *, query: Query | None = None) -> None:
        """Show the same list as it is by now; cursor and screen stay with their rows.

        A list that was empty when it was opened fills from the top until the reader moves.
        """
        before, is_same = self._shelf, query == self._query and not self._wants_end
        places = (in_sight(self), range(self.cursor, self.cursor + 1))
        if is_same and before and all(looks_alike(before, shelf, rows) for rows in places):
            self._shelf = shelf
            self._measure()
            draw_again(self, changed(before, shelf, seen(self)))
            return
        kept = self.keep()
        wants_end, self._wants_end = self._wants_end, False
        self._shelf, self._query = shelf, query
        if self._is_filling:
            self.settle((), cursor=None)
        else:
            self.settle(kept.anchors, cursor=kept.cursor)
        if wants_end:
            self.move_to(self.count - 1)

    def keep(self) -> Kept:
        """Return the list as it is."""
        cursor = self.identity(self._within(self.cursor)) if self.count else None
        return Kept(shelf=self._shelf, cursor=cursor, anchors=self.anchors())

    def give_back(self, kept: Kept) -> None:
        """Show a list as it was kept, row and screen, with the marks there are by now."""
        if kept.shelf is not None:
            kept.shelf.invalidate()
            self._shelf, self._query = kept.shelf, None
            self._excerpts.forget_all()
            self.settle(kept.anchors, cursor=kept.cursor)

    def unread_beyond(self, way: int) -> int | None:
        """Return the number of the nearest unread article below the cursor, or above it."""
        if self._shelf is None:
            return None
        rows = range(self.cursor + way, self.count if way > 0 else -1, way)
        unread = (each for each in map(self._shelf.__getitem__, rows) if not each.is_read)
        return next((each.number for each in unread), None)

    def marks_changed(self, numbers: Collection[int] | None = None) -> None:
        """Read the marks of what is shown again; of these articles only, if they are given."""
        if self._shelf is None:
            return
        self._shelf.invalidate(numbers)
        if numbers is None:
            self.refresh(self.sight)
            return
        self._excerpts.forget(numbers)
        number_at = self._shelf.number_at
        draw_again(self, (row for row in seen(self) if number_at(row) in numbers))

    def draw(self, index: int, line: int, width: int, base: Style) -> Strip:
        """Return one line of a headline."""
        if self._shelf is None:
            return Strip.blank(width, base)
        try:
            headline = self._shelf[index]
        except BeritaError:
            # A page of the archive that cannot be read must not take the rest with it.
            return Strip.blank(width, base)
        caster = self._caster
        if line == 0:
            lit, is_current = caster.lit(headline.title, self._query), index == self.cursor
            return caster.title(headline, lit, width, base, is_current=is_current)
        if self._query is not None and line == 1:
            return caster.snippet(self._excerpt(headline, width), width, base)
        return caster.facts(headline, width, base)

    def said(self, index: int, line: int) -> Hashable:
        """Return the headline, and how it answers; the rest is the same for all of them."""
        if self._shelf is None:
            return None
        try:
            headline = self._shelf[index]
        except BeritaError:
            return None
        if self._query is None:
            return headline
        if line == 1:
            return self._excerpt(headline, self.breadth)
        return headline if line else (headline, self._caster.lit(headline.title, self._query))

    def choose(self) -> None:
        """Open the article under the cursor."""
        if self.headline is not None:
            self.post_message(self.Opened(self.headline))

    def watch_cursor(self, old: int, new: int) -> None:
        """Remember that the reader has moved."""
        self._is_filling = self._wants_end = False
        super().watch_cursor(old, new)

    def watch_density(self) -> None:
        """Lay the rows out anew; the cursor's stays in sight."""
        self._measure()
        self.show_cursor()

    def action_jump(self, index: int) -> None:
        """Move the cursor to a row; -1 is the last, of the whole list as soon as it is there."""
        super().action_jump(index)
        self._wants_end = index < 0 and self._shelf is not None and not self._shelf.is_whole_list
        if self._wants_end:
            self._want_all()

    def action_open(self) -> None:
        """Open the article under the cursor."""
        self.choose()

    def _excerpt(self, headline: Headline, width: int) -> Snippet:
        """Return what the query finds in an article; nothing as long as it is being cut out."""
        assert self._query is not None
        return self._excerpts.of(headline.number, self._query, max(20, width - 5)) or NOTHING

    def _forget(self) -> None:
        """Forget what was drawn in other colours, and how."""
        super()._forget()
        self._linotype = None

    @on(Excerpts.Cut)
    def _show_cut(self, event: Excerpts.Cut) -> None:
        event.stop()
        if self._shelf is not None and self._excerpts.take(event):
            number_at, height = self._shelf.number_at, self.row_height
            new = (row for row in seen(self) if number_at(row) in event.found)
            draw_lines_again(self, (row * height + 1 for row in new))


def looks_alike(one: Shelf, other: Shelf, rows: range) -> bool:
    """Tell whether two lists have the same articles in these rows."""
    ends = {max(rows.start, min(rows.stop, len(each))) for each in (one, other)}
    both = range(rows.start, min(ends))
    return len(ends) == 1 and all(one.number_at(row) == other.number_at(row) for row in both)


def changed(before: Shelf, after: Shelf, rows: range) -> Iterable[int]:
    """Return which rows say something else than before; all where that cannot be read."""
    try:
        return [row for row in rows if before[row] != after[row]]
    except BeritaError:
        return rows
