"""Rows of any list: mouse, cursor, exact width, whatever the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from berita_tui.app.widgets.lines import Piece, fit_hint, fit_line, lit_segments
from berita_tui.news import View, ViewKind
from berita_tui.placard.lines import cut
from readers import Reader, screen_text, settle, source_view

HARD = (
    "漢字かな交じり文の見出しはとても長いので切られる",
    "👨‍👩‍👧‍👦 keluarga 🇮🇩🇮🇩🇮🇩 bendera ❤️ hati",
    "a\u0301\u0301\u0301\u0301 tanda gabung e\u0301" * 6,
    "עברית מימין לשמאל وعربية كذلك",
    "",
    "W" * 300,
)


@pytest.mark.unmeasured
@given(st.text(max_size=80), st.text(max_size=12), st.integers(0, 60))
def test_a_line_is_as_wide_as_it_shall_be(left: str, right: str, width: int) -> None:
    clean = ["".join(each for each in text if each.isprintable()) for text in (left, right)]
    strip = fit_line(width, Style(), [Piece(clean[0])], [Piece(clean[1])])
    assert strip.cell_length == width
    assert sum(cell_len(segment.text) for segment in strip) == width


@given(st.text(max_size=40), st.integers(0, 30))
def test_what_is_cut_fits(text: str, width: int) -> None:
    text = "".join(each for each in text if each.isprintable())
    assert cell_len(cut(text, width)) <= max(width, 0)


def test_matches_are_lit_where_they_stand() -> None:
    bold = Style(bold=True)
    segments = lit_segments("satu dua tiga", ((0, 4), (2, 4), (9, 99)), Style(), bold)
    lit = [segment.text for segment in segments if segment.style and segment.style.bold]
    assert lit == ["satu", "tiga"]


def test_a_hint_is_wrapped_into_the_list() -> None:
    lines = [fit_hint("Belum ada apa-apa.", y, 14, Style(), Style()).text for y in range(4)]
    assert [line.strip() for line in lines] == ["", "Belum ada", "apa-apa.", ""]


@pytest.mark.parametrize("size", [(120, 40), (100, 30), (50, 20), (20, 5)])
@pytest.mark.parametrize("density", ["comfortable", "compact"])
async def test_no_title_moves_a_border(reader: Reader, size: tuple[int, int], density: str) -> None:
    entries = [
        replace(entry, title=title, section=title[:40])
        for entry, title in zip(reader.entries(0, -9), HARD, strict=True)
    ]
    reader.save(0, entries)
    app = reader.app(density=density)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for line in app.screen._compositor.render_strips():
            assert line.cell_length == size[0]
        headlines = app.front.panes.listing.headlines
        for y in range(headlines.size.height):
            assert headlines.render_line(y).cell_length == headlines.size.width
        assert "(untitled)" in screen_text(app) or size[1] < 10


async def test_the_mouse_moves_lights_and_opens(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        await pilot.hover(headlines, offset=(5, 7))
        assert headlines.hover == 3
        await pilot.click(headlines, offset=(5, 4))
        assert headlines.cursor == 2
        assert app.front.panes.at == "headlines"
        await pilot.click(headlines, offset=(5, 6), times=2)
        await settle(pilot)
        assert app.front.panes.reading.article is not None
        assert app.front.panes.at == "article"
        await pilot.hover(app.front.panes.article_view)
        assert headlines.hover == -1


async def test_a_click_beside_the_rows_does_nothing(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        sources = app.front.panes.sources
        await pilot.click(sources, offset=(5, 30))
        assert sources.cursor == 0
        await pilot.click(sources, offset=(5, 2), times=2)
        await settle(pilot)
        assert app.front.panes.listing.view == View(ViewKind.UNREAD)


async def test_the_wheel_scrolls_without_moving_the_cursor(
    many: Callable[[int], Reader],
) -> None:
    app = many(200).app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        headlines.scroll_relative(y=30, animate=False)
        await pilot.pause()
        assert headlines.scroll_offset.y == 30
        assert headlines.cursor == 0
        await pilot.press("j")
        assert headlines.scroll_offset.y == 2


async def test_every_moving_key_moves(many: Callable[[int], Reader]) -> None:
    app = many(200).app()
    async with app.run_test(size=(120, 26)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        seen = []
        for key in ("j", "k", "down", "up", "ctrl+d", "ctrl+u", "pagedown", "pageup", "G", "g"):
            await pilot.press(key)
            seen.append(headlines.cursor)
        assert seen == [1, 0, 1, 0, 5, 0, 11, 0, 223, 0]
        await pilot.press("end", "home", "k")
        assert headlines.cursor == 0


async def test_folders_fold_and_unfold(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        sources = app.front.panes.sources
        app.front.panes.go("sources")
        await pilot.press("j", "j", "j", "j", "j")
        assert sources.row.view == source_view(reader.sources[0])
        count = sources.count
        await pilot.press("h")
        assert sources.row.view == View(ViewKind.FOLDER, folder=("Nasional",))
        assert sources.count == count - 2
        await pilot.press("h")
        assert sources.count == count - 2
        await pilot.press("l")
        assert sources.count == count
        await pilot.press("l")
        assert app.front.panes.at == "headlines"


async def test_marks_are_not_offered_in_the_sources(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        app.front.panes.go("sources")
        await pilot.press("j", "j", "j", "space")
        await settle(pilot)
        assert app.front.panes.reading.article is not None
        assert "s save" not in screen_text(app)
