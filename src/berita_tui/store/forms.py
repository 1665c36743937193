"""Forms: the index's words that have a root, by it, so that a query can ask for each by name.

To index the root of each word beside it takes two thirds as much again as the words alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from typing import Final, TypeAlias

import apsw

from berita_tui.store.concordance import NEXT, forms_table
from berita_tui.store.database import fetch

MOST: Final = 256
"""Forms of a root that are asked for at most, the shortest: more is nobody's language."""

KINDS: Final = 100_000
"""How many pairs are remembered: a year of one paper has fewer."""

Forms: TypeAlias = Callable[[str], list[str]]
"""What gives the words that have this root and are not the root itself."""


def write_forms(writer: apsw.Connection, roots: Iterable[str]) -> None:
    """Write down words and their roots, given as root/word, in the indexes there are."""
    listed = json.dumps(sorted(set(roots)))
    if listed == "[]":
        return
    writer.execute(forms_table())  # an index of an earlier version has none
    for suffix in ("", NEXT):
        if not suffix or _is_there(writer, suffix):
            writer.execute(
                f"INSERT OR IGNORE INTO forms{suffix} SELECT"
                " substr(value, 1, instr(value, '/') - 1), substr(value, instr(value, '/') + 1)"
                " FROM json_each(?)",
                (listed,),
            )


class Familiar:
    """The pairs of word and root that were written: nearly all an article has were there before.

    They are forgotten when the tables are others than they were.
    """

    def __init__(self) -> None:
        self._tables = 0
        self._written: set[str] = set()

    def sift(self, roots: Iterable[str]) -> Pairs:
        """Return the pairs in articles' `roots` that are to be written, before the file is locked.

        Article by article: all words of many at once are more than a processor keeps at hand.
        """
        if len(self._written) > KINDS:
            self.forget(self._tables)
        told, fresh = tuple(roots), set[str]()
        for each in told:
            fresh.update(filterfalse(self._written.__contains__, each.split()))
        return Pairs(familiar=self, tables=self._tables, roots=told, fresh=fresh)

    def forget(self, tables: int) -> None:
        """Begin anew: the tables are these now."""
        self._tables, self._written = tables, set()

    def keep(self, fresh: set[str]) -> None:
        """Remember what was written: the transaction is over, and was not undone."""
        self._written |= fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of word and root in articles; those that are `fresh` to tables of this version."""

    familiar: Familiar
    tables: int
    roots: Sequence[str]
    fresh: set[str]

    def write(self, writer: apsw.Connection) -> set[str]:
        """Write down what is not there already, and return it; see `write_forms`."""
        tables = writer.execute("PRAGMA schema_version").get
        fresh = self.fresh
        if tables != self.tables:
            self.familiar.forget(tables)
            fresh = self.familiar.sift(self.roots).fresh
        write_forms(writer, fresh)
        return fresh


def no_forms(_root: str) -> list[str]:
    """Look up nothing, where the forms make no difference."""
    return []


def forms_in(reader: apsw.Connection) -> Forms:
    """Return what looks up the forms of a root in the index that answers."""
    if not _is_there(reader):
        return no_forms
    sql = "SELECT word FROM forms WHERE root = ? ORDER BY length(word), word LIMIT ?"
    return lambda root: [word for (word,) in fetch(reader, sql, root, MOST)]


def _is_there(reader: apsw.Connection, suffix: str = "") -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)"
    return bool(reader.execute(sql, (f"forms{suffix}",)).get)
