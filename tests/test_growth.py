"""The chart in docs/ is drawn from the figures beside it, and asks for nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import json
import re
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[1]
TOLD = json.loads((ROOT / "docs" / "growth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chart() -> ModuleType:
    spec = importlib.util.spec_from_file_location("chart", ROOT / "benchmarks" / "chart.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    points = [{"kind": "search", "who": "newsraft", "articles": 1000, "median": 5.0}]
    assert "quoted" not in chart.line_of("newsraft", points, 0)[0]
    drawn = chart.line_of("newsraft", [{**points[0], "is_quoted": True}], 0)
    assert "quoted" in drawn[0]
    assert "paper" in drawn[1]


@pytest.mark.parametrize("page", ["README.md", "docs/scaling.md"])
def test_the_pages_have_all_figures(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    middle = {f"{each['median']:,.0f}" for each in TOLD["points"]}
    assert not [each for each in middle if not re.search(rf"\| \*?{each}\*? ", text)]
