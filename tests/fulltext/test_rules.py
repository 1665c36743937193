from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from berita_tui.fetch import Body, Failure, Reply, Request
from berita_tui.fulltext.whole import fetch_whole
from berita_tui.news import Entry, Sentence
from berita_tui.worker import Worker

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ADDRESS = "https://nasional.sindonews.com/read/1/12/panen-1"
LEAD = "Warga desa memanen padi lebih awal dari tahun lalu, kata kepala desa itu pada hari Senin."
MORE = "Panen berikutnya diperkirakan berlangsung bulan depan bila hujan turun seperti biasa. (abc)"
FIRST = f"""<html><head><link rel="canonical" href="{ADDRESS}">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Panen raya",
"datePublished": "2026-11-20T10:00:00+07:00", "author": {{"name": "Siti"}}}}</script></head>
<body><h1 class="detail-title">Panen raya</h1><div id="detail-desc">{LEAD}</div>
<div class="paging-all"><a href="{ADDRESS}?showpage=all">Semua</a></div></body></html>"""
WHOLE = f"""<html><head><link rel="canonical" href="{ADDRESS}"></head><body>
<div id="detail-desc">{LEAD}<br><br>Baca Juga: <a href="/b">Lain</a><br><br>{MORE}</div></body>
</html>"""


class Library:
    """Answers requests from a table of pages and remembers what was asked."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = pages
        self.asked: list[Request] = []

    async def get(self, request: Request) -> Reply:
        self.asked.append(request)
        page = self.pages.get(request.address)
        if page is None:
            return Failure(problem=Sentence("no"), status=404)
        return Body(content=page.encode(), address=request.address, media_type="text/html")


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as opened:
        yield opened


async def fetched(library: Library, worker: Worker, folder: Path, *agents: str) -> Entry:
    return await fetch_whole(
        library, worker, ADDRESS, rules=(str(folder),), agents=agents, seen=NOON
    )


async def test_an_article_is_whole_with_the_facts_of_its_first_page(
    worker: Worker, tmp_path: Path
) -> None:
    library = Library({ADDRESS: FIRST, f"{ADDRESS}?showpage=all": WHOLE})
    entry = await fetched(library, worker, tmp_path)
    assert entry.text == f"{LEAD}\n\n{MORE.removesuffix(' (abc)')}"
    assert (entry.title, entry.author, entry.editor) == ("Panen raya", "Siti", "abc")
    assert entry.published
    assert entry.published.isoformat() == "2026-11-20T10:00:00+07:00"
    wall = Library({ADDRESS: FIRST, f"{ADDRESS}?showpage=all": "<p>Masuk untuk membaca.</p>"})
    assert (await fetched(wall, worker, tmp_path)).text == LEAD


async def test_the_readers_rules_come_first_and_their_headers_are_sent(
    worker: Worker, tmp_path: Path
) -> None:
    (tmp_path / ".sindonews.com.txt").write_text(
        "title: //h1\nbody: //div[@id='detail-desc']\nhttp_header(cookie): a=1\n"
        "http_header(user-agent): Any/1\nhttp_header(referer): https://www.sindonews.com/\n"
    )
    polite = {"Cookie": "a=1", "Referer": "https://www.sindonews.com/"}
    library = Library({ADDRESS: FIRST})
    await fetched(library, worker, tmp_path)
    await fetched(library, worker, tmp_path, "example.com", "sindonews.com")
    assert [dict(asked.headers) for asked in library.asked] == [
        polite,
        polite | {"User-Agent": "Any/1"},
    ]
