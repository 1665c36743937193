from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import canonical
from berita_tui.news.canonical import canonical_address, has_path

ARTICLE = "https://warta.example/nasional/123/judul-berita"
SINDO = "https://nasional.sindonews.com/read/1511234/12/judul-berita-1582797600"


@pytest.mark.parametrize(
    "other",
    [
        "http://warta.example/nasional/123/judul-berita",
        "https://www.warta.example/nasional/123/judul-berita/",
        "https://m.warta.example/nasional/123/judul-berita",
        "https://www.m.warta.example/nasional/123/judul-berita",
        "https://amp.warta.example/nasional/123/judul-berita",
        f"{ARTICLE}/amp",
        f"{ARTICLE}/amp/",
        f"{ARTICLE}.amp",
        f"{ARTICLE}/amp.html",
        "https://warta.example/amp/nasional/123/judul-berita",
        f"{ARTICLE}?amp=1",
        f"{ARTICLE}?outputType=amp",
        f"{ARTICLE}?utm_source=rss&utm_medium=feed",
        f"{ARTICLE}?fbclid=abc&gclid=1&mc_cid=2&igshid=3",
        f"{ARTICLE}?page=all",
        f"{ARTICLE}?showpage=all",
        f"{ARTICLE}?single=1",
        f"{ARTICLE}?view=all#komentar",
        "https://warta-example.cdn.ampproject.org/c/s/warta.example/nasional/123/judul-berita/amp",
        "https://www.google.com/amp/s/warta.example/nasional/123/judul-berita",
        "https://warta.example/nasional/123/judul%2Dberita",
    ],
)
def test_all_faces_of_an_article_are_one(other: str) -> None:
    assert canonical_address(other) == canonical_address(ARTICLE)


@pytest.mark.parametrize(
    "other",
    [
        "https://lain.example/nasional/123/judul-berita",
        "https://warta.example/nasional/124/judul-berita",
        "https://warta.example:8443/nasional/123/judul-berita",
        f"{ARTICLE}?id=7",
        f"{ARTICLE}?page=2",
        "https://warta.example/",
        "",
    ],
)
def test_other_articles_are_others(other: str) -> None:
    assert canonical_address(other) != canonical_address(ARTICLE)


@pytest.mark.parametrize(
    "other",
    [
        f"{SINDO}/5",
        f"{SINDO}?showpage=all",
        "https://nasional.sindonews.com/newsread/1511234/12/judul-berita-1582797600",
        "https://sumut.sindonews.com/read/1511234/171/judul-lain-1582797600/10",
        "http://sindonews.com/read/1511234",
    ],
)
def test_an_article_of_sindonews_is_its_number(other: str) -> None:
    assert canonical_address(other) == canonical_address(SINDO)


def test_what_only_looks_like_sindonews_is_not() -> None:
    assert canonical_address("https://sindonews.com.example/read/1511234/") != canonical_address(
        SINDO
    )
    assert canonical_address("https://www.sindonews.com/feed") == "//sindonews.com/feed"


def test_the_order_of_parameters_says_nothing() -> None:
    one, other = (f"https://a.example/?{query}" for query in ("p=1&q=2", "q=2&p=1"))
    assert canonical_address(one) == canonical_address(other) == "//a.example/?p=1&q=2"


@pytest.mark.parametrize(
    ("address", "is_deep"),
    [
        ("https://a.example/", False),
        ("https://www.a.example/?utm_source=x", False),
        ("https://a.example/?p=12", True),
        ("https://a.example/x", True),
        ("https://www.google.com/amp/s/a.example", False),
        ("https://m.id/x", True),
    ],
)
def test_a_front_page_has_no_path(address: str, is_deep: bool) -> None:
    assert has_path(address) is is_deep


PIECES = "www.|m.|a.id|sindonews.com|/read/12|/|/amp/|/amp|.amp|%41|;|@|:80|.|-|A|é|#|?a=1|&|["


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=6).map("".join))
def test_a_bare_address_is_taken_apart_as_any_other(rest: str) -> None:
    address = f"https://{rest}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    assert canonical._parts(address) == (parts.netloc.lower(), parts.path, parts.query)
