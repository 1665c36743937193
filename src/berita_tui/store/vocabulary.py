"""The index's vocabulary: its words, about how much each is used, and those beside a word."""

from __future__ import annotations

import json
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from time import monotonic

import apsw

from berita_tui.store.database import fetch

WIDEST = 64
"""Words that the beginning of one is taken for at most: so many are walked in 1 to 2 ms."""
LONGEST = 40
"""Longest word kept, in letters: what is longer is an address or worse."""

ALL_READ, STEP = 4000, 8
"""How many articles are all read for their words, and which of those after them are."""
GATHERED, KINDS, LATE = 4000, 100_000, 30.0
"""After how many articles, words or seconds what is gathered is written down, at the latest."""
PIECE = 2000
"""How many words are written in one transaction: the lock is not held for longer than that."""

_EDGES = " \t\n.,:;!?()[]{}\"'’‘“”«»…–—-‐‑/\\|*+=<>&%#@$^~`´•·_"


class Learner:
    """Gathers words until there are enough: to write those of each article takes too long.

    Of the first four thousand articles all are read, later every eighth, which then counts for
    eight. What is gathered and not written when the program is killed is missed until the words
    come again: a beginning stands for fewer words on the first page, and for all in the end.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.RLock()  # writers of both kinds of text may listen at once
        self._counts: dict[int, Counter[str]] = {1: Counter(), STEP: Counter()}
        self._waiting: dict[str, int] = {}
        self._articles = 0
        self._written = clock()

    def hear(self, texts: Iterable[str], *, total: int) -> None:
        """Take the words of an article, which is the one of that number among all."""
        step = 1 if total < ALL_READ else STEP
        if total % step == 0:
            words = set("\n".join(texts).lower().translate(_spaces()).split())
            with self._lock:
                self._counts[step].update(words)
                self._articles += 1

    def listen(self, reader: apsw.Connection, articles: Iterable[Iterable[str]]) -> None:
        """Take the words of articles that are about to be written; sort them when it is time.

        Of a reader, so that the lock on the file is not held for it.
        """
        total: int = reader.execute("SELECT ifnull(sum(total), 0) FROM sources").get
        for at, texts in enumerate(articles):
            self.hear(texts, total=total + at)
        with self._lock:
            if self.is_due and not self._waiting:
                self._sort_out()

    def note(self, writer: apsw.Connection) -> None:
        """Write some of the words down that were sorted."""
        if self._waiting:
            self.write(writer, most=PIECE)

    @property
    def has_any(self) -> bool:
        """Whether there are words to write down."""
        return self._articles > 0 or bool(self._waiting)

    @property
    def is_due(self) -> bool:
        """Whether it is time to write them down."""
        is_late = self._clock() - self._written >= LATE
        kinds = sum(map(len, self._counts.values()))
        is_enough = self._articles >= GATHERED or kinds >= KINDS or (is_late and self._articles > 0)
        return is_enough or bool(self._waiting)

    def write(self, writer: apsw.Connection, suffix: str = "", *, most: int | None = None) -> None:
        """Write down what was gathered, or `most` words of it: the others wait until it is due."""
        with self._lock:
            if most is None or not self._waiting:
                self._sort_out()
            count = len(self._waiting) if most is None else min(most, len(self._waiting))
            part = dict(self._waiting.popitem() for _ in range(count))
        writer.execute(
            f"INSERT INTO vocabulary{suffix} SELECT key, value FROM json_each(?) WHERE true"
            " ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses",
            (json.dumps(part),),
        )

    def _sort_out(self) -> None:
        """Put what was gathered to what waits to be written, the first in order last."""
        counts = Counter(self._waiting)
        for step, words in self._counts.items():
            for word, uses in words.items():
                if len(word) <= LONGEST:
                    counts[word if word.isascii() else _bare(word)] += step * uses
            words.clear()
        self._waiting = dict(sorted(counts.items(), reverse=True))
        self._articles, self._written = 0, self._clock()


def uses_of(reader: apsw.Connection, words: Sequence[str]) -> dict[str, int]:
    """Return in how many articles words were seen, at least; 0 for those never seen."""
    sql = "SELECT word, uses FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))"
    return dict.fromkeys(words, 0) | dict(fetch(reader, sql, json.dumps(list(words))))


def beginning_with(reader: apsw.Connection, beginning: str, *, limit: int = WIDEST) -> list[str]:
    """Return the most used words that begin so, at most `limit`."""
    sql = (
        "SELECT word FROM vocabulary WHERE word >= ? AND word < ? ORDER BY uses DESC, word LIMIT ?"
    )
    rows = fetch(reader, sql, beginning, f"{beginning}\U0010ffff", limit)
    return [word for (word,) in rows]


def spelled_like(reader: apsw.Connection, word: str) -> list[str]:
    """Return words a slip or two away from this one, the nearest and most used first.

    The first letter is taken to be right, or the second; of short words one slip is allowed.
    """
    most = 1 if len(word) < 5 else 2
    found: list[tuple[int, int, str]] = []
    for beginning in dict.fromkeys((word[:1], word[1:2])):
        sql = (
            "SELECT word, uses FROM vocabulary WHERE word >= ? AND word < ?"
            " AND length(word) BETWEEN ? AND ?"
        )
        bounds = (beginning, f"{beginning}\U0010ffff", len(word) - most, len(word) + most)
        found += (
            (slips, -uses, each)
            for each, uses in reader.execute(sql, bounds)
            if each != word and (slips := distance(word, each, most)) <= most
        )
    return [each for _, _, each in sorted(found)]


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters differ, are missing, too many or swapped; past `most`, more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for place, each in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != each))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == each:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


@cache
def _spaces() -> dict[int, str]:
    return dict.fromkeys(map(ord, _EDGES), " ")


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(each for each in letters if not unicodedata.combining(each)).casefold()
