"""Examining rules: what in the files of a folder cannot be obeyed, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from berita_tui.clean import one_line
from berita_tui.news import Sentence
from berita_tui.parse.rules.finding import is_rule_name, read_file
from berita_tui.parse.rules.paths import compiled
from berita_tui.parse.rules.reading import KNOWN, MAX_RULE, PATHS, read_statements

MAX_FILES: Final = 10_000
"""Files of a folder that are looked at."""

MAX_FLAWS: Final = 100
"""Flaws that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A line of a file that cannot be obeyed, and why; lines count from 1, 0 is the whole file."""

    file: str
    line: int
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """How many rules a folder holds, and their flaws; `unlisted` is how many more there are."""

    rules: int = 0
    flaws: tuple[Flaw, ...] = ()
    unlisted: int = 0


def examine_rules(folder: Path) -> Inspection:
    """Return how many rules are in `folder`, and their flaws.

    Files whose names are no hosts are no rules. An empty inspection for a folder that is not
    there. Nothing is tried out: an expression is only compiled.
    """
    with suppress(OSError):
        names = sorted(islice((each.name for each in folder.iterdir()), MAX_FILES))
        files = [folder / name for name in names if is_rule_name(name)]
        flaws = [flaw for file in files for flaw in _flaws(file)]
        return Inspection(
            rules=len(files),
            flaws=tuple(flaws[:MAX_FLAWS]),
            unlisted=max(len(flaws) - MAX_FLAWS, 0),
        )
    return Inspection()


def _flaws(file: Path) -> Iterator[Flaw]:
    try:
        size = file.stat().st_size
        text = read_file(file)
    except OSError:
        yield _flaw(file, 0, Sentence("it cannot be read"))
        return
    if size > MAX_RULE:
        limit = Sentence("only its first {kilobytes} kB are read", kilobytes=MAX_RULE // 1000)
        yield _flaw(file, 0, limit)
    for line, directive, _, value in read_statements(text):
        shown = one_line(directive or value, limit=60)
        if directive not in KNOWN:
            yield _flaw(file, line, Sentence("“{word}” is no directive", word=shown))
        elif directive in PATHS and value and compiled(value) is None:
            path = one_line(value, limit=60)
            yield _flaw(file, line, Sentence("“{path}” is no XPath that can be used", path=path))


def _flaw(file: Path, line: int, sentence: Sentence) -> Flaw:
    return Flaw(file=one_line(file.name, limit=220), line=line, sentence=sentence)
