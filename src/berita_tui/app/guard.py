"""Output guard: the last line before the terminal, which lets out nothing it could obey."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from berita_tui.clean import is_clean
from berita_tui.placard.painting import harmless

_BREAKS = re.compile("[\t\n]")


NO_WIDTH: Final = [(ControlType.CURSOR_FORWARD, 0)]
"""What tells Rich and Textual that a segment takes no cells."""


class Pixels(str):
    """Control sequences of our own that draw a row of a picture, see `widgets.drawing`.

    A type and no mark in the text, so that nothing that came from outside can be one: all that
    is done to a string, be it cutting or joining, makes a plain `str` of it.
    """

    __slots__ = ()


class _Uncut(Segment):
    """A segment of `Pixels` that a strip cut to a width takes whole: a half would be no end."""

    def split_cells(self, cut: int) -> tuple[Segment, Segment]:
        """Return all of it before the cut."""
        del cut
        return self, Segment("")


class OutputGuard(LineFilter):
    """Deletes control characters from everything drawn: text, borders, toasts, hyperlinks.

    Deletes and never replaces, since these characters were measured as no cells, and nothing
    moves; but half a surrogate pair, which could not be written and was measured as one cell,
    becomes a question mark.
    The one exception is what is of the type `Pixels`.
    One guard serves an app for its life, since strips remember what a filter made of them.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` with nothing in them that a terminal could obey."""
        del background
        if all(_is_harmless(segment) for segment in segments):
            return segments
        return [_harmless(segment) for segment in segments]


def _is_web(address: str) -> bool:
    from berita_tui.typeset import is_web  # noqa: PLC0415 - off the way in: only articles link

    return is_web(address)


def _is_harmless(segment: Segment) -> bool:
    text, style, control = segment
    if type(text) is Pixels:
        return isinstance(segment, _Uncut)
    if control or (style is not None and style.link and not _is_web(style.link)):
        return False
    return text.isprintable() or (is_clean(text) and not _BREAKS.search(text))


def _harmless(segment: Segment) -> Segment:
    text, style, _ = segment
    if type(text) is Pixels:
        return _Uncut(text, None, NO_WIDTH)  # Textual's own filters make text of it
    if style is not None and style.link and not _is_web(style.link):
        style = _without_link(style)
    return Segment(harmless(text), style)


@lru_cache(maxsize=64)
def _without_link(style: Style) -> Style:
    return style.update_link(None)
