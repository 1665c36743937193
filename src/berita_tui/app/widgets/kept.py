"""Kept: searches and mutes as plain rows, to be put in order and changed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from berita_tui.app.widgets.lines import Piece, fit_line
from berita_tui.app.widgets.rows import RowList, bar
from berita_tui.news import N_, Mute, SavedSearch, View, ViewKind

One = SavedSearch | Mute


@dataclass(frozen=True, slots=True)
class Line:
    """A search or a mute with its number; without either it is the heading `text`."""

    text: str
    count: str = ""
    one: One | None = None


def view_of(one: One) -> View:
    """Return the list a search or a mute stands for."""
    kind = ViewKind.MUTE if isinstance(one, Mute) else ViewKind.SEARCH
    return View(kind, number=one.number)


class KeptRows(RowList):
    """Headings, and under each the searches or the mutes there are."""

    HINTS_BELOW = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask('open')", N_("show the articles"), id="kept.open"),
        Binding("n", "ask('name')", N_("rename"), id="kept.name"),
        Binding("e", "ask('query')", N_("edit the query"), id="kept.query"),
        Binding("t", "ask('lasting')", N_("how long"), id="kept.lasting"),
        Binding("K", "ask('up')", N_("move up"), id="kept.up"),
        Binding("J", "ask('down')", N_("move down"), id="kept.down"),
        Binding("d,delete", "ask('remove')", N_("remove"), id="kept.remove"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"kept--heading", "kept--count", "kept--query"}
    DEFAULT_CSS = """
    KeptRows > .kept--heading { text-style: bold; }
    KeptRows > .kept--count { color: $text-muted; }
    KeptRows > .kept--query { color: $text-muted; }
    """

    lines: reactive[tuple[Line, ...]] = reactive(())

    class Asked(Message):
        """Something is to be done to one of them; `deed` is the end of the command's name."""

        def __init__(self, deed: str, one: One) -> None:
            super().__init__()
            self.deed = deed
            self.one = one

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    @property
    def one(self) -> One | None:
        """The search or mute under the cursor."""
        return self.lines[self.cursor].one if self.cursor < len(self.lines) else None

    def identity(self, index: int) -> Hashable:
        """Return the view of the row, or its heading."""
        line = self.lines[index]
        return line.text if line.one is None else view_of(line.one)

    def locate(self, identity: Hashable) -> int | None:
        """Return where a view or a heading stands."""
        return next((i for i in range(len(self.lines)) if self.identity(i) == identity), None)

    def draw(self, index: int, line: int, width: int, base: Style) -> Strip:  # noqa: ARG002
        """Draw a heading, or a name, its query and its number."""
        row = self.lines[index]
        if row.one is None:
            pieces = [bar(self, index), Piece(row.text, self.ink("kept--heading"))]
            return fit_line(width, base, pieces, ellipsis=self.glyphs.ellipsis)
        left = [bar(self, index), Piece("  "), Piece(row.text)]
        if isinstance(row.one, SavedSearch) and row.one.name != row.one.text:
            left.append(Piece(f"  {row.one.text}", self.ink("kept--query")))
        right = [Piece(f" {row.count} ", self.ink("kept--count"))]
        return fit_line(width, base, left, right, ellipsis=self.glyphs.ellipsis)

    def show(self, lines: tuple[Line, ...], at: View | None = None) -> None:
        """List these rows; the cursor stays on its row, or goes to `at`."""
        anchors = self.anchors()
        cursor = at if at is not None else (self.identity(self.cursor) if self.lines else None)
        self.lines = lines
        self.settle(anchors, cursor=cursor)
        self.show_cursor()
        self.post_message(self.Moved(self, self.cursor))

    def choose(self) -> None:
        """Show the articles of what was double-clicked."""
        self.action_ask("open")

    def action_ask(self, deed: str) -> None:
        """Ask for something to be done to what is under the cursor."""
        if self.one is not None:
            self.post_message(self.Asked(deed, self.one))


def laid_out(
    searches: tuple[SavedSearch, ...],
    mutes: tuple[Mute, ...],
    *,
    headings: tuple[str, str],
    counts: Mapping[View, str],
) -> tuple[Line, ...]:
    """Return the rows: each kind under its heading, where there is any."""
    lines: list[Line] = []
    kinds: tuple[tuple[One, ...], ...] = (searches, mutes)
    for heading, ones in zip(headings, kinds, strict=True):
        if ones:
            lines.append(Line(heading))
        for one in ones:
            text = one.name if isinstance(one, SavedSearch) else one.text
            lines.append(Line(text, counts.get(view_of(one), ""), one))
    return tuple(lines)
