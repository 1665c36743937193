"""Sketching: what of the front page the next start can paint before the app is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from berita_tui.app.graphics import Graphics
from berita_tui.app.screens.front import FrontPage
from berita_tui.app.widgets.ground import blank_lines
from berita_tui.app.widgets.panes import HEADLINES
from berita_tui.app.widgets.scrolled import Bar
from berita_tui.app.widgets.status import Masthead, StatusLine
from berita_tui.news import View
from berita_tui.placard.rows import BAR, FIRST, LOOKS
from berita_tui.placard.sketch import Run, Runs, Sketch

if TYPE_CHECKING:
    from rich.console import Console
    from textual.widget import Widget

    from berita_tui.app.widgets.headlines import HeadlineList

Canvas = list[list[Segment]]
"""The screen, a segment for each cell."""


def sketch_of(page: FrontPage, graphics: Graphics) -> Sketch | None:
    """Return a sketch of the front page; None where it is not as it is at a start.

    Only what stays is in it: the borders, their titles, the program's name and the keys. What
    the panes show comes with the app, as its own first frame has it.
    """
    rows = page.panes.listing.headlines
    if not (graphics.is_sure and _is_fresh(page, rows)):
        return None
    canvas = [_cells(strip) for strip in blank_lines(page, page.region)]
    for pane in (page.panes.sources, page.panes.listing):
        if pane.display and pane.region:
            _frame(canvas, pane)
    _lay(canvas, page.query_one(StatusLine), page.query_one(StatusLine).size.width)
    _lay(canvas, page.query_one(Masthead), len(" Berita "))
    place, console = rows.content_region, page.app.console
    inside = range(place.y, place.bottom)
    return Sketch(
        left=place.x,
        top=place.y,
        width=place.width,
        height=place.height,
        lines=tuple(
            (_runs(line[: place.x], console), _runs(line[place.right :], console))
            if y in inside
            else (_runs(line, console), ())
            for y, line in enumerate(canvas)
        ),
        looks=dict(_looks(rows, console)),
        bar=_bar(rows, console),
        count=min(rows.count, FIRST),
        pictures=(graphics.style, graphics.cell_width, graphics.cell_height),
    )


def _is_fresh(page: FrontPage, rows: HeadlineList) -> bool:
    panes = page.panes
    return (
        page.is_current
        and panes.at == HEADLINES
        and panes.listing.view == View()
        and not panes.listing.is_searching
        and rows.has_focus
        and bool(rows.count)
        and rows.size == rows.content_region.size
        and not page.query_one(StatusLine).said
    )


def _frame(canvas: Canvas, pane: Widget) -> None:
    """Draw the border of a pane; what is inside stays blank."""
    area = pane.region
    for y, strip in zip(area.line_range, _drawn(pane), strict=True):
        cells = _cells(strip)
        if y in (area.y, area.bottom - 1):
            canvas[y][area.x : area.right] = cells
        else:
            canvas[y][area.x], canvas[y][area.right - 1] = cells[0], cells[-1]


def _lay(canvas: Canvas, line: Widget, width: int) -> None:
    """Draw the beginning of a line."""
    area = line.region
    if area:
        canvas[area.y][area.x : area.x + width] = _cells(_drawn(line)[0])[:width]


def _drawn(widget: Widget) -> list[Strip]:
    return widget.render_lines(Region(0, 0, widget.region.width, widget.region.height))


def _cells(strip: Strip) -> list[Segment]:
    """Return a line as a segment for each cell; none of these lines has wide characters."""
    return [Segment(each, style) for text, style, _ in strip for each in text]


def _runs(cells: list[Segment], console: Console) -> Runs:
    """Return cells as runs of one look."""
    runs: list[Run] = []
    for text, style, _ in Segment.simplify(cells):
        runs.append((_told(style, console), text))
    return tuple(runs)


def _looks(rows: HeadlineList, console: Console) -> Iterator[Run]:
    """Give how each piece of a row is told to the terminal, through the app's filters."""
    plain = rows.face("row--plain")
    for state, base in (("plain", plain), ("cursor", plain + rows.face("row--cursor"))):
        for look in LOOKS:
            name = "row--bar" if look == BAR else f"headline--{look}"
            segments = [Segment("x", base + rows.ink(name) if look else base)]
            for each in rows.get_line_filters():
                segments = each.apply(segments, rows.background_colors[1])
            yield f"{state} {look}", _told(segments[0].style, console)


def _bar(rows: HeadlineList, console: Console) -> Runs:
    """Return the bar beside the first page of a list, which is not whole then."""
    if not rows.show_vertical_scrollbar:
        return ()
    bar = rows.vertical_scrollbar
    assert isinstance(bar, Bar)
    cells = bar.laid(rows.size.height, min(rows.count, FIRST) * rows.row_height)
    for each in bar.get_line_filters():
        cells = each.apply(cells, bar.background_colors[1])
    return tuple((_told(style, console), text) for text, style, _ in cells)


def _told(style: Style | None, console: Console) -> str:
    """Return how a terminal is told of a style, as a strip does it."""
    told = Strip([Segment("x", style)]).render(console)
    return told.removeprefix("\x1b[").partition("m")[0] if told != "x" else ""
