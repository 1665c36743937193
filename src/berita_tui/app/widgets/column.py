"""Column: a galley in a pane, scrolled line by line, set where it is seen."""

from __future__ import annotations

from time import perf_counter
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.timer import Timer

from berita_tui.app.widgets.galley import Galley
from berita_tui.app.widgets.sheet import Sheet
from berita_tui.news import N_

SLICE = 0.006
"""Seconds of typesetting between two looks at the keyboard."""


class Column(Sheet, can_focus=True, inherit_bindings=False):
    """Lines of type in a pane, whose last line is left to whoever draws it.

    Parts out of sight are set in idle moments, so that the length, and with it the share
    read, comes right soon after opening even for the longest article.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", N_("down"), id="article.down", show=False),
        Binding("k,up", "move(-1)", N_("up"), id="article.up", show=False),
        Binding(
            "ctrl+d",
            "move(0.5, 'page')",
            N_("half a page down"),
            id="article.half_down",
            show=False,
        ),
        Binding(
            "ctrl+u", "move(-0.5, 'page')", N_("half a page up"), id="article.half_up", show=False
        ),
        Binding("pagedown", "move(1, 'page')", N_("page down"), id="article.page_down", show=False),
        Binding("pageup", "move(-1, 'page')", N_("page up"), id="article.page_up", show=False),
        Binding("g,home", "jump(0)", N_("to the top"), id="article.top", show=False),
        Binding("G,end", "jump(-1)", N_("to the end"), id="article.bottom", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._galley: Galley | None = None
        self._anchor = (0, 0.0)
        self._is_laying = False
        self._worker: Timer | None = None

    @property
    def room(self) -> Size:
        """The cells there are for text; the last line of the pane tells the share read."""
        width, height = self.scrollable_content_region.size
        return Size(width, max(1, height - 1))

    @property
    def is_whole(self) -> bool:
        """Whether the whole article is set, so that its length is exact."""
        return self._galley is not None and self._galley.is_whole

    def put(self, galley: Galley) -> None:
        """Show another galley, the same part on top as before."""
        if self._worker:
            self._worker.stop()
        self._galley = galley
        self._drawn.clear()
        self.return_to(self._anchor, is_moved=False)
        self._worker = self.set_interval(1 / 60, self._work)

    @property
    def place(self) -> tuple[int, float]:
        """Where the reader is: which part is on top, and which share of it is above."""
        return self._anchor

    def return_to(self, place: tuple[int, float], *, is_moved: bool = True) -> None:
        """Bring a place to the top again, in whatever width it is set by now."""
        if galley := self._galley:
            part = min(place[0], len(galley.sheet) - 1)
            line = round(place[1] * len(galley.lines(part)))
            self.go_to(galley.top_of(part) + line, is_moved=is_moved)

    def go_to(self, y: int, *, is_moved: bool = True) -> None:
        """Bring the line `y` to the top, everything in sight set."""
        galley = self._galley
        if not galley:
            return
        y = galley.settle(y, self.room.height)
        self._is_laying = True
        self.grow_to(Size(self.room.width, galley.total + 1))
        self.scroll_to(y=y, animate=False, force=True)
        self._is_laying = False
        self.refresh(self.room.region.grow((0, 0, 1, 0)))
        if is_moved:
            part, line = galley.at(y)
            if part != self._anchor[0]:
                self.passed(part)
            self._anchor = part, line / max(1, len(galley.lines(part)))

    def passed(self, part: int) -> None:
        """Take notice that another part came to the top."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Set what came into sight, and remember the place."""
        super().watch_scroll_y(old_value, new_value)
        if self._galley and not self._is_laying and round(old_value) != round(new_value):
            self.go_to(round(new_value))

    def action_move(self, steps: float, unit: str = "line") -> None:
        """Scroll by so many lines, or pages less one line, which stays in sight."""
        if self._galley:
            lines = int(steps * (max(2, self.room.height) - 1)) if unit == "page" else int(steps)
            self.go_to(self.scroll_offset.y + lines)

    def action_jump(self, part: int) -> None:
        """Scroll to a part, -1 for the end."""
        if self._galley:
            end = self._galley.total
            self.go_to(end if part < 0 else self._galley.top_of(part))

    def _work(self) -> None:
        """Set a few more parts out of sight."""
        galley, worker = self._galley, self._worker
        if not galley or not worker:
            return
        end = perf_counter() + SLICE
        top = self.scroll_offset.y
        y = galley.work(top, lambda: perf_counter() > end)
        if galley.is_whole:
            worker.stop()
        height = self.room.height
        if y != top or (y and galley.is_whole and y + height > galley.total):
            self.go_to(y, is_moved=False)
        elif galley.is_whole:
            # What is seen stays as it is; only the share read of the whole is another.
            self.grow_to(Size(self.room.width, galley.total + 1))
            self.refresh(Region(0, height, self.room.width, 1))
