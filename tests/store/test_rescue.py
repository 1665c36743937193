from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from berita_tui.catalogue import offers
from berita_tui.news import SAVED, Entry, Source, Verb, View
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.store.database import Database, connect
from berita_tui.store.history import History
from berita_tui.store.keys import join_keys
from berita_tui.store.rescue import rescue
from damage import spoil_table
from store.conftest import NOON, Watch, entries

Rescued = Callable[[], tuple[Store, str]]


def spoil(places: Places, *tables: str) -> None:
    for table in tables:
        spoil_table(places.library, table)


@pytest.fixture
def rescued(places: Places, watch: Watch, opened: Callable[[], Store]) -> Rescued:
    def run() -> tuple[Store, str]:
        told = rescue(places, clock=watch)
        return opened(), "; ".join(str(each) for each in told)

    return run


def test_what_is_whole_and_newer_than_the_copy_is_taken_with_it(
    store: Store, source: Source, places: Places, rescued: Rescued
) -> None:
    keys = store.articles.save(source, entries(4), when=NOON).new
    store.positions.put(keys[0], 3)
    store.marks.read(keys[0])
    assert store.upkeep.copy()
    store.positions.put(keys[0], 9)
    store.sources.add(Source.followed("https://b.example/feed"))
    store.marks.unread(keys[0])
    store.marks.bookmark(keys[2])
    store.close()
    spoil(places, "positions")
    store, told = rescued()
    assert "put back from" in told
    assert "newer, was taken" in told
    assert store.positions.get(keys[0]) == 3
    assert len(store.sources.all()) == 2
    assert (store.counts().all.unread, store.counts().bookmarked.total) == (4, 1)
    undone = store.marks.undo()
    assert undone
    assert undone.verb is Verb.BOOKMARK
    assert store.upkeep.examine(is_thorough=True) == ()


@pytest.mark.parametrize("spoiled", [("log",), ("facts",), ("seals",)])
def test_where_it_is_not_certain_the_copy_alone_counts(
    store: Store,
    source: Source,
    places: Places,
    rescued: Rescued,
    spoiled: tuple[str],
) -> None:
    keys = store.articles.save(source, entries(4), when=NOON).new
    assert store.upkeep.copy()
    store.marks.read(keys[1])
    store.queries.remember("pilkada")
    store.close()
    spoil(places, *spoiled)
    store, told = rescued()
    assert store.queries.recent() == (("pilkada",) if spoiled == ("log",) else ())
    assert ("newer, was taken" in told) is (spoiled == ("log",))
    assert store.counts().all.unread == 3  # the articles know


def test_the_copy_of_another_library_is_not_mixed_with_this_one(
    store: Store, places: Places, opened: Callable[[], Store], rescued: Rescued
) -> None:
    assert store.upkeep.copy()
    store.upkeep.restore()
    store.close()
    store = opened()
    store.queries.remember("pilkada")
    store.close()
    spoil(places, "log")
    store, told = rescued()
    assert store.queries.recent() == ()
    assert "newer" not in told


def test_without_copy_and_log_the_articles_say_what_is_read_and_then_later_actions(
    store: Store,
    source: Source,
    places: Places,
    watch: Watch,
    rescued: Rescued,
) -> None:
    keys = store.articles.save(source, entries(5), when=NOON).new
    store.marks.read(keys[0], keys[1])
    store.marks.unread(keys[1])
    store.marks.bookmark(keys[4])
    store.marks.bookmark(keys[3])
    store.marks.unbookmark(keys[3])
    store.close()
    library = Database(places.library, synchronous="OFF")
    with library.writing() as writer:  # as if killed before the archive was written
        History(library, watch).append(writer, Verb.READ, count=1, keys=keys[2:3])
    library.close()
    with closing(connect(places.library, is_writer=True)) as writer:  # rows that say nothing
        writer.execute("INSERT INTO positions VALUES (x'00', 1, 1)")
        writer.execute("UPDATE log SET verb = 'dance', keys = ? WHERE number = 2", (join_keys([]),))
    spoil(places, "seals")
    store, told = rescued()
    shelf = store.shelf(View())
    assert [shelf[row].is_read for row in range(5)] == [True, False, True, False, False]
    assert [shelf[row].is_bookmarked for row in range(5)] == [False] * 4 + [True]
    assert store.marks.recent() == ()
    assert "actions saved that can be undone: 0, not readable: 1 (+ ?)" in told
    assert "reading positions saved: 0, not readable: 1 (+ ?)" in told
    store.marks.read(keys[3])
    assert store.marks.recent()[0].number == 8  # a number that no action had


def test_marks_of_an_archive_that_belongs_to_another_library_are_not_taken(
    store: Store, source: Source, places: Places, rescued: Rescued
) -> None:
    keys = store.articles.save(source, entries(2), when=NOON).new
    store.marks.read(keys[0])
    store.close()
    with closing(connect(places.archive, is_writer=True)) as archive:
        archive.execute("UPDATE facts SET value = 'another' WHERE name = 'library'")
        archive.execute("UPDATE articles SET is_read = 0, is_bookmarked = 0")
    spoil(places, "seals")
    store, _ = rescued()
    shelf = store.shelf(View())
    assert [shelf[row].is_read for row in range(2)] == [True, False]


def test_sources_come_back_from_the_catalogue_and_the_names_of_their_articles(
    store: Store, places: Places, rescued: Rescued
) -> None:
    offer = offers()[0]
    known, shelf = Source.followed(offer.address, title="Mine"), Source.own(SAVED, title="Disimpan")
    nameless, gone = (Source.followed(f"https://{each}.example/") for each in "ab")
    for each in (known, shelf, nameless, gone):
        store.sources.add(each)
        store.articles.save(each, [Entry(guid="x", title="Berita")], when=NOON)
    store.sources.remove(gone.key)
    store.close()
    spoil(places, "sources", "sources_address")
    store, told = rescued()
    assert "sources taken anew from the articles kept: 3;" in told
    assert {each.key: (each.title, each.address) for each in store.sources.all()} == {
        known.key: (offer.title, offer.address),
        shelf.key: ("Saved pages", SAVED),
        nameless.key: (nameless.key, f"berita-tui:lost/{nameless.key}"),
    }
    assert store.counts().all.total == 3


def test_a_library_that_is_gone_is_made_anew(
    store: Store, source: Source, places: Places, rescued: Rescued
) -> None:
    store.articles.save(source, entries(1), when=NOON)
    store.close()
    places.library.unlink()
    store, told = rescued()
    assert "is kept as" not in told
    assert [each.title for each in store.sources.all()] == ["a.example"]
