#!/usr/bin/env python3
"""Give the real program's terminal 500 random sizes on each screen, from 0×0 to 500×200.

    python benchmarks/torture_sizes.py [--short] [--sizes 500]

Between them keys are pressed now and then; after the last size of a screen the program must still
be there, and at the end leave in good order.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from figures import Figures
from hostile import SIZE, Program, forbidden_in, hostile_library

SCREENS = {
    "list": ("", ""),
    "article": ("\r", "\x1b"),
    "sources": ("h", "l"),
    "search": ("/berita", "\x1b\x1b"),
    "filter": ("fberita", "\x1b\x1b"),
    "finding in the article": ("\r/a", "\x1b\x1b\x1b"),
    "links": ("\ru", "\x1b\x1b"),
    "what changed": ("\rd", "\x1b\x1b"),
    "adding sources": ("a", "\x1b"),
    "editing sources": ("E", "\x1b"),
    "question": ("E\r", "\x1b\x1b"),
    "searches and mutes": ("Q", "\x1b"),
    "muting": ("M", "\x1b"),
    "palette": ("\x10", "\x1b"),
    "help": ("?", "\x1b"),
}
EXTREMES = ((0, 0), (1, 1), (1, 500), (200, 1), (2, 500), (200, 2), (200, 500), (4, 20), (5, 20))


def storm(program: Program, chance: random.Random, count: int) -> bool:
    """Resize again and again; tell whether the program is still there."""
    sizes = [*EXTREMES, *((chance.randint(0, 200), chance.randint(0, 500)) for _ in range(count))]
    for number, (rows, columns) in enumerate(sizes[:count]):
        program.resize(rows, columns)
        if number % 7 == 0:
            program.press(chance.choice("jkGg "))
        if not program.settle(0.01, 0.5):
            return False
    program.resize(*SIZE)
    return program.settle(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="25 sizes on each screen")
    parser.add_argument("--sizes", type=int, default=500)
    wish = parser.parse_args()
    count = 25 if wish.short else wish.sizes
    figures = Figures()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hostile_library(home, most=5)
        for screen, (way_in, way_out) in SCREENS.items():
            with Program("--home", str(home)) as program:
                program.wait_for(b"\x1b[?2004h")
                program.settle(0.5)
                for key in way_in:
                    program.press(key)
                    program.settle(0.1)
                is_well = storm(program, random.Random(screen), count)
                for key in way_out:
                    program.press(key)
                    is_well = is_well and program.settle(0.2)
                program.press("\x11")
                code = program.ended(120)
                if not is_well or code != 0:
                    said = program.output[-300:].decode("utf-8", "replace")
                    failed.append(f"{screen}: exit code {code}: {said!r}")
                failed += [
                    f"{screen}: {each}"
                    for each in forbidden_in(program.output, way_in=True)
                    if "H" not in each
                ]
            print(f"  {screen}: {count} sizes", flush=True)
    figures.none(f"{count} random sizes 0×0 … 500×200 on each of {len(SCREENS)} screens", failed)
    figures.end()


if __name__ == "__main__":
    main()
