from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from berita_tui.fetch import Failure, Fetcher, Pace
from berita_tui.fulltext import Manners, Prefetch
from berita_tui.fulltext.prefetch import refusal_after
from berita_tui.news import (
    Article,
    BeritaError,
    Entry,
    FullText,
    Missing,
    Outcome,
    PageHad,
    PageMissed,
    PagesEnded,
    PageStep,
    Sentence,
    Source,
    View,
    Want,
    Wanted,
)
from berita_tui.store import Store
from berita_tui.worker import Worker
from fulltext.sites import NOON, Clock, Site, article, here, targets
from servers import Asked, Loopback, reply, serving

one_loop = pytest.mark.asyncio(loop_scope="module")
OUCH = Sentence("ouch")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(seconds=5, environ={}, resolver=here) as client:
        yield client


@pytest.fixture
def prefetch(fetcher: Fetcher, worker: Worker, store: Store, time: Clock) -> Prefetch:
    manners = Manners(fetcher, worker, store, clock=time, pace=Pace(0))
    return Prefetch(store=store, manners=manners, worker=worker, clock=time)


def follow(store: Store, server: Loopback, *numbers: int, host: str = "a.test") -> Source:
    """Follow a source on `host` that has brought these articles, the first the newest."""
    source = Source.followed(server.url("/feed", host))
    store.sources.add(replace(source, is_private_allowed=True))
    entries = [
        Entry(
            guid=f"{host}/{number}",
            link=server.url(f"/{number}", host),
            title=f"Berita {number}: warga desa menanam pohon",
            html="<p>Warga desa menanam pohon …</p>",
            published=NOON - timedelta(minutes=place),
        )
        for place, number in enumerate(numbers)
    ]
    want = Want(full_text=FullText.AUTO, most=50)
    store.articles.save(source, entries, when=NOON, want=want)
    return source


async def steps(prefetch: Prefetch, *sources: str) -> list[PageStep]:
    return [step async for step in prefetch.run(set(sources) or None)]


def kept(store: Store) -> dict[str, Article]:
    found = (store.articles.get(headline.key) for headline in store.shelf(View()))
    return {each.entry.guid: each for each in found if each}


@one_loop
async def test_pages_are_fetched_newest_first_and_kept(prefetch: Prefetch, store: Store) -> None:
    site = Site()
    for number in (1, 2, 3):
        site.put(f"/{number}", article(number))
    async with serving(site) as server:
        follow(store, server, 2, 1, 3)
        *had, ended = await steps(prefetch)
        assert targets(server) == ["/2", "/1", "/3"]
        assert server.most_open == 1
        assert await steps(prefetch) == [PagesEnded(0, 0, 0)]
        assert len(server.asked) == 4
    assert [(step.outcome, step.waiting) for step in had if isinstance(step, PageHad)] == [
        (Outcome.PAGE, 2),
        (Outcome.PAGE, 1),
        (Outcome.PAGE, 0),
    ]
    assert ended == PagesEnded(3, 0, 0)
    assert all(each.entry.is_whole and each.entry.is_from_page for each in kept(store).values())
    assert "Kalimat 3 dari berita 2 " in kept(store)["a.test/2"].entry.html


@one_loop
async def test_hosts_are_asked_beside_each_other_each_one_page_at_a_time(
    prefetch: Prefetch, store: Store
) -> None:
    both = asyncio.Event()
    inside: list[str] = []

    async def answer(asked: Asked, _: object) -> bytes:
        if asked.target == "/robots.txt":
            return reply(404)
        host = asked.headers["host"].partition(":")[0]
        assert host not in inside
        inside.append(host)
        if len(inside) == 2:
            both.set()
        await both.wait()
        inside.remove(host)
        return reply(200, article(int(asked.target[1:])))

    async with serving(answer) as server:
        follow(store, server, 1, 2)
        source = follow(store, server, 3, 4, host="b.test")
        assert source.key
        assert (await steps(prefetch))[-1] == PagesEnded(4, 0, 0)


@one_loop
async def test_no_more_hosts_are_asked_at_once_than_there_are_hands(
    prefetch: Prefetch, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.fulltext.prefetch.HANDS", 1)
    site = Site()
    site.put("/1", article(1))
    site.put("/2", b"no page")
    async with serving(site) as server:
        follow(store, server, 1)
        follow(store, server, 2, host="b.test")
        assert (await steps(prefetch))[-1] == PagesEnded(1, 1, 0)


@one_loop
async def test_only_pages_of_the_sources_named_are_fetched(
    prefetch: Prefetch, store: Store
) -> None:
    site = Site()
    site.put("/3", article(3))
    async with serving(site) as server:
        follow(store, server, 1)
        named = follow(store, server, 3, host="b.test")
        assert (await steps(prefetch, named.key))[-1] == PagesEnded(1, 0, 1)
        assert targets(server) == ["/3"]


@one_loop
async def test_what_cannot_be_had_says_why_and_when_it_is_tried_again(
    prefetch: Prefetch, store: Store, time: Clock
) -> None:
    site = Site()
    site.pages["/2"] = reply(500)
    site.put("/3", b"<p>Silakan masuk untuk membaca Berita 3: warga desa menanam pohon.</p>")
    async with serving(site) as server:
        follow(store, server, 1, 2, 3)
        missed = [step for step in await steps(prefetch) if isinstance(step, PageMissed)]
        assert [(str(step.problem), step.retry) for step in missed] == [
            ("a.test has nothing at this address (404); check the address", None),
            ("a.test has trouble of its own (500)", NOON + timedelta(minutes=10)),
            ("its page wants a login, a subscription or consent", None),
        ]
        assert targets(server) == ["/1", "/2", "/3"]
        for wait in (10, 20, 40, 80):
            time.forward(minutes=wait)
            await steps(prefetch)
        assert targets(server)[3:] == ["/2"] * 3
        assert store.pages.waiting(FullText.AUTO) == 0
    assert not any(each.entry.is_from_page for each in kept(store).values())


@one_loop
async def test_a_host_that_rests_is_asked_once_and_the_others_go_on(
    prefetch: Prefetch, store: Store, time: Clock
) -> None:
    site = Site()
    site.pages["/1"] = reply(429, Retry_After="3600")
    site.put("/2", article(2))
    site.put("/3", article(3))
    async with serving(site) as server:
        follow(store, server, 1, 2)
        follow(store, server, 3, host="b.test")
        assert (await steps(prefetch))[-1] == PagesEnded(1, 1, 2)
        assert sorted(targets(server)) == ["/1", "/3"]
        site.put("/1", article(1))
        time.forward(hours=1)
        assert (await steps(prefetch))[-1] == PagesEnded(2, 0, 0)


@one_loop
async def test_the_network_gone_leaves_the_queue_as_it_was(
    prefetch: Prefetch, store: Store, time: Clock
) -> None:
    site = Site()
    for number in (1, 2):
        site.put(f"/{number}", article(number))
    async with serving(site) as server:
        follow(store, server, 1, 2)
    missed, ended = await steps(prefetch)
    assert isinstance(missed, PageMissed)
    assert "refuses the connection" in str(missed.problem)
    assert ended == PagesEnded(0, 1, 2)


@one_loop
async def test_another_program_that_is_at_it_goes_on_alone(
    prefetch: Prefetch, store: Store
) -> None:
    async with serving(Site()) as server:
        follow(store, server, 1)
        with store.turn("pages"):
            assert await steps(prefetch) == [PagesEnded(0, 0, 1)]
        assert not server.asked


@one_loop
async def test_an_answer_that_was_had_is_not_asked_for_again(
    prefetch: Prefetch, store: Store, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site()
    site.put("/1", article(1), Content_Type="text/html; charset=utf-8")
    reading = asyncio.Event()

    async def stuck(*_: object, **__: object) -> None:
        reading.set()
        await asyncio.Event().wait()

    async with serving(site) as server:
        follow(store, server, 1)
        with monkeypatch.context() as patch:
            patch.setattr(worker, "read_page", stuck)
            async with aclosing(prefetch.run()) as run:
                first = asyncio.ensure_future(anext(run))
                await reading.wait()
                first.cancel()
                await asyncio.wait([first])
        assert (await steps(prefetch))[-1] == PagesEnded(1, 0, 0)
        assert targets(server) == ["/1"]


@one_loop
async def test_what_is_being_saved_is_saved_to_its_end(
    prefetch: Prefetch, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    started, go_on, keep = threading.Event(), threading.Event(), store.pages.keep

    def slow(*args: Any) -> Any:
        started.set()
        go_on.wait(5)
        return keep(*args)

    monkeypatch.setattr(store.pages, "keep", slow)
    site = Site()
    site.put("/1", article(1))
    async with serving(site) as server:
        follow(store, server, 1)
        async with aclosing(prefetch.run()) as run:
            first = asyncio.ensure_future(anext(run))
            await asyncio.to_thread(started.wait, 5)
            first.cancel()
            asyncio.get_running_loop().call_soon(go_on.set)
            await asyncio.wait([first])
    assert kept(store)["a.test/1"].entry.is_from_page


@one_loop
async def test_one_page_can_be_asked_for_even_if_it_was_given_up(
    prefetch: Prefetch, store: Store
) -> None:
    site = Site()
    async with serving(site) as server:
        source = follow(store, server, 1)
        await steps(prefetch)
        number = store.shelf(View())[0].number
        site.put("/1", article(1))
        step = await prefetch.fetch(number)
        assert isinstance(step, PageHad)
        # Of a source that was let go its page is fetched all the same, without its leave.
        store.sources.remove(source.key)
        assert isinstance(await prefetch.fetch(number), PageMissed)
    with pytest.raises(Missing):
        await prefetch.fetch(1)


@one_loop
async def test_a_page_that_is_under_way_is_not_asked_for_once_more(
    prefetch: Prefetch, store: Store
) -> None:
    site = Site()
    site.put("/1", article(1))
    async with serving(site) as server:
        follow(store, server, 1)
        wanted = store.pages.next(FullText.AUTO)
        assert wanted is not None
        one, other = prefetch._begun(wanted), prefetch._begun(wanted)
        assert one is other
        assert isinstance(await one, PageHad)
        assert targets(server) == ["/1"]


@one_loop
async def test_a_disk_that_fails_is_told(
    prefetch: Prefetch, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise BeritaError(Sentence("the disk is full"))

    async with serving(Site()) as server:
        follow(store, server, 1)
        monkeypatch.setattr(store.pages, "refuse", full)
        step = await prefetch.fetch(store.shelf(View())[0].number)
    assert isinstance(step, PageMissed)


WANTED = Wanted(number=1, key=b"k", source="s", address="http://a.test/1")


@pytest.mark.parametrize(
    ("failure", "attempts", "minutes", "is_tried"),
    [
        (Failure(problem=OUCH, is_network=True), 3, 10, False),
        (Failure(problem=OUCH, status=429, retry_after=timedelta(hours=1)), 3, 60, False),
        (Failure(problem=OUCH, status=500), 0, 10, True),
        (Failure(problem=OUCH, status=502), 2, 40, True),
        (Failure(problem=OUCH, status=500), 3, None, True),
        (Failure(problem=OUCH, status=403), 1, 20, True),
        (Failure(problem=OUCH, status=404), 0, None, True),
        (Failure(problem=OUCH), 0, 10, True),
        (Failure(problem=OUCH, is_final=True), 0, None, True),
    ],
)
def test_who_is_to_blame_decides_whether_it_is_tried_again(
    failure: Failure, attempts: int, minutes: int | None, is_tried: bool
) -> None:
    refusal, was_tried = refusal_after(replace(WANTED, attempts=attempts), failure, NOON)
    assert refusal.due == (minutes and NOON + timedelta(minutes=minutes))
    assert was_tried is is_tried
