from __future__ import annotations

from textual.app import App
from textual.widgets import Input

from berita_tui.app.screens.ask import Ask


async def test_two_answers_at_once_take_one_screen_away() -> None:
    app: App[None] = App()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        asking = Ask("Nama?", value="baru")
        await app.push_screen(asking, answers.append)
        page = app.screen_stack[0]
        box = asking.query_one(Input)
        box.post_message(Input.Submitted(box, "baru"))
        asking.dismiss(None)
        await pilot.pause()
        assert answers == [None]
        assert app.screen is page


async def test_an_answer_under_another_screen_leaves_that_one_alone() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        under, over = Ask("Satu?"), Ask("Dua?")
        await app.push_screen(under)
        await app.push_screen(over)
        under.dismiss("x")
        await pilot.pause()
        assert app.screen is over


async def test_before_it_is_all_there_a_screen_can_only_be_left() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        asking = Ask("Satu?")
        assert asking.check_action("take", ()) is False
        assert asking.check_action("dismiss", (None,))
        await app.push_screen(asking)
        await pilot.pause()
        assert asking.check_action("take", ())
