"""Articles: to set in type, one of every kind of formatting, long ones; and a page as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from berita_tui.news import (
    Article,
    Block,
    Code,
    Document,
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
    Source,
    Span,
    Table,
)

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
PLAIN = """Jembatan desa selesai diperbaiki

Senin, 3 Februari 2020 - 08:15 WIB
Jembatan desa selesai diperbaiki
A A A
DESA CONTOH - Jembatan itu kembali dilewati warga sejak pagi.

Perbaikan berlangsung tiga bulan dan selesai lebih cepat.
(xyz)
Copyright © 2024 Contoh
"""
"""What a reader copies out of a page, with what stands around the article."""

SOURCE = Source(key="s" * 32, address="https://warta.example/feed", title="Warta Contoh")

ENTRY = Entry(
    title="Warga desa menanam seribu pohon di tepi sungai",
    section="Lingkungan",
    outlet="Warta Contoh",
    author="Sari Penulis",
    editor="abc",
    place="LERENG HIJAU",
    published=datetime(2026, 11, 23, 9, 30, tzinfo=WIB),
    pictures=(Picture(address="https://warta.example/a.jpg", caption="Bibit di balai desa."),),
)


def article(entry: Entry = ENTRY, **changes: object) -> Article:
    return Article(
        key=b"k" * 16,
        number=7,
        source=SOURCE.key,
        entry=replace(entry, **changes),  # type: ignore[arg-type]
        first_seen=NOW,
        words=420,
    )


def said(text: str, face: Face = Face.PLAIN, link: int = 0) -> Paragraph:
    return Paragraph((Span(text, face, link),))


def document(*blocks: Block, links: tuple[Link, ...] = ()) -> Document:
    return Document(blocks=blocks, links=links)


EVERYTHING = document(
    Paragraph(
        (
            Span("Warga menanam "),
            Span("seribu pohon", Face.STRONG),
            Span(" sejak pagi, kata "),
            Span("laman resmi desa", link=1),
            Span(". Air sungai, H"),
            Span("2", Face.SUB),
            Span("O, kembali jernih."),
        )
    ),
    Heading(2, (Span("Gotong royong"),)),
    Listing(
        (
            (said("Menggali lubang sedalam lutut orang dewasa di sepanjang tepi sungai"),),
            (said("Menanam"), Listing(((said("jati"),), (said("mahoni"),)))),
        ),
        is_ordered=True,
        start=9,
    ),
    Quote((said("Pohon ini untuk cucu kami."), said("— Seorang warga"))),
    Figure("https://warta.example/b.jpg", "Anak-anak menyiram bibit"),
    Table(
        (
            ((Span("Dusun"),), (Span("Pohon"),)),
            ((Span("Hulu"),), (Span("600"),)),
            ((Span("Hilir"),), (Span("400"),)),
        ),
        has_header=True,
    ),
    Code("def tanam(pohon):\n    return pohon + 1\n"),
    Rule(),
    Heading(3, (Span("Baca juga"),)),
    said("peta.example", link=2),
    links=(
        Link("https://desa.example/laman/resmi", "laman resmi desa"),
        Link("https://lain.example/", "peta.example"),
    ),
)


def long_document(paragraphs: int) -> Document:
    return document(
        *(
            said(f"Paragraf {number}. " + "Air mengalir dari hulu ke hilir tanpa henti. " * 6)
            for number in range(paragraphs)
        )
    )
