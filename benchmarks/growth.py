#!/usr/bin/env python3
"""How the cost of opening and of searching grows with the library, ours beside its peers.

    python benchmarks/growth.py [--sizes 1000 10000 …] [--home 1000000=DIR] [--keep DIR] [--store]

Libraries that are not there are made, ours and the peers', and kept in DIR for the next run; one
given with --home is used where it lies. Everybody is opened in turn. Each figure is written down
as soon as it is known: a run that breaks off leaves what it has, one of other sizes adds to it.
With --store the figures go to docs/growth.json, else to build/bench; the chart is drawn beside
them, and with --store the tables of README and docs/scaling.md are filled from them. With --draw
nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import chart
from berita_tui.places import Places
from corpus import COMMON, RARE
from keys import reader_of, type_word
from library import homes
from machine import described
from peers import PEERS, Peer
from sheet import OURS, at
from start import first
from terminal import Terminal

ROOT = Path(__file__).parents[1]
STORED = ROOT / "docs" / "growth.json"
OPENING, SEARCH, MEMORY, DISK = KINDS = ("opening", "search", "memory", "disk")
UNITS = {OPENING: "ms", SEARCH: "ms", MEMORY: "MiB", DISK: "bytes an article"}
QUOTED = {
    ("newsraft", OPENING): {1_000: 24, 10_000: 33, 100_000: 118},
    ("newsraft", SEARCH): {100_000: 725},
    ("newsraft", MEMORY): {100_000: 14},
    ("newsraft", DISK): {100_000: 4959},
    ("lemon24/reader", SEARCH): {100_000: 1768},
    ("lemon24/reader", DISK): {100_000: 11692},
}
"""Medians of November 2026 on a machine of this kind, for those who cannot be measured here:
newsraft 0.34, reader 3.26. A search's is the middle between a common and a rare word."""


class Ledger:
    """The figures there are, by kind, reader and size; a new one takes the place of the old."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: dict[str, Any] = {"points": [], "left_out": {}}
        with suppress(FileNotFoundError):
            self.told = json.loads(path.read_text("utf-8"))
        for (who, kind), medians in QUOTED.items():
            for size, median in medians.items():
                if not self._has(kind, who, size):
                    self._put(kind, who, size, {"median": median, "is_quoted": True})

    def take(self, kind: str, who: str, size: int, values: Sequence[float]) -> None:
        """Keep a figure that was measured."""
        figures = {
            "median": round(statistics.median(values), 2),
            "least": round(min(values), 2),
            "most": round(max(values), 2),
            "p95": round(at(values, 0.95), 2),
            "count": len(values),
            "load": round(os.getloadavg()[0], 2),
            "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        }
        self._put(kind, who, size, figures)
        self.write()
        middle = f"{figures['median']:,.1f} {UNITS[kind]}"
        print(f"{kind:>10} {size:>10,} {who:24} {middle}", flush=True)

    def write(self) -> None:
        """Write it all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self.told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        new.replace(self.path)

    def _put(self, kind: str, who: str, size: int, figures: dict[str, Any]) -> None:
        key = {"kind": kind, "who": who, "articles": size}
        kept = [each for each in self.told["points"] if not key.items() <= each.items()]
        self.told["points"] = sorted(
            [*kept, {**key, **figures}],
            key=lambda each: (
                KINDS.index(each["kind"]),
                each["who"] != OURS,
                each["who"],
                each["articles"],
            ),
        )

    def _has(self, kind: str, who: str, size: int) -> bool:
        key = {"kind": kind, "who": who, "articles": size}
        return any(key.items() <= each.items() for each in self.told["points"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    options.add_argument("--home", action="append", default=[], metavar="N=DIR")
    options.add_argument("--keep", type=Path, default=ROOT / "build" / "libraries")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--peers-up-to", type=int, default=100_000, metavar="N")
    options.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    options.add_argument("--store", action="store_true")
    options.add_argument("--draw", action="store_true")
    wish = options.parse_args()
    ledger = Ledger(STORED if wish.store else wish.out / "growth.json")
    if not wish.draw:
        given = {int(each.partition("=")[0]): Path(each.partition("=")[2]) for each in wish.home}
        if absent := [
            str(home) for home in given.values() if not Places.under(home).archive.exists()
        ]:
            options.error(f"no library in {', '.join(absent)}")
        measure(ledger, given, wish)
    svg = ledger.path.with_suffix(".svg")
    svg.write_text(chart.drawn(ledger.told), "utf-8")
    print(f"figures: {ledger.path}\nchart: {svg}\n\n{table(ledger.told)}")
    if wish.store:
        for page in (ROOT / "README.md", ROOT / "docs" / "scaling.md"):
            fill_page(page, table(ledger.told))


def measure(ledger: Ledger, given: dict[int, Path], wish: argparse.Namespace) -> None:
    """Measure every size, the smallest first."""
    ledger.told |= {"machine": described(), "load_before": os.getloadavg(), "left_out": {}}
    made = homes(wish.keep, [size for size in wish.sizes if size not in given])
    taking = [peer for peer in PEERS if peer.is_here]
    for peer in PEERS:
        if not peer.is_here:
            ledger.told["left_out"][peer.name] = "not installed"
    for who, _ in QUOTED:
        ledger.told["left_out"][who] = "not measured here; quoted"
    for size, home in sorted({**made, **given}.items()):
        beside = taking if size <= wish.peers_up_to else [each for each in taking if not each.needs]
        libraries = {peer: peer.library(wish.keep, size) for peer in beside}
        open_in_turn(ledger, size, home, libraries, wish.rounds)
        search(ledger, size, home, wish.rounds)
        for peer, folder in libraries.items():
            if peer.search:
                with trying(ledger, f"{peer.name}, search, {size:,}"):
                    search_peer(ledger, size, peer, folder)
            if peer.needs:
                ledger.take(DISK, peer.name, size, [peer.size(folder) / size])
        archive = [each.stat().st_size for each in Places.under(home).archive.parent.glob("*.db")]
        ledger.take(DISK, OURS, size, [sum(archive) / size])
    ledger.told["load_after"] = os.getloadavg()
    ledger.write()


class trying:  # noqa: N801 - read as a verb, like suppress
    """Notes in the ledger what a reader could not do in time, and goes on."""

    def __init__(self, ledger: Ledger, who: str) -> None:
        self._ledger, self._who = ledger, who

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, OSError):  # of which TimeoutError is one
            return False
        self._ledger.told["left_out"][self._who] = f"{error}"
        print(f"{self._who}: {error}", file=sys.stderr, flush=True)
        return True


def open_in_turn(
    ledger: Ledger, size: int, home: Path, libraries: dict[Peer, Path], rounds: int
) -> None:
    """Open everybody in turn; the first round brings the files into the page cache."""
    _, title = first(home)
    ours = [sys.executable, "-m", "berita_tui", "--lang", "en", "--home", str(home)]
    starts: dict[str, tuple[Callable[[], Terminal], str, str]] = {
        OURS: (lambda: Terminal(ours), title, "\x11"),
        **{
            peer.name: (lambda peer=peer, folder=folder: peer.open(folder), peer.first, "")
            for peer, folder in libraries.items()
        },
    }
    times: dict[str, list[float]] = {name: [] for name in starts}
    memory: dict[str, list[float]] = {name: [] for name in starts}
    for turn in range(rounds + 1):
        for name, (start, text, leave) in starts.items():
            with trying(ledger, f"{name}, opening, {size:,}"):
                terminal = start()
                try:
                    spent = terminal.wait_for(text, seconds=180) * 1000
                    if turn:
                        times[name].append(spent)
                        settle(terminal)
                        memory[name].append(terminal.memory())
                finally:
                    end(terminal, leave)
    for name in starts:
        if times[name]:
            ledger.take(OPENING, name, size, times[name])
            ledger.take(MEMORY, name, size, memory[name])


def settle(terminal: Terminal, most: float = 5.0) -> None:
    """Wait until nothing is drawn any more, or for so long: a clock may tick for ever."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        seen = len(terminal.seen)
        terminal.settle(0.4)
        if len(terminal.seen) == seen:
            return


def end(terminal: Terminal, leave: str) -> None:
    """Let a program leave by its key, so that its library is closed; else end it."""
    with suppress(OSError):
        if leave:
            terminal.settle(0.3)
            terminal.leave(leave, seconds=20)
            os.kill(terminal.pid, 0)
        terminal.close()


def search(ledger: Ledger, size: int, home: Path, rounds: int) -> None:
    """Type a common and a rare word; each key to its results on the screen counts."""
    with trying(ledger, f"{OURS}, search, {size:,}"), reader_of(home) as (screen, _):
        for word in (COMMON, RARE):
            type_word(screen, word)  # once for the page cache
        keys = [
            ms for _ in range(rounds) for word in (COMMON, RARE) for ms in type_word(screen, word)
        ]
        ledger.take(SEARCH, OURS, size, keys)


def search_peer(ledger: Ledger, size: int, peer: Peer, folder: Path) -> None:
    """Look for the same words in a peer: from Enter to what it finds."""
    assert peer.search
    terminal = peer.open(folder)
    try:
        terminal.wait_for(peer.first, seconds=180)
        settle(terminal)
        spent = [peer.search(terminal, word) * 1000 for _ in range(3) for word in (COMMON, RARE)]
        ledger.take(SEARCH, peer.name, size, spent[2:])
    finally:
        terminal.close()


# -- the table ------------------------------------------------------------------------------


def table(told: dict[str, Any]) -> str:
    """Return all figures as a table, a row for each kind and reader, a column for each size."""
    sizes = sorted({each["articles"] for each in told["points"]})
    rows = [
        "| | " + " | ".join(f"{size:,}" for size in sizes) + " |",
        "| --- |" + " ---: |" * len(sizes),
    ]
    for kind, who in dict.fromkeys((each["kind"], each["who"]) for each in told["points"]):
        cells = {
            each["articles"]: each
            for each in told["points"]
            if (each["kind"], each["who"]) == (kind, who)
        }
        name = f"**{who}**" if who == OURS else who
        told_cells = [cell(cells.get(size)) for size in sizes]
        rows.append(f"| {kind}, {UNITS[kind]}: {name} | {' | '.join(told_cells)} |")
    return "\n".join([*rows, "", *notes(told)])


def cell(point: dict[str, Any] | None) -> str:
    """Return one figure: a median, quoted ones in italics."""
    if point is None:
        return "–"
    middle = f"{point['median']:,.0f}"
    return f"*{middle}*" if point.get("is_quoted") else middle


def notes(told: dict[str, Any]) -> Iterator[str]:
    """Say when, where and how it was measured."""
    measured = [each for each in told["points"] if "when" in each]
    if measured:
        loads = [each["load"] for each in measured]
        first_of, last = (f(each["when"] for each in measured) for f in (min, max))
        yield f"Medians, measured {first_of} … {last} UTC; load {min(loads)} … {max(loads)}."
        yield f"{'; '.join(f'{name} {value}' for name, value in told['machine'].items())}."
        if max(loads) > int(told["machine"]["cores"]):
            yield "**The machine was busy: what was taken in turn can be compared, and no more.**"
    yield "In italics: an earlier run on such a machine, for what is not installed here."
    missing = [f"{who} ({why})" for who, why in told["left_out"].items() if "quoted" not in why]
    if missing:
        yield f"Left out: {'; '.join(missing)}."


def fill_page(page: Path, text: str) -> None:
    """Put the table between its marks in a page."""
    start, stop = "<!-- growth -->\n", "<!-- /growth -->"
    before, found, rest = page.read_text("utf-8").partition(start)
    _, ended, after = rest.partition(stop)
    if found and ended:
        page.write_text(f"{before}{start}{text}\n{stop}{after}", "utf-8")


if __name__ == "__main__":
    main()
