#!/usr/bin/env python3
"""How long a key waits for its paint while every source is asked and brings news.

    python benchmarks/meanwhile.py [--sources 1000] [--latency-ms 50] [--rounds 2]

The library has 1,000 articles, the newest on the screen, and follows so many sources that have
never been asked, each a host of its own with 20 articles. All are asked with R; of what they bring
half is newer than the last of the list, so that rows come in above the cursor, between those that
are seen, and below. Keys are pressed as a reader would: down and up, an article opened, scrolled
and left. Only those count that were pressed while the refresh went on, as the program's masthead
told behind the key before. An article is left with Escape as terminals with kitty's keyboard
protocol send it: others send what could be the beginning of any key, and who reads it has to wait
whether more comes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import select
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from berita_tui.news import PauseReason, Source
from berita_tui.places import Places
from berita_tui.prepress import proof_of
from berita_tui.store import Store
from feedserver import serving
from filling import corpus, entry
from lending import SETTINGS
from refresh import follow
from sheet import at
from terminal import Terminal

MARK = re.compile(rb"\x1b\]777;(.*?)\x07")
SHOWN, APART, TOGETHER = 1_000, 10, 50
"""Articles that are there, how many come between two of them, and how many are saved at once."""
ESCAPE = "\x1b[27u"
STEPS = (
    *(("j", "j"), ("j", "j"), ("j", "j"), ("k", "k"), ("j", "j"), ("Enter", "\r")),
    *(("scroll", "j"), ("scroll", "j"), ("scroll", "k"), ("Esc", ESCAPE)),
)
"""What is done again and again: what it is called, and the key."""
PAUSE = 0.05
"""Seconds nothing has come for before the next key."""
RESTING = 5
"""How often the steps are gone through before."""
MOST = 600
"""Seconds a refresh may take."""


Progress = list[int] | None
"""How many sources have answered, and of how many; None when nothing goes on."""


class Press(NamedTuple):
    """One key: which step it was, and how many milliseconds it took.

    `done` is how many sources had answered before it, None when nothing went on.
    """

    step: str
    ms: float
    done: int | None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("home", type=Path, nargs="?", help=argparse.SUPPRESS)
    options.add_argument("--app", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--sources", type=int, default=1_000)
    options.add_argument("--latency-ms", type=float, default=50)
    options.add_argument("--rounds", type=int, default=2)
    wish = options.parse_args()
    if wish.app:
        run_marked(wish.home)
    pressed = presses(wish.sources, latency=wish.latency_ms, rounds=wish.rounds)
    print(f"{'':8} median, p99 and most, ms: at rest; while sources are refreshed")
    for name in (*dict(STEPS), "all"):
        of_step = [each for each in pressed if name in {each.step, "all"}]
        rest = [each.ms for each in of_step if each.done is None]
        print(f"{name:8} {told(rest)}; {told(during(of_step))}")


def told(times: Sequence[float]) -> str:
    """Return what is printed of such times."""
    spread = (statistics.median(times), at(times, 0.99), max(times))
    return " ".join(f"{each:7.1f}" for each in spread) + f" of {len(times):4}"


def during(pressed: Iterable[Press]) -> list[float]:
    """Return the milliseconds of those keys that were pressed while sources were refreshed."""
    return [each.ms for each in pressed if each.done is not None]


# -- the program, marking what it paints -----------------------------------------------------


def run_marked(home: Path) -> NoReturn:
    """Run the reader; behind the frame that answers a key it writes how far the refresh is."""
    from berita_tui import cli
    from berita_tui.app.widgets.article import ArticleView
    from berita_tui.app.widgets.column import Column
    from berita_tui.app.widgets.panes import Panes
    from berita_tui.app.widgets.rows import RowList
    from berita_tui.app.widgets.status import Masthead

    def tell(widget: Any) -> None:
        told = json.dumps(widget.screen.query_one(Masthead).progress)
        widget.app._driver.write(f"\x1b]777;{told}\x07")  # noqa: SLF001 - no other way

    def marking(act: Callable[..., None]) -> Callable[..., None]:
        def acted(self: Any, *args: Any, **kwargs: Any) -> None:
            act(self, *args, **kwargs)
            self.call_after_refresh(tell, self)

        return acted

    answers = ((RowList, "action_move"), (Column, "action_move"), (ArticleView, "show"))
    for kind, name in (*answers, (Panes, "action_back")):
        setattr(kind, name, marking(getattr(kind, name)))
    cli.main(["--lang", "en", "--home", str(home)])


class Reader(Terminal):
    """The marked reader in a terminal."""

    def __init__(self, home: Path) -> None:
        super().__init__([sys.executable, __file__, "--app", str(home)])
        self.wait_for("online")
        self.settle(1.5)

    def answer(self, key: str) -> tuple[float, Progress]:
        """Press a key; return the milliseconds until it was painted, and the progress told."""
        self.press(key)
        while (left := self.started + 60 - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                self.seen += os.read(self.fd, 65536)
                spent = (time.perf_counter() - self.started) * 1000
                if mark := MARK.search(self.seen):
                    return spent, json.loads(mark[1])
        raise TimeoutError(f"nothing answered {key!r}")


# -- measuring -------------------------------------------------------------------------------


def presses(count: int, *, latency: float = 50, rounds: int = 2) -> list[Press]:
    """Return every key that was pressed while so many new sources were asked."""
    found = []
    with tempfile.TemporaryDirectory() as folder, serving(count, latency_ms=latency) as server:
        bare = Path(folder) / "bare"
        fill(bare)
        follow(bare, server.urls())
        for number in range(rounds):
            home = Path(folder) / f"{number}"
            shutil.copytree(bare, home)
            found += round_of(home, count)
            shutil.rmtree(home)
    return found


def fill(home: Path) -> None:
    """Make a library of articles that came before; their source is asked no more."""
    places = Places.under(home)
    places.prepare()
    places.settings.write_text(SETTINGS, "utf-8")
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        paused = replace(Source.followed("https://lama.example/"), paused=PauseReason.READER)
        (source,) = store.sources.add(paused)
        made = [proof_of(entry(corpus().article(n * APART))) for n in range(SHOWN)]
        for start in range(0, SHOWN, TOGETHER):
            part = made[start : start + TOGETHER]
            store.articles.save(source, part, when=datetime.now(UTC))
        store.learn()


def round_of(home: Path, count: int) -> list[Press]:
    """Ask all sources once; return the keys pressed before and meanwhile."""
    reader, found = Reader(home), list[Press]()
    try:
        for _ in range(RESTING):
            found += steps(reader, None)[0]
        reader.press("R")
        ends, progress, is_seen = time.perf_counter() + MOST, None, False
        while progress is not None or not is_seen:
            some, progress = steps(reader, progress)
            some = [each for each in some if each.done is not None]
            is_seen, found = is_seen or bool(some), found + some
            if time.perf_counter() > ends:
                raise TimeoutError(f"{count} sources were not done within {MOST} s")
    finally:
        reader.leave("\x11", seconds=30)
    done = [each.done for each in found if each.done is not None]
    print(f"{len(done)} keys while sources {done[0]} to {done[-1]} of {count} came in", flush=True)
    return found


def steps(reader: Reader, progress: Progress) -> tuple[list[Press], Progress]:
    """Go through the steps once; return the keys, and how far the refresh is after the last."""
    found = []
    for step, key in STEPS:
        reader.settle(PAUSE)
        was, (ms, progress) = progress, reader.answer(key)
        found.append(Press(step, ms, was and was[0]))
    return found, progress


if __name__ == "__main__":
    main()
