"""Take README's pictures from the running app, with a library made for it (`make screenshots`)."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from drawn import ship
from textual.pilot import Pilot

from berita_tui.app import BeritaApp
from berita_tui.language import Language
from berita_tui.news import Entry, Source
from berita_tui.newsroom import Newsroom
from berita_tui.parse.documents import read_document
from berita_tui.parse.markup import clean_html
from berita_tui.parse.pictures import read_picture
from berita_tui.places import Places
from berita_tui.settings import Settings
from berita_tui.store import Store

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 8, 42, tzinfo=timezone(timedelta(hours=7), "WIB"))
CHANGING = re.compile(r"terminal-\d+")
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
PADDED = re.compile(r'x="([\d.]+)" (y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)+)([^<]+)<')
CELL = 12.2
SHIP = "https://pos-khatulistiwa.example/foto/kapal.jpg"


def now() -> datetime:
    """The one moment at which every picture is taken."""
    return NOW


def fill(store: Store) -> None:
    """Put the demo library into an empty store."""
    demo = tomllib.loads((HERE / "demo.toml").read_text(encoding="utf-8"))
    sources = {
        each["key"]: replace(
            Source.followed(f"https://{each['key']}.example/feed", title=each["title"]),
            folder=(each["folder"],),
            outlet=each["title"],
            language=each["language"],
        )
        for each in demo["source"]
    }
    store.sources.add(*sources.values())
    for article in demo["article"]:
        source = sources[article["source"]]
        (key,) = store.articles.save(source, [entry(source, article)], when=NOW).new
        if article.get("is_read"):
            store.marks.read(key)
        if article.get("is_bookmarked"):
            store.marks.bookmark(key)
    store.pictures.keep(SHIP, read_picture(ship()))


def entry(source: Source, article: dict[str, Any]) -> Entry:
    """Make an entry of one article of the demo library."""
    html = clean_html(article["html"])
    slug = re.sub(r"\W+", "-", article["title"].lower()).strip("-")
    return Entry(
        guid=slug,
        link=f"https://{article['source']}.example/{slug}",
        title=article["title"],
        author=article.get("author", ""),
        place=article.get("place", ""),
        section=article.get("section", ""),
        keywords=tuple(article.get("keywords", ())),
        outlet=source.outlet,
        language=source.language,
        published=NOW - timedelta(minutes=article["minutes"]),
        html=html,
        text=read_document(html).text,
        is_whole=True,
    )


@asynccontextmanager
async def reader(
    code: str, size: tuple[int, int], settings: Settings | None = None
) -> AsyncIterator[Pilot[Any]]:
    """Run the app on the demo library, at `size` columns and rows."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places.under(Path(folder))
        places.prepare()
        with closing(Store.open(places, clock=now)) as store:
            fill(store)
            newsroom = Newsroom(store, clock=now)
            app = BeritaApp(
                store=store,
                newsroom=newsroom,
                settings=settings or Settings(refresh_minutes=0),
                places=places,
                language=Language(code),
                clock=now,
            )
            async with app.run_test(size=size) as pilot:
                await settle(pilot)
                yield pilot
            await newsroom.aclose()


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the app has nothing more to do."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.wait_for_scheduled_animations()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each after the last was dealt with."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def keep(pilot: Pilot[Any], name: str) -> None:
    """Write the screen as it is, without what changes from run to run."""
    svg = FONTS.sub("", CHANGING.sub("terminal", pilot.app.export_screenshot(simplify=True)))
    svg = PADDED.sub(unpadded, svg)
    (HERE / f"{name}.svg").write_text(svg.rstrip() + "\n", encoding="utf-8", newline="\n")


def unpadded(match: re.Match[str]) -> str:
    """Begin a text where its first letter stands: some viewers pass over blanks before it."""
    x, y, length, rest, blanks, text = match.groups()
    shift = len(blanks) // len("&#160;") * CELL
    start, width = f"{float(x) + shift:g}", f"{max(CELL, float(length) - shift):g}"
    return f'x="{start}" {y} textLength="{width}"{rest}>{text}<'


async def main() -> None:
    """Take every picture."""
    light = Settings(refresh_minutes=0, theme="berita-light")
    async with reader("id", (120, 36)) as pilot:
        await press(pilot, "enter", "h")
        keep(pilot, "front")
    async with reader("id", (100, 44)) as pilot:
        await press(pilot, "enter")
        keep(pilot, "article")
    async with reader("id", (120, 30)) as pilot:
        await press(pilot, "slash", *"warga")
        keep(pilot, "search")
    async with reader("id", (120, 30)) as pilot:
        for query in ("warga", "status:belum rubrik:ekonomi"):
            await press(pilot, "slash", *("space" if each == " " else each for each in query))
            await press(pilot, "ctrl+s", "enter", "escape")
        await press(pilot, "h", "G", "k")
        keep(pilot, "folders")
    async with reader("id", (100, 32)) as pilot:
        await press(pilot, "a", "j", "l", "j", "space", "j", "space")
        keep(pilot, "picker")
    async with reader("en", (120, 36), light) as pilot:
        await press(pilot, "j", "j", "j", "j", "enter")
        keep(pilot, "light")
    async with reader("id", (50, 24)) as pilot:
        keep(pilot, "narrow")


if __name__ == "__main__":
    os.environ.update(TZ="Asia/Jakarta", TERM="xterm-256color", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    time.tzset()
    asyncio.run(main())
