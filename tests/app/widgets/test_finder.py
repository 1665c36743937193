"""Order and word forms in the search pane, and the nearest query where nothing is found."""

from __future__ import annotations

from textual.pilot import Pilot

from berita_tui.app.widgets.search import SearchBar
from berita_tui.news import Order
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


async def test_enter_finds_the_forms_of_the_last_word(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        listing = app.front.panes.listing
        await search(pilot, "persidangan")
        assert not listing.headlines.count
        await pilot.press("enter")
        await settle(pilot)
        assert listing.headlines.count
        assert listing.searched is not None
        listing.action_turn_order()
        await settle(pilot)
        assert listing._order is Order.BEST
