#!/usr/bin/env python3
"""Feed the readers mutated feeds and pages, random strings and random queries.

    python benchmarks/torture_fuzz.py [--short] [--feeds 100000] [--pages 20000] …

Every case has a seed of its own (its kind and number), so that one can be run again alone:
`--only feed:4711`. Feeds and pages are read in this process, which is quick, every hundredth
in a real worker as well; only a `BeritaError` may come of it, nothing that a terminal could
obey, and no case may take the seconds a worker has.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from berita_tui.clean import body_text, is_clean, one_line, strip_controls
from berita_tui.language import Language
from berita_tui.news import (
    Article,
    BeritaError,
    Entry,
    Source,
    Unreadable,
    parse_query,
    write_query,
)
from berita_tui.parse.documents import read_document
from berita_tui.parse.feeds import read_feed
from berita_tui.parse.markup import clean_html
from berita_tui.parse.pages import read_page
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.typeset import Sheet, text_of
from berita_tui.worker import Worker
from figures import Figures

SHARED = Path(__file__).parents[1] / ".." / "shared" / "data"
SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = "https://contoh.example/rss"
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SECONDS = {"feed": 10.0, "page": 5.0}
SHARE = 100
"""Every how many cases the worker reads one, too."""

FEEDS = (
    b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Warta Contoh</title>
<link>https://contoh.example/</link><ttl>60</ttl><item><title>Panen &amp; pasar</title>
<link>https://contoh.example/1?a=1&amp;b=2</link><guid isPermaLink="false">a-1</guid>
<pubDate>Sen, 23 Nov 2026 12:00:00 +0700</pubDate><dc:creator>Sari</dc:creator>
<description><![CDATA[<p>KOTA, Warta &mdash; <b>Panen</b> raya.</p>]]></description>
<content:encoded>&lt;p&gt;Isi&lt;/p&gt;&lt;table&gt;&lt;tr&gt;&lt;td&gt;x</content:encoded>
<media:content url="https://contoh.example/a.jpg" medium="image"/><category>Ekonomi</category>
<enclosure url="https://contoh.example/a.mp3" type="audio/mpeg" length="12"/></item>
<item><title>Kedua</title><pubDate>2026-11-23T10:00:00Z</pubDate></item></channel></rss>""",
    b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id"
 xml:base="https://contoh.example/x/"><title type="html">Warta &lt;i&gt;Atom&lt;/i&gt;</title>
<link rel="self" href="atom"/><id>urn:x:1</id><updated>2026-11-23T10:00:00+07:00</updated>
<entry><id>urn:x:2</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>B</b>
</div></title><link href="isi/1"/><updated>2026-11-23T10:00:00+07:00</updated>
<content type="html">&lt;p&gt;Isi &amp;amp; lain&lt;/p&gt;</content>
<author><name>Budi</name></author></entry></feed>""",
    b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Warta JSON",
"home_page_url": "https://contoh.example/", "items": [{"id": 1, "url": "https://contoh.example/j",
"title": "Satu", "content_html": "<p>Isi</p>", "date_published": "2026-11-23T10:00:00Z",
"attachments": [{"url": "https://contoh.example/a.mp3", "mime_type": "audio/mpeg",
"size_in_bytes": 12}], "tags": ["a"], "authors": [{"name": "Sari"}]}]}""",
    b"""<?xml version="1.0" encoding="iso-8859-1"?><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://contoh.example/"><title>Warta \xe9</title></channel>
<item rdf:about="https://contoh.example/r"><title>Satu</title>
<link>https://contoh.example/r</link></item></rdf:RDF>""",
)
PAGES = (
    b"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Panen raya</title>
<link rel="canonical" href="https://contoh.example/panen"><meta name="author" content="Sari">
<meta property="og:title" content="Panen raya di desa"><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Panen raya", "datePublished": "2026-11-23T10:00:00+07:00",
"author": {"name": "Sari"}, "articleBody": "Warga memanen padi sejak pagi."}</script></head>
<body><nav><a href="/">Beranda</a><a href="/b">Bola</a></nav><article><h1>Panen raya di desa</h1>
<time datetime="2026-11-23T10:00:00+07:00">23 November 2026</time>
<p>DESA - Warga memanen padi sejak pagi, dan pasar ramai sampai malam hari di seluruh desa.</p>
<p>Harga beras <b>turun</b>, kata <a href="https://lain.example/x">kepala desa</a>, sejak pekan
lalu, karena panen datang bersamaan di empat kabupaten.</p><ul><li>Padi</li><li>Jagung</li></ul>
<figure><img src="/a.jpg" alt="Sawah"><figcaption>Sawah</figcaption></figure>
<table><tr><th>Desa</th><td colspan="2">12</td></tr></table><blockquote>Kami senang.</blockquote>
<pre>a\n b</pre></article><aside>Baca juga: <a href="/c">yang lain</a></aside>
<footer>Hak cipta</footer></body></html>""",
)
TOKENS = (
    b"\x00", b"\x1b[2J", b"\x1b]52;c;eA==\x07", b"\xc2\x9b2J", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xe2\x80\xae", b"&#27;[31m", b"&#x9b;", b"&nbsp;", b"&x;", b"&#xD800;",
    b"&#1114112;", b"&", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE x [",
    b'<!ENTITY a "b">', b"<?xml version='1.0' encoding='utf-7'?>", b"encoding='rot13'",
    b"[@click=app.quit]x[/]", b"[/]", b"javascript:alert(1)", b"http://[::1", b"http://%00/",
    b"//\xd9\xa1", b"999999999999999999999", b"-1", b"1e999", b"NaN", b"0000-00-00T00:00:00Z",
    b"9999-12-31T23:59:59+14:00", b"<table>", b"<td colspan=99999999>", b"<ol start=-9>", b"<a ",
    b"<svg><style>", b"<template>", b"<div>" * 300, b"<p>" * 50, b"\xcc\x81" * 50,
    b"x" * 3000, b"{", b"}", b"[", b"]", b'"', b"\\u0000", b"\\ud800", b"\r", b"\n", b"null",
)  # fmt: skip
LETTERS = (
    "ab z09\t\r\n[]/@=;:'\"\\<>&#%*()-_~^$|{}.,!?"
    "\x00\x07\x08\x1b\x7f\x84\x85\x90\x9b\x9c\x9d\xa0\xad\u0301\u034f\u0489\u061c\u0e33\u115f\u1160"
    "\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u20dd"
    "\u2800\u3000\u3164\ufe0f\ufeff\uffa0\uffff\ud83d\ude00\ud800\udfff\ue000é字ع한क्षไำ👩🏽🇮🇩"
    "\U000e0041\U0001f468\U0010ffff"
)
WORDS = (
    "pilkada", "bali", "OR", "ATAU", "AND", "NOT", "NEAR(", "-", '"', "(", ")", "*", "^", "+",
    "title:", "judul:", "is:unread", "status:", "after:", "before:2021-13-40", "on:yesterday",
    "since:99999999999d", "has:", "section:", "tag:", "a*", "**", "\x00", "'", ";--", "{", "col:",
    "x" * 300, "字", "é", "\ud800", "\u202e", "after:0000", "on:9999", "is:", "source:\"", "%", "_",
)  # fmt: skip


def mutated(seeds: list[bytes], chance: random.Random) -> bytes:
    """Return one of `seeds` with some of it spoilt."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        at = chance.randrange(len(data) + 1)
        span = chance.choice((1, 1, 4, 30, 300))
        match chance.randrange(9):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + span]
            case 2:
                data[at:at] = data[at : at + span] * chance.choice((1, 2, 20))
            case 3:
                data[at:at] = chance.randbytes(chance.choice((1, 3, 16)))
            case 4:
                other = chance.choice(seeds)
                start = chance.randrange(len(other))
                data[at:at] = other[start : start + span]
            case 5 if chance.random() < 0.2:
                del data[at:]
            case 6:
                data[at : at + span] = chance.choice(TOKENS)
            case 7:
                old = chance.choice((b"</", b">", b'"', b"http", b"title", b"item", b"2026", b"p>"))
                data = data.replace(old, chance.choice(TOKENS), chance.choice((1, 3)))
            case _:
                data[at:at] = chance.choice(TOKENS)
    return bytes(data)


def random_text(chance: random.Random) -> str:
    size = chance.choice((0, 1, 3, 20, 80, 400))
    if chance.random() < 0.3:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(size))
    return "".join(chance.choices(LETTERS, k=size))


def random_query(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randrange(12))
    words += [random_text(chance)[:20]] * (chance.random() < 0.3)
    return chance.choice(("", " ")).join(words)


@cache
def seeds_of(kind: str) -> list[bytes]:
    """Return what is mutated: own fixtures and, where they are, the collected ones."""
    own, most = (FEEDS, 12_000) if kind == "feed" else (PAGES, 25_000)
    folders = ("feeds", "hostile/cases") if kind == "feed" else ("pages",)
    found = list(own) * 5
    for path in sorted(each for folder in folders for each in (SHARED / folder).rglob("*.*")):
        if kind == "feed" and path.suffix not in {".xml", ".rss", ".atom", ".json"}:
            continue
        if ".html" not in path.name and kind == "page":
            continue
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        found.append(content[:most])
    return found


def strings_in(noun: object) -> Iterator[str]:
    """Give every text in a noun."""
    if isinstance(noun, str):
        yield noun
    elif is_dataclass(noun):
        for each in fields(noun):
            if each.name != "stems":
                yield from strings_in(getattr(noun, each.name))
    elif isinstance(noun, tuple | list):
        for each in noun:
            yield from strings_in(each)


def check_clean(noun: object) -> None:
    """Complain of a text that a terminal could obey; bidi controls may stand in a body."""
    for text in strings_in(noun):
        if not is_clean(BIDI.sub("", text)):
            raise AssertionError(f"a terminal could obey {text[:80]!r}")


def check_feed(chance: random.Random) -> None:
    charset = chance.choice(
        ("", "", "", "utf-8", "rot13", "utf-16", "\x1b[2J", "idna", "shift_jis")
    )
    content = mutated(seeds_of("feed"), chance)
    check_clean(read_feed(content, address=ADDRESS, charset=charset, seen=SEEN))


def check_page(chance: random.Random) -> None:
    content = mutated(seeds_of("page"), chance)
    check_clean(read_page(content, address=ADDRESS, seen=SEEN))


def check_text(chance: random.Random) -> None:
    """A random string as a title, a name and a body: cleaned, and set in type."""
    text = random_text(chance)
    line = one_line(text)
    check_clean(body_text(text))
    if not (is_clean(line) and is_clean(strip_controls(text))):
        raise AssertionError("a terminal could obey one line")
    address = f"https://contoh.example/{len(text)}"
    entry = Entry(title=line, author=line, outlet=line, section=line, place=line[:40], link=address)
    html = clean_html(chance.choice((text, f"<p>{text}</p>", f"<td>{text}<th>{text}", text * 9)))
    article = Article(key=b"k" * 16, number=1, source="s", entry=entry, first_seen=SEEN)
    sheet = Sheet(
        article,
        replace(Source.followed(ADDRESS), title=line),
        read_document(html),
        language=Language(chance.choice(("en", "id"))),
        now=SEEN,
        is_ascii=chance.random() < 0.3,
    )
    width = chance.randrange(1, 130)
    for printed in sheet.all_lines(width):
        check_clean(printed.text)
        if "\n" in printed.text or "\t" in printed.text:
            raise AssertionError("a line of type breaks")
        if text_of(printed, sheet.links).cell_len > max(width, 16):
            raise AssertionError("a line of type is wider than its column")


def query_checker(store: Store) -> Callable[[random.Random], None]:
    def check_query(chance: random.Random) -> None:
        text = random_query(chance)
        query = parse_query(text, typing=chance.random() < 0.5)
        written = write_query(query)
        if parse_query(written).tree != query.tree and query.unfinished is None:
            raise AssertionError(f"{written!r} means something else")
        store.find(query, limit=5)

    return check_query


class Tally:
    """What came of the cases of one kind."""

    def __init__(self, kind: str, count: int) -> None:
        self.kind, self.count = kind, count
        self.refused = 0
        self.slowest = 0.0
        self.escaped: list[str] = []
        self.overrun: list[str] = []

    def run(self, check: Callable[[random.Random], None], only: int | None = None) -> None:
        for number in range(self.count) if only is None else (only,):
            started = time.process_time()
            try:
                check(random.Random(f"{self.kind}:{number}"))
            except BeritaError:
                self.refused += 1
            except Exception as error:
                if only is not None:
                    raise
                self.escaped.append(f"{self.kind}:{number} {type(error).__name__}: {error}")
            took = time.process_time() - started
            self.slowest = max(self.slowest, took)
            if took > SECONDS.get(self.kind, 5.0):
                self.overrun.append(f"{self.kind}:{number} {took:.1f} s")
            if number % 5_000 == 4_999:
                found = f"{len(self.escaped)} escaped, {len(self.overrun)} overran"
                print(f"  {self.kind} {number + 1:,}: {found}", flush=True)

    async def work(self, count: int) -> None:
        """Have a real worker read some of the same cases."""
        async with Worker(processes=2) as worker:

            async def read(number: int) -> None:
                chance = random.Random(f"{self.kind}:{number}")
                try:
                    if self.kind == "feed":
                        chance.random()
                        content = mutated(seeds_of("feed"), chance)
                        await worker.read_feed(content, address=ADDRESS, seen=SEEN)
                    else:
                        content = mutated(seeds_of("page"), chance)
                        await worker.read_page(content, address=ADDRESS, seen=SEEN)
                except Unreadable as problem:
                    if any(word in str(problem) for word in ("seconds to read", "more memory")):
                        self.overrun.append(f"{self.kind}:{number} {problem}")
                except Exception as error:  # noqa: BLE001 - what is looked for
                    self.escaped.append(f"{self.kind}:{number} {type(error).__name__}: {error}")

            for first in range(0, count, 8):
                await asyncio.gather(*(read(each) for each in range(first, min(first + 8, count))))

    def tell(self, what: str, figures: Figures) -> None:
        told = f"{self.count:,} {what} ({self.refused:,} refused, slowest {self.slowest:.2f} s CPU)"
        figures.none(f"{told}: unhandled exceptions", self.escaped)
        figures.none(f"{what}: worker overruns", self.overrun)


def library(home: Path) -> Store:
    places = Places.under(home)
    places.prepare()
    store = Store.open(places, clock=lambda: SEEN)
    (source,) = store.sources.add(Source.followed(ADDRESS))
    words = ("pilkada", "bali", "panen", "pasar", "字", "harga")
    entries = [
        Entry(guid=str(n), title=f"{words[n % 6]} {words[n % 5]} {n}", html="<p>isi berita</p>")
        for n in range(200)
    ]
    store.articles.save(source, entries, when=SEEN)
    return store


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="a hundredth of it")
    parser.add_argument("--feeds", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--only", help="one case again, with its traceback: kind:number")
    found = parser.parse_args()
    if found.short:
        for name in ("feeds", "pages", "texts", "queries"):
            setattr(found, name, getattr(found, name) // 100)
    return found


def main() -> None:
    wish = options()
    kind, _, number = (wish.only or "").partition(":")
    figures = Figures()
    with tempfile.TemporaryDirectory() as scratch:
        store = library(Path(scratch))
        checks = (
            ("feed", wish.feeds, "mutated feeds", check_feed),
            ("page", wish.pages, "mutated pages", check_page),
            ("text", wish.texts, "random strings through clean and render", check_text),
            ("query", wish.queries, "random queries", query_checker(store)),
        )
        for name, count, what, check in checks:
            if (kind and name != kind) or not count:
                continue
            tally = Tally(name, count)
            tally.run(check, int(number) if number else None)
            if name in SECONDS and not number:
                asyncio.run(tally.work(count // SHARE))
            tally.tell(what, figures)
        store.close()
    figures.end()


if __name__ == "__main__":
    main()
