from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from berita_tui.news import Enclosure, Entry, Feed, Picture
from berita_tui.parse import room
from berita_tui.parse.feeds import read_feed
from berita_tui.parse.room import fitted

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(hours: int | None, *, body: str = "Isi berita.", lead: str = "") -> Entry:
    when = None if hours is None else NOON - timedelta(hours=hours)
    return Entry(published=when, html=body, text=body, lead=lead, is_whole=True)


def test_what_fits_stays_as_it_is() -> None:
    feed = Feed(title="Contoh", entries=(entry(1), entry(None)))
    assert fitted(feed) is feed


def test_the_oldest_bodies_give_way_and_no_entry_does(monkeypatch: pytest.MonkeyPatch) -> None:
    one = room._body(entry(1))
    monkeypatch.setattr(room, "ROOM_FOR_BODIES", 2 * one)
    brief = entry(None, body="", lead="Singkat")
    feed = Feed(entries=(entry(9, lead="Teras"), entry(None), entry(2), brief, entry(1)))
    done = fitted(feed).entries
    assert [each.html != "" for each in done] == [False, False, True, False, True]
    assert [each.lead for each in done] == ["Teras", "Isi berita.", "", "Singkat", ""]
    assert [each.is_whole for each in done] == [False, False, True, True, True]
    assert [each.published for each in done] == [each.published for each in feed.entries]


def test_files_give_way_to_files_only(monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = (
        replace(
            entry(hours),
            pictures=(Picture(address="https://contoh.id/a.png", alt="alt"),),
            enclosures=(Enclosure(address="https://contoh.id/a.mp3", media_type="audio/mpeg"),),
        )
        for hours in (1, 2)
    )
    monkeypatch.setattr(room, "ROOM_FOR_FILES", room._files(new))
    monkeypatch.setattr(room, "ROOM_FOR_BODIES", 0)
    first, second = fitted(Feed(entries=(new, old))).entries
    assert (first.html, first.pictures, first.enclosures) == ("", new.pictures, new.enclosures)
    assert (second.html, second.pictures, second.enclosures) == ("", (), ())


RSS = """<rss><channel><item><title>A</title>
<description>Isi &lt;b&gt;berita&lt;/b&gt;</description></item></channel></rss>"""
JSON = """{"version": "https://jsonfeed.org/version/1",
"items": [{"id": "1", "title": "A", "content_html": "Isi <b>berita</b>"}]}"""


@pytest.mark.parametrize("feed", [RSS, JSON])
def test_every_kind_of_feed_is_fitted(feed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "ROOM_FOR_BODIES", 0)
    (only,) = read_feed(feed.encode(), address="https://contoh.id/rss", seen=NOON).entries
    assert (only.title, only.lead, only.html) == ("A", "Isi berita", "")


def test_a_feed_of_many_long_bodies_brings_a_bounded_amount() -> None:
    long = entry(1, body="x" * 7_000)
    done = fitted(Feed(entries=(long,) * 2_000)).entries
    assert len(done) == 2_000
    assert 0.9 * room.ROOM_FOR_BODIES < sum(map(room._body, done)) <= room.ROOM_FOR_BODIES
    assert all(len(each.lead) == 2_000 for each in done if not each.html)
