"""Pools: connections kept apart by scheme, by proxy and by leave for private networks."""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import certifi
import httpcore

from berita_tui.fetch.guard import IPAddress, is_public
from berita_tui.fetch.network import GuardedBackend, Resolver
from berita_tui.fetch.proxies import Proxy
from berita_tui.fetch.replies import Refused
from berita_tui.news import Sentence

PER_HOST = 2
"""Most connections to one host."""


class Transport(Protocol):
    """What carries one request: a connection pool of httpcore, or a table in a test."""

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send `request` and return the response, its content still to come."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the network is reached: bounds, resolver, what is public, certificates to trust."""

    connections: int
    connect_seconds: float
    resolver: Resolver
    is_public: Callable[[IPAddress], bool] = is_public
    authorities: str | None = None


@dataclass(slots=True)
class _Line:
    """The connections to one origin, and how many requests are using them."""

    pool: httpcore.AsyncConnectionPool
    users: int = 0


class Pools:
    """The connections: a small pool for each origin, the longest unused given up first.

    A connection to a private host, once open, must not serve a request without leave: hence
    those with leave have pools of their own. One pool for everything would cost more with
    every connection in it (httpcore looks through all of them for each request).
    """

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._lines: OrderedDict[tuple[str, str, bool], _Line] = OrderedDict()
        self._context: asyncio.Task[ssl.SSLContext] | None = None

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
            line = self._lines[key] = _Line(self._made(context, proxy, is_private_allowed))
        line.users += 1
        self._lines.move_to_end(key)
        try:
            yield line.pool
        finally:
            line.users -= 1
            await self._give_up(self._ways.connections)

    async def rest(self) -> None:
        """Close the connections that nobody uses."""
        await self._give_up(0)

    async def aclose(self) -> None:
        """Close every connection."""
        lines, self._lines = self._lines, OrderedDict()
        for line in lines.values():
            await line.pool.aclose()
        if self._context:
            await asyncio.wait([self._context])

    async def _give_up(self, left: int) -> None:
        """Close unused lines, the longest unused first, until there are `left`."""
        unused = [key for key, line in self._lines.items() if not line.users]
        surplus = unused[: max(0, len(self._lines) - left)]
        # All are taken out before any is closed: others use the table while we wait.
        for line in [self._lines.pop(key) for key in surplus]:
            await line.pool.aclose()

    async def _secure(self) -> ssl.SSLContext:
        """Return the one TLS context; reading the certificates takes some 40 ms in a thread."""
        if self._context is None:
            self._context = asyncio.create_task(
                asyncio.to_thread(tls_context, self._ways.authorities)
            )
        return await asyncio.shield(self._context)

    def _made(
        self, context: ssl.SSLContext | None, proxy: Proxy | None, is_private_allowed: bool
    ) -> httpcore.AsyncConnectionPool:
        backend = GuardedBackend(
            self._ways.resolver,
            # A proxy may well be private: the environment named it. What it is asked for is
            # checked by its spelling before.
            is_private_allowed=is_private_allowed or proxy is not None,
            connect_seconds=self._ways.connect_seconds,
            is_public=self._ways.is_public,
        )
        return httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=_proxy(proxy, context) if proxy else None,
            max_connections=PER_HOST,
            keepalive_expiry=15,
            network_backend=backend,
        )


def tls_context(authorities: str | None = None) -> ssl.SSLContext:
    """Return a context that trusts the system's certificates, or those in a PEM file.

    Where the system has none, as some builds of Python do, certifi's are taken.
    """
    context = ssl.create_default_context(cafile=authorities)
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    return context


def _is_https(proxy: Proxy | None) -> bool:
    return proxy is not None and proxy.address.startswith("https:")


def _proxy(proxy: Proxy, context: ssl.SSLContext | None) -> httpcore.Proxy:
    if not proxy.address.startswith(("http://", "https://")):
        raise Refused(Sentence("the proxy that the environment names is not an HTTP proxy"))
    return httpcore.Proxy(
        proxy.address, auth=proxy.auth, ssl_context=context if _is_https(proxy) else None
    )
