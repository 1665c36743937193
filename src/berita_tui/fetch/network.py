"""Network: names looked up, addresses checked as they are connected to, heads bounded."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from itertools import zip_longest
from ssl import SSLContext
from typing import Any, TypeAlias

import httpcore

from berita_tui.fetch import troubles
from berita_tui.fetch.guard import IPAddress, is_public, literal
from berita_tui.fetch.replies import Refused
from berita_tui.news import Sentence

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a name up: host and port in, addresses out in order of preference. Raises `OSError`."""

MAX_HEAD = 131_072
"""Most bytes taken before a response's content begins, interim (1xx) responses included."""
_HEAD_PIECE = 16_384
_MAX_TRIED = 4
_MAX_LOOKUPS = 32


class SystemResolver:
    """Looks names up as the system does, each in a thread that nothing waits for at exit.

    The loop's own executor will not do: a name server that stalls would fill it, and hold
    the program back when it ends.
    """

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_MAX_LOOKUPS)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of `host`. Raises `OSError`."""
        async with self._slots:
            answer: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()
            threading.Thread(
                target=_look_up, args=(host, port, answer), name=f"look up {host}", daemon=True
            ).start()
            return await answer


def _look_up(host: str, port: int, answer: asyncio.Future[Sequence[str]]) -> None:
    """Look `host` up and bring the answer to its loop, if that still wants it."""

    def bring(result: Sequence[str] | OSError) -> None:
        if answer.done():
            return
        if isinstance(result, OSError):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    result: Sequence[str] | OSError
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        result = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    except UnicodeError:
        result = socket.gaierror(socket.EAI_NONAME, "not a name")
    except OSError as error:
        result = error
    with suppress(RuntimeError):  # the loop has closed while the name server was thinking
        answer.get_loop().call_soon_threadsafe(bring, result)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, unless it has leave for private ones.

    The address that was checked is the one connected to, so a name that changes its mind
    between the two (DNS rebinding) gains nothing.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        is_private_allowed: bool,
        connect_seconds: float,
        is_public: Callable[[IPAddress], bool] = is_public,
    ) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._resolver = resolver
        self._is_private_allowed = is_private_allowed
        self._connect_seconds = connect_seconds
        self._is_public = is_public

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of `host` that answers. Raises `Refused`."""
        error: BaseException = OSError()
        for address in await self._allowed(host, port):
            try:
                stream = await self._inner.connect_tcp(
                    address, port, timeout=self._connect_seconds, local_address=local_address
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as caught:
                error = caught
            else:
                return WatchedStream(stream, host)
        raise troubles.not_connected(host, error)

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it between retries, which are not used."""
        await asyncio.sleep(seconds)

    async def _allowed(self, host: str, port: int) -> Sequence[str]:
        spelled = literal(host)
        if spelled:
            addresses: Sequence[str] = (str(spelled),)
        else:
            try:
                addresses = await self._resolver(host, port)
            except OSError as error:
                raise troubles.not_found(host, error) from None
        if not self._is_private_allowed:
            addresses = [a for a in addresses if self._is_public(ip_address(a))]
        if not addresses:
            raise troubles.private(host)
        return alternating(addresses)[:_MAX_TRIED]


def alternating(addresses: Sequence[str]) -> list[str]:
    """Return `addresses` with IPv6 and IPv4 by turns, the family of the first one first.

    Where one of the two leads nowhere, the other is soon tried (RFC 8305 §4).
    """
    first = [each for each in addresses if (":" in each) == (":" in addresses[0])]
    second = [each for each in addresses if each not in first]
    return [each for pair in zip_longest(first, second) for each in pair if each]


class WatchedStream(httpcore.AsyncNetworkStream):
    """A connection that hands out a bounded number of bytes for each answer.

    httpcore bounds one response's head, but not how many interim ones come before it, nor
    what chunked framing may add to the content.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream, host: str) -> None:
        self._inner = inner
        self._host = host
        self._left = MAX_HEAD
        self._piece = _HEAD_PIECE

    def begin_content(self, limit: int) -> None:
        """Take the head for over: from here on `limit` bytes may come, in larger pieces."""
        self._left = limit
        self._piece = limit

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read as `AsyncNetworkStream` does. Raises `Refused` when there is no end to it."""
        data = await self._inner.read(min(max_bytes, self._piece), timeout)
        self._left -= len(data)
        if self._left < 0:
            raise Refused(Sentence("{host} sends without end", host=self._host))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write; a new head is expected in answer."""
        self._left = MAX_HEAD
        self._piece = _HEAD_PIECE
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """Go on in TLS. Raises `Refused` with the reason in words."""
        try:
            stream = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except httpcore.NetworkError as error:
            raise troubles.not_secured(server_hostname or self._host, error) from None
        except BaseException:
            await self._inner.aclose()
            raise
        return WatchedStream(stream, self._host)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore or the fetcher wants to know of the socket."""
        return self._inner.get_extra_info(info)
