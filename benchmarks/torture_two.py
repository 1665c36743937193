#!/usr/bin/env python3
"""Let two programs use one library at once: both refresh, mark, search, and nothing is lost.

    python benchmarks/torture_two.py [--short] [--minutes 10]

One is as the reader is: it has the library open all the time. The other is the command line, one
verb after the other. Each marks articles of its own, so that what it was told can be compared;
both refresh the same feed, which goes on having news.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing, contextmanager
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from berita_tui.news import BeritaError, Source, View, parse_query
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
from newspaper import Feed, serving
from rows import finish
from torture_kill import now, opened, said_by, unsound

Marks = dict[str, bool]
Say = Callable[[object], None]
REFUSAL = "Another program is refreshing"
"""Begins what a second refresh is answered: two at once would ask every source twice."""


def reader(home: Path, until: float, say: Say) -> None:
    """Use the library as the app does: open, several threads, one refresh after the other."""
    with closing(opened(home)) as store:
        news = Thread(target=lambda: asyncio.run(_refresh(store, until, say)))
        news.start()
        chance, read, bookmarked = random.Random(1), Marks(), Marks()
        while time.time() < until:
            rows = [row for row in store.shelf(View(), limit=60) if row.key[0] % 2 == 0]
            for row in chance.sample(rows, min(3, len(rows))):
                try:
                    _mark(store, row.key, chance, read, bookmarked)
                except BeritaError as error:
                    say(f"! {error}")
            store.find(parse_query("kabar kalimat"))
            store.settle()
            store.upkeep.merge_segments()
            time.sleep(0.01)
        news.join()
    say((read, bookmarked))


def _mark(store: Store, key: bytes, chance: random.Random, read: Marks, bookmarked: Marks) -> None:
    verb = chance.choice(("read", "unread", "bookmark", "unbookmark"))
    getattr(store.marks, verb)(key)
    (bookmarked if "bookmark" in verb else read)[key.hex()] = not verb.startswith("un")


@contextmanager
def no_double_refresh() -> Iterator[None]:
    """Go on where the other program is refreshing just now, as it should be."""
    try:
        yield
    except BeritaError as error:
        if REFUSAL not in str(error):
            raise


async def _refresh(store: Store, until: float, say: Say) -> None:
    newsroom = Newsroom(store, clock=now, pause=0.0)
    try:
        while time.time() < until:
            with no_double_refresh():
                async with aclosing(newsroom.refresh(force=True)) as steps:
                    async for _ in steps:
                        pass
            async with aclosing(newsroom.fetch_pages()) as pages:
                async for _ in pages:
                    if time.time() > until:
                        break
    except BeritaError as error:
        say(f"! {error}")
    finally:
        await newsroom.aclose()


def command_line(home: Path, until: float, say: Say) -> None:
    """Use the library by one verb of the command line after the other."""
    chance, read, bookmarked = random.Random(2), Marks(), Marks()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    while time.time() < until:
        with closing(opened(home)) as store:
            keys = [row.key.hex() for row in store.shelf(View(), limit=60) if row.key[0] % 2]
        verbs = [["refresh", "--force"], ["search", "kabar"], ["stats"]]
        for key in chance.sample(keys, min(4, len(keys))):
            is_wanted = chance.random() < 0.6
            if chance.random() < 0.5:
                verbs.append(["read", key] + ["--unread"] * (not is_wanted))
                read[key] = is_wanted
            else:
                verbs.append(["bookmark", key] + ["--remove"] * (not is_wanted))
                bookmarked[key] = is_wanted
        for verb in verbs:
            code, said = in_time(home, until, *verb)
            if code and verb[0] != "search" and REFUSAL not in said:
                say(f"! {' '.join(verb)} ended with {code}: {said}")
            for word in ("in use", "locked", "busy"):
                if word in said:
                    say(f"! {' '.join(verb)} said: {said}")
    say((read, bookmarked))


def in_time(home: Path, until: float, *verb: str) -> tuple[int, str]:
    """Do one verb; fetching of pages that goes on when the time is over is stopped by Ctrl-C.

    What the reader does is always done to its end: it is to be found again.
    """
    is_long = verb[0] == "refresh"
    if is_long:
        signal.setitimer(signal.ITIMER_REAL, max(0.01, until - time.time()))
    try:
        code, said = said_by(home, *verb)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return (0 if is_long and time.time() >= until else code), said


def lines_of(come: Connection) -> list[object]:
    """Return all that a process says until it ends."""
    said = []
    try:
        while True:
            said.append(come.recv())
    except EOFError:
        return said


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--short", action="store_true", help="half a minute")
    options.add_argument("--minutes", type=float, default=10)
    wish = options.parse_args()
    minutes: float = 0.5 if wish.short else wish.minutes
    with tempfile.TemporaryDirectory() as scratch, serving() as port:
        home = Path(scratch) / "home"
        with closing(opened(home)) as store:
            source = Source.followed(f"http://127.0.0.1:{port}/feed")
            store.sources.add(replace(source, is_private_allowed=True))
        Feed.is_growing = True
        said = both(home, time.time() + minutes * 60)
        wrong = [str(line) for line in said if isinstance(line, str)]
        told = [line for line in said if not isinstance(line, str)]
        wrong += ["a process ended early"] * (len(told) != 2)
        marks, articles = compare(home, told, wrong)
        wrong += unsound(Places.under(home))
    for text, times in Counter(wrong).most_common(30):
        print(f"{times} × {text[:300]}")
    finish(
        f"two instances at once for {minutes:g} minutes",
        "10 minutes, 0 lost writes, 0 duplicates, 0 “locked” shown",
        f"{marks} marks, {articles} articles, {len(wrong)} wrong; load {os.getloadavg()[0]:.1f}",
        is_met=not wrong,
    )


def both(home: Path, until: float) -> list[object]:
    """Let both programs run until then; return what they said."""
    fork, said = get_context("fork"), []
    running = []
    for deed in (reader, command_line):
        come, go = fork.Pipe(duplex=False)
        process = fork.Process(target=deed, args=(home, until, go.send))
        process.start()
        go.close()
        running.append((process, come))
    for process, come in running:
        said += lines_of(come)
        process.join()
    return said


def compare(home: Path, told: list[object], wrong: list[str]) -> tuple[int, int]:
    """Look for every mark that was acknowledged, and for articles that are there twice."""
    with closing(opened(home)) as store:
        rows = {row.key.hex(): row for row in store.shelf(View())}
        for title, times in Counter(row.title for row in rows.values()).items():
            if times > 1:
                wrong.append(f"{title} is there {times} times")
        counts = store.counts()
        unread = sum(1 for row in rows.values() if not row.is_read)
        if counts.all.unread != unread or counts.all.total != len(rows):
            wrong.append(f"counted {counts.all}, found {unread} of {len(rows)}")
    marks = 0
    for read, bookmarked in told:  # type: ignore[misc]
        for name, is_read in read.items():
            marks += 1
            wrong += [f"read {name}"] * (rows[name].is_read != is_read)
        for name, is_bookmarked in bookmarked.items():
            marks += 1
            wrong += [f"bookmarked {name}"] * (rows[name].is_bookmarked != is_bookmarked)
    return marks, len(rows)


if __name__ == "__main__":
    main()
