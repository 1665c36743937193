from __future__ import annotations

import pytest

from berita_tui.parse.facts import (
    bare_title,
    is_copyright,
    language_of,
    outlet_at,
    outlet_named,
    outlet_of,
    read_credits,
    read_dateline,
    split_dateline,
    split_initials,
)


@pytest.mark.parametrize(
    ("text", "place", "outlet", "rest"),
    [
        ("NUSA PENIDA - Warga", "NUSA PENIDA", "", "Warga"),
        ("TELUK KENARI — Warga", "TELUK KENARI", "", "Warga"),
        ("BANDUNG -- Warga", "BANDUNG", "", "Warga"),
        ("Bandung - “Kami siap”", "Bandung", "", "“Kami siap”"),
        ("Mataram, NTB (ANTARA News) - Dua", "Mataram, NTB", "ANTARA", "Dua"),
        ("Kota Awan (Kantor Kabar) - Dua", "Kota Awan", "Kantor Kabar", "Dua"),
        ("JAKARTA, KOMPAS.com – Dua", "JAKARTA", "Kompas.com", "Dua"),
        ("Liputan6.com, Jakarta - Dua", "Jakarta", "Liputan6", "Dua"),
        ("TEMPO.CO, Jakarta - Dua", "Jakarta", "Tempo", "Dua"),
        ("REPUBLIKA.CO.ID, JAKARTA -- Dua", "JAKARTA", "Republika", "Dua"),
        ("Jakarta, CNN Indonesia -- Dua", "Jakarta", "CNN Indonesia", "Dua"),
        ("Kabarbaru.co.id, Palu - Dua", "Palu", "Kabarbaru.co.id", "Dua"),
        ("Merdeka.com - Dua", "", "Merdeka.com", "Dua"),
        ("ANKARA, 23 Februari 2016 (Antara) -\nDua", "ANKARA", "ANTARA", "Dua"),
        ("LAYANAN HAJI,JEMAAH,BANDARA JEDDAH - Dua", "BANDARA JEDDAH", "", "Dua"),
    ],
)
def test_a_dateline_is_place_outlet_and_rest(text: str, place: str, outlet: str, rest: str) -> None:
    assert read_dateline(text) == (place, outlet, rest)
    assert split_dateline(text) == (place, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tanpa apa pun.",
        "Ia berkata - Bukan begitu",
        "KPK - Lembaga itu",
        "VIDEO - Lihat",
        "BANDUNG - huruf kecil",
        "A" * 100 + " - Terlalu jauh",
        "kata kecil (ANTARA) - Dua",
    ],
)
def test_what_is_no_dateline_stays_in_the_text(text: str) -> None:
    assert split_dateline(text) == ("", text)


@pytest.mark.parametrize(
    ("text", "rest", "initials"),
    [
        ("Kata dia. (poe)", "Kata dia.", "poe"),
        ("Kata dia.” (abc/def)", "Kata dia.”", "abc/def"),
        ("Kata dia! [xy, zz]", "Kata dia!", "xy, zz"),
        ("(tra)", "", "tra"),
        ("Selesai. (*)", "Selesai.", ""),
        ("Lembaga Dunia (LDA)", "Lembaga Dunia (LDA)", ""),
        ("Tamat. (habis)", "Tamat. (habis)", ""),
        ("Tanpa inisial.", "Tanpa inisial.", ""),
    ],
)
def test_closing_initials_are_parted_off(text: str, rest: str, initials: str) -> None:
    assert split_initials(text) == (rest, initials)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Penulis: Sari Contoh | Editor: Budi Contoh", ("Sari Contoh", "Budi Contoh")),
        ("Pewarta: Sari Contoh Editor: Budi Contoh", ("Sari Contoh", "Budi Contoh")),
        ("Editor : Budi Contoh", ("", "Budi Contoh")),
        ("Oleh: Sari / Reporter: Tono", ("Sari", "")),
        ("Redaktur: A. Contoh.", ("", "A. Contoh")),
        ("Menteri: kami siap", None),
        ("Kata editor: kami siap", None),
        ("", None),
        ("Editor: Budi " + "x " * 300, None),
    ],
)
def test_credits_are_read_from_their_own_lines(line: str, credit: tuple[str, str] | None) -> None:
    assert read_credits(line) == credit


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("nasional.sindonews.com", "SINDOnews"),
        ("https://m.detik.com:443/x", "detikcom"),
        ("https://[x", ""),
        ("contoh.example", ""),
        ("", ""),
        ("Copyright © 2024 SINDOnews.com", "SINDOnews"),
        ("COPYRIGHT © ANTARA 2016", "ANTARA"),
        ("© 2010 - 2021 Kabar Contoh. All rights reserved.", "Kabar Contoh"),
        ("Hak Cipta kabar.example", "kabar.example"),
        ("Copyright 2020 " + "kata " * 30, ""),
        ("Hak Cipta copyright.example", "example"),
    ],
)
def test_an_outlet_is_known_by_host_and_copyright(text: str, outlet: str) -> None:
    assert outlet_of(text) == outlet


def test_an_address_is_no_copyright_notice() -> None:
    assert outlet_at("copyright.example") == ""
    assert outlet_at("https://www.detik.com/copyright-baru") == "detikcom"


def test_an_outlet_is_known_by_its_name_alone() -> None:
    assert outlet_named("CNN Indonesia") == "CNN Indonesia"
    assert outlet_named("Warta Contoh") == ""
    assert is_copyright("— Copyright 2020")
    assert not is_copyright("Hak warga " * 3)


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("Harga naik - detikcom", "", "Harga naik"),
        ("Harga naik | Republika Online", "", "Harga naik"),
        ("Harga naik : Okezone Ekonomi", "", "Harga naik"),
        ("Harga naik - Kabar Contoh", "Kabar Contoh", "Harga naik"),
        ("Harga naik - kabarcontoh.co.id", "", "Harga naik"),
        ("Harga naik - Kompas.com - detikcom", "", "Harga naik"),
        ("Harga - detikcom - Tempo - VIVA - Tirto", "", "Harga - detikcom"),
        ("KapanLagi.com: Harga naik", "", "Harga naik"),
        ("Harga - turun lagi", "", "Harga - turun lagi"),
        ("detikcom", "detikcom", "detikcom"),
        ("", "", ""),
    ],
)
def test_a_bare_title_has_no_outlet(title: str, outlet: str, bare: str) -> None:
    assert bare_title(title, outlet) == bare


def test_a_language_is_told_by_its_commonest_words() -> None:
    assert language_of("Harga yang naik di pasar dan toko dengan cepat untuk semua") == "id"
    assert language_of("The price of rice is up and that of tea is down in the city") == "en"
    assert language_of("Satu dua") == ""
    assert language_of("the the the the yang yang yang dan") == ""
