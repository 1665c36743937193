from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from berita_tui.fetch import Fetcher
from berita_tui.fetch.network import Resolver
from berita_tui.news import (
    MOST_ENTRIES,
    Began,
    Brought,
    DataUnusable,
    Ended,
    Missed,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Standing,
    Step,
    Validators,
    View,
    Waiting,
)
from berita_tui.places import Places
from berita_tui.refresh import refresh
from berita_tui.refresh import round as rounds
from berita_tui.store import Store
from berita_tui.store.scribe import Ferry
from berita_tui.worker import Worker
from berita_tui.worker import foreman as workers
from servers import Asked, Loopback, reply, serving, source

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OUCH = Sentence("ouch")


def feed(*titles: str, extra: str = "", title: str = "Warta") -> bytes:
    items = "".join(
        f"<item><title>{each}</title><link>http://warta.example/{each}</link></item>"
        for each in titles
    )
    return (
        f"<rss version='2.0'><channel><title>{title}</title><link>http://warta.example/</link>"
        f"<language>id</language>{extra}{items}</channel></rss>"
    ).encode()


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def store(stocked: Places, time: Clock) -> Iterable[Store]:
    opened = Store.open(stocked, clock=time)
    yield opened
    opened.close()


one_loop = pytest.mark.asyncio(loop_scope="module")  # so that one worker serves them all


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as hand:
        yield hand


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


class Desk:
    """A refresh with everything it needs."""

    def __init__(self, store: Store, worker: Worker, time: Clock) -> None:
        self.store, self.worker, self.time = store, worker, time
        self.seconds = 5.0
        self.resolver: Resolver = here

    def follow(self, *sources: Source) -> None:
        self.store.sources.add(*sources)

    async def steps(self, **options: Any) -> list[Step]:
        async with Fetcher(
            seconds=self.seconds, environ={}, resolver=self.resolver, connections=8
        ) as client:
            return [
                step
                async for step in refresh(
                    self.store.sources.all(),
                    store=self.store,
                    fetcher=client,
                    worker=self.worker,
                    clock=self.time,
                    **options,
                )
            ]

    def standing(self, server: Loopback, path: str = "/") -> Standing:
        return self.store.standings.get(source(server.url(path)).key)

    @property
    def articles(self) -> int:
        return self.store.counts().all.total


@pytest.fixture
def desk(store: Store, worker: Worker, time: Clock) -> Desk:
    return Desk(store, worker, time)


@one_loop
async def test_what_a_source_brings_is_saved_and_told(desk: Desk) -> None:
    async with serving(reply(200, feed("satu", "dua"), ETag='"1"')) as server:
        desk.follow(source(server.url()))
        began, brought, ended = await desk.steps()
        standing = desk.standing(server)
    assert began == Began(1)
    assert isinstance(brought, Brought)
    assert (brought.new, brought.changed) == (2, 0)
    assert brought.source.title == "Warta"
    assert brought.source.homepage == "http://warta.example/"
    assert brought.source.language == "id"
    assert ended == Ended(asked=1, new=2, missed=0)
    shelf = desk.store.shelf(View())
    assert {shelf[row].title for row in range(len(shelf))} == {"satu", "dua"}
    assert standing.validators == Validators(etag='"1"')
    assert standing.due == NOON + 30 * MINUTE
    assert standing.problem is None


@one_loop
async def test_what_a_mute_hides_is_no_news(desk: Desk) -> None:
    desk.store.mutes.add("dua")
    desk.store.settle()
    feeds = {"/": feed("satu", "dua"), "/other": feed("dua")}
    async with serving(lambda asked, _: reply(200, feeds[asked.target])) as server:
        desk.follow(source(server.url()))
        _, brought, ended = await desk.steps()
        desk.follow(source(server.url("/other")))
        *_, quiet, _ = await desk.steps()
    assert isinstance(brought, Brought)
    assert (brought.new, ended) == (1, Ended(asked=1, new=1, missed=0))
    assert isinstance(quiet, Quiet)


@one_loop
async def test_the_same_again_is_quiet_and_unchanged_is_too(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        if "if-none-match" in asked.headers and len(server.asked) > 2:
            return reply(304)
        return reply(200, feed("satu"), ETag='"1"')

    async with serving(answer) as server:
        desk.follow(source(server.url()))
        for kind in (Brought, Quiet, Quiet):
            _, step, ended = await desk.steps(force=True)
            assert isinstance(step, kind)
            assert ended == Ended(asked=1, new=int(kind is Brought), missed=0)
        assert desk.standing(server).validators == Validators(etag='"1"')


@one_loop
async def test_a_source_that_is_not_due_waits_unless_forced(desk: Desk) -> None:
    async with serving(reply(200, feed("satu", extra="<ttl>120</ttl>"))) as server:
        desk.follow(source(server.url()))
        await desk.steps()
        desk.time.now += HOUR
        began, waiting, ended = await desk.steps()
        assert began == Began(0)
        assert isinstance(waiting, Waiting)
        assert waiting.due == NOON + 2 * HOUR
        assert ended == Ended(asked=0, new=0, missed=0)
        desk.time.now += HOUR
        assert isinstance((await desk.steps())[1], Quiet)
        assert isinstance((await desk.steps(force=True))[1], Quiet)
        assert len(server.asked) == 3


@one_loop
async def test_the_interval_lasts_through_an_answer_without_one(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        known = "if-none-match" in asked.headers
        return reply(304) if known else reply(200, feed("a", extra="<ttl>120</ttl>"), ETag='"1"')

    async with serving(answer) as server:
        desk.follow(source(server.url()))
        await desk.steps()
        await desk.steps(force=True)
        assert desk.standing(server).due == NOON + 2 * HOUR


@one_loop
async def test_one_that_fails_keeps_its_articles_and_the_rest_goes_on(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        is_bad = asked.target == "/bad" and len(server.asked) > 2
        return reply(500) if is_bad else reply(200, feed(asked.target[1:]), ETag='"1"')

    async with serving(answer) as server:
        desk.follow(source(server.url("/good")), source(server.url("/bad")))
        await desk.steps()
        assert desk.articles == 2
        steps = await desk.steps(force=True)
        missed = [step for step in steps if isinstance(step, Missed)]
        standing = desk.standing(server, "/bad")
    assert [str(step.problem) for step in missed] == ["127.0.0.1 has trouble of its own (500)"]
    assert missed[0].retry == NOON + 10 * MINUTE == standing.due
    assert not missed[0].is_network
    assert steps[-1] == Ended(asked=2, new=0, missed=1)
    assert standing.failures == 1
    assert standing.validators == Validators(etag='"1"')
    assert standing.succeeded == NOON
    assert desk.articles == 2


@one_loop
async def test_a_feed_that_kills_its_reader_is_named_and_the_rest_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = """
import berita_tui.parse.feeds as feeds, os
read = feeds.read_feed
feeds.read_feed = lambda content, **options: (
    os.kill(os.getpid(), 9) if b"/bad" in content else read(content, **options)
)
"""
    monkeypatch.setattr(workers, "_START", deadly + workers._START)
    async with serving(lambda asked, _: reply(200, feed(asked.target))) as server, Worker() as own:
        desk.worker = own
        desk.follow(*(source(server.url(path)) for path in ("/one", "/bad", "/two")))
        steps = await desk.steps()
    missed = [step for step in steps if isinstance(step, Missed)]
    assert [step.source.address for step in missed] == [server.url("/bad")]
    assert "breaks the reader" in str(missed[0].problem)
    assert (steps[-1], desk.articles) == (Ended(asked=3, new=2, missed=1), 2)


@one_loop
async def test_entries_too_many_to_be_read_are_told_and_remembered(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        if "if-none-match" in asked.headers:
            return reply(304)
        extra = "<item/>" * MOST_ENTRIES
        return reply(200, feed("a", extra=extra), ETag='"1"')

    async with serving(answer) as server:
        desk.follow(source(server.url("/")))
        for step in ((await desk.steps())[1], (await desk.steps(force=True))[1]):
            assert isinstance(step, Brought | Quiet)
            assert desk.standing(server).left_out == 1
            assert (desk.standing(server).failures, desk.standing(server).problem) == (0, None)
    assert isinstance(step, Quiet)
    assert step.left_out == 0  # an answer that nothing changed tells nothing again


@pytest.mark.parametrize("body", [b"<html><form>log in</form></html>", b"", b"\0\1\2", feed()])
@one_loop
async def test_a_login_page_or_nothing_deletes_nothing(desk: Desk, body: bytes) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        if "if-none-match" not in asked.headers:
            return reply(200, feed("satu"), ETag='"1"')
        return reply(200, body, Content_Type="text/html", ETag='"login"')

    async with serving(answer) as server:
        desk.follow(source(server.url()))
        await desk.steps()
        _, step, _ = await desk.steps(force=True)
        assert isinstance(step, Quiet if b"rss" in body else Missed)
        assert desk.articles == 1
        if isinstance(step, Missed):
            # What was not read was not had: its validators must not be sent next time.
            assert desk.standing(server).validators == Validators(etag='"1"')


@one_loop
async def test_a_permanent_move_is_remembered(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        return reply(200, feed("a")) if asked.target == "/new" else reply(301, Location="/new")

    async with serving(answer) as server:
        desk.follow(source(server.url("/old")))
        _, step, _ = await desk.steps()
        assert isinstance(step, Brought)
        assert step.source.address == server.url("/new")
        assert step.source.key == source(server.url("/old")).key


@one_loop
async def test_a_move_to_where_another_source_is_changes_nothing(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        return reply(200, feed("a")) if asked.target == "/new" else reply(301, Location="/new")

    async with serving(answer) as server:
        desk.follow(source(server.url("/old")), source(server.url("/new")))
        await desk.steps()
        assert {each.address for each in desk.store.sources.all()} == {
            server.url("/old"), server.url("/new"),
        }  # fmt: skip


@one_loop
async def test_a_source_that_is_gone_is_not_asked_again(desk: Desk) -> None:
    async with serving(reply(410)) as server:
        desk.follow(source(server.url()))
        _, step, _ = await desk.steps()
        assert isinstance(step, Missed)
        assert "gone for good" in str(step.problem)
        assert step.retry is None
        assert desk.store.sources.all()[0].paused is PauseReason.GONE
        assert desk.standing(server).problem == step.problem
        assert await desk.steps(force=True) == [Began(0), Ended(asked=0, new=0, missed=0)]
        assert len(server.asked) == 1


@one_loop
async def test_a_server_that_asks_for_rest_gets_it(desk: Desk) -> None:
    async with serving(reply(429, Retry_After="7200")) as server:
        desk.follow(source(server.url()))
        await desk.steps()
        assert desk.standing(server).due == NOON + 2 * HOUR


@one_loop
async def test_credentials_are_sent(desk: Desk) -> None:
    async with serving(reply(200, feed("a"))) as server:
        desk.follow(source(server.url().replace("//", "//me:x@")))
        await desk.steps()
        assert server.asked[0].headers["authorization"].startswith("Basic ")


@one_loop
async def test_when_nobody_can_be_reached_it_is_offline_and_tries_again_soon(desk: Desk) -> None:
    gone = ("http://a.test:1/", "http://b.test:1/")
    desk.follow(*(source(address) for address in gone))
    for _ in range(3):
        steps = await desk.steps(force=True)
        assert steps[-1] == Ended(asked=2, new=0, missed=2, is_offline=True)
        for address in gone:
            standing = desk.store.standings.get(source(address).key)
            assert standing.due == NOON + MINUTE
            assert standing.failures == 1
            assert standing.problem is not None


@one_loop
async def test_a_network_that_swallows_everything_is_given_up_soon(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def nobody(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return await asyncio.Future()

    monkeypatch.setattr(rounds, "NOBODY_SECONDS", 0.05)
    desk.resolver = nobody
    desk.follow(*(source(f"http://h{n}.test/") for n in range(30)))
    steps = await desk.steps()
    assert steps[-1] == Ended(asked=30, new=0, missed=30, is_offline=True)
    assert len(asked) == 8  # those that were under way; nobody else was troubled
    assert {each.due for each in desk.store.standings.all().values()} == {NOON + MINUTE}


@one_loop
async def test_whoever_is_slow_is_waited_for_once_anybody_was_reached(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_: Asked, __: object) -> bytes:
        await asyncio.sleep(0.2)
        return reply(200, feed("a"))

    monkeypatch.setattr(rounds, "NOBODY_SECONDS", 0.1)
    async with serving(slow) as server:
        desk.follow(source(server.url()))
        assert isinstance((await desk.steps())[1], Brought)


@one_loop
async def test_a_server_that_goes_away_in_the_middle_leaves_everything_kept(desk: Desk) -> None:
    async with serving(lambda asked, _: reply(200, feed(asked.target[1:]))) as server:
        desk.follow(*(source(server.url(f"/{n}", f"h{n}.test")) for n in range(6)))
        await desk.steps()
    assert desk.articles == 6
    steps = await desk.steps(force=True)
    assert steps[-1] == Ended(asked=6, new=0, missed=6, is_offline=True)
    assert desk.articles == 6
    assert len(desk.store.shelf(View())) == 6


@one_loop
async def test_a_source_unfollowed_meanwhile_is_not_saved(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        desk.store.sources.remove(*(each.key for each in desk.store.sources.all()))
        return reply(410) if asked.target == "/gone" else reply(200, feed("a"))

    async with serving(answer) as server:
        desk.follow(source(server.url()))
        assert isinstance((await desk.steps())[1], Quiet)
        desk.follow(source(server.url("/gone")))
        assert isinstance((await desk.steps())[1], Missed)
    assert desk.articles == 0


@one_loop
async def test_a_disk_that_fails_is_told_and_nothing_is_believed_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DataUnusable(Sentence("the disk is full; make room"))

    async with serving(reply(200, feed("a"), ETag='"1"')) as server:
        desk.follow(source(server.url()))
        monkeypatch.setattr(desk.store.articles, "save_all", full)
        _, step, _ = await desk.steps()
        assert isinstance(step, Missed)
        assert str(step.problem) == "the disk is full; make room"
        assert desk.standing(server).validators == Validators()
        monkeypatch.setattr(desk.store.standings, "put_many", full)
        assert isinstance((await desk.steps(force=True))[1], Missed)
        monkeypatch.undo()
        assert isinstance((await desk.steps(force=True))[1], Brought)
        monkeypatch.setattr(desk.store.standings, "put_many", full)
        _, step, _ = await desk.steps(force=True)
        assert isinstance(step, Missed)  # nothing is called unchanged that was not written down
        assert str(step.problem) == "the disk is full; make room"


@one_loop
async def test_a_fault_of_ours_is_raised_and_not_swallowed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(reply(200, feed("a"))) as server:
        desk.follow(source(server.url()))
        monkeypatch.setattr(desk.store.articles, "save_all", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await desk.steps()
        monkeypatch.undo()
        monkeypatch.setattr(desk.store.standings, "put_many", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await desk.steps()


@one_loop
async def test_the_standings_of_a_crowd_are_kept_in_few_transactions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowds: list[int] = []
    put_many = desk.store.standings.put_many

    def counted(standings: Mapping[str, Standing]) -> None:
        crowds.append(len(standings))
        put_many(standings)

    monkeypatch.setattr(desk.store.standings, "put_many", counted)
    async with serving(reply(404)) as server:
        desk.follow(*(source(server.url(host=f"h{n}.test")) for n in range(30)))
        steps = await desk.steps()
    assert steps[-1] == Ended(asked=30, new=0, missed=30)
    assert sum(crowds) == 30
    assert max(crowds) > 1
    assert {each.failures for each in desk.store.standings.all().values()} == {1}


@one_loop
async def test_feeds_that_come_while_one_is_saved_are_saved_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowds: list[int] = []
    save = desk.store.articles.save_all

    def slow(lots: Sequence[Any], **options: Any) -> Any:
        crowds.append(len(lots))
        if len(crowds) == 1:
            come.wait(60)
        return save(lots, **options)

    carry, come = Ferry.carry, threading.Event()
    brought: list[Any] = []

    async def counted(ferry: Ferry[Any, Any], load: Any) -> Any:
        brought.append(load)
        if len(brought) == 8:
            asyncio.get_running_loop().call_soon(come.set)
        return await carry(ferry, load)

    monkeypatch.setattr("berita_tui.refresh.round.is_enough", lambda *_, **__: True)
    monkeypatch.setattr(desk.store.articles, "save_all", slow)
    monkeypatch.setattr(Ferry, "carry", counted)
    async with serving(lambda asked, _: reply(200, feed(asked.target[1:]))) as server:
        desk.follow(*(source(server.url(f"/{n}", f"h{n}.test")) for n in range(8)))
        steps = await desk.steps()
    assert steps[-1] == Ended(asked=8, new=8, missed=0)
    assert crowds == [1, 7]
    assert desk.articles == 8


@one_loop
@pytest.mark.parametrize(("batch", "least"), [(1000, 8), (3, 3)])
async def test_feeds_wait_for_others_until_they_fill_a_transaction_or_all_are_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, batch: int, least: int
) -> None:
    crowds: list[int] = []
    save = desk.store.articles.save_all

    def counted(lots: Sequence[Any], **options: Any) -> Any:
        crowds.append(len(lots))
        return save(lots, **options)

    monkeypatch.setattr("berita_tui.refresh.keeping.ENOUGH", batch)
    monkeypatch.setattr("berita_tui.refresh.round.CROWD_SECONDS", 60)
    monkeypatch.setattr(desk.store.articles, "save_all", counted)
    async with serving(lambda asked, _: reply(200, feed(asked.target[1:]))) as server:
        desk.follow(*(source(server.url(f"/{n}", f"h{n}.test")) for n in range(8)))
        steps = await desk.steps()
    assert steps[-1] == Ended(asked=8, new=8, missed=0)
    assert sum(crowds) == 8
    assert crowds[0] >= least


@one_loop
async def test_closing_it_finishes_what_is_being_saved_and_leaves_no_task(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()
    save = desk.store.articles.save_all

    def slow(*args: Any, **kwargs: Any) -> Any:
        started.set()
        go_on.wait(5)
        return save(*args, **kwargs)

    monkeypatch.setattr("berita_tui.refresh.round.is_enough", lambda *_, **__: True)
    monkeypatch.setattr(desk.store.articles, "save_all", slow)
    before = asyncio.all_tasks()
    async with serving(lambda asked, _: reply(200, feed(asked.target[1:]))) as server:
        desk.follow(*(source(server.url(f"/{n}", f"h{n}.test")) for n in range(5)))
        async with Fetcher(environ={}, resolver=here) as client:
            steps = refresh(
                desk.store.sources.all(),
                store=desk.store,
                fetcher=client,
                worker=desk.worker,
                clock=desk.time,
            )
            assert await anext(steps) == Began(5)
            waiting = asyncio.ensure_future(anext(steps))
            await asyncio.to_thread(started.wait, 5)
            waiting.cancel()
            asyncio.get_running_loop().call_later(0.05, go_on.set)
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await steps.aclose()
    assert desk.articles == 1  # the one under way, whole; nothing of the others
    async with asyncio.timeout(30):
        while not asyncio.all_tasks() <= before:  # a child that was reading is still being ended
            await asyncio.sleep(0.01)
