"""Lines: styled pieces of text fitted into so many cells, never one more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from berita_tui.placard.lines import fitted

NO_STYLE = Style.null()

Lit = tuple[tuple[int, int], ...]
"""Where matches stand in a text: offsets in characters, in order, not overlapping."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style."""

    text: str
    style: Style = NO_STYLE


def fit_line(
    width: int,
    base: Style,
    left: Sequence[Piece],
    right: Sequence[Piece] = (),
    *,
    ellipsis: str = "…",
) -> Strip:
    """Return a strip of exactly `width` cells: `left` cut where it must be, `right` at the end.

    What stands on the right is kept whole and goes altogether where it would leave the left
    fewer than eight cells. `base` lies beneath every piece.
    """
    if width <= 0:
        return Strip([], 0)
    segments: list[Segment] = []
    for text, piece in fitted(width, left, right, ellipsis=ellipsis):
        if piece is None:
            segments.append(Segment(text, base))
        elif text:
            segments.append(Segment(text, base + piece.style))
    return Strip(segments, width)


def fit_hint(text: str, line: int, width: int, base: Style, ink: Style) -> Strip:
    """Return line `line` of a few words in an empty list, wrapped, one line and two cells in."""
    lines = [part for each in text.splitlines() for part in wrap(each, max(1, width - 4)) or [""]]
    words = lines[line - 1] if 0 < line <= len(lines) else ""
    return fit_line(width, base, [Piece("  "), Piece(words, ink)])


def lit_segments(text: str, lit: Lit, plain: Style, bright: Style) -> Iterator[Segment]:
    """Give a text of which some is `lit`, as far as it was not cut off."""
    done = 0
    for first, last in lit:
        start, end = max(first, done), min(last, len(text))
        if start >= end:
            continue
        if start > done:
            yield Segment(text[done:start], plain)
        yield Segment(text[start:end], bright)
        done = end
    if done < len(text):
        yield Segment(text[done:], plain)
