from __future__ import annotations

import threading
from itertools import product
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berita_tui.news import (
    BadQuery,
    DataUnusable,
    Entry,
    Interrupted,
    Missing,
    Order,
    Query,
    Source,
    View,
    parse_query,
)
from berita_tui.store import Store, desk
from berita_tui.store.desk import Errand
from berita_tui.store.terms import match_term
from store.conftest import NOON, entry


def found(store: Store, text: str, *, typing: bool = False, limit: int | None = None) -> list[str]:
    shelf = store.find(parse_query(text, typing=typing), limit=limit)
    return [each.title for each in shelf]


@pytest.fixture
def filled(store: Store, source: Source) -> Store:
    store.articles.save(
        source,
        [
            entry(1, "Pemilih cerdas memilih di Bali.", title="Pilkada", is_whole=True),
            entry(2, "Cerdas pemilih, kata ketua.", title="Café Ekonomi"),
            entry(3, "Gempa di Bali.", title="Gempa", author="Ani Wijaya", place="NUSA DUA"),
            entry(
                4, "", title="Kosong", lead="Pembuka saja", html="", text="", keywords=("sawah",)
            ),
        ],
        when=NOON,
    )
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bali", ["Pilkada", "Gempa"]),
        ("BALI gempa", ["Gempa"]),
        ('"pemilih cerdas"', ["Pilkada"]),
        ('"cerdas pemilih"', ["Café Ekonomi"]),
        ("cerdas pemilih", ["Pilkada", "Café Ekonomi"]),
        ("cafe", ["Café Ekonomi"]),
        ("ｂａｌｉ", ["Pilkada", "Gempa"]),
        ("pem*", ["Pilkada", "Café Ekonomi", "Kosong"]),
        ("ge*", ["Gempa"]),
        ("wijaya dua", ["Gempa"]),
        ("sawah", ["Kosong"]),
        ("is:offline", ["Pilkada"]),
        ("bali is:unread", ["Pilkada", "Gempa"]),
        ("is:read", []),
        ("status:tersimpan", []),
        ("is:read is:unread", []),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_words_phrases_beginnings_and_states_find(
    filled: Store, text: str, expected: list[str]
) -> None:
    assert found(filled, text) == expected


def test_the_word_being_typed_is_a_beginning_and_whole(filled: Store) -> None:
    assert found(filled, "bali pil", typing=True) == ["Pilkada"]
    assert found(filled, "pilih", typing=True) == ["Pilkada", "Café Ekonomi"]
    assert found(filled, "pilihan", typing=True) == found(filled, "pilihan ", typing=True)
    assert found(filled, "bali ge", typing=True) == ["Gempa"]
    assert found(filled, '"gempa di b', typing=True) == ["Gempa"]


def test_marks_count_at_once(filled: Store) -> None:
    filled.marks.read(filled.shelf(View())[0].key)
    assert found(filled, "is:read") == ["Pilkada"]


def test_a_first_page_says_that_there_is_more(filled: Store) -> None:
    first = filled.find(parse_query("bali"), limit=1)
    assert ([each.title for each in first], first.is_whole_list) == (["Pilkada"], False)
    assert filled.find(parse_query("bali"), limit=3).is_whole_list


def test_an_interrupted_search_says_so_and_the_next_one_works(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(number, "x " * 9) for number in range(3000)], when=NOON)
    query = parse_query("x")
    outcomes: list[object] = []
    begun = threading.Event()

    def search() -> None:
        for _ in range(200):
            begun.set()
            try:
                outcomes.append(len(store.find(query)))
            except Interrupted as error:
                outcomes.append(error)
                return

    thread = threading.Thread(target=search)
    thread.start()
    begun.wait()
    while thread.is_alive():
        store.interrupt()
    thread.join()
    assert isinstance(outcomes[-1], Interrupted)
    assert len(store.find(query)) == 3000


def test_when_time_is_over_what_was_found_by_then_is_given(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_STEPS", 500)
    store.articles.save(source, [entry(number, "x") for number in range(150)], when=NOON)
    for text, order in product(("is:unread", "x", "-zzz"), Order):
        cut = store.find(parse_query(text), order=order, limit=150, seconds=0)
        assert (len(cut) < 150, cut.is_cut, cut.is_whole_list) == (True, True, False)
        full = store.find(parse_query(text), order=order)
        assert (len(full), full.is_cut, full.is_whole_list) == (150, False, True)
        assert {each.number for each in cut} <= {each.number for each in full}


def test_a_search_that_waited_for_one_that_is_stale_does_not_run(filled: Store) -> None:
    search = filled._search
    with search._desks[False].taken(Errand(lambda: False)):
        thread_ends: list[object] = []

        def late() -> None:
            try:
                filled.find(parse_query("bali"))
            except Interrupted as error:
                thread_ends.append(error)

        thread = threading.Thread(target=late)
        turn = search._turn
        thread.start()
        while not thread_ends and thread.is_alive() and search._turn < turn + 2000:
            filled.interrupt()
    thread.join()
    assert thread_ends


@pytest.mark.parametrize(("is_stale", "outcome"), [(True, Interrupted), (False, DataUnusable)])
def test_a_table_that_cannot_be_opened_is_damage_unless_a_newer_search_stopped_it(
    filled: Store, is_stale: bool, outcome: type[Exception]
) -> None:
    answers = iter([False])  # asked once before the connection is lent, and again after the failure
    with (
        pytest.raises(outcome),
        filled._search._desks[False].taken(Errand(lambda: next(answers, is_stale))),
    ):
        raise apsw.SQLError("vtable constructor failed: words")


def test_a_snippet_shows_the_place_that_answers(store: Store, source: Source) -> None:
    text = "awal " * 100 + "gempa bumi " + "akhir " * 100
    store.articles.save(
        source, [entry(1, text, html=f"<p>awal</p><p>{text} &amp; </p>")], when=NOON
    )
    number = store.shelf(View()).number_at(0)
    part, lit = store.snippet(number, parse_query("gempa"))
    assert part.startswith("…")
    assert part.endswith("…")
    assert len(part) <= 162
    assert [part[start:end] for start, end in lit] == ["gempa"]
    part, lit = store.snippet(number, parse_query("xyzzy"), width=20)
    assert (part, lit) == ("awal awal awal awal…", ())
    assert store.snippet(number, parse_query("akhir"), width=5000)[0].endswith("akhir &")


def test_a_snippet_of_one_long_word_is_cut(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, html=f"<p>{'x' * 500}</p>")], when=NOON)
    number = store.shelf(View()).number_at(0)
    assert store.snippet(number, Query(), width=10)[0] == "x" * 10 + "…"


def test_a_snippet_without_a_body_is_the_lead(store: Store, source: Source) -> None:
    store.articles.save(source, [Entry(title="t", lead="Hanya ini")], when=NOON)
    number = store.shelf(View()).number_at(0)
    assert store.snippet(number, parse_query("ini"))[0] == "Hanya ini"
    with pytest.raises(Missing):
        store.snippet(7, parse_query("x"))


def test_everything_of_the_reader_s_is_quoted() -> None:
    for leaf in parse_query('a"b c*"* NOT a:b').leaves:
        assert match_term(leaf.term, lambda _: []).count('"') == 2


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40), typing=st.booleans())
def test_no_text_breaks_a_search(filled: Store, text: str, typing: bool) -> None:
    try:
        query = parse_query(text, typing=typing)
    except BadQuery:
        return
    assert len(filled.find(query)) <= 4


def test_hostile_queries_find_or_are_refused(filled: Store, shared: Path) -> None:
    lines = (shared / "data/hostile/cases/fts_queries.txt").read_bytes().splitlines()
    for line in lines:
        for typing in (True, False):
            try:
                query = parse_query(line.decode("utf-8", "surrogateescape"), typing=typing)
            except BadQuery:
                continue
            assert len(filled.find(query, limit=5)) <= 5
