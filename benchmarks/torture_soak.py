#!/usr/bin/env python3
"""Refresh 300 sources again and again in one process; memory and descriptors must stand still.

    python benchmarks/torture_soak.py [--short] [--rounds 1000] [--sources 300]

The clock runs an hour a round, so that every source is due each time. In each round a few of
the feeds have something new; those who say "unchanged" are the most, as in life. Every tenth
round comes a new connection to the network and a new worker, as when the reader rests.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from berita_tui.news import Ended, Source, View
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
from feedserver import Serving, serving
from rows import finish

WARM_UP = 100
"""Rounds that are not counted, at most half of all: the databases' caches fill."""
MOST_GROWTH = 10.0


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def memory() -> float:
    """Return the memory that is in use and this process's own, in MiB."""
    gc.collect()
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(each.split()[1]) for each in lines if each.startswith("Private_")) / 1024


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - what is open while it is listed


async def one(newsroom: Newsroom, store: Store) -> Ended:
    """Refresh once and look at the list, as a reader does."""
    ended = None
    async for step in newsroom.refresh():
        ended = step
    assert isinstance(ended, Ended)
    list(store.shelf(View(), limit=100))
    return ended


async def soak(server: Serving, home: Path, rounds: int) -> tuple[list[float], list[int]]:
    clock = Clock()
    sizes, open_files, missed = [], [], 0
    with closing(Store.open(Places.under(home), clock=clock)) as store:
        sources = (Source.followed(url) for url in server.urls())
        store.sources.add(*(replace(each, is_private_allowed=True) for each in sources))
        newsroom = Newsroom(store, clock=clock)
        for number in range(rounds):
            began = time.perf_counter()
            await asyncio.to_thread(server.grow, 2)
            ended = await one(newsroom, store)
            missed += ended.missed
            clock.now += timedelta(hours=1)
            if number % 10 == 9:
                await newsroom.aclose()
                sizes.append(memory())
                open_files.append(descriptors())
                took = time.perf_counter() - began
                told = f"{missed} missed so far, {sizes[-1]:.1f} MiB, {open_files[-1]} descriptors"
                print(f"round {number + 1}: {took:.2f} s, {told}", flush=True)
        await newsroom.aclose()
    return sizes, open_files


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--short", action="store_true", help="60 rounds of 60 sources")
    options.add_argument("--rounds", type=int, default=1000)
    options.add_argument("--sources", type=int, default=300)
    wish = options.parse_args()
    if wish.short:
        wish.rounds, wish.sources = 60, 60
    with tempfile.TemporaryDirectory() as folder, serving(wish.sources, items=5) as server:
        sizes, open_files = asyncio.run(soak(server, Path(folder), wish.rounds))
    cold = min(WARM_UP, wish.rounds // 2) // 10
    warm, warm_files = sizes[cold:], open_files[cold:]
    # The middle of the last three against the first: one late collection is no growth.
    growth = (sorted(warm[-3:])[len(warm[-3:]) // 2] / warm[0] - 1) * 100
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    finish(
        f"soak: {wish.rounds} refreshes of {wish.sources} sources, after {cold * 10} to warm up",
        "memory grows < 10 %, descriptors constant",
        f"{warm[0]:.1f} → {warm[-1]:.1f} MiB ({growth:+.1f} %), most {peak:.0f} MiB; "
        f"descriptors {min(warm_files)} … {max(warm_files)}; load {os.getloadavg()[0]:.1f}",
        is_met=growth < MOST_GROWTH and max(warm_files) == min(warm_files),
    )


if __name__ == "__main__":
    main()
