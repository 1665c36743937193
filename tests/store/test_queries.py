from __future__ import annotations

import pytest

from berita_tui.store import Store, queries


def test_queries_are_kept_once_each_the_last_first(store: Store) -> None:
    for text in ("pilkada", " bali ", "pilkada", " "):
        store.queries.remember(text)
    assert store.queries.recent() == ("pilkada", "bali")
    assert store.marks.undo() is None


def test_only_so_many_queries_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "KEPT", 3)
    for number in range(6):
        store.queries.remember(f"kata{number}")
    assert store.queries.recent() == ("kata5", "kata4", "kata3")


def test_half_a_character_is_no_trouble(store: Store) -> None:
    store.queries.remember("a\ud800b")
    assert store.queries.recent() == ("a?b",)
