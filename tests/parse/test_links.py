from __future__ import annotations

import pytest

from berita_tui.parse.links import untracked
from berita_tui.parse.markup import clean_html


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://a.id/x", "https://a.id/x"),
        ("https://a.id/x?id=7&b=", "https://a.id/x?id=7&b="),
        ("https://a.id/x?utm_source=rss&id=7&UTM_medium=a#c", "https://a.id/x?id=7#c"),
        ("https://a.id/x?fbclid=1&gclid=2", "https://a.id/x"),
        ("https://a.id/x?gclidx=1", "https://a.id/x?gclidx=1"),
    ],
)
def test_what_follows_a_reader_about_is_taken_out(address: str, plain: str) -> None:
    assert untracked(address) == plain


def test_links_of_an_article_follow_nobody() -> None:
    html = '<p><a href="https://a.id/x?utm_campaign=z&amp;p=1">x</a></p>'
    assert clean_html(html) == '<p><a href="https://a.id/x?p=1">x</a></p>'
