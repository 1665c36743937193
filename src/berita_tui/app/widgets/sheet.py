"""Sheet: a scrolled widget that draws a line once, and keeps it for all that says the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import ClassVar, Self

from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from berita_tui.app.widgets.scrolled import Scrolled

KEPT = 400
"""Lines kept: some ten screens, about a megabyte."""


class Sheet(Scrolled):
    """Lines of text, drawn when they are first seen.

    A line is known by what it `says`: all that is seen of it, but for what only changes with the
    whole: widths, styles, language. `refresh()` therefore forgets what was drawn, while
    `refresh(region)`, as scrolling does, shows it again and draws only what says something new.
    """

    KEEPS: ClassVar[bool] = False
    """Whether it is told what its lines say."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._inks: dict[str, Style] = {}
        self._drawn: dict[Hashable, Strip] = {}
        self._ground: Color | None = None
        self._breadth = 0

    @property
    def breadth(self) -> int:
        """How many cells a line has; to ask Textual takes as long as to draw a piece of it."""
        return self._breadth or self.size.width

    def says(self, lines: range) -> Iterable[Hashable]:
        """Return by what each of these lines of what is seen is known; None is never kept."""
        raise NotImplementedError

    def face(self, name: str) -> Style:
        """Return the style of a component."""
        known = self._inks.get(name)
        if known is None:
            known = self._inks[name] = self.get_component_rich_style(name)
        return known

    def ink(self, name: str) -> Style:
        """Return the style of a component without its background, to be laid over another."""
        known = self._inks.get(f"{name} ink")
        if known is None:
            known = self._inks[f"{name} ink"] = without_ground(self.face(name))
        return known

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in `crop`, through the app's filters.

        As Textual has it, each line goes through an account of borders, padding and opacity, and
        through a strip for each step. Where there is nothing of the kind this takes a third.
        """
        if not self.KEEPS or any(self.styles.gutter):
            return super().render_lines(crop)
        self._breadth = self.size.width
        try:
            return self._lines(crop)
        finally:
            self._breadth = 0

    def _lines(self, crop: Region) -> list[Strip]:
        drawn, width = self._drawn, self.breadth
        bar = self.scrollbar_size_vertical if self.show_vertical_scrollbar else 0
        seen = width - bar  # a row goes on below the bar, and need not be cut in two there
        if len(drawn) > KEPT:
            drawn.clear()
        if self._ground is None:
            self._ground = self.background_colors[1]
        filters, background = self.get_line_filters(), self._ground
        strips, (left, right) = [], crop.column_span
        for y, said in zip(crop.line_range, self.says(crop.line_range), strict=True):
            key = None if said is None else (width, seen, said)
            strip = drawn.get(key)
            if strip is None:
                segments = list(self.render_line(y))
                for each in filters:
                    segments = each.apply(segments, background)
                strip = Strip(segments, width).crop(0, seen)
                if key is not None:
                    drawn[key] = strip
            strips.append(strip.crop(left, right))
        return strips

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw anew what is seen: all, or what says something else by now in these regions."""
        if repaint and not regions:
            self._forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        self._forget()
        super().notify_style_update()

    def _forget(self) -> None:
        self._ground = None
        self._inks.clear()
        self._drawn.clear()


@lru_cache(maxsize=256)
def without_ground(style: Style) -> Style:
    """Return a style without its background."""
    return style.without_color + Style.from_color(style.color)
