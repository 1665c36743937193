"""Marks on the front page: set, undone, and written aside where that takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from berita_tui.app import BeritaApp
from berita_tui.app.widgets.article import ArticleView
from berita_tui.news import BeritaError, Sentence, Verb, View, ViewKind
from readers import Reader, burst, masthead, said, screen_text, send, settle

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


async def test_an_opened_article_is_seen_before_its_mark_is_written(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        panes = app.front.panes
        with reader.store._library.lock:  # no thread can write
            send(app, "enter")
            while "Pengadilan ramai" not in screen_text(app):
                await asyncio.sleep(0)
            assert panes.reading.owes
            assert reader.store.counts().all.unread == 22
        await settle(pilot)
        assert not panes.reading.owes
        assert reader.store.counts().all.unread == 21
        assert "21 unread" in screen_text(app)


async def test_who_only_moves_waits_for_no_mark_to_be_written(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 16)) as pilot:
        await settle(pilot)
        panes = app.front.panes
        with reader.store._library.lock:  # no thread can write
            send(app, "enter", "G")
            while panes.reading._position is None:
                await asyncio.sleep(0)
            panes.reading.keep_position()  # as a second later
            send(app, "escape", "j", "j", "2")
            while panes.listing.headlines.cursor != 2:
                await asyncio.sleep(0)
            assert panes.reading.owes
            assert panes.listing.view == View()
        await settle(pilot)
        key = panes.listing.headlines.shelf[0].key if panes.listing.headlines.shelf else b""
        assert panes.listing.view == View(ViewKind.UNREAD)
        assert panes.reading.article
        assert key != panes.reading.article.key
        assert reader.store.positions.get(panes.reading.article.key) > 0


@pytest.mark.parametrize(
    ("keys", "unread", "last"),
    [
        (("enter", "U"), 22, ()),
        (("enter", "m"), 22, (Verb.UNREAD, Verb.READ)),
        (("enter", "n", "n", "U"), 20, (Verb.READ, Verb.READ)),
        (("n", "n", "A", "U"), 20, (Verb.READ, Verb.READ)),
        (("n", "n", "n"), 19, (Verb.READ, Verb.READ, Verb.READ)),
    ],
)
async def test_what_is_done_next_finds_the_mark_written(
    reader: Reader, keys: tuple[str, ...], unread: int, last: tuple[Verb, ...]
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        kept = len(reader.store.marks.recent())
        await burst(pilot, *keys)
        recent = reader.store.marks.recent()
        assert tuple(each.verb for each in recent[: len(recent) - kept]) == last
        assert reader.store.counts().all.unread == unread


async def test_who_quits_has_read_what_was_opened(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        number = reader.listed()[0].number
        app.front.panes.read(number)
        assert app.front.reading.owes
        app.exit()
    assert reader.store.counts().all.unread == 21


async def test_a_mark_that_cannot_be_written_is_told_and_the_article_is_open(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)

        def fail(*_: bytes) -> None:
            raise BeritaError(Sentence("the disk is full"))

        monkeypatch.setattr(reader.store.marks, "read", fail)
        await pilot.press("enter")
        await settle(pilot)
        assert said(app.front) == "the disk is full"
        assert app.front.panes.reading.article is not None
        assert "22 unread" in screen_text(app)
