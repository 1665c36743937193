"""How long a key waits for its paint while the pages of 500 articles are fetched and read."""

from __future__ import annotations

import argparse
import asyncio
import http.server
import random
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import aclosing, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from berita_tui.news import Source
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
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
    items = "".join(
        f"<item><title>{title_of(host, n)}</title><guid>{host}-{n}</guid>"
        f"<link>http://127.0.0.{host + 1}:{port}/berita/{n}</link>"
        "<description>Ringkas.</description>"
        f"<pubDate>{format_datetime(BEGAN - timedelta(minutes=n * HOSTS + host))}</pubDate></item>"
        for n in range(EACH)
    )
    return (
        f"<rss version='2.0'><channel><title>Warta {host}</title>{items}</channel></rss>".encode()
    )


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
    """Says nothing of readers that hang up: each measurement ends by killing one."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[int]:
    """Serve all hosts from threads; give the port."""
    server = Server(("", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


async def bring_headlines(places: Places, port: int) -> None:
    """Follow every host's feed and take its headlines, not yet its pages."""
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        followed = [
            replace(
                Source.followed(f"http://127.0.0.{host + 1}:{port}/feed"), is_private_allowed=True
            )
            for host in range(HOSTS)
        ]
        store.sources.add(*followed)
        newsroom = Newsroom(store, clock=lambda: datetime.now(UTC))
        async with aclosing(newsroom.refresh()) as steps:
            async for _ in steps:
                pass
        await newsroom.aclose()


def waits(home: Path, wanted: int) -> list[float]:
    """Open the reader and go down row by row while pages come in; return seconds a key."""
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
        found.append(terminal.wait_for(title))
        terminal.settle(0.03)
    terminal.close()
    return found


def main() -> None:
    """Measure twice: while 500 pages are read, and when all are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=300)
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, serving() as port:
        home = Path(scratch) / "home"
        asyncio.run(bring_headlines(Places.under(home), port))
        for name in ("while pages come in", "when all are there"):
            found = sorted(each * 1000 for each in waits(home, wishes.keys))
            with closing(Store.open(Places.under(home), clock=lambda: datetime.now(UTC))) as store:
                left = Newsroom(store, clock=lambda: datetime.now(UTC)).pages_waiting()
            at99 = found[int(len(found) * 0.99)]
            print(
                f"key to paint {name:20} median {statistics.median(found):6.1f} ms"
                f"  p99 {at99:6.1f} ms  most {found[-1]:6.1f} ms  ({left} pages left then)"
            )
            if left:
                asyncio.run(bring_pages(Places.under(home)))


async def bring_pages(places: Places) -> None:
    """Fetch what is left, so that the second measurement is of a quiet program."""
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        newsroom = Newsroom(store, clock=lambda: datetime.now(UTC))
        async with aclosing(newsroom.fetch_pages()) as steps:
            async for _ in steps:
                pass
        await newsroom.aclose()


if __name__ == "__main__":
    main()
