"""Marks on the front page: set, undone, and written aside where that takes long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from berita_tui.app import BeritaApp
from berita_tui.app.widgets.article import ArticleView
from readers import Reader, masthead, said, settle

SIZES = [(120, 40), (100, 30), (80, 24), (50, 20)]
Portrait = Callable[[BeritaApp, str], None]


def article(app: BeritaApp) -> ArticleView:
    return app.front.query_one(ArticleView)


async def test_opening_marks_read_and_the_unread_list_keeps_its_row(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("2", "enter")
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        assert headlines.count == 22
        assert headlines.headline is not None
        assert headlines.headline.is_read
        assert masthead(app.front).unread == 21
        app.front.panes.listing.renew()
        await settle(pilot)
        assert headlines.count == 22
        await pilot.press("2")
        await settle(pilot)
        assert headlines.count == 21


async def test_opening_marks_nothing_where_the_reader_does_not_wish_it(reader: Reader) -> None:
    app = reader.app(mark_read_on_open=False)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert masthead(app.front).unread == 22


async def test_marks_are_set_from_the_list_and_the_article_and_undone(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert reader.listed()[0].is_bookmarked
        assert "Bookmarked · U" in said(app.front)
        await pilot.press("enter", "s")
        await pilot.pause()
        assert not reader.listed()[0].is_bookmarked
        await pilot.press("m")
        await pilot.pause()
        assert not reader.listed()[0].is_read
        await pilot.press("U", "U")
        await pilot.pause()
        assert reader.listed()[0].is_bookmarked
        assert "is bookmarked again" in said(app.front)


async def test_a_whole_list_is_marked_read_in_one_undoable_step(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert reader.store.counts().all.unread == 0
        assert "22 articles marked read" in said(app.front)
        await pilot.press("U")
        await settle(pilot)
        assert reader.store.counts().all.unread == 22
        assert said(app.front) == "Undone: 22 articles are unread again"


async def test_undo_ends_with_a_word(empty_reader: Reader) -> None:
    app = empty_reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("U")
        assert said(app.front) == "There is nothing left to undo."
        await settle(pilot)


async def test_marking_needs_an_article(empty_reader: Reader) -> None:
    app = empty_reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("m", "s", "o", "y", "enter", "space", "J", "K", "A")
        await pilot.press("l", "m")
        await settle(pilot)
        assert not said(app.front)


async def test_marks_that_take_long_are_written_aside_and_nothing_waits_for_them(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("screens.front", "widgets.panes"):
        monkeypatch.setattr(f"berita_tui.app.{room}.LONG", 1)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        with reader.store._library.lock:  # no thread can write, this one could
            await pilot.press("A")
            assert app.front.panes.reading.is_busy
            await pilot.press("enter", "j", "escape", "m")
            assert reader.store.counts().all.unread == 22
        await settle(pilot)
        assert not app.front.panes.reading.is_busy
        assert app.front.panes.reading.article is not None
        assert reader.store.counts().all.unread == 0
        with reader.store._library.lock:
            await pilot.press("U", "U")
            assert reader.store.counts().all.unread == 0
        await settle(pilot)
        assert reader.store.counts().all.unread == 22
