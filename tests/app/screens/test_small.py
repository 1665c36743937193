from __future__ import annotations

import pytest
from textual.app import App
from textual.geometry import Size

from berita_tui.app.screens.small import TooSmall, is_too_small
from berita_tui.language import Language


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(20, 5, False), (19, 5, True), (20, 4, True), (1, 1, True)]
)
def test_under_20_by_5_is_too_small(width: int, height: int, expected: bool) -> None:
    assert is_too_small(Size(width, height)) is expected


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (19, 4), (500, 3)])
async def test_it_fits_any_size(size: tuple[int, int]) -> None:
    app: App[None] = App()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(TooSmall(Language("en")))
        await pilot.resize_terminal(2, 1)
        await pilot.pause()
        assert isinstance(app.screen, TooSmall)
