"""Check list: rows to tick off, in groups that fold."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from berita_tui.app.widgets.lines import Piece, fit_line
from berita_tui.app.widgets.rows import RowList, bar, row_under
from berita_tui.news import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One row: a group (`is_folded` is not None) or something to tick.

    `is_checked` is None where there is nothing to tick any more.
    """

    key: str
    label: str
    detail: str = ""
    is_folded: bool | None = None
    is_checked: bool | None = False


class CheckList(RowList):
    """Rows to tick; knows nothing of what they stand for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("tick"), id="pick.tick"),
        Binding("enter", "choose", N_("add"), id="pick.add"),
        Binding("l,right", "fold(False)", N_("unfold"), id="pick.unfold"),
        Binding("h,left", "fold(True)", N_("fold"), id="pick.fold"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"check--group", "check--detail", "check--ticked"}
    DEFAULT_CSS = """
    CheckList > .check--group { text-style: bold; }
    CheckList > .check--detail { color: $text-muted; }
    CheckList > .check--ticked { color: $success; text-style: bold; }
    """

    class Ticked(Message):
        """A row was ticked, or the tick taken back."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Folded(Message):
        """A group is to fold or unfold."""

        def __init__(self, key: str, is_folded: bool) -> None:
            super().__init__()
            self.key = key
            self.is_folded = is_folded

    class Chosen(Message):
        """The reader is done; `key` is the row under the cursor."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[CheckRow, ...] = ()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    @property
    def row(self) -> CheckRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def identity(self, index: int) -> Hashable:
        """Return the key of the row at `index`."""
        return self.rows[index].key

    def locate(self, identity: Hashable) -> int | None:
        """Return where the row with that key is."""
        return next((i for i, row in enumerate(self.rows) if row.key == identity), None)

    def draw(self, index: int, line: int, width: int, base: Style) -> Strip:  # noqa: ARG002
        """Draw one row on one line."""
        row = self.rows[index]
        right = [Piece(f" {row.detail} ", self.ink("check--detail"))] if row.detail else []
        return fit_line(
            width,
            base,
            [bar(self, index), *self._left(row)],
            right,
            ellipsis=self.glyphs.ellipsis,
        )

    def show(self, rows: tuple[CheckRow, ...]) -> None:
        """Show `rows` in place of those there are; the cursor stays on its row."""
        anchors, cursor = self.anchors(), self.row.key if self.row else None
        self.rows = rows
        self.settle(anchors, cursor=cursor)

    def on_click(self, event: events.Click) -> None:
        """Unfold a group, tick anything else; the base class moves the cursor there."""
        index = row_under(self, event)
        if index < 0 or event.chain != 1:
            return
        row = self.rows[index]
        if row.is_folded is not None:
            self.post_message(self.Folded(row.key, not row.is_folded))
        elif row.is_checked is not None:
            self.post_message(self.Ticked(row.key))

    def action_tick(self) -> None:
        """Tick the row under the cursor, or take the tick back."""
        if self.row and self.row.is_checked is not None:
            self.post_message(self.Ticked(self.row.key))

    def action_choose(self) -> None:
        """Say that the reader is done."""
        if self.row:
            self.post_message(self.Chosen(self.row.key))

    def action_fold(self, is_folded: bool) -> None:
        """Fold or unfold the group of the row under the cursor."""
        if not (row := self.row):
            return
        if row.is_folded is None and is_folded:
            self.move_to(
                next(
                    (i for i in range(self.cursor, -1, -1) if self.rows[i].is_folded is not None), 0
                )
            )
        elif row.is_folded is not None:
            self.post_message(self.Folded(row.key, is_folded))

    def _left(self, row: CheckRow) -> list[Piece]:
        if row.is_folded is not None:
            mark = self.glyphs.folded if row.is_folded else self.glyphs.unfolded
            return [Piece(f"{mark} {row.label}", self.ink("check--group"))]
        ticked = self.ink("check--ticked")
        box = {None: "   ", True: "[x]", False: "[ ]"}[row.is_checked]
        return [Piece(f"  {box} ", ticked if row.is_checked else Style.null()), Piece(row.label)]
