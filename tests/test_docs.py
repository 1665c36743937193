from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from berita_tui.cli.verbs import GLOBAL, VERBS
from berita_tui.news.query.keywords import (
    BELONGINGS,
    BOUNDS,
    DAYS,
    FIELDS,
    HAS,
    IS,
    OR,
    STATES,
    UNITS,
)
from berita_tui.settings import describe

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables", ROOT / "scripts" / "tables.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_as_the_program_has_them(tables: ModuleType) -> None:
    assert tables.filled(README) == README, "run `make tables`"


def test_every_command_has_a_row(tables: ModuleType) -> None:
    from berita_tui.app.keymap import command_names

    names = {re.sub("_[2-9]$", "_1", name) for name in command_names()}
    assert not [name for name in names if f"`{name}`" not in README]


def test_every_verb_and_option_is_named() -> None:
    wanted = {f"`{verb.name}" for verb in VERBS}
    wanted |= {option.flag for verb in VERBS for option in verb.options}
    wanted |= {option.flag for option in GLOBAL}
    assert not {each for each in wanted if each not in README}


def test_every_setting_is_named() -> None:
    assert not [each.name for each in describe() if f"`{each.name}`" not in README]


GUIDE = ROOT / "src/berita_tui/assets/guide"


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", GUIDE / "en/04-search.html", GUIDE / "id/04-search.html"]
)
def test_every_keyword_of_the_query_language_is_told_in_both_languages(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fields = [f"{name}:" for names in (FIELDS, BOUNDS) for pair in names.values() for name in pair]
    states = [
        f"{keyword}:{pair[place]}"
        for pair_of_keywords, names in ((IS, STATES), (HAS, BELONGINGS))
        for place, keyword in enumerate(pair_of_keywords)
        for pair in names.values()
    ]
    words = [each for names in (UNITS, DAYS) for pair in names.values() for each in pair]
    assert not [each for each in (*fields, *states, *OR) if each not in text]
    assert not [each for each in words if not re.search(rf"[`>:\d]{each}[`<]", text)]


def test_every_picture_shown_is_there() -> None:
    shown = re.findall(r"\]\(((?:screenshots|docs)/[^)]+)\)", README)
    assert shown
    assert not [name for name in shown if not (ROOT / name).exists()]


def test_every_file_linked_is_there() -> None:
    linked = re.findall(r"\]\(([A-Z]+\.md)\)", README)
    assert not [name for name in linked if not (ROOT / name).exists()]
