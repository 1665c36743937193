"""Merging the parts that saving has left the search index in."""

from __future__ import annotations

from contextlib import closing
from functools import partial

import pytest

from berita_tui.news import Source, parse_query
from berita_tui.places import Places
from berita_tui.store import Store, upkeep
from berita_tui.store.database import connect
from store.conftest import NOON, entry


def segments(places: Places) -> int:
    """Count the parts that the index has."""
    with closing(connect(places.archive)) as connection:
        count: int = connection.execute("SELECT count(DISTINCT segid) FROM words_idx").get
    return count


def save_one_by_one(store: Store, source: Source, count: int) -> None:
    for number in range(count):
        store.articles.save(source, [entry(number)], when=NOON)


def test_the_parts_of_the_index_are_merged_and_find_what_they_did(
    store: Store, source: Source, places: Places
) -> None:
    save_one_by_one(store, source, 11)
    store.articles.save(source, [entry(3, "Isi yang disunting tentang banjir.")], when=NOON)
    queries = [parse_query(text) for text in ("pilkada", "banjir", "berita 1*", "-banjir")]
    before = [[each.number for each in store.find(query)] for query in queries]
    assert segments(places) > 4
    store.upkeep.merge_segments()
    assert segments(places) <= 2
    assert [[each.number for each in store.find(query)] for query in queries] == before
    assert store.upkeep.examine(is_thorough=True) == ()
    save_one_by_one(store, source, 13)
    assert len(store.find(queries[0])) == 13


def test_merging_rests_is_stopped_and_goes_on_another_time(
    store: Store, source: Source, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_one_by_one(store, source, 11)
    told: list[float] = []
    monkeypatch.setattr(upkeep, "sleep", told.append)
    store.upkeep.merge_segments(lambda: False)
    assert len(told) == 1
    store.upkeep.merge_segments()
    assert segments(places) <= 2
    assert min(told) > 0
    steps = len(told)
    store.upkeep.merge_segments()
    assert len(told) == steps


def test_one_thread_merges_at_a_time(store: Store, source: Source) -> None:
    save_one_by_one(store, source, 11)
    steps: list[str] = []

    def go_on(name: str) -> bool:
        steps.append(name)
        if name == "first":
            store.upkeep.merge_segments(partial(go_on, "second"))
        return False

    store.upkeep.merge_segments(partial(go_on, "first"))
    assert steps == ["first"]
    save_one_by_one(store, source, 22)
    store.upkeep.merge_segments(partial(go_on, "first"))
    assert steps == ["first", "first"]
