from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from berita_tui.news import BeritaError, DataUnusable, Source, View, ViewKind
from berita_tui.places import Places
from berita_tui.store import Store, copies, files, opening
from berita_tui.store.database import Database, connect
from berita_tui.store.schema import LIBRARY, Schema
from damage import hollow
from faults import Disk, Fault
from store.conftest import NOON, Watch, entries


@pytest.fixture
def filled(places: Places, watch: Watch) -> Places:
    """A library with two bookmarks, closed."""
    store = Store.open(places, clock=watch)
    (source,) = store.sources.add(Source.followed("https://a.example/feed", title="A"))
    saved = store.articles.save(source, entries(10), when=NOON)
    store.marks.bookmark(saved.new[0])
    store.marks.bookmark(saved.new[5])
    store.marks.read(saved.new[0], saved.new[1])
    store.close()
    return places


def spoil(path: Path, kind: str) -> None:
    content = path.read_bytes()
    match kind:
        case "zero_length":
            path.write_bytes(b"")
        case "truncate_half":
            path.write_bytes(content[: len(content) // 2])
        case "garbage_pages":
            path.write_bytes(content[:100] + os.urandom(12288) + content[12388:])
        case "format_9":
            path.write_bytes(content[:18] + b"\x09\x09" + content[20:])
        case "foreign":
            path.unlink()
            with closing(apsw.Connection(str(path))) as other:
                other.execute("CREATE TABLE t (x)")
        case "missing_table":
            with closing(connect(path, is_writer=True)) as connection:
                connection.execute("DROP TABLE sources")
        case "fifo_db":
            path.unlink()
            os.mkfifo(path)
        case "symlink_db":
            path.unlink()
            path.symlink_to(path.with_name("nowhere"))


KINDS = [
    "zero_length", "truncate_half", "garbage_pages", "format_9", "foreign", "missing_table",
    "fifo_db", "symlink_db",
]  # fmt: skip


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Return what is in the files; the empty ones SQLite makes for a reader do not count."""
    return {
        each.name: each.read_bytes() if each.is_file() else None
        for each in folder.iterdir()
        if not each.name.endswith("-shm")
        and not (each.name.endswith("-wal") and not each.stat().st_size)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_library_that_is_no_good_is_refused_and_not_touched(
    filled: Places, watch: Watch, kind: str
) -> None:
    spoil(filled.library, kind)
    before = snapshot(filled.data)
    with pytest.raises(DataUnusable, match="doctor --fix"):
        Store.open(filled, clock=watch)
    assert snapshot(filled.data) == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_that_is_no_good_is_set_aside_and_bookmarks_come_back(
    filled: Places, watch: Watch, kind: str
) -> None:
    spoil(filled.archive, kind)
    spoiled = filled.archive.read_bytes() if filled.archive.is_file() else None
    store = Store.open(filled, clock=watch)
    assert len(store.notices) == 1
    shelf = store.shelf(View(ViewKind.BOOKMARKED))
    assert [shelf[row].title for row in range(len(shelf))] == ["Berita 0", "Berita 5"]
    assert shelf[0].is_read
    assert not shelf[1].is_read
    (source,) = store.sources.all()
    store.articles.save(source, entries(10), when=NOON)
    assert (store.counts().all.total, store.counts().all.unread) == (10, 8)
    (aside,) = [each for each in filled.data.iterdir() if each.name.endswith("050000")]
    assert spoiled is None or aside.read_bytes() == spoiled
    store.close()
    again = Store.open(filled, clock=watch)
    assert again.notices == ()
    again.close()


def test_a_lost_archive_is_made_anew_without_a_word(filled: Places, watch: Watch) -> None:
    filled.archive.unlink()
    store = Store.open(filled, clock=watch)
    assert store.notices == ()
    assert store.counts().bookmarked.total == 2
    store.close()


@pytest.mark.parametrize("name", ["library", "archive"])
def test_a_newer_file_is_refused_and_not_touched(filled: Places, watch: Watch, name: str) -> None:
    path: Path = getattr(filled, name)
    with closing(connect(path, is_writer=True)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(DataUnusable, match="newer"):
        Store.open(filled, clock=watch)
    assert path.read_bytes() == before


def test_a_missing_library_is_not_replaced_by_an_empty_one_while_there_are_copies(
    filled: Places, watch: Watch
) -> None:
    store = Store.open(filled, clock=watch)
    store.upkeep.copy()
    store.close()
    filled.library.unlink()
    with pytest.raises(DataUnusable, match="doctor --fix"):
        Store.open(filled, clock=watch)
    assert not filled.library.exists()


def test_files_are_for_the_user_alone_also_while_they_are_used(
    filled: Places, watch: Watch
) -> None:
    filled.library.chmod(0o666)
    store = Store.open(filled, clock=watch)
    store.marks.read_view(View())
    names = set()
    for each in filled.data.iterdir():
        names.add(each.name)
        assert stat.S_IMODE(each.stat().st_mode) & 0o077 == 0, each
    assert {"library.db-wal", "archive.db-wal"} <= names
    store.close()


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    code = (
        "import apsw, sys; c = apsw.Connection(sys.argv[1]);"
        "c.pragma('locking_mode', 'exclusive');"
        "c.execute('BEGIN EXCLUSIVE; CREATE TABLE zz (x)');"
        "print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        try:
            yield
        finally:
            other.kill()


@pytest.mark.parametrize("name", ["library", "archive"])
def test_a_file_that_another_program_keeps_to_itself_is_told_in_plain_words(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("berita_tui.store.database.BUSY_SECONDS", 0.05)
    with (
        exclusive(getattr(filled, name)),
        pytest.raises(BeritaError, match="in use by another program"),
    ):
        Store.open(filled, clock=watch)


def test_a_write_goes_on_as_soon_as_another_program_is_done(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    with (
        closing(Store.open(filled, clock=watch)) as store,
        closing(apsw.Connection(str(filled.archive))) as other,
    ):
        other.execute("BEGIN IMMEDIATE")

        def wait(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 20:
                other.execute("COMMIT")

        monkeypatch.setattr("berita_tui.store.database.sleep", wait)
        store.marks.read(next(each.key for each in store.shelf(View()) if not each.is_read))
        assert len(waited) == 20
        assert max(waited) <= 0.002


def test_who_looks_on_does_not_wait_for_another_program_to_the_end(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("berita_tui.store.database.WATCHED_SECONDS", 0.0)
    monkeypatch.setattr("berita_tui.store.database.sleep", waited.append)
    with (
        closing(Store.open(filled, clock=watch)) as store,
        closing(apsw.Connection(str(filled.library))) as other,
    ):
        unread, *_ = (each.key for each in store.shelf(View()) if not each.is_read)
        store.positions.put(unread, 3)  # so there is a writer already
        store.be_watched()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BeritaError, match="in use by another program"):
            store.marks.read(unread)
        with closing(Database(filled.library, synchronous="OFF")) as later:
            later.be_watched()
            with pytest.raises(BeritaError, match="in use"), later.writing():
                pass
        other.execute("COMMIT")
        store.marks.read(unread)
        assert len(waited) == 2


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Take away the right to write, also from root."""
    for each in (folder.parent.parent, folder.parent, folder, *folder.iterdir()):
        each.chmod(0o755 if each.is_dir() else 0o644)
    folder.chmod(0o555)
    user = os.geteuid()
    for parent in folder.parents:
        if user == 0 and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o700)


def test_a_folder_that_cannot_be_written_to_can_be_read(filled: Places, watch: Watch) -> None:
    with as_nobody(filled.data):
        store = Store.open(filled, clock=watch)
        assert store.is_read_only
        assert len(store.shelf(View())) == 10
        assert store.counts().bookmarked.total == 2
        for act in (
            lambda: store.marks.read_view(View()),
            lambda: store.sources.add(Source.followed("https://b.example/")),
            lambda: store.positions.put(bytes(16), 3),
        ):
            with pytest.raises(BeritaError, match="cannot be written"):
                act()
        assert store.upkeep.examine() == ()
        store.close()


def test_a_damaged_archive_that_cannot_be_set_aside_is_told_all_the_same(
    filled: Places, watch: Watch
) -> None:
    hollow(filled.archive, first=3)
    with as_nobody(filled.data):
        store = Store.open(filled, clock=watch)
        assert len(store.upkeep.examine(is_thorough=True)) == 1
        store.close()


def test_what_cannot_be_made_or_read_is_told(places: Places, watch: Watch) -> None:
    with as_nobody(places.data), pytest.raises(BeritaError, match="cannot be"):
        Store.open(places, clock=watch)
    with as_nobody(places.data.parent):
        inside = Places.under(places.data.parent / "deeper")
        with pytest.raises(BeritaError, match="cannot be"):
            Store.open(inside, clock=watch)


OLDER = LIBRARY
NEXT = replace(LIBRARY, steps=(*LIBRARY.steps, "CREATE TABLE tags (x);"))


def test_an_older_library_is_migrated_after_a_copy(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LIBRARY", NEXT)
    Store.open(filled, clock=watch).close()
    assert [each.name for each in filled.copies.iterdir()] == [
        "library.before-3-20261123-050000.db"
    ]
    store = Store.open(filled, clock=watch)
    assert store.counts().bookmarked.total == 2
    store.close()


def test_a_migration_that_was_killed_goes_on_within_the_same_second(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.copies.mkdir()
    files.back_up(filled.library, filled.copies / "library.before-3-20261123-050000.db")
    monkeypatch.setattr(opening, "LIBRARY", NEXT)
    Store.open(filled, clock=watch).close()
    assert files.look_at(filled.library, NEXT).condition is files.Condition.GOOD


def test_an_older_library_that_cannot_be_written_is_told(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema: Schema = NEXT
    monkeypatch.setattr(opening, "LIBRARY", schema)
    with as_nobody(filled.data), pytest.raises(BeritaError, match="older version"):
        Store.open(filled, clock=watch)


def test_without_the_library_the_archive_can_be_read(filled: Places, watch: Watch) -> None:
    filled.library.write_bytes(b"")
    before = snapshot(filled.data)
    store = Store.open_without_library(filled, clock=watch)
    assert store.is_read_only
    assert len(store.shelf(View())) == 10
    assert store.sources.all() == ()
    with pytest.raises(BeritaError, match="doctor --fix"):
        store.marks.read_view(View())
    store.close()
    assert snapshot(filled.data) == before
    filled.archive.write_bytes(b"")
    with pytest.raises(DataUnusable):
        Store.open_without_library(filled, clock=watch)


def test_opening_reads_no_more_when_there_is_more(
    opened: Callable[[], Store], places: Places
) -> None:
    first, second = opened(), opened()
    assert len(first.shelf(View())) == len(second.shelf(View())) == 0


@pytest.mark.parametrize("is_moved", [False, True])
def test_setting_aside_that_was_broken_off_goes_on_and_keeps_the_articles(
    filled: Places, watch: Watch, is_moved: bool
) -> None:
    aside = filled.archive.with_name("archive.db.damaged-20261122-050000")
    opening.condemned(filled).write_text(aside.name)
    if is_moved:  # the kill came before there was a new one
        filled.archive.rename(aside)
    store = Store.open(filled, clock=watch)
    assert len(store.notices) == 1
    assert not opening.condemned(filled).exists()
    store.upkeep.examine()
    assert store.counts().all.total == 10
    assert store.counts().bookmarked.total == 2
    store.close()


@pytest.mark.parametrize("name", ["", "archive.db", "../archive.db.damaged-1", "x\0y"])
def test_a_condemned_archive_is_set_aside_whatever_its_mark_says(
    filled: Places, watch: Watch, name: str
) -> None:
    opening.condemned(filled).write_text(name)
    Store.open(filled, clock=watch).close()
    assert (filled.data / "archive.db.damaged-20261123-050000").exists()
    assert not opening.condemned(filled).exists()


def test_an_archive_made_anew_is_not_set_aside_for_a_mark_that_stayed(
    filled: Places, watch: Watch
) -> None:
    (filled.data / "archive.db.damaged-1").write_text("the old one")
    opening.condemned(filled).write_text("archive.db.damaged-1")
    store = Store.open(filled, clock=watch)
    assert store.notices == ()
    assert store.counts().all.total == 10
    store.close()


def test_a_mark_without_an_archive_sets_nothing_aside(filled: Places, watch: Watch) -> None:
    filled.archive.unlink()
    opening.condemned(filled).touch()
    store = Store.open(filled, clock=watch)
    assert store.notices == ()
    store.close()
    assert not opening.condemned(filled).exists()


def test_a_restore_that_was_broken_off_is_finished_by_the_next_start(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = filled.data.parent / "copy.db"
    files.back_up(filled.library, copy)
    with monkeypatch.context() as killed:
        killed.setattr(copies, "finish_restore", lambda _: None)
        copies.restore_library(filled, clock=watch, copy=copy)
    assert not filled.library.exists()
    store = Store.open(filled, clock=watch)
    assert store.counts().bookmarked.total == 2
    store.close()
    assert not list(filled.data.glob(".library*"))


def test_a_library_that_cannot_be_set_aside_is_not_restored_over(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = filled.data.parent / "copy.db"
    files.back_up(filled.library, copy)
    before = filled.library.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(files, "set_aside", refuse)
    with pytest.raises(BeritaError, match="cannot be read or written"):
        copies.restore_library(filled, clock=watch, copy=copy)
    assert filled.library.read_bytes() == before
    assert not list(filled.data.glob(".library*"))


def test_a_library_half_set_aside_is_followed_by_the_new_one_at_the_next_start(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = filled.data.parent / "copy.db"
    files.back_up(filled.library, copy)

    def rename_and_fail(path: Path, aside: Path) -> None:
        path.rename(aside)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(files, "set_aside", rename_and_fail)
        with pytest.raises(BeritaError, match=r"\(No space left on device\)"):
            copies.restore_library(filled, clock=watch, copy=copy)
    store = Store.open(filled, clock=watch)
    assert store.counts().bookmarked.total == 2
    store.close()


def test_a_disk_without_room_for_a_log_can_be_read(filled: Places, watch: Watch) -> None:
    disk = Disk(filled.data.parent, fail_on="open library.db-wal", fault=Fault.FULL)
    with disk.plugged_in():
        store = Store.open(filled, clock=watch)
        assert store.is_read_only
        assert len(store.shelf(View())) == 10
        with pytest.raises(BeritaError, match="cannot be opened for writing"):
            store.marks.read_view(View())
        store.close()
