from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from berita_tui.fetch import Fetcher
from berita_tui.fulltext import MAX_PAGES, Unfetched, fetch_whole
from berita_tui.fulltext.whole import is_same_site
from berita_tui.news import Entry, Page, Source, Unreadable
from berita_tui.worker import Worker
from fulltext.sites import NOON, Site, article, here, targets
from servers import Loopback, reply, serving

one_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, environ={}, resolver=here) as client:
        yield client


class Signs:
    """A worker that also reads where a page goes on, from signs that the test has set."""

    def __init__(self, worker: Worker, **signs: dict[str, str]) -> None:
        self.worker = worker
        self.signs = signs

    async def read_page(self, content: bytes, *, address: str, **options: Any) -> Page:
        page = await self.worker.read_page(content, address=address, **options)
        path = "/" + address.split("/", 3)[3]
        signs: Any = {name: places.get(path, "") for name, places in self.signs.items()}
        return replace(page, **({"next_page": "", "single_page": ""} | signs))


def source(server: Loopback, **settings: Any) -> Source:
    followed = Source.followed(server.url("/feed", "a.test"))
    return replace(followed, is_private_allowed=True, **settings)


async def whole(fetcher: Fetcher, worker: Any, server: Loopback, path: str = "/1") -> Entry:
    return await fetch_whole(
        fetcher, worker, server.url(path, "a.test"), source=source(server), seen=NOON
    )


@one_loop
async def test_an_article_is_read_from_its_page(fetcher: Fetcher, worker: Worker) -> None:
    site = Site()
    site.put("/1", article(1))
    async with serving(site) as server:
        entry = await whole(fetcher, worker, server)
    assert entry.title == "Berita 1: warga desa menanam pohon"
    assert "Kalimat 3 dari berita 1 " in entry.text
    assert (entry.is_whole, entry.is_from_page) == (True, True)
    assert server.asked[0].headers["accept"].startswith("text/html")


@one_loop
async def test_pages_are_joined_in_order_each_once(fetcher: Fetcher, worker: Worker) -> None:
    site = Site()
    for number in (1, 2, 3):
        site.put(f"/{number}", article(number, part=f"Bagian {number}."))
    signs = Signs(worker, next_page={})
    async with serving(site) as server:
        address = server.url("", "a.test")
        signs.signs["next_page"] |= {"/1": f"{address}/2", "/2": f"{address}/3"}
        signs.signs["next_page"] |= {"/3": f"{address}/2"}  # round in a circle
        entry = await whole(fetcher, signs, server)
    assert targets(server) == ["/1", "/2", "/3"]
    places = [entry.text.index(f"Bagian {number}.") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert entry.is_whole


@one_loop
async def test_the_page_that_has_it_all_is_read_instead(fetcher: Fetcher, worker: Worker) -> None:
    site = Site()
    site.put("/1", article(1, part="Bagian satu."))
    site.put("/semua", article(1, part="Semuanya."))
    signs = Signs(worker)
    async with serving(site) as server:
        address = server.url("", "a.test")
        signs.signs["single_page"] = {"/1": f"{address}/semua"}
        signs.signs["next_page"] = {"/1": f"{address}/2"}
        entry = await whole(fetcher, signs, server)
        assert targets(server) == ["/1", "/semua"]
        assert "Semuanya." in entry.text
        assert entry.is_from_page
        # One that is not there leaves the parts.
        site.pages.pop("/semua")
        entry = await whole(fetcher, signs, server)
    assert "Bagian satu." in entry.text
    assert not entry.is_whole


@one_loop
@pytest.mark.parametrize("leads_to", ["http://b.test/2", "javascript:x", ""])
async def test_nothing_leads_away_from_the_site(
    fetcher: Fetcher, worker: Worker, leads_to: str
) -> None:
    site = Site()
    site.put("/1", article(1))
    signs = Signs(worker, next_page={"/1": leads_to})
    async with serving(site) as server:
        assert (await whole(fetcher, signs, server)).is_whole
    assert targets(server) == ["/1"]


@one_loop
async def test_there_is_an_end_to_pages(fetcher: Fetcher, worker: Worker) -> None:
    class Endless(Signs):
        async def read_page(self, content: bytes, *, address: str, **options: Any) -> Page:
            number = int(address.rpartition("/")[2])
            following = address.replace(f"/{number}", f"/{number + 1}")
            entry = Entry(title="t", html=f"<p>Bagian {number}</p>", is_whole=True)
            return Page(entry=entry, next_page=following)

    async with serving(reply(200, b"<p>x</p>")) as server:
        entry = await whole(fetcher, Endless(worker), server)
    assert len(server.asked) == MAX_PAGES
    assert not entry.is_whole


@one_loop
async def test_a_part_that_may_come_later_is_waited_for(fetcher: Fetcher, worker: Worker) -> None:
    site = Site()
    site.put("/1", article(1))
    site.pages["/2"] = reply(503, Retry_After="120")
    signs = Signs(worker)
    async with serving(site) as server:
        signs.signs["next_page"] = {"/1": server.url("/2", "a.test")}
        with pytest.raises(Unfetched) as caught:
            await whole(fetcher, signs, server)
    assert caught.value.is_passing


@one_loop
async def test_leave_and_secrets_go_to_the_sources_own_host(
    fetcher: Fetcher, worker: Worker
) -> None:
    site = Site()
    site.put("/1", article(1))
    async with serving(site) as server:
        own = source(server, credentials="me:x")
        address = server.url("/1", "a.test")
        await fetch_whole(fetcher, worker, address, source=own, seen=NOON, rules=("r",))
        assert server.asked[0].headers["authorization"].startswith("Basic ")
        for stranger in (None, replace(own, address="http://b.test/feed")):
            with pytest.raises(Unfetched, match="private network"):
                await fetch_whole(fetcher, worker, address, source=stranger, seen=NOON)
        other_port = replace(own, address="http://a.test:1/feed")
        await fetch_whole(fetcher, worker, address, source=other_port, seen=NOON)
        assert "authorization" not in server.asked[1].headers


@one_loop
@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (reply(404), "a.test has nothing at this address"),
        (reply(410), "a.test says this page is gone for good"),
        (reply(500), "a.test has trouble of its own"),
        (reply(200, b"x", Content_Type="application/pdf"), "no web page but “application/pdf”"),
        (reply(200, b"x", Content_Type="text/html"), "This is no web page"),
        (reply(200, b"<p>" + b"x" * 3_000_001), "3 MB"),
    ],
)
async def test_what_is_no_article_is_told(
    fetcher: Fetcher, worker: Worker, answer: bytes, problem: str
) -> None:
    async with serving(answer) as server:
        with pytest.raises((Unfetched, Unreadable), match=problem):
            await whole(fetcher, worker, server)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://a.example/1", "http://a.example/2", True),
        ("https://www.a.example/1", "https://m.a.example/2", True),
        ("https://a.example/1", "https://news.a.example/2", True),
        ("https://news.a.example/1", "https://a.example/2", True),
        ("https://a.example/1", "https://b.example/2", False),
        ("https://a.example/1", "https://nota.example/2", False),
    ],
)
def test_a_site_has_several_faces(one: str, other: str, expected: bool) -> None:
    assert is_same_site(one, other) is expected
