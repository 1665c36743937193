"""Other readers with a library of so many articles, to open and to search beside ours."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus import Corpus
from terminal import Terminal

FEEDS = 100
"""Sources a peer follows: half of what ours has, for newsboat's time grows with them."""
ANALYZED = "newsboat after ANALYZE"
"""Users have it without; what it never does by itself is done for it here."""
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self): yield Static("SATU BARIS")
Minimal().run()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A reader: how its library is made and opened, what is on its first screen, what finds."""

    name: str
    first: str
    command: Callable[[Path], Sequence[str]]
    fill: Callable[[Path, int], None]
    search: Callable[[Terminal, str], float] | None = None
    needs: str = ""

    @property
    def is_here(self) -> bool:
        return not self.needs or shutil.which(self.needs) is not None

    def open(self, home: Path) -> Terminal:
        """Start it on its library."""
        return Terminal(["env", "-C", str(home), f"HOME={home}", *self.command(home)])

    def library(self, keep: Path, count: int) -> Path:
        """Return its library of so many articles, filled if it is not there."""
        home = keep / f"{self.name.replace(' ', '-')}-{count}"
        if not (home / "is-filled").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            self.fill(home, count)
            (home / "is-filled").touch()
        return home

    def size(self, home: Path) -> int:
        """Return how many bytes its library has on disk."""
        return sum(each.stat().st_size for each in home.rglob("*") if each.is_file())


def articles(count: int) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Give articles as feed, second of publication, fields."""
    corpus = Corpus()
    for number in range(count):
        made = corpus.article(number)
        published = made["published"]
        assert isinstance(published, datetime)
        fields = {name: str(value) for name, value in made.items()}
        yield number % FEEDS, int(published.timestamp()), fields


def url(feed: int) -> str:
    return f"http://127.0.0.1:9/{feed}"


def nothing(_: Path, count: int) -> None:
    """Have no library."""


def fill_newsboat(home: Path, count: int) -> None:
    """Have newsboat make its cache, then put into it what it would keep."""
    (home / "config").write_text("auto-reload no\nnotify-beep no\nrefresh-on-startup no\n")
    (home / "urls").write_text(f"{url(0)}\n")
    command = [*newsboat(home), "-x", "reload"]
    surroundings = {**os.environ, "HOME": str(home)}
    subprocess.run(command, cwd=home, env=surroundings, capture_output=True, check=False)
    (home / "urls").write_text("".join(f"{url(feed)}\n" for feed in range(FEEDS)))
    with closing(sqlite3.connect(home / "cache.db")) as cache:
        cache.execute("PRAGMA synchronous = OFF")
        cache.execute("DELETE FROM rss_feed")
        cache.executemany(
            "INSERT INTO rss_feed (rssurl, url, title, lastmodified, is_rtl, etag)"
            " VALUES (?, ?, ?, 1, 0, '')",
            (
                (url(feed), f"https://warta{feed}.example/", f"Warta {feed}")
                for feed in range(FEEDS)
            ),
        )
        cache.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread,"
            " enclosure_url, enclosure_type, enqueued, flags, deleted, base)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1, '', '', 0, NULL, 0, '')",
            (
                (
                    made["guid"],
                    made["title"],
                    made["author"],
                    made["link"],
                    url(feed),
                    second,
                    made["html"],
                )
                for feed, second, made in articles(count)
            ),
        )
        cache.commit()


def fill_analyzed(home: Path, count: int) -> None:
    """Do for newsboat what it never does: tell its database what is in it."""
    fill_newsboat(home, count)
    with closing(sqlite3.connect(home / "cache.db")) as cache:
        cache.execute("ANALYZE")
        cache.commit()


def newsboat(_: Path) -> list[str]:
    return ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config"]


def search_newsboat(terminal: Terminal, word: str) -> float:
    """Look for a word everywhere; return the seconds from Enter to what is found."""
    for keys in ("/", word):
        terminal.press(keys)
        terminal.settle(0.2)
    terminal.press("\r")
    spent = terminal.wait_for("Search result", seconds=120)
    terminal.settle(0.2)
    terminal.press("q")
    terminal.settle(0.2)
    return spent


def fill_sfeed(home: Path, count: int) -> None:
    """Write its files: a line of fields between tabs for each article."""
    (home / "feeds").mkdir()
    files = [
        (home / "feeds" / f"Warta {feed}").open("w", encoding="utf-8") for feed in range(FEEDS)
    ]
    for feed, second, made in articles(count):
        body = re.sub("\n", r"\\n", made["html"].replace("\\", "\\\\"))
        fields = (str(second), made["title"], made["link"], body, "html", made["guid"])
        print(*fields, made["author"], "", made["category"], sep="\t", file=files[feed])
    for each in files:
        each.close()


def sfeed(home: Path) -> list[str]:
    return ["sfeed_curses", *sorted(f"feeds/{each.name}" for each in (home / "feeds").iterdir())]


PEERS = (
    Peer(
        name="a minimal Textual app",
        first="SATU BARIS",
        command=lambda _: [sys.executable, "-c", MINIMAL],
        fill=nothing,
    ),
    Peer(
        name="newsboat",
        first="Warta",
        command=newsboat,
        fill=fill_newsboat,
        search=search_newsboat,
        needs="newsboat",
    ),
    Peer(
        name=ANALYZED,
        first="Warta",
        command=newsboat,
        fill=fill_analyzed,
        needs="newsboat",
    ),
    Peer(
        name="sfeed_curses",
        first="Warta",
        command=sfeed,
        fill=fill_sfeed,
        needs="sfeed_curses",
    ),
)


def version(program: str) -> str:
    """Return what a program says its version is, or that it is not here."""
    if program == "sfeed_curses":
        return "here" if shutil.which(program) else "not here"
    with suppress(OSError, subprocess.SubprocessError):
        command = [program, "-v"]
        said = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
        return (said.stdout or said.stderr).strip().partition("\n")[0][:60]
    return "not here"
