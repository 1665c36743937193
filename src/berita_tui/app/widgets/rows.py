"""Row list: a list of any length of which only what is seen is drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import partial
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from berita_tui.app.widgets.lines import Piece, fit_hint
from berita_tui.app.widgets.sheet import Sheet
from berita_tui.language import Language
from berita_tui.news import N_
from berita_tui.placard.glyphs import UNICODE, Glyphs

MOVE = Binding.Group(N_("move"))
"""What the status line says of both keys at once."""


class RowList(Sheet, can_focus=True, inherit_bindings=False):
    """Rows of equal height with a cursor on one of them.

    A kind of list says how many rows there are, how one is drawn, and by what it is known;
    rows that come and go elsewhere then never move the cursor from its row, nor the row from
    its place on the screen.
    """

    ALLOW_SELECT = False
    HINTS_BELOW: ClassVar[bool] = False
    """Whether the hint also stands below rows there are, not only where there is none."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", N_("down"), id="list.down", group=MOVE),
        Binding("k,up", "move(-1)", N_("up"), id="list.up", group=MOVE),
        Binding(
            "ctrl+d", "move(0.5, 'page')", N_("half a page down"), id="list.half_down", show=False
        ),
        Binding(
            "ctrl+u", "move(-0.5, 'page')", N_("half a page up"), id="list.half_up", show=False
        ),
        Binding("pagedown", "move(1, 'page')", N_("page down"), id="list.page_down", show=False),
        Binding("pageup", "move(-1, 'page')", N_("page up"), id="list.page_up", show=False),
        Binding("g,home", "jump(0)", N_("to the top"), id="list.first", show=False),
        Binding("G,end", "jump(-1)", N_("to the end"), id="list.last", show=False),
    ]
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row--plain",
        "row--cursor",
        "row--cursor-blurred",
        "row--hover",
        "row--bar",
        "row--hint",
    }

    cursor: reactive[int] = reactive(0, repaint=False)
    hover: reactive[int] = reactive(-1, repaint=False)
    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    hint: reactive[str] = reactive("", repaint=False)

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> RowList:
            """The list it happened in."""
            return self.rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def row_height(self) -> int:
        """How many lines a row takes."""
        return 1

    def identity(self, index: int) -> Hashable:
        """Return by what the row at `index` is known."""
        raise NotImplementedError

    def locate(self, identity: Hashable) -> int | None:
        """Return where the row known by `identity` is now, None where it is gone."""
        raise NotImplementedError

    def draw(self, index: int, line: int, width: int, base: Style) -> Strip:
        """Return line `line` of the row at `index`, exactly `width` cells on `base`."""
        raise NotImplementedError

    def said(self, index: int, line: int) -> Hashable:  # noqa: ARG002 - for kinds of lists
        """Return all that is seen in a line of a row, None where that cannot be told."""
        return None

    def choose(self) -> None:
        """Do what Enter and a double click do with the row under the cursor."""

    def render_line(self, y: int) -> Strip:
        """Draw the line `y` lines below the top of what is seen."""
        width, height = self.breadth, self.row_height
        plain = self.face("row--plain")
        index, line = divmod(y + self.scroll_offset.y, height)
        if index >= self.count:
            below = y + self.scroll_offset.y - self.count * height
            hint = self.hint if self.HINTS_BELOW or not self.count else ""
            return fit_hint(hint, below, width, plain, self.ink("row--hint"))
        base = plain if (name := state_of(self, index)) == "row--plain" else plain + self.face(name)
        strip = self.draw(index, line, width, base)
        return strip if strip.cell_length == width else strip.crop_extend(0, width, plain)

    def says(self, lines: range) -> Iterable[Hashable]:
        """Return what is known to be drawn there: what each row says, and how it stands out."""
        top, height, count = self.scroll_offset.y, self.row_height, self.count
        standing_out = {index: state_of(self, index) for index in (self.cursor, self.hover)}
        for index, line in (divmod(y + top, height) for y in lines):
            said = self.said(index, line) if index < count else None
            state = standing_out.get(index, "row--plain")
            yield None if said is None else (said, line, state)

    def turned(self) -> Iterable[Region]:
        """Return the row of the cursor, which stands out less without the focus."""
        height = self.row_height
        yield Region(0, self.cursor * height - self.scroll_offset.y, self.size.width, height)

    def settle(self, anchors: tuple[tuple[Hashable, int], ...], *, cursor: Hashable) -> None:
        """Take up the rows as they are now: cursor and screen stay with the rows they were on.

        `anchors` and `cursor` are what `anchors()` and `identity()` said before the change.
        """
        self._measure()
        where = None if cursor is None else self.locate(cursor)
        self.set_reactive(RowList.cursor, self._within(self.cursor if where is None else where))
        for identity, line in anchors:
            index = self.locate(identity)
            if index is not None:
                self.scroll_to(y=index * self.row_height - line, animate=False)
                break
        self.refresh(self.sight)

    def anchors(self) -> tuple[tuple[Hashable, int], ...]:
        """Return rows to hold the screen by: the first seen and the cursor's, and their lines."""
        if not self.count:
            return ()
        top = self._within(self.scroll_offset.y // self.row_height)
        return tuple(
            (self.identity(index), index * self.row_height - self.scroll_offset.y)
            for index in dict.fromkeys((top, self._within(self.cursor)))
        )

    def move_to(self, index: int) -> None:
        """Put the cursor on the row at `index`, or the nearest there is, and show it."""
        self.cursor = self._within(index)
        self.show_cursor()

    def show_cursor(self) -> None:
        """Scroll just so far that the row under the cursor is seen."""
        height, seen = self.row_height, self.scrollable_content_region.height
        top = self.cursor * height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif top + height > self.scroll_offset.y + seen:
            self.scroll_to(y=top + height - seen if height <= seen else top, animate=False)

    def watch_hint(self) -> None:
        """Draw it where it is seen."""
        if self.HINTS_BELOW or not self.count:
            self.refresh()

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw both rows again and tell about it."""
        draw_again(self, (old, new))
        if self.count:
            self.post_message(self.Moved(self, new))

    def watch_hover(self, old: int, new: int) -> None:
        """Draw both rows again."""
        draw_again(self, (old, new))

    def on_resize(self) -> None:
        """Measure again; what was under the cursor stays in sight."""
        self._measure()
        self.show_cursor()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light the row under the pointer."""
        self.hover = row_under(self, event)

    def on_leave(self) -> None:
        """Put the light out."""
        self.hover = -1

    def on_click(self, event: events.Click) -> None:
        """Move the cursor there; a double click opens."""
        index = row_under(self, event)
        if index < 0:
            return
        self.move_to(index)
        if event.chain == 2:
            self.choose()

    def action_move(self, steps: float, unit: str = "row") -> None:
        """Move the cursor by so many rows or pages, at least one row."""
        page = self.scrollable_content_region.height / self.row_height
        rows = max(1, int(abs(steps) * (page if unit == "page" else 1)))
        self.move_to(self.cursor + (rows if steps > 0 else -rows))

    def action_jump(self, index: int) -> None:
        """Move the cursor to a row; -1 is the last."""
        self.move_to(self.count - 1 if index < 0 else index)

    def _within(self, index: int) -> int:
        return max(0, min(index, self.count - 1))

    def _measure(self) -> None:
        self.grow_to(Size(self.size.width, self.count * self.row_height))


def state_of(rows: RowList, index: int) -> str:
    """Return the component whose style tells how a row stands out."""
    if index == rows.cursor:
        return "row--cursor" if rows.has_focus else "row--cursor-blurred"
    return "row--hover" if index == rows.hover else "row--plain"


def row_under(rows: RowList, event: events.MouseEvent) -> int:
    """Return the row of a list under the pointer, -1 where there is none."""
    offset = event.get_content_offset(rows)
    index = -1 if offset is None else (offset.y + rows.scroll_offset.y) // rows.row_height
    return index if index < rows.count else -1


def bar(rows: RowList, index: int) -> Piece:
    """Return the first cell of a row: a bar where the cursor is."""
    return Piece(rows.glyphs.cursor, rows.ink("row--bar")) if index == rows.cursor else Piece(" ")


def in_sight(rows: RowList) -> range:
    """Return the rows that there is room for on the screen, were the list long enough."""
    top = rows.scroll_offset.y // rows.row_height
    return range(top, top + rows.size.height // rows.row_height + 2)


def seen(rows: RowList) -> range:
    """Return the rows of a list that are on the screen."""
    room = in_sight(rows)
    return range(room.start, max(room.start, min(room.stop, rows.count)))


def draw_again(rows: RowList, indexes: Iterable[int]) -> None:
    """Draw these rows of a list again, and no other."""
    height = rows.row_height
    draw_lines_again(rows, (index * height for index in indexes), height)


def draw_lines_again(rows: RowList, starts: Iterable[int], count: int = 1) -> None:
    """Draw so many lines again from each of these on, counted from the top of the list."""
    width, top = rows.sight.width, rows.scroll_offset.y
    if regions := [Region(0, start - top, width, count) for start in starts]:
        rows.refresh(*regions)
