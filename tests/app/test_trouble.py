from __future__ import annotations

import pytest

from berita_tui.app.trouble import Choice, TroubleApp
from berita_tui.language import Language
from berita_tui.news import DataUnusable, Sentence


def trouble(
    *, can_restore: bool = True, can_save: bool = True, can_read_on: bool = True
) -> TroubleApp:
    return TroubleApp(
        DataUnusable(Sentence("the library is damaged [/] {what}", what="[@click=app.quit]x[/]")),
        language=Language("en"),
        can_restore=can_restore,
        can_save=can_save,
        can_read_on=can_read_on,
    )


@pytest.mark.parametrize("choice", list(Choice))
async def test_each_button_returns_its_choice(choice: Choice) -> None:
    app = trouble()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.click(f"#{choice}")
        await pilot.pause()
    assert app.return_value is choice


async def test_enter_takes_the_first_way_on_and_arrows_move() -> None:
    app = trouble()
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
    assert app.return_value is Choice.SAVE


async def test_only_what_can_be_done_is_offered() -> None:
    app = trouble(can_restore=False, can_save=False, can_read_on=False)
    async with app.run_test(size=(20, 5)):
        assert [button.id for button in app.query("Button")] == [Choice.QUIT]


async def test_leaving_returns_nothing() -> None:
    app = trouble()
    async with app.run_test() as pilot:
        await pilot.press("q")
    assert app.return_value is None
