"""The real program, killed while it fetches pages, and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from berita_tui.news import FullText, Source, Tally
from berita_tui.places import Places
from berita_tui.store import Store
from fulltext.sites import article
from servers import Asked, Loopback, reply, serving

COUNT = 12
KILLED_AT = 5
# The program as it is, but for the second between two pages, and for the five that reading one may
# take: tests wait for facts, not for time, and a busy machine takes its own.
PROGRAM = (
    "from berita_tui.newsroom import Newsroom; Newsroom.__init__.__kwdefaults__['pause'] = 0.0\n"
    "from berita_tui.worker import Worker; Worker.__init__.__kwdefaults__['seconds'] = 60.0\n"
    "from berita_tui.cli import main; main()"
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def now() -> datetime:
    return datetime.now(UTC)


class Newspaper:
    """A server that counts what it was asked for and what it has answered to the end."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.is_holding = True
        self.held = asyncio.Event()
        self.server: Loopback | None = None

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> bytes | None:
        self.asked[asked.target] += 1
        if asked.target == "/feed":
            return reply(200, self.feed(), Content_Type="application/rss+xml")
        if asked.target == "/robots.txt":
            return reply(404)
        if self.is_holding and sum(self.answered.values()) == KILLED_AT:
            self.held.set()
            await asyncio.Event().wait()
        self.answered[asked.target] += 1
        return reply(200, article(int(asked.target[1:])), Content_Type="text/html")

    def feed(self) -> bytes:
        assert self.server
        items = "".join(
            f"<item><title>Berita {number}: warga desa menanam pohon</title><guid>{number}</guid>"
            f"<link>{self.server.url(f'/{number}')}</link>"
            "<description>Warga desa menanam pohon ...</description></item>"
            for number in range(COUNT)
        )
        return f"<rss version='2.0'><channel><title>W</title>{items}</channel></rss>".encode()


@pytest.fixture
async def paper() -> AsyncIterator[Newspaper]:
    newspaper = Newspaper()
    async with serving(newspaper) as server:
        newspaper.server = server
        yield newspaper


async def start(home: Path) -> asyncio.subprocess.Process:
    arguments = ["--home", str(home), "refresh", "--json"]
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "NO_PROXY": "*"},
    )


async def test_killed_in_the_middle_it_goes_on_and_fetches_nothing_twice(
    paper: Newspaper, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    places = Places.under(home)
    assert paper.server
    source = Source.followed(paper.server.url("/feed"))
    with closing(Store.open(places, clock=now)) as store:
        store.sources.add(replace(source, is_private_allowed=True))

    first = await start(home)
    await paper.held.wait()
    first.kill()
    await first.communicate()
    assert first.returncode == -signal.SIGKILL
    with closing(Store.open(places, clock=now)) as store:
        # What had come is kept, whole; the one on its way and the rest wait.
        assert store.counts().of_source(source.key) == Tally(COUNT, COUNT, KILLED_AT)
        assert store.pages.waiting(FullText.AUTO) == COUNT - KILLED_AT

    paper.is_holding = False
    second = await start(home)
    out, err = await second.communicate()
    assert (second.returncode, err) == (0, b"")
    assert json.loads(out.splitlines()[-1]) == {
        "step": "pages ended",
        "had": COUNT - KILLED_AT,
        "missed": 0,
        "waiting": 0,
    }
    with closing(Store.open(places, clock=now)) as store:
        assert store.counts().of_source(source.key) == Tally(COUNT, COUNT, COUNT)
    pages = [f"/{number}" for number in range(COUNT)]
    assert [paper.answered[page] for page in pages] == [1] * COUNT
    # Asked for again is only the one whose answer was on its way when the program was killed.
    assert sorted(paper.asked[page] for page in pages) == [1] * (COUNT - 1) + [2]
    assert (paper.asked["/feed"], paper.asked["/robots.txt"]) == (1, 1)
