from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import CompositorUpdate
from textual.driver import Driver
from textual.screen import Screen

import berita_tui.app
from berita_tui.app import BeritaApp
from berita_tui.cli.arguments import Wish
from berita_tui.cli.doorstep import page_of
from berita_tui.cli.errand import Errand
from berita_tui.cli.output import Output
from berita_tui.language import Language
from berita_tui.placard.sketch import Sketch, keep, recall
from glass import Glass
from readers import NOON, Reader, screen_text, settle

TITLES = (
    "首都の新しい議会が初めて開かれる" * 3,
    "\U0001f1ee\U0001f1e9 Garuda \U0001f389\U0001f468\u200d\U0001f469\u200d\U0001f467 di kandang",
    "e\u0301\u0301\u0301tude tentang huruf",
    "مجلس الشعب يبدأ",
    "",
    "warna\x1b[31m dan\x9b2J \tlonceng\x07",
    "[@click=app.quit]klik[/] {name}",
)


class Watched(BeritaApp):
    """Keeps what it would tell the terminal, frame by frame."""

    CSS_PATH = str(Path(berita_tui.app.__file__).with_name("berita.tcss"))
    frames: list[str]

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):
            self.frames.append(renderable.render_segments(self.console))
        super()._display(screen, renderable)


async def drawn(reader: Reader, size: tuple[int, int], **wishes: Any) -> tuple[Sketch, list[str]]:
    """Open the app; return its sketch and its frames until nothing happens any more."""
    sketches: list[Sketch] = []
    app = reader.app(kind=Watched, keep_sketch=sketches.append, **wishes)
    assert isinstance(app, Watched)
    app.frames = []
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
    (sketch,) = sketches
    return sketch, app.frames


def painted(reader: Reader, sketch: Sketch, *, language: str = "en", **wishes: Any) -> str:
    errand = Errand(
        Wish(),
        places=reader.places,
        settings=replace(reader.settings, **wishes),
        language=Language(language),
        clock=lambda: NOON,
        output=Output(out=StringIO(), err=StringIO(), is_json=False),
    )
    return page_of(errand, reader.store, sketch)


def hostile(reader: Reader) -> None:
    """Put titles on top that are hard to draw, some of no named outlet, some marked."""
    entries = reader.entries(0, first=20, count=len(TITLES))
    reader.save(
        0,
        [
            replace(each, title=title, outlet="Antara " * (number % 3), published=NOON)
            for number, (each, title) in enumerate(zip(entries, TITLES, strict=True))
        ],
    )
    headlines = reader.listed()
    reader.store.marks.read(headlines[1].key, headlines[3].key)
    reader.store.marks.bookmark(headlines[2].key)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("size", "wishes"),
    [
        ((120, 40), {}),
        ((120, 20), {"language": "id", "theme": "berita-light"}),
        ((80, 24), {"language": "id", "density": "compact"}),
        ((50, 20), {"theme": "berita-light", "glyphs": "ascii"}),
        ((70, 6), {"theme": "berita-ansi", "density": "compact"}),
    ],
    ids=["wide", "wide and low", "medium", "narrow", "low"],
)
async def test_the_first_frame_has_the_list_as_it_was_painted_and_nothing_blanks(
    reader: Reader, size: tuple[int, int], wishes: dict[str, Any]
) -> None:
    hostile(reader)
    sketch, frames = await drawn(reader, size, **wishes)
    keep(reader.places.placard, "here", sketch)
    assert recall(reader.places.placard, "here", size) == sketch
    glass = Glass(*size)
    glass.feed(painted(reader, sketch, **wishes))
    before = listed(glass, sketch)
    assert "Berita" in glass.line(0)
    assert "首都" in texts(before)[0]
    for part in re.split("(?<=m)", "".join(frames[:1])):
        glass.feed(part)
        assert texts(listed(glass, sketch)) == texts(before)
    assert listed(glass, sketch) == before
    for frame in frames[1:]:
        for part in re.split("(?<=m)", frame):
            glass.feed(part)
            assert texts(listed(glass, sketch)) == texts(before)


async def test_a_long_list_has_its_bar_from_the_first_frame(many: Any) -> None:
    reader = many(400)
    sketch, frames = await drawn(reader, (120, 40))
    glass, page = Glass(120, 40), painted(reader, sketch)
    glass.feed(page)
    before = listed(glass, sketch)
    assert len(sketch.bar) == sketch.height
    glass = Glass(120, 40)
    glass.feed(frames[0])
    assert listed(glass, sketch) == before


async def test_continued_after_a_stop_the_whole_page_is_drawn(reader: Reader) -> None:
    app = reader.app(kind=Watched)
    assert isinstance(app, Watched)
    app.frames = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.frames.clear()
        app.post_message(Driver.SignalResume())
        await settle(pilot)
        whole = Glass(80, 24)
        whole.feed(app.frames[-1])
        assert "\n".join(map(whole.line, range(24))) == screen_text(app)


async def test_what_cannot_be_read_is_left_to_the_app(reader: Reader) -> None:
    sketch, _ = await drawn(reader, (120, 40))
    assert painted(reader, sketch)
    reader.store.close()
    assert not painted(reader, sketch)


async def test_there_is_no_sketch_of_a_page_that_is_not_as_at_a_start(reader: Reader) -> None:
    sketches: list[Sketch] = []
    app = reader.app(keep_sketch=sketches.append)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("j", "slash")
        app.front.post_message(app.front.Seen())
        await settle(pilot)
    assert len(sketches) == 1


def listed(glass: Glass, sketch: Sketch) -> list[list[tuple[str, str]]]:
    """The cells of the list."""
    rows = glass.cells[sketch.top : sketch.top + sketch.height]
    return [row[sketch.left : sketch.left + sketch.width] for row in rows]


def texts(cells: list[list[tuple[str, str]]]) -> list[str]:
    return ["".join(text for text, _ in row) for row in cells]
