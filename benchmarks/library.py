#!/usr/bin/env python3
"""How fast the library is: opening, jumping, searching and marking among many articles.

    python benchmarks/library.py [--articles 100000] [--keep DIR] [--json FILE]
    python benchmarks/library.py --fill 1000 10000 … --keep DIR

With --keep the library is left in DIR and used again by the next run. With --fill nothing is
measured but the writing: libraries of these sizes are made, for other scripts to use; one that
is not whole is filled on.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import corpus
from berita_tui.news import View, ViewKind, parse_query
from berita_tui.store import Store
from filling import homes, opened
from sheet import Sheet, ask, figure

TOLD: dict[str, float] = {}
"""The milliseconds that each thing took."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--fill", type=int, nargs="*", metavar="N")
    options.add_argument("--keep", type=Path)
    ask(options)
    wish = options.parse_args()
    if wish.fill and not wish.keep:
        options.error("--fill needs --keep")
    with tempfile.TemporaryDirectory() as scratch:
        made = homes(wish.keep or Path(scratch), wish.fill or [wish.articles])
        if not wish.fill:
            measure(made[wish.articles])
    size = f"{wish.articles:,} articles"
    Sheet(wish.json).add(*(figure("library", what, [ms], size=size) for what, ms in TOLD.items()))


def measure(home: Path) -> None:
    """Do everything once."""
    with timed("open"):
        store = opened(home)
    look(store)
    search(store)
    mark(store)
    stats = store.stats()
    store.close()
    print(f"{'articles':>34} {stats.articles:>10,}")
    print(f"{'archive':>34} {stats.archive_bytes / 1e6:>10.1f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':>34} {peak:>10.1f} MB")


def look(store: Store) -> None:
    folder = View(ViewKind.FOLDER, folder=("3",))
    source = View(ViewKind.SOURCE, source=store.sources.all()[0].key)
    with timed("first 200 of all"):
        store.shelf(View(), limit=200)[0]
    for name, view in (("all", View()), ("unread", View(ViewKind.UNREAD)), ("a folder", folder)):
        with timed(f"numbers of {name}"):
            store.shelf(view)
    with timed("numbers of a source"):
        store.shelf(source)
    shelf = store.shelf(View())
    with timed("first page"):
        shelf[0]
    with timed("last page"):
        shelf[len(shelf) - 1]
    with timed("counts"):
        store.counts()
    with timed("next unread"):
        store.next_unread(View(), shelf.number_at(len(shelf) // 2))
    with timed("an article"):
        store.articles.get_number(shelf.number_at(len(shelf) // 2))


def search(store: Store) -> None:
    words = [corpus.COMMON, corpus.MID, corpus.RARE, corpus.ULTRA]
    for text in (*words, f"{corpus.COMMON} {corpus.MID}", f'"{corpus.COMMON} daerah"', "xyzzy"):
        for limit in (100, None):
            with timed(f"find {text}{' (100)' if limit else ''}") as told:
                told.append(f"{len(store.find(parse_query(text), limit=limit)):,} found")
    for text in ("p", "pe", "pem", "peme"):
        with timed(f"find {text}* (100)"):
            store.find(parse_query(text, typing=True), limit=100)
    shelf = store.find(parse_query(corpus.COMMON), limit=100)
    with timed("20 snippets"):
        for row in range(min(20, len(shelf))):
            store.snippet(shelf.number_at(row), parse_query(corpus.COMMON))


def mark(store: Store) -> None:
    key = store.shelf(View(), limit=1)[0].key
    with timed("read one"):
        store.marks.read(key)
    with timed("bookmark one"):
        store.marks.bookmark(key)
    with timed("undo"):
        store.marks.undo()
    with timed("read all"):
        store.marks.read_view(View())
    with timed("undo that"):
        store.marks.undo()


@contextmanager
def timed(what: str) -> Iterator[list[str]]:
    told: list[str] = []
    began = time.perf_counter()
    yield told
    spent = (time.perf_counter() - began) * 1000
    TOLD[what] = spent
    print(f"{what:>34} {spent:>10.2f} ms  {' '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
