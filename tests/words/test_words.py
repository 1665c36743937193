from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.words import (
    _KNOWN,
    KINDS,
    fold,
    forms_of,
    language_of,
    plain,
    split,
    stem,
    stems_of,
)
from berita_tui.words.english import names_in
from berita_tui.words.indonesian import guess_indonesian, stem_indonesian


@pytest.mark.parametrize(
    ("root", "forms"),
    [
        ("pilih", "memilih dipilih pemilih pemilihan pilihan terpilih memilihkan dipilihnya"),
        ("ajar", "belajar mengajar pelajar pelajaran pengajar mempelajari diajarkan"),
        ("tahu", "mengetahui diketahui pengetahuan ketahuan"),
        ("kata", "berkata mengatakan dikatakan perkataan katanya"),
        ("sakit", "menyakiti penyakit kesakitan disakiti"),
        ("pasti", "memastikan kepastian ketidakpastian dipastikan"),
        ("kerja", "bekerja pekerja pekerjaan mengerjakan dikerjakan kinerja"),
        ("cek", "mengecek dicek pengecekan"),
        ("buku", "buku-buku bukunya buku-bukunya membukukan"),
        ("tiru", "meniru meniru-nirukan peniru ditiru"),
        ("balas", "membalas berbalas-balasan pembalasan"),
        ("kuasa", "kuasa-Mu menguasai penguasa kekuasaan"),
        ("malaikat", "malaikat-malaikat-Nya"),
        ("jumat", "Jum'at JUMAT Ｊumat"),
    ],
)
def test_forms_of_one_word_have_one_stem(root: str, forms: str) -> None:
    for form in forms.split():
        assert (form, stem(form)) == (form, root)
        assert not forms_of(form).isdisjoint(forms_of(root))


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("Jokowi", "jokowi"),
        ("Kediri", "kediri"),
        ("Marwan", "marwan"),
        ("Mentari", "mentari"),
        ("2024", "2024"),
        ("covid-19", "covid-19"),
        ("G20", "g20"),
        ("sebuah", "sebuah"),
        ("makan", "makan"),
        ("a", "a"),
        ("bolak-balik", "bolak-balik"),
        ("x" * 60, "x" * 60),
        ("naga-naga-an", "naga-naga-an"),
    ],
)
def test_names_numbers_and_roots_stay_as_they_are(word: str, kept: str) -> None:
    assert stem(word) == kept


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("memviralkan", "viral"),
        ("diviralkan", "viral"),
        ("kliennya", "klien"),
        ("mention", "mention"),
        ("personil", "personil"),
        ("permanen", "permanen"),
        ("dinosaurus", "dinosaurus"),
        ("menara", "menara"),
        ("penxyz", "penxyz"),
    ],
)
def test_unknown_words_lose_only_what_is_surely_an_affix(word: str, left: str) -> None:
    assert stem_indonesian(word) == ""
    assert guess_indonesian(word) == left


def test_english_has_its_own_forms() -> None:
    assert stem("elections", "en") == stem("elected", "en") == "elect"
    assert stem("Elections", "en") == "elect"
    assert forms_of("Ministers") == forms_of("ministers") == {"ministers", "minist"}
    assert stem("well-known", "en") == "well-known"
    assert forms_of("banks") == {"banks", "bank"}
    assert "kela" not in forms_of("kelas")


@pytest.mark.parametrize(
    ("text", "language", "stems", "roots"),
    [
        ("Pemilih, memilih pilih memilih2", "id", "", "pilih/pemilih pilih/memilih"),
        ("pemilihan-umum meniru-nirukan", "id", "", "pilih/pemilihan tiru/meniru"),
        ("memilih/mengunfollow mengunfollow,", "id", "unfollow unfollow", "pilih/memilih"),
        ("negara-negara tetangga", "id", "", ""),
        ("Kata Jokowi, mengunfollow akunnya", "id", "unfollow", ""),
        ("voters were voting", "en", "voter vote", ""),
        ("Voters’ “Voters”", "en", "voter voter", ""),
        ("", "id", "", ""),
    ],
)
def test_stems_are_of_words_that_are_not_their_own(
    text: str, language: str, stems: str, roots: str
) -> None:
    found, rooted = stems_of(text.split(), language)
    assert (found, sorted(rooted.split())) == (stems, sorted(roots.split()))


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (("Elections Loom in the North", "Voters queued."), ""),
        (("ELECTIONS LOOM", "Voters queued. Ballots\nwere counted."), ""),
        (("Guards charged over Waters’s death",), "waters"),
        (("The singer Roger Waters.", "Waters sang."), "roger waters"),
        (("Mr. Waters, J. Browns, St. Falls.",), "browns waters falls j st"),
        (("He saw “Waters” and Browns’ house.",), "browns"),
        (("The Waters rose; the waters fell.", "Of Rivers (rivers) told"), ""),
        (("Cross-Waters of Anglo-Saxons", "in the Anglo-Saxons’ time."), "anglo-saxons"),
        (("Prime Minister Waters met President Browns.",), "minister waters president browns"),
        (("",), ""),
    ],
)
def test_an_english_name_has_a_capital_inside_of_a_sentence_and_is_nowhere_small(
    texts: tuple[str, ...], names: str
) -> None:
    assert names_in(texts) == set(names.split())


def test_an_english_name_has_no_stem_where_it_has_a_capital() -> None:
    text = "Roger Waters’ fans: waters, “Waters”, Voters"
    assert stems_of(text.split(), "en", names=frozenset({"waters"})) == ("fan water voter", "")


@given(text=st.text(st.sampled_from("aAns'’.-‐/,“ \u0301\u00e9"), max_size=12))
def test_what_stands_around_a_word_changes_no_stem(text: str) -> None:
    assert stems_of(f"({text})!".split(), "en") == stems_of(text.split(), "en")


def test_words_met_are_not_remembered_without_end() -> None:
    _KNOWN[0].update((str(number), "") for number in range(KINDS + 1))
    assert stems_of(["memilih"]) == ("", "pilih/memilih")
    assert len(_KNOWN[0]) == 1


def test_words_keep_their_places() -> None:
    text = "Jum'at di cafe\u0301 “Bali-Lombok” \0 it's"
    found = [(text[word.start : word.end], word.folded) for word in split(text)]
    assert found == [
        ("Jum'at", "jumat"),
        ("di", "di"),
        ("cafe\u0301", "cafe"),
        ("Bali", "bali"),
        ("Lombok", "lombok"),
        ("it's", "it"),
    ]


def test_text_is_made_plain_for_the_index() -> None:
    assert plain("ＡＢＣ Qur’an Obama's a\0b \ud800") == "ABC Quran Obama a b ?"
    assert fold("CAFÉ") == "cafe"


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        ("Presiden dan menteri yang hadir di Jakarta", "en", "id"),
        ("The president of the republic", "id", "en"),
        ("2024", "en-gb", "en"),
        ("", "", "id"),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, told: str, language: str) -> None:
    assert language_of(text, told) == language


@given(text=st.text(max_size=60))
def test_any_text_has_words_and_stems(text: str) -> None:
    for word in split(text):
        assert text[word.start : word.end] == word.text
        assert stem(word.text)
        assert word.folded in forms_of(word.text)
    for language in ("id", "en"):
        assert stems_of(text.split(), language) == stems_of(text.split(), language)


def test_gold_pairs_are_found(shared: Path) -> None:
    lines = (shared / "data/ir/stem/sastrawi-stem-pairs.tsv").read_text("utf-8").splitlines()
    pairs = [pair for line in lines if len(pair := line.split()) == 2]
    right = [stem(form) == stem(root) for form, root in pairs]
    assert sum(right) / len(right) >= 0.92


def test_words_of_real_passages_fall_together_only_as_forms(shared: Path) -> None:
    lines = (shared / "data/ir/facqa/docs.jsonl").read_text("utf-8").splitlines()
    words = set(re.findall(r"[a-z]{4,}", " ".join(json.loads(line)["text"] for line in lines)))
    by_stem: dict[str, list[str]] = {}
    for word in words:
        by_stem.setdefault(stem(word), []).append(word)
    strange = [
        (one, other)
        for root, forms in by_stem.items()
        for one, other in combinations(forms, 2)
        if root[1:3] not in one or root[1:3] not in other
    ]
    assert len(strange) <= len(words) / 50


def test_a_piece_too_long_to_be_remembered_is_stemmed_all_the_same() -> None:
    assert set(stems_of(["memilih/" * 20])[1].split()) == {"pilih/memilih"}
    assert stems_of(["mengunfollow/" * 20])[0].split() == ["unfollow"] * 20
