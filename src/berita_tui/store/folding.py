"""Folding: old actions taken out of the log, their marks kept, a portion at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw

from berita_tui.news import Verb
from berita_tui.store.database import Database, fetch
from berita_tui.store.keys import json_keys, split_keys

PORTION = 2_000
"""Marks a transaction: the lock is never held for longer than a key press takes."""
_BATCH = 100
_OLD = (
    "SELECT number, verb, length(keys) / 16 FROM log WHERE at < ? AND number <"
    f" (SELECT ifnull(min(number), {2**63 - 1}) FROM log WHERE at >= ?) ORDER BY number LIMIT ?"
)
_MARK = (
    "INSERT INTO marks SELECT unhex(value), ? FROM json_each(?) WHERE true"
    " ON CONFLICT (key) DO UPDATE SET is_read = excluded.is_read"
)
_FACT = (
    "INSERT INTO facts VALUES ('folded', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def fold(library: Database, until: int) -> int:
    """Fold the actions before `until`, in microseconds since 1970; return how many.

    The oldest is folded until it is out of the log, before the next is: whoever is stopped over
    it, or folds it as well, writes the same marks again.
    """
    count, begun = 0, (0, 0)
    while True:
        with library.writing() as writer:
            batch = fetch(writer, _OLD, until, until, _BATCH)
            if not batch:
                return count
            folded, begun = _fold_some(writer, batch, begun)
        count += folded


def _fold_some(
    writer: apsw.Connection, batch: Sequence[tuple[Any, ...]], begun: tuple[int, int]
) -> tuple[int, tuple[int, int]]:
    """Fold a portion; return how many actions were, and which is begun with how many of its marks.

    `begun` is what the portion before returned.
    """
    left, last, count = PORTION, 0, 0
    for number, verb, size in batch:
        if verb in {Verb.READ, Verb.UNREAD}:
            first = begun[1] if begun[0] == number else 0
            sql = "SELECT substr(keys, ?, ?) FROM log WHERE number = ?"
            keys = split_keys(writer.execute(sql, (16 * first + 1, 16 * left, number)).get)
            writer.execute(_MARK, (int(verb == Verb.READ), json_keys(keys)))
            left -= len(keys)
            if first + len(keys) < size:
                begun = (number, first + len(keys))
                break
        last, count = number, count + 1
    if count:
        writer.execute("DELETE FROM log WHERE number <= ?", (last,))
        for table in ("bookmarks", "searches", "mutes"):
            writer.execute(f"DELETE FROM {table} WHERE removed <= ?", (last,))
        writer.execute(_FACT, (last,))
    return count, begun
