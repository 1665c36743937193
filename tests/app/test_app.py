"""The app: themes, languages, keys of the reader's own, palette, help."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.command import CommandList, CommandPalette

from berita_tui.app.palette import Palette
from berita_tui.app.screens.help import Help
from berita_tui.language import Language
from berita_tui.news import BadSetting
from berita_tui.settings import load
from readers import Reader, said, screen_text, settle


async def test_themes_follow_one_another_and_are_remembered(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        assert app.theme == "berita-dark"
        await pilot.press("T")
        assert app.theme == "berita-ansi"
        assert "Theme: Berita" in said(app.front)
        await pilot.press("T")
        assert app.theme == "berita-light"
        await settle(pilot)
    assert load(reader.places.settings).theme == "berita-light"


async def test_a_theme_of_textuals_own_can_be_chosen(reader: Reader) -> None:
    app = reader.app(theme="nord")
    async with app.run_test(size=(120, 24)) as pilot:
        assert app.theme == "nord"
        await pilot.press("T")
        assert app.theme == "berita-light"
        await settle(pilot)


async def test_a_theme_there_is_not_is_refused(reader: Reader) -> None:
    reader.places.settings.write_text('theme = "berita-drak"\n')
    with pytest.raises(BadSetting, match=r"berita-dark"):
        reader.app(theme="berita-drak")


async def test_without_colour_nothing_is_coloured(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        lines = app.screen._compositor.render_strips()
        styles = [
            segment.style
            for line in lines
            for segment in line.apply_filter(
                app.get_line_filters()[0], app.screen.styles.background
            )
            if segment.style
        ]
        assert app.theme == "berita-ansi"
        assert all(style.color is None or style.color.is_default for style in styles)


async def test_the_language_changes_everywhere_at_once(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        assert "Sources" in screen_text(app)
        app.wish("language", "id")
        await settle(pilot)
        text = screen_text(app)
        for word in ("Sumber", "Semua", "Belum dibaca", "daring", "Terkini", "cari"):
            assert word in text
        assert "unread" not in text
        assert app.language == Language("id")
    assert load(reader.places.settings).language == "id"


async def test_looks_change_at_once_and_are_remembered(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        app.wish("density", "compact")
        app.wish("glyphs", "ascii")
        await settle(pilot)
        assert app.front.panes.listing.headlines.row_height == 1
        assert "●" not in screen_text(app)
        assert "┌" not in screen_text(app)
        await pilot.press("enter", "plus")
        await settle(pilot)
    settings = load(reader.places.settings)
    assert (settings.density, settings.glyphs, settings.text_width) == ("compact", "ascii", 76)


async def test_what_cannot_be_remembered_is_said(reader: Reader) -> None:
    reader.places.settings.write_text("theme = \n")
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("T")
        assert "settings.toml" in said(app.front)
        await settle(pilot)
    assert reader.places.settings.read_text() == "theme = \n"


async def test_help_tells_the_live_keys_in_the_readers_language(reader: Reader) -> None:
    app = reader.app(language="id", keys={"headline.bookmark": "B"})
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert [type(each) for each in app.screen_stack][-1] is Help
        text = screen_text(app)
        assert "Bantuan" in text
        assert "B      " in text
        await pilot.press("space", "j", "k", "pageup", "escape")
        await pilot.pause()
        assert app.screen is app.front


async def test_keys_of_the_readers_own_work(reader: Reader) -> None:
    app = reader.app(keys={"headline.bookmark": "B", "list.down": "x"})
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        assert "B save" in screen_text(app)
        await pilot.press("x", "x", "B")
        await pilot.pause()
        assert reader.listed()[2].is_bookmarked


async def test_a_key_for_a_command_there_is_not_is_refused(reader: Reader) -> None:
    reader.places.settings.write_text('[keys]\n"headline.bokmark" = "B"\n')
    with pytest.raises(BadSetting, match=r"line 2.*headline\.bookmark"):
        reader.app(keys=load(reader.places.settings).keys)


async def test_ctrl_c_says_how_to_quit(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("ctrl+c")
        assert said(app.front) == "Ctrl-q quits."
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_the_palette_finds_a_command(reader: Reader, key: str) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(key if key == "ctrl+p" else "x")
        await pilot.press("escape")


async def test_a_palette_that_is_closed_twice_takes_no_page_away(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        palette = app.screen
        assert isinstance(palette, Palette)
        palette.dismiss()
        palette.dismiss()
        await settle(pilot)
        assert app.screen is app.front


@pytest.mark.parametrize(
    ("typed", "is_done"),
    [
        ("theme: berita, light", lambda app: app.theme == "berita-light"),
        ("bahasa indonesia", lambda app: app.language.code == "id"),
        ("pasar pagi", lambda app: app.front.panes.listing.view.source != ""),
        ("rows: one line", lambda app: app.front.density == "compact"),
    ],
)
async def test_the_palette_does_what_is_chosen(
    reader: Reader, typed: str, is_done: Callable[[object], bool]
) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(
            *({" ": "space", ":": "colon", ",": "comma"}.get(each, each) for each in typed)
        )
        await settle(pilot)
        for _ in range(20):
            await pilot.press("enter")
            await settle(pilot)
            if is_done(app):
                break
        assert is_done(app)


async def test_links_are_copied_and_opened(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard == "https://warta0.example.id/0"
        assert said(app.front).startswith("Link copied")
        await pilot.press("enter", "o")
        await pilot.pause()
        assert said(app.front) == "Opening https://warta0.example.id/0"
        await settle(pilot)


async def test_a_palette_closed_while_it_gathers_ends_nothing(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        palette = app.screen
        assert isinstance(palette, Palette)
        await palette.query_one(CommandList).remove()
        palette._gather_commands("berita")
        await pilot.pause()
        await pilot.press("escape")
        assert app.is_running
        assert app.return_code in {None, 0}
