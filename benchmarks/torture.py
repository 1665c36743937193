#!/usr/bin/env python3
"""Run every torture_*.py, two side by side, and print all their figures as one table.

    python benchmarks/torture.py [--short] [--only kill two]

Those that measure how long something takes, or are about a machine with too much to do, run
alone, at last. What a script says goes to build/torture/NAME.log as it comes. Ends with 0 where
every bound holds, else with 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rows import row

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "build" / "torture"
BESIDE = ("kill", "fuzz", "soak", "screens", "faults", "damage", "sizes", "cases")
"""Those that may have others beside them, the longest first."""
ALONE = ("exits", "memory", "two")


@dataclass(frozen=True, slots=True)
class Run:
    """One script that has ended."""

    name: str
    code: int
    seconds: float
    rows: tuple[str, ...]


def run(name: str, options: Sequence[str]) -> Run:
    """Run one script; tell when it begins and when it ends, and how much else the machine did."""
    print(f"{name}: begins, load {os.getloadavg()[0]:.1f}", flush=True)
    began, log = time.monotonic(), LOGS / f"{name}.log"
    with log.open("wb") as said:
        command = [sys.executable, str(ROOT / "benchmarks" / f"torture_{name}.py"), *options]
        code = subprocess.run(
            command, stdout=said, stderr=subprocess.STDOUT, check=False
        ).returncode
    seconds = time.monotonic() - began
    lines = log.read_text("utf-8", "replace").splitlines()
    rows = tuple(line for line in lines if line.startswith("| "))
    if code and not any("**" in each for each in rows):
        rows = (
            *rows,
            row(name, "a figure", f"**ended with {code}: {' '.join(lines[-1:])[:200]}**"),
        )
    load = os.getloadavg()[0]
    print(f"{name}: {'failed' if code else 'done'} in {seconds:.0f} s, load {load:.1f}", flush=True)
    return Run(name, code, seconds, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="a trial of a few minutes")
    parser.add_argument("--only", nargs="+", choices=(*BESIDE, *ALONE), default=())
    wish = parser.parse_args()
    LOGS.mkdir(parents=True, exist_ok=True)
    options = ["--short"] * wish.short
    named = [name for name in (*BESIDE, *ALONE) if not wish.only or name in wish.only]
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        beside = [each for each in named if each in BESIDE]
        runs = [*pool.map(lambda name: run(name, options), beside)]
    runs += [run(name, options) for name in named if name in ALONE]
    print(f"\n{len(runs)} scripts in {(time.monotonic() - began) / 60:.0f} minutes\n")
    print("| what | wanted | found |\n| --- | --- | --- |")
    for each in runs:
        print("\n".join(each.rows))
    raise SystemExit(any(each.code for each in runs))


if __name__ == "__main__":
    main()
