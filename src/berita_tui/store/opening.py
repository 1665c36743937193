"""Opening the store: both files found good, made, mended or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import apsw

from berita_tui.news import BeritaError, DataUnusable, Sentence
from berita_tui.places import Places
from berita_tui.store import files
from berita_tui.store.database import Database, explained
from berita_tui.store.files import Condition
from berita_tui.store.schema import ARCHIVE, INDEX, INDEX_VERSION, LIBRARY


def open_library(places: Places) -> Database:
    """Open the library, a new one where there has never been any. Raises `DataUnusable`."""
    path = places.library
    look = files.look_at(path, LIBRARY)
    match look.condition:
        case Condition.MISSING:
            _create_library(path)
        case Condition.NEWER:
            raise DataUnusable(newer(path))
        case Condition.EMPTY | Condition.FOREIGN | Condition.DAMAGED | Condition.NO_FILE:
            raise DataUnusable(
                Sentence(
                    "{file} is not a library that can be used; nothing was changed;"
                    " `berita-tui restore` brings back its last copy",
                    file=str(path),
                )
            )
        case _:
            pass
    files.make_private(path)
    return Database(path, synchronous="FULL")


def open_archive(places: Places, clock: Callable[[], datetime]) -> tuple[Database, list[Sentence]]:
    """Open the archive, a new one in the place of one that is damaged. Raises `DataUnusable`."""
    path = places.archive
    notices: list[Sentence] = []
    look = files.look_at(path, ARCHIVE)
    if look.condition is Condition.NEWER:
        raise DataUnusable(newer(path))
    if look.condition not in {Condition.GOOD, Condition.MISSING}:
        aside = files.set_aside(path, stamp=clock().strftime("%Y%m%d-%H%M%S"))
        notices.append(
            Sentence(
                "the archive was damaged and is kept as {file}; refresh to fill the new one",
                file=aside.name,
            )
        )
    if look.condition is not Condition.GOOD:
        with explained(path):
            facts = f"INSERT INTO facts VALUES ('index_version', {INDEX_VERSION});"
            files.create(path, ARCHIVE, extra=INDEX + facts)
    files.make_private(path)
    return Database(path, synchronous="NORMAL"), notices


def newer(path: Path) -> Sentence:
    """Return what to say of a file made by a later version."""
    return Sentence(
        "{file} was made by a newer berita-tui; nothing was changed; update the program",
        file=str(path),
    )


def _create_library(path: Path) -> None:
    with explained(path):
        identity = f"INSERT INTO facts VALUES ('identity', '{token_hex(16)}');"
        files.create(path, LIBRARY, extra=identity)
