from __future__ import annotations

import pytest

from berita_tui.parse.claims import is_article, is_deep

DEEP = "https://warta.example/nasional/12345/judul-sebuah-berita"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (DEEP, True),
        ("https://warta.example/2026/11/warga-menanam-pohon", True),
        ("https://warta.example/warga-menanam-pohon.html", True),
        ("https://warta.example/?p=1234", True),
        ("https://warta.example/", False),
        ("https://warta.example/nasional", False),
        ("https://warta.example/tag/pemilu-kepala-daerah", False),
        ("https://warta.example/indeks/2026", False),
    ],
)
def test_an_article_has_an_address_of_its_own(address: str, expected: bool) -> None:
    assert is_deep(address) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:type" content="article">', True),
        ('<meta property="og:type" content="Article">', True),
        ('<meta property="og:type" content="website">', False),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "J"}</script>',
         True),
        ('<script type="application/ld+json">{"@type": "WebSite", "headline": "J"}</script>',
         False),
        ("", False),
    ],
)  # fmt: skip
def test_a_page_must_say_that_it_is_an_article(head: str, expected: bool) -> None:
    content = f"<html><head>{head}</head><body><p>Isi.</p></body></html>".encode()
    assert is_article(content, address=DEEP) is expected
    assert not is_article(content, address="https://warta.example/")


def test_nothing_is_no_article() -> None:
    assert not is_article(b"", address=DEEP)
