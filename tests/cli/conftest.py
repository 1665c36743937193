"""Fixtures for the command line: one run of it, in this process, with what it wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from berita_tui.cli import main


@dataclass(frozen=True, slots=True)
class Done:
    code: object
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(home), *map(str, arguments)])
        written = capsys.readouterr()
        return Done(ended.value.code, written.out, written.err)

    return run
