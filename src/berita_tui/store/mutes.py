"""Mutes: queries whose articles are not to be seen, for ever or until a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from berita_tui.news import Action, Missing, Mute, Sentence, Verb
from berita_tui.store.database import Database, fetch
from berita_tui.store.history import History
from berita_tui.store.numbers import micros, time_of
from berita_tui.store.searches import asked

_SELECT = "SELECT number, CAST(query AS BLOB), until FROM mutes WHERE removed IS NULL"


class Mutes:
    """What the reader mutes is logged and can be undone. What is hidden follows later.

    An expired mute hides nothing and is listed no longer; undoing may still bring it back.
    """

    def __init__(self, library: Database, history: History, clock: Callable[[], datetime]) -> None:
        self._library = library
        self._history = history
        self._clock = clock

    def all(self) -> tuple[Mute, ...]:
        """Return every mute that is in force, the oldest first."""
        now = micros(self._clock())
        with self._library.reading() as reader:
            sql = f"{_SELECT} AND (until IS NULL OR until > ?) ORDER BY number"
            return tuple(
                Mute(
                    number=number,
                    text=text.decode("utf-8", "replace"),
                    until=None if until is None else time_of(until),
                )
                for number, text, until in fetch(reader, sql, now)
            )

    def get(self, number: int) -> Mute:
        """Return the mute with this number. Raises `Missing`."""
        for mute in self.all():
            if mute.number == number:
                return mute
        raise Missing(Sentence("there is no such mute (any more)"))

    def add(self, text: str, *, lasting: timedelta | None = None) -> Mute:
        """Hide what answers a query, for so long. Raises `BadQuery` and `WrongUse`."""
        text = asked(text)
        until = None if lasting is None else self._clock() + lasting
        with self._library.writing() as writer:
            writer.execute(
                "INSERT INTO mutes (query, until) VALUES (?, ?)",
                (text, until and micros(until)),
            )
            number = writer.last_insert_rowid()
            detail = {number: {"removed": 1}}
            self._history.append(writer, Verb.MUTE, count=1, subject=text, detail=detail)
        return Mute(number=number, text=text, until=until)

    def change(
        self, number: int, *, text: str = "", until: datetime | None = None
    ) -> Action | None:
        """Give a mute another query, "" leaves it, and let it last until then, None is for ever.

        Returns None where nothing changed. Raises `Missing`, `BadQuery` and `WrongUse`.
        """
        known = self.get(number)
        text = asked(text) if text else known.text
        if (text, until) == (known.text, known.until):
            return None
        with self._library.writing() as writer:
            sql = "UPDATE mutes SET query = ?, until = ? WHERE number = ?"
            writer.execute(sql, (text, until and micros(until), number))
            before = {"query": known.text, "until": known.until and micros(known.until)}
            return self._history.append(
                writer, Verb.CHANGE_MUTE, count=1, subject=known.text, detail={number: before}
            )

    def remove(self, number: int) -> Action:
        """Show again what a mute hides. Raises `Missing`."""
        known = self.get(number)
        with self._library.writing() as writer:
            action = self._history.append(
                writer,
                Verb.UNMUTE,
                count=1,
                subject=known.text,
                detail={number: {"removed": None}},
            )
            sql = "UPDATE mutes SET removed = ? WHERE number = ?"
            writer.execute(sql, (action.number, number))
            return action
