#!/usr/bin/env python3
"""Let the disk under a library fail at every step in turn, and lose its power at random ones.

    python benchmarks/torture_faults.py [--short] [--every 1] [--fault full,error] [--losses 300]

`--every N` takes only each Nth step, `--losses` so many losses of power. Everything happens in
a scratch folder, best one in memory (TMPDIR=/dev/shm): what a disk does is acted here.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from berita_tui.places import Places
from chapters import CHAPTERS, play, prepare, surroundings
from diary import Diary
from faults import Fault
from figures import Figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--short", action="store_true", help="every 40th step, 5 losses")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--fault", default="full,error,short")
    options.add_argument("--losses", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    wish = options.parse_args()
    if wish.short:
        wish.every, wish.losses = 40, 5
    faults = [Fault[name.strip().upper()] for name in wish.fault.split(",") if name.strip()]
    wrong: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        prepared = prepare(Path(scratch) / "prepared")
        steps = fail_each(prepared, Path(scratch) / "home", faults, wish.every, wrong)
        lost = lose_power(prepared, Path(scratch), wish.losses, wish.seed)
    for text, times in (wrong + lost).most_common(40):
        print(f"{times} × {text}")
    figures = Figures()
    figures.add(
        f"every I/O step failed once: {', '.join(fault.name for fault in faults)}"
        + (f", each {wish.every}th" if wish.every > 1 else ""),
        "0 acknowledged actions lost, 0 tracebacks, 0 failed integrity checks",
        f"{steps} failed steps, {wrong.total()} wrong",
        is_met=not wrong,
    )
    figures.add(
        "power loss",
        "300 runs, 0 acknowledged actions lost, 0 failed integrity checks",
        f"{wish.losses} runs, {lost.total()} wrong",
        is_met=not lost,
    )
    figures.end()


def fail_each(
    prepared: Diary, home: Path, faults: list[Fault], every: int, wrong: Counter[str]
) -> int:
    """Let each step of each chapter fail once in each way; return how many did."""
    count = 0
    for fault in faults:
        for chapter in CHAPTERS:
            step = 1
            while True:
                diary = play(chapter, prepared, home, fail_at=step, fault=fault)
                with surroundings(chapter):
                    found = diary.faults + diary.check(diary.places)
                told = f"{fault.name} {chapter.__name__} {step} ({diary.disk.failed})"
                wrong.update(f"{told}: {each}"[:300] for each in found)
                if not diary.disk.has_failed:
                    break
                count += 1
                step += every
            print(
                f"{fault.name} {chapter.__name__}: {count} steps, {wrong.total()} wrong", flush=True
            )
    return count


def lose_power(prepared: Diary, scratch: Path, losses: int, seed: int) -> Counter[str]:
    """Cut the power at random steps and look at what is left; return what is wrong with it."""
    wrong: Counter[str] = Counter()
    chance = random.Random(seed)
    home = scratch / "home"
    steps = {each: play(each, prepared, home).disk.steps for each in CHAPTERS}
    for number in range(losses):
        chapter = chance.choice(CHAPTERS)
        step = chance.randint(1, steps[chapter])
        diary = play(chapter, prepared, home, fail_at=step, fault=Fault.POWER)
        left = scratch / f"left-{number}"
        diary.disk.after_a_loss(left, seed + number)
        with surroundings(chapter):
            found = diary.faults + diary.check(Places.under(left), is_after_loss=True)
        told = f"{chapter.__name__} {step} ({diary.disk.failed}), seed {seed + number}"
        wrong.update(f"{told}: {each}"[:300] for each in found)
        if number % 20 == 19:
            print(f"{number + 1} losses of power, {wrong.total()} wrong", flush=True)
    return wrong


if __name__ == "__main__":
    main()
