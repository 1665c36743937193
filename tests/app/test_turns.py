"""Keys that come in one burst: each goes where the one before it led, and none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from textual import events
from textual.widgets import Input

from berita_tui.app import turns
from berita_tui.app.widgets.panes import HEADLINES
from berita_tui.app.widgets.search import SearchBar
from berita_tui.news import View
from readers import Reader, burst, send, settle

SEARCHING = ("slash", *"sidang")


@dataclass(frozen=True, slots=True)
class Row:
    """Keys pressed one by one, then a burst, and what comes of it."""

    before: tuple[str, ...]
    keys: tuple[str, ...]
    text: str
    cursor: int = 0
    focus: str = "QueryBox"


LIST, ARTICLE = "HeadlineList", "ArticleView"

ROWS = (
    Row(SEARCHING, ("enter", "j"), "sidang", 1, LIST),
    Row(SEARCHING, ("enter", "j", "j", "enter"), "sidang", 2, ARTICLE),
    Row(SEARCHING, ("down", "j"), "sidang", 1, LIST),
    Row(SEARCHING, ("escape", "j"), "", 1, LIST),
    Row((), ("/", "j", "a"), "ja"),
    Row((), ("/", *"sidang", "enter", "j", "j"), "sidang", 2, LIST),
    Row((), ("/", "R", "A"), "RA"),
    Row((), ("/", "A", "m"), "Am"),
    Row((), ("/", "/"), "/"),
    Row((), ("enter", "escape", "j"), "", 1, LIST),
    Row((), ("?", "escape", "j"), "", 1, LIST),
)


@pytest.mark.unmeasured
async def test_each_key_goes_where_the_one_before_it_led(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        panes = app.front.panes
        for row in ROWS:
            for key in row.before:
                await pilot.press(key)
            await settle(pilot)
            await burst(pilot, *row.keys)
            text = panes.listing.query_one(SearchBar).text
            found = (text, panes.listing.headlines.cursor, type(app.focused).__name__)
            assert found == (row.text, row.cursor, row.focus), row
            panes.open_view(View())
            panes.go(HEADLINES)
            await settle(pilot)
        await burst(pilot, "enter", "/", *"sid")
        assert app.screen.query_one(Input).value == "sid"


async def test_a_key_that_sets_off_much_is_waited_for(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TICK", 0)  # the clock of a machine that gives us little time
    monkeypatch.setattr(turns, "TICKS", 20)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await burst(pilot, *SEARCHING, "enter", "j", "j")
        listing = app.front.panes.listing
        assert (listing.query_one(SearchBar).text, listing.headlines.cursor) == ("sidang", 2)


async def test_pastes_and_clicks_come_in_the_order_they_were_made(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        send(app, "/")
        assert app._driver
        app._driver.send_message(events.Paste("sidang"))
        await burst(pilot, "x", "backspace")
        listing = app.front.panes.listing
        assert listing.query_one(SearchBar).text == "sidang"
        await pilot.press("escape")
        await settle(pilot)
        place = listing.headlines.region
        send(app, "/", "y")
        for kind in (events.MouseDown, events.MouseUp):
            x, y = place.x + 5, place.y + 3
            app._driver.send_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await burst(pilot)
        assert listing.query_one(SearchBar).text == "y"
        assert not isinstance(app.focused, Input)


@pytest.mark.parametrize("way_out", ["q", "ctrl+q"])
async def test_what_was_asked_for_before_the_key_that_quits_is_done(
    many: Callable[[int], Reader], way_out: str
) -> None:
    reader = many(600)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        assert reader.store.counts().all.unread
        send(app, "A", way_out, "U")
        while app._exit is False:
            await asyncio.sleep(0)
        while not app._turns.are_over:
            await asyncio.sleep(0)
        assert not app._turns._waiting
    await asyncio.get_running_loop().shutdown_default_executor()
    assert reader.store.counts().all.unread == 0


async def test_a_key_that_is_held_waits_for_nothing(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        await burst(pilot, *"jjjjjjjj", "k", *"jj")
        assert headlines.cursor == 9
        await burst(pilot, "j")
        send(app, "j")
        await pilot.pause()
        assert headlines.cursor == 11
        assert app._turns.are_over


async def test_a_pane_that_is_stuck_holds_no_key(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        may_go, is_out = asyncio.Event(), asyncio.Event()
        panes = app.front.panes
        panes.call_later(may_go.wait)
        monkeypatch.setattr(app, "exit", is_out.set)
        send(app, "j", "k", "j", "ctrl+q")
        await is_out.wait()
        may_go.set()
        await burst(pilot, "j")
        assert panes.listing.headlines.cursor == 2


async def test_what_fails_in_its_turn_is_no_secret(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()

    def fail() -> None:
        raise LookupError

    async def run() -> None:
        async with app.run_test(size=(120, 24)) as pilot:
            await settle(pilot)
            monkeypatch.setattr(app, "exit", fail)
            await burst(pilot, "j", "ctrl+q")

    with pytest.raises(LookupError):
        await run()
