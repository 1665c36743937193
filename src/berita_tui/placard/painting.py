"""Painting: a first page as a terminal is told it, from its sketch and the headlines there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from berita_tui.clean import strip_controls
from berita_tui.news import Headline
from berita_tui.placard.lines import fitted, resized, width_of
from berita_tui.placard.rows import Manner, facts_line, title_line
from berita_tui.placard.sketch import Run, Runs, Sketch


def harmless(text: str) -> str:
    """Return `text` with nothing in it that a terminal could obey, as many cells wide as before.

    What has no cells is deleted; half a surrogate pair, which was measured as one, is a
    question mark.
    """
    if text.isprintable():
        return text
    return re.sub("[\t\n]", "", strip_controls(re.sub("[\ud800-\udfff]", "?", text)))


def painted(sketch: Sketch, headlines: Sequence[Headline], manner: Manner, *, count: int) -> str:
    """Return what paints the page, line by line, each from its first column to its last.

    There are `count` headlines in the list; at least those that are seen are given.
    """
    has_bar = count * manner.row_height > sketch.height and count == sketch.count
    bar = sketch.bar if has_bar else ()
    lines = []
    for number, (left, right) in enumerate(sketch.lines):
        row: Runs = ()
        if 0 <= (line := number - sketch.top) < sketch.height:
            row = _line(sketch, headlines, manner, line)
            row = (*_shortened(row), bar[line]) if bar else row
        told = "".join(f"\x1b[{look}m{text}\x1b[0m" for look, text in (*left, *row, *right) if text)
        lines.append(f"\x1b[{number + 1};1H{told}")
    return "".join(lines)


def _line(sketch: Sketch, headlines: Sequence[Headline], manner: Manner, line: int) -> Runs:
    """Return a line of the list, counted from its top."""
    index, below = divmod(line, manner.row_height)
    if index >= len(headlines):
        return ((sketch.looks["plain "], " " * sketch.width),)
    return _row(sketch, headlines[index], manner, is_title=not below, is_current=not index)


def _row(
    sketch: Sketch, headline: Headline, manner: Manner, *, is_title: bool, is_current: bool
) -> Runs:
    if is_title:
        left, right = title_line(headline, manner, sketch.width, is_current=is_current)
    else:
        left, right = facts_line(headline, manner, sketch.width)
    state = "cursor" if is_current else "plain"
    return tuple(
        (sketch.looks[f"{state} {piece.look if piece else ''}"], harmless(text))
        for text, piece in fitted(sketch.width, left, right, ellipsis=manner.glyphs.ellipsis)
    )


def _shortened(row: Runs) -> Iterator[Run]:
    """Leave out the last cell of a row, over which the bar lies."""
    *rest, (look, text) = row
    yield from rest
    if width_of(text) > 1:
        yield look, resized(text, width_of(text) - 1)
