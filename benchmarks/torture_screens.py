#!/usr/bin/env python3
"""Run the real program over a library of hostile texts and read all that reaches the terminal.

    python benchmarks/torture_screens.py [--short]

Every text stands in every field, once as the readers take it in and once raw, past all cleaning;
our own are pasted into every box, too. On every screen each text comes by, what the
pseudo-terminal gets may hold nothing but true colours, the cursor within the screen and links to
the web. Several programs go through it side by side, each with a library of its own: most of the
time is spent waiting until nothing more is drawn.
"""

from __future__ import annotations

import argparse
import http.server
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkContext
from pathlib import Path

from figures import Figures
from hostile import (
    SIZE,
    TEXTS,
    Program,
    feed_of,
    forbidden_in,
    hostile_library,
    naughty_strings,
)
from newspaper import Server

VERBS = (
    "list", "list --json", "search mentah", "search baru --json", "sources", "sources --json",
    "folders", "mutes", "stats", "doctor", "config", "export", "show", "show --json",
)  # fmt: skip


class Tour:
    """Goes from screen to screen and counts what was seen there."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._start = 0
        self.seen: dict[str, int] = {}
        self.crashes: list[str] = []

    def look(self, screen: str, keys: str = "", *, paste: str = "") -> None:
        """Press keys and read what is drawn."""
        if self.crashes:
            return
        if keys:
            self._program.press(keys)
        if paste:
            self._program.paste(paste)
        if not self._program.settle(0.06):
            self.crashes.append(f"{screen}: the program ended after {keys!r} {paste[:30]!r}")
        self.seen[screen] = self.seen.get(screen, 0) + 1

    def begin(self) -> None:
        self._program.wait_for(b"\x1b[?2004h")
        self._program.settle(1)
        self._start = len(self._program.output)

    def forbidden(self) -> list[str]:
        """Return what was drawn since the beginning and should not have been."""
        self._program.settle(0.5)
        return forbidden_in(self._program.output[self._start :])

    def read(self, first: int, articles: int) -> None:
        """So many articles in the list, and open; their links and what changed in them."""
        self.look("list", "j" * first)
        for _ in range(articles):
            self.look("list", "j")
        self.look("list", "k" * articles)
        self.look("article", "\r")
        for _ in range(articles):
            self.look("article", "G")
            self.look("links", "u")
            self.look("before a link opens", "\r")
            self.look("article", "\x1b")
            self.look("what changed", "d")
            self.look("article", "\x1b")
            self.look("opening", "o")
            self.look("article", "J")
        self.look("list", "\x1b")

    def manage(self, sources: int, searches: int) -> None:
        """Every source, folder, search that is kept; muting; help and palette over them."""
        self.look("sources", "h")
        for _ in range(sources):
            self.look("sources", "l")
            self.look("sources", "j")
        self.look("source detail", "E")
        for _ in range(sources):
            self.look("source detail", "j")
            self.look("question", "\r")
            self.look("source detail", "\x1b")
        self.look("sources", "\x1b")
        self.look("searches and mutes", "Q")
        for _ in range(searches):
            self.look("searches and mutes", "j")
        self.look("list", "\x1b")
        self.look("list", "l")
        for number in range(min(sources, 60)):
            self.look("muting", "M")
            self.look("muting", "\x1b[B")
            self.look("list", "\x1b")
            self.look("list", "j")
            if number % 10 == 0:
                self.look("help", "?")
                self.look("list", "\x1b")
                self.look("palette", "\x10")
                self.look("list", "\x1b")

    def paste(self, texts: Sequence[str]) -> None:
        """Every text in every box, and what is said of it."""
        boxes: tuple[tuple[str, str, str], ...] = (
            ("search", "/", "\x1b\x1b"),
            ("filter", "f", "\x1b\x1b"),
            ("finding in the article", "\r/", "\x1b\x1b\x1b"),
            ("adding sources", "a\x1b[Z", "\x1b"),
            ("renaming", "E\r", "\x1b\x1b"),
            ("keeping a search", "Qa", "\x1b\x1b"),
            ("muting", "M", "\x1b"),
            ("palette", "\x10", "\x1b"),
        )
        for text in texts:
            for screen, way_in, way_out in boxes:
                self.look(screen, way_in)
                self.look(screen, paste=text)
                self.look(f"{screen}: the answer", "\r")
                for key in way_out:
                    self.look("list", key)
                self.look("list", "1")

    def add(self, address: str, texts: range) -> None:
        """Feeds of hostile names that a page offers, and pages that fail in hostile words."""
        for number in texts:
            self.look("adding sources", "a\x1b[Z")
            self.look("adding sources", paste=f"{address}/{number}")
            self.look("adding sources: the answer", "\r")
            self._program.settle(0.4)
            self.look("adding sources: the answer", "j")
            self.look("list", "\x1b")


class Handler(http.server.BaseHTTPRequestHandler):
    """Offers feeds of hostile names; or answers with hostile headers and reasons."""

    def do_GET(self) -> None:
        number = int("".join(filter(str.isdigit, self.path)) or 0) % len(TEXTS)
        text = TEXTS[number].encode("utf-8", "replace").decode()
        if self.path.startswith("/feed"):
            self._answer(200, "application/rss+xml", feed_of(TEXTS[number]))
        elif number % 3 == 2:
            self.send_response_only(500, text[:60].replace("\n", " ").encode().decode("latin-1"))
            self.end_headers()
        else:
            link = f'<link rel=alternate type="application/rss+xml" href="/feed{number}" title="'
            self._answer(200, "text/html", f'<html><head>{link}{text}">'.encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def serving() -> Server:
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@dataclass(frozen=True, slots=True)
class Found:
    """What one program drew that was none of ours, and what was seen of it."""

    forbidden: list[str]
    crashes: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)


Job = Callable[[], Found]


def toured(prepared: Path, home: Path, environ: dict[str, str], leg: Callable[[Tour], None]) -> Job:
    """Return what goes through a leg of the tour, with a library of its own."""

    def tour() -> Found:
        shutil.copytree(prepared, home)
        with Program("--home", str(home), environ=environ) as program:
            tour = Tour(program)
            tour.begin()
            leg(tour)
            forbidden = tour.forbidden()
            program.press("\x11")
            if program.ended(120) != 0:
                tour.crashes.append(f"ended with {program.process.returncode}")
        tour.crashes += [path.read_text()[-1500:] for path in home.glob("state/crash*")]
        return Found(forbidden, tour.crashes, tour.seen)

    return tour


def printed(home: Path, verb: str, ids: list[str]) -> Job:
    """Return what looks at what a verb prints on a terminal."""
    words = [*verb.split(), *(ids if verb.startswith("show") else ())]

    def look() -> Found:
        with Program("--home", str(home), *words) as program:
            code = program.ended(300)
            # Printed code is in the terminal's own cyan, see `typeset.printing`.
            plain = re.sub(rb"\x1b\[(?:[1-9];)*36m", b"", program.output)
        crashes = [] if code in {0, 1} else [f"{verb}: ended with {code}"]
        return Found([f"{verb}: {each}" for each in forbidden_in(plain)], crashes)

    return look


def troubled(home: Path, name: str) -> Job:
    """Return what looks at how unusable data is explained, in a folder of a hostile name."""

    def look() -> Found:
        folder = home / name.encode("utf-8", "replace").decode().strip()
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "library.db").write_bytes(b"bukan basis data " * 300)
        found = Found([])
        for verb in ("", "list", "doctor"):
            with Program("--home", str(folder), *filter(None, [verb])) as program:
                if not verb:
                    program.wait_for(b"\x1b[?2004h", 20)
                    program.settle(0.5)
                    program.press("q")
                code = program.ended(120)
                if code not in {1, 3}:
                    found.crashes.append(f"{name!r} {verb}: ended with {code}")
                drawn = forbidden_in(program.output, way_in=True)
                found.forbidden.extend(f"{name!r}: {each}" for each in drawn)
        return found

    return look


def article_ids(home: Path) -> list[str]:
    listing = subprocess.run(
        [sys.executable, "-m", "berita_tui", "--home", str(home), "list", "--limit", "9999"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [line.partition(" ")[0] for line in listing.stdout.splitlines()]


def parts(count: int, size: int) -> list[range]:
    return [range(first, min(first + size, count)) for first in range(0, count, size)]


def side_by_side(jobs: Sequence[Job], programs: int) -> Found:
    """Do all jobs, so many at a time, each in a process of its own; return all they found."""
    whole = Found([])
    context = get_context("fork")
    with ThreadPoolExecutor(programs) as pool:
        for number, found in enumerate(pool.map(lambda job: forked(context, job), jobs), 1):
            whole.forbidden.extend(found.forbidden)
            whole.crashes.extend(found.crashes)
            for name, count in found.seen.items():
                whole.seen[name] = whole.seen.get(name, 0) + count
            print(f"  {number} of {len(jobs)} done", flush=True)
    return whole


def forked(context: ForkContext, job: Job) -> Found:
    come, go = context.Pipe(duplex=False)
    process = context.Process(target=lambda: go.send(job()))
    process.start()
    go.close()
    try:
        found = come.recv()
    except EOFError:
        found = Found([], ["whoever looked ended early"])
    process.join()
    assert isinstance(found, Found)
    return found


def legs(articles: int, texts: Sequence[str], address: str) -> list[Callable[[Tour], None]]:
    """Return the tour in parts, the longest first."""
    tours: list[Callable[[Tour], None]] = [
        lambda tour: tour.manage(len(texts) * 3, len(texts)),
        *(partial(Tour.read, first=each.start, articles=len(each)) for each in parts(articles, 60)),
    ]
    for each in parts(len(texts), 6):
        tours.append(partial(Tour.paste, texts=texts[each.start : each.stop]))
        tours.append(partial(Tour.add, address=address, texts=each))
    return tours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="a few of the texts")
    parser.add_argument("--texts", type=int, default=10_000, help="at most so many")
    parser.add_argument("--programs", type=int, default=6, help="so many side by side")
    wish = parser.parse_args()
    most = 3 if wish.short else wish.texts
    figures = Figures()
    texts = TEXTS[:most]
    names = [each for each in texts if "\0" not in each and "/" not in each and len(each) < 60]
    server = serving()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        hostile_library(home, most=most)
        ids = article_ids(home)
        browser = Path(folder) / "peramban"
        browser.write_text("#!/bin/sh\nexit 1\n")
        browser.chmod(0o700)
        environ = {"BROWSER": str(browser), "PATH": "/nirgends"}
        address = f"http://127.0.0.1:{server.server_port}"
        found = side_by_side(
            [
                toured(home, Path(folder) / f"tour-{number}", environ, leg)
                for number, leg in enumerate(legs(len(ids), texts, address))
            ],
            wish.programs,
        )
        for name, count in found.seen.items():
            print(f"  {name}: {count}")
        what = (
            f"{len(texts)} texts and {len(naughty_strings()[:most])} strings in {len(ids)}"
            f" hostile articles × {len(found.seen)} screens, {sum(found.seen.values())} views"
        )
        figures.none(f"forbidden bytes in the pty stream: {what}", found.forbidden)
        figures.none("exits nobody asked for on the way", found.crashes)
        verbs = (*VERBS, f"show --to {folder}/out")
        found = side_by_side([printed(home, verb, ids) for verb in verbs], wish.programs)
        told = f"{len(verbs)} verbs over {len(ids)} hostile articles"
        figures.none(f"forbidden bytes: {told}", found.forbidden + found.crashes)
        jobs = [troubled(Path(folder) / f"{number}", each) for number, each in enumerate(names)]
        found = side_by_side(jobs, wish.programs)
        told = f"unusable data in {len(names)} folders of hostile names"
        figures.none(f"forbidden bytes: {told}", found.forbidden + found.crashes)
    server.shutdown()
    figures.end()


if __name__ == "__main__":
    assert SIZE[0] > 24
    main()
