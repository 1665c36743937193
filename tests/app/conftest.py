"""Fixtures of the app's tests: a filled store, and the reader over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from berita_tui.app.widgets.status import StatusLine
from berita_tui.news import Source
from berita_tui.places import Places
from berita_tui.store import Store
from readers import FOLLOWED, NOON, Reader

SOURCES = tuple(
    replace(Source.followed(f"https://warta{number}.example.id/rss", title=title), folder=folder)
    for number, (title, folder) in enumerate(FOLLOWED)
)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said stays until a test has seen it, however slow the machine."""
    monkeypatch.setattr(StatusLine, "SECONDS", 600)


@pytest.fixture
def empty_reader(stocked: Places) -> Iterator[Reader]:
    store = Store.open(stocked, clock=lambda: NOON)
    yield Reader(places=stocked, store=store)
    store.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of `reader`, made once and copied for each test."""
    home = tmp_path_factory.mktemp("filled")
    places = Places.under(home)
    places.prepare()
    store = Store.open(places, clock=lambda: NOON)
    reader = Reader(places=places, store=store, sources=SOURCES)
    store.sources.add(*SOURCES)
    for number in range(len(SOURCES)):
        reader.save(number, reader.entries(number))
    headlines = reader.listed()
    store.marks.read(headlines[2].key, headlines[5].key)
    store.marks.bookmark(headlines[1].key)
    store.close()
    return home


@pytest.fixture
def reader(filled: Path, tmp_path: Path) -> Iterator[Reader]:
    """Four sources in folders, six articles each, two of them read and one bookmarked."""
    places = Places.under(Path(shutil.copytree(filled, tmp_path / "home")))
    store = Store.open(places, clock=lambda: NOON)
    yield Reader(places=places, store=store, sources=SOURCES)
    store.close()


@pytest.fixture
def many(reader: Reader) -> Callable[[int], Reader]:
    """Add so many articles to the first source."""

    def fill(count: int) -> Reader:
        plain = [replace(entry, html="<p>Pendek.</p>") for entry in reader.entries(0, 6, count)]
        reader.save(0, plain)
        return reader

    return fill
