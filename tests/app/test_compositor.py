"""The compositor: what it puts together is what Textual's own does, with less asked for."""

from __future__ import annotations

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region

from berita_tui.app import BeritaApp
from berita_tui.app.compositor import SparingCompositor
from readers import Reader, settle

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
        headlines.refresh_lines(4, 2)
        await pilot.pause()
        assert asked == {("HeadlineList", 4, 2), ("Bar", 4, 2)}
        asked.clear()
        compositor = app.front._compositor
        compositor._dirty_regions = {Region(0, 90, 5, 5)}
        assert compositor.render_partial_update() is None
        assert not asked
