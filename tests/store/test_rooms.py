"""The store's rooms are built when they are entered, each once."""

from __future__ import annotations

from berita_tui.store import Store
from berita_tui.store.articles import Articles
from berita_tui.store.rooms import Late, Rooms


def test_a_room_is_built_once_whoever_comes_second(store: Store) -> None:
    room = Rooms.articles
    assert isinstance(room, Late)
    first = room.__get__(store, Store)
    assert isinstance(first, Articles)
    assert room.__get__(store, Store) is first  # a thread that waited while it was built
    assert store.articles is first
