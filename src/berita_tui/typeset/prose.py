"""Prose: spans of a document set as lines, with links numbered and matches lit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from berita_tui.news import Face, Spans
from berita_tui.typeset.breaking import (
    LEAST_WIDTH,
    break_lines,
    is_inside,
    is_plain,
    settable,
    shown,
)
from berita_tui.typeset.pieces import Finder, Line, Lines, Piece, Pieces, Role

_ROLES = {
    Face.STRONG: Role.STRONG,
    Face.EMPHASIS: Role.EMPHASIS,
    Face.CODE: Role.CODE,
    Face.STRIKE: Role.STRIKE,
    Face.MARK: Role.MARK,
}
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def set_spans(spans: Spans, *roles: Role, find: Finder | None = None) -> Pieces:
    """Return the pieces of `spans`: each link followed by its number, what `find` finds lit."""
    pieces = [
        Piece(
            span.text,
            roles
            + tuple(role for face, role in _ROLES.items() if face in span.face)
            + ((Role.LINK,) if span.link else ()),
            span.link,
        )
        for span in spans
    ]
    lit = light(pieces, find)
    # Only now, since these change the text in which matches are counted.
    levels = _levels(spans)
    result: list[Piece] = []
    offset = 0
    for position, piece in enumerate(lit):
        face = levels[bisect_right(levels, offset, key=_first) - 1][1] if levels else Face.PLAIN
        result.append(piece._replace(text=_shifted(piece.text, face)))
        offset += len(piece.text)
        following = lit[position + 1].link if position + 1 < len(lit) else 0
        if piece.link and following != piece.link:
            result.append(Piece(f"[{piece.link}]", (*roles, Role.NUMBER), piece.link))
    return tuple(result)


def light(pieces: Sequence[Piece], find: Finder | None, first: int = 1) -> Sequence[Piece]:
    """Return `pieces` cut so that what `find` finds in their text is lit, numbered from `first`."""
    matches = find("".join(piece.text for piece in pieces)) if find else ()
    if not matches:
        return pieces
    result: list[Piece] = []
    offset = 0
    for piece in pieces:
        end, done = offset + len(piece.text), offset
        for number, (start, last) in enumerate(matches, first):
            begin, stop = max(start, done), min(last, end)
            if begin >= stop:
                continue
            if begin > done:
                result.append(piece._replace(text=piece.text[done - offset : begin - offset]))
            result.append(
                Piece(
                    piece.text[begin - offset : stop - offset],
                    (*piece.roles, Role.FOUND),
                    piece.link,
                    number,
                )
            )
            done = stop
        if done < end:
            result.append(piece._replace(text=piece.text[done - offset :]))
        offset = end
    return result


def set_prose(pieces: Iterable[Piece], width: int, first: Pieces = (), rest: Pieces = ()) -> Lines:
    """Return `pieces` as lines of at most `width` cells.

    `first` opens the first line and `rest` the others; both take the same number of cells,
    and leave at least `LEAST_WIDTH`.
    """
    pieces = [piece._replace(text=settable(piece.text)) for piece in pieces]
    text = "".join(piece.text for piece in pieces)
    room = max(LEAST_WIDTH, width - Line(first).cells)
    ends = list(accumulate(len(piece.text) for piece in pieces))
    if not is_plain(text):
        ends = [_after_grapheme(text, end) for end in ends]
    lines: list[Line] = []
    indent = len(Line(rest).text)
    for start, end, tail, joint in break_lines(text, room):
        cut = _cut(pieces, ends, text, start, end)
        if tail and cut:
            cut[-1] = cut[-1]._replace(text=cut[-1].text + tail)
        prefix, lead = (rest, indent) if lines else (first, 0)
        lines.append(Line((*prefix, *cut), joint, lead))
    return tuple(lines)


def _cut(
    pieces: Sequence[Piece], ends: Sequence[int], text: str, start: int, end: int
) -> list[Piece]:
    """Return what of `pieces`, which end at `ends`, lies between the offsets."""
    result = []
    position = bisect_right(ends, start)
    while start < end:
        stop = min(end, ends[position])
        if part := shown(text[start:stop]):
            result.append(pieces[position]._replace(text=part))
        start = max(start, stop)
        position += 1
    return result


def _after_grapheme(text: str, at: int) -> int:
    while is_inside(text, at):
        at += 1
    return at


def _levels(spans: Spans) -> list[tuple[int, Face]]:
    """Return where in the text each span begins, with its face; nothing if none is shifted."""
    if not any(span.face & (Face.SUPER | Face.SUB) for span in spans):
        return []
    starts = accumulate((len(span.text) for span in spans), initial=0)
    return [(start, span.face) for start, span in zip(starts, spans, strict=False) if span.text]


def _first(level: tuple[int, Face]) -> int:
    return level[0]


def _shifted(text: str, face: Face) -> str:
    """Return raised or lowered text: in Unicode's own characters where they are all there."""
    table, sign = (_RAISED, "^") if Face.SUPER in face else (_LOWERED, "_")
    if not face & (Face.SUPER | Face.SUB) or not text:
        return text
    return text.translate(table) if all(ord(one) in table for one in text) else sign + text
