"""Opening the two files: found good, made, brought up to date, set aside or refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import apsw

from berita_tui.news import BeritaError, DataUnusable, Sentence
from berita_tui.news.noun import noun
from berita_tui.places import Places
from berita_tui.store import files
from berita_tui.store.database import DAMAGE, Database, connect, explained
from berita_tui.store.files import Condition, Look
from berita_tui.store.schema import ARCHIVE, LIBRARY, Schema

Clock = Callable[[], datetime]


@noun
class OpenArchive:
    """The archive, what to tell of it, and whether it is worth a check."""

    database: Database
    notices: tuple[Sentence, ...] = ()
    is_suspect: bool = False


def prepare(places: Places) -> None:
    """Make the folders; one that cannot be changed is left as it is. Raises `BeritaError`."""
    with explained(places.data):
        try:
            places.prepare()
        except OSError:
            if not places.data.is_dir():
                raise


def open_library(places: Places, clock: Clock) -> Database:
    """Open the library, a new one where there has never been any.

    Raises `DataUnusable`, and then nothing was changed; `BeritaError` when it is in use or may
    not be read.
    """
    path = places.library
    with explained(path):
        look, reader = files.look_into(path, LIBRARY)
        if look.condition is Condition.MISSING:
            from berita_tui.store.copies import finish_restore  # noqa: PLC0415 - off the way in

            if finish_restore(places):
                look, reader = files.look_into(path, LIBRARY)
        _refuse(path, look, places)
        if look.condition is Condition.MISSING:
            new_library(path)
        refusal = _refusal(path, look)
        _bring_up_to_date(path, LIBRARY, look, places, clock, is_writable=refusal is None)
    return Database(
        path, synchronous="FULL", refusal=refusal, is_frozen=look.is_frozen, reader=reader
    )


def open_archive(places: Places, clock: Clock) -> OpenArchive:
    """Open the archive, a new one in the place of one that is damaged.

    Raises `DataUnusable` over one made by a later version, `BeritaError` when it is in use or
    may not be read.
    """
    path, notices, salvage = places.archive, [], ""
    is_suspect = files.was_left_open(path)
    with explained(path):
        if condemned(places).exists():  # it is to get another name, and closed before
            look, reader = files.look_at(path, ARCHIVE), None
        else:
            look, reader = files.look_into(path, ARCHIVE)
        aside = _set_aside(places, clock, is_damaged=look.condition is Condition.DAMAGED)
        if aside is not None:
            notices.append(
                Sentence(
                    "the archive was damaged and is kept as {file};"
                    " what can be read of it is taken over into a new one",
                    file=aside.name,
                )
            )
            salvage = _fact("salvage", aside.name)
            look = Look(condition=Condition.MISSING)
        if look.condition is Condition.MISSING:
            from berita_tui.store.concordance import INDEX  # noqa: PLC0415 - off the way in
            from berita_tui.store.rowids import version_of  # noqa: PLC0415

            extra = INDEX + _fact("index_version", version_of(is_narrow=True)) + salvage
            files.create(path, ARCHIVE, extra=extra)
        if condemned(places).exists():
            condemned(places).unlink()
        refusal = _refusal(path, look)
        _bring_up_to_date(path, ARCHIVE, look, places, clock, is_writable=refusal is None)
    database = Database(
        path, synchronous="NORMAL", refusal=refusal, is_frozen=look.is_frozen, reader=reader
    )
    return OpenArchive(database=database, notices=tuple(notices), is_suspect=is_suspect)


def open_archive_alone(places: Places) -> Database:
    """Open the archive to be read only, beside a library that cannot be used.

    Raises `DataUnusable` when it is not good itself; nothing is changed.
    """
    path = places.archive
    with explained(path):
        look = files.look_at(path, ARCHIVE)
    if look.condition is not Condition.GOOD:
        raise DataUnusable(Sentence("{file} cannot be used either", file=str(path)))
    refusal = Sentence(
        "nothing can be changed while the library cannot be used;"
        " run `berita-tui doctor --fix` first"
    )
    return Database(path, synchronous="NORMAL", refusal=refusal, is_frozen=look.is_frozen)


def new_library(path: Path) -> None:
    """Make an empty library. Raises `OSError` and `apsw.Error`."""
    files.create(path, LIBRARY, extra=_fact("identity", os.urandom(16).hex()))


def condemned(places: Places) -> Path:
    """Return the file whose presence says: the archive was found damaged, set it aside.

    It is empty, or has the name that the archive was to get when a program was stopped over it.
    """
    return places.data / "archive.damaged"


def _refuse(path: Path, look: Look, places: Places) -> None:
    """Raise `DataUnusable` over a library that a new one must not stand for."""
    if look.condition is Condition.MISSING and any(places.copies.glob("library-*.db")):
        raise DataUnusable(
            Sentence(
                "{file} is missing, but there are copies of it;"
                " `berita-tui doctor --fix` brings back the last good one",
                file=str(path),
            )
        )
    if look.condition is Condition.MISSING and _has_articles(places):
        raise DataUnusable(
            Sentence(
                "{file} is missing and there is no copy of it; `berita-tui doctor --fix` makes"
                " a new one with the sources that the articles are of",
                file=str(path),
            )
        )
    if look.condition is Condition.DAMAGED:
        raise DataUnusable(
            Sentence(
                "{file} is damaged or not a library; nothing was changed;"
                " `berita-tui doctor --fix` brings back its last copy, or what can be read",
                file=str(path),
            )
        )


def _has_articles(places: Places) -> bool:
    """Tell whether there is an archive with articles of a library: a new one would hide them."""
    with suppress(*DAMAGE, apsw.CantOpenError), closing(connect(places.archive)) as archive:
        sql = "SELECT 1 FROM facts, sources WHERE name = 'library' AND total > 0 AND is_hidden = 0"
        return archive.execute(f"{sql} LIMIT 1").get is not None
    return False


def _set_aside(places: Places, clock: Clock, *, is_damaged: bool) -> Path | None:
    """Set the archive aside if it `is_damaged` or condemned; return where, None if it is not.

    The name is written down before: so that what was broken off goes on with the same file, and
    its articles are not forgotten.
    """
    path, mark = places.archive, condemned(places)
    is_there, is_condemned = os.path.lexists(path), mark.exists()
    begun = _named_aside(path, mark) if is_condemned else None
    if begun is not None and not is_there:
        return begun
    if not is_damaged and not (is_there and is_condemned and begun is None):
        return None
    aside = files.name_aside(path, stamp=f"{clock():%Y%m%d-%H%M%S}")
    mark.unlink(missing_ok=True)
    mark.touch(mode=0o600)
    mark.write_text(aside.name)
    files.set_aside(path, aside)
    return aside


def _named_aside(path: Path, mark: Path) -> Path | None:
    """Return the file that the mark names, None where it names none or that is not there."""
    name = mark.read_text(errors="replace")
    if not name.startswith(f"{path.name}.damaged-") or Path(name).name != name:
        return None
    aside = path.with_name(name)
    return aside if os.path.lexists(aside) else None


def _fact(name: str, value: str | int) -> str:
    return f"INSERT INTO facts VALUES ('{name}', {value!r});"


def _refusal(path: Path, look: Look) -> Sentence | None:
    is_allowed = all(
        os.access(each, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
        for each in (path, path.parent)
    )
    if is_allowed and not look.is_frozen:
        files.make_private(path)
        return None
    if is_allowed:
        return Sentence(
            "{file} cannot be opened for writing, so nothing can be changed; look after its disk",
            file=str(path),
        )
    return Sentence(
        "{folder} cannot be written to, so nothing can be changed; get leave to write there",
        folder=str(path.parent),
    )


def _bring_up_to_date(
    path: Path, schema: Schema, look: Look, places: Places, clock: Clock, *, is_writable: bool
) -> None:
    if look.condition is Condition.NEWER:
        raise DataUnusable(
            Sentence(
                "{file} was made by a newer berita-tui; nothing was changed; update the program",
                file=str(path),
            )
        )
    if look.condition is not Condition.OLD:
        return
    if not is_writable:
        raise BeritaError(
            Sentence("{file} is of an older version and cannot be written to", file=str(path))
        )
    places.copies.mkdir(mode=0o700, exist_ok=True)
    stamp = f"{clock():%Y%m%d-%H%M%S}"
    copy = places.copies / f"{path.stem}.before-{look.version + 1}-{stamp}.db"
    files.migrate(path, schema, copy=copy)
