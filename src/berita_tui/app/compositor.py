"""Compositor: puts a screen together from its widgets, and only what changed and is seen of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Chops = dict[int, Strip | None]
"""The pieces of a line by the columns they begin at, from left to right."""


class SparingCompositor(Compositor):
    """Asks a widget only for lines that changed and that no widget in front of it covers.

    As Textual has it, every widget that has anything in common with the smallest rectangle
    around all changes draws all its lines anew, and the containers behind it theirs, whether
    any of it is seen or not: for a letter typed into a box that is some two hundred lines.
    """

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed since the last time, None where nothing has."""
        page = self.size.region
        changed = [each for region in self._dirty_regions if (each := region.intersection(page))]
        self._dirty_regions.clear()
        if not changed:
            return None
        cuts, spans = self.cuts, list(self._regions_to_spans(changed))
        wanted: dict[int, set[int]] = {}
        for y, left, right in spans:
            ends = zip(cuts[y], cuts[y][1:], strict=False)
            starts = {start for start, end in ends if start < right and end > left}
            wanted[y] = wanted.get(y, set()) | starts
        chops = self._fill(wanted)
        lines = [chops.get(y, {}) for y in range(self.size.height)]
        return ChopsUpdate(lines, spans, [line[1:] for line in cuts])

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        rows = filter(is_rendered_line, crop.line_range)
        chops = self._fill({y: set(self.cuts[y][:-1]) for y in rows})
        # Where nothing is, not even the screen itself, there is nothing to be shown.
        return [
            {start: strip for start, strip in chops.get(y, {}).items() if strip is not None}
            for y in range(self.size.height)
        ]

    def _fill(self, wanted: dict[int, set[int]]) -> dict[int, Chops]:
        """Return the lines whose pieces are `wanted`, each with what is foremost in it."""
        cuts = self.cuts
        chops: dict[int, Chops] = {y: dict.fromkeys(cuts[y][:-1]) for y in wanted}
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            left, right = seen.column_span
            rows = {
                y: asked
                for y in range(*seen.line_span)
                if (asked := [start for start in wanted.get(y, ()) if left <= start < right])
            }
            if not rows:
                continue
            # Of what is asked of a widget most often only its bar, or all but that, is wanted.
            first = min(min(asked) for asked in rows.values())
            last = max(max(asked) for asked in rows.values())
            for top, end in _runs(rows):
                side = max(cuts[y][bisect_right(cuts[y], last)] for y in range(top, end))
                part = Region(first - region.x, top - region.y, side - first, end - top)
                for y, strip in zip(range(top, end), widget.render_lines(part), strict=False):
                    edges = [cut for cut in cuts[y] if first <= cut <= side]
                    inner = [edge - first for edge in edges[1:]]
                    pieces = strip.divide(inner) if len(inner) > 1 else (strip,)
                    missing = wanted[y]
                    for start, piece in zip(edges, pieces, strict=False):
                        if start in missing:
                            missing.discard(start)
                            chops[y][start] = piece
        return chops


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
