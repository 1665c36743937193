#!/usr/bin/env python3
"""Kill the program with SIGKILL at random moments of all it does, and look for what is lost.

    python benchmarks/torture_kill.py [--short] [--runs 1000] [--seed 1]

Each run is a process forked from this one, which has the program's modules already: it marks,
bookmarks and takes back (so that the kill comes between the library's write and the archive's
too), or it is the command line's own `main` doing refresh with its pages, backup, restore,
doctor, or the opening of a library of an earlier version. It says what is done when it is done.
Then everything it said must be found, also in an archive made anew, and both files be sound.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from berita_tui.cli import main as program
from berita_tui.news import BeritaError, Entry, Source, View
from berita_tui.places import Places
from berita_tui.store import Store
from chapters import migrated, prepare
from diary import is_bookmarked, key, unsound
from newspaper import PAGES, Feed, serving
from rows import finish

Say = Callable[[str], None]
ARTICLES = 300


def now() -> datetime:
    return datetime.now(UTC)


def opened(home: Path) -> Store:
    return Store.open(Places.under(home), clock=now)


# Running, and killing.


def killed(deed: Callable[[Say], None], chance: random.Random, usual: float) -> list[str]:
    """Do a deed in a process that is killed sooner or later; return the lines it said."""
    come, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(come)
        _be_killed(deed, go)
    os.close(go)
    with os.fdopen(come, "rb") as said:
        time.sleep(chance.random() * usual)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        lines = said.read().decode().splitlines(keepends=True)
    os.waitpid(child, 0)
    return [line.strip() for line in lines if line.endswith("\n")]


def _be_killed(deed: Callable[[Say], None], go: int) -> None:
    try:
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        deed(lambda line: _write(go, line))
    except BaseException as error:  # noqa: BLE001 - to be told to the parent
        _write(go, f"! {type(error).__name__}: {error}")
    finally:
        os._exit(0)


def _write(go: int, line: str) -> None:
    os.write(go, f"{line}\n".encode())


def run(home: Path, *arguments: str) -> int:
    """Let the command line do one verb; return its exit code."""
    return said_by(home, *arguments)[0]


def said_by(home: Path, *arguments: str) -> tuple[int, str]:
    """Let the command line do one verb; return its exit code and all it said."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            program(["--home", str(home), "--lang", "en", *arguments])
        except SystemExit as ended:
            return int(ended.code or 0), said.getvalue()


@dataclass(slots=True)
class Tally:
    """What was counted."""

    told: int = 0
    wrong: list[str] = field(default_factory=list)
    slower: float = 0.0
    """Most seconds of processor time that a start after a kill took more than the next one."""

    def time_starts(self, home: Path) -> None:
        took = []
        for _ in range(2):
            began = time.process_time()
            with closing(opened(home)) as store:
                store.settle()
                store.shelf(View())
            took.append(time.process_time() - began)
        self.slower = max(self.slower, took[0] - took[1])


# What it does when it is killed.


class Marking:
    """The reader marks, bookmarks and takes back, without a pause."""

    usual = 0.8

    def __init__(self, scratch: Path) -> None:
        self.home = scratch / "marking"
        self.rounds = 0
        self.read: dict[str, bool] = {}
        self.bookmarked: dict[str, bool] = {}
        with closing(opened(self.home)) as store:
            (self.source,) = store.sources.add(Source.followed("https://a.example/"))
            store.articles.save(self.source, self.entries(), when=now())
            rows = list(store.shelf(View()))
            self.keys = {row.title: row.key.hex() for row in rows}

    def entries(self) -> list[Entry]:
        day = datetime(2026, 1, 1, tzinfo=UTC)
        return [
            Entry(guid=str(each), title=f"Berita {each}", published=day + timedelta(hours=each))
            for each in range(ARTICLES)
        ]

    def deed(self, chance: random.Random, say: Say) -> None:
        store = opened(self.home)
        keys = list(self.keys.values())
        while True:
            verb = chance.choice(("bookmark", "unbookmark", "read", "unread", "undo"))
            name = chance.choice(keys)
            if verb == "undo":
                newest = store.marks.recent(1)
                if not newest or newest[0].subject not in self.keys:
                    continue
                name = self.keys[newest[0].subject]
                say(f"+ {opposite(newest[0].verb)} {name}")
                store.marks.undo()
                say(f"= {opposite(newest[0].verb)} {name}")
            else:
                say(f"+ {verb} {name}")
                getattr(store.marks, verb)(bytes.fromhex(name))
                say(f"= {verb} {name}")

    def note(self, said: list[str]) -> int:
        """Take down what was acknowledged; of what was begun only, nothing is known."""
        begun, told = "", 0
        for line in said:
            sign, verb, name = line.split()
            begun = name if sign == "+" else ""
            if sign == "=":
                told += 1
                (self.bookmarked if "bookmark" in verb else self.read)[name] = verb[:2] != "un"
        self.read.pop(begun, None)
        self.bookmarked.pop(begun, None)
        return told

    def check(self, said: list[str], tally: Tally) -> list[str]:
        tally.told += self.note(said)
        self.rounds += 1
        is_rebuilt = self.rounds % 10 == 0
        if is_rebuilt:
            Places.under(self.home).archive.unlink()
        with closing(opened(self.home)) as store:
            if is_rebuilt:
                store.articles.save(self.source, self.entries(), when=now())
            wrong = self.compare(store)
            if is_rebuilt:
                for _ in range(3):
                    if (action := store.marks.undo()) and action.subject in self.keys:
                        name = self.keys[action.subject]
                        self.note([f"= {opposite(action.verb)} {name}"])
                wrong += [f"after undoing: {each}" for each in self.compare(store)]
        return wrong

    def compare(self, store: Store) -> list[str]:
        wrong = []
        for row in store.shelf(View()):
            name = row.key.hex()
            for what, marks, found in (
                ("read", self.read, row.is_read),
                ("bookmarked", self.bookmarked, row.is_bookmarked),
            ):
                if marks.setdefault(name, found) != found:
                    wrong.append(f"{what} {row.title}: {found}")
                    marks[name] = found
        return wrong


def opposite(verb: str) -> str:
    return verb[2:] if verb.startswith("un") else f"un{verb}"


class Refreshing:
    """The command line refreshes, and brings the pages of what is new."""

    usual = 4.0

    def __init__(self, scratch: Path, port: int) -> None:
        self.home = scratch / "refreshing"
        self.port = port
        with closing(opened(self.home)) as store:
            source = Source.followed(f"http://127.0.0.1:{port}/feed")
            store.sources.add(replace(source, is_private_allowed=True))

    def deed(self, _: random.Random, say: Say) -> None:
        say(f"= {run(self.home, 'refresh', '--force')}")

    def check(self, said: list[str], tally: Tally) -> list[str]:
        tally.told += len(said)
        Feed.serial += 3
        with closing(opened(self.home)) as store:
            titles = Counter(row.title for row in store.shelf(View()))
            followed = len([each for each in store.sources.all() if each.is_fetched])
        wrong = [f"{title} is there {times} times" for title, times in titles.items() if times > 1]
        return wrong + [f"{followed} sources"] * (followed != 1)

    def finish(self) -> list[str]:
        """Refresh once more, undisturbed: then all of the feed is there."""
        for _ in range(2):
            run(self.home, "refresh", "--force")
        with closing(opened(self.home)) as store:
            titles = {row.title for row in store.shelf(View())}
            wrong = [str(each.sentence) for each in store.upkeep.examine(is_thorough=True)]
        newest = range(max(0, Feed.serial - PAGES), Feed.serial)
        return wrong + [
            f"Kabar {each} is missing" for each in newest if f"Kabar {each}" not in titles
        ]


class Keeping:
    """The command line copies the library, puts the copy back, and examines."""

    usual = 1.2

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.home = scratch / "keeping"
        prepare(self.home)

    def deed(self, chance: random.Random, say: Say) -> None:
        for each in range(50):
            path = self.scratch / f"copy-{os.getpid()}-{each}.db"
            if run(self.home, "backup", str(path)) == 0:
                say(f"= {path}")
            if run(self.home, "restore", *chance.choice([[str(path)], []])) == 0:
                say("= restored")
            if run(self.home, "doctor", "--fix") == 0:
                say("= mended")

    def check(self, said: list[str], tally: Tally) -> list[str]:
        tally.told += len(said)
        wrong = []
        for line in said:
            path = Path(line.removeprefix("= "))
            if path.suffix == ".db" and (not path.exists() or not path.stat().st_size):
                wrong.append(f"the copy {path.name} is not there")
        for path in self.scratch.glob("copy-*"):
            path.unlink()
        with closing(opened(self.home)) as store:
            store.upkeep.examine()
            wrong += bookmarks_lost(store)
        for path in (*self.home.rglob("*.damaged-*"), *self.home.rglob("*.left-*")):
            path.unlink()
        return wrong


class Migrating:
    """A library of an earlier version is opened."""

    usual = 0.3

    def __init__(self, scratch: Path) -> None:
        self.home = scratch / "migrating"
        self.old = scratch / "old"
        prepare(self.old)

    def deed(self, _: random.Random, say: Say) -> None:
        with migrated(), closing(opened(self.home)) as store:
            say("= migrated")
            store.marks.bookmark(key(6))
            say("= bookmarked")

    def check(self, said: list[str], tally: Tally) -> list[str]:
        tally.told += len(said)
        with migrated(), closing(opened(self.home)) as store:
            store.upkeep.reconcile()
            wrong = bookmarks_lost(store, *([6] if "= bookmarked" in said else []))
        wrong += unsound(Places.under(self.home))
        shutil.rmtree(self.home)
        shutil.copytree(self.old, self.home)
        return wrong


def bookmarks_lost(store: Store, *numbers: int) -> list[str]:
    return [f"bookmark {each}" for each in (2, *numbers) if not is_bookmarked(each)(store)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--short", action="store_true", help="20 runs")
    options.add_argument("--runs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    wish = options.parse_args()
    wish.runs = 20 if wish.short else wish.runs
    chance = random.Random(wish.seed)
    tally = Tally()
    with tempfile.TemporaryDirectory() as name, serving() as port:
        scratch = Path(name)
        refreshing, migrating = Refreshing(scratch, port), Migrating(scratch)
        shutil.copytree(migrating.old, migrating.home)
        shares = ((Marking(scratch), 50), (refreshing, 20), (Keeping(scratch), 15), (migrating, 15))
        scenes = [scene for scene, _ in shares]
        weights = [share for _, share in shares]
        done: Counter[str] = Counter()
        for number in range(1, wish.runs + 1):
            (scene,) = chance.choices(scenes, weights)
            done[type(scene).__name__] += 1
            torment(scene, random.Random(wish.seed + number), tally)
            if number % 25 == 0:
                print(
                    f"{number} kills: {tally.told} acknowledged, {len(tally.wrong)} wrong",
                    flush=True,
                )
        tally.wrong += refreshing.finish()
    for each in tally.wrong[:40]:
        print(each)
    counts = ", ".join(f"{count} {name.lower()}" for name, count in done.items())
    finish(
        "kill -9 at random points of refresh, prefetch, bookmark, undo, migration, backup, restore",
        "1,000 runs, 0 acknowledged actions lost, 0 failed integrity checks, start < 1 s slower",
        f"{wish.runs} runs ({counts}), {tally.told} acknowledged, {len(tally.wrong)} wrong,"
        f" start at most {tally.slower:.2f} s of CPU slower",
        is_met=not tally.wrong and tally.slower < 1,
    )


def torment(
    scene: Marking | Refreshing | Keeping | Migrating, chance: random.Random, tally: Tally
) -> None:
    name = type(scene).__name__
    said = killed(lambda say: scene.deed(chance, say), chance, scene.usual)
    tally.wrong += [f"{name}: {line}" for line in said if line.startswith("!")]
    said = [line for line in said if not line.startswith("!")]
    try:
        if not isinstance(scene, Migrating):
            tally.time_starts(scene.home)
        wrong = scene.check(said, tally)
        if not isinstance(scene, Migrating):
            wrong += unsound(Places.under(scene.home))
    except BeritaError as error:
        wrong = [f"opening: {error}"]
    tally.wrong += [f"{name}: {each}" for each in wrong]


if __name__ == "__main__":
    main()
