"""How each source stands with its server: validators, due times, reasons of failure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import apsw

from berita_tui.news import Sentence, Standing, Validators
from berita_tui.store.database import Database
from berita_tui.store.numbers import date_in


class Standings:
    """Standings by source key, kept in the archive since they can be had again."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive

    def get(self, source: str) -> Standing:
        """Return the standing of a source; a blank one where nothing is known."""
        with self._archive.reading() as reader:
            row = reader.execute("SELECT standing FROM sources WHERE key = ?", (source,)).fetchone()
        return _standing(row[0]) if row else Standing()

    def all(self) -> dict[str, Standing]:
        """Return every standing there is, by source key."""
        with self._archive.reading() as reader:
            rows = reader.execute("SELECT key, standing FROM sources WHERE standing IS NOT NULL")
            return {key: _standing(text) for key, text in rows}

    def put(self, source: str, standing: Standing) -> None:
        """Keep the standing of a source."""
        self.put_many({source: standing})

    def put_many(self, standings: Mapping[str, Standing]) -> None:
        """Keep the standings of many sources, by their keys, in one transaction."""
        rows = [(key, _text(standing)) for key, standing in standings.items()]
        with self._archive.writing() as writer:
            writer.executemany(
                "INSERT INTO sources (key, standing) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET standing = excluded.standing",
                rows,
            )


def shelve(writer: apsw.Connection, library: Database, key: str) -> int:
    """Return the archive's number for a source, hidden there unless it is followed."""
    with library.reading() as reader:
        is_followed = reader.execute(
            "SELECT count(*) FROM sources WHERE key = ? AND removed IS NULL", (key,)
        ).get
    sql = (
        "INSERT INTO sources (key, is_hidden) VALUES (?, ?) ON CONFLICT (key)"
        " DO UPDATE SET is_hidden = excluded.is_hidden RETURNING number"
    )
    return int(writer.execute(sql, (key, 1 - is_followed)).get)


def _text(standing: Standing) -> str:
    problem = standing.problem
    plain: dict[str, Any] = {
        name: value and value.isoformat()
        for name, value in (
            ("checked", standing.checked),
            ("succeeded", standing.succeeded),
            ("due", standing.due),
        )
    }
    plain["problem"] = problem and [problem.template, dict(problem.values)]
    plain["failures"] = standing.failures
    if standing.left_out:
        plain["left_out"] = standing.left_out
    plain["validators"] = [standing.validators.etag, standing.validators.last_modified]
    return json.dumps(plain)


def _standing(text: str | None) -> Standing:
    """Return what `_text` made `text` of; a blank one where that is damaged."""
    try:
        return Standing() if text is None else _read(text)
    except (ValueError, TypeError, KeyError):
        return Standing()


def _read(text: str) -> Standing:
    plain = json.loads(text)
    for name in ("checked", "succeeded", "due"):
        plain[name] = date_in(plain[name])
    problem = plain["problem"]
    plain["problem"] = problem and Sentence(problem[0], **problem[1])
    etag, last_modified = plain["validators"]
    plain["validators"] = Validators(etag=etag, last_modified=last_modified)
    return Standing(**plain)
