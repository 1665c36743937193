"""The child's side, run in this process over pipes."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from berita_tui.bureau.correspondent import Correspondent, serve
from berita_tui.bureau.wire import Message, listen, pack
from berita_tui.news import Began, Missing, Sentence, Step
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store


class Broken:
    """A newsroom that fails as none should, or that is never done."""

    def __init__(self) -> None:
        self.begun = asyncio.Queue[None]()
        self.is_stopped = asyncio.Event()

    async def refresh(self, *_: Any, force: bool) -> AsyncGenerator[Step, None]:
        yield Began(1)
        if not force:
            raise ZeroDivisionError("tak terhingga\x1b[31m")
        try:
            self.begun.put_nowait(None)
            await asyncio.Event().wait()
        finally:
            self.is_stopped.set()


class Brief:
    """A newsroom that has done everything as soon as it is asked."""

    async def fetch_pages(self, _: Any) -> AsyncGenerator[Step, None]:
        yield Began(2)

    async def bring_pictures(self) -> AsyncGenerator[Step, None]:
        yield Began(3)

    async def fetch_page(self, number: int) -> Step:
        raise Missing(Sentence("there is no article “{id}”; `list` shows them", id=str(number)))

    async def bring_pictures_of(self, number: int) -> int:
        return number


class Ends:
    """Both ends of two pipes."""

    def __init__(self) -> None:
        (theirs, out), (into, mine) = os.pipe(), os.pipe()
        self.requests, self.out = os.fdopen(theirs, "rb"), os.fdopen(out, "wb")
        self.into, self.replies = os.fdopen(into, "rb"), os.fdopen(mine, "wb")
        self.heard: asyncio.Queue[Message | None] = asyncio.Queue()
        listen(self.into, self.heard.put_nowait)

    def say(self, *messages: Message) -> None:
        self.out.write(b"".join(map(pack, messages)))
        self.out.flush()

    async def close(self) -> None:
        self.out.close()
        self.replies.close()
        while await self.heard.get() is not None:
            pass
        self.requests.close()
        self.into.close()


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    made = Ends()
    yield made
    await made.close()


@pytest.fixture
def patient() -> Iterator[None]:
    """Nothing ends this process."""
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.mark.usefixtures("patient")
async def test_it_works_in_the_library_it_is_told_of(places: Places, ends: Ends) -> None:
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))):
        folders = {
            name: str(getattr(places, name)) for name in ("config", "data", "cache", "state")
        }
        ends.say(
            (folders, {"pause": 0.0}), (1, "refresh", None, False), (2, "page", 7), (2, "stop")
        )
        work = asyncio.create_task(serve(ends.requests, ends.replies))
        assert await ends.heard.get() == (1, False, Began(0))
        ends.out.close()
        await work


async def test_who_is_told_nothing_does_nothing(ends: Ends) -> None:
    ends.out.close()
    await serve(ends.requests, ends.replies)


@pytest.mark.usefixtures("patient")
async def test_an_error_of_its_own_is_told_and_written_down(places: Places, ends: Ends) -> None:
    room = Broken()
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        one = Correspondent(store, cast("Newsroom", room), ends.replies, places)
        work = asyncio.create_task(one.work(ends.requests))
        ends.say((1, "refresh", None, False))
        assert await ends.heard.get() == (1, False, Began(1))
        told = await ends.heard.get()
        assert told
        (log,) = places.state.glob("crash-*.log")
        assert str(log) in str(told[2])
        assert "tak terhingga[31m" in log.read_text()
        ends.out.close()
        await work


@pytest.mark.usefixtures("patient")
async def test_every_verb_is_told_to_its_end(places: Places, ends: Ends) -> None:
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        one = Correspondent(store, cast("Newsroom", Brief()), ends.replies, places)
        work = asyncio.create_task(one.work(ends.requests))
        verbs = (("pages", None), ("pictures",), ("page", 7), ("pictures of", 8), ("nonsense",))
        ends.say(*((number, *verb) for number, verb in enumerate(verbs)))
        told: dict[int, list[object]] = {number: [] for number in range(len(verbs))}
        left = len(verbs)
        while left:
            message = await ends.heard.get()
            assert message
            number, is_over, answer = message
            told[number].append(answer)
            left -= is_over
        assert told[0] == [Began(2), None]
        assert told[1] == [Began(3), None]
        assert isinstance(told[2][0], Missing)
        assert told[3] == [8, None]
        assert told[4] == [None]
        ends.out.close()
        await work


async def test_what_is_under_way_is_let_go_when_the_app_has_gone(
    places: Places, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)
    room, (nobody, said) = Broken(), os.pipe()
    os.close(nobody)
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        replies = os.fdopen(said, "wb", buffering=0)
        one = Correspondent(store, cast("Newsroom", room), replies, places)
        work = asyncio.create_task(one.work(ends.requests))
        ends.say((1, "refresh", None, True), (2, "refresh", None, True))
        await room.begun.get()
        await room.begun.get()
        ends.say((1, "stop"), (3, "stop"))
        await room.is_stopped.wait()
        ends.out.close()
        await work
        replies.close()
