"""Ground: what lies under other widgets and shows nothing but its background and border."""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def blank_lines(widget: Widget, crop: Region) -> list[Strip]:
    """Return a widget's background as lines, through the same filters: its `render_lines`.

    What covers a whole page costs more to draw line by line than the headlines upon it.
    """
    background = widget.background_colors[1]
    strip = Strip.blank(crop.width, Style(bgcolor=background.rich_color))
    for each in widget.get_line_filters():
        strip = strip.apply_filter(each, background)
    return [strip] * crop.height


def framed_lines(widget: Widget, crop: Region) -> list[Strip]:
    """Return a widget's border, with its background inside: its `render_lines`.

    Beside what it holds all lines are the same; as Textual has it, each is put together anew.
    """
    inside, height = widget.styles.border.spacing, widget.outer_size.height
    beside = range(max(crop.y, inside.top), min(crop.bottom, height - inside.bottom))
    if not beside:
        return Widget.render_lines(widget, crop)
    *above, side = Widget.render_lines(
        widget, crop.crop_size((crop.width, beside.start + 1 - crop.y))
    )
    below = crop.shrink((beside.stop - crop.y, 0, 0, 0))
    return [*above, *[side] * len(beside), *(Widget.render_lines(widget, below) if below else ())]
