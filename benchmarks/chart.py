"""Draws cost against size: six panels on logarithmic axes, as SVG that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ledger import (
    ARTICLES,
    COLD,
    DISK,
    MEMORY,
    OPENING,
    SEARCH,
    SIZES,
    SOURCES,
    WARM,
    Kind,
    of,
    short,
)
from sheet import OURS

WIDTH, FIELD, TALL, ROW, TOP = 880, 230, 170, 252, 46
LEFTS = (62, 502)
"""Where the fields of the two columns begin; what stands to their right are the lines' names."""
TICKS = {1_000: "1k", 10_000: "10k", 100_000: "100k", 1_000_000: "1M"}
HUES = {
    OURS: ("#c2410c", "#fb923c"),
    "a minimal Textual app": ("#6b7280", "#9ca3af"),
    "bare sockets": ("#6b7280", "#9ca3af"),
    "newsboat": ("#1d4ed8", "#60a5fa"),
    "newsboat after ANALYZE": ("#0e7490", "#22d3ee"),
    "newsraft": ("#15803d", "#4ade80"),
    "sfeed_curses": ("#7e22ce", "#c084fc"),
    "lemon24/reader": ("#a16207", "#facc15"),
}
"""The colours of each reader on light and on dark."""
STYLE = """
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #374151 }
.head { font-size: 14px; font-weight: 600; fill: #111827 } .own { font-weight: 700 }
.field { fill: none; stroke: #9ca3af } .grid { stroke: #e5e7eb }
.line { fill: none; stroke-width: 2 } .ours { stroke-width: 3.5 } .quoted { stroke-dasharray: 5 4 }
.paper { fill: #ffffff }
.lead { fill: none; stroke: #9ca3af; stroke-dasharray: 1 3 }
"""
DARK = """
text { fill: #d1d5db } .head { fill: #f9fafb } .paper { fill: #0d1117 }
.field { stroke: #6b7280 } .grid { stroke: #2d333b }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One field: what it shows, between which costs, and where its left upper corner is."""

    kind: Kind
    head: str
    costs: tuple[float, float]
    marks: Mapping[float, str]
    left: int
    top: int

    def across(self, size: float) -> float:
        """Return how far right a size stands."""
        sizes = SIZES[self.kind.axis]
        return self.left + share(size, sizes[0], sizes[-1]) * FIELD

    def down(self, cost: float) -> float:
        """Return how far down a cost stands; what is outside is at the edge."""
        low, high = self.costs
        return self.top + (1 - share(min(max(cost, low), high), low, high)) * TALL


MILLISECONDS = {10: "10 ms", 100: "0.1 s", 1_000: "1 s", 10_000: "10 s"}
MEBIBYTES = {1: "1", 10: "10", 100: "100 MiB"}
KILOBYTES = {2_000: "2", 5_000: "5", 10_000: "10", 20_000: "20 kB"}
SECONDS = {0.1: "0.1 s", 1: "1 s", 10: "10 s", 100: "100 s"}
PANELS = tuple(
    Panel(
        kind=kind,
        head=head,
        costs=costs,
        marks=marks,
        left=LEFTS[number % 2],
        top=TOP + number // 2 * ROW,
    )
    for number, (kind, head, costs, marks) in enumerate(
        (
            (OPENING, "Opening, by articles", (5, 20_000), MILLISECONDS),
            (SEARCH, "Searching everything, by articles", (5, 20_000), MILLISECONDS),
            (WARM, "Refresh, nothing new, by sources", (0.05, 300), SECONDS),
            (COLD, "Refresh, 20 new articles each, by sources", (0.05, 300), SECONDS),
            (
                MEMORY,
                "Memory when open, by articles",
                (0.5, 500),
                {1: "1", 10: "10", 100: "100 MiB"},
            ),
            (DISK, "Disk an article, by articles", (2_000, 20_000), KILOBYTES),
        )
    )
)


def share(value: float, low: float, high: float) -> float:
    """Return where a value is between two others, by their logarithms: 0 to 1."""
    return math.log(value / low) / math.log(high / low)


def drawn(told: dict[str, Any]) -> str:
    """Return the chart of these figures."""
    light, dark = (
        "".join(
            f".h{at} {{ stroke: {hue[shade]} }} .f{at} {{ fill: {hue[shade]} }}\n"
            for at, hue in enumerate(HUES.values())
        )
        for shade in (0, 1)
    )
    height = TOP + len(PANELS) // 2 * ROW
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
                f' width="{WIDTH}" height="{height}" role="img" aria-labelledby="title">'
            ),
            (
                '<title id="title">What opening, searching, refreshing, memory and disk cost, by'
                " articles and by sources</title>"
            ),
            f"<style>{STYLE}{light}@media (prefers-color-scheme: dark) {{{DARK}{dark}}}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            *(part for panel in PANELS for part in drawn_panel(panel, told["points"])),
            (
                f'<text x="{LEFTS[0]}" y="{height - 10}">Medians, all axes logarithmic. Dashed,'
                " hollow: an earlier run on such a machine.</text>"
            ),
            "</svg>\n",
        ]
    )


def drawn_panel(panel: Panel, points: Sequence[dict[str, Any]]) -> list[str]:
    """Return one panel: its field, its lines, their names where they do not cover each other."""
    right, bottom = panel.left + FIELD, panel.top + TALL
    parts = [
        f'<text class="head" x="{panel.left}" y="{panel.top - 14}">{escape(panel.head)}</text>'
    ]
    for cost, name in panel.marks.items():
        y = panel.down(cost)
        parts += [
            f'<line class="grid" x1="{panel.left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text x="{panel.left - 6}" y="{y + 4:.1f}" text-anchor="end">{name}</text>',
        ]
    for size in SIZES[panel.kind.axis]:
        x = panel.across(size)
        name = TICKS[size] if panel.kind.axis == ARTICLES else f"{size:,}"
        parts += [
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{panel.top}" y2="{bottom}"/>',
            f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{name}</text>',
        ]
    field = f'width="{FIELD}" height="{TALL}"'
    parts.append(f'<rect class="field" x="{panel.left}" y="{panel.top}" {field}/>')
    ends: list[tuple[float, float, str]] = []
    for who in HUES:
        by_size = of(points, panel.kind, who)
        if there := {size: by_size[size] for size in SIZES[panel.kind.axis] if size in by_size}:
            parts += line_of(panel, who, there)
            size, last = [*there.items()][-1]
            ends.append((panel.down(last["median"]), panel.across(size), who))
    return [*parts, *names_of(sorted(ends), right + 12)]


def line_of(panel: Panel, who: str, points: Mapping[int, dict[str, Any]]) -> list[str]:
    """Return a reader's line and its dots; what is quoted is dashed and hollow."""
    hue = list(HUES).index(who)
    is_quoted = all(each.get("is_quoted") for each in points.values())
    places = [
        (panel.across(size), panel.down(each["median"]), each.get("is_quoted"), size)
        for size, each in points.items()
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, *_ in places)
    kind = " ours" if who == OURS else " quoted" if is_quoted else ""
    axis = "articles" if panel.kind.axis == ARTICLES else SOURCES
    dots = [
        f'<circle class="h{hue} {"paper" if is_hollow else f"f{hue}"}" cx="{x:.1f}" cy="{y:.1f}"'
        f' r="3.5"><title>{escape(who)}, {size:,} {axis}:'
        f" {short(points[size]['median'])} {panel.kind.unit}</title></circle>"
        for x, y, is_hollow, size in places
    ]
    return [f'<polyline class="line h{hue}{kind}" points="{path}"/>', *dots]


def names_of(ends: Sequence[tuple[float, float, str]], x: float) -> list[str]:
    """Return the names beside the lines, pushed apart, each led to where its line ends."""
    parts, free = [], 0.0
    for y, end, who in ends:
        at = max(y, free)
        free = at + 16
        kind = f"f{list(HUES).index(who)}" + (" own" if who == OURS else "")
        parts += [
            f'<path class="lead" d="M{end + 6:.1f} {y:.1f} L{x - 3:.1f} {at:.1f}"/>',
            f'<text class="{kind}" x="{x}" y="{at + 4:.1f}">{escape(who)}</text>',
        ]
    return parts
