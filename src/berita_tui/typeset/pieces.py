"""Pieces: text set in type, as lines of pieces that know their role, link and match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len

from berita_tui.typeset.insets import Inset


class Role(StrEnum):
    """What a piece of text is; a theme says how it looks. Roles combine, later ones on top."""

    TITLE = "title"
    OUTLET = "outlet"
    BYLINE = "byline"
    DATELINE = "dateline"
    HEADING = "heading"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRIKE = "strike"
    MARK = "mark"
    CODE = "code"
    QUOTE = "quote"
    CAPTION = "caption"
    BULLET = "bullet"
    RULE = "rule"
    LINK = "link"
    NUMBER = "number"
    FOUND = "found"
    CURRENT = "current"


class Piece(NamedTuple):
    """Text in one look.

    `link` is the number of the link it belongs to, `match` that of the match within its part;
    0 where it is neither.
    """

    text: str
    roles: tuple[Role, ...] = ()
    link: int = 0
    match: int = 0


Pieces: TypeAlias = tuple[Piece, ...]

Finder: TypeAlias = Callable[[str], Sequence[tuple[int, int]]]
"""Tells where in a text the words searched for stand: start and end, in characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type.

    When it is copied its first `lead` characters are left out, and `joint` stands between it
    and the next. `inset` is the row of a picture that stands behind its pieces.
    """

    pieces: Pieces = ()
    joint: str = "\n"
    lead: int = 0
    inset: Inset | None = None

    @property
    def text(self) -> str:
        """The line as it is shown."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> int:
        """How many cells it takes."""
        return sum(cell_len(piece.text) for piece in self.pieces)


Lines: TypeAlias = tuple[Line, ...]


def in_role(pieces: Iterable[Piece], *roles: Role) -> Pieces:
    """Return `pieces` with `roles` below the ones they have."""
    return tuple(piece._replace(roles=roles + piece.roles) for piece in pieces)
