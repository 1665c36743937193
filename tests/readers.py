"""Readers: one person's library with the app over it, for the app's tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from berita_tui.app import BeritaApp
from berita_tui.app.screens.front import FrontPage
from berita_tui.app.widgets.status import Masthead, StatusLine
from berita_tui.language import Language
from berita_tui.news import Entry, Folder, Headline, Source, View, ViewKind
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.settings import Settings
from berita_tui.store import Store

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FOLLOWED: tuple[tuple[str, Folder], ...] = (
    ("Warta Utara", ("Nasional",)),
    ("Kabar Selatan", ("Nasional",)),
    ("Pasar Pagi", ("Ekonomi", "Pasar")),
    ("Lapangan", ()),
)


@dataclass(slots=True)
class Reader:
    """One reader's library, and the app over it."""

    places: Places
    store: Store
    sources: tuple[Source, ...] = ()
    settings: Settings = field(default_factory=lambda: Settings(refresh_minutes=0))

    def entries(self, number: int, first: int = 0, count: int = 6) -> list[Entry]:
        """Articles of a source, the newest first, one every ten minutes."""
        return [
            Entry(
                guid=f"{number}-{each}",
                link=f"https://warta{number}.example.id/{each}",
                title=f"Berita {each} dari {self.sources[number].title}: sidang dibuka lagi",
                section="Hukum",
                outlet=self.sources[number].title,
                published=NOON - timedelta(minutes=10 * each + number),
                html=f"<p>KOTA — Sidang ke-{each} dibuka. Pengadilan ramai sejak pagi.</p>"
                + "<p>Warga datang dari pelbagai daerah untuk mendengar putusan.</p>" * 30,
                is_whole=True,
            )
            for each in range(first, first + count)
        ]

    def save(self, number: int, entries: list[Entry]) -> None:
        self.store.articles.save(self.sources[number], entries, when=NOON)

    def listed(self, view: View | None = None) -> list[Headline]:
        shelf = self.store.shelf(view or View())
        return [shelf[index] for index in range(len(shelf))]

    def app(self, **wishes: Any) -> BeritaApp:
        language = Language(wishes.pop("language", "en"))
        graphics = wishes.pop("graphics", None)
        keep_sketch = wishes.pop("keep_sketch", None)
        kind: type[BeritaApp] = wishes.pop("kind", BeritaApp)
        return kind(
            store=self.store,
            newsroom=wishes.pop("newsroom", None) or Newsroom(self.store, clock=lambda: NOON),
            settings=replace(self.settings, **wishes),
            places=self.places,
            language=language,
            clock=lambda: NOON,
            graphics=graphics,
            keep_sketch=keep_sketch,
        )


def source_view(source: Source) -> View:
    return View(ViewKind.SOURCE, source=source.key)


def screen_text(app: BeritaApp) -> str:
    """Everything on the screen as lines of text."""
    height = app.size.height
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines[:height])


def said(front: FrontPage) -> str:
    return front.query_one(StatusLine).said


def masthead(front: FrontPage) -> Masthead:
    return front.query_one(Masthead)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the workers are done and what they said is on the screen."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def send(app: BeritaApp, *keys: str) -> None:
    """Send keys as the terminal does, all before the first has had any effect."""
    assert app._driver
    for key in keys:
        character = key if len(key) == 1 else None
        event = events.Key(_character_to_key(key) if character else key, character)
        event.set_sender(app)
        app._driver.send_message(event)


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Send keys in one burst, and wait until each has had its turn."""
    assert isinstance(pilot.app, BeritaApp)
    send(pilot.app, *keys)
    await pilot.pause()
    while not pilot.app._turns.are_over:
        await pilot.pause()
    await settle(pilot)
