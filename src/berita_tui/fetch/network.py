"""Network: names looked up, addresses checked as they are connected to."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from itertools import zip_longest
from typing import TypeAlias

from berita_tui.fetch import troubles
from berita_tui.fetch.guard import IPAddress, is_public, literal

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a name up: host and port in, addresses out in order of preference. Raises `OSError`."""

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


class Dialler:
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
        self._resolver = resolver
        self._is_private_allowed = is_private_allowed
        self._connect_seconds = connect_seconds
        self._is_public = is_public

    async def connect(self, host: str, port: int) -> socket.socket:
        """Connect to the first address of `host` that answers. Raises `Refused`."""
        error = OSError()
        for address in await self._allowed(host, port):
            try:
                return await self._connected(address, port)
            except OSError as caught:
                error = caught
        raise troubles.not_connected(host, error)

    async def _connected(self, address: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            async with asyncio.timeout(self._connect_seconds):
                await asyncio.get_running_loop().sock_connect(sock, (address, port))
        except BaseException:
            sock.close()
            raise
        return sock

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
