from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from berita_tui.fetch import Fetcher
from berita_tui.news import (
    Article,
    BeritaError,
    Document,
    Entry,
    Figure,
    Illustrated,
    Listing,
    Picture,
    Plate,
    Quote,
    Sentence,
    Source,
    Span,
    lead_picture,
    pictures_shown,
)
from berita_tui.newsroom import Newsroom
from berita_tui.pictures import MOST_BYTES, _Round, bring_pictures, bring_pictures_of
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.store.pictures import MOST_TRIES
from berita_tui.worker import Worker
from plates import drawn, packed
from servers import Asked, Loopback, reply, serving

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
GIBIBYTE = 2**30
PICTURE = packed()
one_loop = pytest.mark.asyncio(loop_scope="module")  # so that one worker serves them all


async def here(host: str, port: int) -> Sequence[str]:
    if host.startswith("mati"):
        raise OSError
    return ["127.0.0.1"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as hand:
        yield hand


class Desk:
    """A store with one source, and what is needed to bring pictures into it."""

    def __init__(self, store: Store, worker: Worker, places: Places) -> None:
        self.store, self.worker, self.places = store, worker, places
        self.source = Source.followed("http://warta.test/feed", title="Warta")
        store.sources.add(self.source)
        self.is_guarded = False

    def save(
        self, number: int, *pictures: str, html: str = "", source: Source | None = None
    ) -> Article:
        entry = Entry(
            guid=f"{number}",
            title=f"Berita {number}",
            published=NOON - timedelta(minutes=number),
            html=html or "<p>Isi berita.</p>",
            pictures=tuple(Picture(address=each) for each in pictures),
            is_whole=True,
        )
        (key,) = self.store.articles.save(source or self.source, [entry], when=NOON).new
        article = self.store.articles.get(key)
        assert article
        return article

    def fetcher(self) -> Fetcher:
        options: dict[str, Any] = {} if self.is_guarded else {"is_public": lambda _: True}
        return Fetcher(environ={}, resolver=here, seconds=5, **options)

    async def bring(self, most_bytes: int = GIBIBYTE) -> list[Illustrated]:
        async with self.fetcher() as client:
            brought = bring_pictures(
                store=self.store, fetcher=client, worker=self.worker, most_bytes=most_bytes
            )
            return [each async for each in brought]

    def kept(self, *addresses: str) -> dict[str, Plate]:
        return self.store.pictures.of(addresses)

    def problem(self, address: str) -> str:
        return str(self.store.pictures.problems([address]).get(address, ""))


@pytest.fixture
def store(stocked: Places) -> Iterable[Store]:
    opened = Store.open(stocked, clock=lambda: NOON)
    yield opened
    opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk(store: Store, worker: Worker, places: Places) -> Desk:
    return Desk(store, worker, places)


def targets(server: Loopback) -> list[str]:
    return [each.target for each in server.asked]


@one_loop
async def test_pictures_come_for_the_newest_articles_first(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        old = desk.save(9, server.url("/lama.png", "a.test"))
        html = f'<p>A</p><figure><img src="{server.url("/isi.png", "a.test")}"></figure>'
        new = desk.save(1, server.url("/utama.png", "a.test"), html=html)
        brought = await desk.bring()
        assert {(each.number, each.new) for each in brought} == {(old.number, 1), (new.number, 2)}
        assert sorted(targets(server)) == ["/isi.png", "/lama.png", "/utama.png"]
        assert server.asked[0].headers["accept"].startswith("image/webp")
        kept = desk.kept(*(server.url(path, "a.test") for path in ("/utama.png", "/isi.png")))
        assert {(each.width, each.height) for each in kept.values()} == {(120, 80)}
        assert desk.store.pictures.stock()[0] == 1  # the same content thrice


@one_loop
async def test_nothing_is_asked_for_twice(desk: Desk) -> None:
    answers = {"/ada.png": reply(200, PICTURE), "/tiada.png": reply(404)}
    async with serving(lambda asked, _: answers[asked.target]) as server:
        addresses = [server.url(path, "a.test") for path in answers]
        desk.save(1, *addresses[:1], html=f'<p>A</p><img src="{addresses[1]}">')
        await desk.bring()
        desk.save(2, *addresses[:1])
        desk.save(3, *addresses[1:])
        again = await desk.bring()
        assert [each.new for each in again] == [0, 0]
        assert sorted(targets(server)) == ["/ada.png", "/tiada.png"]
        assert "404" in desk.problem(addresses[1])


@one_loop
async def test_two_articles_that_show_the_same_picture_ask_once(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        for number in range(4):
            desk.save(number, server.url("/sama.png", "a.test"))
        brought = await desk.bring()
        assert targets(server) == ["/sama.png"]
        assert sorted(each.new for each in brought) == [0, 0, 0, 1]


@one_loop
async def test_at_most_ten_of_one_article(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        html = "".join(
            f'<p>A</p><img src="{server.url(f"/{each}.png", "a.test")}">' for each in range(14)
        )
        desk.save(1, html=html)
        await desk.bring()
        assert targets(server) == [f"/{each}.png" for each in range(10)]


@one_loop
async def test_what_is_no_picture_is_said_and_not_asked_again(desk: Desk) -> None:
    pixel = packed(Image.new("RGB", (1, 1)))
    answers = {
        "/titik.png": reply(200, pixel),
        "/laman.png": reply(200, b"<html></html>", Content_Type="image/png"),
        "/besar.jpg": reply(200, b"\xff\xd8" + bytes(MOST_BYTES)),
        "/pergi.png": reply(410),
    }
    async with serving(lambda asked, _: answers[asked.target]) as server:
        addresses = [server.url(path, "a.test") for path in answers]
        for number, address in enumerate(addresses):
            desk.save(number, address)
        await desk.bring()
        await desk.bring()
        assert len(server.asked) == 4
        assert not desk.kept(*addresses)
        reasons = [desk.problem(address) for address in addresses]
    assert "too small" in reasons[0]
    assert "no PNG" in reasons[1]
    assert "5 MB" in reasons[2]
    assert reasons[3]


@one_loop
async def test_hostile_pictures_end_with_a_reason(desk: Desk, shared: Path) -> None:
    cases = {
        f"/{path.name}": reply(200, path.read_bytes(), Content_Type="image/png")
        for path in (shared / "data" / "hostile" / "cases").glob("img_*")
    }
    async with serving(lambda asked, _: cases[asked.target]) as server:
        addresses = [server.url(path, "a.test") for path in cases]
        for number, address in enumerate(addresses):
            desk.save(number, address)
        await desk.bring()
        assert all(desk.problem(address) for address in addresses)


@one_loop
async def test_what_cannot_be_reached_waits_for_the_next_time(desk: Desk) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        return reply(503, Retry_After="60") if asked.target == "/sibuk.png" else reply(200, PICTURE)

    async with serving(answer) as server:
        busy = desk.save(1, server.url("/sibuk.png", "a.test"))
        late = desk.save(2, server.url("/lain.png", "a.test"))
        dead = desk.save(3, "http://mati.test/x.png")
        well = desk.save(4, server.url("/baik.png", "b.test"))
        brought = await desk.bring()
        assert well.number in {each.number for each in brought}
        waiting = {each.article.key for each in desk.store.pictures.wanted(limit=9)}
        assert {busy.key, dead.key} <= waiting <= {busy.key, dead.key, late.key}
        for _ in range(MOST_TRIES):
            await desk.bring()
        assert dead.key not in {each.article.key for each in desk.store.pictures.wanted(limit=9)}


@one_loop
async def test_without_a_network_nothing_is_given_up(desk: Desk) -> None:
    for number in range(40):
        desk.save(number, f"http://mati{number}.test/x.png")
    for _ in range(MOST_TRIES + 1):
        assert not await desk.bring()
    assert [each.tries for each in desk.store.pictures.wanted(limit=50)] == [0] * 40


@one_loop
async def test_private_hosts_are_only_for_the_source_that_has_leave(desk: Desk) -> None:
    desk.is_guarded = True
    async with serving(reply(200, PICTURE)) as server:
        own = replace(Source.followed(server.url("/feed", "rumah.test")), is_private_allowed=True)
        desk.store.sources.add(own)
        allowed, other, stranger = (
            server.url(path, host)
            for path, host in (("/a", "rumah.test"), ("/b", "tetangga.test"), ("/c", "rumah.test"))
        )
        desk.save(1, allowed, source=own)
        desk.save(2, other, source=own)
        desk.save(3, stranger)
        await desk.bring()
        assert set(desk.kept(allowed, other, stranger)) == {allowed}
        assert targets(server) == ["/a"]
        assert "private" in desk.problem(other)


@one_loop
async def test_more_than_is_allowed_is_not_kept(desk: Desk) -> None:
    pictures = {f"/{each}.png": packed(drawn(120 + each, 80)) for each in range(6)}
    async with serving(lambda asked, _: reply(200, pictures[asked.target])) as server:
        addresses = [server.url(path, "a.test") for path in pictures]
        for number, address in enumerate(addresses):
            desk.save(number, address)
        await desk.bring()
        _, size = desk.store.pictures.stock()
        desk.save(-1, html="<p>A</p>" + f'<img src="{addresses[0]}">')
        await desk.bring(size * 2 // 3)
        left = desk.kept(*addresses)
        assert 0 < len(left) < 6
        assert set(left) == set(addresses[: len(left)])
        count = len(server.asked)
        await desk.bring(size * 2 // 3)
        assert len(server.asked) == count


@one_loop
async def test_nothing_is_fetched_where_nothing_is_to_be_kept(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        article = desk.save(1, server.url("/a.png", "a.test"))
        assert not await desk.bring(0)
        async with desk.fetcher() as client:
            done = await bring_pictures_of(
                article, store=desk.store, fetcher=client, worker=desk.worker, most_bytes=0
            )
        assert done == Illustrated(number=article.number, new=0)
        assert not server.asked


@one_loop
async def test_nothing_is_fetched_into_a_store_that_is_only_read(desk: Desk) -> None:
    desk.save(1, "http://a.test/a.png")
    desk.store = Store.open_without_library(desk.places, clock=lambda: NOON)
    assert not await desk.bring()
    desk.store.close()


@one_loop
async def test_one_article_at_once(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        desk.save(1, server.url("/lain.png", "a.test"))
        article = desk.save(2, server.url("/ini.png", "a.test"))
        async with desk.fetcher() as client:
            done = await bring_pictures_of(
                article, store=desk.store, fetcher=client, worker=desk.worker, most_bytes=GIBIBYTE
            )
        assert done == Illustrated(number=article.number, new=1)
        assert targets(server) == ["/ini.png"]


@one_loop
async def test_who_asks_for_an_article_asks_again_for_what_gave_none(desk: Desk) -> None:
    answers = [reply(404), reply(200, PICTURE)]
    async with serving(lambda asked, _: answers[len(server.asked) - 1]) as server:
        article = desk.save(1, server.url("/ini.png", "a.test"))
        await desk.bring()
        async with desk.fetcher() as client:
            done = await bring_pictures_of(
                article, store=desk.store, fetcher=client, worker=desk.worker, most_bytes=GIBIBYTE
            )
        assert done.new == 1


@one_loop
async def test_a_host_that_is_dead_is_asked_once_a_round(desk: Desk) -> None:
    for number in range(12):
        desk.save(number, f"http://mati.test/{number}.png")
    assert not await desk.bring()
    assert len(desk.store.pictures.wanted(limit=20)) == 12


@one_loop
async def test_a_disk_that_refuses_is_told(desk: Desk) -> None:
    desk.places.pictures.write_text("in the way")
    async with serving(reply(200, PICTURE)) as server:
        desk.save(1, server.url("/a.png", "a.test"))
        with pytest.raises(BeritaError, match="disk"):
            await desk.bring()


@one_loop
async def test_broken_off_it_goes_on_where_it_was(desk: Desk) -> None:
    asked_second = asyncio.Event()

    async def answer(asked: Asked, _: object) -> bytes:
        if asked.target == "/2.png":
            asked_second.set()
            await asyncio.Event().wait()
        return reply(200, PICTURE)

    async with serving(answer) as server:
        html = "".join(
            f'<p>A</p><img src="{server.url(f"/{each}.png", "a.test")}">' for each in (1, 2, 3)
        )
        article = desk.save(1, html=html)
        task = asyncio.create_task(desk.bring())
        await asked_second.wait()
        task.cancel()
        await asyncio.wait([task])
    async with serving(reply(200, PICTURE)) as again:
        # The same addresses on another server: a loopback port cannot be had twice for sure.
        later = html.replace(str(server.port), str(again.port))
        known = desk.kept(server.url("/1.png", "a.test"))
        assert known
        desk.store.pictures.keep(again.url("/1.png", "a.test"), await _rendition(desk))
        entry = replace(article.entry, html=later)
        desk.store.articles.save(desk.source, [entry], when=NOON)
        assert [each.new for each in await desk.bring()] == [2]
        assert targets(again) == ["/2.png", "/3.png"]


@one_loop
async def test_a_write_under_way_is_ended_before_leaving(desk: Desk) -> None:
    began, go_on, is_done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        began.set()
        go_on.wait()
        is_done.set()

    async with desk.fetcher() as client:
        work = _Round(store=desk.store, fetcher=client, worker=desk.worker, sources={})
        task = asyncio.create_task(work.scribe.write(slow))
        await asyncio.to_thread(began.wait)
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.wait([task])
    assert is_done.is_set()


async def _rendition(desk: Desk) -> Any:
    return await desk.worker.read_picture(PICTURE)


KILLED = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store

async def main():
    noon = lambda: datetime(2026, 11, 23, 5, tzinfo=UTC)
    store = Store.open(Places.under(Path(sys.argv[1])), clock=noon)
    room = Newsroom(store, clock=noon, picture_bytes=2**30)
    async for _ in room.bring_pictures():
        pass

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@one_loop
async def test_killed_it_goes_on_and_fetches_nothing_twice(places: Places) -> None:
    reached, is_free = asyncio.Event(), asyncio.Event()

    async def answer(asked: Asked, _: object) -> bytes:
        if asked.target == "/5.png" and not is_free.is_set():
            reached.set()
            await is_free.wait()
        return reply(200, PICTURE)

    async with serving(answer) as server:
        own = replace(Source.followed(server.url("/feed")), is_private_allowed=True)
        store = Store.open(places, clock=lambda: NOON)
        store.sources.add(own)
        html = "".join(f'<p>A</p><img src="{server.url(f"/{each}.png")}">' for each in range(8))
        entry = Entry(guid="1", title="Berita", html=html, is_whole=True)
        store.articles.save(own, [entry], when=NOON)
        store.close()
        command = [sys.executable, "-c", KILLED, str(places.data.parent)]
        process = await asyncio.create_subprocess_exec(*command, start_new_session=True)
        await reached.wait()
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        is_free.set()
        before = targets(server)
        with closing(Store.open(places, clock=lambda: NOON)) as again:
            room = Newsroom(again, clock=lambda: NOON, picture_bytes=GIBIBYTE)
            assert [each.new async for each in room.bring_pictures()] == [3]
            await room.aclose()
        assert before == [f"/{each}.png" for each in range(6)]
        assert targets(server)[6:] == ["/5.png", "/6.png", "/7.png"]


@one_loop
async def test_the_newsroom_brings_them(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        own = replace(Source.followed(server.url("/feed")), is_private_allowed=True)
        desk.store.sources.add(own)
        article = desk.save(1, server.url("/a.png"), source=own)
        for picture_bytes, wanted in ((0, []), (GIBIBYTE, [article.number])):
            room = Newsroom(desk.store, clock=lambda: NOON, picture_bytes=picture_bytes)
            assert [each.number async for each in room.bring_pictures()] == wanted
            await room.aclose()


@one_loop
async def test_the_newsroom_brings_those_of_one_article(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server:
        own = replace(Source.followed(server.url("/feed")), is_private_allowed=True)
        desk.store.sources.add(own)
        article = desk.save(1, server.url("/a.png"), source=own)
        room = Newsroom(desk.store, clock=lambda: NOON, picture_bytes=GIBIBYTE)
        assert await room.bring_pictures_of(article.number) == 1
        assert await room.bring_pictures_of(12) == 0
        await room.aclose()


@one_loop
async def test_breaking_the_tale_off_ends_the_work(desk: Desk) -> None:
    async with serving(reply(200, PICTURE)) as server, desk.fetcher() as client:
        for number in range(60):
            desk.save(number, server.url(f"/{number}.png", "a.test"))
        brought = bring_pictures(
            store=desk.store, fetcher=client, worker=desk.worker, most_bytes=GIBIBYTE
        )
        async with aclosing(brought):
            async for _ in brought:
                break
        assert len(server.asked) == 25


def test_the_lead_picture_stands_above_unless_the_text_shows_it() -> None:
    entry = Entry(pictures=(Picture(address="http://a.test/1"),), caption="Bukit.")
    lead = Figure("http://a.test/1", "", (Span("Bukit."),))
    assert lead_picture(entry, Document()) == lead
    assert lead_picture(entry, Document((Quote((Figure("http://a.test/1"),)),))) is None
    alone = Entry(caption="Bukit.")
    assert lead_picture(alone, Document()) == Figure("", "", (Span("Bukit."),))
    assert lead_picture(Entry(), Document()) is None


def test_pictures_are_those_an_article_shows_each_once() -> None:
    entry = Entry(pictures=(Picture(address="http://a.test/1"), Picture(address="http://a.test/9")))
    inside = Listing(((Figure("http://a.test/2"), Figure("http://a.test/3")), ()))
    document = Document((inside, Figure("http://a.test/2"), Figure("")))
    assert pictures_shown(entry, document) == tuple(f"http://a.test/{n}" for n in (1, 2, 3))
    assert Sentence("x") == Sentence("x")
