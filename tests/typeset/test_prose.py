from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Face, Span
from berita_tui.typeset import Line, Piece, Role
from berita_tui.typeset.pieces import in_role
from berita_tui.typeset.prose import light, set_prose, set_spans

NASTY = st.text(
    st.one_of(
        st.sampled_from(" \n\t-a字👩\u200d\ufe0f\u0301\u200b\xad❤♂🇮🇩\ud800"), st.characters()
    ),
    max_size=30,
)


def finder(word: str) -> object:
    return lambda text: [(found.start(), found.end()) for found in re.finditer(word, text)]


@given(st.lists(NASTY, max_size=8), st.integers(8, 40), st.integers(0, 3))
def test_no_line_of_pieces_is_wider_than_asked_for(
    texts: list[str], width: int, indent: int
) -> None:
    prefix = (Piece(" " * indent),)
    for line in set_prose(map(Piece, texts), width, prefix, prefix):
        assert line.cells <= width


@given(st.lists(NASTY, max_size=6), NASTY)
def test_lighting_changes_no_letter(texts: list[str], word: str) -> None:
    pieces = light([Piece(text) for text in texts], finder(re.escape(word)))  # type: ignore[arg-type]
    assert "".join(piece.text for piece in pieces) == "".join(texts)


def test_a_link_is_followed_by_its_number_once() -> None:
    pieces = set_spans((Span("lihat "), Span("laman", link=3), Span(" desa", Face.STRONG, 3)))
    assert [piece.text for piece in pieces] == ["lihat ", "laman", " desa", "[3]"]
    assert [piece.link for piece in pieces] == [0, 3, 3, 3]
    assert pieces[2].roles == (Role.STRONG, Role.LINK)
    assert pieces[3].roles == (Role.NUMBER,)


def test_two_links_side_by_side_keep_their_numbers() -> None:
    pieces = set_spans((Span("satu", link=1), Span("dua", link=2)))
    assert "".join(piece.text for piece in pieces) == "satu[1]dua[2]"


def test_matches_are_lit_and_numbered_across_spans() -> None:
    spans = (Span("pemilih "), Span("pemi", Face.EMPHASIS), Span("lih.", link=1))
    pieces = set_spans(spans, find=finder("pemilih"))  # type: ignore[arg-type]
    lit = [(piece.text, piece.match) for piece in pieces if Role.FOUND in piece.roles]
    assert lit == [("pemilih", 1), ("pemi", 2), ("lih", 2)]
    assert pieces[-1].text == "[1]"


def test_raised_and_lowered_letters_are_unicode_where_they_exist() -> None:
    spans = (
        Span("E=mc"),
        Span("2", Face.SUPER),
        Span(" H"),
        Span("2", Face.SUB),
        Span("O a"),
        Span("ke", Face.SUPER),
        Span("x", Face.SUB),
        Span("", Face.SUB),
    )
    assert "".join(piece.text for piece in set_spans(spans)) == "E=mc² H₂O a^ke_x"


def test_matches_are_counted_before_letters_are_raised() -> None:
    spans = (Span("ab"), Span("cd", Face.SUPER), Span(" bola"))
    pieces = set_spans(spans, find=finder("bola"))  # type: ignore[arg-type]
    assert [piece.text for piece in pieces if piece.match] == ["bola"]


def test_wrapped_lines_know_how_they_are_joined_and_what_is_only_indent() -> None:
    first, rest = (Piece("• ", (Role.BULLET,)),), (Piece("  "),)
    lines = set_prose([Piece("satu dua\ntiga")], 8, first, rest)
    assert [line.text for line in lines] == ["• satu", "  dua", "  tiga"]
    assert [line.joint for line in lines] == [" ", "\n", "\n"]
    assert [line.lead for line in lines] == [0, 2, 2]


def test_a_soft_hyphen_is_drawn_where_the_word_breaks() -> None:
    lines = set_prose([Piece("per\xad", (Role.STRONG,)), Piece("undangan")], 8)
    assert [line.text for line in lines] == ["per-", "undangan"]
    assert lines[0].pieces[-1].roles == (Role.STRONG,)


def test_pieces_that_would_cut_a_letter_from_its_accent_are_moved() -> None:
    (line,) = set_prose([Piece("cafe", (Role.STRONG,)), Piece("\u0301 buka")], 20)
    assert [piece.text for piece in line.pieces] == ["cafe\u0301", " buka"]


def test_joiners_left_over_between_pieces_are_dropped() -> None:
    (line,) = set_prose([Piece("a\u200d"), Piece("\u200d"), Piece(" b\u0301")], 20)
    assert line.cells == len("a b")


def test_roles_are_laid_below_the_ones_there_are() -> None:
    (piece,) = in_role((Piece("a", (Role.STRONG,)),), Role.QUOTE)
    assert piece.roles == (Role.QUOTE, Role.STRONG)
    assert Line((piece,)).text == "a"
