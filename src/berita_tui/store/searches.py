"""Searches that are kept: smart folders by name, in the reader's order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from berita_tui.news import Action, Missing, SavedSearch, Sentence, Verb, WrongUse
from berita_tui.store.database import Database, fetch
from berita_tui.store.history import History

LONGEST_NAME = 60
"""Characters a name may have."""

_SELECT = (
    "SELECT number, CAST(name AS BLOB), CAST(query AS BLOB) FROM searches"
    " WHERE removed IS NULL ORDER BY position, number"
)


class Searches:
    """What the reader keeps here is logged and can be undone. What is filed follows later."""

    def __init__(self, library: Database, history: History) -> None:
        self._library = library
        self._history = history

    def all(self) -> tuple[SavedSearch, ...]:
        """Return every search that is kept, in the reader's order."""
        with self._library.reading() as reader:
            return tuple(
                SavedSearch(
                    number=number,
                    name=name.decode("utf-8", "replace"),
                    text=text.decode("utf-8", "replace"),
                )
                for number, name, text in fetch(reader, _SELECT)
            )

    def get(self, number: int) -> SavedSearch:
        """Return the search with this number. Raises `Missing`."""
        for search in self.all():
            if search.number == number:
                return search
        raise Missing(Sentence("this search is not kept any more"))

    def named(self, name: str) -> SavedSearch:
        """Return the search of this name, in any case. Raises `Missing`."""
        for search in self.all():
            if search.name.casefold() == name.strip().casefold():
                return search
        raise Missing(
            Sentence("there is no search “{name}”; “berita-tui folders” lists them", name=name)
        )

    def add(self, name: str, text: str) -> SavedSearch:
        """Keep a query under a name, after the others. Raises `BadQuery` and `WrongUse`."""
        text = asked(text)
        with self._library.writing() as writer:
            name = self.checked_name(name or text)
            writer.execute(
                "INSERT INTO searches (name, query, position)"
                " SELECT ?, ?, ifnull(max(position), 0) + 1 FROM searches",
                (name, text),
            )
            number = writer.last_insert_rowid()
            detail = {number: {"removed": 1}}
            self._history.append(writer, Verb.KEEP_SEARCH, count=1, subject=name, detail=detail)
        return SavedSearch(number=number, name=name, text=text)

    def change(self, number: int, *, name: str = "", text: str = "") -> Action | None:
        """Give a search another name or another query; "" leaves it, None says nothing changed.

        Raises `Missing`, `BadQuery` and `WrongUse`.
        """
        known = self.get(number)
        name = self.checked_name(name, but=number) if name else known.name
        text = asked(text) if text else known.text
        before: dict[str, str | int] = {}
        if name != known.name:
            before["name"] = known.name
        if text != known.text:
            before["query"] = known.text
        if not before:
            return None
        with self._library.writing() as writer:
            sql = "UPDATE searches SET name = ?, query = ? WHERE number = ?"
            writer.execute(sql, (name, text, number))
            return self._log(writer, Verb.CHANGE_SEARCH, known.name, {number: before})

    def move(self, number: int, step: int) -> Action | None:
        """Move a search so many places down, or up; None where there is no place to go."""
        known = self.get(number)
        order = [search.number for search in self.all()]
        place = order.index(number)
        target = max(0, min(place + step, len(order) - 1))
        if target == place:
            return None
        order.insert(target, order.pop(place))
        with self._library.writing() as writer:
            before = dict(fetch(writer, "SELECT number, position FROM searches"))
            writer.executemany(
                "UPDATE searches SET position = ? WHERE number = ?",
                [(at, each) for at, each in enumerate(order, 1)],
            )
            detail = {each: {"position": before[each]} for each in order}
            return self._log(writer, Verb.CHANGE_SEARCH, known.name, detail)

    def remove(self, number: int) -> Action:
        """Keep a search no longer; its articles stay. Raises `Missing`."""
        known = self.get(number)
        with self._library.writing() as writer:
            detail = {number: {"removed": None}}
            action = self._log(writer, Verb.DROP_SEARCH, known.name, detail)
            sql = "UPDATE searches SET removed = ? WHERE number = ?"
            writer.execute(sql, (action.number, number))
            return action

    def checked_name(self, name: str, *, but: int = 0) -> str:
        """Return a name as it is kept. Raises `WrongUse` where another search but one has it."""
        name = " ".join(name.split())[:LONGEST_NAME].encode("utf-8", "replace").decode()
        if not name:
            raise WrongUse(Sentence("the search needs a name"))
        for search in self.all():
            if search.name.casefold() == name.casefold() and search.number != but:
                raise WrongUse(
                    Sentence("there is a search “{name}” already; choose another name", name=name)
                )
        return name

    def _log(
        self, writer: Any, verb: Verb, subject: str, detail: Mapping[int, Mapping[str, Any]]
    ) -> Action:
        return self._history.append(writer, verb, count=1, subject=subject, detail=detail)


def asked(text: str) -> str:
    """Return the text of a query as it is kept. Raises `BadQuery`, `WrongUse` over an empty one."""
    text = text.strip().encode("utf-8", "replace").decode()
    from berita_tui.news import parse_query  # noqa: PLC0415 - off the way in

    if parse_query(text).is_empty:
        raise WrongUse(Sentence("the query asks for nothing; give it a word"))
    return text
