"""Copies of the library: made by the day, the last few kept, brought back when it is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import apsw

from berita_tui.news import DataUnusable, Missing, Sentence
from berita_tui.places import Places
from berita_tui.store import files, seals
from berita_tui.store.database import connect, explained
from berita_tui.store.files import Condition
from berita_tui.store.schema import LIBRARY

KEPT = 5
"""How many copies are kept."""
_FORM = "library-%Y%m%d-%H%M%S.db"


def copies_of_library(places: Places) -> tuple[Path, ...]:
    """Return the rolling copies there are, newest first."""
    return tuple(sorted(places.copies.glob("library-????????-??????.db"), reverse=True))


def roll(places: Places, *, clock: Callable[[], datetime], is_sound: bool = False) -> Path | None:
    """Copy the library unless a copy of the last day is there; drop all but the last few.

    A library that is damaged is not copied, so that no good copy has to go for it; it is looked
    at unless it is known that it `is_sound`.
    A copy from the future, of a clock that went wrong, does not count.
    """
    now = clock().astimezone(UTC)
    for copy in copies_of_library(places):
        age = now - datetime.strptime(copy.name, _FORM).replace(tzinfo=UTC)
        if timedelta(0) <= age < timedelta(days=1):
            return None
    with explained(places.library):
        if not is_sound and not files.is_sound(places.library):
            return None
    with explained(places.copies):
        places.copies.mkdir(mode=0o700, exist_ok=True)
        copy = places.copies / now.strftime(_FORM)
        files.back_up(places.library, copy)
        for old in copies_of_library(places)[KEPT:]:
            old.unlink(missing_ok=True)
    return copy


def restore_library(
    places: Places,
    *,
    clock: Callable[[], datetime],
    copy: Path | None = None,
    is_asked: bool = False,
) -> Path:
    """Put a copy in the library's place, the newest that is good unless `copy` names one.

    Marks made since the copy are taken from the archive when it is opened next, unless the
    reader `is_asked` and wants what the copy says. What is in its place is kept under another
    name. Returns the copy that was used. No program may have the library open. Raises
    `Missing`, and `DataUnusable` for a bad copy.
    """
    chosen = newest_good(places) if copy is None else _checked(copy)
    with drafted(places) as draft:
        files.back_up(chosen, draft)
        with closing(connect(draft, is_writer=True)) as connection:
            be_another(connection, is_asked=is_asked)
        take_place(places, draft, clock=clock)
    return chosen


@contextmanager
def drafted(places: Places) -> Iterator[Path]:
    """Name the draft of a new library, which is deleted unless it has taken its place.

    Raises `BeritaError` where a disk fails meanwhile.
    """
    path = places.library
    draft = path.with_name(f".{path.name}.{os.getpid()}.restored")
    with explained(path):
        draft.unlink(missing_ok=True)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)


def be_another(connection: apsw.Connection, *, is_asked: bool = False) -> None:
    """Give a library another identity: the archive will compare all marks with this library's.

    Where the reader `is_asked` it will take none into it.
    """
    identity = token_hex(16)
    connection.executemany(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [("identity", identity), ("asked", identity if is_asked else "")],
    )
    connection.execute("PRAGMA journal_mode = WAL")


def take_place(places: Places, draft: Path, *, clock: Callable[[], datetime]) -> Path | None:
    """Put a draft of a library in its place; return where what was there is kept, if anything was.

    Raises `BeritaError`, `OSError` and `apsw.Error`.
    """
    path, aside = places.library, None
    draft.replace(_restored(places))
    if os.path.lexists(path):
        aside = files.name_aside(path, stamp=f"{clock():%Y%m%d-%H%M%S}")
        try:
            files.set_aside(path, aside)
        except OSError:
            if os.path.lexists(path):  # else the next start puts the new one in its place
                _restored(places).unlink()
            raise
    finish_restore(places)
    return aside


def _checked(copy: Path) -> Path:
    """Return a copy that is good. Raises `Missing` and `DataUnusable`."""
    with explained(copy):
        if not os.path.lexists(copy):
            raise Missing(Sentence("there is no file {file}; give another", file=str(copy)))
        if not _is_good(copy):
            raise DataUnusable(
                Sentence("{file} is no good copy of a library; choose another", file=str(copy))
            )
    return copy


def is_doubtful(places: Places, *, is_frozen: bool = False) -> bool:
    """Tell whether only its seals speak against the library, and no good copy can take its place.

    Raises `BeritaError`.
    """
    path = places.library
    with explained(path):
        if files.look_at(path, LIBRARY).condition is not Condition.GOOD:
            return False
        is_built = files.is_sound(path, is_frozen=is_frozen, has_seals=False)
        if not is_built or files.is_sound(path, is_frozen=is_frozen):
            return False
    try:
        newest_good(places)
    except Missing:
        return True
    return False


def seal_anew(places: Places, *, clock: Callable[[], datetime]) -> Path:
    """Take a library that is doubtful as it is; return where it is kept as it was.

    Raises `BeritaError`.
    """
    path = places.library
    with explained(path):
        kept = files.name_aside(path, stamp=f"{clock():%Y%m%d-%H%M%S}")
        files.back_up(path, kept)
        with closing(connect(path, is_writer=True)) as connection:
            seals.renew(connection)
    return kept


def finish_restore(places: Places) -> bool:
    """Put in place what was to be restored, where that was broken off; tell whether it was.

    From the moment the old library is out of the way until then there is none. Raises
    `BeritaError`.
    """
    new = _restored(places)
    with explained(new):
        if not new.exists():
            return False
        files.put_in_place(new, places.library)
        new.unlink(missing_ok=True)
    return True


def _restored(places: Places) -> Path:
    """Return where a library stands, whole, that is to take the other's place."""
    return places.library.with_name(f".{places.library.name}.restored")


def _is_good(copy: Path) -> bool:
    # Soundness alone is not enough: to SQLite an empty file is a sound database.
    condition = files.look_at(copy, LIBRARY).condition
    return condition in {Condition.GOOD, Condition.OLD} and files.is_sound(copy)


def newest_good(places: Places) -> Path:
    """Return the newest copy that is good; one that cannot be read is not. Raises `Missing`."""
    for copy in copies_of_library(places):
        with suppress(OSError, apsw.Error):
            if _is_good(copy):
                return copy
    raise Missing(
        Sentence("there is no good copy of the library in {folder}", folder=str(places.copies))
    )
