#!/usr/bin/env python3
"""Serve the large hostile inputs to the real program, and see how its main process grows.

    python benchmarks/torture_memory.py [--short]

For each input the app opens in a pseudo-terminal on a library of one plain source, which is
refreshed, and one hostile one, which is refreshed then: the figure is by how much the largest
resident memory of the app's own process grew meanwhile. Its children do not count. The same is
told of `berita-tui refresh`, whose process does the gathering itself.
"""

from __future__ import annotations

import argparse
import http.server
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from berita_tui.news import Source
from berita_tui.places import Places
from berita_tui.store import Store
from figures import Figures
from hostile import Program

CASES = Path(__file__).parents[1] / ".." / "shared" / "data" / "hostile" / "cases"
MOST = 64
PATTERNS = ("bomb_*", "html_*", "xml_*", "img_*", "id_giant*", "opml_50k*")
CODINGS = {".br": "br", ".zst": "zstd", ".gz": "gzip"}
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
    """Serves the plain feed, or the hostile body in its coding."""

    body = b""
    coding = ""

    def do_GET(self) -> None:
        is_plain = self.path.startswith("/plain")
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


def of_the_verb(port: int) -> float:
    """Return by how many MB `berita-tui refresh` grew from a plain source to a hostile one."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder, port)
        home.store.close()
        sizes = []
        for source in (home.plain, home.hostile):
            command = [sys.executable, "-m", "berita_tui", "--home", folder, "refresh", "--force"]
            command += ["--no-pages", source.address]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                most = 0.0
                while process.poll() is None:
                    try:
                        most = max(most, peak(process.pid))
                    except (OSError, IndexError):
                        break
                    time.sleep(0.01)
            sizes.append(most)
    return sizes[1] - sizes[0]


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
    Handler.body = b"<rss><channel><title>Polos</title></channel></rss>"
    floor = of_the_app(server.server_port)  # what a refresh costs by itself
    print(f"  a plain feed: {floor:.1f} MB")
    app: dict[str, float] = {}
    verb: dict[str, float] = {}
    for name, (make, coding) in inputs.items():
        Handler.body, Handler.coding = make(), coding
        app[name] = of_the_app(server.server_port) - floor
        verb[name] = of_the_verb(server.server_port)
        print(f"  {name}: the app {app[name]:.1f} MB, the verb {verb[name]:.1f} MB", flush=True)
    server.shutdown()
    for what, found in (
        ("main process growth", app),
        ("growth of the process of `refresh`", verb),
    ):
        worst = max(found, key=lambda name: found[name])
        figures.add(
            f"{what}, {len(found)} large hostile inputs through a refresh (most: {worst})",
            f"< {MOST} MB",
            f"{found[worst]:.1f} MB",
            is_met=found[worst] < MOST,
        )
    figures.end()


if __name__ == "__main__":
    main()
