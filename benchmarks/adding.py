"""What it costs to add news to libraries of several sizes: the same news to each in turn."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from berita_tui.news import Proof
from berita_tui.places import Places
from berita_tui.prepress import proof_of
from berita_tui.store import Store
from feedserver import NOON
from filling import EACH, corpus, entry, opened

ROUNDS = 10
SOURCES = 20
"""How many bring news in a round, `filling.EACH` articles each."""
FIRST = 2_000_000
"""Articles from this number on are in no library."""
SEEN = NOON + timedelta(days=3)


def added(homes: Mapping[int, Path], keep: Path) -> dict[int, list[float]]:
    """Return the milliseconds of CPU time an article, of each round, for a library of each size.

    Copies are written to, in `keep`; a round before them brings the pages that are needed into
    SQLite's memory. Words that were gathered are written down in the round that gathered them.
    """
    costs: dict[int, list[float]] = {size: [] for size in homes}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=keep)))
        stores = {
            size: stack.enter_context(closing(opened(copied(home, scratch / f"{size}"))))
            for size, home in sorted(homes.items())
        }
        for turn in range(ROUNDS + 1):
            feeds = [news(turn * SOURCES + feed) for feed in range(SOURCES)]
            for size, store in stores.items():
                spent = save(store, feeds) / SOURCES / EACH * 1000
                costs[size] += [spent] if turn else []
    return costs


def copied(home: Path, place: Path) -> Path:
    """Copy a library's data, which nobody uses, to a home of their own."""
    shutil.copytree(Places.under(home).data, Places.under(place).data)
    return place


def news(feed: int) -> list[Proof]:
    """Return what a feed brings, the newest first: newer than all that is in the libraries."""
    numbers = range(feed * EACH, (feed + 1) * EACH)
    return [
        proof_of(
            replace(
                entry(corpus().article(FIRST + number)),
                published=NOON + timedelta(seconds=7 * number + 1),
            )
        )
        for number in reversed(numbers)
    ]


def save(store: Store, feeds: list[list[Proof]]) -> float:
    """Keep what feeds have brought; return the seconds of CPU time that took."""
    sources = store.sources.all()
    began = time.process_time()
    for source, feed in zip(sources, feeds, strict=False):
        saved = store.articles.save(source, feed, when=SEEN)
        assert len(saved.new) == len(feed)
    store.learn()
    return time.process_time() - began
