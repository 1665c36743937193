"""Hostile feeds in the app: listed, opened, and nothing moves, runs or reaches the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from berita_tui.app import BeritaApp
from berita_tui.news import Source
from berita_tui.parse.feeds import read_feed
from readers import NOON, Reader, screen_text, settle

OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
FEED = "<rss><channel><title>{0}</title><item><title>{0}</title><description>{0} {0}</description>"
TEXTS = (
    "&#27;[2Jhapus", "&#155;31mc1", "&#27;]52;c;eA==&#7;", "&#8238;gpj.exe",
    "[@click=app.quit]x[/]", "[/]", "&#x300;" * 90, "&#8203;", "&#x1F468;&#8205;" * 30, "字" * 200,
    "&#13;timpa", "&#xE000;",
)  # fmt: skip


def follow(reader: Reader, feeds: Iterable[bytes]) -> int:
    for number, content in enumerate(feeds):
        source = Source.followed(f"https://a{number}.example/rss")
        feed = read_feed(content, address=source.address, seen=NOON)
        (source,) = reader.store.sources.add(source)
        reader.store.sources.learn(source.key, title=feed.title)
        reader.store.articles.save(source, feed.entries[:1], when=NOON)
    return reader.store.counts().all.total


def look(app: BeritaApp) -> str:
    """Return what is on the screen, which must be whole and safe."""
    for strip in app.screen._compositor.render_strips():
        assert strip.cell_length == app.size.width
        assert not OBEYED.search(strip.text)
    return screen_text(app)


async def tour(pilot: Pilot[None], app: BeritaApp, articles: int) -> str:
    """Go through the list, then through every article."""
    seen = []
    for _ in range(articles):
        seen.append(look(app))
        await pilot.press("j")
    await pilot.press("g", "enter")
    for _ in range(articles):
        seen.append(look(app))
        await pilot.press("J")
    return "\n".join(seen)


@pytest.mark.unmeasured
async def test_hostile_texts_of_our_own_are_listed_and_opened(empty_reader: Reader) -> None:
    articles = follow(empty_reader, (FEED.format(each).encode() for each in TEXTS))
    app = empty_reader.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        seen = await tour(pilot, app, articles)
    assert articles == len(TEXTS)
    assert "[@click=app.quit]x[/]" in seen
    assert "(untitled)" in seen


@pytest.mark.unmeasured
async def test_every_hostile_feed_is_listed_and_opened(empty_reader: Reader, shared: Path) -> None:
    cases = shared / "data/hostile/cases"
    paths = sorted(each for kind in ("esc", "markup", "uni") for each in cases.glob(f"{kind}_*"))
    articles = follow(empty_reader, (path.read_bytes() for path in paths))
    assert articles == len(paths)
    app = empty_reader.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        seen = await tour(pilot, app, articles)
        assert app.is_running
    for headline in empty_reader.listed():
        assert (headline.title or "(untitled)")[:12] in seen
