"""Lines: pieces of text fitted into so many cells, never one more, whoever draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

_PLAIN: Final = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E),
        (0xA1, 0xAC),
        (0xAE, 0x17F),
        (0x2010, 0x2027),  # dashes and quotation marks
        (0x2500, 0x25FC),  # borders, bars, circles
    )
    for code in range(first, last + 1)
) | {*"★✎⇣⟳"}
"""Characters of one cell, whatever version of Unicode the terminal has."""


class Worded(Protocol):
    """A piece of a line: a text, and what its drawer knows of it."""

    @property
    def text(self) -> str:
        """What is to be read."""
        ...


Part = TypeVar("Part", bound=Worded)


def width_of(text: str) -> int:
    """Return how many cells a text takes, as Rich measures it.

    Rich is imported where there is more in it than most headlines have.
    """
    if _PLAIN.issuperset(text):
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415

    return cell_len(text)


def resized(text: str, width: int) -> str:
    """Return so many cells of a text, filled up with blanks, as Rich does it."""
    if _PLAIN.issuperset(text):
        return text[:width].ljust(width)
    from rich.cells import set_cell_size  # noqa: PLC0415

    return set_cell_size(text, width)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """Return `text` if it fits into `width` cells, else its beginning and an ellipsis."""
    if width_of(text) <= width:
        return text
    if width <= width_of(ellipsis):
        return resized(text, max(0, width))
    return resized(text, width - width_of(ellipsis)).rstrip() + ellipsis


def fitted(
    width: int, left: Sequence[Part], right: Sequence[Part] = (), *, ellipsis: str = "…"
) -> Iterable[tuple[str, Part | None]]:
    """Give the texts that fill exactly `width` cells, each with the piece that it is of.

    `left` is cut where it must be, `right` stands at the end, whole, and goes altogether where
    it would leave the left fewer than eight cells. What is of no piece is blank.
    """
    tail = sum(width_of(piece.text) for piece in right)
    if tail and width - tail < 8:
        right, tail = (), 0
    room = width - tail
    for piece in left:
        if room <= 0:
            break
        text = cut(piece.text, room, ellipsis)
        room -= width_of(text)
        yield text, piece
        if text != piece.text:
            break
    if room > 0:
        yield " " * room, None
    for piece in right:
        yield piece.text, piece
