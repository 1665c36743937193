from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Enclosure, Picture, Unreadable
from berita_tui.parse.jsonfeed import read_json_feed

SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(root: object, address: str = "https://contoh.id/feed.json") -> Any:
    return read_json_feed(json.dumps(root), address=address, seen=SEEN)


def test_a_whole_feed_is_read() -> None:
    feed = read(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Kabar &amp; Contoh",
            "home_page_url": "https://contoh.id/",
            "feed_url": "https://contoh.id/feed.json",
            "language": "id",
            "authors": [{"name": "Redaksi"}],
            "items": [
                {
                    "id": "1",
                    "url": "/berita/1",
                    "title": "Panen raya",
                    "content_html": '<p>Isi <a href="/x">tautan</a>.</p>',
                    "summary": "Ringkasnya lain.",
                    "date_published": "2026-11-20 08:00",
                    "date_modified": "2026-11-21T08:00:00+07:00",
                    "image": "a.jpg",
                    "tags": ["Ekonomi", None, "Ekonomi", "Pangan"],
                    "attachments": [
                        {"url": "b.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9},
                        {"url": "javascript:x"},
                        "x",
                    ],
                },
                {"id": "https://contoh.id/2", "content_text": "a < b", "author": {"name": "Ani"}},
                {"id": "3", "summary": "Hanya ringkasan.", "external_url": "https://lain.id/"},
            ],
        }
    )
    assert (feed.title, feed.homepage, feed.language) == (
        "Kabar & Contoh",
        "https://contoh.id/",
        "id",
    )
    assert feed.address == "https://contoh.id/feed.json"
    first, second, third = feed.entries
    assert (first.guid, first.link, first.title) == (
        "1",
        "https://contoh.id/berita/1",
        "Panen raya",
    )
    assert first.author == "Redaksi"
    assert first.published.isoformat() == "2026-11-20T08:00:00+07:00"
    assert first.modified.isoformat() == "2026-11-21T08:00:00+07:00"
    assert first.lead == "Ringkasnya lain."
    assert "https://contoh.id/x" in first.html
    assert (first.section, first.keywords) == ("Ekonomi", ("Ekonomi", "Pangan"))
    assert first.pictures == (Picture(address="https://contoh.id/a.jpg"),)
    mp3 = Enclosure(address="https://contoh.id/b.mp3", media_type="audio/mpeg", size=9)
    assert first.enclosures == (mp3,)
    assert (second.link, second.text, second.author) == ("https://contoh.id/2", "a < b", "Ani")
    assert (third.link, third.text, third.lead) == ("https://lain.id/", "Hanya ringkasan.", "")


def test_items_that_are_none_are_passed_over() -> None:
    items: list[object] = [None, 1, "x", {"id": {}}, {"id": 1, "title": ["x"], "date_published": 5}]
    feed = read({"items": items, "home_page_url": "http://[", "authors": "x"})
    assert [entry.guid for entry in feed.entries] == ["1"]
    assert feed.homepage == ""


def test_numbers_of_any_length_are_no_trouble() -> None:
    feed = read_json_feed('{"items":[{"id":%s}]}' % ("9" * 5000), address="", seen=SEEN)
    assert feed.entries[0].guid.startswith("9" * 64)


@pytest.mark.parametrize(
    "text", ["{", '{"items": {}}', '{"a": 1}', "[" * 100_000, '{"a":' * 50_000]
)
def test_other_json_is_no_feed(text: str) -> None:
    with pytest.raises(Unreadable, match="no feed"):
        read_json_feed(text, address="", seen=SEEN)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("http://["),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
NAMES = st.sampled_from(
    (
        *("id", "url", "title", "content_html", "content_text", "summary", "date_published"),
        *("tags", "authors", "author", "image", "attachments", "language", "external_url"),
    )
)


@pytest.mark.unmeasured
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=6), max_size=3))
def test_no_json_breaks_it(items: list[dict[str, object]]) -> None:
    read({"items": items})
