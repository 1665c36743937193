"""Manners: robots.txt obeyed, hosts left in peace when they ask for it, visits spaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from berita_tui.fetch import Body, Failure, Moved, Pace, Reply, Request
from berita_tui.news import (
    EVERYTHING,
    NOTHING,
    BadAddress,
    Robots,
    Sentence,
    Unreadable,
    host_of,
    normal_address,
    origin_of,
)
from berita_tui.store.hosts import Rest

if TYPE_CHECKING:
    from berita_tui.fetch import Fetcher
    from berita_tui.store import Store
    from berita_tui.worker import Worker

FRESH = timedelta(days=1)
"""How long a site's robots.txt holds (RFC 9309 §2.4)."""
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=24)
"""What the rest of a host that has refused us is held to; each time it is twice as long."""
OFFLINE = timedelta(minutes=1)
"""How long a host rests that could not be reached."""
MAX_HOPS = 5
_MAX_ROBOTS = 1_000_000


class Manners:
    """A fetcher for pages of articles: `get` asks as `Fetcher.get` does, when it is allowed to.

    Where a host is not to be asked, now or at all, the answer is a `Failure` that says why.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        worker: Worker,
        store: Store,
        *,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._worker = worker
        self._store = store
        self._clock = clock
        self._pace = pace or Pace()

    async def get(self, request: Request) -> Reply:
        """Ask for a page and follow where it leads; every host on the way is treated alike."""
        try:
            request = replace(request, address=normal_address(request.address))
        except BadAddress as error:
            return Failure(problem=error.sentence)
        for _ in range(1 + MAX_HOPS):
            reply = await self._visit(request)
            if not isinstance(reply, Moved):
                return reply
            request = reply.request
        host = host_of(request.address)
        return Failure(problem=Sentence("{host} redirects more than five times", host=host))

    async def _visit(self, request: Request) -> Reply | Moved:
        """Ask one host, unless it rests or its rules forbid it."""
        host = host_of(request.address)
        rest = await asyncio.to_thread(self._store.hosts.rest, host)
        if rest and rest.until > self._clock():
            return Failure(problem=rest.problem, retry_after=rest.until - self._clock())
        robots = await self._robots(request)
        if isinstance(robots, Failure):
            return robots
        parts = urlsplit(request.address)
        if not robots.allows(parts.path + (f"?{parts.query}" if parts.query else "")):
            return Failure(
                problem=Sentence(
                    "{host} asks programs to leave this page alone (robots.txt)", host=host
                ),
                is_final=True,
            )
        async with self._pace.visit(host, delay=robots.delay):
            reply = await self._fetcher.visit(request)
        await self._note(host, reply, rest)
        return reply

    async def _note(self, host: str, reply: Reply | Moved, before: Rest | None) -> None:
        """Let a host rest that has had enough of us or cannot be reached."""
        rest = rest_after(reply, before, self._clock())
        if rest:
            await asyncio.to_thread(self._store.hosts.put_rest, host, rest)
        elif before:
            await asyncio.to_thread(self._store.hosts.end_rest, host)

    async def _robots(self, request: Request) -> Robots | Failure:
        """Return the rules of a site, at most a day old; a failure where they cannot be had.

        Without rules in force nothing of a site is asked for that cannot say what it allows;
        rules that were had before hold on for that time (RFC 9309 §2.3.1.4, §2.4).
        """
        origin = origin_of(request.address)
        known = await asyncio.to_thread(self._store.hosts.robots, origin)
        now = self._clock()
        if known and now - FRESH < known[1] <= now:
            return known[0]
        host = host_of(origin)
        async with self._pace.visit(origin):
            reply = await self._fetcher.get(
                Request(
                    address=f"{origin}/robots.txt",
                    credentials=request.credentials,
                    is_private_allowed=request.is_private_allowed,
                    accept="text/plain, */*;q=0.5",
                    max_bytes=_MAX_ROBOTS,
                )
            )
        robots = await self._read(reply)
        if robots is None:
            if known:
                return known[0]
            failure = _unreachable(host, reply)
            before = await asyncio.to_thread(self._store.hosts.rest, host)
            await self._note(host, failure, before)
            return failure
        await asyncio.to_thread(self._store.hosts.put_robots, origin, robots, when=now)
        return robots

    async def _read(self, reply: Reply) -> Robots | None:
        """Return the rules in an answer; None for a site that cannot be reached."""
        match reply:
            case Body():
                try:
                    return await self._worker.read_robots(reply.content)
                except Unreadable:
                    return NOTHING
            case Failure(status=status) if not 400 <= status < 500 or status == 429:
                return None
        return EVERYTHING


def rest_after(reply: Reply | Moved, before: Rest | None, now: datetime) -> Rest | None:
    """Return the rest that an answer asks for, None where the host can be asked again.

    403 and 429, and any failure that says when to come again, make it longer each time; a host
    that cannot be reached rests for a minute.
    """
    if not isinstance(reply, Failure):
        return None
    if reply.is_network:
        refusals = before.refusals if before else 0
        return Rest(until=now + OFFLINE, problem=reply.problem, refusals=refusals)
    if reply.status not in (403, 429) and not reply.retry_after:
        return None
    refusals = (before.refusals if before else 0) + 1
    wait = min(SHORTEST * 2 ** min(refusals - 1, 10), LONGEST)
    wait = reply.retry_after or wait
    return Rest(until=now + wait, problem=reply.problem, refusals=refusals)


def _unreachable(host: str, reply: Reply) -> Failure:
    """Return the failure of a page whose site cannot say what it allows."""
    assert isinstance(reply, Failure)
    if not reply.status:
        return reply  # nobody there, or not to be asked at all
    return replace(
        reply,
        problem=Sentence("{host} cannot say what it allows now (robots.txt)", host=host),
        retry_after=reply.retry_after or SHORTEST,
    )
