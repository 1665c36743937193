from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from berita_tui.fetch import Body, Failure, Fetcher, Gone, Pace, Request
from berita_tui.fulltext import Manners
from berita_tui.fulltext.manners import rest_after
from berita_tui.news import Sentence
from berita_tui.store import Store
from berita_tui.store.hosts import Rest
from berita_tui.worker import Worker
from fulltext.sites import NOON, Clock, Site, here, targets
from servers import Asked, Loopback, reply, serving

one_loop = pytest.mark.asyncio(loop_scope="module")
OUCH = Sentence("ouch")
MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, environ={}, resolver=here) as client:
        yield client


@pytest.fixture
def manners(fetcher: Fetcher, worker: Worker, store: Store, time: Clock) -> Manners:
    return Manners(fetcher, worker, store, clock=time, pace=Pace(0))


def request(server: Loopback, path: str = "/1", host: str = "a.test") -> Request:
    return Request(address=server.url(path, host), is_private_allowed=True)


def problem(answer: Any) -> str:
    assert isinstance(answer, Failure), answer
    return str(answer.problem)


@one_loop
async def test_rules_are_asked_for_first_and_hold_for_a_day(manners: Manners, time: Clock) -> None:
    site = Site(robots=reply(200, b"User-agent: *\nDisallow: /rahasia\n"))
    site.put("/1", b"x")
    async with serving(site) as server:
        assert isinstance(await manners.get(request(server)), Body)
        told = problem(await manners.get(request(server, "/rahasia?x=1")))
        assert told == "a.test asks programs to leave this page alone (robots.txt)"
        assert targets(server, robots=True) == ["/robots.txt", "/1"]
        time.forward(hours=23)
        await manners.get(request(server))
        assert targets(server, robots=True)[2:] == ["/1"]
        time.forward(hours=2)
        await manners.get(request(server))
        assert targets(server, robots=True)[3:] == ["/robots.txt", "/1"]


@one_loop
@pytest.mark.parametrize("status", [404, 401, 403, 410, 400])
async def test_a_site_without_rules_allows_everything(manners: Manners, status: int) -> None:
    site = Site(robots=reply(status))
    site.put("/1", b"x")
    async with serving(site) as server:
        assert isinstance(await manners.get(request(server)), Body)


@one_loop
@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_site_that_cannot_say_is_left_alone(
    manners: Manners, time: Clock, status: int
) -> None:
    site = Site(robots=reply(status))
    site.put("/1", b"x")
    async with serving(site) as server:
        for _ in range(2):
            answer = await manners.get(request(server))
            told = problem(answer)
            assert told == "a.test cannot say what it allows now (robots.txt)"
            assert isinstance(answer, Failure)
            assert answer.retry_after
        assert targets(server, robots=True) == ["/robots.txt"]
        time.forward(minutes=11)
        site.robots = reply(404)
        assert isinstance(await manners.get(request(server)), Body)
        # From now on known rules hold on while nothing can be said.
        site.robots = reply(status)
        time.forward(days=2)
        assert isinstance(await manners.get(request(server)), Body)


@one_loop
async def test_rules_that_cannot_be_read_allow_nothing(
    manners: Manners, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from berita_tui.news import Unreadable

    async def broken(_: bytes) -> None:
        raise Unreadable(OUCH)

    monkeypatch.setattr(worker, "read_robots", broken)
    async with serving(Site(robots=reply(200, b"x"))) as server:
        assert "leave this page alone" in problem(await manners.get(request(server)))


@one_loop
async def test_a_host_that_forbids_rests_and_longer_each_time(
    manners: Manners, time: Clock, store: Store
) -> None:
    site = Site()
    site.pages["/1"] = reply(403)
    async with serving(site) as server:
        for minutes in (10, 20):
            assert "forbids this address (403)" in problem(await manners.get(request(server)))
            again = await manners.get(request(server))
            assert isinstance(again, Failure)
            assert again.retry_after == minutes * MINUTE
            time.forward(minutes=minutes, seconds=1)
        assert targets(server) == ["/1", "/1"]
        site.put("/1", b"x")
        assert isinstance(await manners.get(request(server)), Body)
        assert store.hosts.rest("a.test") is None


@pytest_asyncio.fixture(loop_scope="module")
async def open_manners(worker: Worker, store: Store, time: Clock) -> AsyncIterator[Manners]:
    """Manners in a world where loopback is the open internet."""
    async with Fetcher(seconds=5, environ={}, resolver=here, is_public=lambda _: True) as client:
        yield Manners(client, worker, store, clock=time, pace=Pace(0))


@one_loop
async def test_every_site_on_the_way_is_treated_alike(
    manners: Manners, open_manners: Manners
) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        name = asked.headers["host"].partition(":")[0]
        if asked.target == "/robots.txt":
            rules = b"User-agent: *\nDisallow: /private\n"
            return reply(200, rules) if name == "b.test" else reply(404)
        if name == "a.test":
            return reply(301, Location=server.url(asked.target, "b.test"))
        return reply(200, b"x")

    async with serving(answer) as server:
        # The leave for a private network is not for the other host.
        assert "b.test is on a private network" in problem(await manners.get(request(server)))
        assert isinstance(await open_manners.get(request(server)), Body)
        forbidden = await open_manners.get(request(server, "/private"))
        assert "b.test asks programs" in problem(forbidden)


@one_loop
async def test_redirects_come_to_an_end(open_manners: Manners) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        if asked.target == "/robots.txt":
            return reply(404)
        there = {"a.test": "b.test", "b.test": "a.test"}[asked.headers["host"].partition(":")[0]]
        return reply(302, Location=server.url("/1", there))

    async with serving(answer) as server:
        told = problem(await open_manners.get(request(server)))
    assert "redirects more than five times" in told


@one_loop
async def test_out_of_reach_it_rests_for_a_minute(manners: Manners, store: Store) -> None:
    nobody = Request(address="http://a.test:1/1", is_private_allowed=True)
    assert "refuses the connection" in problem(await manners.get(nobody))
    rest = store.hosts.rest("a.test")
    assert rest is not None
    assert rest.until == NOON + MINUTE
    assert problem(await manners.get(Request(address="ftp://x"))).startswith("“ftp://x”")


def failed(status: int = 0, **facts: Any) -> Failure:
    return Failure(problem=OUCH, status=status, **facts)


@pytest.mark.parametrize(
    ("reply", "refusals", "minutes"),
    [
        (Gone(), 3, None),
        (failed(404), 0, None),
        (failed(500), 0, None),
        (failed(403), 0, 10),
        (failed(429), 1, 20),
        (failed(429), 30, 24 * 60),
        (failed(429, retry_after=7 * MINUTE), 4, 7),
        (failed(503, retry_after=2 * MINUTE), 0, 2),
        (failed(is_network=True), 0, 1),
        (failed(is_network=True), 5, 1),
    ],
)
def test_a_host_rests_as_long_as_it_asks_for(
    reply: Any, refusals: int, minutes: int | None
) -> None:
    before = Rest(until=NOON, problem=OUCH, refusals=refusals) if refusals else None
    rest = rest_after(reply, before, NOON)
    assert (rest and rest.until) == (minutes and NOON + minutes * MINUTE)
