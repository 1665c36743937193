from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Sequence

import pytest

from berita_tui.fetch.network import Dialler, SystemResolver, _look_up, alternating
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


def dialler(*answers: Sequence[str] | OSError, leave: bool = False) -> Dialler:
    return Dialler(Names(*answers), is_private_allowed=leave, connect_seconds=1)


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
    assert await asyncio.to_thread(done.wait, 5)


async def test_a_late_answer_finds_nobody() -> None:
    answer: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()
    answer.cancel()
    _look_up("127.0.0.1", 80, answer)
    await asyncio.sleep(0)
    assert answer.cancelled()


def test_an_answer_after_the_loop_has_closed_is_dropped() -> None:
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
        await dialler(addresses).connect("h.test", 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "::1", "64:ff9b::7f00:1"])
async def test_private_addresses_are_refused_without_a_look_up(host: str) -> None:
    names = Names(["1.1.1.1"])
    guarded = Dialler(names, is_private_allowed=False, connect_seconds=1)
    with pytest.raises(Refused, match="private network"):
        await guarded.connect(host, 80)
    assert not names.asked


async def test_with_leave_they_are_connected_to() -> None:
    async with serving(b"") as server:
        with await dialler(["127.0.0.1"], leave=True).connect("h.test", server.port) as sock:
            assert sock.getpeername() == ("127.0.0.1", server.port)


async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    names = Names(["127.0.0.2"], ["127.0.0.1"])
    guarded = Dialler(
        names,
        is_private_allowed=False,
        connect_seconds=1,
        is_public=lambda address: str(address) == "127.0.0.2",
    )
    async with serving(b"", host="127.0.0.2") as server:
        with await guarded.connect("h.test", server.port) as sock:
            assert sock.getpeername()[0] == "127.0.0.2"  # the one checked, not looked up again
        assert names.asked == ["h.test"]
        with pytest.raises(Refused):
            await guarded.connect("h.test", server.port)


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with serving(b"") as server:
        names = ["127.0.0.2", "127.0.0.1"]
        (await dialler(names, leave=True).connect("h.test", server.port)).close()


async def test_a_connection_that_is_called_off_leaves_no_socket_open() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        # The first fills the queue of one that never answers; who comes after that waits.
        with socket.create_connection(("127.0.0.1", port)):
            tasks = [
                asyncio.create_task(dialler(["127.0.0.1"], leave=True).connect("h.test", port))
                for _ in range(3)
            ]
            done, waiting = await asyncio.wait(tasks, timeout=0.05)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            for task in done:
                task.result().close()
    assert waiting


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
        await dialler(["127.0.0.1", "127.0.0.2"], leave=True).connect("h.test", 1)


async def test_a_name_nobody_knows_is_told() -> None:
    with pytest.raises(Refused, match="no host named"):
        await dialler(socket.gaierror(socket.EAI_NONAME, "")).connect("h.test", 80)
    with pytest.raises(Refused, match="may be down"):
        await dialler(OSError(errno.ENETDOWN, "")).connect("h.test", 80)
