"""The filter over a list, and what was looked for before."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from berita_tui.app.widgets.box import QueryBox
from berita_tui.app.widgets.search import SearchBar
from berita_tui.news import BeritaError, Sentence, View, ViewKind
from readers import Reader, screen_text, settle, source_view


async def type_in(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if each == " " else each for each in text))
    await settle(pilot)


async def test_the_filter_narrows_the_view_and_gives_it_back(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        panes = app.front.panes
        panes.open_view(source_view(reader.sources[1]))
        await settle(pilot)
        await pilot.press("j", "j")
        before = panes.listing.headlines.keep()
        await pilot.press("f")
        assert "Filter this list" in screen_text(app)
        await type_in(pilot, "sidang ")
        assert panes.listing.headlines.count == 6
        assert panes.listing.scope == panes.listing.view
        await type_in(pilot, "pasar")
        assert panes.listing.headlines.count == 0
        assert "Nothing in this list answers “sidang pasar”." in panes.listing.headlines.hint
        await pilot.press("escape")
        await settle(pilot)
        assert panes.listing.scope is None
        assert panes.listing.headlines.keep() == before


async def test_only_what_the_filter_shows_is_marked(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.front.panes.open_view(source_view(reader.sources[3]))
        await pilot.press("f")
        await type_in(pilot, "title:4 ")
        await pilot.press("enter", "A")
        await settle(pilot)
        unread = [
            each.title for each in reader.listed(source_view(reader.sources[3])) if not each.is_read
        ]
        assert len(unread) == 5
        await pilot.press("escape", "U")
        await settle(pilot)
        assert reader.store.counts().of_source(reader.sources[3].key).unread == 6


async def test_search_and_filter_change_places_over_the_same_words(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        listing = app.front.panes.listing
        app.front.panes.open_view(View(ViewKind.BOOKMARKED))
        await pilot.press("slash")
        await type_in(pilot, "sidang")
        assert listing.headlines.count == 24
        await pilot.press("enter", "f")
        await settle(pilot)
        assert listing.headlines.count == 1
        await pilot.press("enter", "slash")
        await settle(pilot)
        assert listing.headlines.count == 24
        await pilot.press("escape")
        await settle(pilot)
        assert listing.headlines.count == 1


async def test_what_was_looked_for_comes_back(reader: Reader) -> None:
    reader.store.queries.remember("pengadilan")
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "Pasar")
        await pilot.press("enter", "slash", "up", "up", "up")
        await settle(pilot)
        box, listing = app.screen.query_one(QueryBox), app.front.panes.listing
        assert box.value == "pengadilan"
        assert listing.headlines.count == 24
        await pilot.press("down")
        assert box.value == "Pasar"
        await pilot.press("down")
        assert (box.value, box.has_focus) == ("Pasar", True)
        await pilot.press("down")
        await settle(pilot)
        assert listing.headlines.has_focus
        assert reader.store.queries.recent() == ("Pasar", "pengadilan")


async def test_a_query_from_before_that_is_changed_is_typed_anew(reader: Reader) -> None:
    reader.store.queries.remember("sidang")
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", "up")
        await type_in(pilot, " x")
        await pilot.press("down")
        await settle(pilot)
        assert app.front.panes.listing.headlines.has_focus
        assert reader.store.queries.recent() == ("sidang x", "sidang")


async def test_a_bad_query_is_not_remembered_and_a_full_disk_is_no_end(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "(Pasar is:")
        await pilot.press("enter")
        assert app.front.panes.listing.headlines.count == 6
        assert reader.store.queries.recent() == ()

        def fail(_: str) -> None:
            raise BeritaError(Sentence("the disk is full"))

        monkeypatch.setattr(reader.store.queries, "remember", fail)
        await pilot.press("slash", *"read)", "enter")
        await settle(pilot)
        assert app.front.panes.listing.headlines.has_focus


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Pasar title:", "after title: a word"),
        ("Pasar is:un", "after is: one of these"),
        ("Pasar after:2020-", "after after: a date is expected"),
        ("Pasar or ", "before and after or something"),
        ("Pasar )", "no parenthesis is open here"),
        ("😀", "the query asks for nothing"),
    ],
)
async def test_what_is_not_finished_is_said_and_the_results_stay(
    reader: Reader, text: str, words: str
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "Pasar ")
        app.screen.query_one(QueryBox).value = text
        await settle(pilot)
        assert words in screen_text(app)
        assert app.front.panes.listing.headlines.count == 6
        assert app.screen.query_one(SearchBar).text == text
