from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Field, find_matches, parse_query
from berita_tui.news.query.matching import _Matcher, finder, first_match, names_fit
from berita_tui.news.query.nouns import Term


def lit(query: str, text: str, *, typing: bool = False) -> list[str]:
    found = find_matches(parse_query(query, typing=typing), text)
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("pilkada", "Pilkada, PILKADA; pilkadaxyz", ["Pilkada", "PILKADA"]),
        (
            "memilih",
            "Pemilihan dipilih, pilih-memilih",
            ["Pemilihan", "dipilih", "pilih", "memilih"],
        ),
        ('"memilih"', "Pemilihan: memilih", ["memilih"]),
        ("elections", "An election; Elections elect", ["election", "Elections", "elect"]),
        ("jumat", "hari Jum'at", ["Jum'at"]),
        ("negara-negara", "negara kenegaraan", ["negara", "kenegaraan"]),
        ("jokowi", "Jokowi joko", ["Jokowi"]),
        ('"bumi datar"', "datar bumi", []),
        ("'s", "it's s", ["s"]),
        ("\u037a* a", "a b", ["a"]),  # a mark without its letter
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


def test_words_seen_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("berita_tui.news.query.matching.KINDS", 2)
    assert lit("sekali", "a-b-c-sekali") == lit("sekali", "d sekali") == ["sekali"]


def test_the_first_match_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_match(parse_query("c"), "a b c c") == 4
    assert first_match(parse_query("x"), "a b c") == 0


def test_nothing_is_lit_without_terms() -> None:
    assert find_matches(parse_query("is:read"), "a") == ()


def test_the_word_being_typed_is_lit_as_a_beginning_and_in_its_forms() -> None:
    assert lit("pi", "pilkada", typing=True) == ["pilkada"]
    assert lit("pilih", "pilihlah memilih api", typing=True) == ["pilihlah", "memilih"]


@pytest.mark.parametrize(
    ("query", "field", "expected"),
    [
        ("title:a b", None, ["a", "b"]),
        ("title:a b", Field.TITLE, ["a", "b"]),
        ("title:a b", Field.BODY, ["b"]),
        ("body:(a OR b)", Field.BODY, ["a", "b"]),
        ("by:a source:b", None, []),
        ("by:a", Field.BY, ["a"]),
        ("a -b -(c -d)", None, ["a", "d"]),
    ],
)
def test_only_what_is_wanted_there_is_lit(
    query: str, field: Field | None, expected: list[str]
) -> None:
    found = find_matches(parse_query(query), "a b c d", field)
    assert ["a b c d"[start:end] for start, end in found] == expected


def test_a_term_fits_names_that_have_it() -> None:
    assert names_fit(Term(text="selatan"), ("Warta", "Kabar Selatan"))
    assert not names_fit(Term(text="sela"), ("Kabar Selatan",))


@given(
    st.sampled_from(
        [
            "pilih",
            "pi",
            '"bumi datar"',
            "jumat",
            "negara-negara",
            "é",
            "straße a",
            "bumi* -datar",
            "i",
            "o´neill",
        ]
    ),
    st.lists(
        st.sampled_from(
            (
                *("pemilihan", "memilih", "Pilkada", "bumi", "datar,", "negara-negara"),
                *("O´Neill", "new", "architect"),
                *("Jum'at", "Jum`at", "JUM’AT", "“bumi”", "—", "–", "…", "École", "e\u0301"),
                *(
                    "ｐｉｌｉｈ",
                    "İ",
                    "straße",
                    "\u00a0",
                    "\n",
                    "ﬁ",
                    "pil\u0301ih",
                    "bumi\u2011datar",
                ),
            )
        ),
        max_size=9,
    ).map(" ".join),
    st.booleans(),
)
def test_nothing_is_missed_where_there_is_no_mark(query: str, text: str, typing: bool) -> None:
    asked = parse_query(query, typing=typing)
    found, first = finder(asked)(text), first_match(asked, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Matcher, "_stretches", lambda _, whole: [(0, len(whole))])
        assert found == find_matches(asked, text)
        assert first == first_match(asked, text)


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("O´Neill", "The new plan of O´Neill", ("O´Neill",)),
        ("O´Neill ", "Nothing is new about an old architect", ()),
        ("d´artagnan", "an artist, d´Artagnan", ("d´Artagnan",)),
        ("o¨neill", "new and newer", ()),
    ],
)
def test_what_folds_to_several_words_is_found_and_ends(
    query: str, text: str, found: tuple[str, ...]
) -> None:
    spans = find_matches(parse_query(query, typing=True), text)
    assert tuple(text[start:end] for start, end in spans) == found
