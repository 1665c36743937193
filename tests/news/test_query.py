from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import BadQuery, Query, State, Term, find_matches, parse_query


def words(text: str, *, typing: bool = False) -> list[tuple[str, bool, bool]]:
    terms = parse_query(text, typing=typing).terms
    return [(term.text, term.is_phrase, term.is_prefix) for term in terms]


@pytest.mark.parametrize(
    ("text", "typing", "expected"),
    [
        ("pilkada bali", False, [("pilkada", False, False), ("bali", False, False)]),
        ("pilkada bali", True, [("pilkada", False, False), ("bali", False, True)]),
        ("pilkada bali ", True, [("pilkada", False, False), ("bali", False, False)]),
        ("ekono*", False, [("ekono", False, True)]),
        ('"pemilih cerdas"', False, [("pemilih cerdas", True, False)]),
        ('"pemilih cer', True, [("pemilih cer", True, True)]),
        ('"pemilih cerdas"', True, [("pemilih cerdas", True, False)]),
        ("- * 😀 _", False, []),
        ("a-b", False, [("a-b", False, False)]),
        ('""', False, []),
        ("NEAR(a b)", False, [("NEAR(a", False, False), ("b)", False, False)]),
        ("title:x", False, [("title:x", False, False)]),
    ],
)
def test_words_and_phrases_are_terms(
    text: str, typing: bool, expected: list[tuple[str, bool, bool]]
) -> None:
    assert words(text, typing=typing) == expected


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("is:unread", State.UNREAD),
        ("IS:READ", State.READ),
        ("is:bookmarked", State.BOOKMARKED),
        ("is:offline", State.OFFLINE),
        ("status:belum", State.UNREAD),
        ("Status:Dibaca", State.READ),
        ("status:tersimpan", State.BOOKMARKED),
        ("status:luring", State.OFFLINE),
    ],
)
def test_states_are_understood_in_both_languages(text: str, state: State) -> None:
    query = parse_query(f"pilkada {text}")
    assert query.states == {state}
    assert [term.text for term in query.terms] == ["pilkada"]


def test_an_unknown_state_is_refused_with_its_place_and_what_there_is() -> None:
    with pytest.raises(BadQuery) as caught:
        parse_query("pilkada is:old")
    assert caught.value.position == 8
    assert "unread, read, bookmarked, offline" in str(caught.value)


def test_a_state_being_typed_says_nothing_yet() -> None:
    assert parse_query("pilkada is:un", typing=True).states == frozenset()
    with pytest.raises(BadQuery):
        parse_query("pilkada is:ux", typing=True)


def test_an_open_quotation_mark_is_refused_unless_it_is_being_typed() -> None:
    with pytest.raises(BadQuery) as caught:
        parse_query('bali "pemilih cerdas')
    assert caught.value.position == 5


def test_too_long_and_too_many_words_are_refused() -> None:
    with pytest.raises(BadQuery):
        parse_query("x" * 257)
    with pytest.raises(BadQuery):
        parse_query("a " * 33)
    assert len(parse_query("a " * 32).terms) == 32


def test_a_query_without_terms_and_states_is_empty() -> None:
    assert parse_query("  ").is_empty
    assert not parse_query("is:read").is_empty
    assert not parse_query("a").is_empty


def lit(query: str, text: str, *, typing: bool = False) -> list[str]:
    found = find_matches(parse_query(query, typing=typing), text)
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("pilkada", "Pilkada, PILKADA; pilkadas", ["Pilkada", "PILKADA"]),
        ("pil*", "Pilkada api", ["Pilkada"]),
        ("cafe", "Café", ["Café"]),
        ("café", "CAFE", ["CAFE"]),
        ("abc", "ＡＢＣ", ["ＡＢＣ"]),
        ('"pemilih cerdas"', "pemilih yang cerdas, pemilih  cerdas", ["pemilih  cerdas"]),
        ('"a b c"', "b", []),
        ("a-b", "a-b a b c", ["a-b", "a b"]),
        ("x", "", []),
        ('"a b" "b c"', "a b c", ["a b c"]),
    ],
)
def test_matches_are_found_as_the_index_finds_them(
    query: str, text: str, expected: list[str]
) -> None:
    assert lit(query, text) == expected


def test_nothing_is_lit_without_terms() -> None:
    assert find_matches(Query(states=frozenset({State.READ})), "a") == ()


def test_the_word_being_typed_is_lit_as_a_beginning() -> None:
    assert lit("pil", "pilkada", typing=True) == ["pilkada"]


@given(st.text(max_size=300), st.text(max_size=300), st.booleans())
def test_any_text_is_a_query_or_a_bad_query(text: str, body: str, typing: bool) -> None:
    try:
        query = parse_query(text, typing=typing)
    except BadQuery as error:
        position = error.position
        query = Query()
    else:
        position = 0
    assert 0 <= position <= len(text)
    last = 0
    for start, end in find_matches(query, body):
        assert last <= start < end <= len(body)
        last = end


def test_a_term_is_what_its_words_are() -> None:
    assert parse_query("a*").terms == (Term(text="a", is_prefix=True),)


def test_hostile_queries_are_read_or_refused(shared: Path) -> None:
    lines = (shared / "data/hostile/cases/fts_queries.txt").read_bytes().splitlines()
    for line in lines:
        with suppress(BadQuery):
            parse_query(line.decode("utf-8", "surrogateescape"))
