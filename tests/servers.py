"""Loopback servers for tests: real sockets, any behaviour, nothing mocked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from berita_tui.news import Source


def source(address: str = "http://a.test/feed", **settings: Any) -> Source:
    """Return a source whose host may be here."""
    return replace(Source.followed(address), is_private_allowed=True, **settings)


@dataclass(frozen=True)
class Asked:
    """One request as it came in: header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]


@dataclass
class Loopback:
    """A server that is running: where, and what it has been asked so far."""

    host: str
    port: int
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0

    def url(self, path: str = "/", host: str = "") -> str:
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[bytes | None] | bytes | None]


def reply(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """Build a response; an underscore in a header's name stands for a dash."""
    lines = [f"HTTP/1.1 {status} x"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers and status not in (204, 304):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@asynccontextmanager
async def serving(
    answer: Answer | bytes,
    *,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Loopback]:
    """Serve `answer` to every request: bytes, or what a function of the request gives.

    A function may write by itself and return None; then the connection is closed.
    """
    loopback = Loopback(host=host, port=0, scheme="https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        loopback.connections += 1
        loopback.open_now += 1
        loopback.most_open = max(loopback.most_open, loopback.open_now)
        try:
            while request := await _read(reader):
                loopback.asked.append(request)
                answered = answer if isinstance(answer, bytes) else answer(request, writer)
                if isinstance(answered, Awaitable):
                    answered = await answered
                if answered is None:
                    break
                writer.write(answered)
                await writer.drain()
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            loopback.open_now -= 1
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    loopback.port = server.sockets[0].getsockname()[1]
    try:
        yield loopback
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        first = await reader.readexactly(1)
        if not first.isalpha():  # somebody speaks TLS to a server that does not
            return None
        head = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    line, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = line.split(" ", 2)
    headers = dict(line.split(": ", 1) for line in lines)
    return Asked(method, target, {name.lower(): value for name, value in headers.items()})
