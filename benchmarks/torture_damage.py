#!/usr/bin/env python3
"""Damage the two files in every way a disk knows, and see that the reader's own comes back.

    python benchmarks/torture_damage.py [--short] [--flips 300] [--garbage 60] [--cuts 10]

Each time one file is damaged, half of the libraries without a copy of the day: bits are
flipped, pages are overwritten, the end is cut off, all is gone, another program's file or a later
version's is in its place. Then the program opens it, examines it and, where the library is at
fault, `doctor` names it, touches nothing, and `doctor --fix` puts the copy back, or saves what
can be read. In the end the damaged file must be there as it was or whole, and all that was the
reader's in the library; without a copy, what was on pages that are whole or is known to the
articles, and a library that works.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import apsw

from berita_tui.places import Places
from berita_tui.store import Store
from chapters import beginning, marking, prepare
from diary import NOON, Diary, Look, unsound
from faults import Disk
from rows import finish
from torture_kill import said_by

Spoil = Callable[[Path, random.Random], None]


def flip(path: Path, chance: random.Random) -> None:
    """Flip 1 to 64 bits anywhere."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def overwrite(path: Path, chance: random.Random) -> None:
    """Overwrite 1 to 5 pages with noise."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(content) // 4096) * 4096
        content[start : start + 4096] = chance.randbytes(4096)
    path.write_bytes(content)


def cut(path: Path, chance: random.Random) -> None:
    """Lose the end of the file."""
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(1, len(content))])


def empty(path: Path, _: random.Random) -> None:
    """Lose all of it but its name."""
    path.write_bytes(b"")


def replace(path: Path, _: random.Random) -> None:
    """Have a database of another program there."""
    path.unlink()
    with closing(apsw.Connection(str(path))) as other:
        other.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)")


def outdate(path: Path, _: random.Random) -> None:
    """Have a file of a later version there."""
    with closing(apsw.Connection(str(path))) as newer:
        newer.pragma("user_version", 999)


def torment(
    prepared: Diary,
    home: Path,
    name: str,
    spoil: Spoil,
    chance: random.Random,
    *,
    has_copy: bool = True,
) -> list[str]:
    """Damage one file of a library and let the program deal with it; return what is wrong."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(prepared.places.data.parent, home)
    places = Places.under(home)
    if not has_copy:
        shutil.rmtree(places.copies)
    path = places.data / name
    spoil(path, chance)
    before = path.read_bytes()
    wrong, said = [], ""
    is_refused = False
    for verb in (["list"], ["stats"], ["doctor"]):
        code, said = said_by(home, *verb)
        is_refused |= verb == ["list"] and (code == 3 or "is kept as" in said)
        if code not in {0, 1, 3} or "went wrong inside" in said or "Traceback" in said:
            wrong.append(f"{' '.join(verb)} ended with {code}: {said.strip()[-200:]}")
        if name == "library.db" and code == 3 and path.read_bytes() != before:
            wrong.append(f"{' '.join(verb)} touched the damaged library")
    if spoil is outdate:
        if path.read_bytes() != before or "newer" not in said:
            wrong.append(f"a later version's file was not left alone: {said.strip()[-200:]}")
        return wrong
    code, said = said_by(home, "doctor", "--fix")
    if code:
        wrong.append(f"doctor --fix ended with {code}: {said.strip()[-200:]}")
    kept = [each.read_bytes() for each in places.data.glob(f"{name}.damaged-*")]
    if is_refused and before not in kept:
        wrong.append("the damaged file is not kept as it was")
    facts = owned(prepared, name)
    if name == "library.db" and not has_copy:
        facts = {fact: looked for fact, looked in facts.items() if is_known_to_articles(fact)}
    diary = Diary(places=places, disk=Disk(home), facts=facts, now=NOON)
    lost = [] if has_copy else missing(prepared, places)
    if "not readable" not in said and "nothing of your library can be read" not in said:
        wrong += [f"{fact} is lost, and not said to be" for fact in lost]
    LOST.update(lost)
    return wrong + diary.check(places)


LOST: Counter[str] = Counter()
"""What could not be saved, and of how many libraries."""


def is_known_to_articles(fact: str) -> bool:
    """Tell whether a fact must be found again without a copy, whatever page is damaged."""
    return fact == "follows A" or fact.startswith(("kept", "read", "bookmarked"))


def missing(prepared: Diary, places: Places) -> list[str]:
    """Return the facts of the reader's own that are not in a library any more."""
    with closing(Store.open(places, clock=lambda: NOON)) as store:
        return [
            fact
            for fact, (look, wanted) in owned(prepared, "library.db").items()
            if not is_known_to_articles(fact) and look(store) != wanted
        ]


def owned(prepared: Diary, name: str) -> dict[str, tuple[Look, object]]:
    """Return what must be found again; of a damaged archive the articles need not be all.

    How a source stands with its server is the archive's, which the doctor may set aside to get
    at the reader's own: the next refresh asks the server again.
    """
    return {
        fact: looked
        for fact, looked in prepared.facts.items()
        if fact != "kept standing" and (name == "library.db" or not fact.startswith("kept"))
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--short", action="store_true", help="a few of each kind")
    options.add_argument("--flips", type=int, default=300)
    options.add_argument("--garbage", type=int, default=60)
    options.add_argument("--cuts", type=int, default=10)
    options.add_argument("--seed", type=int, default=1)
    wish = options.parse_args()
    if wish.short:
        wish.flips, wish.garbage, wish.cuts = 10, 4, 2
    kinds: list[tuple[Spoil, int]] = [
        (flip, wish.flips), (overwrite, wish.garbage), (cut, wish.cuts),
        (empty, 2), (replace, 2), (outdate, 2),
    ]  # fmt: skip
    wrong: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        prepared = whole(Path(scratch) / "prepared")
        for spoil, times in kinds:
            for number in range(times):
                name = ("library.db", "archive.db")[number % 2]
                chance = random.Random(f"{wish.seed} {spoil.__name__} {number}")
                found = torment(
                    prepared,
                    Path(scratch) / "home",
                    name,
                    spoil,
                    chance,
                    has_copy=number % 4 < 2,
                )
                wrong.update(f"{spoil.__name__} {number} {name}: {each}"[:400] for each in found)
                if number % 30 == 29:
                    print(f"{number + 1} × {spoil.__name__}: {wrong.total()} wrong", flush=True)
            print(f"{times} × {spoil.__name__}: {wrong.total()} wrong", flush=True)
    for text in wrong:
        print(text)
    for fact, times in LOST.items():
        print(f"not to be saved without a copy: {fact}, in {times} of the libraries")
    finish(
        "damaged data: " + ", ".join(f"{times} {spoil.__name__}" for spoil, times in kinds),
        "100 % opened or explained, original kept, user's data whole from its copy, or saved",
        f"{sum(times for _, times in kinds)} files, {wrong.total()} wrong",
        is_met=not wrong,
    )


def whole(home: Path) -> Diary:
    """Write a library with marks of all kinds into `home`, and its copy of the day."""
    prepare(home)
    said_by(home, "list")  # puts the guide in, so that looking writes nothing from here on
    shutil.rmtree(home / "data" / "copies")
    diary = Diary(places=Places.under(home), disk=Disk(home))
    beginning(diary)
    marking(diary)
    diary.store.upkeep.copy()
    diary.close()
    assert not unsound(diary.places)
    return diary


if __name__ == "__main__":
    main()
