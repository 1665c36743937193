#!/usr/bin/env python3
"""Run the real program over a library of hostile texts and read all that reaches the terminal.

    python benchmarks/torture_screens.py [--short]

Every text stands in every field, once as the readers take it in and once raw, past all cleaning;
it is pasted into every box, too. On every screen each text comes by, what the pseudo-terminal
gets may hold nothing but true colours, the cursor within the screen and links to the web.
"""

from __future__ import annotations

import argparse
import http.server
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from figures import Figures
from hostile import SIZE, TEXTS, Program, feed_of, forbidden_in, hostile_library

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
        self._program.wait_for(b"\x1b[?1049h")
        self._program.settle(1)
        self._start = len(self._program.output)

    def forbidden(self) -> list[str]:
        """Return what was drawn since the beginning and should not have been."""
        self._program.settle(0.5)
        return forbidden_in(self._program.output[self._start :])

    def read(self, articles: int) -> None:
        """Every article in the list, and open; its links and what changed in it."""
        for _ in range(articles):
            self.look("list", "j")
        self.look("list", "g")
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

    def paste(self, texts: tuple[str, ...]) -> None:
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

    def add(self, address: str, texts: int) -> None:
        """Feeds of hostile names that a page offers, and pages that fail in hostile words."""
        for number in range(texts):
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


def serving() -> http.server.ThreadingHTTPServer:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def printed(home: Path, figures: Figures) -> None:
    """What the verbs print on a terminal, and into a pipe."""
    found = []
    listing = subprocess.run(
        [sys.executable, "-m", "berita_tui", "--home", str(home), "list", "--limit", "999"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ids = [line.partition(" ")[0] for line in listing.stdout.splitlines()]
    for verb in VERBS:
        words = [*verb.split(), *(ids[:400] if verb.startswith("show") else ())]
        with Program("--home", str(home), *words) as program:
            if program.ended(300) not in {0, 1}:
                found.append(f"{verb}: ended with {program.process.returncode}")
            # Printed code is in the terminal's own cyan, see `typeset.printing`.
            plain = re.sub(rb"\x1b\[(?:[1-9];)*36m", b"", program.output)
            found += [f"{verb}: {each}" for each in forbidden_in(plain)]
    figures.none(f"forbidden bytes: {len(VERBS)} verbs over {len(ids)} hostile articles", found)


def troubled(scratch: Path, figures: Figures) -> None:
    """The screen that explains unusable data, in a folder of a hostile name."""
    found = []
    texts = [each for each in TEXTS if "\0" not in each and "/" not in each and len(each) < 60]
    for number, text in enumerate(texts):
        home = scratch / str(number) / text.encode("utf-8", "replace").decode().strip()
        (home / "data").mkdir(parents=True)
        (home / "data" / "library.db").write_bytes(b"bukan basis data " * 300)
        for verb in ("", "list", "doctor"):
            with Program("--home", str(home), *filter(None, [verb])) as program:
                if not verb:
                    program.wait_for(b"\x1b[?1049h", 20)
                    program.settle(0.5)
                    program.press("q")
                if program.ended(120) not in {1, 3}:
                    found.append(f"{text!r} {verb}: ended with {program.process.returncode}")
                found += [f"{text!r}: {each}" for each in forbidden_in(program.output, way_in=True)]
    figures.none(f"forbidden bytes: unusable data in {len(texts)} folders of hostile names", found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="a few of the texts")
    parser.add_argument("--texts", type=int, default=10_000, help="at most so many")
    wish = parser.parse_args()
    most = 6 if wish.short else wish.texts
    figures = Figures()
    texts = TEXTS[:most]
    server = serving()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        articles = hostile_library(home, most=most)
        browser = Path(folder) / "peramban"
        browser.write_text("#!/bin/sh\nexit 1\n")
        browser.chmod(0o700)
        environ = {"BROWSER": str(browser), "PATH": "/nirgends"}
        legs: tuple[Callable[[Tour], None], ...] = (
            lambda tour: tour.read(articles),
            lambda tour: tour.manage(len(texts) * 3, len(texts)),
            lambda tour: tour.paste(texts),
            lambda tour: tour.add(f"http://127.0.0.1:{server.server_port}", len(texts)),
        )
        seen: dict[str, int] = {}
        forbidden, crashes = [], []
        for leg in legs:
            with Program("--home", str(home), environ=environ) as program:
                tour = Tour(program)
                tour.begin()
                leg(tour)
                forbidden += tour.forbidden()
                program.press("\x11")
                if program.ended(120) != 0:
                    crashes.append(f"ended with {program.process.returncode}")
                crashes += [path.read_text()[-1500:] for path in home.glob("state/crash*")]
            seen |= {name: seen.get(name, 0) + count for name, count in tour.seen.items()}
            crashes += tour.crashes
        for name, count in seen.items():
            print(f"  {name}: {count}")
        what = f"{articles} hostile articles × {len(seen)} screens, {sum(seen.values())} views"
        figures.none(f"forbidden bytes in the pty stream: {what}", forbidden)
        figures.none(f"exits nobody asked for: {what}", crashes)
        printed(home, figures)
        troubled(Path(folder), figures)
    server.shutdown()
    figures.end()


if __name__ == "__main__":
    assert SIZE[0] > 24
    main()
