"""The fetcher: one polite client; asks, follows redirects, and never raises."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import unquote_to_bytes, urlsplit
from weakref import WeakValueDictionary

import h11

from berita_tui import __version__
from berita_tui.fetch import troubles
from berita_tui.fetch.guard import IPAddress, is_private_name, is_public
from berita_tui.fetch.heads import Head, clean_validator
from berita_tui.fetch.network import Resolver, SystemResolver
from berita_tui.fetch.pools import PER_HOST, Lines, Pools, Ways
from berita_tui.fetch.proxies import Proxies
from berita_tui.fetch.replies import Body, Failure, Gone, Moved, Refused, Reply, Request, Unchanged
from berita_tui.fetch.unpacking import OFFERED, unpacker
from berita_tui.fetch.wires import Answer, Transport
from berita_tui.news import BadAddress, Sentence, Validators, host_of, normal_address, origin_of

USER_AGENT = f"berita-tui/{__version__}"
MAX_HOPS = 5
MAX_BYTES = 15_000_000
TOTAL_SECONDS = 30.0
CONNECT_SECONDS = 10.0

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))


@dataclass(slots=True)
class _Trip:
    """One request on its way: where it stands, and what it has lost underway."""

    request: Request
    address: str
    credentials: str | None
    has_leave: bool
    seconds: float
    hops: int = 0
    is_permanent: bool = True
    is_private: bool = False
    is_direct: bool = True
    has_answered: bool = False

    @property
    def host(self) -> str:
        return host_of(self.address)

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent along, if it is meant for where the trip is now."""
        is_meant = host_of(self.address) == host_of(self.request.address)
        return self.request.headers if is_meant else {}

    @property
    def moved_to(self) -> str | None:
        return self.address if self.hops and self.is_permanent else None

    @property
    def moved(self) -> Moved:
        """The rest of the way, for who asks to go it."""
        return Moved(
            request=replace(
                self.request,
                address=self.address,
                credentials=self.credentials,
                is_private_allowed=self.has_leave,
                headers=self.headers,
            )
        )

    def turn(self, address: str, status: int) -> None:
        """Go on to `address`: leave and credentials do not outlive the way they were given for."""
        if self.hops == MAX_HOPS:
            raise Refused(Sentence("{host} redirects more than five times", host=self.host))
        if not _is_same_place(self.address, address):
            self.credentials = None
        # Once among strangers, no way leads back into the private network.
        self.has_leave = self.has_leave and host_of(address) == self.host and self.is_private
        self.address = address
        self.hops += 1
        self.is_permanent = self.is_permanent and status in _PERMANENT


class Fetcher:
    """Asks servers for content: at most two connections to a host, `connections` in all.

    A request has `seconds` in all, waiting for its turn not counted, and takes at most
    `max_bytes` of unpacked content. Use it from one event loop.
    """

    def __init__(
        self,
        *,
        connections: int = 64,
        seconds: float = TOTAL_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
        max_bytes: int = MAX_BYTES,
        lines: Lines | None = None,
        resolver: Resolver | None = None,
        is_public: Callable[[IPAddress], bool] = is_public,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        environ: Mapping[str, str] = os.environ,
        authorities: str | None = None,
    ) -> None:
        self.connections = connections
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._is_public = is_public
        self._clock = clock
        self._proxies = Proxies.from_environ(environ)
        self._pools = Pools(
            Ways(
                connections=connections,
                connect_seconds=connect_seconds,
                resolver=resolver or SystemResolver(),
                is_public=is_public,
                authorities=authorities,
            )
        )
        self._lines = lines or self._pools
        self._all = asyncio.Semaphore(connections)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    @property
    def contacts(self) -> int:
        """How often anybody was reached so far: connections that came about, and answers."""
        return self._pools.contacts

    async def get(self, request: Request) -> Reply:
        """Ask for `request` and follow where it leads; trouble is a `Failure`, never raised."""
        reply = await self._go(request, is_staying=False)
        assert not isinstance(reply, Moved)
        return reply

    async def visit(self, request: Request) -> Reply | Moved:
        """Ask as `get` does, but give a redirect to another origin back.

        Who has manners to observe there asks again.
        """
        return await self._go(request, is_staying=True)

    async def _go(self, request: Request, *, is_staying: bool) -> Reply | Moved:
        try:
            trip = _Trip(
                request=request,
                address=normal_address(request.address),
                credentials=request.credentials,
                has_leave=request.is_private_allowed,
                seconds=self._seconds,
            )
            origin = origin_of(trip.address)
            while True:
                reply = await self._leg(trip)
                if reply is not None:
                    return reply
                if is_staying and origin_of(trip.address) != origin:
                    return trip.moved
        except BadAddress as error:
            return Failure(problem=error.sentence)
        except Refused as refused:
            return refused.failure

    async def rest(self) -> None:
        """Close the connections that nobody uses; more can be asked afterwards."""
        self._pools.rest()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pools.aclose()

    async def _leg(self, trip: _Trip) -> Reply | None:
        """Go one hop of `trip`; None when it was a redirect. Raises `Refused`."""
        host = trip.host
        gate = self._hosts.get(host) or asyncio.Semaphore(PER_HOST)
        self._hosts[host] = gate
        loop = asyncio.get_running_loop()
        async with gate, self._all:
            began = loop.time()
            try:
                async with asyncio.timeout(trip.seconds):
                    return await self._exchange(trip)
            except TimeoutError:
                raise troubles.too_slow(
                    host, self._seconds, is_network=not trip.has_answered
                ) from None
            except (Refused, asyncio.CancelledError):
                raise
            except Exception as error:  # noqa: BLE001 - the edge: whatever a library lets out
                raise troubles.broken_off(host, error) from None
            finally:
                trip.seconds = max(0.0, trip.seconds - (loop.time() - began))

    async def _exchange(self, trip: _Trip) -> Reply | None:
        async with self._way(trip) as transport, transport.ask(_asked(trip)) as answer:
            trip.has_answered = True
            trip.is_private = trip.has_leave and self._is_private(answer, trip)
            return await self._judge(trip, answer)

    def _way(self, trip: _Trip) -> AbstractAsyncContextManager[Transport]:
        """Return what carries the next leg. Raises `Refused` for private names behind a proxy."""
        parts = urlsplit(trip.address)
        proxy = self._proxies.way_to(parts.scheme, trip.host)
        trip.is_direct = proxy is None
        if proxy and not trip.has_leave and is_private_name(trip.host):
            raise troubles.private(trip.host)
        return self._lines.line(
            parts.scheme, parts.netloc, proxy, is_private_allowed=trip.has_leave
        )

    def _is_private(self, answer: Answer, trip: _Trip) -> bool:
        """Tell whether `trip` is on a private network now; behind a proxy its name must tell."""
        if trip.is_direct and answer.peer:
            return not self._is_public(ip_address(answer.peer))
        return is_private_name(trip.host)

    async def _judge(self, trip: _Trip, answer: Answer) -> Reply | None:
        head = Head(answer.headers)
        status = answer.status
        if status in _REDIRECTS:
            trip.turn(head.location(trip.address), status)
            return None
        if status == 304 and trip.request.validators != Validators():
            await self._taken(answer, "", self._max_bytes)  # so that the connection can be reused
            return Unchanged(moved_to=trip.moved_to, max_age=head.max_age)
        if status == 410 and trip.is_permanent:
            return Gone()
        if status not in (200, 203):
            return Failure(
                problem=troubles.status_words(status, trip.host),
                retry_after=head.retry_after(self._clock()),
                status=status,
            )
        content, is_whole = await self._taken(answer, head.coding, self._most(trip))
        return Body(
            content=content,
            address=trip.address,
            media_type=head.media_type,
            charset=head.charset,
            validators=head.validators if is_whole else Validators(),
            moved_to=trip.moved_to,
            max_age=head.max_age,
            is_private=trip.is_private,
        )

    def _most(self, trip: _Trip) -> int:
        """Return the most content taken for `trip`, in bytes."""
        return min(self._max_bytes, trip.request.max_bytes or self._max_bytes)

    async def _taken(self, answer: Answer, coding: str, most: int) -> tuple[bytes, bool]:
        """Take the content, unpacked and within bounds, and whether it came whole."""
        pack = unpacker(coding, most)
        pieces = 0
        # A quarter more than the content, for what chunks add to it.
        async for piece in answer.pieces(most * 5 // 4):
            pack.feed(piece)
            pieces += 1
            if pieces % 64 == 0:  # thousands of tiny chunks must not keep the loop for themselves
                await asyncio.sleep(0)
        return pack.content, pack.is_whole


def _asked(trip: _Trip) -> h11.Request:
    parts = urlsplit(trip.address)
    offered = {"User-Agent": USER_AGENT, "Accept": trip.request.accept} | dict(trip.headers)
    headers = [("Host", parts.netloc), *offered.items(), ("Accept-Encoding", OFFERED)]
    validators = trip.request.validators
    if etag := clean_validator(validators.etag):
        headers.append(("If-None-Match", etag))
    if modified := clean_validator(validators.last_modified):
        headers.append(("If-Modified-Since", modified))
    if trip.credentials:
        secret = base64.b64encode(unquote_to_bytes(trip.credentials)).decode()
        headers.append(("Authorization", f"Basic {secret}"))
    return h11.Request(
        method=b"GET",
        target=(parts.path + (f"?{parts.query}" if parts.query else "")).encode(),
        headers=[(name.encode(), value.encode("latin-1")) for name, value in headers],
    )


def _is_same_place(old: str, new: str) -> bool:
    """Tell whether a secret given for `old` may go to `new`: same origin, or its TLS twin."""
    a, b = urlsplit(old), urlsplit(new)
    if (a.scheme, a.netloc) == (b.scheme, b.netloc):
        return True
    return (a.scheme, b.scheme) == ("http", "https") and a.netloc == b.netloc == a.hostname
