"""Turns: of what is typed in one go, each key goes where the one before it led."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from textual.app import App, ScreenStackError
from textual.events import Callback, Event, Key, MouseEvent

HOPS = 3
"""How often what a key sets off is passed on: the key, what was submitted, where that leads."""

TICK = 0.05
TICKS = 6
"""How long a pane may take before it holds up no key; a program that is busy is no such pane."""


class Turns:
    """Deals out keys, pastes and mouse events, each when what the one before set off is over.

    Textual hands a key to whoever has the focus as it comes, and moves the focus later: of
    `/`, s, i in one burst - a slow line, a busy moment, a fast reader - the letters would go to
    the list. The first key waits for nothing, and a key that is held goes through at once as
    long as it leads nowhere else. Nothing is lost but what waits when the app leaves.
    """

    def __init__(self, app: App[Any], deal: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._deal_out = deal
        self._waiting: deque[Event] = deque()
        self._is_dealing = False
        self._round: asyncio.Task[None] | None = None  # held, or it might be collected
        self._last: Event | None = None
        self._origin: object = None  # where the reader was before it
        self._leads_nowhere = False
        self._is_prolonged = False
        self._came = monotonic()
        self._free_at = 0.0  # when what went along while nobody had a turn is over for certain
        self._passes = 0  # how often a pump was done with what it had

    def quiet_for(self) -> float:
        """Return for how many seconds nothing came; may be asked in any thread."""
        return monotonic() - self._came

    @property
    def are_over(self) -> bool:
        """Whether nothing waits, and nobody has a turn."""
        return not self._is_dealing

    async def take(self, event: Event) -> None:
        """Deal an event out, now or when its turn has come."""
        self._came = monotonic()
        now = asyncio.get_running_loop().time()
        if not self._waiting and self._goes_along(event):
            self._is_prolonged, self._free_at = True, now + TICK * TICKS
            await self._deal_out(event)
        elif not self._is_dealing and now >= self._free_at:
            if await self._give(event):
                self._begin()
        else:
            self._waiting.append(event)
            if not self._is_dealing:
                self._begin()

    def _begin(self) -> None:
        self._is_prolonged, self._free_at = False, 0.0
        self._is_dealing = True
        self._round = asyncio.create_task(self._go_round())

    def _goes_along(self, event: Event) -> bool:
        """Tell whether a key is the last one once more, which leads nowhere else."""
        last = self._last
        is_same = isinstance(event, Key) and isinstance(last, Key) and event.key == last.key
        return is_same and self._leads_nowhere and self._here() == self._origin

    async def _give(self, event: Event) -> bool:
        """Deal an event out; tell whether others wait for what it sets off."""
        self._last, self._origin, self._leads_nowhere = event, self._here(), False
        await self._deal_out(event)
        return not isinstance(event, MouseEvent)  # these say themselves where they go

    async def _go_round(self) -> None:
        try:
            is_on = True
            while is_on:
                is_quiet = await self._rest()
                self._leads_nowhere = is_quiet and self._here() == self._origin
                is_leaving = self._app._exit  # noqa: SLF001 - public nowhere
                is_on = not is_leaving and await self._give_next(is_quiet)
        except ScreenStackError:
            pass  # the app has left
        except Exception as problem:  # noqa: BLE001 - as Textual does with what a handler raises
            self._app._handle_exception(problem)  # noqa: SLF001 - as above
        self._waiting.clear()
        self._is_dealing = False

    async def _give_next(self, is_quiet: bool) -> bool:
        """Deal out what may go now: all where a pane is stuck; tell whether others wait for it."""
        while self._waiting and self._goes_along(self._waiting[0]):
            self._is_prolonged = True
            await self._deal_out(self._waiting.popleft())
        if self._is_prolonged:
            self._is_prolonged = False
            return True
        is_under_way = False
        while self._waiting and not (is_under_way and is_quiet):
            is_under_way = await self._give(self._waiting.popleft()) or is_under_way
        return is_under_way

    def _here(self) -> tuple[object, object]:
        return self._app.screen, self._app.focused

    async def _rest(self) -> bool:
        """Wait until what was dealt out last has had its effect; return False: a pane is stuck.

        A pane is stuck that is not done with what it has for `TICKS` moments in which the program
        could have done something. The clock would not do: one long step of it, or a machine that
        gives it little time, would let keys go too early.
        """
        quiet, passes, ticks = asyncio.create_task(self._quiet()), self._passes, 0
        while ticks < TICKS:
            await asyncio.wait({quiet}, timeout=TICK)
            if quiet.done():
                quiet.result()
                return True
            ticks = ticks + 1 if passes == self._passes else 0
            passes = self._passes
        quiet.cancel()
        return False

    async def _quiet(self) -> None:
        for _ in range(HOPS):
            for pump in (self._app.focused or self._app.screen).ancestors_with_self:
                done = asyncio.Event()
                # As `call_later` does it, but for a wrapper, of which Textual would examine each.
                if pump.post_message(Callback(callback=done.set)):
                    await done.wait()
                self._passes += 1
