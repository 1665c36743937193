"""Searches kept under a name, mutes, and finding in the article, over real stores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from berita_tui.app import BeritaApp
from berita_tui.app.screens.ask import Ask
from berita_tui.app.screens.find import FindBox
from berita_tui.app.screens.kept import EditKept, lasting_of
from berita_tui.app.screens.mute import ProposeMute
from berita_tui.app.widgets.article import ArticleView
from berita_tui.app.widgets.kept import KeptRows
from berita_tui.news import (
    BeritaError,
    Entry,
    Sentence,
    View,
    ViewKind,
    WrongUse,
    parse_query,
)
from readers import Reader, masthead, said, screen_text, settle

Portrait = Callable[[BeritaApp, str], None]


async def put(pilot: Pilot[None], text: str) -> None:
    box = pilot.app.screen.query_one(Input)
    box.value = text
    await pilot.press("enter")
    await settle(pilot)


def names(app: BeritaApp) -> list[str]:
    sources = app.front.panes.sources
    return [sources.name_of(row.view) for row in sources._rows]


async def test_a_search_is_kept_and_opened_and_undone(reader: Reader, portrait: Portrait) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"pasar")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, Ask)
        await put(pilot, "Kabar pasar")
        assert names(app)[-2:] == ["Searches", "Kabar pasar"]
        assert said(app.front).startswith("Search kept")
        await pilot.press("escape", "escape")
        await pilot.press("h", "G")
        await settle(pilot)
        panes = app.front.panes
        (kept,) = reader.store.searches.all()
        assert panes.listing.view == View(ViewKind.SEARCH, number=kept.number)
        assert panes.listing.headlines.count == 6
        assert masthead(app.front).unread == 5
        portrait(app, "keeper-searches")
        await pilot.press("h")
        assert names(app)[-1] == "Searches"
        assert panes.sources.row.view == View(ViewKind.SEARCH)
        await settle(pilot)
        assert panes.listing.headlines.count == 6
        await pilot.press("l", "j", "l", "n", "A", "U", "U")
        await settle(pilot)
        await pilot.press("U", "U")
        await settle(pilot)
        assert reader.store.searches.all() == ()
        assert panes.listing.view == View()


async def test_a_name_that_is_taken_is_told(reader: Reader) -> None:
    reader.store.searches.add("Pasar", "pasar")
    app = reader.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"sidang", "ctrl+s")
        await settle(pilot)
        await put(pilot, "pasar")
        assert "already" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert len(reader.store.searches.all()) == 1


@pytest.mark.parametrize("pane", ["headlines", "article"])
async def test_an_article_proposes_what_to_mute(
    reader: Reader, pane: str, portrait: Portrait
) -> None:
    app = reader.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        if pane == "article":
            await pilot.press("enter")
            await settle(pilot)
        await pilot.press("M")
        await settle(pilot)
        assert isinstance(app.screen, ProposeMute)
        box = app.screen.query_one(Input)
        assert box.value == 'section:"Hukum"'
        await pilot.press("down", "up", "up", "tab", "shift+tab", "tab")
        assert box.value == 'source:"Warta Utara"'
        if pane == "headlines":
            portrait(app, "keeper-mute")
        await put(pilot, " ")
        assert "asks for nothing" in screen_text(app)
        await put(pilot, "(x")
        assert isinstance(app.screen, ProposeMute)
        await put(pilot, "source:utara")
        (mute,) = reader.store.mutes.all()
        assert mute.text == "source:utara"
        assert mute.until is not None
        assert said(app.front).startswith("Muted")
        assert reader.store.counts().all.total == 18
        assert app.front.panes.listing.headlines.count == 18
        await pilot.press("U")
        await settle(pilot)
        assert app.front.panes.listing.headlines.count == 24


async def test_a_proposal_is_taken_with_the_mouse_and_left(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("M")
        await settle(pilot)
        await pilot.click(OptionList, offset=(4, 1))
        await settle(pilot)
        assert app.screen.query_one(Input).value.startswith("title:")
        await pilot.press("escape")
        await settle(pilot)
        assert reader.store.mutes.all() == ()


async def test_searches_and_mutes_are_edited(reader: Reader, portrait: Portrait) -> None:
    store = reader.store
    first = store.searches.add("Pasar", "pasar pagi")
    store.searches.add("", "lapangan")
    mute = store.mutes.add("selatan")
    app = reader.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("Q")
        await settle(pilot)
        assert isinstance(app.screen, EditKept)
        portrait(app, "keeper-edit")
        rows = app.screen.query_one(KeptRows)
        assert rows.one == first
        await pilot.press("J", "n")
        await settle(pilot)
        await put(pilot, "Pasar kita")
        assert [each.name for each in store.searches.all()] == ["lapangan", "Pasar kita"]
        await pilot.press("K", "e")
        await settle(pilot)
        await put(pilot, "pasar")
        assert store.searches.get(first.number).text == "pasar"
        await pilot.press("G", "n", "K", "t")
        await settle(pilot)
        await put(pilot, "x")
        assert "not a number of days" in screen_text(app)
        await put(pilot, "7")
        assert store.mutes.get(mute.number).until is not None
        assert "Until" in screen_text(app)
        await pilot.press("e")
        await settle(pilot)
        await put(pilot, "utara")
        assert store.mutes.get(mute.number).text == "utara"
        await pilot.press("d", "U", "g", "d", "k", "enter")
        await settle(pilot)
        assert len(store.mutes.all()) == 1
        await pilot.press("a")
        await settle(pilot)
        await put(pilot, "sidang")
        await pilot.press("M")
        await settle(pilot)
        await put(pilot, "kabar")
        assert len(store.searches.all()) == 3
        assert len(store.mutes.all()) == 2
        await pilot.press("G", "enter")
        await settle(pilot)
        panes = app.front.panes
        assert panes.listing.view.kind is ViewKind.MUTE
        assert panes.sources.name_of(panes.listing.view) == "Muted: kabar"
        assert panes.listing.headlines.count == 5  # one is bookmarked


async def test_what_cannot_be_done_in_the_editor_is_told(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Q")
        await settle(pilot)
        assert "Nothing is kept yet" in screen_text(app)
        kept = reader.store.searches.add("", "pasar")
        screen = app.screen
        assert isinstance(screen, EditKept)
        screen._reload()
        reader.store.searches.remove(kept.number)
        await settle(pilot)
        await pilot.press("j", "d")
        await settle(pilot)
        assert len(app._notifications) == 1
        await pilot.press("escape")
        await settle(pilot)


async def test_words_are_found_in_the_article(reader: Reader, portrait: Portrait) -> None:
    app = reader.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        assert isinstance(app.screen, FindBox)
        view = app.front.query_one(ArticleView)
        await pilot.press(*"sidang")
        await settle(pilot)
        assert view.is_lit
        portrait(app, "keeper-find")
        await pilot.press("down", "up", "enter")
        await settle(pilot)
        assert view.is_lit
        assert view.has_focus
        await pilot.press("n", "N", "escape")
        assert not view.is_lit
        await pilot.press("slash", *"Zzz")
        await settle(pilot)
        assert "Not in this article" in screen_text(app)
        await pilot.press("down", "escape")
        await settle(pilot)
        assert not view.is_lit
        await pilot.press("slash", "escape", "escape", "slash")
        await settle(pilot)
        assert app.front.panes.listing.is_searching


async def test_to_find_nothing_moves_nothing_and_esc_leads_back(reader: Reader) -> None:
    app = reader.app()
    body = "".join(f"<p>Kalimat nomor {each}: hujan.</p>" for each in range(60))
    entry = Entry(guid="panjang", title="Panjang", html=f"{body}<p>Nega tiba.</p>{body}")
    when = datetime(2026, 1, 1, tzinfo=UTC)
    reader.store.articles.save(reader.sources[0], [entry], when=when)
    async with app.run_test(size=(60, 16)) as pilot:
        await settle(pilot)
        (found,) = reader.store.find(parse_query("title:panjang"))
        app.front.panes.read(found.number)
        await settle(pilot)
        view = app.front.query_one(ArticleView)
        await pilot.press("ctrl+d", "j", "slash")
        top = view.scroll_offset.y
        await pilot.press(*"Nega")
        await settle(pilot)
        assert view.is_lit
        assert view.scroll_offset.y > top
        await pilot.press("r")
        await settle(pilot)
        assert "Not in this article" in screen_text(app)
        assert view.scroll_offset.y == top
        await pilot.press("backspace")
        assert view.scroll_offset.y > top
        await pilot.press("escape")
        await settle(pilot)
        assert (view.is_lit, view.scroll_offset.y) == (False, top)


async def test_what_a_search_lit_stays_when_nothing_is_typed(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"sidang")
        await settle(pilot)
        await pilot.press("enter", "enter")
        await settle(pilot)
        view = app.front.query_one(ArticleView)
        assert view.is_lit
        await pilot.press("slash", "escape")
        await settle(pilot)
        assert view.is_lit


async def test_what_cannot_be_kept_is_told(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    app = reader.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("M")
        await settle(pilot)

        def refuse(*_: object, **__: object) -> None:
            raise WrongUse(Sentence("cakram penuh"))

        monkeypatch.setattr(reader.store.mutes, "add", refuse)
        monkeypatch.setattr(reader.store, "settle", refuse)
        await pilot.press("enter")
        await settle(pilot)
        assert said(app.front) == "cakram penuh"


def test_days_are_read() -> None:
    assert lasting_of(" ") is None
    lasting = lasting_of("7")
    assert lasting is not None
    assert lasting.days == 7
    for text in ("0", "x", "99999"):
        with pytest.raises(BeritaError):
            lasting_of(text)
