"""The front page over real stores: panes, keys, marks, breadths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from berita_tui.app import BeritaApp
from berita_tui.app.screens.small import TooSmall
from berita_tui.app.widgets.article import ArticleView
from berita_tui.news import View, ViewKind
from readers import Reader, masthead, said, screen_text, settle, source_view

SIZES = [(120, 40), (100, 30), (80, 24), (50, 20)]
Portrait = Callable[[BeritaApp, str], None]


def article(app: BeritaApp) -> ArticleView:
    return app.front.query_one(ArticleView)


@pytest.mark.parametrize("size", SIZES)
async def test_headlines_are_there_at_once(reader: Reader, size: tuple[int, int]) -> None:
    app = reader.app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.front.panes.listing.headlines.has_focus
        assert "Berita 0 dari Warta Utara" in screen_text(app)
        assert masthead(app.front).unread == 22
        await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_enter_goes_deeper_and_escape_comes_back(
    reader: Reader, size: tuple[int, int]
) -> None:
    app = reader.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert article(app).has_focus
        assert "Sidang ke-0 dibuka" in screen_text(app)
        await pilot.press("escape")
        assert app.front.panes.listing.headlines.has_focus
        assert app.front.panes.at == "headlines"


@pytest.mark.parametrize("size", SIZES)
async def test_the_sources_are_one_key_to_the_left(reader: Reader, size: tuple[int, int]) -> None:
    app = reader.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("h")
        await pilot.pause()
        assert app.front.panes.sources.has_focus
        assert "Pasar Pagi" in screen_text(app)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert app.front.panes.listing.view == View(ViewKind.UNREAD)
        assert app.front.panes.listing.headlines.has_focus


async def test_escape_on_a_medium_page_closes_the_sources(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(90, 30)) as pilot:
        await pilot.press("h", "escape")
        assert app.front.panes.at == "headlines"
        await pilot.press("escape")
        assert app.front.panes.at == "headlines"


async def test_tab_goes_round_all_panes(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        seen = []
        for _ in range(4):
            await pilot.press("tab")
            seen.append(app.front.panes.at)
        assert seen == ["article", "sources", "headlines", "article"]
        await pilot.press("l")
        assert app.front.panes.at == "article"
        await pilot.press("shift+tab", "left", "left")
        assert app.front.panes.at == "sources"


async def test_n_walks_the_unread_across_sources(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        reader.store.marks.read_view(source_view(reader.sources[1]))
        panes = app.front.panes
        panes.open_view(source_view(reader.sources[0]))
        opened = []
        for _ in range(7):
            await pilot.press("n")
            await settle(pilot)
            assert panes.reading.article is not None
            opened.append(panes.reading.article.source)
        assert reader.sources[0].key in opened
        assert opened[-1] != reader.sources[0].key
        assert panes.listing.view.source == opened[-1]
        await pilot.press("p")
        await settle(pilot)
        assert panes.reading.article is not None


async def test_n_says_when_all_is_read(reader: Reader) -> None:
    reader.store.marks.read_view(View())
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        assert said(app.front) == "Nothing unread is left here."
        app.front.panes.open_view(source_view(reader.sources[0]))
        await pilot.press("p")
        await settle(pilot)
        assert app.front.panes.reading.article is None


async def test_space_reads_on_from_article_to_article(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("space")
        await settle(pilot)
        first = app.front.panes.reading.article
        assert first is not None
        assert app.front.panes.listing.headlines.has_focus
        for _ in range(12):
            await pilot.press("space")
            await settle(pilot)
        assert app.front.panes.reading.article != first


async def test_neighbours_are_opened_whether_read_or_not(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("J", "J")
        await settle(pilot)
        opened = app.front.panes.reading.article
        assert opened is not None
        assert opened.number == reader.listed()[2].number
        await pilot.press("K", "K", "K")
        await settle(pilot)
        opened = app.front.panes.reading.article
        assert opened is not None
        assert opened.number == reader.listed()[0].number


async def test_the_place_in_an_article_is_found_again(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("enter", "space", "space")
        await settle(pilot)
        await pilot.press("J", "K")
        await settle(pilot)
        first = reader.listed()[0]
        assert reader.store.positions.get(first.key) > 0
        assert article(app).scroll_offset.y > 0


async def test_the_place_is_kept_when_the_reader_leaves(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("enter", "space", "space")
        await settle(pilot)
    assert reader.store.positions.get(reader.listed()[0].key) > 0


async def test_views_have_keys(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        for key, kind in (("2", ViewKind.UNREAD), ("3", ViewKind.BOOKMARKED), ("1", ViewKind.ALL)):
            await pilot.press(key)
            assert app.front.panes.listing.view == View(kind)
        await settle(pilot)


async def test_the_cursor_in_the_sources_shows_what_is_in_them(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("h", "G")
        await settle(pilot)
        assert app.front.panes.listing.view == source_view(reader.sources[3])
        assert masthead(app.front).view_name == "Lapangan"
        await pilot.press("l")
        assert app.front.panes.listing.headlines.has_focus


@pytest.mark.parametrize("size", [(120, 40), (50, 20)])
async def test_q_comes_back_and_at_the_top_quits(reader: Reader, size: tuple[int, int]) -> None:
    app = reader.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter", "q")
        assert app.front.panes.at == "headlines"
        await pilot.press("slash", "x", "enter", "q")
        await settle(pilot)
        assert not app.front.panes.listing.is_searching
        assert app.is_running
        if size[0] < 80:
            await pilot.press("q")
            assert app.front.panes.at == "sources"
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running


async def test_no_size_raises_and_a_tiny_one_says_so(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("enter")
        for size in ((1, 1), (500, 200), (3, 3), (20, 5), (79, 24), (500, 2), (50, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            is_tiny = size[0] < 20 or size[1] < 5
            assert isinstance(app.screen, TooSmall) == is_tiny
        assert article(app).has_focus
        await settle(pilot)


async def test_a_pane_keeps_the_focus_through_every_breadth(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("h")
        for width in (90, 50, 120):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
            assert app.front.panes.sources.has_focus
            assert app.front.panes.sources.region.width > 0
        await settle(pilot)


async def test_an_empty_library_says_what_helps(empty_reader: Reader) -> None:
    app = empty_reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        text = screen_text(app)
        assert "Nothing here yet." in text
        assert "a adds sources." in text
        assert "a adds sources, in" in text
        for key, words in (("2", "Everything is read."), ("3", "Nothing is bookmarked yet.")):
            await pilot.press(key)
            await pilot.pause()
            assert words in screen_text(app)
        app.front.panes.open_view(View(ViewKind.TODAY))
        await pilot.pause()
        assert "Nothing from today yet." in screen_text(app)


async def test_an_article_without_an_address_says_so(reader: Reader) -> None:
    bare = [replace(entry, link="") for entry in reader.entries(0, -1, 1)]
    reader.save(0, bare)
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        for key in ("y", "o"):
            await pilot.press(key)
            await pilot.pause()
            assert said(app.front) == "This article has no address of its own."
            app.front.say("")


async def test_an_empty_source_says_what_helps(reader: Reader) -> None:
    app = reader.app(keys={"front.refresh": "f5"})
    async with app.run_test(size=(120, 24)) as pilot:
        app.front.panes.open_view(View(ViewKind.FOLDER, folder=("Nowhere",)))
        await settle(pilot)
        assert "F5 asks for news." in screen_text(app)


async def test_the_editor_and_the_picker_open_over_the_page(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        for key in ("a", "E"):
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is not app.front
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is app.front


@pytest.mark.parametrize(
    ("name", "size", "keys", "wishes"),
    [
        ("wide", (120, 30), ["j", "enter", "escape"], {}),
        ("wide-id-light", (120, 30), ["j", "enter"], {"language": "id", "theme": "berita-light"}),
        ("wide-ansi", (120, 30), ["h", "j"], {"theme": "berita-ansi"}),
        ("medium-sources", (100, 24), ["h"], {}),
        ("compact", (100, 24), [], {"density": "compact"}),
        ("narrow-ascii", (50, 20), [], {"glyphs": "ascii"}),
        ("search", (120, 30), list("/sidang"), {}),
        ("search-empty", (80, 24), list("/tidakada"), {"language": "id"}),
        ("help", (80, 30), ["question_mark"], {}),
    ],
)
async def test_portrait_of_the_front_page(  # noqa: PLR0917
    reader: Reader,
    portrait: Portrait,
    name: str,
    size: tuple[int, int],
    keys: list[str],
    wishes: dict[str, Any],
) -> None:
    app = reader.app(**wishes)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        await settle(pilot)
        portrait(app, f"front-{name}")
