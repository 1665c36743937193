from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.parse.encodings import decode

LETTERS = "café “q” 新聞"


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (LETTERS.encode(), "", LETTERS),
        (LETTERS.encode(), "iso-8859-1", LETTERS),
        (LETTERS.encode(), '"UTF-8"', LETTERS),
        (codecs.BOM_UTF8 + LETTERS.encode(), "koi8-r", LETTERS),
        (codecs.BOM_UTF8 + "Ѩé".encode() + b"Espa\xf1a", "", "ѨéEspaña"),
        (codecs.BOM_UTF16_LE + LETTERS.encode("utf-16-le"), "", LETTERS),
        (codecs.BOM_UTF16_BE + LETTERS.encode("utf-16-be"), "", LETTERS),
        (codecs.BOM_UTF32_LE + LETTERS.encode("utf-32-le"), "", LETTERS),
        ("<a>é".encode("utf-16-be"), "utf-8", "<a>é"),
        ("<a>é".encode("utf-32-le"), "", "<a>é"),
        ("café “q”".encode("cp1252"), "", "café “q”"),
        ("café “q”".encode("cp1252"), "iso-8859-1", "café “q”"),
        ("Новости".encode("koi8-r"), "koi8-r", "Новости"),
        ("新聞".encode("shift_jis"), "Shift_JIS", "新聞"),
        ("新聞".encode("shift_jis") + b"\x81", "Shift_JIS", "新聞\ufffd"),
        (b"caf+AOk", "utf-7", "caf+AOk"),
        (b"pns", "rot13", "pns"),
        (b"ok", "zip", "ok"),
        (b"ok", "\x1b[31mx", "ok"),
        (b"ok", "a" * 10_000, "ok"),
        (b"ok", "utf-16", "ok"),
    ],
)
def test_bytes_are_read_as_what_they_are(content: bytes, charset: str, text: str) -> None:
    assert decode(content, charset=charset) == text


def test_a_document_says_its_own_encoding() -> None:
    xml = '<?xml version="1.0" encoding="koi8-r"?><a>Новости</a>'
    assert decode(xml.encode("koi8-r")) == xml
    page = '<html><meta charset="windows-1251">Новости'
    assert decode(page.encode("cp1251")) == page
    unknown = '<?xml version="1.0" encoding="idna"?>é'
    assert decode(unknown.encode()) == unknown


def test_stray_bytes_in_utf_8_are_windows_1252() -> None:
    assert decode("é — ü".encode() + b" \x93x\x94") == "é — ü “x”"


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_break_it(content: bytes, charset: str) -> None:
    decode(content, charset=charset)
