from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Static

from berita_tui.app.screens.confirm import ConfirmOpening, follow_link
from berita_tui.language import Language
from berita_tui.news import Link

ENGLISH = Language("en")
TRUE = Link("https://a.example/x", "baca di sini")
FALSE = Link("https://xn--bnk-6ja.example/masuk", "bank.example [b]aman[/b] [/]")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    opener = tmp_path / "xdg-open"
    opener.write_text(
        '#!/bin/sh\nprintf "%s" "$1" > "${0%/*}/part"\nexec mv "${0%/*}/part" "${0%/*}/opened"\n',
        encoding="utf-8",
    )
    opener.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "opened"


async def wait_for(path: Path, app: App[None]) -> str:
    async with app.run_test() as pilot:
        for _ in range(300):
            if path.exists():
                return path.read_text(encoding="utf-8")
            await pilot.pause(0.01)
    raise AssertionError("nothing was opened")


class Desk(App[None]):
    """Follows one link as soon as it is there."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link

    def on_mount(self) -> None:
        follow_link(self, self._link, ENGLISH)


async def test_an_honest_link_opens_at_once(opened: Path) -> None:
    assert await wait_for(opened, Desk(TRUE)) == TRUE.address


async def test_a_link_that_names_another_host_shows_where_it_leads_first(opened: Path) -> None:
    app = Desk(FALSE)
    async with app.run_test(size=(90, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, ConfirmOpening)
        texts = [str(static.render()) for static in app.screen.query(Static)]
        assert any("It reads: “bank.example [b]aman[/b] [/]”" in text for text in texts)
        assert any("It leads to: xn--bnk-6ja.example" in text for text in texts)
        assert FALSE.address in texts
        await pilot.press("y")
        for _ in range(300):
            if opened.exists():
                break
            await pilot.pause(0.01)
        assert opened.read_text(encoding="utf-8") == FALSE.address


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("n",)])
async def test_the_safe_answer_is_at_hand(opened: Path, keys: tuple[str, ...]) -> None:
    app = Desk(FALSE)
    async with app.run_test(size=(90, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert not isinstance(app.screen, ConfirmOpening)
        assert not opened.exists()


async def test_the_button_opens() -> None:
    app: App[None] = App()
    answers: list[bool | None] = []
    async with app.run_test(size=(90, 24)) as pilot:
        await app.push_screen(ConfirmOpening(FALSE, ENGLISH), answers.append)
        await pilot.click("#yes")
        await pilot.pause()
    assert answers == [True]
