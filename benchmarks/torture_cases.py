#!/usr/bin/env python3
"""Run every test of the ledger of hostile cases, and count the cases whose tests all pass.

    python benchmarks/torture_cases.py [--short]

`--short` only looks whether every case has a test.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

from figures import Figures

ROOT = Path(__file__).parents[1]
CASES = ROOT / ".." / "shared" / "data" / "hostile" / "cases"


def ledger() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ledger", ROOT / "tests/test_hostile_cases.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passed(tests: set[str]) -> set[str]:
    """Run the tests and return those that passed, in every variation, and were not skipped."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += [f"--junit-xml={report.name}", *(f"tests/{each}" for each in sorted(tests))]
        subprocess.run(command, cwd=ROOT, check=False)
        found = ET.parse(report.name).getroot()
    good: dict[str, bool] = {}
    for case in found.iter("testcase"):
        module = case.get("classname", "").removeprefix("tests.").replace(".", "/")
        name = re.sub(r"\[.*", "", case.get("name", ""), flags=re.DOTALL)
        test = f"{module}.py::{name}"
        good[test] = good.get(test, True) and not len(case)
    return {test for test, is_good in good.items() if is_good}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="run nothing")
    is_short = parser.parse_args().short
    figures = Figures()
    if not CASES.is_dir():
        figures.add("hostile cases", "all", "../shared is not here", is_met=False)
        figures.end()
    book = ledger()
    listed, rest = book.cases_in(CASES), book.rest_of(CASES)
    cases = [*listed, *rest]
    uncovered = [case for case in cases if not book.covering(case)]
    tests = {test for case in cases for test in book.covering(case)}
    if is_short:
        figures.none(f"{len(listed)} hostile cases, {len(rest)} other files: no test", uncovered)
        figures.end()
    good = passed(tests)
    met = [case for case in cases if case not in uncovered and good.issuperset(book.covering(case))]
    for case in sorted(set(cases) - set(met)):
        print(f"  not met: {case}: {set(book.covering(case)) - good}")
    figures.add(
        f"hostile cases ({len(listed)}) and the other files beside them ({len(rest)}) "
        f"whose expectation is met, by {len(tests)} tests",
        f"{len(cases)} of {len(cases)}",
        f"{len(met)} of {len(cases)}",
        is_met=len(met) == len(cases),
    )
    figures.end()


if __name__ == "__main__":
    main()
