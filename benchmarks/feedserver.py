#!/usr/bin/env python3
"""A server of made-up feeds on loopback: as many hosts as feeds, any latency, the same every time.

    python benchmarks/feedserver.py --feeds 1000 [--items 20] [--latency-ms 50]

Prints its port when it listens. `/__latency?ms=50` and `/__grow?percent=10` change what it does.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import socket
import subprocess
import sys
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from itertools import accumulate
from pathlib import Path

WORDS = Path(__file__).parents[1] / "src" / "berita_tui" / "assets" / "words" / "id.txt"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Warta {number:04}</title><link>https://warta{number}.example/</link>
<description>Kabar dari meja {number}</description><language>id</language>
"""
ITEM = """<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>
<category>Rubrik {section}</category><pubDate>{published:%a, %d %b %Y %H:%M:%S +0000}</pubDate>
<description>{lead}</description><content:encoded><![CDATA[{body}]]></content:encoded></item>
"""
TAIL = "</channel></rss>\n"


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return words and their running weights: a few are everywhere, most are rare (Zipf)."""
    roots = [line.split()[0] for line in WORDS.read_text().splitlines() if line[:1].isalpha()]
    random.Random(7).shuffle(roots)
    words = [f"{prefix}{root}" for root in roots for prefix in ("", "di", "ber", "ter")]
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def sentences(chance: random.Random, count: int) -> list[str]:
    """Return `count` sentences of 9 to 21 words."""
    words, weights = vocabulary()
    lengths = [chance.randrange(9, 22) for _ in range(count)]
    drawn = iter(chance.choices(words, cum_weights=weights, k=sum(lengths)))
    return [" ".join(next(drawn) for _ in range(each)).capitalize() + "." for each in lengths]


def item(number: int) -> str:
    """Return one article of some 400 words and 3 kB as an item of RSS; always the same."""
    chance = random.Random(number)
    said = sentences(chance, 26)
    pieces = [" ".join(said[start : start + 3]) for start in range(1, 25, 3)]
    pieces[2] += f' <a href="https://warta.example/label/{number % 997}">{said[4][:20]}</a>'
    link = f"https://warta.example/baca/{number:08}"
    return ITEM.format(
        title=escape(said[0][:70]),
        link=link,
        guid=link,
        section=number % 9,
        published=NOON - timedelta(seconds=37 * number),
        lead=escape(said[1]),
        body=f"<p><strong>KOTA</strong> - {'</p><p>'.join(pieces)}</p>",
    )


@dataclass(slots=True)
class Feed:
    """One feed as it is kept: packed once, unpacked for those who cannot."""

    packed: bytes
    tag: bytes

    @classmethod
    def of(cls, number: int, items: str) -> Feed:
        text = (HEAD.format(number=number) + items + TAIL).encode()
        packer = zlib.compressobj(5, wbits=31)
        return cls(packer.compress(text) + packer.flush(), b'"%08x"' % zlib.crc32(text))

    @property
    def text(self) -> bytes:
        return zlib.decompress(self.packed, wbits=31)


class Newswire:
    """The feeds, and how long each answer is held back."""

    def __init__(self, feeds: int, items: int, latency: float) -> None:
        self.latency = latency
        self._feeds = [
            Feed.of(number, "".join(item(each * feeds + number) for each in range(items)))
            for number in range(feeds)
        ]
        self._grown = 0

    def answer(self, head: bytes) -> bytes:
        """Return the answer to a request."""
        line, *lines = head.split(b"\r\n")
        target = line.split(b" ")[1]
        if target.startswith(b"/__"):
            return self._obey(target)
        feed = self._feeds[int(target.strip(b"/"))]
        asked = {
            name.lower(): value.strip() for name, _, value in (x.partition(b":") for x in lines)
        }
        common = b"ETag: %s\r\nLast-Modified: Mon, 23 Nov 2026 05:00:00 GMT\r\n" % feed.tag
        if asked.get(b"if-none-match") == feed.tag:
            return b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % common
        common += b"Content-Type: application/rss+xml; charset=utf-8\r\n"
        if b"gzip" in asked.get(b"accept-encoding", b""):
            content, common = feed.packed, common + b"Content-Encoding: gzip\r\n"
        else:
            content = feed.text
        return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (common, len(content)) + content

    def _obey(self, target: bytes) -> bytes:
        name, _, value = target.partition(b"=")
        if name == b"/__latency?ms":
            self.latency = float(value) / 1000
        elif name == b"/__grow?percent":
            self._grow(int(value))
        return b"HTTP/1.1 204 Done\r\n\r\n"

    def _grow(self, percent: int) -> None:
        """Put a new article into so many of the feeds, in place of the oldest, as feeds do.

        Those that only grew would be megabytes long after a thousand rounds.
        """
        self._grown += 1
        for number in range(0, len(self._feeds), max(1, 100 // percent)):
            fresh = item(90_000_000 - self._grown * 10_000 - number)
            text = self._feeds[number].text.decode()
            begin, end = text.index("<item>"), text.rindex("<item>")
            self._feeds[number] = Feed.of(number, fresh + text[begin:end])


class Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, wire: Newswire) -> None:
        self._wire = wire
        self._come = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._come = (self._come + data).split(b"\r\n\r\n")
        for head in heads:
            answer = self._wire.answer(head)
            if self._wire.latency:
                loop = asyncio.get_running_loop()
                loop.call_later(self._wire.latency, self._transport.write, answer)
            else:
                self._transport.write(answer)


def host(number: int) -> str:
    """Return the loopback address that a feed has for itself."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


async def serve(wire: Newswire, feeds: int) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    hosts = ["127.0.0.1", *map(host, range(feeds))]
    await loop.create_server(lambda: Talk(wire), hosts, port, backlog=1024)
    print(port, flush=True)
    await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Serving:
    """A server of feeds that runs beside this program."""

    port: int
    feeds: int

    def urls(self, feeds: int | None = None) -> list[str]:
        """Return the addresses of the first `feeds` feeds, or all."""
        numbers = range(self.feeds if feeds is None else feeds)
        return [f"http://{host(number)}:{self.port}/{number}" for number in numbers]

    def hold_back(self, milliseconds: float) -> None:
        self._tell(f"latency?ms={milliseconds}")

    def grow(self, percent: int) -> None:
        self._tell(f"grow?percent={percent}")

    def _tell(self, what: str) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__{what}") as answer:
            answer.read()


@contextmanager
def serving(feeds: int, *, items: int = 20, latency_ms: float = 0) -> Iterator[Serving]:
    """Serve made-up feeds from a process of its own."""
    command = f"--feeds {feeds} --items {items} --latency-ms {latency_ms}"
    server = subprocess.Popen(
        [sys.executable, __file__, *command.split()], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        yield Serving(int(server.stdout.readline()), feeds)
    finally:
        server.kill()
        server.communicate()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--items", type=int, default=20)
    options.add_argument("--latency-ms", type=float, default=0)
    wish = options.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(Newswire(wish.feeds, wish.items, wish.latency_ms / 1000), wish.feeds))


if __name__ == "__main__":
    main()
