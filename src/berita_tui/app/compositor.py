"""Compositor: puts a screen together from its widgets, and only what changed and is seen of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console

Chops = dict[int, Strip | None]
"""The pieces of a line by the columns they begin at, from left to right."""

Wanted = dict[int, dict[int, int]]
"""Which pieces of which lines are to be drawn: where each begins, and where it ends."""


class SparingCompositor(Compositor):
    """Asks a widget only for cells that changed and that no widget in front of it covers.

    As Textual has it, every widget that has anything in common with the smallest rectangle
    around all changes draws all its lines anew, and the containers behind it theirs, whether
    any of it is seen or not: for a letter typed into a box that is some two hundred lines. The
    sides of a border are pieces of their own here: another colour of theirs draws no more.
    """

    @property
    def cuts(self) -> list[list[int]]:
        """Where on each line a widget begins or ends, and what is inside of its border."""
        if self._cuts is None:
            lines = super().cuts
            for widget, (region, clip) in self.visible_widgets.items():
                _, right, _, left = widget.styles.border.spacing
                sides = {region.x + left, region.right - right}
                if inside := sides.intersection(range(*region.intersection(clip).column_span)):
                    for y in range(*region.intersection(clip).line_span):
                        lines[y] = sorted(inside.union(lines[y]))
        assert self._cuts is not None
        return self._cuts

    def render_partial_update(self) -> SparingUpdate | None:
        """Return what has changed since the last time, None where nothing has."""
        page = self.size.region
        changed = [each for region in self._dirty_regions if (each := region.intersection(page))]
        self._dirty_regions.clear()
        if not changed:
            return None
        cuts, spans = self.cuts, list(self._regions_to_spans(changed))
        wanted: Wanted = {}
        for y, left, right in spans:
            line = cuts[y]
            first, last = bisect_right(line, left) - 1, bisect_left(line, right)
            wanted.setdefault(y, {}).update(pairwise(line[max(0, first) : last + 1]))
        ends = [[*wanted.get(y, {}).values()] for y in range(len(cuts))]
        chops = self._fill(wanted)
        return SparingUpdate([chops.get(y, {}) for y in range(len(cuts))], spans, ends)

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        rows = filter(is_rendered_line, crop.line_range)
        cuts = self.cuts
        chops = self._fill({y: dict(pairwise(cuts[y])) for y in rows})
        # Where nothing is, not even the screen itself, there is nothing to be shown.
        return [
            {start: strip for start, strip in chops.get(y, {}).items() if strip is not None}
            for y in range(self.size.height)
        ]

    def _fill(self, wanted: Wanted) -> dict[int, Chops]:
        """Return the lines whose pieces are `wanted`, each with what is foremost in it."""
        chops: dict[int, Chops] = {y: dict.fromkeys(pieces) for y, pieces in wanted.items()}
        for widget, (region, clip) in self.visible_widgets.items():
            if not wanted:
                break
            seen = region.intersection(clip)
            (left, right), (top, bottom) = seen.column_span, seen.line_span
            columns: dict[tuple[int, int], list[int]] = {}
            for y, pieces in wanted.items():
                if top <= y < bottom:
                    for piece in pieces.items():
                        if left <= piece[0] < right:
                            columns.setdefault(piece, []).append(y)
            for (start, end), rows in columns.items():
                for first, last in _runs(rows):
                    part = Region(start - region.x, first - region.y, end - start, last - first)
                    lines = widget.render_lines(part)
                    for y, strip in zip(range(first, last), lines, strict=False):
                        chops[y][start] = strip
                        del wanted[y][start]
            if columns:
                wanted = {y: pieces for y, pieces in wanted.items() if pieces}
        return chops


class SparingUpdate(ChopsUpdate):
    """What changed, as a terminal is told it: to move there, and what to write."""

    def render_segments(self, console: Console) -> str:
        """Return what is to be written; Textual takes longer for each move than for the rest."""
        told: list[str] = []
        for y, left, right in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                if strip is not None and x < right and end > left:
                    shown = strip if end <= right else strip.crop(0, right - x)
                    told += (f"\x1b[{y + 1};{x + 1}H", shown.render(console))
        return "".join(told)


def _runs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Return the stretches of numbers that follow one another, as beginnings and ends."""
    first = last = -1
    for row in rows:
        if row != last:
            if last > first:
                yield first, last
            first = row
        last = row + 1
    if last > first:
        yield first, last
