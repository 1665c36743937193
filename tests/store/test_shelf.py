from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from berita_tui.news import Source, View, ViewKind
from berita_tui.store import Store, listing, register, shelf
from store.conftest import NOON, Watch, entries, entry


@pytest.fixture
def jakarta(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_shelf_gives_rows_numbers_and_places(store: Store, source: Source) -> None:
    store.articles.save(source, entries(200), when=NOON)
    all_of_it = store.shelf(View())
    assert len(all_of_it) == 200
    assert all_of_it.is_whole_list
    assert all_of_it[199].title == "Berita 199"
    assert all_of_it[0].dated == NOON
    for row in (0, 64, 199):
        assert all_of_it.index_of(all_of_it.number_at(row)) == row
        assert all_of_it[row].number == all_of_it.number_at(row)
    assert all_of_it.index_of(0) is None
    assert all_of_it.index_of(2**62) is None
    for row in (-1, 200):
        with pytest.raises(IndexError):
            all_of_it[row]


def test_a_first_part_says_that_it_is_one(store: Store, source: Source) -> None:
    store.articles.save(source, entries(10), when=NOON)
    assert not store.shelf(View(), limit=5).is_whole_list
    assert store.shelf(View(), limit=11).is_whole_list
    assert [each.title for each in store.shelf(View(), limit=2)] == ["Berita 0", "Berita 1"]


def test_a_list_stays_as_it_was_until_it_is_asked_to_look_again(
    store: Store, source: Source
) -> None:
    keys = store.articles.save(source, entries(3), when=NOON).new
    unread = store.shelf(View(ViewKind.UNREAD))
    assert not unread[1].is_read
    store.marks.read(keys[1])
    assert not unread[1].is_read
    unread.invalidate()
    assert unread[1].is_read
    assert len(unread) == 3


def test_a_list_is_joined_with_rows_it_has_no_longer(store: Store, source: Source) -> None:
    keys = store.articles.save(source, entries(4), when=NOON).new
    before = store.shelf(View(ViewKind.UNREAD))
    store.marks.read(keys[1])
    now = store.shelf(View(ViewKind.UNREAD))
    assert [each.title for each in now.joined(before)] == [f"Berita {row}" for row in range(4)]
    assert before.joined(now) is before


@pytest.mark.parametrize("block", [7, register.BLOCK])
def test_joining_is_by_number_whatever_has_come_and_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(shelf, "STRETCH", 3)
    monkeypatch.setattr(shelf, "LONG", block)
    monkeypatch.setattr(register, "BLOCK", block)
    archive, chance = store._archive, Random(7)
    for size in (*range(12), *range(40, 60)):
        older, newer = (set(chance.sample(range(90), size)) for _ in "ab")
        newer |= set(chance.sample(sorted(older), size // 2))
        rows = [
            shelf.Shelf(archive, array("q", sorted(each, reverse=True))) for each in (older, newer)
        ]
        joined = rows[1].joined(rows[0])
        numbers = [joined.number_at(row) for row in range(len(joined))]
        assert numbers == sorted(older | newer, reverse=True)
        assert [joined.index_of(each) for each in numbers] == [*range(len(numbers))]


def test_only_so_many_pages_are_remembered(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "PAGES", 2)
    store.articles.save(source, entries(300), when=NOON)
    rows = store.shelf(View())
    assert [rows[row].title for row in (0, 100, 299, 0)] == [
        "Berita 0",
        "Berita 100",
        "Berita 299",
        "Berita 0",
    ]


def test_a_row_whose_article_is_gone_is_blank(store: Store, source: Source, watch: Watch) -> None:
    store.articles.save(source, entries(2), when=NOON)
    rows = store.shelf(View())
    store.upkeep.retire(NOON + timedelta(days=1))
    assert rows[0].title == ""


def test_every_view_lists_what_it_says(
    store: Store, source: Source, watch: Watch, jakarta: None
) -> None:
    (other, third) = store.sources.add(
        Source.followed("https://b.example/", folder=("Nasional", "Politik")),
        Source.followed("https://c.example/"),
    )
    first = store.articles.save(source, entries(3), when=NOON).new
    store.articles.save(other, [entry(number, title=f"B{number}") for number in (1, 5)], when=NOON)
    store.articles.save(third, [entry(60 * 24, title="gestern")], when=NOON)
    store.marks.read(first[0])
    store.marks.bookmark(first[1])

    def titles(view: View, limit: int | None = None) -> list[str]:
        return [each.title for each in store.shelf(view, limit=limit)]

    everything = ["Berita 0", "B1", "Berita 1", "Berita 2", "B5", "gestern"]
    assert sorted(titles(View())) == sorted(everything)
    assert titles(View(ViewKind.UNREAD)) == [each for each in titles(View()) if each != "Berita 0"]
    assert titles(View(ViewKind.BOOKMARKED)) == ["Berita 1"]
    assert titles(View(ViewKind.TODAY)) == titles(View())[:5]
    assert titles(View(ViewKind.SOURCE, source=other.key)) == ["B1", "B5"]
    assert titles(View(ViewKind.FOLDER, folder=("Nasional",))) == titles(View())[:5]
    assert titles(View(ViewKind.FOLDER, folder=("Nasional",)), 2) == titles(View())[:2]
    assert titles(View(ViewKind.FOLDER, folder=("Nasional", "Politik"))) == ["B1", "B5"]
    assert titles(View(ViewKind.FOLDER, folder=("leer",))) == []
    counts = store.counts()
    assert (counts.today.total, counts.today.unread) == (5, 4)
    assert (counts.bookmarked.total, counts.bookmarked.unread) == (1, 1)
    assert counts.of_source(other.key).total == 2


def test_the_day_ends_at_the_reader_s_midnight(
    store: Store, source: Source, watch: Watch, jakarta: None
) -> None:
    watch.now = NOON + timedelta(hours=14)  # 24 November 02.00 WIB, in UTC still the 23rd
    store.articles.save(source, [entry(-60 * 13), entry(-60 * 11)], when=watch())
    assert store.counts().today.total == 1


def test_the_next_unread_is_found_in_every_view(store: Store, source: Source) -> None:
    (other,) = store.sources.add(Source.followed("https://b.example/", folder=("Nasional",)))
    keys = store.articles.save(source, entries(6), when=NOON).new
    store.articles.save(other, [entry(10)], when=NOON)
    numbers = [each.number for each in store.shelf(View())]
    store.marks.read(keys[1], keys[2], keys[5])
    store.marks.bookmark(keys[0])
    store.marks.bookmark(keys[2])
    for view in (View(), View(ViewKind.UNREAD), View(ViewKind.FOLDER, folder=("Nasional",))):
        assert store.next_unread(view, None) == numbers[0]
        assert store.next_unread(view, numbers[0]) == numbers[3]
        assert store.next_unread(view, numbers[4]) == numbers[6]
        assert store.next_unread(view, numbers[6]) is None
        assert store.next_unread(view, numbers[3], forward=False) == numbers[0]
        assert store.next_unread(view, None, forward=False) == numbers[6]
        assert store.next_unread(view, numbers[0], forward=False) is None
    of_source = View(ViewKind.SOURCE, source=source.key)
    assert store.next_unread(of_source, numbers[4]) is None
    assert store.next_unread(View(ViewKind.TODAY), numbers[0]) == numbers[3]
    assert store.next_unread(View(ViewKind.BOOKMARKED), numbers[0]) is None
    assert store.next_unread(View(ViewKind.BOOKMARKED), None) == numbers[0]
    assert store.next_unread(View(ViewKind.FOLDER, folder=("leer",)), None) is None


def test_stock_is_taken(store: Store, source: Source) -> None:
    empty = store.stats()
    assert (empty.articles, empty.oldest, empty.newest, empty.sources) == (0, None, None, 1)
    keys = store.articles.save(
        source, [*entries(2), entry(9, "satu dua tiga", is_whole=True)], when=NOON
    ).new
    store.marks.read(keys[0])
    store.marks.bookmark(keys[0])
    stats = store.stats()
    assert (stats.articles, stats.unread, stats.bookmarked, stats.offline) == (3, 2, 1, 1)
    assert stats.words == 13
    assert stats.oldest == NOON - timedelta(minutes=9)
    assert stats.newest == NOON
    assert stats.archive_bytes > stats.library_bytes > 0


def test_a_list_is_the_same_by_whatever_stretches_it_is_walked(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = replace(entry(99), published=datetime(1961, 1, 1, tzinfo=UTC))
    keys = store.articles.save(source, [*entries(9), old], when=NOON).new
    store.marks.bookmark(keys[2])
    store.searches.add("Semua", "berita")
    store.settle()
    kinds = (ViewKind.ALL, ViewKind.UNREAD, ViewKind.BOOKMARKED, ViewKind.SEARCH)
    views = [*map(View, kinds), View(ViewKind.SOURCE, source=source.key)]

    def walked() -> list[array[int]]:
        return [store._listing.numbers(view, limit=most) for view in views for most in (None, 4, 6)]

    whole = walked()
    assert [len(each) for each in whole[:3]] == [10, 4, 6]
    assert whole[0][-1] < 0
    assert list(whole[0]) == sorted(whole[0], reverse=True)
    for length in (1, 2, 3, 10):
        monkeypatch.setattr(listing, "STRETCH", length)
        assert walked() == whole


def test_only_the_page_of_an_article_is_read_again(store: Store, source: Source) -> None:
    keys = store.articles.save(source, entries(200), when=NOON).new
    rows = store.shelf(View())
    assert not rows[0].is_read
    assert not rows[199].is_read
    store.marks.read(keys[0])
    store.marks.read(keys[199])
    rows.invalidate({rows.number_at(199), 7})
    assert rows[199].is_read
    assert not rows[0].is_read
