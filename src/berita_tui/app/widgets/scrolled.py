"""Scrolled: what is longer than its pane; the bar beside it draws only the cells that change."""

from __future__ import annotations

from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Bar(ScrollBar):
    """A bar that knows its cells.

    As Textual has it, a bar is drawn whole at every step and whenever the list has another length,
    which takes as long as a screen of rows, though most often nothing of it changes.
    """

    def __init__(self, *, thickness: int) -> None:
        super().__init__(vertical=True, name="vertical", thickness=thickness)
        self._cells: list[Segment] = []

    def render_line(self, y: int) -> Strip:
        """Draw one cell."""
        if len(self._cells) != self.size.height:
            self._cells = self.laid(self.size.height, self.window_virtual_size, self.position)
        return Strip(self._cells[y : y + 1], self.size.width)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw the cells again that are others by now."""
        before, width = self._cells, self.size.width
        if regions or not repaint or not before:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self._cells = self.laid(self.size.height, self.window_virtual_size, self.position)
        if len(before) != len(self._cells):
            return super().refresh(layout=layout)
        others = (y for y, cell in enumerate(self._cells) if cell != before[y])
        if cells := [Region(0, y, width, 1) for y in others]:
            super().refresh(*cells)
        return super().refresh(repaint=False, layout=layout)

    def laid(self, height: int, length: float, place: float = 0) -> list[Segment]:
        """Return the cells of a bar so high beside a list so long, of which this place is seen."""
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        style = bar.style
        assert isinstance(style, Style)
        assert style.color
        assert style.bgcolor
        laid = bar.render_bar(
            size=height,
            virtual_size=length,
            window_size=bar.window_size,
            position=place,
            thickness=self.size.width,
            back_color=style.bgcolor,
            bar_color=style.color,
        )
        return list(Segment.apply_style(laid.segments, self.visual_style.rich_style))


class Scrolled(ScrollView):
    """A scrolled widget with such a bar, whose length is its own affair."""

    # As Textual has it, the whole screen is laid out anew, which no length of a list changes.
    virtual_size = Reactive(Size(0, 0), repaint=False)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The bar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = Bar(thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)  # noqa: SLF001 - as Textual starts its own
        return self._vertical_scrollbar

    @property
    def sight(self) -> Region:
        """What is seen of it, but for the bar, whose affair it is when it changes."""
        bar = self.scrollbar_size_vertical if self.show_vertical_scrollbar else 0
        width, height = self.size
        return Region(0, 0, width - bar, height)

    def grow_to(self, size: Size) -> None:
        """Take another length; the bar at the side tells it.

        What is longer than the screen has its bar in the first frame: it would be laid out and
        drawn a second time for it.
        """
        if not self.size and size.height > self.app.size.height:
            self.set_reactive(Scrolled.show_vertical_scrollbar, True)
        if size != self.virtual_size:
            self.virtual_size = size
            self._scroll_update(size)
