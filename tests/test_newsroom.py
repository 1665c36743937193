from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from berita_tui.news import (
    BadAddress,
    Began,
    BeritaError,
    Brought,
    Candidate,
    Ended,
    FullText,
    Missing,
    PageHad,
    PagesEnded,
    Quiet,
    View,
)
from berita_tui.newsroom import Newsroom, sources_of
from berita_tui.places import Places
from berita_tui.store import Store
from servers import Asked, Loopback, reply, serving

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FEED = (
    b"<rss version='2.0'><channel><title>Warta</title><item><title>a</title></item></channel></rss>"
)


@pytest.fixture
def store(stocked: Places) -> Iterable[Store]:
    opened = Store.open(stocked, clock=lambda: NOON)
    yield opened
    opened.close()


@pytest.fixture
async def newsroom(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Newsroom]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    room = Newsroom(store, clock=lambda: NOON, connections=4, pause=0)
    yield room
    await room.aclose()


async def test_from_an_address_to_headlines(newsroom: Newsroom, store: Store) -> None:
    async with serving(reply(200, FEED)) as server:
        (found,) = await newsroom.find_feeds(server.url())
        source = await newsroom.follow(found, folder=("Pagi",), name="Warta saya")
        assert not server.asked[1:]  # following fetches nothing
        steps = [step async for step in newsroom.refresh()]
    assert source.label == "Warta saya"
    assert source.folder == ("Pagi",)
    assert [type(step) for step in steps] == [Began, Brought, Ended]
    assert store.counts().all.total == 1


async def test_sources_that_were_found_can_be_looked_at_first(
    newsroom: Newsroom, store: Store
) -> None:
    async with serving(reply(200, FEED)) as server:
        found = await newsroom.find_feeds(server.url().replace("//", "//me:x@"))
    (source,) = sources_of(found)
    assert source.title == "Warta"
    assert source.credentials == "me:x"
    assert source.is_private_allowed
    assert store.sources.all() == ()


async def test_what_is_followed_already_is_given_back(newsroom: Newsroom, store: Store) -> None:
    first = await newsroom.follow(Candidate(address="http://a.example/", title="A"), name="Mine")
    assert await newsroom.follow("http://a.example") == first
    assert store.sources.all() == (first,)


async def test_a_source_known_by_its_key_alone_is_given_back(
    newsroom: Newsroom, store: Store
) -> None:
    first = await newsroom.follow("http://a.example/")
    store.sources.moved(first.key, "http://b.example/")
    assert (await newsroom.follow("http://a.example/")).address == "http://b.example/"


@pytest.mark.parametrize(
    ("typed", "is_private"),
    [
        ("http://127.0.0.1:8080/feed", True),
        ("localhost:8080", True),
        ("nas.local/rss", True),
        ("example.com/rss", False),
    ],
)
async def test_a_typed_host_is_let_through_only_if_it_is_private(
    newsroom: Newsroom, typed: str, is_private: bool
) -> None:
    assert (await newsroom.follow(typed)).is_private_allowed is is_private


async def test_a_candidate_has_leave_only_where_it_was_given(newsroom: Newsroom) -> None:
    assert not (await newsroom.follow(Candidate(address="http://nas.local/"))).is_private_allowed
    given = await newsroom.follow(Candidate(address="http://nas2.local/"), is_private_allowed=True)
    assert given.is_private_allowed


async def test_what_is_no_address_is_told(newsroom: Newsroom) -> None:
    with pytest.raises(BadAddress):
        await newsroom.follow("ftp://x")
    with pytest.raises(Missing):
        await newsroom.find_feeds("http://127.0.0.1:1/")


async def test_one_refresh_runs_at_a_time(newsroom: Newsroom) -> None:
    gate = asyncio.Event()

    async def answer(*_: object) -> bytes:
        await gate.wait()
        return reply(200, FEED)

    async def run() -> list[type]:
        return [type(step) async for step in newsroom.refresh(force=True)]

    async with serving(answer) as server:
        await newsroom.follow(server.url())
        first = asyncio.create_task(run())
        while not server.asked:
            await asyncio.sleep(0.001)
        second = asyncio.create_task(run())
        gate.set()
        assert await first == [Began, Brought, Ended]
        assert await second == [Began, Quiet, Ended]


async def test_a_refresh_that_is_broken_off_lets_the_next_one_in(newsroom: Newsroom) -> None:
    async with serving(reply(200, FEED)) as server:
        await newsroom.follow(server.url())
        steps = newsroom.refresh()
        await anext(steps)
        await steps.aclose()
        assert [type(step) async for step in newsroom.refresh()] == [Began, Brought, Ended]


async def test_no_source_is_asked_by_two_programs_at_once(
    newsroom: Newsroom, places: Places
) -> None:
    async with serving(reply(200, FEED)) as server:
        await newsroom.follow(server.url())
        with closing(Store.open(places, clock=lambda: NOON)) as store:
            other = Newsroom(store, clock=lambda: NOON, picture_bytes=1)
            async with aclosing(newsroom.refresh()) as steps:
                assert await anext(steps) == Began(1)
                with pytest.raises(BeritaError, match="Another program is refreshing"):
                    await anext(other.refresh(force=True))
            assert not server.asked[1:]
            assert [type(step) async for step in other.refresh()] == [Began, Brought, Ended]
            with newsroom._store.turn("pictures"):
                assert [each async for each in other.bring_pictures()] == []
            await other.aclose()


async def test_only_the_sources_given_are_refreshed(newsroom: Newsroom) -> None:
    async with serving(reply(200, FEED)) as server:
        one = await newsroom.follow(server.url("/1"))
        await newsroom.follow(server.url("/2"))
        steps = [step async for step in newsroom.refresh([one])]
        assert steps[0] == Began(1)
        assert [each.target for each in server.asked] == ["/1"]


async def test_two_who_open_it_at_once_open_it_once(newsroom: Newsroom) -> None:
    desks = await asyncio.gather(newsroom._open(), newsroom._open())
    assert desks[0] is desks[1]


def paged(asked: Asked, server: Loopback) -> bytes:
    """Answer with a feed of two articles, and with their pages."""
    if asked.target == "/robots.txt":
        return reply(404)
    if not asked.target.startswith("/berita/"):
        items = "".join(
            f"<item><title>Berita {n}: warga menanam pohon</title>"
            f"<link>{server.url(f'/berita/{n}')}</link></item>"
            for n in (1, 2)
        )
        return reply(200, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    number = asked.target[-1]
    text = f"<p>{'Warga desa menanam pohon di tepi sungai sejak pagi. ' * 30}</p>"
    title = f"<title>Berita {number}: warga menanam pohon</title>"
    return reply(200, f"{title}<article>{text}</article>".encode(), Content_Type="text/html")


async def test_new_articles_get_their_pages_beside_the_refresh(
    newsroom: Newsroom, store: Store
) -> None:
    async with serving(lambda asked, _: paged(asked, server)) as server:
        one = await newsroom.follow(server.url("/feed"))
        other = await newsroom.follow(server.url("/never"), full_text=FullText.NEVER)
        async for _ in newsroom.refresh():
            pass
        assert newsroom.pages_waiting() == 2
        assert [step async for step in newsroom.fetch_pages([other])] == [PagesEnded(0, 0, 2)]
        steps = [step async for step in newsroom.fetch_pages([one])]
        assert steps[-1] == PagesEnded(2, 0, 0)
        counts = store.counts()
        assert (counts.of_source(one.key).share, counts.of_source(other.key).share) == (1, 0)
        left = next(each for each in store.shelf(View()) if each.source == other.key)
        assert isinstance(await newsroom.fetch_page(left.number), PageHad)
        assert store.counts().all.whole == 3


async def test_files_are_taken_in(newsroom: Newsroom, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(FEED)
    taken = [each async for each in newsroom.bring_in([file])]
    assert [each.status for each in taken] == ["added"]
    assert store.counts().all.total == 1


async def test_closed_it_can_be_opened_again(newsroom: Newsroom) -> None:
    await newsroom.aclose()
    async with serving(reply(200, FEED)) as server:
        await newsroom.follow(server.url())
        assert len([step async for step in newsroom.refresh()]) == 3
        await newsroom.aclose()
        assert len([step async for step in newsroom.refresh(force=True)]) == 3


def test_to_have_one_costs_nothing() -> None:
    code = (
        "import sys, berita_tui.newsroom\n"
        "heavy = {'httpx', 'httpcore', 'h11', 'lxml', 'feedparser', 'nh3', 'apsw', 'textual'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


async def test_where_there_is_no_page_none_is_saved(newsroom: Newsroom) -> None:
    from berita_tui.discover import Look

    with pytest.raises(Missing):
        await newsroom.save_page(Look())
