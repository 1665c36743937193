#!/usr/bin/env python3
"""What it costs to keep articles: CPU each, bytes each by what they are for, memory.

    python benchmarks/writing.py [--articles 20000] [--corpus PATH/corpus.py]

Articles come as entries with their stems, as the worker hands them over; reading feeds is not
counted, everything else is: recognising, making ready, writing, indexing, learning words. Once
in the order of time, as news comes, and once in feeds of 20 that reach far back, as on a first
refresh. The generator corpus.py is looked for beside the checkout.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from berita_tui.news import Entry, Source
from berita_tui.parse.stemming import stems_in
from berita_tui.places import Places
from berita_tui.store import Store
from library import BESIDE, entry, load

FEED = 20
"""Articles in a feed."""
NEWSBOAT = 4464
"""Bytes newsboat 2.21 keeps of one of these articles, without an index."""

Batch = tuple[int, list[Entry]]
"""The number of a source, and what its feed brings."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--corpus", type=Path, default=BESIDE)
    wish = options.parse_args()
    if not wish.corpus.is_file():
        sys.exit(f"no generator at {wish.corpus}; give --corpus")
    corpus, count = load(wish.corpus).Corpus(1), wish.articles
    feeds = max(1, count // FEED)
    in_time = ((at // FEED % feeds, range(at, at + FEED)) for at in range(count - FEED, -1, -FEED))
    far_back = ((feed, range(feed, count, feeds)) for feed in range(feeds))
    for name, order in (("in the order of time", in_time), ("feeds that reach back", far_back)):
        with tempfile.TemporaryDirectory() as scratch:
            print(f"-- {name}")
            measure(Path(scratch), made(corpus, order), feeds, count)


def made(corpus: ModuleType, order: Iterator[tuple[int, range]]) -> Iterator[Batch]:
    for feed, numbers in order:
        entries = [entry(corpus.article(number)) for number in numbers]
        for each in entries:
            object.__setattr__(each, "stems", stems_in(each, each.text))
        yield feed, entries


def measure(home: Path, batches: Iterator[Batch], feeds: int, count: int) -> None:
    store = Store.open(Places.under(home), clock=lambda: datetime.now(UTC))
    sources = store.sources.add(
        *(Source.followed(f"https://berita{feed}.example/") for feed in range(feeds))
    )
    spent = since = 0.0
    saved = told = text = 0
    last: list[Batch] = []
    for feed, entries in batches:
        spent += save(store, sources[feed], entries)
        saved += len(entries)
        text += sum(len(f"{each.title}\n{each.text}".encode()) for each in entries)
        last = [*last[-49:], (feed, entries)]
        if saved in {1000, 10_000, 100_000} or saved >= count:
            cost = (spent - since) / (saved - told) * 1000
            tell(f"CPU each, {told:,} to {saved:,}", f"{cost:.3f} ms")
            since, told = spent, saved
    began = time.process_time()
    store.learn()
    tell("CPU each, all in", f"{(spent + time.process_time() - began) / saved * 1000:.3f} ms")
    again = sum(save(store, sources[feed], entries) for feed, entries in last)
    known = sum(len(entries) for _, entries in last)
    tell("CPU each, known and unchanged", f"{again / known * 1000:.4f} ms")
    tell("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    weigh(store, text)
    store.close()


def save(store: Store, source: Source, entries: Sequence[Entry]) -> float:
    began = time.process_time()
    store.articles.save(source, entries, when=datetime.now(UTC))
    return time.process_time() - began


def weigh(store: Store, text: int) -> None:
    """Tell where the bytes are, as they lie when the last article was written."""
    weights = store.upkeep.weigh()
    parts = {
        name: getattr(weights, name) / weights.articles
        for name in ("texts", "lists", "index", "rest")
    }
    for name, size in parts.items():
        tell(f"bytes each, {name}", f"{size:,.0f}")
    whole = sum(parts.values())
    tell("bytes each, all", f"{whole:,.0f}, {whole / NEWSBOAT:.2f} of newsboat's without an index")
    share = weights.index / text
    tell("index", f"{share:.2f} of {text / weights.articles:,.0f} bytes of text")


def tell(what: str, value: str) -> None:
    print(f"{what:>34} {value}", flush=True)


if __name__ == "__main__":
    main()
