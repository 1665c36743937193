from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
import pytest_asyncio

from berita_tui.discover import COMMON_PATHS, find_feeds
from berita_tui.fetch import Fetcher
from berita_tui.fetch.guard import IPAddress, is_public
from berita_tui.fetch.replies import Refused
from berita_tui.fetch.wires import Transport
from berita_tui.news import BadAddress, Candidate, Missing, Sentence
from berita_tui.worker import Worker
from servers import Answer, Asked, Loopback, reply, serving

FEED = (
    b"<rss version='2.0'><channel><title>Warta</title><item><title>a</title></item></channel></rss>"
)
PAGE = "<html><head>{}</head><body>Selamat datang</body></html>"
WORLD = "127.0.0.2"


async def names(host: str, port: int) -> Sequence[str]:
    return [WORLD if host.startswith("public") else "127.0.0.1"]


def looks_public(address: IPAddress) -> bool:
    return str(address) == WORLD or is_public(address)


pytestmark = pytest.mark.asyncio(loop_scope="module")  # one worker serves them all


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as hand:
        yield hand


@pytest_asyncio.fixture(loop_scope="module")
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=20, environ={}, resolver=names, is_public=looks_public) as client:
        yield client


def link(href: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="Berita" href="{href}">'


def site(pages: dict[str, bytes]) -> Answer:
    return lambda asked, _: pages.get(asked.target) or reply(404, b"nothing")


class Search:
    def __init__(self, fetcher: Fetcher, worker: Worker) -> None:
        self.fetcher, self.worker = fetcher, worker

    async def __call__(self, typed: str) -> tuple[Candidate, ...]:
        return await find_feeds(
            typed,
            fetcher=self.fetcher,
            worker=self.worker,
            clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
        )


@pytest.fixture
def search(fetcher: Fetcher, worker: Worker) -> Search:
    return Search(fetcher, worker)


def private(address: str, title: str = "", **more: Any) -> Candidate:
    return Candidate(address=address, title=title, is_private_allowed=True, **more)


async def test_the_address_of_a_feed_is_that_feed(search: Search) -> None:
    async with serving(reply(200, FEED)) as server:
        assert await search(server.url("/x")) == (private(server.url("/x"), "Warta"),)


async def test_a_feed_that_has_moved_for_good_is_followed_where_it_is(search: Search) -> None:
    pages = {"/old": reply(301, Location="/new"), "/new": reply(200, FEED)}
    async with serving(site(pages)) as server:
        assert await search(server.url("/old")) == (private(server.url("/new"), "Warta"),)


async def test_a_page_names_its_feeds(search: Search) -> None:
    html = PAGE.format(link("/rss") + link("http://else.test/feed")).encode()
    async with serving(site({"/": reply(200, html, Content_Type="text/html")})) as server:
        assert await search(server.url()) == (
            private(server.url("/rss"), "Berita"),
            Candidate(address="http://else.test/feed", title="Berita"),
        )


async def test_else_the_usual_places_are_tried_a_few_at_a_time(search: Search) -> None:
    pages = {
        "/": reply(200, PAGE.format("").encode()),
        "/feed": reply(200, b"<html>a page about animals</html>"),
        "/rss.xml": reply(200, FEED),
    }
    async with serving(site(pages)) as server:
        assert await search(server.url()) == (private(server.url("/rss.xml"), "Warta"),)
        assert len(server.asked) < len(COMMON_PATHS)


async def test_a_feed_beside_the_page_comes_before_that_of_the_site(search: Search) -> None:
    pages = {
        "/blog": reply(200, PAGE.format("").encode()),
        "/blog/feed": reply(200, FEED),
        "/feed": reply(200, FEED),
    }
    async with serving(site(pages)) as server:
        assert (await search(server.url("/blog")))[0].address == server.url("/blog/feed")


async def test_a_site_whose_front_page_fails_may_still_have_a_feed(search: Search) -> None:
    async with serving(site({"/atom.xml": reply(200, FEED)})) as server:
        assert (await search(server.url()))[0].address == server.url("/atom.xml")


async def test_a_site_without_feeds_is_told_with_what_to_do(search: Search) -> None:
    async with serving(site({"/": reply(200, PAGE.format("").encode())})) as server:
        with pytest.raises(Missing, match="give the address of one of its feeds"):
            await search(server.url())


async def test_a_site_that_forbids_is_told_as_it_is(search: Search) -> None:
    async with serving(reply(403)) as server:
        with pytest.raises(Missing, match="forbids"):
            await search(server.url())


async def test_a_page_that_cannot_be_read_is_a_page_without_feeds(
    fetcher: Fetcher,
) -> None:
    worker = Worker()
    await worker.close()  # whatever it is asked, it cannot read it
    async with serving(reply(200, FEED)) as server:
        with pytest.raises(Missing, match="no feed"):
            await Search(fetcher, worker)(server.url())


async def test_nobody_there_is_said_at_once(search: Search) -> None:
    with pytest.raises(Missing, match="refuses the connection"):
        await search("http://here.test:1/")


async def test_a_bare_host_is_tried_without_tls_when_it_has_none(search: Search) -> None:
    async with serving(reply(200, FEED)) as server:
        typed = f"nas.test:{server.port}"
        assert await search(typed) == (private(f"http://{typed}/", "Warta"),)


async def test_a_bad_certificate_is_no_reason_to_go_on_without_one(worker: Worker) -> None:
    class Doubtful:
        asked: ClassVar[list[str]] = []

        @asynccontextmanager
        async def line(self, scheme: str, *_: object, **__: object) -> AsyncIterator[Transport]:
            self.asked.append(scheme)
            raise Refused(Sentence("the certificate has expired"))
            yield

    search = Search(Fetcher(lines=Doubtful(), environ={}), worker)
    with pytest.raises(Missing, match="expired"):
        await search("bank.example")
    assert set(Doubtful.asked) == {"https"}


async def test_a_bare_host_that_nobody_knows_is_asked_both_ways(worker: Worker) -> None:
    class Nowhere:
        asked: ClassVar[list[str]] = []

        @asynccontextmanager
        async def line(self, scheme: str, *_: object, **__: object) -> AsyncIterator[Transport]:
            self.asked.append(scheme)
            raise Refused(Sentence("nobody knows this host"), is_network=True)
            yield

    search = Search(Fetcher(lines=Nowhere(), environ={}), worker)
    with pytest.raises(Missing, match="nobody knows"):
        await search("bank.example")
    assert Nowhere.asked[0] == "https"
    assert Nowhere.asked[-1] == "http"


async def test_a_bare_host_that_answers_neither_way_is_told(search: Search) -> None:
    with pytest.raises(Missing, match="refuses"):
        await search("nas.test:1")


@pytest.mark.parametrize("typed", ["", "ftp://x/", "http://", "javascript:x", "a b c"])
async def test_what_is_no_address_is_told(search: Search, typed: str) -> None:
    with pytest.raises(BadAddress):
        await search(typed)


async def test_what_was_typed_with_a_host_stays_with_that_host(search: Search) -> None:
    html = PAGE.format(link("/rss") + link("http://else.test/feed")).encode()

    def answer(asked: Asked, _: object) -> bytes:
        is_known = "authorization" in asked.headers
        return reply(200, html) if is_known else reply(401)

    async with serving(answer) as server:
        typed = server.url(host="me:geheim@nas.test")
        own, other = await search(typed)
    assert own == private(_rss(server), "Berita", credentials="me:geheim")
    assert "geheim" not in repr(own)
    assert other == Candidate(address="http://else.test/feed", title="Berita")


async def test_a_public_site_gives_no_leave(search: Search) -> None:
    async with serving(reply(200, FEED), host=WORLD) as server:
        typed = server.url(host="public.test")
        assert await search(typed) == (Candidate(address=typed, title="Warta"),)


async def test_a_public_site_cannot_name_a_private_feed_as_its_own(search: Search) -> None:
    html = PAGE.format(link("http://nas.test/feed")).encode()
    async with serving(reply(200, html), host=WORLD) as server:
        (found,) = await search(server.url(host="public.test"))
    assert not found.is_private_allowed


def _rss(server: Loopback) -> str:
    return server.url("/rss", "nas.test")
