from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.parse import entries
from berita_tui.parse.entries import (
    MAX_GUID,
    bounded_guid,
    joined_names,
    language_tag,
    number_in,
    plain_html,
    plain_title,
    written,
)
from berita_tui.parse.markup import clean_body

LONG = "Warga menanam pohon di tepi sungai. " * 60


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Pasar <b>tumbuh</b> &amp; ramai", "Pasar tumbuh & ramai"),
        ("Pasar &lt;b&gt;tumbuh&lt;/b&gt;", "Pasar tumbuh"),
        ("a < b, c > d", "a < b, c > d"),
        ("1 <2 dan <3", "1 <2 dan <3"),
        ("Satu<br/>Dua<p>Tiga</p>", "Satu Dua Tiga"),
        ("Aman<script>x()</script>!<!-- a --><!-- b >", "Aman!"),
        ("<!doctype html><title>Judul</title>", "Judul"),
        ("&#27;[2J&nbsp;x", "[2J x"),
        ("[bold]x[/]", "[bold]x[/]"),
    ],
)
def test_titles_lose_their_markup(text: str, plain: str) -> None:
    assert plain_title(text) == plain


def test_literal_titles_keep_their_entities() -> None:
    assert plain_title("A &amp; B <i>c</i>", is_literal=True) == "A &amp; B c"


def test_plain_text_becomes_paragraphs() -> None:
    assert plain_html("a < b\nc\r\n\r\nd") == "<p>a &lt; b<br>c</p><p>d</p>"


def test_long_guids_are_hashed_and_stay_different() -> None:
    first, second = bounded_guid("x" * 10_000 + "1"), bounded_guid("x" * 10_000 + "2")
    assert first != second
    assert len(first) <= MAX_GUID
    assert bounded_guid(" tag:contoh.id,2026:1\x1b ") == "tag:contoh.id,2026:1"


def test_names_are_said_once() -> None:
    assert joined_names(["Ani", "", "Budi &amp; Cici", "Ani"]) == "Ani, Budi & Cici"


@pytest.mark.parametrize(
    ("text", "tag"),
    [("id_ID", "id-id"), ("in", "id"), ("EN", "en"), ("Bahasa Indonesia", ""), (None, "")],
)
def test_language_tags_are_small_or_nothing(text: object, tag: str) -> None:
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    ("text", "number"), [("60", 60), (" 12x", 12), ("-1", 0), (None, 0), ("9" * 40, 0)]
)
def test_numbers_are_read_within_reason(text: object, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("lead", "kept"),
    [
        ("STRASSE, pohon", ""),
        ("“Straße pohon”...", ""),
        ("—", ""),
        ("S", ""),
        ("Sstrasse", "Sstrasse"),
        ("Pohon straße", "Pohon straße"),
    ],
)
def test_words_are_compared_whatever_is_around_them(lead: str, kept: str) -> None:
    body = written(html="<p>(Straße) pohon rindang.</p>", summary=lead, base="", is_content=True)
    assert body.lead == kept


def test_a_lead_the_body_begins_with_is_not_said_twice() -> None:
    html = f"<p>{LONG}</p>"
    body = written(html=html, summary=f"{LONG[:50]}...", base="", is_content=True)
    assert body.lead == ""
    assert body.text.startswith("Warga menanam")
    assert written(html=html, summary="<p>Lain.</p>", base="", is_content=True).lead == "Lain."


@pytest.mark.parametrize(
    ("html", "place", "rest"),
    [
        ("<p>JAKARTA - Warga datang.</p>", "JAKARTA", "<p>Warga datang.</p>"),
        ("<p><strong>JAKARTA</strong> – Warga.</p>", "JAKARTA", "<p>Warga.</p>"),
        ("<p><strong>JAKARTA -</strong> Warga.</p>", "JAKARTA", "<p>Warga.</p>"),
        ("<p><strong>JAKARTA - Warga</strong> datang.</p>", "", None),
        ("<p><a href='http://x.id/'>JAKARTA</a> - Warga.</p>", "", None),
        ("<p>Warga datang - lalu pergi.</p>", "", None),
        ("<p>Warga.</p>", "", None),
    ],
)
def test_the_dateline_leaves_the_body(html: str, place: str, rest: str | None) -> None:
    body = written(html=f"{html}<p>Lalu.</p>", summary="", base="", is_content=True)
    assert body.place == place
    if rest:
        assert body.html == f"{rest}<p>Lalu.</p>"
        assert body.text.startswith("Warga")
        assert body.text.endswith("\n\nLalu.")
    else:
        assert body.html.startswith(html[:4])


@pytest.mark.parametrize(
    ("text", "is_content", "is_whole"),
    [
        (LONG, True, True),
        (LONG, False, True),
        (LONG[:700], True, True),
        (LONG[:700], False, False),
        (f"{LONG}...", True, False),
        (f"{LONG}[…]", True, False),
        (f"{LONG}</p><p>Baca selengkapnya", True, False),
        (f"{LONG}</p><p>The post Pohon appeared first on Contoh.", True, True),
        (f"{LONG[:700]} [&hellip;]</p><p>The post Pohon appeared first on Contoh.", True, False),
        ("Sebentar.", True, False),
        ("", True, False),
    ],
)
def test_whether_a_body_is_whole_is_guessed(text: str, is_content: bool, is_whole: bool) -> None:
    body = written(html=f"<p>{text}</p>", summary="", base="", is_content=is_content)
    assert body.is_whole is is_whole


@pytest.mark.parametrize(
    "end",
    [
        "dan...",
        "dan …",
        "dan [ ... ]",
        "dan [\u2026]",
        "dan (More)",
        "dan ( \u017felengkapnya ) \u00bb",
        "dan &HELLIP;",
        "READ MORE",
        "Continue reading \u201cdan\u201d \u2192",
        "cont\u0131nue readıng dan",
        "Read the rest of it",
        "read the Full text",
        "Baca selengkapnya",
        "Baca juga: dan",
        "\u017felengkapnya di sini",
    ],
)
def test_however_a_text_is_cut_it_is_not_whole(end: str) -> None:
    body = written(html=f"<p>{LONG}{end}</p>", summary="", base="", is_content=True)
    assert not body.is_whole


@given(summary=st.text(st.sampled_from("a <&\n\t\0é\u2019"), max_size=8))
def test_a_summary_is_read_as_markup_wherever_it_may_be_some(summary: str) -> None:
    may_be = not {"<", "&"}.isdisjoint(summary) or entries._ODD.search(summary)
    assert entries._text_of(summary, "") == (clean_body(summary)[1] if may_be else summary)
