"""lemon24/reader, which has no screen: filled and asked in a Python of its own, through its API."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from peers import articles, url

NAME = "lemon24/reader"
FILL = """
import json, sys
from datetime import datetime, timezone
from reader import make_reader
reader = make_reader(sys.argv[1])
feeds = set()
for line in sys.stdin:
    feed, second, made = json.loads(line)
    if feed not in feeds:
        reader.add_feed(feed, allow_invalid_url=True)
        feeds.add(feed)
    reader.add_entry({
        "feed_url": feed, "id": made["guid"], "title": made["title"], "link": made["link"],
        "author": made["author"], "published": datetime.fromtimestamp(second, timezone.utc),
        "summary": made["summary"], "content": [{"value": made["html"], "type": "text/html"}],
    })
reader.enable_search()
reader.update_search()
"""
ASK = """
import sys, time, itertools
from reader import make_reader
reader = make_reader(sys.argv[1])
for line in sys.stdin:
    began = time.perf_counter()
    found = reader.search_entries(line.strip(), sort="recent", limit=20)
    count = sum(1 for _ in itertools.islice(found, 20))
    print((time.perf_counter() - began) * 1000, count, flush=True)
"""


def is_here(python: str) -> bool:
    """Tell whether that Python has it."""
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [python, "-c", "from reader import make_reader"]
        return not subprocess.run(
            command, capture_output=True, cwd=elsewhere, check=False
        ).returncode


def has(keep: Path, count: int) -> bool:
    """Tell whether its library of so many articles lies there whole."""
    return (keep / f"reader-{count}" / "is-filled").exists()


def library(python: str, keep: Path, count: int) -> Path:
    """Return its library of so many articles, filled and indexed if it is not there."""
    home = keep / f"reader-{count}"
    if not has(keep, count):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        command = [python, "-c", FILL, str(home / "cache.db")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, cwd=home) as process:
            assert process.stdin
            for feed, second, made in articles(count):
                print(json.dumps((url(feed), second, made)), file=process.stdin)
            process.stdin.close()
        if process.returncode:
            raise OSError(f"{NAME} could not be filled")
        (home / "is-filled").touch()
    return home


def size(home: Path) -> int:
    """Return how many bytes its library has on disk, its index with it."""
    return sum(each.stat().st_size for each in home.glob("cache.db*"))


class Engine:
    """One process of it, open on a library."""

    def __init__(self, python: str, home: Path) -> None:
        self._process = subprocess.Popen(
            [python, "-c", ASK, str(home / "cache.db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def __call__(self, word: str) -> float:
        """Return the milliseconds for the 20 newest that answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline().split()[0])

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
