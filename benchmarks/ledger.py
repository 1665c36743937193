"""The ledger of growth: every figure by what it is of, whose it is and how large all was."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sheet import OURS, at

ARTICLES, SOURCES = "articles", "sources"
SIZES = {ARTICLES: (1_000, 10_000, 100_000, 1_000_000), SOURCES: (10, 100, 1_000, 5_000)}
"""The sizes that the pages tell of, by what a library grows in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a figure is of: its name, its unit, and which of the times taken are told."""

    name: str
    unit: str = "ms"
    axis: str = ARTICLES
    shares: tuple[float, ...] = (0.5,)
    """0.5 is the median; 0.95 is what 95 of 100 did not exceed."""


KINDS = (
    OPENING := Kind(name="opening"),
    ANSWERED := Kind(name="opening, a key answered"),
    SEARCH := Kind(name="search, a common and a rare word"),
    KEYS := Kind(name="search, each key of 200 queries", shares=(0.5, 0.95)),
    KEYS_CPU := Kind(name="each of those keys, the program", unit="ms CPU"),
    KEYS_STORE := Kind(name="each of those keys, the store alone", unit="ms CPU"),
    ARTICLE := Kind(name="open an article", shares=(0.95,)),
    BACK := Kind(name="back to the list", shares=(0.95,)),
    BELOW := Kind(name="the article below", shares=(0.95,)),
    HELD := Kind(name="hold ↓ through 1,000 rows", shares=(0.99,)),
    END := Kind(name="end of the list and back", shares=(0.95,)),
    UNREAD := Kind(name="next unread, over all that is read", shares=(0.95,)),
    VIEW := Kind(name="switch view", shares=(0.95,)),
    MARKING := Kind(name="mark the whole list read: the next key", shares=(1.0,)),
    ADDING := Kind(name="write and index an article", unit="ms CPU"),
    MEMORY := Kind(name="memory", unit="MiB"),
    DISK := Kind(name="disk", unit="bytes an article"),
    WARM := Kind(name="warm refresh", unit="s", axis=SOURCES),
    WARM_CPU := Kind(name="warm refresh", unit="s CPU", axis=SOURCES),
    COLD := Kind(name="cold refresh", unit="s", axis=SOURCES),
    READABLE := Kind(name="cold refresh, all readable and indexed", unit="s", axis=SOURCES),
    COLD_CPU := Kind(name="cold refresh", unit="s CPU", axis=SOURCES),
    OWN_CPU := Kind(name="cold refresh, of it writing and fetching", unit="s CPU", axis=SOURCES),
    READ_CPU := Kind(name="cold refresh, of it reading feeds", unit="s CPU", axis=SOURCES),
    WHOLE := Kind(name="add an article, all in but fetching", unit="ms CPU", axis=SOURCES),
    BUSY := Kind(name="a key while sources are refreshed", axis=SOURCES, shares=(0.5, 0.99)),
)
QUOTED = {
    ("newsraft", OPENING): {1_000: 24, 10_000: 33, 100_000: 118},
    ("newsraft", SEARCH): {100_000: 725},
    ("newsraft", MEMORY): {100_000: 14},
    ("newsraft", DISK): {100_000: 4959},
    ("newsraft", WARM): {1_000: 0.47},
    ("newsraft", COLD): {1_000: 1.48},
    ("lemon24/reader", SEARCH): {100_000: 1768},
    ("lemon24/reader", DISK): {100_000: 11692},
    ("lemon24/reader", WARM): {1_000: 3.3},
    ("lemon24/reader", COLD): {1_000: 29.1},
}
"""Medians of November 2026 on a machine of this kind, for those who cannot be measured here:
newsraft 0.34, reader 3.26. A search's is the middle between a common and a rare word."""


class Ledger:
    """The figures there are; a new one takes the place of the old, and is on disk at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: dict[str, Any] = {"points": [], "left_out": {}}
        with suppress(FileNotFoundError):
            self.told = json.loads(path.read_text("utf-8"))
        for (who, kind), medians in QUOTED.items():
            for size, median in medians.items():
                if not self._kept(kind, who, size):
                    self._put(kind, who, size, {"median": median, "is_quoted": True})

    def take(self, kind: Kind, who: str, size: int, values: Sequence[float]) -> None:
        """Keep a figure that was measured."""
        figures = {
            "median": precise(statistics.median(values)),
            "least": precise(min(values)),
            "most": precise(max(values)),
            "p95": precise(at(values, 0.95)),
            "p99": precise(at(values, 0.99)),
            "count": len(values),
            "load": round(os.getloadavg()[0], 2),
            "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        }
        self._put(kind, who, size, figures)
        self.write()
        told = ", ".join(f"{named(share)} {value(figures, share):,.4g}" for share in kind.shares)
        print(f"{kind.name:>38} {size:>9,} {who:24} {told} {kind.unit}", flush=True)

    def leave_out(self, who: str, why: str) -> None:
        """Say what was not measured, and why."""
        self.told["left_out"][who] = why
        self.write()

    def write(self) -> None:
        """Write it all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self.told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        new.replace(self.path)

    def _put(self, kind: Kind, who: str, size: int, figures: dict[str, Any]) -> None:
        key = {"kind": kind.name, "unit": kind.unit, "who": who, kind.axis: size}
        kept = [each for each in self.told["points"] if not key.items() <= each.items()]
        self.told["points"] = sorted([*kept, {**key, **figures}], key=order)

    def _kept(self, kind: Kind, who: str, size: int) -> bool:
        return size in of(self.told["points"], kind, who)


def order(point: dict[str, Any]) -> tuple[int, bool, str, int]:
    """Return where a figure stands: by kind, ours before the others', the smallest first."""
    kinds = [(kind.name, kind.unit) for kind in KINDS]
    size = point.get(ARTICLES) or point[SOURCES]
    at = kinds.index((point["kind"], point["unit"]))
    return at, point["who"] != OURS, point["who"], size


def of(points: Sequence[dict[str, Any]], kind: Kind, who: str = OURS) -> dict[int, dict[str, Any]]:
    """Return somebody's figures of a kind by size."""
    wanted = {"kind": kind.name, "unit": kind.unit, "who": who}
    return {each[kind.axis]: each for each in points if wanted.items() <= each.items()}


def value(point: dict[str, Any], share: float) -> float:
    """Return the figure that counts; of a quoted one there is the median only."""
    name = {0.5: "median", 0.95: "p95", 0.99: "p99", 1.0: "most"}[share]
    return float(point[name])


def named(share: float) -> str:
    """Return what a share of the times is called."""
    return {0.5: "median", 1.0: "most"}.get(share, f"p{share * 100:.0f}")


def short(figure: float) -> str:
    """Return a figure with as many digits as it is worth."""
    return f"{figure:,.0f}" if figure >= 10 else f"{figure:.2g}" if figure < 1 else f"{figure:.1f}"


def precise(figure: float) -> float:
    """Round to four figures."""
    return float(f"{figure:.4g}")
