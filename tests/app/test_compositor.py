"""The compositor: what it puts together is what Textual's own does, with less asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region

from berita_tui.app import BeritaApp
from berita_tui.app.compositor import SparingCompositor, SparingUpdate
from berita_tui.app.widgets.panes import ARTICLE, HEADLINES
from berita_tui.app.widgets.rows import draw_lines_again
from glass import Glass
from readers import NOON, Reader, settle

STEPS = ("j", "s", "G", "h", "j", "l", "enter", "space", "escape", "slash", "P", "a", "escape", "3")


def shown(update: ChopsUpdate | None) -> dict[tuple[int, int], list[tuple[str, object]]]:
    """Return what an update writes into its spans, by line and column."""
    assert update is not None
    return {
        (y, start): [(each.text, each.style) for each in strip]
        for y, left, right in update.spans
        for end, (start, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True)
        if strip is not None and start < right and end > left
    }


def both(app: BeritaApp, dirty: set[Region]) -> None:
    """See that the same comes of both when these regions have changed."""
    ours = app.front._compositor
    assert isinstance(ours, SparingCompositor)
    ours._dirty_regions = dirty.copy()
    here = ours.render_partial_update()
    ours._dirty_regions = dirty.copy()
    theirs = Theirs.of(ours)
    assert shown(here) == shown(Compositor.render_partial_update(theirs))


class Theirs(Compositor):
    """Textual's own, with the same widgets in the same places."""

    @classmethod
    def of(cls, ours: Compositor) -> Theirs:
        theirs = cls()
        theirs.__dict__.update(ours.__dict__)
        return theirs


@pytest.mark.unmeasured
@pytest.mark.parametrize("size", [(120, 24), (90, 20), (50, 12)])
async def test_the_screen_is_the_same_as_textual_has_it(
    reader: Reader, size: tuple[int, int]
) -> None:
    app = reader.app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in STEPS:
            await pilot.press(key)
            await settle(pilot)
            ours = app.front._compositor
            assert ours.render_strips() == Theirs.of(ours).render_strips()
        both(app, {Region(0, 0, *size)})
        both(app, {Region(1, 1, 5, 2), Region(size[0] - 9, 3, 30, 1), Region(3, 3, 2, 4)})
        regions = app.front._compositor.visible_widgets.values()
        both(app, {region.intersection(clip) for region, clip in regions})


async def test_only_what_is_seen_of_what_changed_is_asked_for(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        asked = set()
        for widget in app.front._compositor.visible_widgets:

            def render_lines(crop: Region, widget=widget, old=widget.render_lines):  # type: ignore[no-untyped-def]
                asked.add((type(widget).__name__, crop.y, crop.height))
                return old(crop)

            monkeypatch.setattr(widget, "render_lines", render_lines)
        headlines = app.front.panes.listing.headlines
        draw_lines_again(headlines, [4], 2)
        await pilot.pause()
        assert asked == {("HeadlineList", 4, 2)}
        asked.clear()
        compositor = app.front._compositor
        compositor._dirty_regions = {Region(0, 90, 5, 5)}
        assert compositor.render_partial_update() is None
        assert not asked


async def test_a_focus_that_moves_shows_borders_again_and_the_row_of_the_cursor(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        pieces = set[tuple[int, int]]()

        def noted(self: SparingCompositor, old=SparingCompositor.render_partial_update):  # type: ignore[no-untyped-def]
            if (update := old(self)) is not None:
                pieces.update(shown(update))
            return update

        monkeypatch.setattr(SparingCompositor, "render_partial_update", noted)
        await pilot.press("escape")
        await settle(pilot)
        child = app.front.panes.get_child_by_id
        listing, article = child(HEADLINES).region, child(ARTICLE).region
        sides = {side for pane in (listing, article) for side in (pane.x, pane.right - 1)}
        within = {y for y, x in pieces if x not in sides and listing.y < y < listing.bottom - 1}
        row = app.front.panes.listing.headlines.region.y
        assert within == {row, row + 1}
        assert sides == {x for y, x in pieces if y == listing.y + 9}


async def test_a_terminal_shows_what_it_would_of_textuals_own_update(reader: Reader) -> None:
    titles = ("首都の新しい議会が初めて開かれる" * 3, "Sidang 🎉 \x1b[2J dibuka")
    entries = zip(reader.entries(0, first=1, count=2), titles, strict=True)
    reader.save(0, [replace(each, title=title, published=NOON) for each, title in entries])
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        compositor = app.front._compositor
        for dirty in ({Region(0, 0, 120, 24)}, {Region(30, 3, 9, 2), Region(60, 3, 1, 20)}):
            compositor._dirty_regions = dirty
            ours = compositor.render_partial_update()
            assert isinstance(ours, SparingUpdate)
            theirs = ChopsUpdate(ours.chops, ours.spans, ours.chop_ends)
            glasses = [Glass(120, 24), Glass(120, 24)]
            for glass, update in zip(glasses, (ours, theirs), strict=True):
                glass.feed(update.render_segments(app.console))
            assert glasses[0].cells == glasses[1].cells
