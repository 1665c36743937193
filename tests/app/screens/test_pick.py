from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime

import pytest
from textual.app import App
from textual.widgets import Input, Static

from berita_tui.app.screens.pick import PickSources
from berita_tui.app.widgets.checklist import CheckList
from berita_tui.catalogue import offers, packs
from berita_tui.language import Language
from berita_tui.news import Source
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
from servers import reply
from servers import serving as web

Clock = Callable[[], datetime]
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar Uji</title>
<link>http://uji.example/</link><item><title>Satu</title><guid>1</guid></item></channel></rss>"""


class Desk(App[None]):
    """An app that does nothing but ask for sources."""

    def __init__(self, newsroom: Newsroom, followed: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.newsroom = newsroom
        self.followed = followed
        self.picked: tuple[Source, ...] | None = None

    def on_mount(self) -> None:
        def take(picked: tuple[Source, ...] | None) -> None:
            self.picked = picked

        self.push_screen(
            PickSources(self.newsroom, followed=self.followed, language=Language("en")), take
        )


@pytest.fixture
async def newsroom(stocked: Places, clock: Clock) -> AsyncIterator[Newsroom]:
    with closing(Store.open(stocked, clock=clock)) as store:
        newsroom = Newsroom(store, clock=clock)
        yield newsroom
        await newsroom.aclose()


@asynccontextmanager
async def serving(body: bytes, status: str = "200 OK") -> AsyncIterator[str]:
    """A loopback server that gives the same answer to everything."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


def status(app: Desk) -> str:
    return str(app.screen.query_one("#pick-status", Static).render())


async def test_the_packs_of_the_catalogue_are_there_at_once(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(80, 24)):
        rows = app.screen.query_one(CheckList).rows
        assert [row.key for row in rows] == [pack.id for pack in packs()]


async def test_closed_before_it_is_all_there_it_goes_when_it_is(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        again = PickSources(newsroom, followed=frozenset(), language=Language("en"))
        app.push_screen(again)
        again.dismiss(())
        assert app.screen is again
        while app.screen is again:
            await pilot.pause()
        assert app.is_running


async def test_a_pack_is_unfolded_one_source_ticked_and_added(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "j", "space")
        await pilot.pause()
        assert status(app) == "1 source ticked · Enter adds it"
        await pilot.press("enter")
        await pilot.pause()
    assert app.picked
    assert app.picked[0].address == offers()[0].address


async def test_h_folds_the_pack_from_within(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "j", "j", "h", "h")
        await pilot.pause()
        assert len(app.screen.query_one(CheckList).rows) == len(packs())


async def test_enter_with_nothing_ticked_takes_the_row(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
    assert app.picked
    assert len(app.picked) == sum(offer.pack == packs()[0].id for offer in offers())


async def test_what_is_followed_already_cannot_be_added_again(newsroom: Newsroom) -> None:
    app = Desk(newsroom, frozenset(offer.address for offer in offers()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert status(app) == "You follow this already."
        await pilot.press("escape")
        await pilot.pause()
    assert app.picked == ()


async def test_words_narrow_the_list(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(50, 20)) as pilot:
        app.screen.query_one(Input).focus()
        await pilot.press(*"antara", "enter")
        await pilot.pause()
        rows = app.screen.query_one(CheckList)
        assert rows.has_focus
        assert rows.rows
        assert all("antara" in row.label.casefold() for row in rows.rows if row.is_folded is None)
        await pilot.press("shift+tab", *"zzzz")
        await pilot.pause()
        assert rows.rows == ()


async def test_an_address_is_asked_and_its_feed_added(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with serving(FEED) as address, app.run_test(size=(80, 24)) as pilot:
        box = app.screen.query_one(Input)
        box.focus()
        box.value = address
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.query_one(CheckList).rows[1].label == "Kabar Uji"
        await pilot.press("enter")
        await pilot.pause()
    assert app.picked
    assert (app.picked[0].title, app.picked[0].is_private_allowed) == ("Kabar Uji", True)


async def test_an_address_without_feeds_is_explained(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with serving(b"", "404 Not Found") as address, app.run_test(size=(80, 24)) as pilot:
        box = app.screen.query_one(Input)
        box.focus()
        box.value = address
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.query_one("#pick-status").has_class("-wrong")
        assert status(app)


PAGE = (
    b"<html><head><meta property='og:type' content='article'></head><body><article>"
    b"<h1>Lima tewas di jalan raya</h1>"
    + b"<p>Polisi menerangkan apa yang terjadi di jalan raya itu kemarin malam.</p>" * 20
    + b"</article></body></html>"
)


async def test_the_page_of_an_article_is_saved(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with (
        web(reply(200, PAGE, Content_Type="text/html")) as site,
        app.run_test(size=(80, 24)) as pilot,
    ):
        box = app.screen.query_one(Input)
        box.focus()
        box.value = site.url("/2026/lima-tewas-di-jalan")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        rows = app.screen.query_one(CheckList)
        assert (rows.rows[1].label, rows.rows[1].is_checked) == ("Save this page", True)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.picked == ()
    (source,) = newsroom._store.sources.all()
    assert source.title == "Saved pages"
    assert newsroom._store.counts().bookmarked.total == 1


async def test_a_page_that_turns_out_to_be_none_is_explained(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    body = b"<html><body><h1>Masuk</h1><p>Kata sandi</p></body></html>"
    async with (
        web(reply(200, body, Content_Type="text/html")) as site,
        app.run_test(size=(80, 24)) as pilot,
    ):
        box = app.screen.query_one(Input)
        box.focus()
        box.value = site.url("/masuk")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.query_one("#pick-status").has_class("-wrong")
    assert not newsroom._store.counts().all.total


async def test_the_mouse_ticks_and_unfolds(newsroom: Newsroom) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(CheckList, offset=(10, 0))
        await pilot.pause()
        rows = app.screen.query_one(CheckList)
        assert rows.rows[0].is_folded is False
        await pilot.click(CheckList, offset=(4, 1))
        await pilot.pause()
        assert rows.rows[1].is_checked
        await pilot.click(CheckList, offset=(20, 2))
        await pilot.pause()
        assert rows.rows[2].is_checked
        await pilot.click(CheckList, offset=(20, rows.size.height - 1))


@pytest.mark.parametrize("size", [(120, 40), (50, 20), (20, 5), (1, 1)])
async def test_it_stands_any_size(newsroom: Newsroom, size: tuple[int, int]) -> None:
    app = Desk(newsroom)
    async with app.run_test(size=size) as pilot:
        await pilot.press("l", "j", "G", "space")
        await pilot.pause()
