#!/usr/bin/env python3
"""What growth costs: everything a reader waits for, by articles and by sources, beside the peers.

    python benchmarks/growth.py [--sizes 1000 10000 …] [--sources 10 100 …] [--parts PART …]
                                [--home 1000000=DIR] [--keep DIR] [--reader-python PYTHON] [--store]

Libraries that are not there are made, ours and the peers', and kept in DIR for the next run; one
given with --home is used where it lies, and marks in it change. Everybody is opened in turn. Each
figure is written down as soon as it is known: a run that breaks off leaves what it has, one of
other sizes or parts adds to it. With --store the figures go to docs/growth.json, else to
build/bench; the chart is drawn beside them, and with --store the tables of README and
docs/scaling.md are filled from them. With --draw nothing is measured.
"""

from __future__ import annotations

import argparse
import compileall
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import chart
import engine
import ledger
import moving
import pages
import wanted
from adding import added
from berita_tui.places import Places
from corpus import COMMON, RARE
from filling import homes
from keys import every_key, reader_of, type_word
from ledger import Ledger
from lending import lent
from machine import described
from peers import ANALYZED, PEERS, Peer
from search import typed
from sheet import OURS
from sources import busy, refreshed
from start import answer, first
from terminal import Terminal

ROOT = Path(__file__).parents[1]
STORED = ROOT / "docs" / "growth.json"
BY_ARTICLES = ("opening", "disk", "words", "keys", "moving", "writing")
BY_SOURCES = ("refresh", "busy")
WHOLE = 1_000_000
"""From this size on, every one of the 200 queries is typed; in smaller libraries a sample."""
ENGINE = 10_000
"""Up to this size lemon24/reader's library is made where it is not there: 5 ms of CPU each."""
MOVES = (
    ledger.HELD,
    ledger.END,
    ledger.VIEW,
    ledger.ARTICLE,
    ledger.BACK,
    ledger.BELOW,
    ledger.UNREAD,
    ledger.MARKING,
)
"""What is taken of all that moving.py measures; it has the same names there."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    options.add_argument("--sources", type=int, nargs="*", default=[10, 100])
    parts = [*BY_ARTICLES, *BY_SOURCES]
    options.add_argument("--parts", nargs="*", choices=parts, default=parts)
    options.add_argument("--home", action="append", default=[], metavar="N=DIR")
    options.add_argument("--keep", type=Path, default=ROOT / "build" / "libraries")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--sample", type=int, default=8, help="type every n-th of 200 queries")
    options.add_argument("--peers-up-to", type=int, default=100_000, metavar="N")
    options.add_argument("--reader-python", default=sys.executable)
    options.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    options.add_argument("--store", action="store_true")
    options.add_argument("--draw", action="store_true")
    wish = options.parse_args()
    book = Ledger(STORED if wish.store else wish.out / "growth.json")
    if not wish.draw:
        given = {int(each.partition("=")[0]): Path(each.partition("=")[2]) for each in wish.home}
        if absent := [
            str(home) for home in given.values() if not Places.under(home).archive.exists()
        ]:
            options.error(f"no library in {', '.join(absent)}")
        measure(book, given, wish)
    tell(book, wish.store)


def tell(book: Ledger, is_stored: bool) -> None:
    """Draw the chart, fill the pages, and print what there is."""
    svg = book.path.with_suffix(".svg")
    svg.write_text(chart.drawn(book.told), "utf-8")
    if is_stored:
        for page in (ROOT / "README.md", ROOT / "docs" / "scaling.md"):
            pages.fill(page, book.told)
    print(f"figures: {book.path}\nchart: {svg}\n\n{pages.whole(book.told)}\n")
    print("\n".join(wanted.table(book.told["points"])))


def measure(book: Ledger, given: dict[int, Path], wish: argparse.Namespace) -> None:
    """Measure every size, the smallest first, then every number of sources."""
    compileall.compile_dir(ROOT / "src", quiet=1)  # as users have it
    book.told |= {"machine": described(), "load_before": os.getloadavg()}
    for peer in PEERS:
        with trying(book, peer.name):
            if not peer.is_here:
                raise ModuleNotFoundError("not installed")
    here = {*BY_ARTICLES} & {*wish.parts}
    asked = [each for each in wish.sizes if each not in given] if here else []
    sizes = {**homes(wish.keep, asked), **given}
    if "opening" in wish.parts:
        open_in_turn(book, sizes, wish)
    for size, home in sorted(sizes.items()) if here else ():
        by_size(book, size, home, wish)
    if "writing" in wish.parts and sizes:
        with trying(book, ledger.ADDING.name):
            for size, costs in added(sizes, wish.keep).items():
                book.take(ledger.ADDING, OURS, size, costs)
    for count in sorted(wish.sources) if "refresh" in wish.parts else ():
        with trying(book, f"refresh of {count:,} sources"):
            refreshed(book, count, wish.rounds)
    if "busy" in wish.parts:
        with trying(book, ledger.BUSY.name):
            busy(book)
    book.told["load_after"] = os.getloadavg()
    book.write()


def by_size(book: Ledger, size: int, home: Path, wish: argparse.Namespace) -> None:
    """Measure all that is asked for in libraries of one size, ours and the peers'."""
    libraries = beside(size, wish)
    if "disk" in wish.parts:
        weigh(book, size, home, libraries)
    if "words" in wish.parts:
        with trying(book, f"{OURS}, search, {size:,}"), reader_of(home) as (screen, _):
            words = [word for _ in range(wish.rounds + 1) for word in (COMMON, RARE)]
            times = [type_word(screen, word) for word in words]  # twice for the page cache
            book.take(ledger.SEARCH, OURS, size, [ms for each in times[2:] for ms in each])
        for peer, folder in libraries.items():
            search_peer(book, size, peer, folder)
        if size <= ENGINE or engine.has(wish.keep, size):
            search_engine(book, size, wish)
    if "keys" in wish.parts:
        with trying(book, f"{OURS}, keys, {size:,}"), reader_of(home) as (screen, store):
            queries = [*typed()][:: 1 if size >= WHOLE else wish.sample]
            times = every_key(screen, store, queries, 0.1)
            book.take(ledger.KEYS, OURS, size, times["painted"])
            book.take(ledger.KEYS_CPU, OURS, size, times["CPU of the program"])
            book.take(ledger.KEYS_STORE, OURS, size, times["store alone, CPU"])
    if "moving" in wish.parts:
        with trying(book, f"{OURS}, moving, {size:,}"):
            found = moving.measure(home)
            for kind in MOVES:
                book.take(kind, OURS, size, found[kind.name])


def beside(size: int, wish: argparse.Namespace) -> dict[Peer, Path]:
    """Return the peers that are measured at a size, and their libraries."""
    here = [peer for peer in PEERS if peer.is_here and (size <= wish.peers_up_to or not peer.needs)]
    return {peer: peer.library(wish.keep, size) for peer in here}


@contextmanager
def trying(book: Ledger, who: str) -> Iterator[None]:
    """Note in the ledger what could not be measured, and go on: nobody looks on."""
    try:
        yield
    except ModuleNotFoundError as error:
        book.leave_out(who, f"{error}")
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest is to be measured
        traceback.print_exc()
        book.leave_out(who, f"{error}" or type(error).__name__)
    else:
        book.told["left_out"].pop(who, None)


# -- opening --------------------------------------------------------------------------------


@dataclass(slots=True)
class Openings:
    """How somebody's library is opened, and what that took: milliseconds, and MiB at the end."""

    start: Callable[[], Terminal]
    text: str
    key: str = ""
    """What is typed as soon as `text` is seen, where an answer is waited for."""
    leave: str = ""
    times: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def open_in_turn(book: Ledger, sizes: Mapping[int, Path], wish: argparse.Namespace) -> None:
    """Open everybody's libraries in turn; the first round brings the files into the page cache.

    So a library is compared with a larger one, and with a peer's, at the same time of day.
    """
    with ExitStack() as stack:
        all_: dict[tuple[str, int], Openings] = {}
        for size, home in sorted(sizes.items()):
            all_[OURS, size] = ours(home, stack.enter_context(lent(home)))
            for peer, folder in beside(size, wish).items():
                all_[peer.name, size] = Openings(partial(peer.open, folder), peer.first)
        for turn in range(wish.rounds + 1):
            for (name, size), openings in all_.items():
                with trying(book, f"{name}, opening, {size:,}"):
                    open_once(openings, is_counted=turn > 0, is_weighed=turn == wish.rounds)
    for (name, size), openings in all_.items():
        if openings.answered:
            book.take(ledger.ANSWERED, name, size, openings.answered)
        if openings.times and openings.memory:
            book.take(ledger.OPENING, name, size, openings.times)
            if name != ANALYZED:  # as before
                book.take(ledger.MEMORY, name, size, openings.memory)


def ours(home: Path, place: Path) -> Openings:
    """Return how our own library is opened, lent to a home of its own."""
    _, title, beneath = first(home)
    command = [sys.executable, "-m", "berita_tui", "--lang", "en", "--home", str(place)]
    return Openings(lambda: Terminal(command), title, key=beneath, leave="\x11")


def open_once(openings: Openings, *, is_counted: bool, is_weighed: bool) -> None:
    """Open a library and note what it took; its memory is weighed when it rests."""
    terminal = openings.start()
    try:
        spent = terminal.wait_for(openings.text, seconds=180) * 1000
        openings.times += [spent] if is_counted else []
        if openings.key:
            then = answer(terminal, openings.key)
            openings.answered += [then] if is_counted else []
        if is_weighed:
            settle(terminal)
            openings.memory.append(terminal.memory())
    finally:
        if openings.leave:
            terminal.settle(0.3)
            terminal.leave(openings.leave, seconds=20)
        else:
            terminal.close()


def settle(terminal: Terminal, most: float = 5.0) -> None:
    """Wait until nothing is drawn any more, or for so long: a clock may tick for ever."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        seen = len(terminal.seen)
        terminal.settle(0.4)
        if len(terminal.seen) == seen:
            return


# -- what lies on disk ----------------------------------------------------------------------


def weigh(book: Ledger, size: int, home: Path, libraries: dict[Peer, Path]) -> None:
    """Take bytes an article."""
    archive = [each.stat().st_size for each in Places.under(home).archive.parent.glob("*.db")]
    book.take(ledger.DISK, OURS, size, [sum(archive) / size])
    for peer, folder in libraries.items():
        if peer.needs and peer.name != ANALYZED:
            book.take(ledger.DISK, peer.name, size, [peer.size(folder) / size])


# -- searching ------------------------------------------------------------------------------


def search_peer(book: Ledger, size: int, peer: Peer, folder: Path) -> None:
    """Look for the same words in a peer: from Enter to what it finds."""
    if not peer.search:
        return
    with trying(book, f"{peer.name}, search, {size:,}"):
        terminal = peer.open(folder)
        try:
            terminal.wait_for(peer.first, seconds=180)
            settle(terminal)
            words = [COMMON, RARE] * 3
            spent = [peer.search(terminal, word) * 1000 for word in words]
            book.take(ledger.SEARCH, peer.name, size, spent[2:])
        finally:
            with suppress(OSError):
                terminal.close()


def search_engine(book: Ledger, size: int, wish: argparse.Namespace) -> None:
    """Look for the same words in lemon24/reader, which paints nothing."""
    with trying(book, f"{engine.NAME}, search, {size:,}"):
        if not engine.is_here(wish.reader_python):
            raise ModuleNotFoundError("not installed")
        folder = engine.library(wish.reader_python, wish.keep, size)
        book.take(ledger.DISK, engine.NAME, size, [engine.size(folder) / size])
        ask = engine.Engine(wish.reader_python, folder)
        try:
            spent = [ask(word) for word in [COMMON, RARE] * 4]
            book.take(ledger.SEARCH, engine.NAME, size, spent[2:])
        finally:
            ask.close()


if __name__ == "__main__":
    main()
