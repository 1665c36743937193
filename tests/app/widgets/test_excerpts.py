"""Excerpts are of the text there is now, whenever they were cut."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from threading import Event

import pytest
from textual.pilot import Pilot

from berita_tui.app.widgets.excerpts import Snippet
from berita_tui.app.widgets.headlines import HeadlineList
from berita_tui.news.query import Query
from berita_tui.store import Store
from readers import Reader, settle

NEW = "<p>BARU: naskah diganti, pengadilan kini sepi.</p>"


async def type_in(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await settle(pilot)


def rewrite(reader: Reader) -> None:
    """Give the newest article another text, in which the query is found as well."""
    reader.save(0, [replace(reader.entries(0)[0], html=NEW * 40)])


def excerpt(headlines: HeadlineList) -> str:
    """The excerpt of the newest article as it is on the screen."""
    return headlines.render_line(1).text


async def test_a_search_that_is_asked_again_shows_no_excerpt_of_an_old_text(
    reader: Reader,
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await type_in(pilot, "slash", *"pengadilan", "enter", "escape")
        await type_in(pilot, "slash", "up")
        headlines = app.front.panes.listing.headlines
        assert "ramai" in excerpt(headlines)
        rewrite(reader)
        await type_in(pilot, "escape")
        await type_in(pilot, "slash", "up")
        assert "BARU" in excerpt(headlines)


async def test_an_excerpt_cut_before_its_article_changed_is_cut_anew(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_slow, is_cut, may_go = Event(), Event(), Event()
    real = reader.store.snippet

    def snippet(_: Store, number: int, query: Query, *, width: int = 160) -> Snippet:
        found = real(number, query, width=width)
        if is_slow.is_set() and not is_cut.is_set():
            is_cut.set()
            may_go.wait()
        return found

    monkeypatch.setattr(Store, "snippet", snippet)
    app = reader.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await type_in(pilot, "slash", *"pengadilan")
        headlines = app.front.panes.listing.headlines
        assert headlines.shelf
        newest = {headlines.shelf.number_at(0)}
        is_slow.set()
        try:
            headlines.marks_changed(newest)
            await pilot.pause()
            await asyncio.to_thread(is_cut.wait)
            rewrite(reader)
            headlines.marks_changed(newest)
            await pilot.pause()
        finally:
            may_go.set()
        await settle(pilot)
        assert "BARU" in excerpt(headlines)
