"""Pools: connections kept apart by scheme, by proxy and by leave for private networks."""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit

import h11

from berita_tui.fetch.guard import IPAddress, is_public
from berita_tui.fetch.network import Dialler, Resolver
from berita_tui.fetch.proxies import Proxy
from berita_tui.fetch.replies import Refused
from berita_tui.fetch.wires import Answer, Transport, Wire
from berita_tui.news import Sentence

PER_HOST = 2
"""Most connections to one host; the fetcher keeps to it."""
_REST_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the network is reached: bounds, resolver, what is public, certificates to trust."""

    connections: int
    connect_seconds: float
    resolver: Resolver
    is_public: Callable[[IPAddress], bool] = is_public
    authorities: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How an origin is reached: by whom it is dialled, in TLS or not, through which proxy."""

    dialler: Dialler
    scheme: str
    netloc: str
    proxy: Proxy | None = None
    context: ssl.SSLContext | None = None

    @property
    def _is_secure(self) -> bool:
        return self.scheme == "https"

    async def open(self) -> Wire:
        """Connect to the origin. Raises `OSError`, `h11.ProtocolError`, `Refused`."""
        if self.proxy is None:
            return await self._wire(self.scheme, self.netloc)
        parts = urlsplit(self.proxy.address)
        wire = await self._wire(parts.scheme, parts.netloc)
        if not self._is_secure:
            return wire
        host, port = _place(self.scheme, self.netloc)
        name = f"[{host}]" if ":" in host else host
        target = f"{name}:{port}".encode()
        headers = [(b"Host", target), *self.proxy.headers]
        try:
            request = h11.Request(method=b"CONNECT", target=target, headers=headers)
            await wire.tunnel(request, host, self.context)
        except BaseException:
            wire.close()
            raise
        return wire

    def addressed(self, request: h11.Request) -> h11.Request:
        """Return `request` as it is to be sent: a proxy is told the whole address."""
        if self.proxy is None or self._is_secure:
            return request
        return h11.Request(
            method=request.method,
            target=f"{self.scheme}://{self.netloc}".encode() + request.target,
            headers=[*request.headers, *self.proxy.headers],
        )

    async def _wire(self, scheme: str, netloc: str) -> Wire:
        host, port = _place(scheme, netloc)
        sock = await self.dialler.connect(host, port)
        return await Wire.over(sock, host, self.context if scheme == "https" else None)


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer over a wire."""

    wire: Wire
    head: h11.Response

    @property
    def status(self) -> int:
        return self.head.status_code

    @property
    def headers(self) -> Iterable[tuple[bytes, bytes]]:
        return self.head.headers

    @property
    def peer(self) -> str:
        return self.wire.peer

    def pieces(self, limit: int) -> AsyncIterator[bytes]:
        return self.wire.pieces(limit)


class Line:
    """The connections to one origin; those at rest are used again for a while."""

    def __init__(self, route: Route, *, on_contact: Callable[[], None]) -> None:
        self._route = route
        self._on_contact = on_contact
        self._resting: list[Wire] = []
        self.users = 0

    @asynccontextmanager
    async def ask(self, request: h11.Request) -> AsyncIterator[Answer]:
        """Send `request`, lend the answer. Raises `OSError`, `h11.ProtocolError`, `Refused`."""
        request = self._route.addressed(request)
        wire = self._rested() or await self._opened()
        try:
            head = await wire.ask(request)
            self._on_contact()
            yield _Heard(wire, head)
        except BaseException:
            wire.close()
            raise
        if wire.rest():
            self._resting.append(wire)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._resting:
            self._resting.pop().close()

    async def _opened(self) -> Wire:
        wire = await self._route.open()
        self._on_contact()
        return wire

    def _rested(self) -> Wire | None:
        while self._resting:
            wire = self._resting.pop()
            if wire.is_usable(_REST_SECONDS):
                return wire
            wire.close()
        return None


class Lines(Protocol):
    """Who lends connections: the pools, or a table in a test."""

    def line(
        self, scheme: str, netloc: str, proxy: Proxy | None, *, is_private_allowed: bool
    ) -> AbstractAsyncContextManager[Transport]:
        """Lend connections to an origin."""
        ...


class Pools:
    """The connections: a line to each origin, the longest unused given up first.

    A connection to a private host, once open, must not serve a request without leave: hence
    those with leave have lines of their own.
    """

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._lines: OrderedDict[tuple[str, str, bool], Line] = OrderedDict()
        self._context: asyncio.Task[ssl.SSLContext] | None = None
        self.contacts = 0

    @asynccontextmanager
    async def line(
        self, scheme: str, netloc: str, proxy: Proxy | None, *, is_private_allowed: bool
    ) -> AsyncIterator[Transport]:
        """Lend connections to an origin. Raises `Refused` for a proxy of an unknown kind."""
        # Only what TLS was asked for waits for the certificates to be read.
        is_secure = scheme == "https" or _is_https(proxy)
        context = await self._secure() if is_secure else None
        key = (scheme, netloc, is_private_allowed)
        line = self._lines.get(key)
        if not line:
            route = Route(
                dialler=self._dialler(proxy, is_private_allowed=is_private_allowed),
                scheme=scheme,
                netloc=netloc,
                proxy=proxy,
                context=context,
            )
            line = self._lines[key] = Line(route, on_contact=self._count)
        line.users += 1
        self._lines.move_to_end(key)
        try:
            yield line
        finally:
            line.users -= 1
            self._give_up(self._ways.connections)

    def rest(self) -> None:
        """Close the connections that nobody uses."""
        self._give_up(0)

    async def aclose(self) -> None:
        """Close every connection."""
        self._give_up(0)
        if self._context:
            await asyncio.wait([self._context])

    def _count(self) -> None:
        self.contacts += 1

    def _give_up(self, left: int) -> None:
        """Close unused lines, the longest unused first, until there are `left`."""
        surplus = len(self._lines) - left
        if surplus > 0:
            unused = (key for key, line in self._lines.items() if not line.users)
            for key in list(islice(unused, surplus)):
                self._lines.pop(key).close()

    async def _secure(self) -> ssl.SSLContext:
        """Return the one TLS context; reading the certificates takes some 40 ms in a thread."""
        if self._context is None:
            self._context = asyncio.create_task(
                asyncio.to_thread(tls_context, self._ways.authorities)
            )
        return await asyncio.shield(self._context)

    def _dialler(self, proxy: Proxy | None, *, is_private_allowed: bool) -> Dialler:
        if proxy and not proxy.address.startswith(("http://", "https://")):
            raise Refused(Sentence("the proxy that the environment names is not an HTTP proxy"))
        return Dialler(
            self._ways.resolver,
            # A proxy may well be private: the environment named it. What it is asked for is
            # checked by its spelling before.
            is_private_allowed=is_private_allowed or proxy is not None,
            connect_seconds=self._ways.connect_seconds,
            is_public=self._ways.is_public,
        )


def tls_context(authorities: str | None = None) -> ssl.SSLContext:
    """Return a context that trusts the system's certificates, or those in a PEM file.

    Where the system has none, as some builds of Python do, certifi's are taken.
    """
    context = ssl.create_default_context(cafile=authorities)
    if not context.cert_store_stats()["x509_ca"]:
        import certifi  # noqa: PLC0415 - 20 ms that few need

        context.load_verify_locations(certifi.where())
    return context


def _is_https(proxy: Proxy | None) -> bool:
    return proxy is not None and proxy.address.startswith("https:")


def _place(scheme: str, netloc: str) -> tuple[str, int]:
    """Return the host and the port that `netloc` means."""
    parts = urlsplit(f"//{netloc}")
    return parts.hostname or "", parts.port or (443 if scheme == "https" else 80)
