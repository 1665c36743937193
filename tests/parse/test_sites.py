from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Candidate
from berita_tui.parse.sites import MAX_CANDIDATES, feeds_in

PAGE = "https://warta.example/nasional/"


def found(html: str) -> list[tuple[str, str]]:
    return [(each.address, each.title) for each in feeds_in(html.encode(), address=PAGE)]


def link(
    href: str, kind: str = "application/rss+xml", rel: str = "alternate", more: str = ""
) -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" {more}>'


def test_feeds_come_in_the_order_of_the_page_with_their_titles() -> None:
    html = (
        "<html><head>"
        + link("/rss", more='title="Warta &amp; berita"')
        + link("https://other.example/atom?a=1&amp;b=2", "application/atom+xml")
        + link("feed.json", "application/feed+json; charset=utf-8")
        + "</head><body>text</body></html>"
    )
    assert feeds_in(html.encode(), address=PAGE) == (
        Candidate(address="https://warta.example/rss", title="Warta & berita"),
        Candidate(address="https://other.example/atom?a=1&b=2"),
        Candidate(address="https://warta.example/nasional/feed.json"),
    )


def test_a_base_moves_relative_links() -> None:
    html = '<base target="_top"><base href="//cdn.example/x/">' + link("rss.xml")
    assert found(html) == [("https://cdn.example/x/rss.xml", "")]


def test_a_base_that_is_none_changes_nothing() -> None:
    html = '<base href="http://[::1"><base href="/x/">' + link("rss.xml")
    assert found(html) == [("https://warta.example/x/rss.xml", "")]


def test_feeds_of_comments_come_last_and_none_comes_twice() -> None:
    html = link("/comments/feed/") + link("/feed/") + link("/feed/")
    assert [address for address, _ in found(html)] == [
        "https://warta.example/feed/",
        "https://warta.example/comments/feed/",
    ]


@pytest.mark.parametrize(
    ("html", "count"),
    [
        (link("/rss", rel="ALTERNATE nofollow"), 1),
        (link("/rss", "Application/RSS+XML"), 1),
        (link("/rss", "text/xml"), 1),
        (link("/rss", "", "feed"), 1),
        (link("/rss", "text/html", "feed"), 0),
        (link("/rss", ""), 0),
        (link("/en/", "text/html"), 0),
        (link("/rss", rel="stylesheet"), 0),
        (link("/wp-json/", "application/json"), 0),
        (link("/feed.json", "application/json"), 1),
        (link("/oembed", "application/json+oembed"), 0),
        (link(""), 0),
        ('<link rel="alternate" type="application/rss+xml">', 0),
        ('<link href="/rss">', 0),
        (link("javascript:alert(1)"), 0),
        (link("file:///etc/passwd"), 0),
        (link("http://[::1"), 0),
        (f"<!-- {link('/rss')} -->", 0),
        (f"<script>'{link('/rss')}'</script>", 0),
        ("", 0),
        ("<!-- -->", 0),
        ("no markup", 0),
    ],
)
def test_what_counts_as_a_feed(html: str, count: int) -> None:
    assert len(found(html)) == count


def test_titles_are_clean() -> None:
    assert found(link("/rss", more='title="a&#27;[2Jb\n"'))[0][1] == "ab"


def test_a_page_names_so_many_feeds_and_no_more() -> None:
    html = "".join(link(f"/{n}") for n in range(100))
    assert len(found(html)) == MAX_CANDIDATES


def test_the_charset_is_respected() -> None:
    html = link("/rss", more='title="é"').encode("utf-16")
    assert feeds_in(html, address=PAGE)[0].title == "é"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_bytes_make_it_raise(content: bytes, charset: str) -> None:
    feeds_in(content, address=PAGE, charset=charset)
    feeds_in(b"<link rel=alternate type=text/xml href='" + content, address=PAGE)
