"""Upkeep: what is done in the background, or when the reader asks, so that files stay sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

import apsw

from berita_tui.news import DataUnusable, Missing, Sentence
from berita_tui.places import Places
from berita_tui.store import copies, files, folding, index, rows
from berita_tui.store.database import Database, damaged, explained
from berita_tui.store.flaws import Health, health_of, renew_indexes
from berita_tui.store.ledger import Ledger
from berita_tui.store.numbers import micros, number_of
from berita_tui.store.opening import condemned
from berita_tui.store.pictures import Pictures
from berita_tui.store.salvage import salvage
from berita_tui.store.stats import Weights, weigh

FOLDED_AFTER = timedelta(days=30)
"""How long an action can be undone; then only what it left counts."""
_GIVEN_UP = timedelta(hours=1)
"""A draft is written in one go: what has lain for that long nobody will finish."""
_BATCH = 100
_PAGES = 64
"""Pages of the index that are merged in one transaction, half a megabyte: in some 10 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong with a file, and what to do or what was done."""

    sentence: Sentence
    is_mended: bool = False


class Upkeep:
    """Looks after both files. Every method may run in a thread beside the app."""

    def __init__(
        self,
        library: Database,
        archive: Database,
        ledger: Ledger,
        pictures: Pictures,
        places: Places,
        *,
        clock: Callable[[], datetime],
        is_suspect: bool = False,
    ) -> None:
        self._library = library
        self._archive = archive
        self._ledger = ledger
        self._pictures = pictures
        self._places = places
        self._clock = clock
        self._is_suspect = is_suspect
        self._is_seen_sound = False
        self._is_merging = threading.Lock()

    def examine(self, *, is_thorough: bool = False, is_mending: bool = True) -> tuple[Finding, ...]:
        """Check the library, and the archive when it was not closed or `is_thorough` asks.

        An archive found damaged is set aside at the next start. What can be mended is: an
        index that is missing, damaged or of another version, articles in an archive just set
        aside. Without `is_mending` nothing is changed, and each of these is a finding.
        """
        is_looked_at = self._is_suspect or is_thorough
        health = _health_of(self._archive) if is_looked_at else Health.SOUND
        damage = self._damage(health, is_mending=is_mending)
        if damage or self._archive.refusal is not None:
            return damage
        if not is_mending:
            return tuple(Finding(sentence=each) for each in self._left_to_mend(health))
        mended = []
        if health is not Health.SOUND:
            if not self._are_indexes_mended(health):
                return self._damage(Health.DAMAGED, is_mending=True)
            mended.append(Sentence("indexes of the archive were damaged and were made anew"))
        if not self._is_indexed():
            self.rebuild_index()
            mended.append(Sentence("the search index was made anew"))
        if count := self.salvage():
            mended.append(
                Sentence("{count} articles were taken over from the damaged archive", count=count)
            )
        if is_thorough and (count := self._pictures.examine()):
            mended.append(
                Sentence("{count} lost or damaged pictures will be fetched again", count=count)
            )
        self._pictures.sweep()
        for folder in (self._places.data, self._places.copies):
            files.sweep_drafts(folder, before=self._clock() - _GIVEN_UP)
        return tuple(Finding(sentence=sentence, is_mended=True) for sentence in mended)

    def _damage(self, health: Health, *, is_mending: bool) -> tuple[Finding, ...]:
        findings: list[Sentence] = []
        self._is_seen_sound = is_sound(self._library.path, is_frozen=self._library.is_frozen)
        if not self._is_seen_sound:
            findings.append(self._doubt() or _damaged_library(self._library.path))
        if health is Health.DAMAGED:
            is_condemned = is_mending and self._archive.refusal is None
            if is_condemned:
                condemned(self._places).touch(mode=0o600)
            findings.append(_damaged(self._archive.path, is_condemned=is_condemned))
        return tuple(Finding(sentence=sentence) for sentence in findings)

    def _doubt(self) -> Sentence | None:
        """Say what is to be said of a library that is not sound and is all there is, else None."""
        if not copies.is_doubtful(self._places, is_frozen=self._library.is_frozen):
            return None
        return Sentence(
            "a value in {file} is not the one that was written, and there is no good copy;"
            " `berita-tui doctor --fix` takes it as it is",
            file=str(self._library.path),
        )

    def _are_indexes_mended(self, health: Health) -> bool:
        """Make damaged indexes anew out of the tables; tell whether all is sound then."""
        try:
            renew_indexes(self._archive)
            if health is Health.WORDLESS:
                self.rebuild_index()
        except (DataUnusable, apsw.ConstraintError):
            return False
        return _health_of(self._archive) is Health.SOUND

    def _left_to_mend(self, health: Health) -> list[Sentence]:
        found = []
        if health is not Health.SOUND:
            found.append(Sentence("indexes of the archive are damaged and have to be made anew"))
        if not self._is_indexed():
            found.append(Sentence("the search index has to be made anew"))
        if aside := self._to_salvage():
            found.append(Sentence("what {file} holds is still to be taken over", file=aside.name))
        if count := len(self._pictures.bad()):
            found.append(Sentence("pictures lost or damaged: {count}", count=count))
        return found

    def salvage(self) -> int:
        """Take over what can be read of the archive that was set aside last; return how much.

        It is done once for each.
        """
        path = self._to_salvage()
        if path is None:
            return 0
        with explained(path):
            count = salvage(path, self._library, self._archive)
        with self._archive.writing() as writer:
            writer.execute("DELETE FROM facts WHERE name = 'salvage'")
        return count

    def reconcile(self, *, is_thorough: bool = False) -> None:
        """Compare every mark in the archive with the library, and put back lost bookmarks.

        That is done after an unclean stop or when `is_thorough` asks; else only what is newer
        in the library is looked at.
        """
        self._ledger.catch_up(is_thorough=is_thorough or self._is_suspect)

    def fold(self) -> int:
        """Take actions older than 30 days out of the log, keeping their marks; return how many."""
        self._ledger.catch_up()
        return folding.fold(self._library, micros(self._clock() - FOLDED_AFTER))

    def copy(self) -> Path | None:
        """Make the copy of the day, if there is none yet; return it.

        None is made of a library that is damaged: it would take the place of a good one. One
        that was found sound a moment ago is not looked at again.
        """
        is_seen_sound, self._is_seen_sound = self._is_seen_sound, False
        return copies.roll(self._places, clock=self._clock, is_sound=is_seen_sound)

    def backup(self, path: Path, *, is_wanted: bool = False) -> Sentence | None:
        """Copy the library to `path`, overwriting nothing; return what speaks against the copy.

        Something does only where it is all there is and `is_wanted` so. Raises `BeritaError`,
        `Missing` where there is a file of that name, `DataUnusable` where the library is damaged.
        """
        doubt = None
        if not is_sound(self._library.path, is_frozen=self._library.is_frozen):
            doubt = self._doubt() if is_wanted else None
            if doubt is None:
                raise damaged(self._library.path)
        with explained(path):
            try:
                files.back_up(self._library.path, path)
            except FileExistsError:
                raise Missing(
                    Sentence("“{file}” is there already; choose another name", file=str(path))
                ) from None
        return doubt

    def restore(self, path: Path | None = None) -> Path:
        """Put a copy in the library's place, the newest unless `path` names one; return it.

        The store is of no use afterwards: it has to be opened again. Raises `Missing` and
        `DataUnusable`.
        """
        self._library.close()
        return copies.restore_library(self._places, clock=self._clock, copy=path)

    def weigh(self) -> Weights:
        """Tell where the archive's bytes are; slow where there are many."""
        return weigh(self._archive)

    def rebuild_index(self) -> None:
        """Make the full-text index anew, a few articles at a time.

        The old one answers until the new one is whole. Where it is stopped it goes on next time.
        """
        with self._archive.reading() as reader:
            version = index.next_version(reader)
        with self._archive.writing() as writer:
            number: int | None = index.begin_next(writer, version)
        while number is not None:
            with self._archive.writing() as writer:
                number = rows.index_below(writer, number, limit=_BATCH)
        with self._archive.writing() as writer:
            index.take_next(writer)

    def merge_segments(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Merge the parts that saving has left the search index in, a few pages at a time.

        After each time it rests for as long as the file was locked: who else writes has a turn,
        and half of a core is left alone. Then `goes_on` says whether to. What is left to be
        merged is merged another time; where another thread is at it, it is left to that.
        """
        if not self._is_merging.acquire(blocking=False):
            return
        try:
            is_on = True
            while is_on:
                with self._archive.writing() as writer:
                    began = perf_counter()
                    has_merged = index.merge_segments(writer, pages=_PAGES)
                if has_merged:
                    sleep(perf_counter() - began)
                is_on = has_merged and goes_on()
        finally:
            self._is_merging.release()

    def retire(self, before: datetime) -> int:
        """Delete articles older than `before` for good, unless bookmarked; return how many."""
        count = 0
        while True:
            with self._archive.writing() as writer:
                batch = rows.retire_below(writer, number_of(before), limit=_BATCH)
            if not batch:
                return count
            count += batch

    def _to_salvage(self) -> Path | None:
        with self._archive.reading() as reader:
            name = reader.execute("SELECT value FROM facts WHERE name = 'salvage'").get
        return None if name is None else self._archive.path.with_name(name)

    def _is_indexed(self) -> bool:
        with self._archive.reading() as reader:
            return index.is_whole(reader)


def is_sound(path: Path, *, is_frozen: bool = False) -> bool:
    """Tell whether nothing is wrong with a file, see `files.is_sound`.

    Raises `BeritaError` where it cannot be read.
    """
    with explained(path):
        return files.is_sound(path, is_frozen=is_frozen)


def _damaged_library(path: Path) -> Sentence:
    return Sentence(
        "{file} is damaged; close the program and run `berita-tui doctor --fix`", file=str(path)
    )


def _health_of(database: Database) -> Health:
    return health_of(database.path, is_frozen=database.is_frozen)


def _damaged(path: Path, *, is_condemned: bool) -> Sentence:
    if is_condemned:
        return Sentence(
            "{file} is damaged; it will be set aside when the program starts again",
            file=str(path),
        )
    return Sentence(
        "{file} is damaged; “berita-tui doctor --fix” sets it aside and takes over what can be"
        " read of it",
        file=str(path),
    )
