"""Garbage: what is given back to the system."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from berita_tui import garbage


def test_what_was_let_go_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    garbage.give_back()  # as it is here
    asked: list[object] = []
    library = SimpleNamespace(malloc_trim=asked.append, mallopt=lambda *wish: asked.append(wish))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    garbage.give_back()
    garbage.share_heap()
    garbage.keep_large_apart()
    assert asked == [0, (-8, 1), (-3, 262_144)]


def test_where_nothing_can_be_given_back_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: object) -> object:
        raise OSError(name)

    for opened in (lambda _: SimpleNamespace(), refuse):
        monkeypatch.setattr(ctypes, "CDLL", opened)
        garbage.give_back()
        garbage.share_heap()
        garbage.keep_large_apart()
