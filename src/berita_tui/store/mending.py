"""Mending: what is wrong with the files, seen before they are opened for use."""

from __future__ import annotations

import os
from pathlib import Path

from berita_tui.places import Places
from berita_tui.store import files
from berita_tui.store.database import explained
from berita_tui.store.files import Condition
from berita_tui.store.flaws import Health, health_of
from berita_tui.store.opening import condemned
from berita_tui.store.schema import ARCHIVE, LIBRARY, Schema
from berita_tui.store.upkeep import is_sound


def is_doomed(places: Places) -> bool:
    """Tell whether opening would set the archive aside. Raises `BeritaError`."""
    with explained(places.archive):
        look = files.look_at(places.archive, ARCHIVE)
        return look.condition is Condition.DAMAGED or condemned(places).exists()


def condemn(places: Places) -> None:
    """Let the archive be set aside when it is opened next. Raises `BeritaError`."""
    with explained(condemned(places)):
        condemned(places).touch(mode=0o600)


def is_library_bad(places: Places) -> bool:
    """Tell whether the library is lost, damaged or another program's. Raises `BeritaError`."""
    return not os.path.lexists(places.library) or _is_bad(places.library, LIBRARY)


def is_archive_bad(places: Places) -> bool:
    """Tell whether there is an archive and it is damaged. Raises `BeritaError`."""
    return os.path.lexists(places.archive) and _is_bad(places.archive, ARCHIVE)


def is_newer(places: Places) -> bool:
    """Tell whether a later version made one of the files: they are not to be mended by this one."""
    return any(
        _condition(path, schema) is Condition.NEWER
        for path, schema in ((places.library, LIBRARY), (places.archive, ARCHIVE))
    )


def _is_bad(path: Path, schema: Schema) -> bool:
    condition = _condition(path, schema)
    if condition is Condition.NEWER:
        return False
    if condition is Condition.DAMAGED:
        return True
    if schema is LIBRARY:
        return not is_sound(path)
    return health_of(path) is Health.DAMAGED


def _condition(path: Path, schema: Schema) -> Condition:
    with explained(path):
        return files.look_at(path, schema).condition
