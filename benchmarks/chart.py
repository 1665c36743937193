"""Draws cost against size: two panels on logarithmic axes, as SVG that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT, TOP, BOTTOM = 860, 400, 64, 340
PANELS = (
    ("opening", "Opening, until headlines or sources", 56),
    ("search", "Searching everything", 490),
)
PANEL = 230
"""How wide a panel's field is; what stands to its right are the names of the lines."""
SIZES, COSTS = (1_000, 1_000_000), (5, 20_000)
HUES = {
    "berita-tui": ("#c2410c", "#fb923c"),
    "a minimal Textual app": ("#6b7280", "#9ca3af"),
    "newsboat": ("#1d4ed8", "#60a5fa"),
    "newsraft": ("#15803d", "#4ade80"),
    "sfeed_curses": ("#7e22ce", "#c084fc"),
    "lemon24/reader": ("#a16207", "#facc15"),
}
"""The colours of each reader on light and on dark."""
STYLE = """
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #374151 }
.head { font-size: 15px; font-weight: 600; fill: #111827 } .own { font-weight: 700 }
.field { fill: none; stroke: #9ca3af } .grid { stroke: #e5e7eb }
.line { fill: none; stroke-width: 2 } .ours { stroke-width: 3.5 } .quoted { stroke-dasharray: 5 4 }
.paper { fill: #ffffff }
.lead { fill: none; stroke: #9ca3af; stroke-dasharray: 1 3 }
"""
DARK = """
text { fill: #d1d5db } .head { fill: #f9fafb } .paper { fill: #0d1117 }
.field { stroke: #6b7280 } .grid { stroke: #2d333b }
"""


def drawn(told: dict[str, Any]) -> str:
    """Return the chart of these figures."""
    light, dark = (
        "".join(
            f".h{at} {{ stroke: {hue[shade]} }} .f{at} {{ fill: {hue[shade]} }}\n"
            for at, hue in enumerate(HUES.values())
        )
        for shade in (0, 1)
    )
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
                f' width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title">'
            ),
            (
                '<title id="title">Milliseconds to open and to search, by articles in the library'
                "</title>"
            ),
            f"<style>{STYLE}{light}@media (prefers-color-scheme: dark) {{{DARK}{dark}}}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
            *(part for panel in PANELS for part in panel_of(told["points"], *panel)),
            (
                f'<text x="56" y="{HEIGHT - 12}">Medians, both axes logarithmic. Dashed, hollow: an'
                " earlier run on such a machine.</text>"
            ),
            "</svg>\n",
        ]
    )


def across(size: float) -> float:
    """Return how far right a size stands in its panel."""
    low, high = map(math.log10, SIZES)
    return (math.log10(size) - low) / (high - low) * PANEL


def down(cost: float) -> float:
    """Return how far down a cost stands."""
    low, high = map(math.log10, COSTS)
    share = (math.log10(min(max(cost, COSTS[0]), COSTS[1])) - low) / (high - low)
    return BOTTOM - share * (BOTTOM - TOP)


def panel_of(points: Sequence[dict[str, Any]], kind: str, head: str, left: int) -> list[str]:
    """Return one panel: its field, its lines, their names where they do not cover each other."""
    parts = [f'<text class="head" x="{left}" y="{TOP - 24}">{escape(head)}</text>']
    for cost, name in ((10, "10 ms"), (100, "0.1 s"), (1_000, "1 s"), (10_000, "10 s")):
        y = down(cost)
        parts += [
            f'<line class="grid" x1="{left}" x2="{left + PANEL}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{name}</text>',
        ]
    for size, name in ((1_000, "1k"), (10_000, "10k"), (100_000, "100k"), (1_000_000, "1M")):
        x = left + across(size)
        parts += [
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{BOTTOM}"/>',
            f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="middle">{name}</text>',
        ]
    field = f'width="{PANEL}" height="{BOTTOM - TOP}"'
    parts.append(f'<rect class="field" x="{left}" y="{TOP}" {field}/>')
    ends: list[tuple[float, float, str]] = []
    for who in HUES:
        of_who = [each for each in points if (each["kind"], each["who"]) == (kind, who)]
        if of_who:
            parts += line_of(who, of_who, left)
            last = of_who[-1]
            ends.append((down(last["median"]), left + across(last["articles"]), who))
    return [*parts, *names_of(sorted(ends), left + PANEL + 12)]


def line_of(who: str, points: Sequence[dict[str, Any]], left: int) -> list[str]:
    """Return a reader's line and its dots; what is quoted is dashed and hollow."""
    hue = list(HUES).index(who)
    is_quoted = any(each.get("is_quoted") for each in points)
    places = [(left + across(each["articles"]), down(each["median"])) for each in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    kind = " ours" if who == "berita-tui" else " quoted" if is_quoted else ""
    dots = [
        f'<circle class="h{hue} {"paper" if is_quoted else f"f{hue}"}" cx="{x:.1f}" cy="{y:.1f}"'
        f' r="3.5"><title>{escape(who)}, {each["articles"]:,} articles:'
        f" {each['median']:,.0f} ms</title></circle>"
        for (x, y), each in zip(places, points, strict=True)
    ]
    return [f'<polyline class="line h{hue}{kind}" points="{path}"/>', *dots]


def names_of(ends: Sequence[tuple[float, float, str]], x: float) -> list[str]:
    """Return the names beside the lines, pushed apart, each led to where its line ends."""
    parts, free = [], 0.0
    for y, end, who in ends:
        at = max(y, free)
        free = at + 16
        own = ' class="own"' if who == "berita-tui" else ""
        parts += [
            f'<path class="lead" d="M{end + 6:.1f} {y:.1f} L{x - 3:.1f} {at:.1f}"/>',
            f'<text{own} x="{x}" y="{at + 4:.1f}">{escape(who)}</text>',
        ]
    return parts
