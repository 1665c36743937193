"""How fast 200 sources of 20 articles are refreshed: cold, warm (all unchanged), a tenth new."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from berita_tui.news import Ended, Source
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / ".." / "shared" / "tools" / "corpus.py"


def corpus() -> ModuleType:
    """Load the generator of feeds that lies beside the checkout."""
    if not CORPUS.exists():
        sys.exit("needs ../shared/tools/corpus.py, which is not here")
    spec = importlib.util.spec_from_file_location("corpus", CORPUS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def serving(feeds: int, latency: float) -> Iterator[int]:
    """Serve generated feeds, each on a loopback address of its own; give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = f"serve --feeds {feeds} --hosts {feeds} --items 20 --port {port}"
    server = subprocess.Popen(
        [sys.executable, str(CORPUS), *command.split(), f"--latency-ms={latency}"],
        stderr=subprocess.PIPE,
    )
    try:
        assert server.stderr
        while b"serving" not in server.stderr.readline():
            assert server.poll() is None
        yield port
    finally:
        server.kill()
        server.communicate()


async def measure(newsroom: Newsroom, name: str) -> None:
    """Refresh everything once and print what it took."""
    wall, own = time.perf_counter(), time.process_time()
    children = spent()
    lags: list[float] = []
    watch = asyncio.create_task(tick(lags))
    ended = None
    async for step in newsroom.refresh(force=True):
        ended = step
    watch.cancel()
    assert isinstance(ended, Ended)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    await newsroom.aclose()  # so that the worker's time counts, and its start with it
    print(
        f"{name:<28} {wall:6.2f} s   CPU {own:5.2f} s here + {spent() - children:5.2f} s worker   "
        f"{ended.asked} asked, {ended.new} new, {ended.missed} failed; "
        f"loop late by {statistics.median(lags):.0f} ms, at most {max(lags):.0f} ms"
    )


async def tick(lags: list[float]) -> None:
    """Note how late the event loop comes back, in milliseconds: what a key press would feel."""
    while True:
        due = time.perf_counter() + 0.01
        await asyncio.sleep(0.01)
        lags.append((time.perf_counter() - due) * 1000)


def spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


async def run(feeds: int, latency: float) -> None:
    module = corpus()
    with tempfile.TemporaryDirectory() as folder, serving(feeds, latency) as port:
        places = Places.under(Path(folder))
        with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
            addresses = [module.url_of(number, feeds, port) for number in range(feeds)]
            sources = [
                replace(Source.followed(each), is_private_allowed=True) for each in addresses
            ]
            store.sources.add(*sources)
            newsroom = Newsroom(store, clock=lambda: datetime.now(UTC))
            await measure(newsroom, "cold, everything is new")
            await measure(newsroom, "warm, nothing is (304)")
            await measure(newsroom, "warm again")
            bump = f"http://127.0.0.1:{port}/__bump?pct=10"
            await asyncio.to_thread(lambda: urllib.request.urlopen(bump).read())
            await measure(newsroom, "one new article in a tenth")
        size = sum(file.stat().st_size for file in places.data.iterdir() if file.is_file())
    own, worker = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"most memory: {own:.0f} MB here, {worker:.0f} MB in a child; on disk {size / 1e6:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--latency-ms", type=float, default=0)
    wish = parser.parse_args()
    asyncio.run(run(wish.feeds, wish.latency_ms))


if __name__ == "__main__":
    main()
