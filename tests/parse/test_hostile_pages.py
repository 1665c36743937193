"""Hostile pages, lists and XML, each read by a worker that has for it what it may take at most."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from berita_tui.clean import is_clean
from berita_tui.news import Entry, Feed, Page, Unreadable
from berita_tui.worker import Worker
from berita_tui.worker import foreman as workers

SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = "Enough ordinary words for an extractor"
Noun = TypeVar("Noun", Feed, Page, Entry)
START = """
import berita_tui.parse.plaintext as plain, berita_tui.worker.child as child
from berita_tui.news import Entry
from berita_tui.parse.documents import read_document
from berita_tui.parse.markup import clean_html
from berita_tui.parse.opml import read_opml
def read_body(data):
    html = clean_html(data.decode("utf-8", "replace"))
    return Entry(html=html, text=str(len(read_document(html).blocks)))
def read_list(data):
    outline = read_opml(data)
    return Entry(text=f"{{len(outline.sources)}} taken, {{len(outline.skipped)}} told of")
readers = {{"body": read_body, "list": read_list}}
plain.read_plain = lambda data, address, **_: readers[address](data)
limit, child.limit_time = child.limit_time, lambda _: limit({seconds})
child.main()
"""
"""A child that counts seconds of the processor, however busy the machine is; its job "plain" is
to read the body of an article, or a list of sources of which it only tells how long it is."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs limits that hold")


@pytest.fixture
def cases(shared: Path) -> Path:
    return shared / "data/hostile/cases"


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, int], Worker]:
    """Make a worker with so many seconds of the processor a job, and megabytes of memory."""

    def make(seconds: float, megabytes: int) -> Worker:
        monkeypatch.setattr(workers, "_START", START.format(seconds=seconds))
        return Worker(seconds=600, megabytes=megabytes)

    return make


def contents(folder: Path, pattern: str) -> dict[str, bytes]:
    return {
        path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(folder.glob(pattern))
    }


async def outcome(job: Awaitable[Noun]) -> Noun | str:
    """What comes of a job: a noun, or why there is none."""
    try:
        return await job
    except Unreadable as problem:
        return str(problem)


READABLE = {
    "html_bad_entity.html.gz": "\ufffd\ufffd\ufffdogus;",  # ESC & b are a terminal's sequence
    "html_charset_meta.html.gz": WORDS,
    "html_iframe.html.gz": WORDS,
    "html_meta_refresh.html.gz": WORDS,
    "html_rtl.html.gz": "مرحبا بالعالم",
    "html_style_hidden.html.gz": WORDS,
    "html_table_wide.html.gz": "…\nc c c",
}
"""How the articles begin; of the other pages only the title can be had."""
TOO_LARGE = ("html_entities.html.gz", "html_one_line_5m.html.gz")
SLOW = "html_anchors_200k.html.gz"
"""Half its time is enough where we measured; a slower machine ends it at its limit, as is right."""
PAST = "it needs more memory than is allowed or breaks the reader; it is not read"


async def test_hostile_pages_open_or_say_why_not_within_the_limits(
    cases: Path, limited: Callable[[float, int], Worker]
) -> None:
    async with limited(5, 512) as worker:
        for name, content in contents(cases, "html_*").items():
            page = await outcome(worker.read_page(content, seen=SEEN))
            if name in TOO_LARGE:
                assert page == "it is larger than 3 MB; it is not read", name
            elif name != SLOW or page != PAST:
                assert isinstance(page, Page), (name, page)
                entry = page.entry
                assert entry.title == "t", name
                assert entry.text.startswith(READABLE.get(name, "")), name
                assert bool(entry.text) is (name in READABLE), name
                assert not re.search("HIDDEN|169\\.254|<script|<iframe|<meta", entry.html), name
            body = await outcome(worker.read_plain(content[:3_000_000], address="body", seen=SEEN))
            assert isinstance(body, Entry), (name, body)
            assert not re.search("HIDDEN|169\\.254|<script|<iframe|<meta", body.html), name


LISTS = {
    "opml_50k.opml.gz": "50000 taken, 0 told of",
    "opml_esc.opml": "1 taken, 2 told of",
    "opml_file.opml": "1 taken, 2 told of",
    "opml_js.opml": "1 taken, 2 told of",
    "opml_notxml.opml": "This is no OPML file",
    "opml_private.opml": "2 taken, 1 told of",
}


async def test_hostile_lists_are_read_or_refused_within_the_limits(
    cases: Path, limited: Callable[[float, int], Worker]
) -> None:
    found = {}
    async with limited(5, 512) as worker:
        for name, content in contents(cases, "opml_*").items():
            told = await outcome(worker.read_plain(content, address="list", seen=SEEN))
            found[name] = told if isinstance(told, str) else told.text
    assert found == LISTS
    assert not Path("/tmp/pwned").exists()


ENTRIES = {
    "xml_100k_items.xml.gz": (2000, "i0"),
    "xml_200k_attrs.xml.gz": "it is built to overload a reader; it is not read",
    "xml_cdata_unclosed.xml": (2, "one"),
    "xml_deep_escaped_html.xml": (1, "ok"),
    "xml_entity_loop.xml": (1, "&b;"),
    "xml_ext_dtd.xml": (1, "ok title"),
    "xml_giant_title.xml.gz": (2, "T" * 499 + "…"),
    "xml_laughs_4.xml": (1, "&l3;" * 10),
    "xml_laughs_9.xml": (1, "&l8;" * 10),
    "xml_quadratic.xml": (1, "&a;" * 166 + "&…"),
    "xml_xinclude.xml": (1, "x"),
    "xml_xxe_ftp.xml": (1, "&x;"),
    "xml_xxe_netrc.xml": (1, "&x;"),
    "xml_xxe_php.xml": (1, "&x;"),
}
"""How many entries there are, and what the first one's title is: no entity is ever replaced."""


async def test_hostile_xml_is_read_or_refused_within_the_limits(
    cases: Path, limited: Callable[[float, int], Worker]
) -> None:
    found: dict[str, object] = {}
    async with limited(2, 256) as worker:
        for name, content in contents(cases, "xml_*").items():
            told = await outcome(worker.read_feed(content, address="http://t.invalid/f", seen=SEEN))
            found[name] = told if isinstance(told, str) else summed(told)
            assert len(str(told)) < 4_000_000, name
    assert found == ENTRIES


def summed(feed: Feed) -> tuple[int, str]:
    assert all(map(is_clean, (each.title + each.link + each.guid for each in feed.proofs)))
    return len(feed.proofs), feed.proofs[0].title
