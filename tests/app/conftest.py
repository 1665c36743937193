"""Fixtures of the app's tests: a filled store, and the reader over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from berita_tui.news import Source
from berita_tui.places import Places
from berita_tui.store import Store
from readers import FOLLOWED, NOON, Reader


@pytest.fixture
def empty_reader(places: Places) -> Iterator[Reader]:
    store = Store.open(places, clock=lambda: NOON)
    yield Reader(places=places, store=store)
    store.close()


@pytest.fixture
def reader(empty_reader: Reader) -> Reader:
    """Four sources in folders, six articles each, two of them read and one bookmarked."""
    sources = tuple(
        replace(
            Source.followed(f"https://warta{number}.example.id/rss", title=title), folder=folder
        )
        for number, (title, folder) in enumerate(FOLLOWED)
    )
    empty_reader.store.sources.add(*sources)
    empty_reader.sources = sources
    for number in range(len(sources)):
        empty_reader.save(number, empty_reader.entries(number))
    headlines = empty_reader.listed()
    empty_reader.store.marks.read(headlines[2].key, headlines[5].key)
    empty_reader.store.marks.bookmark(headlines[1].key)
    return empty_reader


@pytest.fixture
def many(reader: Reader) -> Callable[[int], Reader]:
    """Add so many articles to the first source."""

    def fill(count: int) -> Reader:
        plain = [replace(entry, html="<p>Pendek.</p>") for entry in reader.entries(0, 6, count)]
        reader.save(0, plain)
        return reader

    return fill
