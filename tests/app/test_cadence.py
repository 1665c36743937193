"""The cadence: what changed is drawn at once, and no more often than Textual would."""

from __future__ import annotations

import asyncio

from berita_tui.app.cadence import TOGETHER, Cadence, cadence_of
from readers import Reader, settle

FOR_EVER = 1e6
"""A period that no test sees the end of."""
ALL = 5


async def moments() -> None:
    """Let all run that can."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_a_letter_and_what_it_finds_are_drawn_at_once_and_no_flood_of_frames(
    reader: Reader,
) -> None:
    app = reader.app()
    async with app.run_test() as pilot:
        await settle(pilot)
        frames: list[int] = []
        cadence = cadence_of(app.front)
        cadence._callback, cadence._interval = lambda: frames.append(len(frames)), FOR_EVER
        for count in range(ALL):
            cadence.resume()
            cadence.resume()
            await moments()
            assert len(frames) == min(count + 1, TOGETHER)


async def test_a_frame_that_has_to_wait_is_drawn_in_its_time(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test() as pilot:
        await settle(pilot)
        frames: list[int] = []
        are_all = asyncio.Event()

        def draw() -> None:
            frames.append(len(frames))
            if len(frames) < ALL:
                cadence.resume()
            else:
                are_all.set()

        cadence = cadence_of(app.front)
        cadence._callback = draw
        cadence.resume()
        await are_all.wait()
        await moments()
        assert len(frames) == ALL


async def test_the_page_and_what_lies_over_it_keep_it(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test() as pilot:
        await settle(pilot)
        assert isinstance(app.front._update_timer, Cadence)
        await pilot.press("question_mark")
        await settle(pilot)
        assert app.screen is not app.front
        assert isinstance(app.screen._update_timer, Cadence)
