#!/usr/bin/env python3
"""Runs the measuring scripts and makes one report of them: a table in Markdown, and JSON.

    python benchmarks/report.py [--parts start moving …] [--sizes 1000 10000] [--sources 10 100]
        [--rounds 3] [--keep DIR] [--out DIR]

What it does by itself ends within some ten minutes on two cores; everything is asked for with
`--parts all --sizes 1000 10000 100000 1000000 --sources 10 100 1000 5000`. A script that fails is
told of and the rest goes on. What each one printed is kept beside the report.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pages
import wanted
from filling import homes
from machine import described

HERE = Path(__file__).parent
QUICK = ("start", "moving", "search", "refresh", "writing", "growth", "extraction")
SLOW = ("library", "prefetch")
FILLED = {"start", "moving", "search", "growth", "library"}
"""Parts that need libraries."""
OWN = ("opening", "disk", "words")
"""What growth alone measures: this beside the peers."""
SAME = {"memory": "start", "disk": "writing"}
"""Parts whose figures come with another's."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--parts", nargs="*", choices=[*QUICK, *SLOW, *SAME, "all"], default=QUICK)
    options.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    options.add_argument("--sources", type=int, nargs="*", default=[10, 100])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", type=Path, default=HERE.parent / "build" / "libraries")
    options.add_argument("--out", type=Path, default=HERE.parent / "build" / "bench")
    wish = options.parse_args()
    parts = {SAME.get(part, part) for part in wish.parts}
    parts = {*QUICK, *SLOW} if "all" in parts else parts
    wish.out.mkdir(parents=True, exist_ok=True)
    began, load = datetime.now(UTC), os.getloadavg()
    told: dict[str, Any] = {"figures": [], "left_out": {}, "failed": []}
    if FILLED & parts:
        homes(wish.keep, wish.sizes)
    for name, command in commands(wish):
        if name.partition(" ")[0] in parts:
            run(name, command, wish.out, told)
    told |= {
        "began": f"{began:%Y-%m-%d %H:%M} UTC",
        "ended": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "load": {"before": load, "after": os.getloadavg()},
        "machine": described(),
    }
    grown = wish.out / "growth.json"
    if "growth" in parts and grown.exists():
        told["growth"] = json.loads(grown.read_text("utf-8"))
    (wish.out / "report.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    (wish.out / "report.md").write_text("\n".join(page(told)) + "\n", "utf-8")
    print("\n".join(page(told)))
    sys.exit(1 if told["failed"] else 0)


def commands(wish: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    """Give every run there can be: its name, the script and what it is told."""
    sizes = [str(size) for size in wish.sizes]
    keep, rounds, is_all = ["--keep", str(wish.keep)], str(wish.rounds), "all" in wish.parts
    yield "start", ["start.py", "--articles", *sizes, "--runs", rounds, *keep]
    yield "moving", ["moving.py", "--articles", *sizes, *keep]
    for size in wish.sizes:
        sample = "1" if is_all else "20"
        yield f"search {size}", ["keys.py", str(wish.keep / f"{size:,}"), "--sample", sample]
    sources = ",".join(map(str, wish.sources))
    latency = ["--latency-ms", "0,50" if is_all else "50"]
    yield "refresh", ["refresh.py", "--sources", sources, "--rounds", rounds, *latency]
    yield "writing", ["writing.py", "--articles", str(min(max(wish.sizes), 100_000))]
    growth = ["growth.py", "--sizes", *sizes, "--rounds", rounds, "--out", str(wish.out), *keep]
    # The others' parts are not done twice, unless all is wished for, in one table.
    every = ["--sources", *map(str, wish.sources)] if is_all else ["--parts", *OWN]
    yield "growth", [*growth, *every]
    for size in wish.sizes:
        yield f"library {size}", ["library.py", "--articles", str(size), *keep]
    yield "prefetch", ["prefetch.py"]
    yield "extraction", ["extraction.py"]


def run(name: str, command: list[str], out: Path, told: dict[str, Any]) -> None:
    """Run one script, and take what it measured, also when it broke off."""
    script, *rest = command
    sheet = out / "sheets" / f"{name.replace(' ', '-')}.json"
    sheet.unlink(missing_ok=True)
    if script not in {"growth.py", "prefetch.py", "extraction.py"}:
        rest += ["--json", str(sheet)]
    print(f"== {name}", flush=True)
    with (out / f"{name.replace(' ', '-')}.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, str(HERE / script), *rest],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            log.write(line)
    if process.wait():
        told["failed"].append(name)
    if sheet.exists():
        found = json.loads(sheet.read_text("utf-8"))
        told["figures"] += found["figures"]
        told["left_out"] |= found["left_out"]


def page(told: dict[str, Any]) -> Iterator[str]:
    """Give the report, line by line."""
    before, after = (
        " ".join(f"{each:.2f}" for each in told["load"][end]) for end in ("before", "after")
    )
    yield "# What was measured"
    yield ""
    yield f"{told['began']} to {told['ended']}; load before {before}, after {after}."
    yield f"{'; '.join(f'{name} {value}' for name, value in told['machine'].items())}."
    for who, why in told["left_out"].items():
        yield f"Left out: {who}: {why}."
    for name in told["failed"]:
        yield f"**Failed: {name}; its log is beside this page.**"
    yield ""
    yield "| part | what | who | size | median | least | most | of | wanted |"
    yield "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- |"
    for each in told["figures"]:
        numbers = (f"{each[key]:,.4g}" for key in ("median", "least", "most"))
        middle, least, most = (
            number if "e" not in number else f"{each[key]:,.0f}"
            for number, key in zip(numbers, ("median", "least", "most"), strict=True)
        )
        bound = each["wanted"] if each["is_met"] in {True, None} else f"**{each['wanted']}**"
        cells = (each["part"], each["what"], each["who"], each["size"], f"{middle} {each['unit']}")
        yield f"| {' | '.join((*cells, least, most, str(each['count']), bound))} |"
    if "growth" in told:
        yield f"\n## Growth\n![Chart](growth.svg)\n\n{pages.whole(told['growth'])}\n"
        yield from wanted.table(told["growth"]["points"])


if __name__ == "__main__":
    main()
