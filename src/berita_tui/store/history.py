"""The log of the reader's actions, and how each is undone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import apsw

from berita_tui.news import Action, Verb
from berita_tui.store.database import Database
from berita_tui.store.keys import join_keys
from berita_tui.store.numbers import micros, time_of

_INVERSE = {
    Verb.READ: Verb.UNREAD,
    Verb.UNREAD: Verb.READ,
    Verb.BOOKMARK: Verb.UNBOOKMARK,
    Verb.UNBOOKMARK: Verb.BOOKMARK,
    Verb.SUBSCRIBE: Verb.UNSUBSCRIBE,
    Verb.UNSUBSCRIBE: Verb.SUBSCRIBE,
    Verb.CHANGE: Verb.CHANGE,
    Verb.KEEP_SEARCH: Verb.DROP_SEARCH,
    Verb.CHANGE_SEARCH: Verb.CHANGE_SEARCH,
    Verb.DROP_SEARCH: Verb.KEEP_SEARCH,
    Verb.MUTE: Verb.UNMUTE,
    Verb.CHANGE_MUTE: Verb.CHANGE_MUTE,
    Verb.UNMUTE: Verb.MUTE,
}
_MUTES = frozenset({Verb.MUTE, Verb.CHANGE_MUTE, Verb.UNMUTE})
_COLUMNS = "number, verb, at, count, subject"


class History:
    """Every action, newest last; nothing in it is rewritten, undoing adds an entry too."""

    def __init__(self, library: Database, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._clock = clock

    def append(
        self,
        writer: apsw.Connection,
        verb: Verb,
        *,
        count: int,
        subject: str = "",
        keys: Iterable[bytes] = (),
        detail: Any = None,
        undoes: int | None = None,
    ) -> Action:
        """Write one entry inside the caller's transaction."""
        when = self._clock()
        writer.execute(
            "INSERT INTO log (verb, at, count, subject, keys, detail, undoes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                verb.value,
                micros(when),
                count,
                subject,
                join_keys(list(keys)),
                json.dumps(detail),
                undoes,
            ),
        )
        number = writer.last_insert_rowid()
        return Action(number=number, verb=verb, when=when, count=count, subject=subject)

    def recent(self, limit: int) -> tuple[Action, ...]:
        """Return the last actions that can be undone, newest first."""
        with self._library.reading() as reader:
            return tuple(
                _action(row)
                for row in reader.execute(
                    f"SELECT {_COLUMNS} FROM log WHERE undoes IS NULL AND is_undone = 0"
                    " ORDER BY number DESC LIMIT ?",
                    (limit,),
                )
            )

    def undo(self) -> Action | None:
        """Take back the newest action that is not undone yet; return it, None if there is none."""
        with self._library.writing() as writer:
            row = writer.execute(
                f"SELECT {_COLUMNS}, keys, detail FROM log"
                " WHERE undoes IS NULL AND is_undone = 0 ORDER BY number DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            action = _action(row[:5])
            writer.execute("UPDATE log SET is_undone = 1 WHERE number = ?", (action.number,))
            writer.execute(
                "INSERT INTO log (verb, at, count, subject, keys, detail, undoes)"
                " VALUES (?, ?, ?, ?, ?, 'null', ?)",
                (
                    _INVERSE[action.verb].value,
                    micros(self._clock()),
                    action.count,
                    action.subject,
                    row[5],
                    action.number,
                ),
            )
            _take_back(writer, action, row[5], json.loads(row[6]), writer.last_insert_rowid())
            return action


def _take_back(
    writer: apsw.Connection, action: Action, keys: bytes, detail: Any, number: int
) -> None:
    match action.verb:
        case Verb.BOOKMARK:
            writer.execute("UPDATE bookmarks SET removed = ? WHERE key = ?", (number, keys))
        case Verb.UNBOOKMARK:
            writer.execute("UPDATE bookmarks SET removed = NULL WHERE key = ?", (keys,))
        case Verb.SUBSCRIBE:
            writer.executemany(
                "UPDATE sources SET removed = ? WHERE key = ?", [(number, key) for key in detail]
            )
        case Verb.UNSUBSCRIBE:
            writer.executemany(
                "UPDATE sources SET removed = NULL WHERE key = ?", [(key,) for key in detail]
            )
        case Verb.CHANGE:
            for key, before in detail.items():
                columns = ", ".join(f"{name} = ?" for name in before)
                writer.execute(
                    f"UPDATE sources SET {columns} WHERE key = ?", (*before.values(), key)
                )
        case Verb.READ | Verb.UNREAD:
            pass  # the entry just added says it all
        case _:
            table = "mutes" if action.verb in _MUTES else "searches"
            for key, before in detail.items():
                # What was added is removed by the entry that undoes it.
                values = {
                    name: number if name == "removed" and value else value
                    for name, value in before.items()
                }
                columns = ", ".join(f"{name} = ?" for name in values)
                writer.execute(
                    f"UPDATE {table} SET {columns} WHERE number = ?", (*values.values(), int(key))
                )


def _action(row: tuple[Any, ...]) -> Action:
    number, verb, at, count, subject = row
    return Action(
        number=number,
        verb=Verb(verb),
        when=time_of(at),
        count=count,
        subject=subject,
    )
