"""Galley: an article's parts one below the other, each set only when it comes into sight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from textual.geometry import Offset
from textual.selection import Selection

from berita_tui.typeset import Line, Lines, Sheet


class Galley:
    """The lines of a sheet in one width; parts not yet set are counted by a guess.

    Whoever shows it calls `settle` with the line at the top and how many are seen, and is
    told where that line is now: setting a part changes where the ones below it are.
    """

    def __init__(self, sheet: Sheet, width: int) -> None:
        self.sheet = sheet
        self.width = width
        self._lines: list[Lines | None] = [None] * len(sheet)
        self._heights = [sheet.guess(part, width) for part in range(len(sheet))]
        self._tops: list[int] = []
        self._next = 0

    @property
    def total(self) -> int:
        """How many lines there are, by guess where they are not set."""
        return self._starts()[-1]

    @property
    def is_whole(self) -> bool:
        """Whether every part is set, so that `total` is exact."""
        return self._next >= len(self.sheet)

    def at(self, y: int) -> tuple[int, int]:
        """Return which part the line `y` belongs to, and the how manieth of it it is."""
        starts = self._starts()
        part = min(max(0, bisect_right(starts, y) - 1), len(self.sheet) - 1)
        return part, y - starts[part]

    def top_of(self, part: int) -> int:
        """Return the line at which a part begins."""
        return self._starts()[min(part, len(self.sheet) - 1)]

    def lines(self, part: int) -> Lines:
        """Return the lines of one part, set now if they were not."""
        lines = self._lines[part]
        if lines is None:
            lines = self._lines[part] = self.sheet.lines(part, self.width)
            if self._heights[part] != len(lines):
                self._heights[part] = len(lines)
                self._tops = []
        return lines

    def line(self, y: int) -> Line | None:
        """Return the line `y`, None below the last."""
        if not 0 <= y < self.total:
            return None
        part, line = self.at(y)
        lines = self.lines(part)
        return lines[line] if line < len(lines) else Line()

    def settle(self, y: int, height: int) -> int:
        """Set what is seen of `height` lines from `y` on; return where that line is now."""
        for _ in range(4):
            y = self._settled_top(max(0, min(y, self.total - 1)))
            part, line = self.at(y)
            seen = -line
            while seen < height and part < len(self.sheet):
                seen += len(self.lines(part))
                part += 1
            if y + height <= self.total or not y:
                break
            y = max(0, self.total - height)
        return y

    def work(self, y: int, is_over: Callable[[], bool]) -> int:
        """Set more parts until `is_over` says so; return where the line `y` is now."""
        part, line = self.at(y)
        while not self.is_whole:
            self.lines(self._next)
            self._next += 1
            if is_over():
                break
        return self.top_of(part) + line

    def finish(self) -> None:
        """Set all there is."""
        self.work(0, lambda: False)

    def matches(self, part: int) -> tuple[int, ...]:
        """Return the numbers of the matches in one part, in order."""
        found = {piece.match for line in self.lines(part) for piece in line.pieces if piece.match}
        return tuple(sorted(found))

    def step(self, part: int, match: int, way: int) -> tuple[int, int] | None:
        """Return part and number of the match after (`way` 1) or before (-1) a place, in a ring.

        `match` 0 stands before the first of its part. None where there is no match at all.
        """
        inside = [one for one in self.matches(part) if (one > match if way > 0 else one < match)]
        if inside:
            return part, inside[0 if way > 0 else -1]
        count = len(self.sheet)
        for distance in range(1, count + 1):
            other = (part + way * distance) % count
            if found := self.matches(other):
                return other, found[0 if way > 0 else -1]
        return None

    def line_of(self, part: int, match: int) -> int:
        """Return the line on which a match begins."""
        for index, line in enumerate(self.lines(part)):
            if any(piece.match == match for piece in line.pieces):
                return self.top_of(part) + index
        return self.top_of(part)

    def _starts(self) -> list[int]:
        if not self._tops:
            self._tops = list(accumulate(self._heights, initial=0))
        return self._tops

    def _settled_top(self, y: int) -> int:
        """Set the part `y` is in and return where `y` is now, counted from the part's end.

        From the end, since one mostly comes into a part not yet set from below.
        """
        part, line = self.at(y)
        below = self._heights[part] - line
        height = len(self.lines(part))
        return self.top_of(part) + (max(0, height - below) if line else 0)


def copied(galley: Galley, selection: Selection, margin: int) -> str:
    """Return the selected text as it was written: wrapped lines joined, indents left out.

    Columns of `selection` are characters from the pane's left edge, `margin` cells before
    the text.
    """
    start = selection.start or Offset(0, 0)
    end = selection.end or Offset(galley.width + margin, galley.total)
    result: list[str] = []
    for y in range(start.y, min(end.y + 1, galley.total)):
        line = galley.line(y) or Line()
        text = line.text
        begin = max(line.lead, start.x - margin if y == start.y else 0)
        stop = max(0, end.x - margin) if y == end.y else len(text)
        result += (text[begin:stop].rstrip(), line.joint)
    return "".join(result[:-1]).replace("\xa0", " ")
