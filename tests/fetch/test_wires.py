from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import h11
import pytest

from berita_tui.fetch.replies import Refused
from berita_tui.fetch.wires import MAX_HEAD, Ear, Wire
from servers import Answer, Asked, Loopback, reply, serving

REQUEST = h11.Request(method=b"GET", target=b"/", headers=[(b"Host", b"a.test")])


@asynccontextmanager
async def wired(answer: Answer | bytes) -> AsyncIterator[tuple[Wire, Loopback]]:
    """A wire to a server that answers so."""
    async with serving(answer) as server:
        sock = socket.create_connection(("127.0.0.1", server.port))
        sock.setblocking(False)
        wire = await Wire.over(sock, "a.test", None)
        yield wire, server
        wire.close()
        await asyncio.sleep(0)


async def content(wire: Wire, limit: int = 1000) -> bytes:
    return b"".join([piece async for piece in wire.pieces(limit)])


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not claim():
            await asyncio.sleep(0.001)


async def test_a_request_is_answered_and_the_next_one_too() -> None:
    async with wired(reply(200, b"ya", X="1")) as (wire, server):
        for _ in range(2):
            head = await wire.ask(REQUEST)
            assert head.status_code == 200
            assert (b"x", b"1") in list(head.headers)
            assert await content(wire) == b"ya"
            assert wire.rest()
            assert wire.is_usable(15)
        assert server.connections == 1
        assert wire.peer == "127.0.0.1"


async def test_interim_answers_are_passed_over() -> None:
    async with wired(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + reply(200, b"ya")) as (wire, _):
        assert (await wire.ask(REQUEST)).status_code == 200


async def test_a_switch_of_protocols_that_nobody_asked_for_is_no_answer() -> None:
    async with wired(b"HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\n") as (wire, _):
        with pytest.raises(h11.RemoteProtocolError):
            await wire.ask(REQUEST)


async def test_a_head_is_bounded_whatever_it_is_made_of() -> None:
    async with wired(b"HTTP/1.1 100 Continue\r\n\r\n" * (MAX_HEAD // 20)) as (wire, _):
        with pytest.raises(Refused, match=r"a\.test sends without end"):
            await wire.ask(REQUEST)


async def test_content_is_bounded_and_each_answer_by_itself() -> None:
    # What comes in one piece with the head is not counted again.
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n")
        await go_on.wait()
        return b"x" * 300

    async with wired(answer) as (wire, _):
        for limit in (300, 299):
            go_on = asyncio.Event()
            await wire.ask(REQUEST)
            go_on.set()
            if limit == 300:
                assert len(await content(wire, limit)) == 300
                assert wire.rest()
            else:
                with pytest.raises(Refused, match="without end"):
                    await content(wire, limit)


async def test_one_that_was_not_heard_out_is_not_used_again() -> None:
    async with wired(reply(200, b"ya")) as (wire, server):
        await wire.ask(REQUEST)
        assert not wire.rest()
        await until(lambda: server.open_now == 0)


async def test_one_that_the_server_closes_is_not_used_again() -> None:
    async with wired(reply(200, b"ya", Connection="close")) as (wire, _):
        await wire.ask(REQUEST)
        await content(wire)
        assert not wire.rest()


async def test_more_than_was_asked_for_spoils_a_connection() -> None:
    async with wired(reply(200, b"ya") + b"HTTP/1.1 200 OK\r\n\r\nforged") as (wire, _):
        await wire.ask(REQUEST)
        await content(wire)
        assert not wire.rest()


async def test_what_comes_unasked_later_spoils_it_too() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(200, b"ya"))
        await go_on.wait()
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nforged")

    go_on = asyncio.Event()
    async with wired(answer) as (wire, _):
        await wire.ask(REQUEST)
        await content(wire)
        assert wire.rest()
        assert wire.is_usable(15)
        assert not wire.is_usable(0)
        go_on.set()
        await until(lambda: not wire.is_usable(15))


async def test_the_far_end_waits_while_much_is_unread() -> None:
    left: list[int] = []

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.write(b"x" * 50_000_000)
        left.append(writer.transport.get_write_buffer_size())
        await go_on.wait()
        left.append(writer.transport.get_write_buffer_size())
        await writer.drain()

    go_on = asyncio.Event()
    async with wired(answer) as (wire, _):
        await wire.ask(REQUEST)
        await until(lambda: bool(left))
        go_on.set()
        await until(lambda: len(left) == 2)
        assert left[1] > 30_000_000
        assert len(await content(wire, 60_000_000)) == 50_000_000


async def test_what_came_before_a_breach_is_still_read() -> None:
    ear = Ear()
    ear.data_received(b"ya")
    ear.connection_lost(ConnectionResetError())
    assert await ear.read(10) == b"ya"
    with pytest.raises(ConnectionResetError):
        await ear.read(10)


async def test_whoever_stops_listening_is_not_woken() -> None:
    ear = Ear()
    task = asyncio.create_task(ear.read(10))
    await asyncio.sleep(0)
    task.cancel()
    ear.data_received(b"ya")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await ear.read(10) == b"ya"
