"""`make audit` says what was looked for and what was not; pip-audit itself is played here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell to play a tool")

SCRIPT = Path(__file__).parents[1] / "scripts" / "audit.py"
HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}
FOUND = "Known holes: 1, in 1 packages that were looked up"
SKIPPED = {"name": "b", "skip_reason": "not found"}


def audited(folder: Path, said: str, code: int = 0) -> tuple[int, str]:
    """Run the script with a pip-audit that says so; return its code and its words."""
    tool = folder / "pip-audit"
    tool.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\necho 'no route' >&2\nexit {code}\n")
    tool.chmod(0o755)
    return run(f"{folder}:/usr/bin:/bin")


def run(path: str) -> tuple[int, str]:
    command = [sys.executable, str(SCRIPT)]
    done = subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("found", "code", "told"),
    [
        (
            [{"name": "a", "version": "1", "vulns": []}],
            0,
            f"{FOUND.replace('1', '0', 1)}.",
        ),
        (
            [{"name": "a", "version": "1", "vulns": [HOLE]}, SKIPPED],
            1,
            f"a 1: PYSEC-2026-1, mended in 1.1\n{FOUND}; not looked up: b.",
        ),
        ([SKIPPED], 0, "Nothing was looked for: the data of pip-audit have none of 1 packages."),
    ],
)
def test_what_was_found_is_told(
    tmp_path: Path, found: list[dict[str, object]], code: int, told: str
) -> None:
    assert audited(tmp_path, json.dumps({"dependencies": found}), code) == (code, f"{told}\n")


def test_without_its_data_it_is_said_and_is_no_failure(tmp_path: Path) -> None:
    assert audited(tmp_path, "", 1) == (0, "Nothing was looked for: no route\n")


def test_without_pip_audit_it_is_said_and_is_no_failure(tmp_path: Path) -> None:
    code, told = run(str(tmp_path))
    assert (code, "pip-audit is not here" in told) == (0, True)
