from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from berita_tui.cli.verbs import GLOBAL, VERBS
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


def test_every_picture_shown_is_there() -> None:
    shown = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert shown
    assert not [name for name in shown if not (ROOT / name).exists()]


def test_every_file_linked_is_there() -> None:
    linked = re.findall(r"\]\(([A-Z]+\.md)\)", README)
    assert not [name for name in linked if not (ROOT / name).exists()]
