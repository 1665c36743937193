"""Order and word forms in the search pane, and the nearest query where nothing is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from textual.events import Paste
from textual.message import Message
from textual.pilot import Pilot

from berita_tui.app.widgets import finder
from berita_tui.app.widgets.finder import SOUGHT, Finder, Found
from berita_tui.app.widgets.search import SearchBar
from berita_tui.news import Entry, Order, View, ViewKind, parse_query
from berita_tui.store import desk
from readers import Reader, screen_text, settle


async def search(pilot: Pilot[None], text: str) -> None:
    await pilot.press("slash", *("space" if each == " " else each for each in text))
    await settle(pilot)


async def test_the_order_turns_in_the_box_and_in_the_results(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        listing = app.front.panes.listing
        assert listing.check_action("turn_order", ()) is False
        await search(pilot, "sidang ")
        newest = [each.number for each in listing.headlines.shelf or ()]
        assert "best first" not in screen_text(app)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert ", best first" in screen_text(app)
        assert sorted(each.number for each in listing.headlines.shelf or ()) == sorted(newest)
        await pilot.press("enter", "ctrl+o")
        await settle(pilot)
        assert "best first" not in screen_text(app)
        assert [each.number for each in listing.headlines.shelf or ()] == newest
        await pilot.press("ctrl+o", "escape", "escape")
        await settle(pilot)
        assert not listing.is_searching
        await search(pilot, "sidang")
        assert "best first" not in screen_text(app)


@pytest.mark.parametrize(("way_in", "said"), [("/", "shorten it"), ("\r/", "Not in this article")])
async def test_of_what_is_too_long_there_is_said_so_and_no_bell_rings(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, way_in: str, said: str
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        rung: list[str] = []
        monkeypatch.setattr(app, "bell", lambda: rung.append("rung"))
        await settle(pilot)
        for key in way_in:
            await pilot.press({"\r": "enter", "/": "slash"}[key])
            await settle(pilot)
        assert app.screen.focused
        app.screen.focused.post_message(Paste("sidang " * 100))
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert said in screen_text(app)
        assert rung == []


async def test_some_of_the_words_are_said_to_be_some(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await search(pilot, "sidang xyzzyx ")
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert " in part" in screen_text(app)


async def test_the_nearest_query_is_a_key_away(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        listing = app.front.panes.listing
        await search(pilot, "xyzzyx sidang ")
        assert "Ctrl-n looks for “sidang”: " in listing.headlines.hint
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert listing.query_one(SearchBar).text == "sidang "
        assert listing.headlines.count
        assert "Ctrl-n" not in listing.headlines.hint
        listing.action_take_nearest()
        assert listing.query_one(SearchBar).text == "sidang "


async def test_enter_changes_nothing_that_is_seen_and_what_is_kept_finds_the_same(
    reader: Reader,
) -> None:
    app = reader.app()
    async with app.run_test(size=(80, 16)) as pilot:
        listing = app.front.panes.listing
        for text in ("sida", "persidangan", '"sidang di'):
            await search(pilot, text)
            seen = [each.number for each in listing.headlines.shelf or ()]
            told, turn = f"{len(seen)} found", listing._turn
            assert seen
            assert told in screen_text(app)
            await pilot.press("enter")
            await settle(pilot)
            assert [each.number for each in listing.headlines.shelf or ()] == seen
            assert listing._turn == turn
            assert told in screen_text(app)
            await pilot.press("ctrl+s")
            await settle(pilot)
            await pilot.press("enter")
            await settle(pilot)
            *_, kept = reader.store.searches.all()
            assert kept.name == text
            assert [each.number for each in reader.store.find(parse_query(kept.text))] == seen
            assert len(reader.store.shelf(View(ViewKind.SEARCH, number=kept.number))) == len(seen)
            await pilot.press("escape")
            await settle(pilot)
            assert not listing.is_searching


async def test_an_english_headline_is_found_by_another_form_of_its_words(reader: Reader) -> None:
    title = "Elections Loom in the North"
    entry = Entry(guid="en", title=title, text="Voters queued.", html="<p>Voters queued.</p>")
    when = datetime(2026, 1, 1, tzinfo=UTC)
    reader.store.articles.save(reader.sources[0], [entry], when=when)
    app = reader.app()
    async with app.run_test(size=(80, 16)) as pilot:
        listing = app.front.panes.listing
        await search(pilot, "election ")
        assert [each.title for each in listing.headlines.shelf or ()] == [title]


async def test_a_search_that_cannot_be_kept_says_why(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(80, 16)) as pilot:
        await search(pilot, "is:x ")
        await pilot.press("ctrl+s", "enter")
        await settle(pilot)
        assert "after is: one of" in screen_text(app)
        assert reader.store.searches.all() == ()


async def test_a_page_that_takes_its_time_is_shown_as_far_as_it_is(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = many(400)
    monkeypatch.setattr(finder, "PATIENCE", 0)
    monkeypatch.setattr(desk, "_STEPS", 100)
    told: list[Message] = []
    seeker = Finder(reader.store, told.append)
    seeker.interrupt(1)
    seeker.find(parse_query("berita"), None, Order.NEWEST, 1, "en")
    first, page, whole = (each.shelf for each in told if isinstance(each, Found))
    assert (first.is_cut, page.is_cut, whole.is_cut) == (True, False, False)
    assert len(first) < len(page) == SOUGHT < len(whole)
    told.clear()
    seeker.find(parse_query("berita"), None, Order.NEWEST, 0, "en")
    assert [each.shelf.is_whole_list for each in told if isinstance(each, Found)] == [False] * 2


async def test_nothing_found_yet_is_not_nothing_found(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = many(400)
    monkeypatch.setattr(desk, "_STEPS", 100)
    app = reader.app()
    told: list[Message] = []
    async with app.run_test(size=(120, 24)) as pilot:
        await search(pilot, "-is:unread -is:read")
        assert "Nothing found" in screen_text(app)
        listing = app.front.panes.listing
        monkeypatch.setattr(finder, "PATIENCE", 0)
        Finder(reader.store, told.append).find(
            parse_query("-is:unread -is:read"), None, Order.NEWEST, listing._turn, "en"
        )
        first, *_, last = told
        listing.post_message(first)
        await pilot.pause()
        assert "Looking among older articles" in screen_text(app)
        assert "0 found …" in screen_text(app)
        listing.post_message(last)
        await pilot.pause()
        assert "Nothing found" in screen_text(app)


async def test_what_is_muted_goes_from_the_search_and_from_the_list_under_it(
    reader: Reader,
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        listing = app.front.panes.listing
        await search(pilot, "sidang ")
        before = listing.headlines.count
        reader.store.mutes.add("source:utara")
        reader.store.settle()
        listing.renew(is_strict=True)
        await settle(pilot)
        assert 0 < listing.headlines.count < before
        assert listing.is_searching
        await pilot.press("escape")
        await settle(pilot)
        assert listing.headlines.count == 18
