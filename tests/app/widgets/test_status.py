"""Masthead and status line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from berita_tui.app.screens.pick import PickSources
from berita_tui.app.widgets.status import StatusLine
from berita_tui.news import BeritaError, Sentence, Source
from readers import Reader, masthead, said, screen_text, settle


async def test_a_key_in_the_status_line_can_be_clicked(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        line = screen_text(app).splitlines()[-1]
        await pilot.click(StatusLine, offset=(line.index("s save"), 0))
        await pilot.pause()
        assert reader.listed()[0].is_bookmarked
        await pilot.click(StatusLine, offset=(119, 0))


async def test_help_is_told_in_the_narrowest_line(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(24, 12)) as pilot:
        await settle(pilot)
        assert "? help" in screen_text(app).splitlines()[-1]


async def test_the_masthead_keeps_what_matters_most(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        head = masthead(app.front)
        head.progress, head.is_offline = (12, 34), True
        await pilot.pause()
        assert "⟳ 12/34 sources   ○ offline   05:00" in screen_text(app)
        await pilot.resize_terminal(62, 20)
        await pilot.pause()
        first = screen_text(app).splitlines()[0]
        assert "○ offline" in first
        assert "05:00" not in first


async def test_what_is_said_falls_silent(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        line = app.front.query_one(StatusLine)
        line.say("one")
        monkeypatch.setattr(StatusLine, "SECONDS", 0.01)
        line.say("two")
        await pilot.pause(0.05)
        assert not said(app.front)


async def test_notices_of_the_store_are_told(reader: Reader) -> None:
    reader.store.notices = (Sentence("the archive was set aside"),)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        assert said(app.front) == "the archive was set aside"


@pytest.mark.parametrize("picked", [0, 1])
async def test_what_is_picked_is_followed_and_asked(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, picked: int
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        asked: list[object] = []
        monkeypatch.setattr(app.front, "_refresh", lambda added, **_: asked.append(added))
        await pilot.press("a")
        await pilot.pause()
        screen = app.screen_stack[-1]
        assert isinstance(screen, PickSources)
        fresh = replace(Source.followed("https://baru.example.id/rss"), title="Warta Baru")
        screen.dismiss((fresh,) * picked)
        await settle(pilot)
        assert len(asked) == picked
        assert ("Warta Baru" in screen_text(app)) == bool(picked)


async def test_a_mark_that_cannot_be_kept_is_told(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise BeritaError(Sentence("the disk is full"))

    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        for verb in ("bookmark", "undo", "read"):
            monkeypatch.setattr(reader.store.marks, verb, fail)
        for key in ("s", "U", "enter"):
            app.front.query_one(StatusLine).fall_silent()
            await pilot.press(key)
            await settle(pilot)
            assert said(app.front) == "the disk is full"
        assert app.front.panes.reading.article is not None


async def test_the_clock_goes_on(many: Callable[[int], Reader]) -> None:
    app = many(1).app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        app.front._tick()
        await pilot.pause()
        assert masthead(app.front).now == app.front.now
