"""The short form of benchmarks/torture_fuzz.py: the same cases, only fewer."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from berita_tui.places import Places

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def fuzz(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    module = importlib.import_module("torture_fuzz")
    own = {"feed": list(module.FEEDS), "page": list(module.PAGES)}
    monkeypatch.setattr(module, "seeds_of", own.__getitem__)
    return module


@pytest.mark.parametrize(("kind", "count"), [("feed", 120), ("page", 15), ("text", 60)])
def test_whatever_comes_is_read_or_refused_and_clean(
    fuzz: ModuleType, kind: str, count: int
) -> None:
    tally = fuzz.Tally(kind, count)
    tally.run(getattr(fuzz, f"check_{kind}"))
    assert not tally.escaped
    assert tally.refused < count


def test_whatever_is_asked_is_answered_or_refused(fuzz: ModuleType, places: Places) -> None:
    store = fuzz.library(places.data.parent)
    tally = fuzz.Tally("query", 80)
    tally.run(fuzz.query_checker(store))
    store.close()
    assert not tally.escaped
    assert tally.refused < 80
