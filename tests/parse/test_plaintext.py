from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.news import Entry, Unreadable
from berita_tui.parse.furniture import is_heading_line
from berita_tui.parse.plaintext import MAX_TEXT, read_plain

SEEN = datetime(2026, 11, 23, tzinfo=UTC)

PAGE = """Panen Raya di Lembah Contoh Dimulai

Selasa, 3 Maret 2020 - 09:15 WIB
Panen Raya di Lembah Contoh Dimulai
Panen Raya di Lembah Contoh Dimulai
A A A
LEMBAH CONTOH - Panen raya dimulai hari ini. “Kami gembira,” kata petani.

Baca Juga: Harga beras turun

Dua ratus orang ikut serta - termasuk anak sekolah (yang libur).

Panen berakhir pekan depan (jika cerah).
(abc)
Copyright © 2024 SINDOnews.com
All Rights Reserved
berita/ rendering in 0.1234 seconds (0.1#10.140)
"""


def read(text: str, **more: str) -> Entry:
    return read_plain(text.encode(), seen=SEEN, **more)


def test_an_article_page_is_read_without_its_furniture() -> None:
    entry = read(PAGE)
    assert entry.title == "Panen Raya di Lembah Contoh Dimulai"
    assert entry.published is not None
    assert entry.published.isoformat() == "2020-03-03T09:15:00+07:00"
    assert (entry.place, entry.outlet, entry.editor) == ("LEMBAH CONTOH", "SINDOnews", "abc")
    assert entry.text.split("\n\n") == [
        "Panen raya dimulai hari ini. “Kami gembira,” kata petani.",
        "Dua ratus orang ikut serta - termasuk anak sekolah (yang libur).",
        "Panen berakhir pekan depan (jika cerah).",
    ]
    assert entry.html.count("<p>") == 3
    assert entry.is_whole


def test_the_seed_comes_out_exactly(shared: Path) -> None:
    (seed,) = (shared / "data/seed").glob("*.txt")
    entry = read_plain(seed.read_bytes(), seen=SEEN)
    assert entry.title == "Rakor Pilkada 2020 untuk Dorong Masyarakat Menjadi Pemilih Cerdas"
    assert entry.published is not None
    assert entry.published.isoformat() == "2020-02-27T16:56:00+07:00"
    assert (entry.place, entry.outlet, entry.editor) == ("NUSA DUA", "SINDOnews", "poe")
    paragraphs = entry.text.split("\n\n")
    assert len(paragraphs) == 6
    assert paragraphs[0].startswith("Pencoblosan Pilkada serentak 2020 di 270 daerah")
    assert paragraphs[-1].endswith(
        "bawaslu di kabupaten/kota (yang di daerahnya melaksanakan Pilkada)."
    )
    assert entry.text.count("“") == entry.text.count("”") == 3
    for furniture in (entry.title, "A A A", "(poe)", "opyright", "Reserved", "rendering in"):
        assert furniture not in entry.text


def test_what_stands_around_goes_to_its_field() -> None:
    entry = read(
        "Judul contoh - Kompas.com\nBeranda > Nasional > Daerah\n"
        "Kompas.com - 02/11/2023, 21:34 WIB\n"
        "Penulis: Sari Contoh\nShare Facebook Twitter\nFoto: Sawah di lembah/Contoh\n"
        "JAKARTA, KOMPAS.com – Isi pertama.\nIsi kedua.\nBaca Juga:\nArtikel lain\nIsi ketiga.\n"
        "Editor: Budi Contoh\nTag: sawah, #panen, sawah\nCopyright 2023 Kabar Contoh\nSisa",
        address="https://money.kompas.com/read/1#x",
    )
    assert entry.title == "Judul contoh"
    assert entry.section == "Daerah"
    assert entry.published == datetime(2023, 11, 2, 14, 34, tzinfo=UTC)
    assert (entry.author, entry.editor) == ("Sari Contoh", "Budi Contoh")
    assert entry.caption == "Foto: Sawah di lembah/Contoh"
    assert entry.keywords == ("sawah", "panen")
    assert entry.outlet == "Kabar Contoh"
    assert entry.place == "JAKARTA"
    assert entry.text == "Isi pertama.\n\nIsi kedua.\n\nIsi ketiga."
    assert entry.link.startswith("https://money.kompas.com/read/1")


def test_other_outlets_are_known_by_dateline_or_address() -> None:
    assert read("J\nTEMPO.CO, Jakarta - Isi.").outlet == "Tempo"
    assert read("J\nIsi.", address="https://www.detik.com/x").outlet == "detikcom"


def test_a_see_also_line_alone_takes_no_sentence_with_it() -> None:
    assert read("J\nIsi.\nBaca Juga:\nIni kalimat utuh.").text == "Isi.\n\nIni kalimat utuh."


def test_a_date_that_cannot_be_true_is_text() -> None:
    entry = read("J\nSenin, 1 Januari 2569\nIsi.\nSelasa, 3 Maret 2020")
    assert entry.published is None
    assert entry.text.startswith("Senin")


def test_initials_close_the_last_paragraph_too() -> None:
    assert read("J\nIsi. (tra)").text == "Isi."
    entry = read("J\nIsi.\n(*)\n(ab/cd)")
    assert (entry.editor, entry.text) == ("ab/cd", "Isi.")
    assert read("J\n(ab)").text == ""


def test_plain_text_is_title_and_paragraphs() -> None:
    entry = read("Catatan\n\nSatu.\n\nDua.")
    assert (entry.title, entry.text) == ("Catatan", "Satu.\n\nDua.")
    assert (entry.published, entry.place, entry.outlet) == (None, "", "")
    alone = read("Catatan")
    assert (alone.title, alone.text, alone.is_whole) == ("Catatan", "", False)
    long = read("Kalimat panjang. " * 40)
    assert long.title.endswith("…")
    assert long.text.startswith("Kalimat panjang.")
    assert "© 2020 Contoh" not in read("J\n© 2020 Contoh\nIsi.").text
    assert read("J\n" + "x " * 300).text


def test_wrapped_lines_are_joined() -> None:
    line = "kata " * 12
    entry = read(f"Judul\n\n{line}\n{line}\n{line}\n{line}akhir.\n\nDua.")
    assert entry.text.count("\n\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        "Judul\n“é”".encode("utf-8-sig"),
        "Judul\n“é”".encode("cp1252"),
        "Judul\n“é”".encode("utf-16"),
    ],
)
def test_encodings_are_told_apart(content: bytes) -> None:
    assert read_plain(content, seen=SEEN).text == "“é”"


@pytest.mark.parametrize(
    "content", [b"", b" \n ", b"a\x00b", bytes(range(32)) * 9, b"x" * (MAX_TEXT + 1)]
)
def test_what_is_no_text_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_plain(content, seen=SEEN)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_input_breaks_it(content: str | bytes) -> None:
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    with suppress(Unreadable):
        assert isinstance(read_plain(data, seen=SEEN), Entry)


@pytest.mark.parametrize(
    ("line", "is_it"),
    [
        ("home/gaya/kesehatan", True),
        ("Kamis, 05 November 2015 | 11:13 WIB", True),
        ("Pada Maret 2020 panen dimulai.", False),
        ("Mei cerah", False),
        ("kata " * 30, False),
    ],
)
def test_date_and_way_stand_above_a_body(line: str, is_it: bool) -> None:
    assert is_heading_line(line) is is_it
