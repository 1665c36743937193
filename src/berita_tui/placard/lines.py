"""Lines: pieces of text fitted into so many cells, never one more, whoever draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from rich.cells import cell_len, set_cell_size


class Worded(Protocol):
    """A piece of a line: a text, and what its drawer knows of it."""

    @property
    def text(self) -> str:
        """What is to be read."""
        ...


Part = TypeVar("Part", bound=Worded)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """Return `text` if it fits into `width` cells, else its beginning and an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= cell_len(ellipsis):
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, width - cell_len(ellipsis)).rstrip() + ellipsis


def fitted(
    width: int, left: Sequence[Part], right: Sequence[Part] = (), *, ellipsis: str = "…"
) -> Iterable[tuple[str, Part | None]]:
    """Give the texts that fill exactly `width` cells, each with the piece that it is of.

    `left` is cut where it must be, `right` stands at the end, whole, and goes altogether where
    it would leave the left fewer than eight cells. What is of no piece is blank.
    """
    tail = sum(cell_len(piece.text) for piece in right)
    if tail and width - tail < 8:
        right, tail = (), 0
    room = width - tail
    for piece in left:
        if room <= 0:
            break
        text = cut(piece.text, room, ellipsis)
        room -= cell_len(text)
        yield text, piece
        if text != piece.text:
            break
    if room > 0:
        yield " " * room, None
    for piece in right:
        yield piece.text, piece
