#!/usr/bin/env python3
"""Bring every hostile input to the real program, and see how its main process grows.

    python benchmarks/torture_memory.py [--short]

For each large input the app opens in a pseudo-terminal on a library of one plain source, which is
refreshed, and one hostile one, which is refreshed then: the figure is by how much the largest
resident memory of the app's own process grew meanwhile. Its children do not count. Every input
there is, large or not, is also brought by `berita-tui refresh`, whose process does the gathering
itself, and given to `berita-tui import` as a file; both are held against a plain feed. Servers
and damaged databases, of which there are only recipes, are met elsewhere.

The worker's children are killed at their deadline: how long it is from there until what was asked
next is answered by the child that takes the place is measured here too.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import http.server
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from berita_tui.news import Source, Unreadable
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.worker import Worker
from figures import Figures
from hostile import SHARED, Program

CASES = SHARED / "cases"
MOST = 64
DEADLINE, RESTARTS, RESTART = 1.0, 10, 0.5
"""Seconds a job has, how often one goes past them, and seconds it may take to be answered again."""
PATTERNS = ("bomb_*", "html_*", "xml_*", "img_*", "id_giant*", "opml_50k*")
"""Those that the app is opened for: the others are small."""
RECIPES = ("srv_", "db_", "MANIFEST")
Input = tuple[Callable[[], bytes], Mapping[str, str]]
"""What makes the content, and the headers it is served with."""
PLAIN = b"""<rss><channel><title>Polos</title><item><title>Satu</title><guid>1</guid>
<link>http://127.0.0.1:%d/page</link><description>isi</description></item></channel></rss>"""


def long_text() -> bytes:
    return b"<rss><channel><item><title>" + b"x" * 14_000_000 + b"</title></item></channel></rss>"


def long_body() -> bytes:
    item = b"<item><title>t</title><description>" + b"kata " * 1_400 + b"</description></item>"
    return b"<rss><channel>" + item * 2_000 + b"</channel></rss>"


def many_items() -> bytes:
    items = b"".join(
        b"<item><guid>%d</guid><title>Berita nomor %d</title></item>" % (n, n)
        for n in range(150_000)
    )
    return b"<rss><channel>" + items + b"</channel></rss>"


OWN: dict[str, Callable[[], bytes]] = {
    "own: a title of 14 MB": long_text,
    "own: 2,000 bodies of 7 kB": long_body,
    "own: 150,000 entries": many_items,
    "own: 15 MB of line breaks": lambda: b"\n" * 14_900_000,
    "own: 14 MB of open elements": lambda: b"<rss><channel><item>" + b"<a>" * 4_600_000,
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the plain feed, or the hostile body with its headers."""

    body = b""
    said: Mapping[str, str] = {}

    def do_GET(self) -> None:
        is_plain = self.path.startswith("/plain")
        body = PLAIN % self.server.server_port if is_plain else self.body  # type: ignore[attr-defined]
        self.send_response(200)
        for name, value in self.said.items() if not is_plain else ():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def inputs() -> Iterator[tuple[str, Input]]:
    """Give every input by its name: our own, the cases, and the files beside them."""
    for name, make in OWN.items():
        yield name, (make, {})
    told = {}
    if (CASES / "MANIFEST.tsv").exists():
        lines = (CASES / "MANIFEST.tsv").read_text("utf-8").splitlines()[1:]
        told = {line.split("\t")[1]: json.loads(line.split("\t")[4]) for line in lines}
    for path in sorted(each for each in SHARED.rglob("*") if each.is_file()):
        if not path.name.startswith(RECIPES):
            yield path.relative_to(SHARED).as_posix(), (path.read_bytes, told.get(path.name, {}))


def now() -> datetime:
    return datetime.now(UTC)


def peak(pid: int) -> float:
    """Return the largest resident memory a process has had, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024


def watched(done: Callable[[], bool], pid: int, seconds: float = 120) -> float:
    """Return the largest memory of a process up to when something is done, and a moment more."""
    most, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end and not done():
        most = max(most, peak(pid))
        time.sleep(0.05)
    return max(most, peak(pid))


class Home:
    """A library that follows a plain feed and a hostile one."""

    def __init__(self, folder: str, port: int) -> None:
        self.folder = folder
        places = Places.under(Path(folder))
        places.prepare()
        places.settings.write_text("refresh_minutes = 0\n")
        self.store = Store.open(places, clock=now)
        addresses = [f"http://127.0.0.1:{port}/{name}" for name in ("plain", "hostile")]
        self.plain, self.hostile = (
            self.store.sources.add(replace(Source.followed(each), is_private_allowed=True))[0]
            for each in addresses
        )

    def is_asked(self, source: Source) -> bool:
        return self.store.standings.get(source.key).checked is not None


def of_the_app(port: int) -> float:
    """Return by how many MB the app grew over the hostile source."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder, port)
        store = home.store
        with Program("--home", folder) as program:
            pid = program.process.pid
            reader = threading.Thread(target=program.ended, args=(600,), daemon=True)
            program.wait_for(b"\x1b[?2004h")
            reader.start()
            time.sleep(1)
            before = peak(pid)
            program.press("R")
            grown = watched(lambda: home.is_asked(home.hostile), pid)
            time.sleep(1)
            grown = max(grown, peak(pid)) - before
            is_asked = home.is_asked(home.hostile)
            program.press("\x11")
            reader.join(30)
        store.close()
    return grown if is_asked else float("inf")


def of_the_refresh(port: int, *, is_plain: bool = False) -> float:
    """Return the largest memory of `berita-tui refresh` over a source."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder, port)
        home.store.close()
        source = home.plain if is_plain else home.hostile
        return of_the_verb(folder, "refresh", "--force", "--no-pages", source.address)


def of_the_import(name: str, content: bytes) -> float:
    """Return the largest memory of `berita-tui import` of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        if path.suffix == ".gz" and not path.name.startswith("bomb_"):
            path, content = path.with_suffix(""), gzip.decompress(content)
        path.write_bytes(content)
        return of_the_verb(f"{folder}/home", "import", "--many", str(path))


def of_the_verb(home: str, *arguments: str) -> float:
    """Return the largest memory of our program as long as it does one thing."""
    command = [sys.executable, "-m", "berita_tui", "--home", home, *arguments]
    most = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            try:
                most = max(most, peak(process.pid))
            except (OSError, IndexError):
                break
            time.sleep(0.01)
    return most


async def restarts(count: int) -> list[float]:
    """Return the seconds from a job's deadline to the answer that another child gives."""
    found, slow, feed = [], b"<p><a href='/x'>x</a>" * 140_000, PLAIN % 80
    async with Worker(processes=1, seconds=DEADLINE) as worker:
        for _ in range(count):
            began = time.perf_counter()
            try:
                await worker.read_page(slow, seen=now())
                continue  # this machine is too fast
            except Unreadable:
                await worker.read_feed(feed, address="http://a.example/", seen=now())
            found.append(time.perf_counter() - began - DEADLINE)
    return found


def of_all(figures: Figures, port: int, here: Mapping[str, Input]) -> None:
    """Bring every input in each way that takes it; tell the most that each has grown."""
    Handler.body = b"<rss><channel><title>Polos</title></channel></rss>"
    app_floor = of_the_app(port)  # what a refresh costs by itself
    floor = statistics.median(of_the_refresh(port, is_plain=True) for _ in range(3))
    file_floor = statistics.median(of_the_import("plain.xml", Handler.body) for _ in range(3))
    print(f"  a plain feed: {app_floor:.1f}, {floor:.1f}, {file_floor:.1f} MB")
    large = {*OWN, *(f"cases/{each.name}" for every in PATTERNS for each in CASES.glob(every))}
    app: dict[str, float] = {}
    refreshed: dict[str, float] = {}
    imported: dict[str, float] = {}
    for name, (make, said) in here.items():
        Handler.body, Handler.said = make(), said
        if name in large:
            app[name] = of_the_app(port) - app_floor
        refreshed[name] = of_the_refresh(port) - floor
        imported[name] = of_the_import(name, Handler.body) - file_floor
        told = [f"{found[name]:.1f}" for found in (app, refreshed, imported) if name in found]
        print(f"  {name}: {', '.join(told)} MB", flush=True)
    tell(figures, "main process growth, {} large hostile inputs through a refresh", app)
    tell(figures, "growth of `refresh`, all {} hostile inputs", refreshed)
    tell(figures, "growth of `import`, all {} hostile inputs as files", imported)


def tell(figures: Figures, what: str, found: Mapping[str, float]) -> None:
    """Tell the most of these, and of which input it is."""
    worst = max(found, key=lambda name: found[name])
    figures.add(
        f"{what.format(len(found))} (most: {worst})",
        f"< {MOST} MB",
        f"{found[worst]:.1f} MB",
        is_met=found[worst] < MOST,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="one of twenty")
    is_short = parser.parse_args().short
    figures = Figures()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    of_all(figures, server.server_port, dict([*inputs()][:: 20 if is_short else 1]))
    server.shutdown()
    spans = asyncio.run(restarts(3 if is_short else RESTARTS)) or [float("inf")]
    figures.add(
        "a child killed at its deadline: to the answer of the one that takes its place, "
        f"median of {len(spans)}, at load {os.getloadavg()[0]:.1f}",
        f"{RESTART} s",
        f"{statistics.median(spans):.2f} s, most {max(spans):.2f}",
        is_met=statistics.median(spans) <= RESTART,
    )
    figures.end()


if __name__ == "__main__":
    main()
