"""What changed in an edited article, over real stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Static

from berita_tui.app import BeritaApp
from berita_tui.app.screens.changes import Changes
from berita_tui.language import Language
from berita_tui.news import Sentence, Unreadable, Version
from berita_tui.placard.glyphs import ASCII
from readers import NOON, Reader, screen_text, settle

Portrait = Callable[[BeritaApp, str], None]
FILLER = "<p>Warga datang dari pelbagai daerah untuk mendengar putusan.</p>"


def edit(reader: Reader, *bodies: str, title: str = "") -> None:
    """Let the first article of the first source come back with other bodies, an hour apart."""
    (first,) = reader.entries(0, 0, 1)
    for hours, body in enumerate(bodies, 1):
        again = replace(first, html=body, title=title or first.title)
        when = NOON + timedelta(hours=hours)
        reader.store.articles.save(reader.sources[0], [again], when=when)


def body(count: str, *more: str) -> str:
    return f"<p>KOTA — Sidang ke-{count} dibuka. Pengadilan ramai.</p>{FILLER * 30}" + "".join(more)


async def test_an_edit_is_told_in_the_row_until_the_article_is_opened(reader: Reader) -> None:
    reader.store.marks.read(reader.listed()[0].key)
    edit(reader, body("tujuh"))
    app = reader.app(mark_read_on_open=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "✎" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "✎" not in screen_text(app)
        assert "edited" in screen_text(app)
        assert "what changed" in screen_text(app)


async def test_d_shows_what_changed_and_escape_comes_back(reader: Reader) -> None:
    edit(reader, body("tujuh"), body("tujuh", "<p>Hakim <b>mengetuk</b> palu.</p>"))
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "d")
        await settle(pilot)
        assert isinstance(app.screen, Changes)
        text = screen_text(app)
        assert "Change 2 of 2" in text
        assert "{+Hakim mengetuk palu.+}" in text
        assert "… 31 paragraphs as they were …" in text
        await pilot.press("p")
        await settle(pilot)
        assert "Change 1 of 2" in screen_text(app)
        assert "ke-0-] {+tujuh+}" in screen_text(app) or "[-ke-0-]" in screen_text(app)
        await pilot.press("p", "n", "n")
        await settle(pilot)
        assert "Change 2 of 2" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.focused is app.front.panes.article_view


async def test_d_does_nothing_where_nothing_was_edited(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d", "enter", "d")
        await settle(pilot)
        assert app.screen is app.front
        assert "what changed" not in screen_text(app)
        app.front.panes.reading.article = None
        app.action_changes()
        assert app.screen is app.front


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_what_changed_looks_as_it_should(
    reader: Reader, portrait: Portrait, size: tuple[int, int]
) -> None:
    whole = "<p>Hakim ketua menunda pembacaan putusan sampai Senin depan karena saksi sakit.</p>"
    later = whole.replace("Senin", "Rabu").replace("sakit", "tidak datang ke pengadilan")
    edit(reader, body("nol", whole))
    edit(reader, body("nol", later, "<p>Jaksa keberatan.</p>"), title="Sidang ditunda dua kali")
    app = reader.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter", "d")
        await settle(pilot)
        portrait(app, f"changes-{size[0]}")


class Desk(App[None]):
    """Shows changes of made versions."""

    async def open(self, load: Callable[[], Sequence[Version]], language: str = "en") -> Changes:
        screen = Changes(load, language=Language(language), glyphs=ASCII)
        await self.push_screen(screen)
        await self.workers.wait_for_complete()
        return screen


def versions(*texts: str) -> list[Version]:
    return [Version(title="J", text=text, seen=NOON) for text in texts]


def shown(screen: Changes) -> str:
    return str(screen.query_one(".text", Static).content)


async def test_nothing_kept_is_said() -> None:
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await app.open(lambda: versions("satu"))
        await settle(pilot)
        assert shown(screen) == "No earlier text of this article is kept."
        await pilot.press("n", "p", "j", "k", "space", "q")
        await settle(pilot)
        assert app.screen is not screen


async def test_a_lead_and_the_whole_text_are_not_compared() -> None:
    texts = versions("Lima tewas …", "Enam tewas …", "Enam orang tewas di Bali.")
    texts[2] = replace(texts[2], is_whole=True)
    other = replace(texts[2], title="K")
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await app.open(lambda: texts)
        await settle(pilot)
        assert shown(screen) == "J\n\n[-Lima-] {+Enam+} tewas …"
        await pilot.press("q")
        screen = await app.open(lambda: [*texts[:2], other])
        await settle(pilot)
        assert shown(screen) == "[-J-] {+K+}"


async def test_what_cannot_be_read_is_said() -> None:
    def load() -> Sequence[Version]:
        raise Unreadable(Sentence("this article's text is damaged on disk; refresh its source"))

    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await app.open(load)
        await settle(pilot)
        assert "damaged" in shown(screen)


async def test_a_long_change_can_be_paged_through_and_a_longer_one_is_cut() -> None:
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await app.open(lambda: versions("a\n" * 99, "kata baru\n" * 500))
        await settle(pilot)
        assert shown(screen).endswith("The rest is too long to be shown.")
        page = screen.query_one(VerticalScroll)
        await pilot.press("space")
        assert page.scroll_y > 5
        await pilot.press("pageup", "j")
        assert page.scroll_y == 1
        await pilot.press("k")
        assert page.scroll_y == 0


async def test_what_stands_in_a_text_is_no_markup_of_ours() -> None:
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await app.open(lambda: versions("zz", "[@click=app.quit]x[/] [b]"), "id")
        await settle(pilot)
        assert "[@click=app.quit]x[/] [b]" in shown(screen)
        assert "~" not in shown(screen)
