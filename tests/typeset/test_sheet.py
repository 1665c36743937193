from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import ENTRY, EVERYTHING, NOW, SOURCE, article, document, long_document, said
from berita_tui.language import Language
from berita_tui.news import (
    Block,
    Code,
    Document,
    Enclosure,
    Entry,
    Face,
    Figure,
    Heading,
    Link,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Span,
    Table,
)
from berita_tui.typeset import Finder, Role, Sheet
from berita_tui.typeset.breaking import break_lines

ENGLISH = Language("en")
PLAIN = replace(ENTRY, pictures=(), place="")


def sheet(
    document: Document = EVERYTHING,
    entry: Entry = ENTRY,
    *,
    language: Language = ENGLISH,
    find: Finder | None = None,
    is_ascii: bool = False,
) -> Sheet:
    return Sheet(
        article(entry), SOURCE, document, language=language, now=NOW, find=find, is_ascii=is_ascii
    )


def text(sheet: Sheet, width: int = 60) -> str:
    lines = (line.text.rstrip() for line in sheet.all_lines(width))
    return "\n".join(lines).replace("\xa0", " ")


def body(*blocks: Block, width: int = 30, is_ascii: bool = False) -> list[str]:
    made = sheet(document(*blocks), PLAIN, is_ascii=is_ascii)
    lines = [line.text.rstrip() for part in range(1, len(made)) for line in made.lines(part, width)]
    return lines[1:]


def test_an_article_reads_like_a_page_of_a_newspaper() -> None:
    assert text(sheet()) == (
        "Warga desa menanam seribu pohon di tepi sungai\n"
        "Warta Contoh · Lingkungan\n"
        "Monday, 23 November 2026 09:30 WIB (2 hours ago) ·\n"
        "2 min read\n"
        "By Sari Penulis · Editor: abc\n"
        "────────────────────────────────────────────────────────────\n"
        "\n"
        "[Picture] Bibit di balai desa.\n"
        "\n"
        "LERENG HIJAU — Warga menanam seribu pohon sejak pagi, kata\n"
        "laman resmi desa[1]. Air sungai, H₂O, kembali jernih.\n"
        "\n"
        "Gotong royong\n"
        "\n"
        " 9. Menggali lubang sedalam lutut orang dewasa di sepanjang\n"
        "    tepi sungai\n"
        "10. Menanam\n"
        "    ◦ jati\n"
        "    ◦ mahoni\n"
        "\n"
        "▎ Pohon ini untuk cucu kami.\n"
        "▎\n"
        "▎ — Seorang warga\n"
        "\n"
        "[Picture] Anak-anak menyiram bibit\n"
        "\n"
        "Dusun  Pohon\n"
        "─────  ─────\n"
        "Hulu   600\n"
        "Hilir  400\n"
        "\n"
        " def tanam(pohon):\n"
        "     return pohon + 1\n"
        "\n"
        "                    ────────────────────\n"
        "\n"
        "Baca juga\n"
        "\n"
        "peta.example[2]\n"
        "\n"
        "────────────────────\n"
        "Links\n"
        "[1] https://desa.example/laman/resmi\n"
        "[2] https://lain.example/"
    )


def test_the_head_is_in_the_readers_language() -> None:
    lines = text(sheet(language=Language("id"))).split("\n")
    assert lines[2].startswith("Senin, 23 November 2026 09.30 WIB (")


def test_ascii_draws_with_ascii_alone() -> None:
    drawn = text(sheet(replace(EVERYTHING, links=()), replace(ENTRY, place=""), is_ascii=True))
    assert drawn.replace("H₂O", "").replace("— Seorang", "").isascii()


def test_an_article_without_title_outlet_or_date_says_what_is_known() -> None:
    lines = text(sheet(document(said("Isi.")), Entry())).split("\n")
    assert lines[0] == "(untitled)"
    assert lines[1] == "Warta Contoh"
    assert lines[2].startswith("first seen ")
    assert lines[3].startswith("────")


def test_the_place_stands_before_the_first_paragraph_even_below_a_picture() -> None:
    entry = replace(PLAIN, place="DENPASAR")
    made = sheet(document(Figure("https://a.example/p.png"), said("Hujan.")), entry)
    assert "[Picture]\n\nDENPASAR — Hujan." in text(made)
    dateline = [p for line in made.lines(2, 40) for p in line.pieces if Role.DATELINE in p.roles]
    assert [piece.text for piece in dateline] == ["DENPASAR — "]


def test_a_place_without_a_paragraph_stands_alone() -> None:
    made = sheet(document(Quote((said("Hujan."),))), replace(PLAIN, place="DENPASAR"))
    assert "DENPASAR —\n\n▎ Hujan." in text(made)


@pytest.mark.parametrize(
    ("changes", "blocks", "expected"),
    [
        ({"caption": "Rapat dibuka."}, (), "Rapat dibuka."),
        ({"pictures": (Picture(address="https://a.example/1"),)}, (), "[Picture]"),
        ({"pictures": (Picture(address="https://a.example/1", alt="Peta"),)}, (), "[Picture] Peta"),
        (
            {"pictures": (Picture(address="https://a.example/1"),), "caption": "Rapat."},
            (),
            "[Picture] Rapat.",
        ),
    ],
)
def test_the_picture_above_the_text_comes_with_its_caption(
    changes: dict[str, object], blocks: tuple[Block, ...], expected: str
) -> None:
    entry = replace(PLAIN, **changes)  # type: ignore[arg-type]
    assert f"\n\n{expected}\n\nIsi." in text(sheet(document(*blocks, said("Isi.")), entry))


def test_a_picture_the_text_shows_itself_is_not_shown_twice() -> None:
    figure = Figure("https://a.example/1", "", (Span("Di teks."),))
    entry = replace(PLAIN, pictures=(Picture(address="https://a.example/1", caption="Di atas."),))
    drawn = text(sheet(document(said("Isi."), figure), entry))
    assert "Di atas." not in drawn
    assert "[Picture] Di teks." in drawn


def test_an_article_without_text_shows_its_lead_or_says_that_none_was_sent() -> None:
    assert "\n\nSatu.\n\nDua." in text(sheet(document(), replace(PLAIN, lead="Satu.\n\nDua.")))
    note = "The source sent no text with this headline."
    assert note in text(sheet(document(), PLAIN))
    assert note not in text(sheet(document(), replace(PLAIN, lead="Satu.")))


def test_files_that_came_along_are_listed_with_the_links() -> None:
    enclosures = (
        Enclosure(address="https://a.example/siaran.mp3", media_type="audio/mpeg"),
        Enclosure(address="ftp://a.example/x"),
    )
    made = sheet(document(said("Isi.")), replace(PLAIN, enclosures=enclosures))
    assert made.links == (Link("https://a.example/siaran.mp3", "audio/mpeg"),)
    assert text(made).endswith("Links\n[1] https://a.example/siaran.mp3")


def test_a_long_address_in_the_list_of_links_is_cut() -> None:
    link = Link("https://a.example/" + "x" * 5000, "sini")
    made = sheet(Document(blocks=(said("sini", link=1),), links=(link,)), PLAIN)
    lines = list(made.all_lines(40))
    assert lines[-1].text.endswith("…")
    assert len(lines) < 25
    assert all(piece.link == 1 for piece in lines[-1].pieces if piece.text.strip())


def test_lists_keep_their_form() -> None:
    loose = Listing(((said("satu"), said("lanjut")), (said("dua"),)))
    assert body(loose) == ["• satu", "", "  lanjut", "", "• dua"]
    deep = Listing(((Listing(((Listing(((said("a"),),)),),)),), (), (said("b"),)))
    assert body(deep) == ["• ◦ ▪ a", "•", "• b"]
    assert body(Listing(((said("a"),),)), is_ascii=True) == ["* a"]


def test_quotes_keep_their_bar_around_everything() -> None:
    quote = Quote((said("satu"), Listing(((said("dua tiga empat lima enam tujuh delapan"),),))))
    assert body(quote) == ["▎ satu", "▎", "▎ • dua tiga empat lima enam", "▎   tujuh delapan"]
    assert body(Quote(())) == ["▎"]
    nested = Quote((Quote((said("dalam"),)),))
    assert body(nested) == ["▎ ▎ dalam"]
    assert body(Listing(((Rule(),),)))[0].startswith("•")


def test_headings_differ_by_level_and_keep_their_matches() -> None:
    blocks = (Heading(2, (Span("Air"),)), Heading(4, (Span("Air"),)))
    made = sheet(document(*blocks), PLAIN, find=lambda _: ((0, 3),))
    roles = [made.lines(part, 40)[1].pieces[0].roles for part in (1, 2)]
    assert roles == [(Role.HEADING, Role.FOUND), (Role.STRONG, Role.FOUND)]


def test_code_keeps_its_lines_and_blanks_and_cuts_what_is_too_long() -> None:
    code = Code("\nif a:\n\tb = 'x'   # y\n\n" + "c" * 30 + "\n")
    assert body(code, width=20) == [
        " if a:",
        "     b = 'x'   # y",
        "",
        " cccccccccccccccccc",
        " cccccccccccc",
    ]
    made = sheet(document(code), PLAIN)
    assert {line.cells for line in made.lines(1, 20)[1:]} == {20}


def test_matches_in_code_are_lit() -> None:
    found = sheet(
        document(Code("a b c\n")), PLAIN, find=lambda t: ((2, 3),) if t == "a b c" else ()
    )
    assert [p.text for p in found.lines(1, 30)[1].pieces if p.match] == ["b"]


def test_matches_are_lit_in_title_caption_list_and_cell() -> None:
    def find(text: str) -> list[tuple[int, int]]:
        return [(m.start(), m.end()) for m in re.finditer("bola", text)]

    blocks = (
        Listing(((said("bola"),),)),
        Figure("", "", (Span("bola"),)),
        Table((((Span("bola"),), (Span("x bola"),)),)),
    )
    made = sheet(document(*blocks), replace(PLAIN, title="bola"), find=find)
    lit = [p for line in made.all_lines(40) for p in line.pieces if Role.FOUND in p.roles]
    assert [piece.text for piece in lit] == ["bola"] * 5


def test_what_nests_too_deep_for_the_width_gives_up_indents_not_text() -> None:
    block: Block = said("teks di dalam sekali")
    for _ in range(3000):
        block = Quote((block,))
    lines = body(block, width=20)
    assert "".join(line.strip("▎ ") for line in lines) == "teks di dalamsekali"
    deep: Block = said("isi")
    for _ in range(3000):
        deep = Listing(((deep,),))
    assert body(deep, width=12)[-1].endswith("isi")
    wide = Listing(((said("isi panjang"),),), is_ordered=True, start=10**9)
    assert "".join(body(wide, width=8)).endswith("panjang")


def test_long_paragraphs_and_code_come_in_parts_and_lose_nothing() -> None:
    words = " ".join(f"kata{number}" for number in range(5000))
    spans = (Span(words[:100], Face.STRONG), Span(words[100:20000]), Span(words[20000:]))
    lines = body(Paragraph(spans), width=60)
    assert " ".join(lines) == words
    letters = "x" * 30000
    assert "".join(body(said(letters), width=60)) == letters
    accents = "e\u0301" * 10000
    assert "".join(body(said(accents), width=60)) == accents
    marks = sheet(document(said("\u0301" * 20000)), PLAIN)
    assert len(marks) == 4
    assert len(sheet(document(Code("x\n" * 250)), PLAIN)) == 4
    assert len(sheet(document(Code("x" * 20000)), PLAIN)) == 4


def test_tables_of_any_length_are_capped_and_say_so() -> None:
    table = Table(tuple(((Span(str(n)),),) for n in range(3000)), caption=(Span("Hasil"),))
    lines = body(table)
    assert lines[0] == "Hasil"
    assert lines[-1] == "2,000 more rows are not shown."
    assert len(lines) == 1002


def test_positions_depend_on_the_document_alone() -> None:
    made = [
        sheet(language=ENGLISH),
        sheet(language=Language("id"), is_ascii=True, find=lambda _: ()),
    ]
    assert len(made[0]) == len(made[1])


def test_guesses_are_near_enough_to_scroll_by() -> None:
    made = sheet(long_document(200))
    for width in (40, 72):
        guessed = sum(made.guess(part, width) for part in range(len(made)))
        real = sum(len(made.lines(part, width)) for part in range(len(made)))
        assert abs(guessed - real) < real * 0.2
    assert [sheet().guess(part, 40) > 0 for part in range(len(sheet()))]


def test_paragraphs_are_set_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[str] = []

    def noted(text: str, *rest: Any) -> Any:
        broken.append(text)
        return break_lines(text, *rest)

    monkeypatch.setattr("berita_tui.typeset.prose.break_lines", noted)
    made = sheet(long_document(2000))
    assert not broken
    made.lines(len(made) // 2, 72)
    assert len(broken) <= 1
    assert sum(1 for _ in made.all_lines(72)) > 8000


def test_an_old_article_is_dated_once() -> None:
    lines = text(sheet(entry=replace(PLAIN, published=NOW - timedelta(days=400)))).split("\n")
    assert lines[2] == "Sunday, 19 October 2025 05:00 UTC · 2 min read"


def test_an_article_of_tomorrow_is_dated_all_the_same() -> None:
    entry = replace(PLAIN, published=NOW + timedelta(hours=20))
    assert "Tuesday, 24 November 2026" in text(sheet(document(), entry))


WORDS = st.text(
    st.one_of(
        st.sampled_from(" \n\t[]/字👩\u200d\ufe0f\u0301\u200b\xad\x1b\x9b\u202e\u2028\ud800"),
        st.characters(),
    ),
    max_size=40,
)
SPANS = st.lists(
    st.builds(Span, WORDS, st.sampled_from(list(Face)), st.integers(0, 2)), max_size=3
).map(tuple)
LEAVES = st.one_of(
    st.builds(Paragraph, SPANS),
    st.builds(Heading, st.integers(1, 6), SPANS),
    st.builds(Code, WORDS),
    st.builds(Figure, st.sampled_from(["", "https://a.example/"]), WORDS, SPANS),
    st.just(Rule()),
    st.builds(
        Table,
        st.lists(st.lists(SPANS, min_size=3, max_size=3).map(tuple), max_size=3).map(tuple),
        st.booleans(),
        SPANS,
    ),
)
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Quote, st.lists(inner, max_size=3).map(tuple)),
        st.builds(
            Listing,
            st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple),
            st.booleans(),
            st.integers(-5, 1000),
        ),
    ),
    max_leaves=8,
)


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=4), WORDS, st.integers(1, 90))
def test_nothing_a_text_holds_makes_a_line_too_wide_or_lets_a_control_through(
    blocks: list[Block], title: str, width: int
) -> None:
    links = (Link("https://a.example/", title), Link("https://b.example/" + "y" * 50, ""))
    made = sheet(Document(blocks=tuple(blocks), links=links), replace(ENTRY, title=title))
    for line in made.all_lines(width):
        assert line.cells <= max(width, 8)
        assert not re.search(
            "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", line.text
        )
