"""Scribe: what an event loop has the store write, one thing after another, each to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Scribe:
    """Writes for one piece of work. The database has one writer, and threads are few."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def write(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a write in a thread, to its end even when nobody waits for it any more."""
        async with self._turn:
            work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
            try:
                return await asyncio.shield(work)
            except asyncio.CancelledError:
                await asyncio.wait([work])
                raise
