"""Fixtures every room's tests may use: places, a clock that stands still, portraits."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from berita_tui.places import Places
from berita_tui.store import Store

if TYPE_CHECKING:
    from textual.app import App

SHARED = Path(__file__).parents[1] / ".." / "shared"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-portraits", action="store_true", help="take the portraits of this run as right"
    )


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test that is `unmeasured` without the tracer that measures coverage.

    pytest-cov pauses only the last of the two that it starts in those who test side by side.
    """
    if not item.get_closest_marker("unmeasured"):
        return (yield)
    tracer, of_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(of_threads)
        sys.settrace(tracer)


@pytest.fixture(autouse=True)
def measured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure coverage in children only where they are what is tested.

    A child that is followed line by line takes thrice as long to start and twice to do its work,
    which others show in a process that is measured anyhow.
    """
    if not request.node.get_closest_marker("measures_children"):
        for name in [each for each in os.environ if each.startswith("COVERAGE")]:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """One terminal, one locale, one zone, whatever the machine has."""
    for name in ("NO_COLOR", "BERITA_TUI_HOME", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "LANG": "en_US.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def shared() -> Path:
    """The folder of real feeds and pages that developers and CI have beside the checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared, which is not here")
    return SHARED.resolve()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places.under(tmp_path / "home")
    found.prepare()
    return found


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an empty library, made once: a copy is there in a tenth of the time."""
    made = Places.under(tmp_path_factory.mktemp("bare"))
    Store.open(made, clock=lambda: NOON).close()
    return made.data


@pytest.fixture
def stocked(places: Places, bare: Path) -> Places:
    """Places with an empty library in them."""
    copytree(bare, places.data, dirs_exist_ok=True)
    return places


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOON


@pytest.fixture
def portrait(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[App[object], str], None]:
    """Hold the screen of a running app against the SVG kept beside the test."""
    from portraits import Portraits

    return Portraits(
        folder=request.path.parent / "portraits",
        spare=tmp_path,
        accept=bool(request.config.getoption("--accept-portraits")),
    ).check
