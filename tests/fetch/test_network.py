from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Sequence
from typing import Any

import httpcore
import pytest

from berita_tui.fetch.network import (
    MAX_HEAD,
    GuardedBackend,
    SystemResolver,
    WatchedStream,
    alternating,
)
from berita_tui.fetch.replies import Refused
from servers import serving


class Names:
    """Looks names up in a table, another answer each time if there are several."""

    def __init__(self, *answers: Sequence[str] | OSError) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, OSError):
            raise answer
        return answer


def backend(*answers: Sequence[str] | OSError, leave: bool = False) -> GuardedBackend:
    return GuardedBackend(Names(*answers), is_private_allowed=leave, connect_seconds=1)


class Stub(httpcore.AsyncNetworkStream):
    """The far end of a stream: gives what it was told to."""

    def __init__(self, data: bytes = b"", error: BaseException | None = None) -> None:
        self.data = data
        self.error = error
        self.is_closed = False
        self.asked: list[int] = []
        self.written = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.asked.append(max_bytes)
        given, self.data = self.data[:max_bytes], self.data[max_bytes:]
        return given

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.written += buffer

    async def aclose(self) -> None:
        self.is_closed = True

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if self.error:
            raise self.error
        return Stub(b"secret")

    def get_extra_info(self, info: str) -> Any:
        return info


async def drain(stream: httpcore.AsyncNetworkStream) -> None:
    while await stream.read(65_536):
        pass


async def test_the_system_knows_localhost() -> None:
    assert set(await SystemResolver()("localhost", 80)) <= {"127.0.0.1", "::1"}


async def test_the_system_does_not_know_what_is_not_there() -> None:
    with pytest.raises(OSError, match=r"\w"):
        await SystemResolver()("nothing.invalid", 80)


@pytest.mark.parametrize("name", ["a" * 70 + ".test", "é\ud800.test"])
async def test_what_is_no_name_at_all_is_not_known(name: str) -> None:
    with pytest.raises(OSError, match="not a name"):
        await SystemResolver()(name, 80)


async def test_nobody_has_to_wait_for_a_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    go_on, done = threading.Event(), threading.Event()

    def stall(*_: object, **__: object) -> list[object]:
        go_on.wait(5)
        done.set()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", stall)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await SystemResolver()("slow.test", 80)
    go_on.set()
    await asyncio.to_thread(done.wait, 5)
    await asyncio.sleep(0)  # the late answer comes, and finds nobody


def test_an_answer_after_the_loop_has_closed_is_dropped() -> None:
    from berita_tui.fetch.network import _look_up

    loop = asyncio.new_event_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()
    loop.close()
    _look_up("127.0.0.1", 80, answer)
    assert not answer.done()


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["127.0.0.1", "::1"], ["169.254.169.254"], ["fe80::1%1"], []]
)
async def test_names_of_private_addresses_are_refused(addresses: list[str]) -> None:
    with pytest.raises(Refused, match=r"h\.test is on a private network"):
        await backend(addresses).connect_tcp("h.test", 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "::1", "64:ff9b::7f00:1"])
async def test_private_addresses_are_refused_without_a_look_up(host: str) -> None:
    names = Names(["1.1.1.1"])
    guarded = GuardedBackend(names, is_private_allowed=False, connect_seconds=1)
    with pytest.raises(Refused, match="private network"):
        await guarded.connect_tcp(host, 80)
    assert not names.asked


async def test_with_leave_they_are_connected_to() -> None:
    async with serving(b"") as server:
        stream = await backend(["127.0.0.1"], leave=True).connect_tcp("h.test", server.port)
        assert stream.get_extra_info("server_addr")[:2] == ("127.0.0.1", server.port)
        await stream.aclose()


async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    names = Names(["93.184.215.14"], ["127.0.0.1"])
    tried = []

    class Recorder(httpcore.AnyIOBackend):
        async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            tried.append(host)
            return Stub()

    guarded = GuardedBackend(names, is_private_allowed=False, connect_seconds=1)
    guarded._inner = Recorder()
    await guarded.connect_tcp("h.test", 80)
    assert tried == ["93.184.215.14"]  # the one checked is the one connected to
    with pytest.raises(Refused):
        await guarded.connect_tcp("h.test", 80)


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with serving(b"") as server:
        names = ["127.0.0.2", "127.0.0.1"]
        stream = await backend(names, leave=True).connect_tcp("h.test", server.port)
        await stream.aclose()


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["::1", "::2", "::3", "1.1.1.1"], ["::1", "1.1.1.1", "::2", "::3"]),
        (["1.1.1.1", "::1", "2.2.2.2"], ["1.1.1.1", "::1", "2.2.2.2"]),
        (["1.1.1.1"], ["1.1.1.1"]),
    ],
)
def test_both_families_of_addresses_get_their_turn(
    addresses: list[str], expected: list[str]
) -> None:
    assert alternating(addresses) == expected


async def test_when_none_answers_it_is_said_why() -> None:
    with pytest.raises(Refused, match=r"h\.test refuses the connection"):
        await backend(["127.0.0.1", "127.0.0.2"], leave=True).connect_tcp("h.test", 1)


async def test_a_name_nobody_knows_is_told() -> None:
    with pytest.raises(Refused, match="no host named"):
        await backend(socket.gaierror(socket.EAI_NONAME, "")).connect_tcp("h.test", 80)
    with pytest.raises(Refused, match="may be down"):
        await backend(OSError(errno.ENETDOWN, "")).connect_tcp("h.test", 80)


async def test_it_sleeps_when_httpcore_says_so() -> None:
    await backend([]).sleep(0)


async def test_a_head_comes_in_small_pieces_and_is_bounded() -> None:
    far = Stub(b"x" * (MAX_HEAD + 1))
    near = WatchedStream(far, "h.test")
    await near.write(b"GET")
    with pytest.raises(Refused, match=r"h\.test sends without end"):
        await drain(near)
    assert set(far.asked) == {16_384}


async def test_content_is_bounded_too() -> None:
    near = WatchedStream(Stub(b"x" * 301), "h.test")
    near.begin_content(300)
    with pytest.raises(Refused):
        await drain(near)


async def test_each_answer_is_bounded_by_itself() -> None:
    far = Stub(b"x" * 300)
    near = WatchedStream(far, "h.test")
    near.begin_content(200)
    assert len(await near.read(200)) == 200
    await near.write(b"GET")
    assert len(await near.read(200)) == 100
    assert far.written == b"GET"
    assert near.get_extra_info("what") == "what"


async def test_a_stream_goes_on_in_tls_under_the_same_watch() -> None:
    near = await WatchedStream(Stub(), "h.test").start_tls(ssl.create_default_context())
    assert isinstance(near, WatchedStream)
    assert await near.read(10) == b"secret"


async def test_tls_that_fails_is_told_in_words() -> None:
    far = Stub(error=httpcore.ConnectError())
    with pytest.raises(Refused, match=r"no secure connection to w\.test"):
        await WatchedStream(far, "h.test").start_tls(ssl.create_default_context(), "w.test")


async def test_tls_that_is_called_off_leaves_nothing_open() -> None:
    far = Stub(error=asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await WatchedStream(far, "h.test").start_tls(ssl.create_default_context())
    assert far.is_closed
