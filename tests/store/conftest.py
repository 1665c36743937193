"""A store of its own for each test, and entries to put in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from berita_tui.news import Entry, Source
from berita_tui.places import Places
from berita_tui.store import Store

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def opened(places: Places, watch: Watch) -> Iterator[Callable[[], Store]]:
    """Open the store as often as a test wants; close all at the end."""
    stores: list[Store] = []

    def open_store() -> Store:
        stores.append(Store.open(places, clock=watch))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(stocked: Places, opened: Callable[[], Store]) -> Store:
    return opened()


@pytest.fixture
def source(store: Store) -> Source:
    (added,) = store.sources.add(
        Source.followed("https://a.example/feed", title="Warta A", folder=("Nasional",))
    )
    return added


def entry(number: int, body: str = "", **fields: object) -> Entry:
    """Make an entry published `number` minutes before noon."""
    body = body or f"Isi berita ke-{number} tentang pilkada."
    plain: dict[str, object] = {
        "guid": f"guid-{number}",
        "link": f"https://a.example/{number}",
        "title": f"Berita {number}",
        "published": NOON - timedelta(minutes=number),
        "html": f"<p>{body}</p>",
        "text": body,
    }
    return Entry(**(plain | fields))  # type: ignore[arg-type]


def entries(count: int) -> list[Entry]:
    return [entry(number) for number in range(count)]
