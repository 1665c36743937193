#!/usr/bin/env python3
"""Serve the large hostile inputs to a real refresh, and see how the main process grows.

    python benchmarks/torture_memory.py [--short]

Each input has a process of its own, which refreshes one source, fetches its pages and pictures
and says how much its largest resident memory grew since before; the worker is a child and does
not count. What is fetched is one hostile body, whatever is asked for.
"""

from __future__ import annotations

import argparse
import http.server
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from figures import Figures

CASES = Path(__file__).parents[1] / ".." / "shared" / "data" / "hostile" / "cases"
MOST = 64
PATTERNS = ("bomb_*", "html_*", "xml_*", "img_*", "id_giant*", "opml_50k*")
CODINGS = {".br": "br", ".zst": "zstd", ".gz": "gzip"}
CHILD = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.news import BeritaError, FullText, Source, Want
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store

def largest():
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) / 1024

async def main():
    places = Places.under(Path(sys.argv[1]))
    places.prepare()
    store = Store.open(places, clock=lambda: datetime.now(UTC))
    room = Newsroom(
        store, clock=lambda: datetime.now(UTC), picture_bytes=10**8,
        want=Want(full_text=FullText.ALWAYS, most=50), pause=0.0,
    )
    async def bring(address):
        source = await room.follow(address, is_private_allowed=True)
        async for _ in room.refresh([source], force=True): pass
        async for _ in room.fetch_pages(): pass
        async for _ in room.bring_pictures(): pass
        for job in (room.look_at(address), room.find_feeds(address)):
            try: await job
            except BeritaError: pass
    await bring(sys.argv[2])
    before = largest()
    await bring(sys.argv[3])
    await room.aclose()
    store.close()
    print("grown", largest() - before)
asyncio.run(main())
"""
PLAIN = b"""<rss><channel><title>Polos</title><item><title>Satu</title><guid>1</guid>
<link>http://127.0.0.1:%d/page</link><description>&lt;img src="/pic.png"&gt; isi</description>
</item></channel></rss>"""


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
    """Serves the plain feed and page, or the hostile body in its coding."""

    body = b""
    coding = ""

    def do_GET(self) -> None:
        is_plain = self.path.startswith(("/plain", "/page", "/robots"))
        body = PLAIN % self.server.server_port if is_plain else self.body  # type: ignore[attr-defined]
        self.send_response(200)
        if self.coding and not is_plain:
            self.send_header("Content-Encoding", self.coding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def grown(port: int) -> float:
    """Return by how many MB a process that fetches from `port` grew."""
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, home, f"{address}/plain", f"{address}/hostile"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        print(done.stderr[-2000:])
        return float("inf")
    return float(done.stdout.split("grown ")[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="three of them")
    is_short = parser.parse_args().short
    figures = Figures()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    inputs: dict[str, tuple[Callable[[], bytes], str]] = {
        name: (make, "") for name, make in OWN.items()
    }
    for path in sorted(each for pattern in PATTERNS for each in CASES.glob(pattern)):
        coding = "gzip, gzip" if "gzip_gzip" in path.name else CODINGS.get(path.suffix, "")
        inputs[path.name] = (path.read_bytes, coding)
    if is_short:
        inputs = dict(list(inputs.items())[:2] + list(inputs.items())[6:7])
    most, worst = 0.0, ""
    for name, (make, coding) in inputs.items():
        Handler.body, Handler.coding = make(), coding
        size = grown(server.server_port)
        print(f"  {name}: {size:.1f} MB", flush=True)
        if size >= most:
            most, worst = size, name
    server.shutdown()
    figures.add(
        f"main process growth, {len(inputs)} large hostile inputs through a refresh ({worst})",
        f"< {MOST} MB",
        f"{most:.1f} MB",
        is_met=most < MOST,
    )
    figures.end()


if __name__ == "__main__":
    main()
