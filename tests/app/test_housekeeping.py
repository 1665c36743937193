"""Housekeeping behind the first page."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from textual.message import Message
from textual.message_pump import MessagePump

from berita_tui import garbage
from berita_tui.app.housekeeping import Noticed, keep_house
from berita_tui.news import BeritaError, Sentence
from berita_tui.store import Finding
from readers import NOON, Reader


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
