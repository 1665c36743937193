"""Lines: styled pieces of text fitted into so many cells, never one more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

NO_STYLE = Style.null()

Lit = tuple[tuple[int, int], ...]
"""Where matches stand in a text: offsets in characters, in order, not overlapping."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style; `lit` stretches of it are drawn in `lit_style`."""

    text: str
    style: Style = NO_STYLE
    lit: Lit = ()
    lit_style: Style = NO_STYLE


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """Return `text` if it fits into `width` cells, else its beginning and an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= cell_len(ellipsis):
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, width - cell_len(ellipsis)).rstrip() + ellipsis


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
    tail = sum(cell_len(piece.text) for piece in right)
    if tail and width - tail < 8:
        right, tail = (), 0
    room = width - tail
    segments = list(_laid(left, room, base, ellipsis))
    used = sum(segment.cell_length for segment in segments)
    if used < room:
        segments.append(Segment(" " * (room - used), base))
    segments.extend(Segment(piece.text, base + piece.style) for piece in right if piece.text)
    if used <= room:
        return Strip(segments, width)
    return Strip(segments).adjust_cell_length(width, base)


def fit_hint(text: str, line: int, width: int, base: Style, ink: Style) -> Strip:
    """Return line `line` of a few words in an empty list, wrapped, one line and two cells in."""
    lines = [part for each in text.splitlines() for part in wrap(each, max(1, width - 4)) or [""]]
    words = lines[line - 1] if 0 < line <= len(lines) else ""
    return fit_line(width, base, [Piece("  "), Piece(words, ink)])


def _laid(pieces: Sequence[Piece], room: int, base: Style, ellipsis: str) -> Iterable[Segment]:
    for piece in pieces:
        if room <= 0:
            return
        text = cut(piece.text, room, ellipsis)
        room -= cell_len(text)
        yield from _lit_segments(piece, text, base)
        if text != piece.text:
            return


def _lit_segments(piece: Piece, text: str, base: Style) -> Iterable[Segment]:
    plain = base + piece.style
    if not piece.lit:
        if text:
            yield Segment(text, plain)
        return
    bright = plain + piece.lit_style
    done = 0
    for first, last in piece.lit:
        start, end = max(first, done), min(last, len(text))
        if start >= end:
            continue
        if start > done:
            yield Segment(text[done:start], plain)
        yield Segment(text[start:end], bright)
        done = end
    if done < len(text):
        yield Segment(text[done:], plain)
