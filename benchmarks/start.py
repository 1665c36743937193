#!/usr/bin/env python3
"""How fast headlines are on the screen after the start, and keys answered, beside a minimal app.

    python benchmarks/start.py [--articles 1000 10000 100000] [--homes DIR ...] [--runs 7]
                               [--keep DIR] [--json FILE]

From exec to the moment the text is written to the terminal, the files in the page cache, all
in turn within one run, so that whatever else the machine does is shared. Headlines are painted
before the app is there, where it was before; so a key is typed as soon as they are seen, and its
answer is a figure of its own. The memory is PSS when
nothing moves any more (RSS where the system does not tell). Sources are compiled first, as an
installer does.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import sys
import tempfile
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import berita_tui
from berita_tui.cli.errand import open_store
from berita_tui.language import Language
from berita_tui.news import View
from berita_tui.placard.glyphs import UNICODE
from berita_tui.places import Places
from filling import homes
from lending import lent
from peers import MINIMAL
from sheet import OURS, Sheet, ask, figure
from terminal import Terminal

MOST = 1.35
"""How many times the minimal app's start the reader's may take, until it answers keys."""
EARLY = 100
"""Milliseconds until headlines are seen, where they were seen before."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    options.add_argument("--homes", type=Path, nargs="*", default=[])
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--keep", type=Path, help="leave the libraries there for the next run")
    ask(options)
    wish = options.parse_args()
    compileall.compile_dir(str(Path(berita_tui.__file__).parent), quiet=2)
    with tempfile.TemporaryDirectory() as scratch:
        filled = wish.homes or [*homes(wish.keep or Path(scratch), wish.articles).values()]
        with ExitStack() as loans:
            places = {home.name: loans.enter_context(lent(home)) for home in filled}
            compare(places, wish.runs, Sheet(wish.json))


def compare(filled: dict[str, Path], runs: int, sheet: Sheet) -> None:
    """Start everything in turn, and tell."""
    minimal = ([sys.executable, "-c", MINIMAL], "SATU BARIS")
    candidates = {"a minimal Textual app": minimal}
    counts, answers = {}, {}
    for name, home in filled.items():
        counts[name], title, answers[name] = first(home)
        command = [sys.executable, "-m", "berita_tui", "--lang", "en", "--home", str(home)]
        candidates[name] = (command, title)
    times: dict[str, list[float]] = {name: [] for name in candidates}
    answered: dict[str, list[float]] = {name: [] for name in answers}
    memory: dict[str, float] = {}
    for run in range(runs + 1):
        for name, (command, text) in candidates.items():
            terminal = Terminal(command)
            spent = terminal.wait_for(text) * 1000
            then = answer(terminal, answers[name]) if name in answers else 0.0
            if run:  # the first brings the files into the page cache, and leaves a sketch
                times[name].append(spent)
                answered.get(name, []).append(then)
            if run == runs:
                terminal.settle(1.5)
                memory[name] = terminal.memory()
            terminal.leave("\x11")
    floor = statistics.median(times["a minimal Textual app"])
    print(f"{'':28}{'articles':>10}{'median':>9}{'least':>8}{'most':>8}{'ratio':>8}{'MiB':>8}")
    for name, found in times.items():
        size = f"{counts[name]:,} articles" if name in counts else ""
        who = OURS if name in counts else name
        tell(name, found, counts.get(name, 0), floor, f"{memory[name]:8.1f}")
        bound = EARLY if name in counts else None
        sheet.add(figure("start", "exec to headlines", found, who=who, size=size, bound=bound))
        sheet.add(figure("memory", "when it rests", [memory[name]], who=who, size=size, unit="MiB"))
        if keys := answered.get(name):
            tell("  a key answered", keys, counts[name], floor)
            bound = MOST * floor
            sheet.add(figure("start", "exec to a key answered", keys, size=size, bound=bound))
    ours = [statistics.median(times[name]) for name in filled]
    grown = ours[-1] / ours[0]
    print(
        f"milliseconds; headlines after at most {EARLY} are wanted, keys at a ratio of {MOST},"
        f" and {grown:.2f} ≤ 1.10 from end to end"
    )


def tell(name: str, found: list[float], count: int, floor: float, rest: str = "") -> None:
    """Print a line of the table."""
    middle = statistics.median(found)
    print(
        f"{name:28}{count:>10,}{middle:>9.0f}{min(found):>8.0f}{max(found):>8.0f}"
        f"{middle / floor:>8.2f}{rest}"
    )


def first(home: Path) -> tuple[int, str, str]:
    """Return how many articles there are, the beginning of the first, and what answers `answer`."""
    places, clock = Places.under(home), lambda: datetime.now(UTC)
    with closing(open_store(places, Language("en"), clock)) as store:  # the guide in it
        shelf = store.shelf(View())
        mark = UNICODE.cursor + ("" if shelf[1].is_read else UNICODE.unread)
        return len(shelf), shelf[0].title[:24], mark + shelf[1].title[:24]


def answer(terminal: Terminal, wanted: str) -> float:
    """Move the cursor down as soon as headlines are seen; return the milliseconds since exec."""
    terminal.type("j")
    return terminal.wait_for(wanted) * 1000


if __name__ == "__main__":
    main()
