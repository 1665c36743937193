"""An index's rowids: in the numbers' order, and back again, in a narrow index and a wide one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Order, Source, View, parse_query
from berita_tui.store import Store, rowids
from berita_tui.store.concordance import index_tables
from berita_tui.store.numbers import LEAST, MOST, PLACE_BITS, TIE_BITS, number_of
from berita_tui.store.rowids import FOREIGN, Rowids
from store.conftest import NOON, entries, entry

SECONDS = st.integers(-(2**36), 2**36)
PLACES = st.integers(0, 2**PLACE_BITS - 1)
NUMBERS = st.builds(lambda second, place: second << TIE_BITS | place, SECONDS, PLACES)
ANY = st.one_of(NUMBERS, st.integers(LEAST, MOST), st.just(LEAST), st.just(MOST))
NARROW, WIDE = (Rowids(table="", bits=str(bits)) for bits in (PLACE_BITS, TIE_BITS))


@pytest.fixture(scope="module")
def sql() -> Iterator[apsw.Connection]:
    connection = apsw.Connection(":memory:")
    yield connection
    connection.close()


@given(number=NUMBERS, other=NUMBERS, bound=ANY)
def test_rowids_are_in_the_order_of_numbers_and_lead_back_to_them(
    sql: apsw.Connection, number: int, other: int, bound: int
) -> None:
    def told(expression: str, *values: int) -> int:
        return int(sql.execute(f"SELECT {expression}", values).get)

    for kind in (NARROW, WIDE):
        rowid = told(kind.of("?1"), number)
        assert told(kind.number("?1"), rowid) == number
        assert (rowid < told(kind.of("?1"), other)) == (number < other)
        assert (rowid >= told(kind.first("?1"), bound)) == (number >= bound)
    assert told(WIDE.of("?1"), bound) == told(WIDE.first("?1"), bound) == bound


def test_no_rowid_of_a_narrow_index_is_where_those_of_other_versions_are(
    sql: apsw.Connection,
) -> None:
    last = number_of(NOON.replace(year=9999)) + 2**PLACE_BITS - 1
    assert sql.execute(f"SELECT {NARROW.of('?1')}", (last,)).get < FOREIGN
    assert number_of(NOON.replace(year=1971)) > FOREIGN


def version(store: Store) -> str:
    with store._archive.reading() as reader:
        return str(reader.execute("SELECT value FROM facts WHERE name = 'index_version'").get)


@contextmanager
def as_of_old(store: Store) -> Iterator[apsw.Connection]:
    """Put an index as earlier versions made it in the place of a new library's empty one."""
    with store._archive.writing() as writer:
        writer.execute("DROP TABLE words; DROP TABLE vocabulary;" + index_tables())
        writer.execute("UPDATE facts SET value = '3.1' WHERE name = 'index_version'")
        yield writer


def found(store: Store, text: str, order: Order = Order.NEWEST) -> list[str]:
    return [each.title for each in store.find(parse_query(text), order=order)]


QUERIES = (
    "pilkada",
    "pilkada since:2026-11-20 until:2026-11-24",
    "pil*",
    "pilkada (title:berita OR by:siapa)",
    "pilkada (tag:a OR is:unread) -gempa",
)


def answers(store: Store) -> list[list[str]]:
    return [found(store, text, order) for text in QUERIES for order in Order]


def test_an_index_of_an_earlier_version_answers_until_a_narrow_one_takes_its_place(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.store.upkeep._BATCH", 20)
    with as_of_old(store):
        pass
    store.searches.add("Pilkada", "pilkada")
    store.articles.save(source, entries(50), when=NOON)
    with store._archive.reading() as reader:
        numbers = [number for (number,) in reader.execute("SELECT number FROM articles")]
        ids = [rowid for (rowid,) in reader.execute("SELECT id FROM words_docsize")]
        assert ids == numbers
    before = answers(store)
    assert len(before[0]) == 50
    (finding,) = store.upkeep.examine()
    assert finding.is_mended
    assert version(store) == rowids.version_of(is_narrow=True)
    with store._archive.reading() as reader:
        ids = [rowid for (rowid,) in reader.execute("SELECT id FROM words_docsize")]
        assert ids == [number >> TIE_BITS << PLACE_BITS for number in numbers]
    assert answers(store) == before
    store.articles.save(source, [entry(3, "ubahan saja")], when=NOON)
    assert len(found(store, "pilkada")) == 49
    assert len(found(store, "ubahan")) == 1
    store.settle()
    assert store.upkeep.examine() == ()


def test_a_library_with_more_in_one_second_keeps_a_wide_index(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.store.rows.PLACE_BITS", TIE_BITS)
    with as_of_old(store):
        pass
    same = [entry(number, published=NOON - timedelta(days=9)) for number in range(65)]
    store.articles.save(source, same, when=NOON)
    before = answers(store)
    monkeypatch.undo()
    (finding,) = store.upkeep.examine()
    assert finding.is_mended
    assert version(store) == rowids.version_of(is_narrow=False)
    assert store.upkeep.examine() == ()
    assert answers(store) == before
    (last,) = store.articles.save(source, [entry(99, published=same[0].published)], when=NOON).new
    assert store.shelf(View())[0].key == last
    assert len(found(store, "pilkada")) == 66


def test_what_another_version_wrote_into_a_narrow_index_has_it_made_anew(
    store: Store, source: Source
) -> None:
    store.articles.save(source, entries(3), when=NOON)
    with store._archive.writing() as writer:
        number = writer.execute("SELECT max(number) FROM articles").get
        writer.execute(f"DELETE FROM words WHERE rowid = {rowids.WORDS.of('?1')}", (number,))
        writer.execute("INSERT INTO words (rowid, text) VALUES (?, 'pilkada')", (number,))
    assert len(found(store, "pilkada")) == 2
    (finding,) = store.upkeep.examine()
    assert finding.is_mended
    assert len(found(store, "pilkada")) == 3
    assert store.upkeep.examine() == ()


def test_hundreds_first_seen_in_one_second_keep_their_order(store: Store, source: Source) -> None:
    burst = [entry(number, published=None) for number in range(400)]
    for batch in (burst[200:], burst[:200]):
        store.articles.save(source, batch, when=NOON)
    titles = [each.title for each in store.shelf(View())]
    assert titles == [each.title for each in burst]
    assert found(store, "pilkada") == titles
    with store._archive.reading() as reader:
        sql = f"SELECT count(*) FROM articles GROUP BY number >> {TIE_BITS}"
        assert [count for (count,) in reader.execute(sql)] == [64] * 6 + [16]
