"""Tables: columns fitted to the width, rows set one at a time, wide ones as records."""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest

from rich.cells import cell_len

from berita_tui.news import Span, Spans, Table, spans_text
from berita_tui.typeset.breaking import settable, shown
from berita_tui.typeset.pieces import Finder, Line, Lines, Piece, Pieces, Role
from berita_tui.typeset.prose import set_prose, set_spans

LEAST_COLUMN = 8
"""Narrowest column worth reading, in cells; with less room a table becomes records."""
MOST_IN_A_CELL = 2000
"""Characters of a cell that are shown."""
MEASURED_ROWS = 200
"""Rows looked at to find the widths of columns."""
GAP = 2


class Grid:
    """One table, set in a given width row by row."""

    def __init__(self, table: Table, find: Finder | None) -> None:
        self.table = table
        self._find = find
        self._columns = lru_cache(maxsize=4)(self._fitted)
        self._wishes: list[int] = []

    def row(self, index: int, width: int, first: Pieces, rest: Pieces, line: str) -> Lines:
        """Return the lines of one row; below the header one of `line` characters too.

        `first` opens the first line and `rest` the others.
        """
        is_header = self.table.has_header and index == 0
        columns = self._columns(width - Line(rest).cells)
        if not columns:
            return () if is_header else self._record(index, width, first, rest)
        role = (Role.STRONG,) if is_header else ()
        cells = [
            set_prose(self._pieces(cell, *role), width)
            for cell, width in zip(self.table.rows[index], columns, strict=False)
        ]
        lines: list[Line] = []
        for parts in zip_longest(*cells, fillvalue=Line()):
            pieces = list(rest if lines else first)
            for part, width_ in zip(parts, columns, strict=False):
                pieces += part.pieces
                pieces.append(Piece(" " * (width_ - part.cells + GAP)))
            lines.append(Line(tuple(pieces[:-1])))
        if is_header:
            rule = (" " * GAP).join(line * column for column in columns)
            lines.append(Line((*rest, Piece(rule, (Role.RULE,)))))
        return tuple(lines)

    def _record(self, index: int, width: int, first: Pieces, rest: Pieces) -> Lines:
        """Return a row as one line a cell, each after the name of its column."""
        heads: tuple[Spans, ...] = self.table.rows[0] if self.table.has_header else ()
        lines: list[Line] = []
        for head, cell in zip_longest(heads, self.table.rows[index], fillvalue=()):
            if not (pieces := self._pieces(cell)):
                continue
            if name := self._pieces(head, Role.STRONG):
                pieces = (*name, Piece(": "), *pieces)
            opening = (*rest, Piece("  ")) if lines else (*first, Piece("- ", (Role.BULLET,)))
            lines += set_prose(pieces, width, opening, (*rest, Piece("  ")))
        return tuple(lines)

    def _pieces(self, cell: Spans, *roles: Role) -> Pieces:
        if len(spans_text(cell)) > MOST_IN_A_CELL:
            cell = (Span(spans_text(cell)[:MOST_IN_A_CELL] + "…"),)
        return set_spans(cell, *roles, find=self._find)

    def _fitted(self, width: int) -> tuple[int, ...]:
        """Return the columns' widths; none where they do not fit."""
        count = max(map(len, self.table.rows), default=0)
        room = width - GAP * (count - 1)
        if not count or room < count:
            return ()
        columns = self._wanted(count)
        if room < count * LEAST_COLUMN and sum(columns) > room:
            return ()
        if sum(columns) > room:
            fair = _share(columns, room)
            columns = [min(wish, fair) for wish in columns]
        return tuple(columns)

    def _wanted(self, count: int) -> list[int]:
        """Return how wide each of `count` columns would be if it could."""
        if not self._wishes:
            self._wishes = [1] * count
            for row in self.table.rows[:MEASURED_ROWS]:
                for column, cell in enumerate(row):
                    wish = _natural_width(cell)
                    self._wishes[column] = max(self._wishes[column], wish)
        return list(self._wishes)


def _natural_width(cell: Spans) -> int:
    text = shown(settable(spans_text(cell)[:MOST_IN_A_CELL]))
    numbers = sum(len(str(span.link)) + 2 for span in cell if span.link)
    return max(map(cell_len, text.split("\n"))) + numbers


def _share(columns: list[int], room: int) -> int:
    """Return the widest a column may be so that all of them, cut to it, fit into `room`.

    Narrow ones keep what they want, and the wide ones share what is left. All of them
    together want more than `room`.
    """
    wide = sorted(columns)
    while wide[0] * len(wide) <= room:
        room -= wide.pop(0)
    return room // len(wide)
