"""Sheet: a scrolled widget that draws a line once, and keeps it for all that says the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import ClassVar, Self

from rich.segment import Segment
from rich.style import Style
from textual import events
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
    A border is Textual's to draw; its sides are the same beside every line. Where the focus
    comes or goes, only what `turned` names is shown again.
    """

    KEEPS: ClassVar[bool] = False
    """Whether it is told what its lines say."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._inks: dict[str, Style] = {}
        self._drawn: dict[Hashable, Strip] = {}
        self._ground: Color | None = None
        self._sides: tuple[Strip, Strip] | None = None
        self._breadth = 0
        self._is_turning = False

    @property
    def breadth(self) -> int:
        """How many cells a line has; to ask Textual takes as long as to draw a piece of it."""
        return self._breadth or self.size.width

    def draw_lines(self, lines: Iterable[int], width: int) -> Iterable[Iterable[Segment]]:
        """Draw these lines of what is seen, `width` cells of each."""
        return (shortened(self.render_line(y), width) for y in lines)

    def says(self, lines: range) -> Iterable[Hashable]:
        """Return by what each of these lines of what is seen is known; None is never kept."""
        raise NotImplementedError

    def turned(self) -> Iterable[Region]:
        """Return what, but for the border, looks otherwise when the focus comes or goes."""
        return ()

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
        if not self.KEEPS:
            return super().render_lines(crop)
        if len(self._drawn) > KEPT:
            self._drawn.clear()
        top, height = self.styles.gutter.top, self.size.height
        within = range(max(crop.y, top), min(crop.bottom, top + height))
        if not within:
            return super().render_lines(crop)
        self._breadth = self.size.width
        try:
            strips = self._lines(range(within.start - top, within.stop - top), *crop.column_span)
        finally:
            self._breadth = 0
        if len(within) == crop.height:
            return strips
        above = Region(crop.x, crop.y, crop.width, within.start - crop.y)
        below = Region(crop.x, within.stop, crop.width, crop.bottom - within.stop)
        return [*super().render_lines(above), *strips, *super().render_lines(below)]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw anew what is seen: all, or what says something else by now in these regions."""
        if repaint and not regions:
            if self._is_turning:
                told = [*self.turned()]
                return super().refresh(
                    *told, repaint=bool(told), layout=layout, recompose=recompose
                )
            self._forget()
        elif any(each.x < 0 for each in regions):
            self._sides = None  # the border is another
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _on_focus(self, event: events.Focus) -> None:
        """Draw what says so: the border is the style sheet's affair."""
        event.prevent_default()
        self._is_turning = True
        super()._on_focus(event)
        self._is_turning = False

    def _on_blur(self, event: events.Blur) -> None:
        """Draw what says so."""
        event.prevent_default()
        self._is_turning = True
        super()._on_blur(event)
        self._is_turning = False

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        self._forget()
        super().notify_style_update()

    def _lines(self, lines: range, first: int, end: int) -> list[Strip]:
        """Return cells of these lines of what is seen, counted from the side of the border."""
        width = self.breadth
        bar = self.scrollbar_size_vertical if self.show_vertical_scrollbar else 0
        left, right = self._beside(lines.start)
        start, stop = left.cell_length, left.cell_length + width
        for side, at, until in ((left, 0, start), (right, stop, stop + right.cell_length)):
            if at <= first < end <= until:
                return [side.crop(first - at, end - at)] * len(lines)
        strips = self._kept(lines, width, width - bar)
        if start == first and end == stop - bar:
            return [*strips]
        if start <= first and (end <= stop - bar or not right):
            return [strip.crop(first - start, end - start) for strip in strips]
        below = Segment(" " * bar, self.rich_style)
        whole = stop + right.cell_length
        return [Strip([*left, *each, below, *right], whole).crop(first, end) for each in strips]

    def _kept(self, lines: range, width: int, seen: int) -> Iterable[Strip]:
        """Return what is inside of the border on these lines: `seen` cells, beside the bar."""
        drawn = self._drawn
        keys = [None if said is None else (width, seen, said) for said in self.says(lines)]
        strips = [drawn.get(key) for key in keys]  # each is compared whole, which takes a while
        missing = [place for place, strip in enumerate(strips) if strip is None]
        fresh = self._fresh((lines[place] for place in missing), seen)
        for place, strip in zip(missing, fresh, strict=True):
            strips[place] = strip
            if (key := keys[place]) is not None:
                drawn[key] = strip
        return (strip for strip in strips if strip is not None)

    def _fresh(self, lines: Iterable[int], width: int) -> Iterable[Strip]:
        """Draw lines."""
        if self._ground is None:
            self._ground = self.background_colors[1]
        filters, background = self.get_line_filters(), self._ground
        for drawn in self.draw_lines(lines, width):
            segments = list(drawn)
            for each in filters:
                segments = each.apply(segments, background)
            yield Strip(segments, width)

    def _beside(self, y: int) -> tuple[Strip, Strip]:
        """Return the sides of the border beside the line `y`, which are those of every line."""
        if self._sides is None:
            gutter, width = self.styles.gutter, self.outer_size.width
            if not gutter.width:
                self._sides = Strip([], 0), Strip([], 0)
            else:
                (line,) = super().render_lines(Region(0, y + gutter.top, width, 1))
                self._sides = line.crop(0, gutter.left), line.crop(width - gutter.right, width)
        return self._sides

    def _forget(self) -> None:
        self._ground = self._sides = None
        self._inks.clear()
        self._drawn.clear()


def shortened(strip: Strip, width: int) -> Iterable[Segment]:
    """Return the first `width` cells of a line; where it ends in blanks nothing is measured."""
    over = strip.cell_length - width
    *segments, (text, style, _) = strip or (Segment(""),)
    if over < 0 or not text.endswith(" " * over):
        return strip.crop(0, width)
    if text := text[: len(text) - over]:
        segments.append(Segment(text, style))
    return segments


@lru_cache(maxsize=256)
def without_ground(style: Style) -> Style:
    """Return a style without its background."""
    return style.without_color + Style.from_color(style.color)
