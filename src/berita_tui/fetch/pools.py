"""Pools: connections kept apart by scheme, by proxy and by leave for private networks."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import certifi
import httpcore

from berita_tui.fetch.network import GuardedBackend, Resolver
from berita_tui.fetch.proxies import Proxies, Proxy
from berita_tui.fetch.replies import Refused
from berita_tui.news import Sentence


class Transport(Protocol):
    """What carries one request: a connection pool of httpcore, or a table in a test."""

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send `request` and return the response, its content still to come."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the network is reached: bounds, resolver, proxies, and certificates to trust."""

    connections: int
    connect_seconds: float
    resolver: Resolver
    proxies: Proxies = field(default_factory=Proxies)
    authorities: str | None = None


class Pools:
    """The connection pools, each made when first needed.

    A connection to a private host, once open, must not serve a request without leave: hence
    one pool for those with and one for those without.
    """

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._pools: dict[tuple[bool, bool, Proxy | None], httpcore.AsyncConnectionPool] = {}
        self._context: asyncio.Task[ssl.SSLContext] | None = None

    async def pool(self, scheme: str, host: str, *, is_private_allowed: bool) -> Transport:
        """Return the pool for `host`. Raises `Refused` for a proxy of an unknown kind."""
        proxy = self._ways.proxies.way_to(scheme, host)
        is_secure = scheme == "https"
        # Only what TLS was asked for waits for the certificates to be read.
        context = await self._secure() if is_secure or _is_https(proxy) else None
        key = (is_secure, is_private_allowed, proxy)
        if key not in self._pools:
            self._pools[key] = self._made(context, proxy, is_private_allowed)
        return self._pools[key]

    async def rest(self) -> None:
        """Close the connections that nobody uses."""
        for pool in self._pools.values():
            for connection in pool.connections:
                if connection.is_idle():
                    await connection.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()
        if self._context:
            await asyncio.wait([self._context])

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
        )
        return httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=_proxy(proxy, context) if proxy else None,
            max_connections=self._ways.connections,
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


def proxies_of(environ: Mapping[str, str]) -> Proxies:
    """Return the proxies that `environ` names."""
    return Proxies.from_environ(environ)


def _is_https(proxy: Proxy | None) -> bool:
    return proxy is not None and proxy.address.startswith("https:")


def _proxy(proxy: Proxy, context: ssl.SSLContext | None) -> httpcore.Proxy:
    if not proxy.address.startswith(("http://", "https://")):
        raise Refused(Sentence("the proxy that the environment names is not an HTTP proxy"))
    return httpcore.Proxy(
        proxy.address, auth=proxy.auth, ssl_context=context if _is_https(proxy) else None
    )
