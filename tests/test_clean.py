from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import berita_tui.clean
from berita_tui.clean import MAX_MARKS, body_text, fold_address, is_clean, one_line, strip_controls

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))
NASTY = st.text(
    alphabet="ab \t\r\n\x00\x07\x1b[]0;m\\\x7f\x85\x9b\x9d\x9c\u0301\u034f\u061c\u200b\u200c\u200d"
    "\u200e\u2028\u202a\u202c\u202e\u2066\u2069\u2800\u3164\ufe0f\ufeff\ue000\ud83d\ude00\ud800"
    "\U000e0041\U0001f468क्ष"
)
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u3164\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)


def deepest_pile(text: str) -> int:
    runs = re.findall("m+", "".join(unicodedata.category(each)[0].lower() for each in text))
    return max(map(len, runs), default=0)


@given(ANYTHING | NASTY, st.integers(1, 60))
@example("\u0301" * 20, 50)
@example("a\u200d\u200d\u0301", 50)
@example("\u093a\u200cA", 2)
@example("0\r\u093a\u200cA", 4)
@example("क\u200cक", 2)
@example("a \u0301\u200cA", 9)
def test_whatever_comes_in_one_line_is_safe_short_and_stays_as_it_is(text: str, limit: int) -> None:
    line = one_line(text, limit=limit)
    assert is_clean(line)
    assert not FORBIDDEN.search(line)
    assert not re.search("[\t\n\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", line)
    assert len(line) <= limit
    assert line == line.strip()
    assert deepest_pile(line) <= MAX_MARKS
    assert one_line(line, limit=limit) == line
    line.encode()


@given(ANYTHING | NASTY)
def test_whatever_comes_in_a_body_is_safe_and_stays_as_it_is(text: str) -> None:
    body = body_text(text)
    assert not FORBIDDEN.search(body)
    assert deepest_pile(body) <= MAX_MARKS
    assert body_text(body) == body
    for line in body.split("\n"):
        opened = len(re.findall("[\u202a\u202b\u2066-\u2068]", line))
        assert opened == len(re.findall("[\u202c\u2069]", line))
    body.encode()


@given(ANYTHING | NASTY)
def test_what_the_guard_lets_out_cannot_be_obeyed(text: str) -> None:
    kept = strip_controls(text)
    assert is_clean(kept)
    assert strip_controls(kept) == kept
    kept.encode()


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Harga beras naik", "Harga beras naik"),
        ("  dua\t\n kata \u00a0", "dua kata"),
        ("satu\r\ndua\u2028tiga", "satu dua tiga"),
        ("A\x1b[31mB", "AB"),
        ("A\x1b]52;c;QUJD\x07B", "AB"),
        ("A\x9b2JB\x90q\x9cC", "ABC"),
        ("A\x1b(0qB", "AqB"),
        ("A\x1bcB", "AcB"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("e" + "\u0301" * 30, "e" + "\u0301" * 4),
        ("\u0301pangkal", "pangkal"),
        ("\u200b\u3164\u2800", ""),
        ("\ue000\U000e0041", ""),
        ("\ud83d\ude00 \ud800", "😀 \ufffd"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("क्\u200dष", "क्\u200dष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ع\u200d \u200dع", "ع ع"),
        ("\u2764\ufe0f", "\u2764"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("\n\n", ""),
        ("", ""),
        ("  ", ""),
        (" satu dua ", "satu dua"),
        ("satu   dua", "satu dua"),
    ],
)
def test_one_line_keeps_what_shows(dirty: str, clean: str) -> None:
    assert one_line(dirty) == clean


def test_a_line_that_is_cut_says_so() -> None:
    assert one_line("kata " * 200, limit=10) == "kata kata…"
    assert len(one_line("x" * 1_000_000)) == 500


def test_a_body_keeps_its_lines() -> None:
    assert body_text("satu\r\ndua\x0b\x1b[1mtiga\t\U000e0041") == "satu\ndua\ntiga\t"
    assert body_text("polos\n\nsaja") == "polos\n\nsaja"
    assert body_text("a\n\u0301b") == "a\nb"


def test_bidi_controls_in_a_body_end_on_their_line() -> None:
    assert body_text("a\u2067b\nc\u2069") == "a\u2067b\u2069\nc"
    assert body_text("\u202eabc\u202c \u200fd") == "abc \u200fd"
    assert body_text("\u202a" * 20).count("\u202a") == 8
    assert body_text("\u2067\u202ax\u2069") == "\u2067\u202ax\u202c\u2069"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (" https://Contoh.ID/a b ", "https://contoh.id/a%20b"),
        ("http://contoh.id/#bagian satu", "http://contoh.id/"),
        ("http://contoh.id/x#bagian-1", "http://contoh.id/x#bagian-1"),
        ("http://contoh.id/x#\x1b[2J", "http://contoh.id/x"),
        ("http://contoh.id/x#é", "http://contoh.id/x#%C3%A9"),
        ("javascript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("--flag", ""),
        ("http://x/\nfile:///y", ""),
        ("mailto:a@contoh.id", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_links(link: str, address: str) -> None:
    assert fold_address(link) == address


def test_clean_says_what_a_terminal_would_obey() -> None:
    assert is_clean("teks\tbiasa\n")
    assert not is_clean("\x1b")
    assert strip_controls("a\x1b[2J\u202eb\nc") == "a[2Jb\nc"


def test_naughty_strings_come_out_clean(shared: Path) -> None:
    for line in (shared / "data/hostile/blns.txt").read_text(encoding="utf-8").split("\n"):
        assert is_clean(one_line(line))
        assert not FORBIDDEN.search(body_text(line))


def test_nothing_else_lets_text_in() -> None:
    with pytest.raises(AttributeError):
        _ = berita_tui.clean.bogus  # type: ignore[attr-defined]
