"""How long a key waits for its paint while nothing goes on, and while pages come in."""

from __future__ import annotations

import argparse
import asyncio
import http.server
import os
import random
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from berita_tui.news import Source
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
from sheet import at
from terminal import Terminal

HOSTS, EACH = 50, 10
WORDS = (
    *("warga", "desa", "pasar", "harga", "beras", "turun", "naik", "pekan", "ini", "rapat"),
    *("banjir", "sungai", "jembatan", "sekolah", "guru", "murid", "panen", "sawah", "kapal"),
)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def prose(seed: int, words: int) -> str:
    """Return a paragraph of so many words."""
    return " ".join(random.Random(seed).choices(WORDS, k=words)).capitalize() + "."


def title_of(host: int, number: int) -> str:
    """Return the title of an article; no other text on the screen has its number."""
    return f"Kabar {(number * HOSTS + host):04d} dari desa"


def page(host: int, number: int) -> bytes:
    """Return an article's page: 60 kB, most of it what surrounds the article."""
    menu = "".join(f'<li><a href="/x/{n}">{prose(n, 6)}</a></li>' for n in range(400))
    body = "".join(f"<p>{prose(host * 1000 + number * 20 + n, 45)}</p>" for n in range(12))
    head = f"<title>{title_of(host, number)}</title><meta property='og:type' content='article'>"
    return (
        f"<html lang='id'><head>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{title_of(host, number)}</h1>{body}</article></body></html>"
    ).encode()


def feed(host: int, port: int) -> bytes:
    """Return a host's feed, its articles with a short lead each."""
    return rss(
        f"<item><title>{title_of(host, n)}</title><guid>{host}-{n}</guid>"
        f"<link>http://127.0.0.{host + 1}:{port}/berita/{n}</link>"
        "<description>Ringkas.</description>"
        f"<pubDate>{format_datetime(BEGAN - timedelta(minutes=n * HOSTS + host))}</pubDate></item>"
        for n in range(EACH)
    )


def rss(items: Iterable[str]) -> bytes:
    """Return a feed of these items."""
    return f"<rss version='2.0'><channel><title>W</title>{''.join(items)}</channel></rss>".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers for every host; which one is asked, its address says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name, _, port = self.headers.get("Host", "").partition(":")
        host = int(name.rpartition(".")[2]) - 1
        if self.path == "/feed":
            self.answer(200, feed(host, int(port)), "application/rss+xml")
        elif self.path.startswith("/berita/"):
            self.answer(200, page(host, int(self.path.rpartition("/")[2])), "text/html")
        else:
            self.answer(404, b"", "text/plain")

    def answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of readers that hang up: each measurement ends in the middle."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[int]:
    """Serve all hosts from another process, whose work no clock here waits for; give the port."""
    server = Server(("", 0), Handler)
    child = os.fork()
    if not child:
        server.serve_forever()
    try:
        yield server.server_address[1]
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        server.server_close()


def source(host: int, port: int, path: str) -> Source:
    """Return the source at a path of a host, with leave to be asked here."""
    found = Source.followed(f"http://127.0.0.{host + 1}:{port}/{path}")
    return replace(found, is_private_allowed=True)


async def work(places: Places, port: int, *, is_whole: bool) -> None:
    """Follow every host's feed, take its headlines and, if wished, its pages."""
    with closing(Store.open(places, clock=now)) as store:
        store.sources.add(*(source(host, port, "feed") for host in range(HOSTS)))
        newsroom = Newsroom(store, clock=now, connections=16, pause=0.0)
        async with aclosing(newsroom.refresh()) as steps:
            async for _ in steps:
                pass
        if is_whole:
            async with aclosing(newsroom.fetch_pages()) as pages:
                async for _ in pages:
                    pass
        await newsroom.aclose()


def now() -> datetime:
    return datetime.now(UTC)


def waits(home: Path, wanted: int) -> list[float]:
    """Open the reader and go down row by row while it works; return milliseconds a key."""
    command = [sys.executable, "-m", "berita_tui", "--lang", "en", "--home", str(home)]
    terminal = Terminal(command)
    titles = [title_of(n % HOSTS, n // HOSTS) for n in range(HOSTS * EACH)]
    terminal.wait_for("Welcome to Berita")
    terminal.settle(0.5)
    shown = terminal.seen.decode(errors="replace")
    first = next(n for n, title in enumerate(titles) if title not in shown)
    terminal.press("j")
    while titles[first] not in terminal.seen.decode(errors="replace"):
        terminal.press("j")
        terminal.settle(0.05)
    first += 1
    found = []
    for title in titles[first : first + wanted]:
        terminal.press("j")
        found.append(terminal.wait_for(title) * 1000)
        terminal.settle(0.03)
    terminal.leave("\x11")
    return found


def left(places: Places) -> str:
    """Tell how much was still to be done when the last key was measured."""
    with closing(Store.open(places, clock=now)) as store:
        pages = Newsroom(store, clock=now).pages_waiting()
        standings = store.standings.all()
        sources = sum(each.key not in standings for each in store.sources.all() if each.is_fetched)
    return f"{pages} pages and {sources} sources left then"


def report(name: str, found: Sequence[float], rest: str) -> None:
    """Print a line of figures."""
    at95, at99 = (at(found, share) for share in (0.95, 0.99))
    print(
        f"key to paint {name:22} median {statistics.median(found):6.1f} ms  p95 {at95:6.1f} ms"
        f"  p99 {at99:6.1f} ms  most {max(found):6.1f} ms  ({rest})"
    )


def main() -> None:
    """Measure twice: when all is there, and while pages come in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=300)
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, serving() as port:
        whole, bare = (Places.under(Path(scratch) / name) for name in ("whole", "bare"))
        asyncio.run(work(whole, port, is_whole=True))
        asyncio.run(work(bare, port, is_whole=False))
        for name, places in (("idle", whole), ("while pages come in", bare)):
            report(name, waits(places.data.parent, wishes.keys), left(places))


if __name__ == "__main__":
    main()
