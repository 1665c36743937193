from __future__ import annotations

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import OptionList

from berita_tui.app.screens.links import MOST, LinkList
from berita_tui.language import Language
from berita_tui.news import Link

LINKS = (
    Link("https://satu.example/a", "halaman [b]satu[/b] [/]"),
    Link("https://dua.example/b", ""),
    Link("https://tiga.example/c", "tiga\nbaris\x1b[2J"),
)


class Desk(App[None]):
    """Lists links and keeps the answer."""

    answers: list[Link | None]

    async def ask(self, pilot: Pilot[None], links: tuple[Link, ...] = LINKS) -> LinkList:
        self.answers = []
        screen = LinkList(links, Language("en"))
        await self.push_screen(screen, self.answers.append)
        await pilot.pause()
        return screen


def prompts(screen: LinkList) -> list[str]:
    options = screen.query_one(OptionList)
    return [str(options.get_option_at_index(i).prompt) for i in range(options.option_count)]


async def test_links_are_numbered_with_their_words_and_true_hosts() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await app.ask(pilot)
        assert prompts(screen)[0] == "1 halaman [b]satu[/b] [/] satu.example"
        assert prompts(screen)[1] == "2 https://dua.example/b dua.example"
        assert prompts(screen)[2].startswith("3 tiga baris")


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("enter",), LINKS[0]),
        (("j", "enter"), LINKS[1]),
        (("down", "down", "k", "enter"), LINKS[1]),
        (("escape",), None),
        (("q",), None),
    ],
)
async def test_enter_gives_a_link_and_escape_none(
    keys: tuple[str, ...], answer: Link | None
) -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.ask(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        assert app.answers == [answer]


async def test_y_copies_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.ask(pilot)
        await pilot.press("j", "y")
        assert app.clipboard == "https://dua.example/b"
        assert app.answers == []


async def test_a_click_gives_a_link() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await app.ask(pilot)
        await pilot.click(screen.query_one(OptionList), offset=(5, 2))
        await pilot.pause()
        assert app.answers == [LINKS[2]]


async def test_a_list_of_none_and_a_list_of_thousands_are_no_trouble() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await app.ask(pilot, ())
        screen.action_open()
        screen.action_copy()
        await pilot.press("enter", "y", "j", "escape")
        screen = await app.ask(pilot, LINKS * 2000)
        assert len(prompts(screen)) == MOST


@pytest.mark.parametrize("size", [(3, 3), (20, 5)])
async def test_it_fits_any_terminal(size: tuple[int, int]) -> None:
    app = Desk()
    async with app.run_test(size=size) as pilot:
        await app.ask(pilot)
        await pilot.press("j", "escape")
        await pilot.pause()
        assert app.answers == [None]
