#!/usr/bin/env python3
"""From a key to its results on the screen: the reader in a terminal, and its peers beside it.

    python benchmarks/keys.py [HOME] [--sample 4] [--pace 0.15] [--caches DIR] [--rounds 5]
                              [--json FILE]

HOME is a library that benchmarks/search.py or library.py has filled (--keep), else one is made.
The keys of every n-th of the 200 queries (--sample n) are pressed in the real program, in a
pseudo-terminal; beside them stands what the store alone takes. With --caches, a folder with
`newsboat-N` and `reader-N` as the project's tools make them, words are also looked for in newsboat
and with lemon24/reader (--reader-python), in turn with ours. A peer that is not there is left out,
and told.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import select
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn

from berita_tui.app.widgets.finder import PATIENCE, SOUGHT
from berita_tui.news import Order, parse_query
from berita_tui.store import Store
from corpus import COMMON, MID, RARE
from engine import Engine, is_here
from filling import corpus, library, opened
from lending import lent
from search import tell, typed
from sheet import Sheet, ask, at, figure
from terminal import Terminal

MARK = re.compile(rb"\x1b\]777;(\{.*?\})\x07")
SCREEN = 12
"""Results on a screen of 40 lines."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("home", type=Path, nargs="?")
    options.add_argument("--articles", type=int, default=20_000, help="in a library made for this")
    options.add_argument("--app", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--sample", type=int, default=4, help="take every n-th query")
    options.add_argument("--pace", type=float, default=0.15, help="seconds from key to key")
    options.add_argument("--caches", type=Path)
    options.add_argument("--reader-python", default=sys.executable)
    options.add_argument("--rounds", type=int, default=5)
    ask(options)
    wish = options.parse_args()
    sheet = Sheet(wish.json)
    if wish.app:
        run_marked(wish.home)
    with tempfile.TemporaryDirectory() as scratch:
        home = wish.home or library(Path(scratch) / "home", wish.articles)
        measure(home, wish, sheet)


def measure(home: Path, wish: argparse.Namespace, sheet: Sheet) -> None:
    with reader_of(home) as (screen, store):
        count = store.counts().all.total
        tell("articles", f"{count:,}; load {os.getloadavg()[0]:.1f}")
        if wish.caches:
            beside(screen, wish)
        else:
            queries = list(typed())[:: wish.sample]
            for what, times in every_key(screen, store, queries, wish.pace).items():
                sheet.add(figure("search", what, times, size=f"{count:,} articles"))


# -- the program, marking what it paints -----------------------------------------------------


def run_marked(home: Path) -> NoReturn:
    """Run the reader; behind each page of results it writes which one it was."""
    from berita_tui import cli
    from berita_tui.app.widgets.headlines import HeadlineList

    def marking(show: Callable[..., None]) -> Callable[..., None]:
        def shown(self: HeadlineList, shelf: Any, **kwargs: Any) -> None:
            show(self, shelf, **kwargs)
            if (query := kwargs.get("query")) is not None:
                told = {"text": query.text, "count": len(shelf), "is_cut": shelf.is_cut}
                mark = f"\x1b]777;{json.dumps(told)}\x07"
                self.call_after_refresh(self.app._driver.write, mark)  # noqa: SLF001 - no other way

        return shown

    for name in ("open_shelf", "renew_shelf"):
        setattr(HeadlineList, name, marking(getattr(HeadlineList, name)))
    cli.main(["--lang", "en", "--home", str(home)])


class Screen(Terminal):
    """The reader in a terminal, its marks read."""

    spent = 0.0

    def begin(self) -> None:
        """Open the box."""
        self.press("/")
        self.wait_for("Search everything")
        self.settle(0.1)

    def end(self) -> None:
        """Give back the list."""
        self.press("\x1b")
        self.wait_for("Latest")
        self.settle(0.1)

    def painted(self, text: str, *, seconds: float = 60) -> tuple[float, dict[str, Any]]:
        """Return the milliseconds from the key until results for `text` were written, and which."""
        read = 0
        while (left := self.started + seconds - time.perf_counter()) > 0:
            for mark in MARK.finditer(self.seen, read):
                read = mark.end()
                told: dict[str, Any] = json.loads(mark[1])
                if told["text"] == text:
                    self.seen = self.seen[read:]
                    return self.spent, told
            if select.select([self.fd], [], [], left)[0]:
                self.seen += os.read(self.fd, 65536)
                self.spent = (time.perf_counter() - self.started) * 1000
        raise TimeoutError(f"no results for {text!r} within {seconds} s")

    def drain(self, until: float) -> None:
        """Read what comes until that moment."""
        while (left := until - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                self.seen += os.read(self.fd, 65536)

    def cpu(self) -> float:
        """Return the milliseconds of CPU time that all threads have had (Linux)."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


@contextmanager
def reader_of(home: Path) -> Iterator[tuple[Screen, Store]]:
    """Open the library at `home` in the program and beside it."""
    with lent(home) as place, screen_of(place) as screen:
        # The second to open a library: the first would take it for one left by a crash, and
        # examine it all while keys are pressed.
        screen.wait_for("search")
        screen.settle(1.5)
        with closing(opened(home)) as store:
            yield screen, store


@contextmanager
def screen_of(home: Path) -> Iterator[Screen]:
    """Run the reader in a terminal, and leave it as a reader does."""
    screen = Screen([sys.executable, __file__, "--app", str(home)])
    try:
        yield screen
    finally:
        screen.leave("\x11", seconds=30)


# -- every key -------------------------------------------------------------------------------


def every_key(
    screen: Screen, store: Store, queries: list[tuple[str, str, Order]], pace: float
) -> dict[str, list[float]]:
    """Press every key of the queries, and ask the store for the same when the screen rests.

    Returns the milliseconds of all of them, by what took them.
    """
    figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    cut, filled = defaultdict(int), []
    for kind, text, order in queries:
        of_kind = figures[kind]
        screen.begin()
        if order is Order.BEST:
            screen.press("\x0f")
            screen.settle(0.1)
        began, keys = screen.cpu(), 0
        for end in range(1, len(text) + 1):
            part = text[:end]
            is_empty = parse_query(part, typing=True).is_empty
            screen.press(text[end - 1])
            if not is_empty:
                spent, told = screen.painted(part)
                of_kind["painted"].append(spent)
                keys += 1
                if told["is_cut"] and told["count"] < SCREEN:
                    cut[kind] += 1
                    if end == len(text):
                        filled.append(screen.painted(part)[0])
            screen.drain(screen.started + pace)
        of_kind["CPU of the program"] += [(screen.cpu() - began) / max(1, keys)] * keys
        screen.end()
        for end in range(1, len(text) + 1):
            alone(store, text[:end], order, of_kind)
    everything = tell_keys(figures, cut)
    if filled:
        tell("screens filled after a cut", f"{spread(filled)}  ({len(filled)} whole queries)")
    return everything


def alone(store: Store, text: str, order: Order, figures: dict[str, list[float]]) -> None:
    """Measure what the store takes for the first page of a query and the snippets seen."""
    query = parse_query(text, typing=True)
    if query.is_empty:
        return
    began, worked = time.perf_counter(), time.process_time()
    shelf = store.find(query, limit=SOUGHT, order=order, is_quick=True, seconds=PATIENCE)
    for row in range(min(SCREEN, len(shelf))):
        store.snippet(shelf[row].number, query)
    figures["store alone"].append((time.perf_counter() - began) * 1000)
    figures["store alone, CPU"].append((time.process_time() - worked) * 1000)


def tell_keys(
    figures: dict[str, dict[str, list[float]]], cut: dict[str, int]
) -> dict[str, list[float]]:
    everything: dict[str, list[float]] = defaultdict(list)
    for kind, of_kind in [*figures.items(), ("all", everything)]:
        for what, times in of_kind.items():
            if kind != "all":
                everything[what] += times
            tell(f"{kind}, {what}", f"{spread(times)}  ({len(times)} keys)")
        count = sum(cut.values()) if kind == "all" else cut[kind]
        tell(f"{kind}, not a screenful in time", f"{count} keys")
    return everything


def spread(times: list[float]) -> str:
    middle, late = statistics.median(times), at(times, 0.95)
    return f"{middle:8.1f} median {late:8.1f} p95 {max(times):8.1f} most, ms"


# -- beside the peers ------------------------------------------------------------------------


def beside(screen: Screen, wish: argparse.Namespace) -> None:
    """Look for the same words in the reader, newsboat and lemon24/reader, in turn."""
    words = [COMMON, MID, RARE, *corpus().vocab[300:700:100]]
    with peers(wish) as there:
        for word in words:
            figures: dict[str, list[float]] = defaultdict(list)
            for _ in range(wish.rounds):
                figures["berita-tui, its slowest key"].append(max(type_word(screen, word)))
                for name, search in there.items():
                    figures[name].append(search(word))
            for name, times in figures.items():
                tell(f"{word}, {name}", spread(times))


def type_word(screen: Screen, word: str) -> list[float]:
    """Type a word and give back the list; return the milliseconds of each key."""
    screen.begin()
    spent = []
    for end in range(1, len(word) + 1):
        screen.press(word[end - 1])
        spent.append(screen.painted(word[:end])[0])
        screen.drain(screen.started + 0.1)
    screen.end()
    return spent


@contextmanager
def peers(wish: argparse.Namespace) -> Iterator[dict[str, Callable[[str], float]]]:
    """Open the peers that are there."""
    there: dict[str, Callable[[str], float]] = {}
    programs: list[Any] = []
    for cache in sorted(wish.caches.iterdir()):
        if cache.name.startswith("newsboat-") and shutil.which("newsboat"):
            programs.append(newsboat := newsboat_in(cache))
            there[f"{cache.name}, Enter to results"] = newsboat
        elif cache.name.startswith("reader-") and is_here(wish.reader_python):
            programs.append(reader := Engine(wish.reader_python, cache))
            there[f"{cache.name}, newest 20, no screen"] = reader
        else:
            print(f"left out, not here: {cache.name}", file=sys.stderr)
    try:
        yield there
    finally:
        for program in programs:
            program.close()


class Newsboat(Terminal):
    """newsboat at its list of feeds."""

    def __call__(self, word: str) -> float:
        """Search everything; return the milliseconds from Enter to the results."""
        self.press("/")
        self.settle(0.2)
        self.press(word)
        self.settle(0.2)
        self.press("\r")
        spent = self.wait_for("Search result") * 1000
        self.settle(0.2)
        self.press("q")
        self.settle(0.2)
        return spent


def newsboat_in(cache: Path) -> Newsboat:
    """Open newsboat on a cache that is made for it."""
    files = [
        f"--{what}-file={cache / name}"
        for what, name in (("cache", "cache.db"), ("config", "config"))
    ]
    newsboat = Newsboat(["newsboat", f"--url-file={cache / 'urls'}", *files])
    newsboat.wait_for("Warta", seconds=120)
    newsboat.settle(0.5)
    return newsboat


if __name__ == "__main__":
    main()
