#!/usr/bin/env python3
"""Kill a program that marks articles, again and again, and look for marks that are lost.

    python benchmarks/torture_kill.py [--rounds 200]

A child process bookmarks and reads articles and says so after each; it is killed at a random
moment. Then everything it said must be in the library, in the archive, and, every tenth round,
in a new archive made after the old one was thrown away.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from berita_tui.news import Entry, Source, View
from berita_tui.places import Places
from berita_tui.store import Store

ARTICLES = 5000
CHILD = """
import random, sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.news import View
from berita_tui.places import Places
from berita_tui.store import Store
store = Store.open(Places.under(Path(sys.argv[1])), clock=lambda: datetime.now(UTC))
rows = list(store.shelf(View()))
random.seed(int(sys.argv[2]))
while True:
    row = random.choice(rows)
    verb = random.choice(("bookmark", "unbookmark", "read", "unread"))
    print("+", verb, row.key.hex(), flush=True)
    getattr(store.marks, verb)(row.key)
    print("=", verb, row.key.hex(), flush=True)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=200)
    rounds: int = options.parse_args().rounds
    told = lost = 0
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        places = Places.under(home)
        fill(places)
        read: dict[str, bool] = {}
        bookmarked: dict[str, bool] = {}
        for number in range(rounds):
            said = torment(home, number)
            told += len(said) // 2
            unsure = note(said, read, bookmarked)
            if number % 10 == 9:
                places.archive.unlink()
            lost += compare(places, read, bookmarked, unsure)
            print(f"round {number + 1}: {told} acknowledged, {lost} lost", flush=True)
    sys.exit(1 if lost else 0)


def now() -> datetime:
    return datetime.now(UTC)


def entries() -> list[Entry]:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Entry(guid=str(number), title=f"Berita {number}", published=day + timedelta(hours=number))
        for number in range(ARTICLES)
    ]


def fill(places: Places) -> None:
    store = Store.open(places, clock=now)
    (source,) = store.sources.add(Source.followed("https://a.example/"))
    store.articles.save(source, entries(), when=now())
    store.close()


def torment(home: Path, seed: int) -> list[list[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home), str(seed)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        lines = [child.stdout.readline() for _ in range(random.randint(2, 600))]
        child.kill()
        lines += child.stdout.read().splitlines(keepends=True)
    return [line.split() for line in lines if line.endswith("\n")]


def note(said: list[list[str]], read: dict[str, bool], bookmarked: dict[str, bool]) -> set[str]:
    """Take down what was acknowledged; return the keys of which an action was begun only."""
    for sign, verb, key in said:
        if sign == "=":
            marks = bookmarked if "bookmark" in verb else read
            marks[key] = not verb.startswith("un")
    unsure = {said[-1][2]} if said and said[-1][0] == "+" else set()
    for key in unsure:
        read.pop(key, None)
        bookmarked.pop(key, None)
    return unsure


def compare(
    places: Places, read: dict[str, bool], bookmarked: dict[str, bool], unsure: set[str]
) -> int:
    store = Store.open(places, clock=now)
    (source,) = store.sources.all()
    store.articles.save(source, entries(), when=now())
    lost = 0
    for row in store.shelf(View()):
        key = row.key.hex()
        if key in unsure:
            read[key], bookmarked[key] = row.is_read, row.is_bookmarked
        lost += read.get(key, False) != row.is_read
        lost += bookmarked.get(key, False) != row.is_bookmarked
    problems = store.upkeep.examine(is_thorough=True)
    for finding in problems:
        print(finding.sentence)
    store.close()
    return lost + len(problems)


if __name__ == "__main__":
    main()
