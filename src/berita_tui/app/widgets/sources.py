"""Source list: the views there are, the folders that fold, and what is followed in them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from berita_tui.app.following import VIEW_NAMES, Following, SourceRow
from berita_tui.app.keymap import key_of
from berita_tui.app.widgets.lines import Piece, fit_line
from berita_tui.app.widgets.rows import RowList, bar, draw_again, seen
from berita_tui.news import N_, Counts, View, ViewKind


class SourceList(RowList):
    """What can be read: built-in views, then folders and sources with their unread counts."""

    HINTS_BELOW = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("open"), id="source.open"),
        Binding("h,left", "fold", N_("fold"), id="source.fold"),
        Binding("l,right", "unfold", N_("unfold"), id="source.unfold"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "source--view",
        "source--folder",
        "source--name",
        "source--current",
        "source--count",
        "source--failing",
        "source--paused",
    }

    view: reactive[View] = reactive(View, repaint=False)
    counts: reactive[Counts] = reactive(Counts, repaint=False)
    following: reactive[Following] = reactive(Following)

    class Opened(Message):
        """The reader wants the headlines of a view."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class LeftBehind(Message):
        """The reader goes on to the right, out of the sources."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._folded: frozenset[View] = frozenset()
        self._rows = list(Following().rows())

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def row(self) -> SourceRow:
        """The row under the cursor."""
        return self._rows[self._within(self.cursor)]

    @property
    def source_views(self) -> tuple[View, ...]:
        """The views of all sources in the order shown, folded away or not."""
        return tuple(row.view for row in self.following.rows() if row.view.source)

    def identity(self, index: int) -> Hashable:
        """Return the view of the row."""
        return self._rows[index].view

    def locate(self, identity: Hashable) -> int | None:
        """Return where a view stands."""
        return next((i for i, row in enumerate(self._rows) if row.view == identity), None)

    def name_of(self, view: View) -> str:
        """Return the name a view is shown by."""
        if view.kind is ViewKind.SOURCE:
            return self.following.names.get(view.source, "")
        if view.kind is ViewKind.FOLDER:
            return view.folder[-1]
        if view.kind is ViewKind.MUTE:
            return self.language.say("Muted: {query}", query=self.following.kept_name(view))
        if view.kind is ViewKind.SEARCH:
            name = self.following.kept_name(view)
            return name if view.number else self.language.say("Searches")
        return self.language.say(VIEW_NAMES[view.kind])

    def draw(self, index: int, line: int, width: int, base: Style) -> Strip:  # noqa: ARG002
        """Return a row: arrow, name, mark and count."""
        row = self._rows[index]
        is_current = row.view == self.view
        number = self.following.unread(row.view, self.counts)
        style = self._name_style(row, is_current=is_current)
        left = [
            bar(self, index),
            Piece("  " * row.depth + self._arrow(row, is_current=is_current) + " ", style),
            Piece(self.name_of(row.view), style),
        ]
        count = f" {self.language.number(number)} " if number else " "
        right = [*self._mark(row), Piece(count, self.ink("source--count"))]
        return fit_line(width, base, left, right, ellipsis=self.glyphs.ellipsis)

    def choose(self) -> None:
        """Open the view under the cursor."""
        self.post_message(self.Opened(self.row.view))

    def watch_counts(self, old: Counts, new: Counts) -> None:
        """Draw the rows again that have another number now."""
        unread, rows = self.following.unread, self._rows
        draw_again(
            self,
            (
                row
                for row in seen(self)
                if unread(rows[row].view, old) != unread(rows[row].view, new)
            ),
        )

    def watch_view(self, old: View, new: View) -> None:
        """Draw the rows again of the view that was shown and of the one that is."""
        rows = self._rows
        draw_again(self, (row for row in seen(self) if rows[row].view in (old, new)))

    def watch_following(self) -> None:
        """Lay the rows out anew; the cursor stays on its row."""
        self._fold_again(self._folded)
        self.watch_language()

    def watch_language(self) -> None:
        """Say what this is, and how to follow more where there is little."""
        self.border_title = self.language.say("Sources")
        is_bare = not any(source.is_fetched for source in self.following.sources)
        self.hint = ""
        if is_bare and self.is_mounted:
            key = key_of("front.add", self.screen, self.language)
            self.hint = "\n" + self.language.say("{key} adds sources, in packs.", key=key)

    def action_open(self) -> None:
        """Open the view under the cursor."""
        self.choose()

    def action_fold(self) -> None:
        """Fold the line under the cursor, or the one around it."""
        row = self.row
        view = row.view if row.is_folded is False else self.following.around(row.view)
        if view is not None:
            self._fold_again(self._folded | {view})
            self.move_to(self.locate(view) or 0)

    def action_unfold(self) -> None:
        """Unfold the folder under the cursor; go on to the right where there is none to."""
        if self.row.is_folded:
            self._fold_again(self._folded - {self.row.view})
        else:
            self.post_message(self.LeftBehind())

    def _fold_again(self, folded: Iterable[View]) -> None:
        anchors, cursor = self.anchors(), self.row.view
        self._folded = frozenset(folded)
        self._rows = list(self.following.rows(self._folded))
        self.settle(anchors, cursor=cursor)

    def _mark(self, row: SourceRow) -> list[Piece]:
        if row.is_paused:
            return [Piece(f" {self.glyphs.paused}", self.ink("source--paused"))]
        if row.is_failing:
            return [Piece(f" {self.glyphs.failing}", self.ink("source--failing"))]
        return []

    def _arrow(self, row: SourceRow, *, is_current: bool) -> str:
        if row.is_folded is not None:
            return self.glyphs.folded if row.is_folded else self.glyphs.unfolded
        return self.glyphs.current if is_current else " "

    def _name_style(self, row: SourceRow, *, is_current: bool) -> Style:
        if is_current:
            return self.ink("source--current")
        if row.is_folded is not None:
            return self.ink("source--folder")
        return self.ink("source--name" if row.view.source or row.view.number else "source--view")
