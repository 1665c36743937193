"""Wires: one connection and HTTP/1.1 over it; every answer has bounds."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager
from socket import socket
from typing import Protocol, Self, cast

import h11

from berita_tui.fetch import troubles
from berita_tui.fetch.replies import Refused
from berita_tui.news import Sentence

MAX_HEAD = 131_072
"""Most bytes taken before a response's content begins, interim (1xx) responses included.

h11 bounds each of them, but not how many come.
"""
_MAX_EVENT = 102_400
_HEAD_PIECE, _PIECE = 16_384, 65_536
_MOST_UNREAD = 131_072


class Answer(Protocol):
    """What a server said: the head of its response, the content still to come."""

    @property
    def status(self) -> int:
        """The status code."""
        ...

    @property
    def headers(self) -> Iterable[tuple[bytes, bytes]]:
        """The headers as they came, in their order."""
        ...

    @property
    def peer(self) -> str:
        """The network address that answered, "" where it is not known."""
        ...

    def pieces(self, limit: int) -> AsyncIterator[bytes]:
        """Give the content as it comes; raise `Refused` past `limit` bytes on the wire."""
        ...


class Transport(Protocol):
    """What carries a request: the connections to one origin, or a table in a test."""

    def ask(self, request: h11.Request) -> AbstractAsyncContextManager[Answer]:
        """Send `request` and lend the answer."""
        ...


class Ear(asyncio.Protocol):
    """What has come over a connection and is not read yet; the far end waits when it is much."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._come = bytearray()
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._is_over = False
        self._is_paused = False

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come, not even the end."""
        return not self._come and not self._is_over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what comes."""
        self._come += data
        if len(self._come) > _MOST_UNREAD and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Take the end; asyncio closes the connection then."""
        self._is_over = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end, whatever the reason."""
        self._is_over = True
        self._error = exc
        self._wake()

    async def read(self, most: int) -> bytes:
        """Return the next bytes, b"" at the end. Raises `OSError`."""
        if self.is_silent:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if not self._come and self._error:
            raise self._error
        data = bytes(self._come[:most])
        del self._come[:most]
        if self._is_paused and len(self._come) <= _MOST_UNREAD // 2:
            self._is_paused = False
            self._transport.resume_reading()
        return data

    def listen_to(self, transport: asyncio.Transport) -> None:
        """Go on with `transport` in place of the one before."""
        self._transport = transport

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


class Wire:
    """One connection to `host`, at the network address `peer`; closed after any trouble."""

    def __init__(self, transport: asyncio.Transport, ear: Ear, *, host: str, peer: str) -> None:
        self.peer = peer
        self._transport = transport
        self._ear = ear
        self._host = host
        self._talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_EVENT)
        self._left = 0
        self._idle_since = 0.0

    @classmethod
    async def over(cls, sock: socket, host: str, tls: ssl.SSLContext | None) -> Self:
        """Return a wire over a connected socket, with `tls` a secure one. Raises `Refused`."""
        name = host if tls else None
        peer = str(sock.getpeername()[0])
        try:
            transport, ear = await asyncio.get_running_loop().create_connection(
                Ear, sock=sock, ssl=tls, server_hostname=name
            )
        except OSError as error:
            raise troubles.not_secured(host, error) from None
        return cls(transport, ear, host=host, peer=peer)

    async def ask(self, request: h11.Request) -> h11.Response:
        """Send `request`, return the head. Raises `OSError`, `h11.ProtocolError`, `Refused`."""
        self._transport.write(self._talk.send(request) or b"")
        self._transport.write(self._talk.send(h11.EndOfMessage()) or b"")
        self._left = MAX_HEAD
        while not isinstance(event := await self._next(_HEAD_PIECE), h11.Response):
            pass
        return event

    async def pieces(self, limit: int) -> AsyncIterator[bytes]:
        """Give the content as it comes; at most `limit` bytes may come. Raises as `ask` does."""
        self._left = limit
        while isinstance(event := await self._next(_PIECE), h11.Data):
            yield event.data

    async def tunnel(self, request: h11.Request, host: str, tls: ssl.SSLContext | None) -> None:
        """Ask a proxy for a way to `host`, and go on there in TLS. Raises `Refused`."""
        assert tls
        head = await self.ask(request)
        if not 200 <= head.status_code < 300:
            raise troubles.not_let_through(host)
        try:
            secure = await asyncio.get_running_loop().start_tls(
                self._transport, self._ear, tls, server_hostname=host
            )
        except (OSError, TypeError) as error:  # TypeError is Python 3.11's own over TLS in TLS
            raise troubles.not_secured(host, error) from None
        assert secure
        self._ear.listen_to(secure)
        self._transport, self._host = secure, host
        self._talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_EVENT)

    def rest(self) -> bool:
        """Get ready for another request; False where that cannot be, and it is closed."""
        states = (self._talk.our_state, self._talk.their_state)
        if states != (h11.DONE, h11.DONE) or self._talk.trailing_data[0]:
            self.close()
            return False
        self._talk.start_next_cycle()
        self._idle_since = asyncio.get_running_loop().time()
        return True

    def is_usable(self, seconds: float) -> bool:
        """Tell whether it rests since less than `seconds`, and nothing came unasked."""
        idle = asyncio.get_running_loop().time() - self._idle_since
        return idle < seconds and self._ear.is_silent

    def close(self) -> None:
        """Close the connection at once."""
        self._transport.abort()

    async def _next(self, most: int) -> h11.Event:
        while (event := self._talk.next_event()) is h11.NEED_DATA:
            data = await self._ear.read(most)
            self._left -= len(data)
            if self._left < 0:
                raise Refused(Sentence("{host} sends without end", host=self._host))
            self._talk.receive_data(data)
        return cast("h11.Event", event)
