from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from berita_tui.news.edits import MOST_CHANGES, Fate, Runs, Version, changes, is_edit, substance

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def version(
    text: str, *, title: str = "Judul", is_whole: bool = True, is_from_page: bool = False
) -> Version:
    return Version(title=title, text=text, is_whole=is_whole, is_from_page=is_from_page, seen=NOON)


def told(paragraphs: tuple[Runs, ...]) -> str:
    marks = {Fate.KEPT: "{}", Fate.ADDED: "+{}+", Fate.REMOVED: "-{}-"}
    return " / ".join(
        " ".join(marks[run.fate].format(run.text) for run in runs) for runs in paragraphs
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Lima orang tewas.", "Tujuh orang tewas."),
        ("Lima orang tewas.", "Lima orang tewas.\n\nPolisi datang."),
        ("Naik 1.5 persen", "Naik 15 persen"),
        ("Suhu -5 derajat", "Suhu 5 derajat"),
        ("Skor 2-0", "Skor 2-1"),
        ("Naik 5%", "Turun 5%"),
        ("Harga $5", "Harga €5"),
        ("10 20 30", "10 20 31"),
        ("1 5", "15"),
        ("Update: 5 orang tewas di Bali", "Update: 6 orang tewas di Bali"),
        ("Terkait kasus itu polisi diam.", "Terkait kasus itu polisi bicara."),
        ("Iklan itu dicabut kemarin.", "Iklan itu tayang kemarin."),
        ("Minggu lalu ia menang.", "Minggu lalu ia kalah."),
        ("Ia dibaca 5 kali, katanya.", "Ia dibaca 6 kali, katanya."),
        ("हिन्दी में", "हिन्दु में"),
    ],
)
def test_other_words_are_an_edit(before: str, after: str) -> None:
    assert is_edit(version(before), version(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ia  datang.\nLalu pergi.", "Ia datang.\n\nLalu pergi."),
        ("“Baik,” kata dia", '"Baik" kata dia'),
        ("Rp 5.000 dan 5 %", "Rp5.000 dan 5%"),
        ("Skor 2-0", "Skor 2–0"),
        ("Suhu −5 derajat", "Suhu -5 derajat"),
        ("anak-anak", "anak anak"),
        ("JAKARTA – Ramai", "Jakarta - ramai"),
        ("Isi.", "Isi.\n\nADVERTISEMENT\n\nSCROLL TO CONTINUE WITH CONTENT"),
        ("Isi.\n\nBaca juga: Berita lain", "Isi.\n\nBaca Juga Berita yang lain lagi"),
        ("Isi.\n\nArtikel terkait: A", "Isi."),
        ("Isi.\n\nDibaca 1.234 kali", "Isi.\n\nDibaca 1.300 kali"),
        ("Isi.\n\n998 Views", "Isi.\n\n1,2 rb views 3 komentar"),
        ("Isi.\n\n2 menit yang lalu", "Isi.\n\n3 jam yang lalu"),
        ("Isi.\n\nDiperbarui: Senin, 23 Nov 2026 10.00 WIB", "Isi."),
        ("Isi.\n\nLast updated on 23 November 2026 at 10:00 GMT", "Isi."),
        ("Isi.\n\nJum'at, 20/11/2026 | 10:00", "Isi.\n\nJumat, 20 November 2026 10.05 WIB"),
        ("Isi (diperbarui pukul 10.30 WIB) lagi.", "Isi (updated 11:00) lagi."),
    ],
)
def test_what_says_nothing_is_no_edit(before: str, after: str) -> None:
    assert not is_edit(version(before), version(after))
    assert not is_edit(version(after), version(before))


def test_a_title_is_part_of_what_is_said() -> None:
    assert is_edit(version("Isi.", title="Lima tewas"), version("Isi.", title="Tujuh tewas"))
    assert not is_edit(version("Isi.", title="Lima tewas"), version("Isi.", title="“Lima” Tewas"))


@pytest.mark.parametrize(
    ("before", "after", "is_edited"),
    [
        (version("", is_whole=False), version("Pembuka.", is_whole=False), False),
        (version("Pembuka …", is_whole=False), version("Lain sama sekali."), False),
        (version("Pembuka …", is_whole=False), version("Pembuka dan lagi", is_whole=False), False),
        (version("Pembuka dan lagi", is_whole=False), version("Pembuka", is_whole=False), False),
        (version("Lima tewas", is_whole=False), version("Enam tewas", is_whole=False), True),
        (
            version("", is_whole=False, title="Lima tewas"),
            version("", is_whole=False, title="Enam tewas"),
            True,
        ),
        (version("Isi.", title=""), version("Isi."), False),
        (version("Isi."), version("Isi lain.", is_from_page=True), False),
        (version("Isi.", is_from_page=True), version("Isi lain.", is_from_page=True), True),
        (version("Seluruh isi berita"), version("Isi lain yang panjang", is_whole=False), True),
    ],
)
def test_a_text_that_is_filled_is_no_edit(before: Version, after: Version, is_edited: bool) -> None:
    assert is_edit(before, after) is is_edited


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("", "baru", "+baru+"),
        ("lama", "", "-lama-"),
        ("sama saja", "sama saja", "sama saja"),
        ("Lima orang tewas di Bali.", "Tujuh orang tewas di Bali.",
         "-Lima- +Tujuh+ orang tewas di Bali."),
        ("A b c.\n\nD e f.\n\nG h.", "A b c.\n\nD x y f.\n\nG h.",
         "A b c. / D -e- +x y+ f. / G h."),
        ("satu\n\ndua\n\ntiga", "satu\n\ntiga", "satu / -dua- / tiga"),
        ("satu\n\ntiga", "satu\n\ndua\n\ntiga", "satu / +dua+ / tiga"),
        ("“Baik,” katanya lirih", '"Baik" katanya keras', '"Baik" katanya -lirih- +keras+'),
        ("a — b", "a - c", "a -— b- +- c+"),
        ("satu dua", "satu\n\ndua", "satu / dua"),
    ],
)  # fmt: skip
def test_changes_are_told_word_by_word(before: str, after: str, expected: str) -> None:
    assert told(changes(before, after)) == expected


def test_both_texts_can_be_read_out_of_their_changes() -> None:
    dice = random.Random(7)
    for _ in range(500):
        before, after = (
            " ".join(dice.choices(["a", "b", "c", "d", "\n"], k=dice.randrange(14)))
            for _ in range(2)
        )
        runs = [run for paragraph in changes(before, after) for run in paragraph]
        for text, gone in ((before, Fate.ADDED), (after, Fate.REMOVED)):
            told_ = " ".join(run.text for run in runs if run.fate is not gone)
            assert told_.split() == text.split()


def test_another_text_altogether_is_told_as_a_whole() -> None:
    before, after = (f"{name} sama {name} " * MOST_CHANGES for name in ("lama", "baru"))
    (runs,) = changes(before, after)
    assert [run.fate for run in runs] == [Fate.REMOVED, Fate.ADDED]


def test_a_long_text_is_no_furniture() -> None:
    assert substance("baca juga " + "kata " * 100).startswith("bacajugakata")
