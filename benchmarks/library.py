#!/usr/bin/env python3
"""How fast the library is: opening, jumping, searching and saving among many articles.

    python benchmarks/library.py [--articles 100000]
        [--corpus PATH/corpus.py] [--keep DIR] [--json FILE]

The articles come from the generator corpus.py. With --keep the library is left in DIR and used
again by the next run.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import ModuleType

from berita_tui.news import Entry, Source, View, ViewKind, parse_query
from berita_tui.places import Places
from berita_tui.store import Store
from sheet import Sheet, ask, figure

CORPUS = Path(__file__).with_name("corpus.py")
FEEDS = 200
EACH = 50
"""Articles of a source that are saved together where libraries are filled as news comes."""
TOLD: dict[str, float] = {}
"""The milliseconds that each thing took."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--keep", type=Path)
    ask(options)
    wish = options.parse_args()
    if not wish.corpus.is_file():
        sys.exit(f"no generator at {wish.corpus}; give --corpus")
    with tempfile.TemporaryDirectory() as scratch:
        measure(wish.keep or Path(scratch), wish.articles, load(wish.corpus))
    size = f"{wish.articles:,} articles"
    Sheet(wish.json).add(*(figure("library", what, [ms], size=size) for what, ms in TOLD.items()))


def homes(keep: Path, sizes: list[int]) -> dict[int, Path]:
    """Return libraries of these sizes in a folder, each filled if it is not there."""
    corpus, found = load(CORPUS), {}
    for size in sizes:
        found[size] = home = keep / f"{size:,}"
        if (home / "is-filled").exists():
            continue
        shutil.rmtree(home, ignore_errors=True)
        with closing(Store.open(Places.under(home), clock=lambda: datetime.now(UTC))) as store:
            fill(store, size, corpus, is_in_time=True)
        (home / "is-filled").touch()
    return found


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(home: Path, count: int, corpus: ModuleType) -> None:
    places = Places.under(home)
    with timed("open"):
        store = Store.open(places, clock=lambda: datetime.now(UTC))
    missing = count - len(store.shelf(View()))
    if missing > 0:
        fill(store, count, corpus)
        store.close()
        with timed("open again"):
            store = Store.open(places, clock=lambda: datetime.now(UTC))
    look(store)
    search(store, corpus)
    mark(store)
    stats = store.stats()
    store.close()
    print(f"{'articles':>34} {stats.articles:>10,}")
    print(f"{'archive':>34} {stats.archive_bytes / 1e6:>10.1f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':>34} {peak:>10.1f} MB")


def fill(
    store: Store,
    count: int,
    corpus: ModuleType,
    *,
    is_in_time: bool = False,
) -> None:
    """Fill a library: source by source, or as news comes, the oldest of all sources first."""
    made = corpus.Corpus(1)
    sources = [
        Source.followed(f"https://berita{n}.example/", title=f"Warta {n}", folder=(f"{n % 10}",))
        for n in range(FEEDS)
    ]
    store.sources.add(*sources)
    spent = 0.0
    block = FEEDS * EACH if is_in_time else max(1, count)
    for start, number in product(range(0, count, block)[::-1], range(FEEDS)):
        source = sources[number]
        end = min(count, start + block)
        entries = [entry(made.article(each)) for each in range(start + number, end, FEEDS)]
        began = time.perf_counter()
        store.articles.save(source, entries, when=datetime.now(UTC))
        spent += time.perf_counter() - began
    print(f"{'save, an article':>34} {spent / count * 1000:>10.2f} ms")
    entries = [entry(made.article(each)) for each in range(0, min(count, FEEDS * 20), FEEDS)]
    with timed(f"save {len(entries)} known again"):
        store.articles.save(sources[0], entries, when=datetime.now(UTC))


def entry(made: dict[str, object]) -> Entry:
    html = str(made["html"])
    blocks = (re.sub("<[^>]*>", "", line).strip() for line in html.splitlines())
    text = "\n\n".join(filter(None, blocks))
    published = made["published"]
    assert isinstance(published, datetime)
    return Entry(
        guid=str(made["guid"]),
        link=str(made["link"]),
        title=str(made["title"]),
        author=str(made["author"]),
        section=str(made["category"]),
        lead=str(made["summary"]),
        html=html,
        text=text,
        published=published,
        is_whole=True,
    )


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


def search(store: Store, corpus: ModuleType) -> None:
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
