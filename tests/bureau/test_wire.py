from __future__ import annotations

import asyncio
import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from berita_tui.bureau.wire import Message, listen, pack, receive
from berita_tui.news import (
    BadQuery,
    Began,
    BeritaError,
    Brought,
    Ended,
    Feed,
    FullText,
    Illustrated,
    Missed,
    Missing,
    Outcome,
    PageHad,
    PageMissed,
    PagesEnded,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Waiting,
    Want,
    Wanted,
)
from berita_tui.worker import wire
from berita_tui.worker.wire import HEAD

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SOURCE = replace(
    Source.followed("https://me:x@warta.example/rss", title="Warta “Pagi”", folder=("A", "B")),
    interval=timedelta(minutes=7),
    full_text=FullText.ALWAYS,
    paused=PauseReason.GONE,
    extra=MappingProxyType({"x": "1"}),
)
PAGE = Wanted(number=2**60, key=b"\0\xff", source="s", address="https://warta.example/1")
PROBLEM = Sentence("{count} of {host} \ud800", count=3, host="warta.example")


def heard(message: Message) -> Message | None:
    return receive(io.BytesIO(pack(message)))


def frame(content: bytes) -> io.BytesIO:
    return io.BytesIO(HEAD.pack(len(content), 0) + content)


@pytest.mark.parametrize(
    "noun",
    [
        *(None, True, 7, 1.5, "teks", ("a", 1)),
        *(Began(3), Brought(SOURCE, 2, 1), Quiet(SOURCE), Waiting(SOURCE, NOON)),
        *(Missed(SOURCE, PROBLEM, NOON, is_network=True), Ended(1, 2, 3, is_offline=True)),
        *(PageHad(PAGE, Outcome.FEED, 4), PageMissed(PAGE, PROBLEM, 4, NOON)),
        *(PagesEnded(1, 2, 3), Illustrated(number=9, new=2)),
        Want(full_text=FullText.NEVER, most=50),
    ],
)
def test_every_step_comes_over_as_it_was(noun: object) -> None:
    assert heard((1, False, noun)) == (1, False, noun)


def test_a_kind_stays_one() -> None:
    message = heard((SOURCE,))
    assert message
    assert isinstance(message[0].full_text, FullText)


@pytest.mark.parametrize(
    ("error", "kind"), [(Missing(PROBLEM), Missing), (BadQuery(PROBLEM, 3), BeritaError)]
)
def test_an_error_keeps_its_sentence_and_its_kind_where_that_matters(
    error: BeritaError, kind: type
) -> None:
    message = heard((error,))
    assert message
    (came,) = message
    assert type(came) is kind
    assert isinstance(came, BeritaError)
    assert came.sentence == PROBLEM


def test_what_is_no_step_is_not_sent() -> None:
    with pytest.raises(KeyError):
        pack((Feed(),))


@pytest.mark.parametrize(
    "said",
    [
        *(3, "text", ["Path", "/"], ["", ["FullText", "mostly"]], ["", ["Began", 1, 2]]),
        *(["", ["bytes", 3]], ["", ["datetime"]], ["", ["{}", []]], ["", []], ["", {}]),
    ],
)
def test_what_nobody_of_ours_says_is_the_end(said: object) -> None:
    assert receive(frame(json.dumps(said).encode())) is None


@pytest.mark.parametrize("said", [b"\xff", b"{", b"[" * 100_000])
def test_what_is_no_message_is_the_end(said: bytes) -> None:
    assert receive(frame(said)) is None


def test_what_is_cut_or_too_long_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pack(("teks",))
    assert receive(io.BytesIO(whole[:2])) is None
    assert receive(io.BytesIO(whole[:-2])) is None
    monkeypatch.setattr(wire, "MOST_SAID", 3)
    assert receive(io.BytesIO(whole)) is None


async def test_messages_are_heard_in_the_loop_until_the_end() -> None:
    queue = asyncio.Queue[Message | None]()
    listen(io.BytesIO(pack((1,)) + pack((2,))), queue.put_nowait)
    assert [await queue.get() for _ in range(3)] == [(1,), (2,), None]


async def test_a_pipe_closed_meanwhile_is_the_end() -> None:
    queue = asyncio.Queue[Message | None]()
    stream = io.BytesIO()
    stream.close()
    listen(stream, queue.put_nowait)
    assert await queue.get() is None


def test_whoever_listens_ends_with_the_loop() -> None:
    incoming, outgoing = os.pipe()
    with os.fdopen(incoming, "rb") as stream, os.fdopen(outgoing, "wb") as out:

        async def begin() -> None:
            listen(stream, lambda _: None)

        asyncio.run(begin())
        out.write(pack((1,)))
        out.flush()
        wire_threads()


def wire_threads() -> None:
    import threading

    for thread in threading.enumerate():
        if thread.name == "wire":
            thread.join()
