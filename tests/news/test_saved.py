from __future__ import annotations

import pytest

from berita_tui.news import Entry, parse_query, propose_mutes
from berita_tui.news.finding import find_words

ENTRY = Entry(
    title="Rakor bahas persiapan pilkada, pilkada damai",
    section='Politik "panas"',
    author="Sari Penulis",
)


def test_a_mute_is_proposed_by_section_author_title_and_source() -> None:
    assert propose_mutes(ENTRY, "Warta Utara", "en") == (
        'section:"Politik panas"',
        'by:"Sari Penulis"',
        "title:persiapan",
        "title:pilkada",
        "title:Rakor",
        "title:bahas",
        'source:"Warta Utara"',
    )
    assert propose_mutes(ENTRY, "", "id")[0] == 'rubrik:"Politik panas"'
    for text in propose_mutes(ENTRY, "Warta Utara", "id"):
        assert not parse_query(text).is_empty


def test_what_an_article_has_not_got_is_not_proposed() -> None:
    assert propose_mutes(Entry(title="Ada apa?", section="—", author="x" * 300), "", "en") == ()


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("bali", "Bali, di BALI", ((0, 4), (9, 13))),
        ("Bali", "Bali, di BALI", ((0, 4),)),
        ("di  bali", "di\u00a0Bali di\nbali", ((0, 7), (8, 15))),
        ("a.", "aa a. ab", ((3, 5),)),
        ("", "abc", ()),
        (" ", "a b", ()),
        ("pilih", "memilih pilihan", ((8, 13),)),
    ],
)
def test_words_are_found_as_they_read(
    words: str, text: str, found: tuple[tuple[int, int], ...]
) -> None:
    assert find_words(words, text) == found
