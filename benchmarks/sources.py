"""What more sources cost: refreshes cold and warm beside the peers, and a key meanwhile."""

from __future__ import annotations

import compileall
from collections import defaultdict
from collections.abc import Sequence

import ledger
import refresh
from feedserver import serving
from ledger import Ledger
from meanwhile import during, presses
from peers import ANALYZED
from sheet import OURS, Sheet

LATENCY = 50
"""Milliseconds each answer is held back."""
ITEMS = 20
NAMES = {"sfeed": "sfeed_curses", "floor": "bare sockets"}
"""What those are called in the pages whose name says less."""


def refreshed(book: Ledger, count: int, rounds: int) -> None:
    """Refresh so many sources: ours and the floor often, the others once, for they take long."""
    compileall.compile_dir(refresh.ROOT / "src", quiet=1)
    here = [peer for peer in refresh.peers() if peer.is_here]
    often = [peer for peer in here if peer.name in {OURS, "floor"}]
    once = [peer for peer in here if peer not in often and count <= peer.most]
    turns = 1 if count > 1_000 else min(rounds, 3)
    with serving(count, items=ITEMS) as server:
        found = defaultdict(list)
        for taking, times in ((often, turns), (once, 1)):
            sheet = Sheet(None)
            runs = refresh.measure(server, count, LATENCY, times, taking=taking, sheet=sheet)
            found.update(runs)
    for (who, phase), figures in found.items():
        take(book, NAMES.get(who, who), phase, count, figures)
    for kind, part in ((ledger.OWN_CPU, "own"), (ledger.READ_CPU, "children")):
        book.take(kind, OURS, count, [getattr(each, part) for each in found[OURS, "cold"]])
    # A warm refresh asks as often and brings nothing: what is left is the articles' cost.
    pairs = zip(found[OURS, "cold"], found[OURS, "warm"], strict=True)
    costs = [(cpu(cold) - cpu(warm)) / count / ITEMS * 1000 for cold, warm in pairs]
    book.take(ledger.WHOLE, OURS, count, costs)


def take(
    book: Ledger, who: str, phase: str, count: int, figures: Sequence[refresh.Figures]
) -> None:
    """Keep what one phase of one reader took."""
    walls = [each.wall for each in figures]
    if phase.startswith("warm"):
        name = ANALYZED if "ANALYZE" in phase else who
        book.take(ledger.WARM, name, count, walls)
        book.take(ledger.WARM_CPU, name, count, [*map(cpu, figures)])
    elif phase == "cold":
        book.take(ledger.COLD, who, count, walls)
        book.take(ledger.COLD_CPU, who, count, [*map(cpu, figures)])
        # The index is written with the headlines: what is readable is found, too.
        if told := [each.told for each in figures if each.told]:
            book.take(ledger.READABLE, who, count, told)


def cpu(run: refresh.Figures) -> float:
    """Return the seconds of CPU time of a program and its children."""
    return run.own + run.children


def busy(book: Ledger, count: int = 1_000) -> None:
    """Press keys as a reader would while so many sources are asked for the first time."""
    book.take(ledger.BUSY, OURS, count, during(presses(count, latency=LATENCY)))
