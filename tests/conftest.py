"""Fixtures every room's tests may use: places, a clock that stands still, portraits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berita_tui.places import Places

if TYPE_CHECKING:
    from textual.app import App

SHARED = Path(__file__).parents[1] / ".." / "shared"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-portraits", action="store_true", help="take the portraits of this run as right"
    )


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
