from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from berita_tui.typeset.breaking import (
    LEAST_WIDTH,
    break_lines,
    is_inside,
    is_plain,
    settable,
    shown,
)

NASTY = st.text(
    st.one_of(
        st.sampled_from(
            " \n\t-—/a字カ、」「👩\u200d\ufe0f\u0301\u200b\xad\xa0\u202e\u2066\u0000\x1b"
            "❤♂🇮🇩\u1160\ud800\U000e0001\U0001f3fd"
        ),
        st.characters(),
    ),
    max_size=120,
)


def lines(text: str, width: int) -> list[str]:
    return [shown(text[one.start : one.end]) + one.tail for one in break_lines(text, width)]


@given(NASTY, st.integers(0, 50))
@example("00\u2e80\xad\U00020000", 0)
def test_no_line_is_wider_than_asked_for(text: str, width: int) -> None:
    for line in lines(settable(text), width):
        assert cell_len(line) <= max(width, LEAST_WIDTH)


@given(NASTY, st.integers(4, 50))
def test_every_letter_is_on_a_line_once_and_in_order(text: str, width: int) -> None:
    text = settable(text)
    slices = break_lines(text, width)
    end = 0
    for one in slices:
        assert text[end : one.start].strip() == ""
        end = max(end, one.end)
    assert text[end:].strip() == ""


@given(NASTY)
def test_what_was_made_settable_stays_as_it_is(text: str) -> None:
    assert settable(settable(text)) == settable(text)


def test_every_character_taken_for_plain_is_one_cell_wide() -> None:
    plain = [chr(code) for code in range(0x10000) if is_plain(chr(code))]
    assert len(plain) > 1000
    assert {one for one in plain if cell_len(one) != 1} == {"\n"}


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("satu dua tiga", 8, ["satu dua", "tiga"]),
        ("satu  dua", 5, ["satu", "dua"]),
        ("satu\ndua\n\ntiga", 20, ["satu", "dua", "", "tiga"]),
        ("satu\n", 20, ["satu"]),
        ("sangat anak-anak itu", 14, ["sangat anak-", "anak itu"]),
        ("sakit covid-19 lagi", 14, ["sakit covid-19", "lagi"]),
        ("sakit covid-19", 13, ["sakit", "covid-19"]),
        ("di kabupaten/kota", 14, ["di kabupaten/", "kota"]),
        ("besok—\u0301atau", 8, ["besok—\u0301at", "au"]),
        ("besok—atau lusa", 8, ["besok—", "atau", "lusa"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("per\xadundang\xadan", 8, ["per-", "undangan"]),
        ("per\xadundang", 20, ["perundang"]),
        ("http\u200bserver", 6, ["http", "server"]),
        ("a\xa0b c", 4, ["a\xa0b", "c"]),
        ("日本語の新聞", 6, ["日本語", "の新聞"]),
        ("日本語、新聞", 6, ["日本", "語、新", "聞"]),
        ("日本「語新聞", 6, ["日本", "「語新", "聞"]),
        ("日本語 abcdef", 8, ["日本語", "abcdef"]),
        ("ab日本語", 5, ["ab日", "本語"]),
        ("字字字字字", 4, ["字字", "字字", "字"]),
        ("e\u0301e\u0301e\u0301e\u0301e\u0301", 4, ["e\u0301" * 4, "e\u0301"]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@pytest.mark.parametrize(
    "text",
    ["a" * 5_000_000, "字" * 300_000, "a\u0301" * 300_000, "\u0301" * 300_000, "a-" * 300_000],
)
def test_a_word_of_any_length_is_broken_without_loss(text: str) -> None:
    word = text[:8000]
    assert "".join(word[line.start : line.end] for line in break_lines(word, 40)) == word


def test_what_joins_must_not_be_cut() -> None:
    assert is_inside("e\u0301", 1)
    assert is_inside("👩\u200d👧", 1)
    assert is_inside("👩\u200d👧", 2)
    assert is_inside("❤\ufe0f", 1)
    assert not is_inside("ab", 1)
    assert not is_inside("ab", 0)
    assert not is_inside("ab", 2)
    assert not is_inside("a\nb", 1)
