"""Cadence: when a screen draws what changed: at once, unless it has just drawn too often."""

from __future__ import annotations

import asyncio
from collections import deque
from math import inf
from typing import Any

from textual.screen import UPDATE_PERIOD, Screen
from textual.timer import Timer

TOGETHER = 2
"""How many frames may follow one another at once, in as many periods: a letter that is typed, and
what it finds."""


class Cadence(Timer):
    """Fires when it is resumed, at most `TOGETHER` times in as many of Textual's periods.

    As Textual has it, the clock of the frames ticks on: what changes after a frame is drawn one to
    two periods later, at 17 to 33 ms, which is longer than most searches and their frame take.
    A frame that took long, as of a whole page, is followed by a rest as long: what belongs to it
    comes piece by piece, and would be drawn as often.
    """

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        drawn, rested = deque([-inf] * TOGETHER, maxlen=TOGETHER), -inf
        while True:
            await self._active.wait()
            await asyncio.sleep(max(drawn[0] + TOGETHER * self._interval, rested) - clock())
            began = clock()
            drawn.append(began)
            self.pause()
            await self._tick(next_timer=began, count=0)
            ended = clock()
            rested = ended + (ended - began)


def cadence_of(screen: Screen[Any]) -> Cadence:
    """Start the one of a screen: its `_update_timer`, which is private to it in all it needs."""
    draw = screen._on_timer_update  # noqa: SLF001
    cadence = Cadence(screen, UPDATE_PERIOD, name="screen_update", callback=draw, pause=True)
    cadence._start()  # noqa: SLF001
    screen._timers.add(cadence)  # noqa: SLF001 - it is stopped with the others at the end
    return cadence
