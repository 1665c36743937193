"""A sheet: lines are drawn once, for all that says the same, and pass the output guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from berita_tui.app.widgets import sheet
from berita_tui.app.widgets.sheet import shortened
from berita_tui.news import View
from readers import Reader, screen_text, settle


def counted(rows: object, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note which rows are drawn from now on."""
    noted: list[int] = []
    draw = rows.draw  # type: ignore[attr-defined]

    def noting(index: int, *line: object) -> Strip:
        noted.append(index)
        return draw(index, *line)  # type: ignore[no-any-return]

    monkeypatch.setattr(rows, "draw", noting)
    return noted


async def test_what_was_drawn_is_shown_again(
    many: Callable[[int], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = many(200).app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        first = screen_text(app)
        await pilot.press("G")
        await settle(pilot)
        noted = counted(headlines, monkeypatch)
        await pilot.press("g")
        await settle(pilot)
        assert screen_text(app) == first
        assert not noted
        headlines.refresh()
        await pilot.pause()
        assert 0 in noted
        noted.clear()
        monkeypatch.setattr(sheet, "KEPT", 3)
        await pilot.press("j")
        await settle(pilot)
        assert set(noted) == {0, 1}


async def test_other_colours_and_another_time_are_drawn(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        before = app.screen._compositor.render_strips()
        await pilot.press("T")
        await settle(pilot)
        after = app.screen._compositor.render_strips()
        assert [line.text for line in before[2:-1]] == [line.text for line in after[2:-1]]
        assert before[5] != after[5]
        assert app.front.now
        text = screen_text(app)
        app.front.now = app.front.now.replace(year=2031)
        await settle(pilot)
        assert screen_text(app) != text


async def test_a_kept_line_has_passed_every_filter(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    title = "Sidang \x1b[2Jdibuka\x9b1m"
    page = reader.store.shelf(View())._page(0)
    bad = [replace(page[0], title=title), *page[1:]]
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        shelf = headlines.shelf
        assert shelf
        monkeypatch.setattr(shelf, "_page", lambda _: bad)
        headlines.refresh(headlines.size.region)
        await pilot.pause()
        for line in app.screen._compositor.render_strips():
            assert "\x1b" not in line.text
            assert "\x9b" not in line.text
        assert "Sidang [2Jdibuka1m" in screen_text(app)


async def test_a_snippet_comes_after_its_headline_and_stands_by_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"pengadilan")
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        for row in range(3):
            text = headlines.render_line(row * 3 + 1).text
            assert f"Sidang ke-{row // 4}" in text or "Pengadilan" in text
        shelf = headlines.shelf
        assert shelf
        excerpts = headlines._excerpts
        stale = excerpts.Cut(object(), [shelf.number_at(0)], {shelf.number_at(0): ("basi", ())})
        headlines.post_message(stale)
        await settle(pilot)
        assert "basi" not in screen_text(app)
        noted = counted(headlines, monkeypatch)
        excerpts.forget({shelf.number_at(0)})
        headlines.refresh(headlines.size.region)
        await pilot.pause()
        await settle(pilot)
        assert shelf.number_at(0) in excerpts._known
        assert not noted  # neither the line without a snippet nor that with it is another
        assert "Pengadilan" in screen_text(app)


async def test_beside_a_border_it_is_what_textual_would_draw(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        for key in ("enter", "h", "T"):
            await pilot.press(key)
            await settle(pilot)
            view = app.front.panes.article_view
            width, height = view.outer_size
            for part in (
                Region(0, 0, width, height),
                Region(0, 0, width, 1),
                Region(1, height - 1, width - 2, 1),
                Region(3, 2, 9, 5),
                Region(width - 3, height - 3, 3, 3),
            ):
                ours, theirs = view.render_lines(part), Widget.render_lines(view, part)
                assert [looks(each) for each in ours] == [looks(each) for each in theirs]


async def test_beside_a_border_too_lines_are_drawn_once(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        view = app.front.panes.article_view
        noted: list[int] = []
        draw = view.draw_lines

        def noting(lines: Iterable[int], width: int) -> Iterable[Iterable[Segment]]:
            noted.extend(asked := list(lines))
            return draw(asked, width)

        monkeypatch.setattr(view, "draw_lines", noting)
        await pilot.press("j")
        await settle(pilot)
        height = view.room.height
        assert set(noted) == {height - 1, height}  # what came into sight, and the share read
        assert len(noted) == 2


def looks(strip: Strip) -> list[tuple[object, ...]]:
    """Return how each character looks, however they are cut into segments."""
    return [
        (each, each != " " and style.color, style.bgcolor, style.bold)
        for text, style, _ in strip
        if style
        for each in text
    ]


@given(
    st.lists(st.sampled_from(["Sidang", " ", "   ", "漢字", "é", ""]), max_size=5),
    st.integers(0, 20),
)
def test_a_line_is_shortened_as_it_is_cut(texts: list[str], width: int) -> None:
    strip = Strip([Segment(each, Style(bold=bool(at % 2))) for at, each in enumerate(texts)])
    assert looks(Strip(shortened(strip, width))) == looks(strip.crop(0, width))
