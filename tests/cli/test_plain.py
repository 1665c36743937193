from __future__ import annotations

from datetime import UTC, datetime

from berita_tui.cli.plain import article_lines, block_lines
from berita_tui.language import Language
from berita_tui.news import (
    Article,
    Code,
    Document,
    Entry,
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

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ENGLISH = Language("en")


def words(text: str, link: int = 0) -> tuple[Span, ...]:
    return (Span(text, link=link),)


def lines_of(entry: Entry, document: Document, **marks: bool) -> list[str]:
    article = Article(key=b"\x01" * 16, number=1, source="", entry=entry, first_seen=NOON, **marks)
    return list(article_lines(article, None, document, ENGLISH, NOON))


def test_every_kind_of_block_is_readable_without_drawing() -> None:
    blocks = (
        Heading(2, words("Judul")),
        Paragraph((Span("Lihat "), Span("si", link=1), Span("tus", link=1), Span("."))),
        Listing(((Paragraph(words("satu")), Paragraph(words("lagi"))), (Paragraph(words("dua")),))),
        Listing(((Paragraph(words("tiga")),),), is_ordered=True, start=3),
        Quote((Paragraph(words("kata")), Paragraph(words("dia\nlagi")))),
        Code("a = 1\n\nb"),
        Table((((*words("k"),), words("v")), (words("1"), words("2"))), caption=words("Harga")),
        Figure("https://x.example/a.jpg", "alat", words("Dermaga")),
        Figure("https://x.example/b.jpg", "alat"),
        Figure("https://x.example/c.jpg"),
        Rule(),
    )
    assert list(block_lines(blocks, ENGLISH)) == [
        "Judul",
        "Lihat situs [1].",
        "- satu\n  lagi\n- dua",
        "3. tiga",
        "> kata\n>\n> dia\n> lagi",
        "    a = 1\n\n    b",
        "Harga\nk | v\n1 | 2",
        "Picture: Dermaga",
        "Picture: alat",
        "* * *",
    ]


def test_an_article_with_nothing_still_says_what_it_is() -> None:
    lines = lines_of(Entry(), Document())
    assert lines[0] == "(untitled)"
    assert lines[-1] == "id " + "01" * 16
    assert "unread" in lines


def test_marks_and_lead_are_told() -> None:
    lines = lines_of(
        Entry(lead="Kalimat.", place="DESA"), Document(), is_read=True, is_bookmarked=True
    )
    assert "already read, bookmarked" in lines
    assert lines[-1] == "DESA — Kalimat."


def test_an_edit_is_told_until_it_is_read() -> None:
    assert "unread, edited" in lines_of(Entry(), Document(), is_edited=True)
    changed = lines_of(Entry(), Document(), is_read=True, is_edited=True, is_changed=True)
    assert "already read, edited since you read it" in changed


def test_a_picture_is_told_once() -> None:
    picture = Picture(address="https://x.example/a.jpg", alt="alat")
    shown = Document(blocks=(Figure(picture.address, "alat"),))
    for entry, document in (
        (Entry(pictures=(picture,)), shown),
        (Entry(pictures=(picture,)), Document()),
        (Entry(caption="alat"), Document()),
        (Entry(caption="alat", pictures=(picture,)), Document()),
    ):
        assert lines_of(entry, document).count("Picture: alat") == 1


def test_links_are_listed_with_or_without_words() -> None:
    links = (Link("https://x.example/", "kata"), Link("https://y.example/", ""))
    lines = lines_of(Entry(), Document(links=links))
    assert lines[-3:] == ["Links:", "[1] kata: https://x.example/", "[2] https://y.example/"]
