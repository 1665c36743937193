"""The chart in docs/ is drawn from the figures beside it, and asks for nothing from elsewhere."""

from __future__ import annotations

import importlib
import json
import re
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[1]
TOLD = json.loads((ROOT / "docs" / "growth.json").read_text(encoding="utf-8"))


@pytest.fixture
def chart(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("chart")


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("pages")


def test_the_chart_is_as_its_figures_have_it(chart: ModuleType) -> None:
    stored = (ROOT / "docs" / "growth.svg").read_text(encoding="utf-8")
    assert chart.drawn(TOLD) == stored, "run `make growth ARGS=--draw`"


def test_the_chart_is_whole_and_asks_for_nothing(chart: ModuleType) -> None:
    drawn = chart.drawn(TOLD)
    ET.fromstring(drawn)
    assert not re.findall(r"url\(|href|@import|<script", drawn)
    assert not re.findall(r"\b(?:nan|inf)\b", drawn)


def test_names_beside_the_lines_never_cover_each_other(chart: ModuleType) -> None:
    ends = [(100.0 + n, 50.0, who) for n, who in enumerate(chart.HUES)]
    places = re.findall(r'<text[^>]* y="([\d.]+)"', "".join(chart.names_of(ends, 300)))
    rows = [float(each) for each in places]
    assert all(below - above >= 14 for above, below in pairwise(rows))


def test_figures_that_are_quoted_are_dashed_and_hollow(chart: ModuleType) -> None:
    panel = chart.PANELS[0]
    measured = chart.line_of(panel, "newsraft", {1000: {"median": 5.0}})
    assert "quoted" not in measured[0]
    assert "paper" not in measured[1]
    quoted = chart.line_of(panel, "newsraft", {1000: {"median": 5.0, "is_quoted": True}})
    assert "quoted" in quoted[0]
    assert "paper" in quoted[1]


@pytest.mark.parametrize("page", ["README.md", "docs/scaling.md"])
def test_the_pages_are_as_the_figures_have_them(pages: ModuleType, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert pages.filled(text, TOLD) == text, "run `make growth ARGS=--draw`"


def test_who_needs_less_is_told_with_how_many_times_and_where(pages: ModuleType) -> None:
    points = [
        {"kind": "opening", "unit": "ms", "who": who, "articles": size, "median": median}
        for who, size, median in (
            ("berita-tui", 1000, 400),
            ("berita-tui", 10_000, 410),
            ("newsboat", 1000, 100),
            ("newsboat", 10_000, 1000),
            ("a minimal Textual app", 1000, 300),
        )
    ]
    assert [*pages.ahead(points)] == ["- opening, ms, by articles: newsboat at 1,000 (4.0 ×)."]


def test_what_is_missed_is_bold(pages: ModuleType) -> None:
    point = {"kind": "open an article", "unit": "ms", "who": "berita-tui"}
    points = [{**point, "articles": 1000, "p95": 20.0}, {**point, "articles": 10_000, "p95": 30.0}]
    row = next(row for row in pages.wanted.table(points) if row.startswith("| open an article"))
    assert row == "| open an article, p95 | 25 ms | 1,000: 20, **10,000: 30** |"


@pytest.mark.parametrize(
    ("figure", "told"),
    [(1.253, "1.253"), (1.25, "1.25"), (1.24961, "1.2496"), (1.26, "1.26"), (1234.5, "1,234")],
)
def test_a_figure_has_as_many_digits_as_tell_it_from_its_bound(
    pages: ModuleType, figure: float, told: str
) -> None:
    assert pages.wanted.apart(figure, 1.25) == told


def test_keys_during_a_refresh_say_how_many_they_were(pages: ModuleType) -> None:
    kind = pages.ledger.BUSY
    point = {"kind": kind.name, "unit": "ms", "who": "berita-tui", "p99": 61.23, "count": 540}
    points = [{**point, "sources": 240}, {**point, "sources": 1000}]
    (row,) = (row for row in pages.wanted.table(points) if row.startswith(f"| {kind.name}"))
    assert row == f"| {kind.name}, p99 | 50 ms | **1,000, 540 keys: 61.2** |"
