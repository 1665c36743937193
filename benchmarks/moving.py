#!/usr/bin/env python3
"""How long a key takes to be seen on the screen, in libraries of several sizes.

    python benchmarks/moving.py [--articles 1000 100000] [--homes DIR ...]
        [--keep DIR] [--json FILE]

Every figure is from the key to the end of the frame that answers it, in a real terminal. What
is done to a library is undone, but for articles that stay read because they were opened: those
given with --homes are used where they lie, so give copies.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import apsw

from berita_tui.news import View, ViewKind
from berita_tui.places import Places
from berita_tui.store import Store
from filling import homes
from lending import lent
from sheet import Sheet, ask, at, figure
from terminal import Terminal

MEASURES = (
    ("hold ↓ through 1,000 rows", 33, 0.99),
    ("hold PgDn, PgUp through 40 pages", 33, 0.99),
    ("end of the list and back", 60, 0.95),
    ("switch view", 60, 0.95),
    ("switch source", 60, 0.95),
    ("open an article", 25, 0.95),
    ("back to the list", None, 0.95),
    ("the article below", 25, 0.95),
    ("next unread, over all that is read", 60, 0.95),
    ("mark the whole list read: the next key", 60, 1.0),
    ("mark the whole list read: counts are right", None, 1.0),
    ("undo that: the next key", 60, 1.0),
    ("undo that: counts are right", None, 1.0),
)
"""What is measured, how many milliseconds it may take, and which share of the times must."""

ESCAPE = "\x1b[27u"
"""Esc as kitty's protocol has it: of a bare one Textual waits whether more comes."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, nargs="*", default=[1_000, 100_000])
    options.add_argument("--homes", type=Path, nargs="*", default=[])
    options.add_argument("--keep", type=Path, help="leave the libraries there for the next run")
    ask(options)
    wish = options.parse_args()
    sheet = Sheet(wish.json)
    with tempfile.TemporaryDirectory() as scratch:
        filled = wish.homes or [*homes(wish.keep or Path(scratch), wish.articles).values()]
        tables = {home: measure(home) for home in filled}
    print(f"\n{'':44}" + "".join(f"{home.name:>25}" for home in filled))
    for name, bound, share in MEASURES:
        row = ""
        for home in filled:
            size = f"{home.name} articles" if home not in wish.homes else home.name
            sheet.add(
                figure("moving", name, tables[home][name], size=size, bound=bound, share=share)
            )
            times = tables[home][name]
            row += f"{statistics.median(times):>9.1f}{at(times, 0.95):>8.1f}{at(times, 0.99):>8.1f}"
        told = f"p{share * 100:.0f} ≤ {bound}" if bound else "told only"
        print(f"{name:44}{row}   {told}")
    print("milliseconds: the median, 95 and 99 of a hundred")


def measure(home: Path) -> dict[str, list[float]]:
    """Do everything once; return the milliseconds each time took."""
    found: dict[str, list[float]] = {}
    print(home, file=sys.stderr)
    with reader(home) as keys:
        found["hold ↓ through 1,000 rows"] = [keys.press("j") for _ in range(1_000)]
        keys.go("g")
        found["hold PgDn, PgUp through 40 pages"] = [
            keys.press(key) for key in ["\x1b[6~"] * 40 + ["\x1b[5~"] * 39
        ]
        keys.go("g")
        found["end of the list and back"] = [keys.answer(key) for key in "Gg" * 20]
        found["switch view"] = [keys.answer(key) for key in "2131" * 8]
        keys.go("h")
        found["switch source"] = [keys.answer(key) for key in "jjjjkkkk" * 5]
        keys.go("l")
        keys.go("1")
        opened = [opened_and_left(keys) for _ in range(100)]
        found["open an article"] = [there for there, _ in opened]
        found["back to the list"] = [back for _, back in opened]
        found["the article below"] = [keys.answer("J") for _ in range(100)]
    with only_the_last_unread(home), reader(home) as keys:
        found["next unread, over all that is read"] = [sought(keys) for _ in range(20)]
    counted = partial_count(home)
    with reader(home) as keys:
        for name, key, is_over in (
            ("mark the whole list read", "A", lambda: counted() == 0),
            ("undo that", "U", lambda: counted() > 0),
        ):
            began = time.perf_counter()
            keys.press(key, frames=0)
            found[f"{name}: the next key"] = [max(keys.press("j") for _ in range(20))]
            while not is_over():
                keys.press("j")
            found[f"{name}: counts are right"] = [(time.perf_counter() - began) * 1000]
            keys.rest()
    return found


def opened_and_left(keys: Keys) -> tuple[float, float]:
    """Go into the article under the cursor and back to the list, one row below."""
    there, back = keys.turn("\r"), keys.turn(ESCAPE)
    keys.go("j")
    return there, back


def sought(keys: Keys) -> float:
    """Jump to the one unread article from the top, and undo that it was read."""
    keys.go("g")
    spent = keys.answer("n")
    keys.go("U")
    return spent


def partial_count(home: Path) -> Callable[[], int]:
    """Return what asks how many articles are unread."""
    archive = apsw.Connection(str(Places.under(home).archive), flags=apsw.SQLITE_OPEN_READONLY)
    archive.set_busy_timeout(5_000)
    return lambda: int(archive.execute("SELECT sum(unread) FROM sources").get)


@contextmanager
def only_the_last_unread(home: Path) -> Iterator[None]:
    """Have all read but the oldest article for a while."""
    with closing(Store.open(Places.under(home), clock=lambda: datetime.now(UTC))) as store:
        shelf = store.shelf(View(ViewKind.UNREAD))
        store.marks.read_view(View())
        store.marks.unread(shelf[len(shelf) - 1].key)
    try:
        yield
    finally:
        with closing(Store.open(Places.under(home), clock=lambda: datetime.now(UTC))) as store:
            store.marks.undo()
            store.marks.undo()


class Keys:
    """A reader in a terminal that says it can hold frames back, so that their ends are seen."""

    END = b"\x1b[?2026l"
    TURNED = re.compile("┏.*?".encode() + re.escape(END), re.DOTALL)
    """The pane that has the focus, in its heavy border, to the end of the frame."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "berita_tui", "--lang", "en", "--home", str(home)]
        self.terminal = Terminal(command)
        self.terminal.wait_for("All")
        self.terminal.press("\x1b[?2026;2$y")
        self.rest(1.0)

    def press(self, key: str, *, frames: int = 1) -> float:
        """Send a key; return the milliseconds until so many frames have come after it."""
        self.terminal.press(key)
        return self.terminal.wait_for_bytes(self.END, frames) * 1000 if frames else 0.0

    def answer(self, key: str) -> float:
        """Send a key when nothing is drawn any more; return the milliseconds until a frame came."""
        self.rest(0.05)
        return self.press(key)

    def turn(self, key: str) -> float:
        """Send a key that leads into another pane; return the milliseconds until it is there."""
        self.rest(0.05)
        self.terminal.press(key)
        return self.terminal.wait_for_match(self.TURNED) * 1000

    def go(self, key: str) -> None:
        """Send a key that may have nothing to draw, and wait until all of it is done."""
        self.press(key, frames=0)
        self.rest()

    def rest(self, quiet: float = 0.3) -> None:
        """Wait until nothing is drawn any more."""
        self.terminal.settle(quiet)


@contextmanager
def reader(home: Path) -> Iterator[Keys]:
    """Have a reader open."""
    with lent(home) as place:
        keys = Keys(place)
        try:
            yield keys
        finally:
            keys.terminal.leave("\x11")


if __name__ == "__main__":
    main()
