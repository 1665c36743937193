"""Flaws: what SQLite finds wrong with the archive, and its indexes made anew where that helps."""

from __future__ import annotations

import re
from contextlib import closing
from enum import Enum, auto
from pathlib import Path
from typing import Final

import apsw

from berita_tui.store.database import DAMAGE, Database, connect, explained, fetch

_OF_AN_INDEX: Final = re.compile(r"[^\n]* index \S+")
_OF_THE_WORDS: Final = re.compile(
    r'[^\n*]*( |"|\bmain\.)(words|section_words|vocabulary|forms)(_\w+)?("|:|\.|$)[^\n]*'
)


class Health(Enum):
    """How a file is."""

    SOUND = auto()
    STALE = auto()
    """Its indexes do not say what its tables do; they can be made anew from these."""
    WORDLESS = auto()
    """So does what words are looked up in, and perhaps an index besides."""
    DAMAGED = auto()


def health_of(path: Path, *, is_frozen: bool = False) -> Health:
    """Hold the indexes of an archive against its tables; slow where it is large.

    Where its pages are not linked as they ought to be it is damaged, though only an index may
    be at fault: to write one anew would free pages that a table may own. Raises `BeritaError`
    where it cannot be read.
    """
    with explained(path):
        try:
            return _health_from(_flaws(path, is_frozen=is_frozen))
        except (*DAMAGE, FileNotFoundError):
            return Health.DAMAGED


def renew_indexes(archive: Database) -> None:
    """Make the indexes of tables anew, one in a transaction. Raises `apsw.Error`."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'index'"
    with archive.reading() as reader:
        names = [name for (name,) in fetch(reader, sql)]
    for name in names:
        with archive.writing() as writer:
            writer.execute(f'REINDEX "{name}"')


def _flaws(path: Path, *, is_frozen: bool) -> list[str]:
    with closing(connect(path, is_frozen=is_frozen)) as connection:
        _translate_triggers(connection)
        found = [flaw for (flaw,) in fetch(connection, "PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def _translate_triggers(connection: apsw.Connection) -> None:
    """Let SQLite read every trigger, as it does when rows change. Raises `apsw.SQLError`."""
    sql = "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger'"
    for (table,) in fetch(connection, sql):
        columns = fetch(connection, "SELECT name FROM pragma_table_info(?)", table)
        same = ", ".join(f'"{column}" = "{column}"' for (column,) in columns)
        for deed in (
            f'INSERT INTO "{table}" DEFAULT VALUES',
            f'UPDATE "{table}" SET {same}',
            f'DELETE FROM "{table}"',
        ):
            fetch(connection, f"EXPLAIN {deed}")


def _health_from(flaws: list[str]) -> Health:
    if not flaws:
        return Health.SOUND
    if all(_OF_AN_INDEX.fullmatch(flaw) for flaw in flaws):
        return Health.STALE
    if all(_OF_AN_INDEX.fullmatch(flaw) or _OF_THE_WORDS.fullmatch(flaw) for flaw in flaws):
        return Health.WORDLESS
    return Health.DAMAGED
