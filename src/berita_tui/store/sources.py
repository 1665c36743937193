"""What the reader follows: sources, folders and their order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import apsw

from berita_tui.news import (
    Folder,
    FullText,
    Missing,
    Outline,
    PauseReason,
    Sentence,
    Source,
    Verb,
    local_address,
)
from berita_tui.news.noun import replace
from berita_tui.store.database import Database, fetch
from berita_tui.store.history import History
from berita_tui.store.ledger import Ledger

_COLUMNS = (
    "key", "address", "title", "name", "outlet", "folder", "homepage", "language", "paused",
    "is_private_allowed", "credentials", "interval", "full_text", "position", "extra",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM sources WHERE removed IS NULL"
_EXCLUDED = ", ".join(f"{each} = excluded.{each}" for each in _COLUMNS)
_REPLACE = (
    f"INSERT INTO sources ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT (key) DO UPDATE SET {_EXCLUDED}, removed = NULL"
)
LOST = local_address("lost/")
"""How the address begins of a source whose own is not known any more: following it mends that."""
_NOT_LOGGED = frozenset({"key", "credentials"})


class Sources:
    """The sources followed. What the reader changes is logged and can be undone."""

    def __init__(self, library: Database, history: History, ledger: Ledger) -> None:
        self._library = library
        self._history = history
        self._ledger = ledger

    def all(self) -> tuple[Source, ...]:
        """Return every source: by the order of the folders, then by its own position."""
        with self._library.reading() as reader:
            sources = [source_of(row) for row in reader.execute(_SELECT)]
            places = {folder: place for place, folder in enumerate(_folders(reader), 1)}
        sources.sort(key=lambda each: (places.get(each.folder, 0), each.position, each.key))
        return tuple(sources)

    def get(self, key: str) -> Source:
        """Return the source with this key. Raises `Missing`."""
        with self._library.reading() as reader:
            row = reader.execute(f"{_SELECT} AND key = ?", (key,)).fetchone()
        if row is None:
            raise Missing(Sentence("there is no source “{key}”", key=key))
        return source_of(row)

    def some(self, keys: Iterable[str]) -> dict[str, Source]:
        """Return those of the sources with these keys that are followed, by their keys."""
        sql = f"{_SELECT} AND key IN (SELECT value FROM json_each(?))"
        with self._library.reading() as reader:
            found = [source_of(row) for row in fetch(reader, sql, json.dumps([*keys]))]
        return {source.key: source for source in found}

    def by_address(self, address: str) -> Source | None:
        """Return the source at this normal address, None where nobody follows it."""
        with self._library.reading() as reader:
            row = reader.execute(f"{_SELECT} AND address = ?", (address,)).fetchone()
        return None if row is None else source_of(row)

    def folders(self) -> tuple[Folder, ...]:
        """Return every folder, empty ones too, each after the one it is in."""
        with self._library.reading() as reader:
            return _folders(reader)

    def add(self, *sources: Source) -> tuple[Source, ...]:
        """Follow `sources`, after those already there; return the ones that are really new."""
        return self._add(sources, ())

    def install(self, source: Source) -> bool:
        """Follow a source of the program's own, unless the reader removed it before.

        Not logged: it is no action of the reader's. Returns whether the source is there now.
        """
        with self._library.writing() as writer:
            row = writer.execute(
                "SELECT removed FROM sources WHERE key = ?", (source.key,)
            ).fetchone()
            if row is None:
                writer.execute(_REPLACE, row_of(source))
        return row is None or row[0] is None

    def add_outline(self, outline: Outline) -> tuple[Source, ...]:
        """Follow what an outline holds, in its order; return the sources that are really new."""
        return self._add(outline.sources, outline.folders)

    def outline(self) -> Outline:
        """Return all there is, as an outline can hold it."""
        with self._library.reading() as reader:
            extras: dict[str, str] = dict(fetch(reader, "SELECT path, extra FROM folders"))
        folders = tuple(
            (folder, MappingProxyType(json.loads(extras[_path(folder)])))
            for folder in self.folders()
        )
        return Outline(sources=self.all(), folders=folders)

    def change(self, *sources: Source) -> None:
        """Keep the reader's new settings for sources, as one action. Raises `Missing`."""
        known = {source.key: self.get(source.key) for source in sources}
        changed = [source for source in sources if source != known[source.key]]
        if not changed:
            return
        with self._library.writing() as writer:
            _make_folders(writer, [(source.folder, {}) for source in changed])
            for source in changed:
                _update(writer, source.key, dict(zip(_COLUMNS, row_of(source), strict=True)))
            self._history.append(
                writer,
                Verb.CHANGE,
                count=len(changed),
                subject=changed[0].label if len(changed) == 1 else "",
                detail={one.key: _before(known[one.key], one) for one in changed},
            )
        self._ledger.catch_up()

    def order(self, keys: Sequence[str]) -> None:
        """Put the sources with these keys in this order, as one action. Raises `Missing`."""
        sources = [self.get(key) for key in keys]
        places = sorted(source.position for source in sources)
        self.change(
            *(
                replace(source, position=place)
                for source, place in zip(sources, places, strict=True)
            )
        )

    def remove(self, *keys: str) -> None:
        """Stop following the sources with these keys; their articles are kept, but not listed.

        Raises `Missing` when one of them is not there; then nothing is removed.
        """
        sources = [self.get(key) for key in dict.fromkeys(keys)]
        if not sources:
            return
        with self._library.writing() as writer:
            action = self._history.append(
                writer,
                Verb.UNSUBSCRIBE,
                count=len(sources),
                subject=sources[0].label if len(sources) == 1 else "",
                detail=[source.key for source in sources],
            )
            writer.executemany(
                "UPDATE sources SET removed = ? WHERE key = ?",
                [(action.number, source.key) for source in sources],
            )
        self._ledger.catch_up()

    def moved(self, key: str, address: str) -> None:
        """Remember that a source lives at another address now; its key stays."""
        with self._library.writing() as writer:
            _update(writer, key, {"address": address})

    def sign_in(self, key: str, credentials: str) -> bool:
        """Keep another user name and password for a source; tell whether they are others.

        Not logged: what was there before is a secret that the log is not to hold.
        """
        if self.get(key).credentials == credentials:
            return False
        with self._library.writing() as writer:
            _update(writer, key, {"credentials": credentials})
        return True

    def learn(self, key: str, *, title: str = "", homepage: str = "", language: str = "") -> None:
        """Keep what a feed says about itself; "" changes nothing."""
        self.learn_all({key: {"title": title, "homepage": homepage, "language": language}})

    def learn_all(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """Keep what several feeds say about themselves; see `learn`."""
        changed = {
            key: facts
            for key, known in self.some(told).items()
            if (
                facts := {
                    n: each for n, each in told[key].items() if each not in {"", getattr(known, n)}
                }
            )
        }
        if changed:
            with self._library.writing() as writer:
                for key, facts in changed.items():
                    _update(writer, key, facts)

    def _add(
        self, sources: Iterable[Source], folders: Iterable[tuple[Folder, Mapping[str, str]]]
    ) -> tuple[Source, ...]:
        added: dict[str, Source] = {}
        folders = tuple(folders)
        with self._library.writing() as writer:
            known = _known(writer)
            position = writer.execute("SELECT max(position) FROM sources").get or 0
            for source in sources:
                if known.isdisjoint({source.key, source.address}):
                    position += 1
                    added[source.key] = replace(source, position=position)
                    known |= {source.key, source.address}
            _make_folders(writer, (*folders, *((each.folder, {}) for each in added.values())))
            if added:
                writer.executemany(_REPLACE, [row_of(source) for source in added.values()])
                self._history.append(
                    writer,
                    Verb.SUBSCRIBE,
                    count=len(added),
                    subject=next(iter(added.values())).label if len(added) == 1 else "",
                    detail=list(added),
                )
        self._ledger.catch_up()
        return tuple(added.values())


def _known(connection: apsw.Connection) -> set[str]:
    rows = connection.execute("SELECT key, address FROM sources WHERE removed IS NULL")
    return {name for row in rows if not row[1].startswith(LOST) for name in row}


def _update(writer: apsw.Connection, key: str, values: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    writer.execute(f"UPDATE sources SET {columns} WHERE key = ?", (*values.values(), key))


def _folders(connection: apsw.Connection) -> tuple[Folder, ...]:
    rows = fetch(connection, "SELECT path, position FROM folders")
    places: dict[Folder, int] = {tuple(json.loads(path)): place for path, place in rows}

    def order(folder: Folder) -> list[tuple[int, str]]:
        ways = [folder[:depth] for depth in range(1, len(folder) + 1)]
        return [(places.get(way, 0), way[-1]) for way in ways]

    return tuple(sorted(places, key=order))


def _make_folders(
    writer: apsw.Connection, folders: Iterable[tuple[Folder, Mapping[str, str]]]
) -> None:
    position = writer.execute("SELECT max(position) FROM folders").get or 0
    for folder, extra in folders:
        for depth in range(1, len(folder) + 1):
            position += 1
            known = json.dumps(dict(extra) if depth == len(folder) else {})
            writer.execute(
                "INSERT INTO folders (path, position, extra) VALUES (?, ?, ?)"
                " ON CONFLICT (path) DO UPDATE SET extra = excluded.extra"
                " WHERE extra = '{}'",
                (_path(folder[:depth]), position, known),
            )


def _path(folder: Folder) -> str:
    return json.dumps(folder, ensure_ascii=False)


def row_of(source: Source) -> tuple[Any, ...]:
    """Return a source as a row."""
    return (
        source.key,
        source.address,
        source.title,
        source.name,
        source.outlet,
        _path(source.folder),
        source.homepage,
        source.language,
        source.paused and source.paused.value,
        int(source.is_private_allowed),
        source.credentials,
        None if source.interval is None else round(source.interval.total_seconds()),
        source.full_text and source.full_text.value,
        source.position,
        json.dumps(dict(source.extra)),
    )


def _before(known: Source, changed: Source) -> dict[str, Any]:
    pairs = zip(_COLUMNS, row_of(known), row_of(changed), strict=True)
    return {
        name: before for name, before, after in pairs if before != after and name not in _NOT_LOGGED
    }


def source_of(row: Sequence[Any]) -> Source:
    """Return the source of a row. Raises `ValueError`, `TypeError` over one that is damaged."""
    fields = dict(zip(_COLUMNS, row, strict=True))
    fields["folder"] = tuple(json.loads(fields["folder"]))
    fields["paused"] = fields["paused"] and PauseReason(fields["paused"])
    fields["is_private_allowed"] = bool(fields["is_private_allowed"])
    if fields["interval"] is not None:
        fields["interval"] = timedelta(seconds=fields["interval"])
    fields["full_text"] = fields["full_text"] and FullText(fields["full_text"])
    fields["extra"] = MappingProxyType(json.loads(fields["extra"]))
    return Source(**fields)
