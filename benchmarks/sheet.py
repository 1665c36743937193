"""A sheet of figures: what one script measured, kept as JSON for the report to gather."""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

OURS = "berita-tui"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: what of whom was measured in a library of which size, and what came out."""

    part: str
    what: str
    who: str
    size: str
    unit: str
    median: float
    least: float
    most: float
    count: int
    wanted: str = ""
    is_met: bool | None = None


def at(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def figure(
    part: str,
    what: str,
    values: Sequence[float],
    *,
    who: str = OURS,
    size: str = "",
    unit: str = "ms",
    bound: float | None = None,
    share: float = 0.5,
) -> Figure:
    """Make a figure of what was measured, held against the `bound` for this share of it."""
    met = at(values, share)
    return Figure(
        part=part,
        what=what,
        who=who,
        size=size,
        unit=unit,
        median=statistics.median(values),
        least=min(values),
        most=max(values),
        count=len(values),
        wanted="" if bound is None else f"p{share * 100:.0f} ≤ {bound:g}, is {met:.4g}",
        is_met=None if bound is None else met <= bound,
    )


class Sheet:
    """Takes figures, and who was left out; writes them where it was asked to, or nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.figures: list[Figure] = []
        self.left_out: dict[str, str] = {}

    def add(self, *figures: Figure) -> None:
        """Take figures, and write all there are: a run that breaks off leaves what it has."""
        self.figures += figures
        self._write()

    def leave_out(self, who: str, why: str) -> None:
        """Tell who takes no part."""
        print(f"left out: {who}: {why}", flush=True)
        self.left_out[who] = why
        self._write()

    def _write(self) -> None:
        if self._path:
            told = {"figures": list(map(asdict, self.figures)), "left_out": self.left_out}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


def ask(options: argparse.ArgumentParser) -> None:
    """Let a script be asked for a sheet."""
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
