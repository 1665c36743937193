"""Ground: what lies under other widgets and shows nothing but its background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.geometry import Region
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
