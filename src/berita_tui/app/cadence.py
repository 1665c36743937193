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
    """

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        drawn = deque([-inf] * TOGETHER, maxlen=TOGETHER)
        while True:
            await self._active.wait()
            await asyncio.sleep(drawn[0] + TOGETHER * self._interval - clock())
            drawn.append(clock())
            self.pause()
            await self._tick(next_timer=drawn[-1], count=0)


def cadence_of(screen: Screen[Any]) -> Cadence:
    """Start the one of a screen: its `_update_timer`, which is private to it in all it needs."""
    draw = screen._on_timer_update  # noqa: SLF001
    cadence = Cadence(screen, UPDATE_PERIOD, name="screen_update", callback=draw, pause=True)
    cadence._start()  # noqa: SLF001
    screen._timers.add(cadence)  # noqa: SLF001 - it is stopped with the others at the end
    return cadence
