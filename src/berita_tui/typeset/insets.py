"""Insets: where pictures stand among the lines, and how many cells each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from berita_tui.news import Plate

MOST_ROWS: Final = 20
"""Lines a picture takes at most."""
PIXELS_A_CELL: Final = 8
"""A picture is not blown up past so many of its pixels a column."""


@dataclass(frozen=True, slots=True)
class Inset:
    """One row of a picture that takes `columns` by `rows` cells."""

    plate: Plate
    row: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Insets:
    """The pictures that are on disk, by their addresses, and how large they may be set.

    `ratio` is how many times higher than wide a cell is.
    """

    plates: Mapping[str, Plate] = field(default_factory=lambda: MappingProxyType({}))
    most_rows: int = MOST_ROWS
    ratio: float = 2.0

    def rows(self, address: str, width: int) -> tuple[Inset, ...]:
        """Return the rows of the picture at `address`, none wider than `width` cells."""
        plate = self.plates.get(address)
        if plate is None or min(plate.width, plate.height, width, self.most_rows) < 1:
            return ()
        columns = min(width, -(-plate.width // PIXELS_A_CELL))
        tall = plate.height / plate.width / self.ratio
        rows = max(1, round(columns * tall))
        if rows > self.most_rows:
            rows = self.most_rows
            columns = max(1, min(columns, round(rows / tall)))
        return tuple(Inset(plate, row, columns, rows) for row in range(rows))


NO_INSETS: Final = Insets()
"""No pictures: each is told by its caption."""
