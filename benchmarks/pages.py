"""The tables of growth as README and docs/scaling.md have them, put between their marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ledger
import wanted
from ledger import KINDS, SIZES, Kind, named, of, short
from sheet import OURS

Points = Sequence[dict[str, Any]]
PARTS = {
    ledger.KEYS_CPU,
    ledger.KEYS_STORE,
    ledger.MARKING,
    ledger.WARM_CPU,
    ledger.COLD_CPU,
    ledger.OWN_CPU,
    ledger.READ_CPU,
    ledger.BUSY,
}
CHIEF = tuple(kind for kind in KINDS if kind not in PARTS)
"""What README tells; the other page tells all."""
FLOORS = ("a minimal Textual app", "bare sockets")
"""These are no readers."""


def fill(page: Path, told: dict[str, Any]) -> None:
    """Put tables and verdicts between their marks in a page."""
    page.write_text(filled(page.read_text("utf-8"), told), "utf-8")


def filled(text: str, told: dict[str, Any]) -> str:
    """Return a page with what these figures say between its marks."""
    points = told["points"]
    parts = {
        "growth": whole(told),
        "chief": "\n\n".join(table(points, axis, CHIEF) for axis in SIZES),
        "ahead": "\n".join(ahead(points)),
        "wanted": "\n".join(wanted.table(points)),
        "measured": "\n".join(notes(told)),
    }
    for name, part in parts.items():
        start, stop = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, found, rest = text.partition(start)
        _, ended, after = rest.partition(stop)
        if found and ended:
            text = f"{before}{start}{part}\n{stop}{after}"
    return text


def whole(told: dict[str, Any]) -> str:
    """Return all figures, by articles and by sources, and how they were measured."""
    tables = (table(told["points"], axis, KINDS) for axis in SIZES)
    return "\n\n".join([*tables, "\n".join(notes(told))])


def table(points: Points, axis: str, kinds: Iterable[Kind]) -> str:
    """Return a row for each kind and reader, a column for each size."""
    rows = [
        f"| by {axis} | " + " | ".join(f"{size:,}" for size in SIZES[axis]) + " |",
        "| --- |" + " ---: |" * len(SIZES[axis]),
    ]
    for kind in kinds:
        if kind.axis == axis:
            for share in kind.shares:
                rows += rows_of(points, kind, share)
    return "\n".join(rows)


def rows_of(points: Points, kind: Kind, share: float) -> Iterator[str]:
    """Give the row of each reader that has such a figure in one of the columns."""
    is_of = {"kind": kind.name, "unit": kind.unit}.items()
    for who in dict.fromkeys(each["who"] for each in points if is_of <= each.items()):
        by_size = of(points, kind, who)
        cells = [cell(by_size.get(size), share) for size in SIZES[kind.axis]]
        if any(each != "–" for each in cells):
            name = f"**{who}**" if who == OURS else who
            which = "" if share == 0.5 else f" {named(share)},"
            yield f"| {kind.name},{which} {kind.unit}: {name} | {' | '.join(cells)} |"


def cell(point: dict[str, Any] | None, share: float) -> str:
    """Return one figure, quoted ones in italics."""
    if point is None:
        return "–"
    figure = short(ledger.value(point, share))
    return f"*{figure}*" if point.get("is_quoted") else figure


def ahead(points: Points) -> Iterator[str]:
    """Give for each kind who needs less than ours, where, and how many times less."""
    for kind in KINDS:
        ours = of(points, kind)
        others = {each["who"] for each in points} - {OURS, *FLOORS}
        found = []
        for who in sorted(others):
            theirs = of(points, kind, who)
            times = {
                size: ours[size]["median"] / theirs[size]["median"]
                for size in sorted(ours.keys() & theirs.keys())
                if ours[size]["median"] > theirs[size]["median"]
            }
            if times:
                least, most = (short(each) for each in (min(times.values()), max(times.values())))
                told = f"{most} ×" if least == most else f"{least} to {most} ×"
                found.append(f"{who} at {', '.join(f'{size:,}' for size in times)} ({told})")
        if found:
            yield f"- {kind.name}, {kind.unit}, by {kind.axis}: {'; '.join(found)}."


def notes(told: dict[str, Any]) -> Iterator[str]:
    """Say when, where and how it was measured."""
    measured = [each for each in told["points"] if "when" in each]
    if measured:
        loads = [each["load"] for each in measured]
        first_of, last = (f(each["when"] for each in measured) for f in (min, max))
        yield f"Medians where nothing else is said, measured {first_of} … {last} UTC;"
        yield f"load {min(loads)} … {max(loads)}."
        yield f"{'; '.join(f'{name} {value}' for name, value in told['machine'].items())}."
        if max(loads) > int(told["machine"]["cores"]) + 1:
            yield "**The machine was busy: what was taken in turn can be compared, and no more.**"
    yield "In italics: an earlier run on such a machine, of what is not installed here."
    if told["left_out"]:
        yield f"Left out: {'; '.join(f'{who} ({why})' for who, why in told['left_out'].items())}."
