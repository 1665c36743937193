"""The wardrobe: what looks as before is left alone, and the page is as if all were styled anew."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from berita_tui.app import BeritaApp
from berita_tui.app.widgets.rows import RowList
from readers import Reader, settle

STEPS = ((120, "enter"), (120, "escape"), (120, "T"), (90, "h"), (90, "tab"), (50, "enter"))


def seen(app: BeritaApp) -> list[Strip]:
    return app.front._compositor.render_strips()


async def style_anew(app: BeritaApp, pilot: Pilot[None]) -> None:
    app.refresh_css(animate=False)
    for each in app.front.walk_children(with_self=True):
        each.notify_style_update()
        each.refresh(layout=True)
    await settle(pilot)


@pytest.mark.unmeasured
async def test_wherever_the_focus_goes_the_page_is_as_if_it_were_styled_anew(
    reader: Reader,
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        for width, key in STEPS:
            await pilot.resize_terminal(width, 16)
            await pilot.press(key)
            await settle(pilot)
            before = seen(app)
            await style_anew(app, pilot)
            assert seen(app) == before, (width, key)


async def test_what_is_worn_again_is_as_if_it_were_styled_anew(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(90, 16)) as pilot:
        for _ in range(2):
            await pilot.press("enter", "escape", "tab", "tab", "shift+tab")
            await settle(pilot)
        before = seen(app)
        await style_anew(app, pilot)
        assert seen(app) == before


async def test_of_lists_only_the_row_of_the_cursor_is_drawn_when_the_focus_moves(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        panes = app.front.panes
        styled = {each: each.styles.base._updates for each in panes.walk_children()}
        drawn: list[tuple[RowList, int]] = []

        def noted(rows: RowList, lines: Iterable[int], width: int, old=RowList.draw_lines):  # type: ignore[no-untyped-def]
            lines = [*lines]
            drawn.extend((rows, y) for y in lines)
            return old(rows, lines, width)

        monkeypatch.setattr(RowList, "draw_lines", noted)
        await pilot.press("escape")
        await settle(pilot)
        headlines = panes.listing.headlines
        assert {(rows, y // rows.row_height) for rows, y in drawn} <= {(headlines, 0)}
        changed = {each for each, was in styled.items() if each.styles.base._updates != was}
        assert changed == {panes.listing, panes.article_view}
