"""Pace: visits to one host one after another, with time between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from weakref import WeakValueDictionary

SECONDS = 1.0
"""Least time between two pages of one host."""


class Pace:
    """Keeps `seconds` between the end of one visit to a host and the next one's beginning.

    `sleep` and `ticks` are the time it goes by. Use it from one event loop.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._ticks = ticks
        self._gates: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._left: dict[str, float] = {}

    @asynccontextmanager
    async def visit(self, host: str, *, delay: float = 0.0) -> AsyncIterator[None]:
        """Wait for the host's turn and have it; `delay` is what the host itself asks for."""
        gate = self._gates.get(host) or asyncio.Lock()
        self._gates[host] = gate
        async with gate:
            since = self._ticks() - self._left.get(host, -1e9)
            wait = max(self._seconds, delay) - since
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                self._left[host] = self._ticks()
