"""Housekeeping behind the first page."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

from berita_tui import garbage
from berita_tui.app.housekeeping import QUIET, Binder, Noticed, keep_house
from berita_tui.news import BeritaError, DataUnusable, Interrupted, Sentence
from berita_tui.store import Finding, Store
from readers import NOON, Reader, settle


class Listener:
    def __init__(self) -> None:
        self.heard: list[Sentence] = []

    def post_message(self, message: Message) -> bool:
        assert isinstance(message, Noticed)
        self.heard.append(message.said)
        return True


def keep(reader: Reader, days: int | None = None) -> list[Sentence]:
    listener = Listener()
    oldest = None if days is None else NOON - timedelta(days=days)
    keep_house(reader.store, cast("MessagePump", listener), oldest=oldest)
    return listener.heard


def test_the_days_copy_is_taken_and_nothing_is_said(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(garbage, "give_back", lambda: given.append("back"))
    assert keep(reader) == []
    assert given == ["back"]
    assert len(list(reader.places.copies.iterdir())) == 1


def test_old_articles_are_let_go_only_where_that_is_wished(reader: Reader) -> None:
    keep(reader)
    assert len(reader.listed()) == 24
    keep(reader, days=-1)
    assert [each.is_bookmarked for each in reader.listed()] == [True]


def test_a_damaged_library_is_told_and_not_copied(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding(sentence=Sentence("library.db is damaged"))
    monkeypatch.setattr(reader.store.upkeep, "examine", lambda: (finding,))
    assert keep(reader) == [finding.sentence]
    assert not reader.places.copies.exists() or not list(reader.places.copies.iterdir())


def test_what_cannot_be_done_is_told(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise BeritaError(Sentence("the disk is full"))

    monkeypatch.setattr(reader.store.upkeep, "copy", fail)
    assert keep(reader) == [Sentence("the disk is full")]


class Page(Listener):
    """Runs at once what it is to run in a thread."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def run_worker(self, work: Callable[[], None], **_: object) -> None:
        self.count += 1
        work()


@pytest.mark.parametrize(
    ("seconds", "steps"), [((QUIET - 1,), 0), ((QUIET, 0.0), 1), ((QUIET, QUIET, 1.0), 2)]
)
def test_the_index_is_merged_until_a_key_is_pressed(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, seconds: tuple[float, ...], steps: int
) -> None:
    merged: list[float] = []
    left = list(seconds)

    def merge(goes_on: Callable[[], bool]) -> None:
        merged.append(0.0)
        while goes_on():
            merged.append(0.0)

    monkeypatch.setattr(reader.store.upkeep, "merge_segments", merge)
    page = Page()
    Binder(reader.store, lambda: left.pop(0)).begin(cast("DOMNode", page))
    assert (len(merged), left) == (steps, [])


@pytest.mark.parametrize(
    ("problem", "tries", "told"), [(BeritaError, 2, 0), (Interrupted, 2, 0), (DataUnusable, 1, 1)]
)
def test_who_is_in_the_way_is_waited_for_and_damage_is_told_once(
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    problem: type[BeritaError],
    tries: int,
    told: int,
) -> None:
    def fail(_: object) -> None:
        raise problem(Sentence("it is so"))

    monkeypatch.setattr(reader.store.upkeep, "merge_segments", fail)
    page = Page()
    binder = Binder(reader.store, lambda: QUIET)
    binder.begin(cast("DOMNode", page))
    binder.begin(cast("DOMNode", page))
    assert (page.count, page.heard) == (tries, [Sentence("it is so")] * told)


def test_what_can_only_be_read_is_not_merged(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "is_read_only", True)
    page = Page()
    Binder(reader.store, lambda: QUIET).begin(cast("DOMNode", page))
    assert page.count == 0


async def test_the_minute_s_tick_merges_where_nothing_was_pressed(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged: list[bool] = []
    monkeypatch.setattr(
        reader.store.upkeep, "merge_segments", lambda goes_on: merged.append(goes_on())
    )
    app = reader.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        monkeypatch.setattr(app._turns, "_came", -math.inf)
        app.front._tick()
        await settle(pilot)
        assert merged == [True]
        await pilot.press("j")
        app.front._tick()
        await settle(pilot)
        assert merged == [True]
