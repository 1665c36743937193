"""The list pane: searching over a list, long lists, rows that come in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any, cast

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from berita_tui.app import BeritaApp
from berita_tui.app.refreshing import Refreshing
from berita_tui.app.widgets.rows import RowList
from berita_tui.app.widgets.search import SearchBar
from berita_tui.news import DataUnusable, Headline, Sentence, View, ViewKind
from berita_tui.store import Shelf, Store
from readers import Reader, said, screen_text, settle


async def type_in(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if each == " " else each for each in text))
    await settle(pilot)


async def test_results_replace_the_list_while_typing(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "Pasar")
        listing = app.front.panes.listing
        assert listing.is_searching
        assert listing.headlines.count == 6
        assert listing.headlines.row_height == 3
        assert "6 found" in screen_text(app)


@pytest.mark.parametrize(("width", "layouts"), [(120, 0), (48, 0), (30, 1)])
async def test_what_the_first_keys_find_lays_nothing_out_anew(
    reader: Reader, width: int, layouts: int
) -> None:
    app = reader.app()
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        assert "Search everything" in screen_text(app)
        laid_out: list[object] = []
        app.front.screen_layout_refresh_signal.subscribe(app.front, laid_out.append)
        await type_in(pilot, "p")
        await type_in(pilot, "a")
        assert "24 found" in screen_text(app)
        assert len(laid_out) == layouts


async def test_escape_gives_back_the_list_as_it_was(many: Callable[[int], Reader]) -> None:
    app = many(200).app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        await pilot.press(*["j"] * 30, "k")
        headlines = app.front.panes.listing.headlines
        before = (headlines.headline, headlines.scroll_offset, headlines.count)
        await pilot.press("slash")
        await type_in(pilot, "Lapangan")
        assert headlines.count == 6
        await pilot.press("escape")
        await settle(pilot)
        assert (headlines.headline, headlines.scroll_offset, headlines.count) == before
        assert headlines.has_focus


async def test_a_list_given_back_has_the_marks_there_are_by_now(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        first = headlines.headline
        assert first
        assert not first.is_read
        kept = headlines.keep()
        reader.store.marks.read(first.key)
        headlines.give_back(kept)
        assert headlines.headline
        assert headlines.headline.number == first.number
        assert headlines.headline.is_read


async def test_emptying_the_box_gives_back_the_list_and_stays_in_it(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash", "P")
        await settle(pilot)
        await pilot.press("backspace")
        await settle(pilot)
        assert app.front.panes.listing.headlines.count == 24
        assert isinstance(app.focused, Input)
        await pilot.press("enter")
        assert not app.front.panes.listing.is_searching


async def test_the_box_takes_every_character(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash", "i", "s", "colon", "slash", "question_mark", "minus", "T")
        await settle(pilot)
        assert app.screen.query_one(SearchBar).text == "is:/?-T"
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen is not app.front


async def test_a_bad_query_says_where_and_keeps_the_last_results(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "Pasar")
        await type_in(pilot, " is:nothing ")
        assert app.front.panes.listing.headlines.count == 6
        text = screen_text(app)
        assert "after is: one of these" in text
        assert "^" in text


async def test_nothing_found_says_what_was_searched(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "zzz")
        text = screen_text(app)
        assert "Nothing found for “zzz”." in text
        assert "Esc gives back the list." in text


async def test_enter_goes_to_the_results_and_the_article_is_lit(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "pengadilan")
        await pilot.press("enter")
        assert app.front.panes.listing.headlines.has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert app.front.panes.article_view.is_lit
        await pilot.press("escape", "escape")
        assert app.front.panes.listing.headlines.has_focus
        assert app.front.panes.listing.is_searching
        await pilot.press("escape")
        assert not app.front.panes.listing.is_searching


@pytest.mark.parametrize("is_seen", [True, False])
async def test_who_goes_down_before_the_results_are_there_is_as_far_down_in_them(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, is_seen: bool
) -> None:
    may_go = Event()
    real = reader.store.find

    def find(_: Store, *asked: Any, **wishes: Any) -> Any:
        may_go.wait()
        return real(*asked, **wishes)

    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        await pilot.press(*"jjj", "slash")
        try:
            if is_seen:
                await type_in(pilot, "si")
            monkeypatch.setattr(Store, "find", find)
            await pilot.press(*("dang" if is_seen else "sidang"))
            before = headlines.shelf
            await pilot.press("enter", "j", "j")
            assert headlines.shelf is before
        finally:
            may_go.set()
        await settle(pilot)
        assert headlines.shelf is not before
        assert headlines.cursor == 2


async def test_next_unread_and_mark_all_stay_within_the_results(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "Lapangan")
        await pilot.press("enter", "n")
        await settle(pilot)
        opened = app.front.panes.reading.article
        assert opened is not None
        assert opened.source == reader.sources[3].key
        await pilot.press("A")
        await settle(pilot)
        assert reader.store.counts().of_source(reader.sources[3].key).unread == 0
        assert reader.store.counts().of_source(reader.sources[0].key).unread > 0
        await pilot.press("n")
        await pilot.pause()
        assert said(app.front) == "Nothing unread is left here."


async def test_the_whole_of_a_long_list_comes_after_its_beginning(
    many: Callable[[int], Reader],
) -> None:
    app = many(1000).app()
    async with app.run_test(size=(120, 24)) as pilot:
        headlines = app.front.panes.listing.headlines
        await pilot.press("G")
        await settle(pilot)
        assert headlines.count == 1024
        assert headlines.cursor == 1023
        await pilot.press("g")
        assert headlines.cursor == 0


async def test_all_of_a_list_waits_for_keys_but_not_for_one_that_leads_to_its_end(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, whole = many(400), list[View]()
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)

        def noted(view: View, *, limit: int = 0, old: Any = reader.store.shelf) -> Shelf:
            if not limit:
                whole.append(view)
            return cast("Shelf", old(view, limit=limit) if limit else old(view))

        monkeypatch.setattr(reader.store, "shelf", noted)
        monkeypatch.setattr("berita_tui.app.widgets.listing.REST", 60)
        await pilot.press("2", "1", "2", "G")
        await settle(pilot)
        assert app.front.panes.listing.headlines.cursor == 421
        assert whole == [View(ViewKind.UNREAD)]


async def test_a_list_is_whole_though_a_search_came_and_went_meanwhile(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = many(400).app()
    async with app.run_test(size=(120, 24)) as pilot:
        monkeypatch.setattr("berita_tui.app.widgets.listing.REST", 0.3)
        await pilot.press("2", "slash", "escape")
        listing = app.front.panes.listing
        assert not listing.is_searching
        await settle(pilot)
        assert listing.headlines.count == 422


async def test_a_long_result_comes_in_two_steps(many: Callable[[int], Reader]) -> None:
    app = many(600).app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "berita")
        assert app.front.panes.listing.headlines.count == 624


async def test_rows_that_come_in_do_not_move_the_cursor(many: Callable[[int], Reader]) -> None:
    reader = many(100)
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        await pilot.press(*["j"] * 40)
        headlines = app.front.panes.listing.headlines
        row, line = headlines.headline, headlines.cursor * 2 - headlines.scroll_offset.y
        reader.save(1, reader.entries(1, -5, 5))
        app.front.panes.listing.renew()
        await settle(pilot)
        assert headlines.count == 129
        assert headlines.headline == row
        assert headlines.cursor * 2 - headlines.scroll_offset.y == line


async def test_an_empty_list_fills_from_the_top(reader: Reader) -> None:
    reader.store.marks.read_view(View())
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("2")
        headlines = app.front.panes.listing.headlines
        assert headlines.count == 0
        for first in (-2, -4):
            reader.save(1, reader.entries(1, first, 2))
            app.front.panes.listing.renew()
            await settle(pilot)
        assert headlines.count == 4
        assert headlines.cursor == 0


async def test_a_list_that_changed_under_the_search_is_renewed_after_it(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, "Pasar")
        reader.save(1, reader.entries(1, -2, 2))
        app.front.panes.listing.renew()
        await pilot.press("escape")
        await settle(pilot)
        assert app.front.panes.listing.headlines.count == 26


async def test_several_renewals_at_once_are_one_after_the_other(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        listing = app.front.panes.listing
        for _ in range(3):
            listing.renew()
        listing.search()
        await settle(pilot)
        listing.leave_search()
        await settle(pilot)
        assert listing.headlines.count == 24


@pytest.mark.parametrize("kind", [ViewKind.UNREAD, ViewKind.BOOKMARKED])
async def test_a_view_opened_from_the_search_leaves_it(reader: Reader, kind: ViewKind) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "Pasar")
        app.front.panes.open_view(View(kind))
        await settle(pilot)
        assert not app.front.panes.listing.is_searching
        assert app.front.panes.listing.view == View(kind)


async def test_an_archive_that_cannot_be_read_is_no_end(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = many(400)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)

        def fail(*_: object, **__: object) -> None:
            raise DataUnusable(Sentence("the archive is damaged"))

        for room, verb in ((reader.store, "shelf"), (reader.store, "find")):
            monkeypatch.setattr(room, verb, fail)
        monkeypatch.setattr(reader.store.articles, "get_number", fail)
        app.front.panes.listing.renew()
        await settle(pilot)
        assert "the archive is damaged" in app.front.panes.listing.headlines.hint
        await pilot.press("enter")
        await settle(pilot)
        assert said(app.front) == "the archive is damaged"
        await pilot.press("slash")
        await type_in(pilot, "berita")
        await pilot.press("escape")
        await settle(pilot)
        assert app.is_running


def drawn(app: BeritaApp, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Note which rows of which list are drawn from now on."""
    noted: list[tuple[str, int]] = []
    panes = app.front.panes
    for rows in (panes.sources, panes.listing.headlines):

        def draw(index: int, *line: Any, rows: RowList = rows, old: Any = rows.draw) -> Strip:
            noted.append((type(rows).__name__, index))
            return cast("Strip", old(index, *line))

        monkeypatch.setattr(rows, "draw", draw)
    return noted


async def test_news_below_what_is_seen_draws_only_the_numbers(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = many(300)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        before, noted = headlines.count, drawn(app, monkeypatch)
        reader.save(1, reader.entries(1, 4000, 3))
        app.front.post_message(Refreshing.Went(1, 4, has_news=True))
        await settle(pilot)
        assert headlines.count == before + 3
        assert {name for name, _ in noted} == {"SourceList"}
        sources = app.front.panes.sources
        rows = {sources._rows[index] for _, index in noted}
        assert {row.view.kind for row in rows} >= {ViewKind.ALL, ViewKind.SOURCE}
        assert {row.view.source for row in rows} == {"", reader.sources[1].key}


async def test_a_row_that_says_something_else_is_drawn_alone(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        shelf, noted = headlines.shelf, drawn(app, monkeypatch)
        assert shelf
        reader.store.marks.read(shelf[3].key)
        app.front.panes.listing.renew()
        await settle(pilot)
        assert set(noted) == {("HeadlineList", 3)}
        noted.clear()
        reader.store.marks.bookmark(shelf[3].key)
        headlines.marks_changed({shelf.number_at(3), -1})
        await settle(pilot)
        assert set(noted) == {("HeadlineList", 3)}
        noted.clear()
        headlines.marks_changed(frozenset())
        await settle(pilot)
        assert not noted


async def test_a_row_that_cannot_be_compared_is_drawn(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines, shelf = app.front.panes.listing.headlines, reader.store.shelf(View())
        noted = drawn(app, monkeypatch)

        def page(_: int) -> list[Headline]:
            raise DataUnusable(Sentence("broken"))

        monkeypatch.setattr(shelf, "_page", page)
        headlines.renew_shelf(shelf)
        await pilot.pause()
        assert ("HeadlineList", 0) in noted
