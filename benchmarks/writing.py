#!/usr/bin/env python3
"""What it costs to keep articles: CPU each, bytes each by what they are for, memory.

    python benchmarks/writing.py [--articles 20000] [--json FILE]

Articles come as the worker hands them over, made ready to be kept; reading feeds is not counted,
everything else is: recognising, writing, indexing, learning words. Once
in the order of time, as news comes, and once in feeds of 20 that reach far back, as on a first
refresh.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from berita_tui.news import Proof, Source
from berita_tui.places import Places
from berita_tui.prepress import proof_of
from berita_tui.store import Store
from filling import corpus, entry
from sheet import Sheet, ask, figure

FEED = 20
"""Articles in a feed."""
NEWSBOAT = 4464
"""Bytes newsboat 2.21 keeps of one of these articles, without an index."""

Batch = tuple[int, list[Proof], int]
"""The number of a source, what its feed brings, and how many bytes of text that is."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells figures, and puts them on the sheet."""

    sheet: Sheet
    order: str
    size: str

    def __call__(
        self, what: str, value: float, unit: str, places: int = 0, *, and_: str = ""
    ) -> None:
        """Tell one figure, `and_` what else it says."""
        print(f"{what:>34} {value:,.{places}f} {unit}{and_}", flush=True)
        part = "disk" if unit == "bytes" else "writing"
        told = f"{what}, {self.order}"
        self.sheet.add(figure(part, told, [value], size=self.size, unit=unit))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=20_000)
    ask(options)
    wish = options.parse_args()
    sheet, count = Sheet(wish.json), wish.articles
    feeds = max(1, count // FEED)
    in_time = ((at // FEED % feeds, range(at, at + FEED)) for at in range(count - FEED, -1, -FEED))
    far_back = ((feed, range(feed, count, feeds)) for feed in range(feeds))
    for name, order in (("in the order of time", in_time), ("feeds that reach back", far_back)):
        with tempfile.TemporaryDirectory() as scratch:
            print(f"-- {name}")
            tell = Teller(sheet, name, f"{count:,} articles")
            measure(Path(scratch), made(order), feeds, count, tell)


def made(order: Iterator[tuple[int, range]]) -> Iterator[Batch]:
    for feed, numbers in order:
        entries = [entry(corpus().article(number)) for number in numbers]
        text = sum(len(f"{each.title}\n{each.text}".encode()) for each in entries)
        yield feed, [*map(proof_of, entries)], text


def measure(home: Path, batches: Iterator[Batch], feeds: int, count: int, tell: Teller) -> None:
    store = Store.open(Places.under(home), clock=lambda: datetime.now(UTC))
    sources = store.sources.add(
        *(Source.followed(f"https://berita{feed}.example/") for feed in range(feeds))
    )
    spent = since = 0.0
    saved = told = text = 0
    last: list[Batch] = []
    for feed, entries, size in batches:
        spent += save(store, sources[feed], entries)
        saved += len(entries)
        text += size
        last = [*last[-49:], (feed, entries, size)]
        if saved in {1000, 10_000, 100_000} or saved >= count:
            cost = (spent - since) / (saved - told) * 1000
            tell(f"CPU each, {told:,} to {saved:,}", cost, "ms", 3)
            since, told = spent, saved
    began = time.process_time()
    store.learn()
    tell("CPU each, all in", (spent + time.process_time() - began) / saved * 1000, "ms", 3)
    again = sum(save(store, sources[feed], entries) for feed, entries, _ in last)
    known = sum(len(entries) for _, entries, _ in last)
    tell("CPU each, known and unchanged", again / known * 1000, "ms", 4)
    tell("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB")
    weigh(store, text, tell)
    store.close()


def save(store: Store, source: Source, entries: Sequence[Proof]) -> float:
    began = time.process_time()
    store.articles.save(source, entries, when=datetime.now(UTC))
    return time.process_time() - began


def weigh(store: Store, text: int, tell: Teller) -> None:
    """Tell where the bytes are, as they lie when the last article was written."""
    weights = store.upkeep.weigh()
    parts = {
        name: getattr(weights, name) / weights.articles
        for name in ("texts", "lists", "index", "rest")
    }
    for name, size in parts.items():
        tell(f"each, {name}", size, "bytes")
    whole = sum(parts.values())
    share = whole / NEWSBOAT
    tell("each, all", whole, "bytes", and_=f", {share:.2f} of newsboat's without an index")
    tell("each, the text itself", text / weights.articles, "bytes")
    print(f"{'index':>34} {weights.index / text:.2f} of the text")


if __name__ == "__main__":
    main()
