from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from math import nan

import pytest

from berita_tui.news import Feed
from berita_tui.parse.feeds import read_feed
from berita_tui.parse.newest import cut_down, newest

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MOST, MORE = 9, 12


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("newest", "wellformed", "syndication", "jsonfeed"):
        monkeypatch.setattr(f"berita_tui.parse.{name}.MOST_ENTRIES", MOST)


def read(content: str) -> Feed:
    return read_feed(content.encode(), address="https://warta.example/feed", seen=NOON)


def day(number: int) -> datetime:
    """Return a date; the higher `number`, the newer it is."""
    return NOON - timedelta(hours=MORE - number)


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        ([3, 2, 1], [0, 1]),
        ([1, 2, 3], [1, 2]),
        ([1, 3, 2], [1, 2]),
        ([2, 2, 2], [0, 1]),
        ([nan, nan, nan], [0, 1]),
        ([nan, 1, 2], [0, 2]),
        ([1, nan, 2], [0, 2]),
        ([2, nan, 1], [0, 1]),
        ([1], [0]),
        ([], []),
    ],
)
def test_the_newest_are_kept_in_their_order(dates: list[float], kept: list[int]) -> None:
    assert newest(dates, 2) == kept


RSS = "<rss><channel><title>Warta</title>{items}</channel>{end}"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Warta</title>{items}</feed>{end}"
ITEM = "<item><title>{n}</title><pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
ENTRY = "<entry><updated>{date:%Y-%m-%dT%H:%M:%SZ}</updated><title>{n}</title></entry>"
CDATA = (
    "<item><description><![CDATA[<item><pubDate></item>]]></description><title>{n}</title>"
    "<!-- </item> --><dc:date><![CDATA[{date:%Y-%m-%dT%H:%M:%SZ}]]></dc:date></item>"
)
OPEN = "<item><title>{n}</title><pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"


@pytest.mark.parametrize(
    ("document", "entry", "end"),
    [
        pytest.param(RSS, ITEM, "</rss>", id="our own reader"),
        pytest.param(ATOM, ENTRY, "", id="Atom"),
        pytest.param(RSS, CDATA, "</rss>", id="feedparser, mended"),
        pytest.param(RSS, ITEM, "<b></a></rss>", id="feedparser, loose"),
        pytest.param(RSS, OPEN, "</rss>", id="never closed"),
    ],
)
def test_a_feed_longer_than_is_read_keeps_its_newest(document: str, entry: str, end: str) -> None:
    items = "".join(entry.format(n=n, date=day(n)) for n in range(MORE))
    found = read(document.format(items=items, end=end))
    titles = [each.title for each in found.entries]
    assert (titles[0], titles[-1], len(titles)) == ("3", str(MORE - 1), MOST)
    assert (found.title, found.left_out) == ("Warta", 3)


def test_a_json_feed_longer_than_is_read_keeps_its_newest() -> None:
    items = [
        {"id": str(n), "title": str(n), "date_modified": day(n).isoformat()} for n in range(MORE)
    ]
    found = read(json.dumps({"items": [7, *items]}))
    assert ([each.guid for each in found.entries[:1]], found.left_out) == (["3"], 3)
    assert len(found.entries) == MOST


def test_published_counts_before_modified_and_what_cannot_be_true_not_at_all() -> None:
    def entry(published: str, modified: str) -> str:
        return (
            f"<entry><modified>{modified}</modified><updated>{modified}</updated>"
            f"<published>{published}</published></entry>"
        )

    old = entry("2001-01-01T00:00:00Z", "2026-11-22T00:00:00Z")
    false = entry("2569-01-01T00:00:00Z", "2001-01-02T00:00:00Z")
    new = entry("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z") * MOST
    assert cut_down(f"<feed>{old}-{new}+{false}.</feed>", seen=NOON) == (
        f"<feed>-{new}+.</feed>",
        2,
    )


@pytest.mark.parametrize(
    "text",
    ["<rss>" + "<item/>" * MOST, "item " * MORE, "<item></item>" + "<entry/>" * MORE],
)
def test_what_has_no_more_than_is_read_stays_as_it_is(text: str) -> None:
    assert cut_down(text, seen=NOON) == (text, 0)
