from __future__ import annotations

import os
import stat
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from berita_tui.news import BeritaError, DataUnusable, Interrupted, Sentence
from berita_tui.store import files
from berita_tui.store.database import Database, connect, explained
from berita_tui.store.files import Condition
from berita_tui.store.schema import ARCHIVE, LIBRARY, Schema
from faults import Disk

ONE = Schema(application_id=7, steps=("CREATE TABLE a (x);",), needed=frozenset({"a"}))
TWO = Schema(
    application_id=7,
    steps=(*ONE.steps, "CREATE TABLE b (y); INSERT INTO b SELECT x FROM a;"),
    needed=frozenset({"a", "b"}),
)
BROKEN = Schema(
    application_id=7,
    steps=(*TWO.steps, "CREATE TABLE c (z); INSERT INTO nowhere VALUES (1);"),
    needed=frozenset({"a"}),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a #?%.db"
    files.create(path, ONE, extra="INSERT INTO a VALUES (42);")
    return path


def test_a_new_file_is_whole_private_and_leaves_no_draft(path: Path) -> None:
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files.look_at(path, ONE) == files.Look(condition=Condition.GOOD, version=1)


def test_making_a_file_twice_keeps_the_first(path: Path) -> None:
    files.create(path, ONE)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT x FROM a").get == 42


def test_a_file_system_without_hard_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)  # as FAT does
    path = tmp_path / "a.db"
    files.create(path, ONE)
    before = path.stat().st_ino
    files.create(path, ONE)
    assert path.stat().st_ino == before


def broken(path: Path, kind: str) -> None:
    content = path.read_bytes()
    path.unlink()
    match kind:
        case "empty":
            path.touch()
        case "text":
            path.write_text("hello")
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "zeros":
            path.write_bytes(content[:100] + bytes(len(content) - 100))
        case "format":
            path.write_bytes(content[:18] + b"\x09\x09" + content[20:])
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "nowhere":
            path.symlink_to(path.with_name("nowhere"))
        case "foreign":
            path.write_bytes(content[:68] + b"\0\0\0\1" + content[72:])


@pytest.mark.parametrize(
    "kind",
    ["empty", "text", "cut", "zeros", "format", "folder", "pipe", "nowhere", "foreign"],
)
def test_what_is_no_good_is_told_and_left_alone(path: Path, kind: str) -> None:
    broken(path, kind)
    assert files.look_at(path, ONE).condition is Condition.DAMAGED
    assert os.path.lexists(path)


def test_a_missing_table_is_damage(path: Path) -> None:
    with closing(connect(path, is_writer=True)) as connection:
        connection.execute("DROP TABLE a")
    assert files.look_at(path, ONE).condition is Condition.DAMAGED


def test_a_scrambled_schema_is_damage(path: Path) -> None:
    with closing(connect(path, is_writer=True)) as connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute("UPDATE sqlite_schema SET name = CAST(x'ff' AS TEXT)")
    assert files.look_at(path, ONE).condition is Condition.DAMAGED


def test_nothing_is_missing(path: Path) -> None:
    assert files.look_at(path.with_name("other"), ONE).condition is Condition.MISSING


def test_a_link_to_a_good_file_is_good(path: Path) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert files.look_at(link, ONE).condition is Condition.GOOD


@pytest.mark.parametrize("is_checkpointed", [True, False])
def test_a_newer_file_is_told_by_its_header_or_its_log_and_not_touched(
    path: Path, is_checkpointed: bool
) -> None:
    connection = connect(path, is_writer=True)
    connection.execute("PRAGMA user_version = 99")
    if is_checkpointed:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    assert files.look_at(path, ONE).condition is Condition.NEWER
    assert path.read_bytes() == before
    connection.close()


def test_an_older_file_is_migrated_after_a_copy(path: Path) -> None:
    assert files.look_at(path, TWO).condition is Condition.OLD
    copy = path.with_name("copy.db")
    files.migrate(path, TWO, copy=copy)
    assert files.look_at(path, TWO).condition is Condition.GOOD
    assert files.look_at(copy, ONE).condition is Condition.GOOD
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT y FROM b").get == 42


def test_a_step_that_fails_is_not_taken_but_those_before_it_are(path: Path) -> None:
    with pytest.raises(apsw.SQLError):
        files.migrate(path, BROKEN, copy=path.with_name("copy.db"))
    assert files.look_at(path, TWO).condition is Condition.GOOD
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'c'").get == 0


def test_a_copy_overwrites_nothing(path: Path) -> None:
    with pytest.raises(FileExistsError):
        files.back_up(path, path)


def test_sound_and_unsound(path: Path) -> None:
    assert files.is_sound(path)
    with closing(connect(path, is_writer=True)) as connection, connection:
        connection.executemany("INSERT INTO a VALUES (?)", [(os.urandom(900),)] * 40)
    content = bytearray(path.read_bytes())
    content[5000:30000] = os.urandom(25000)
    path.write_bytes(content)
    assert not files.is_sound(path)
    path.write_text("hello")
    assert not files.is_sound(path)
    path.write_text("")
    assert not files.is_sound(path)
    path.unlink()
    assert not files.is_sound(path)


def test_what_cannot_be_read_now_is_not_called_damaged(path: Path) -> None:
    with Disk(path.parent, fail_on=f"lock {path.name}").plugged_in():
        with pytest.raises(apsw.IOError):
            files.is_sound(path)
        assert files.is_sound(path)
    assert not files.is_sound(path.parent)


def test_setting_aside_takes_all_along_and_overwrites_nothing(path: Path) -> None:
    for _ in range(3):
        path.touch()
        path.with_name(f"{path.name}-wal").write_text("log")
        files.set_aside(path, files.name_aside(path, stamp="x"))
    names = sorted(each.name.removeprefix(path.name) for each in path.parent.iterdir())
    assert names == [
        ".damaged-x", ".damaged-x-2", ".damaged-x-2-wal", ".damaged-x-3", ".damaged-x-3-wal",
        ".damaged-x-wal",
    ]  # fmt: skip


def test_a_log_left_by_a_lost_file_does_not_get_into_the_new_one(path: Path) -> None:
    connection = connect(path, is_writer=True)
    connection.execute("INSERT INTO a VALUES (1); CREATE TABLE b (y);")
    log = path.with_name(f"{path.name}-wal").read_bytes()
    connection.close()
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(log)
    files.create(path, ONE)
    assert files.is_sound(path)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema").get == 1
    (left,) = path.parent.glob("*.left-*-wal")
    assert left.read_bytes() == log


def test_what_others_may_read_is_made_private(path: Path) -> None:
    path.chmod(0o644)
    files.make_private(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_log_that_is_left_is_seen(path: Path) -> None:
    assert not files.was_left_open(path)
    connection = connect(path, is_writer=True)
    connection.execute("INSERT INTO a VALUES (1)")
    assert files.was_left_open(path)
    connection.close()
    assert not files.was_left_open(path)


@pytest.mark.parametrize(
    ("raised", "told", "words"),
    [
        (apsw.BusyError, BeritaError, "in use"),
        (apsw.LockedError, BeritaError, "in use"),
        (apsw.FullError, BeritaError, "cannot be read or written"),
        (apsw.IOError, BeritaError, "cannot be read or written"),
        (PermissionError, BeritaError, "cannot be read or written"),
        (apsw.CorruptError, DataUnusable, "damaged"),
        (apsw.NotADBError, DataUnusable, "damaged"),
    ],
)
def test_what_the_system_says_is_said_in_plain_words(
    raised: type[Exception], told: type[BeritaError], words: str
) -> None:
    with pytest.raises(told, match=words), explained(Path("/x/a.db")):
        raise raised("x")


def test_a_failed_write_leaves_no_trace_and_the_next_one_works(path: Path) -> None:
    database = Database(path, synchronous="OFF")

    def fail_after(sql: str) -> None:
        with database.writing() as writer:
            writer.execute(sql)
            raise ZeroDivisionError

    for sql in ("INSERT INTO a VALUES (1)", "ROLLBACK"):
        with pytest.raises(ZeroDivisionError):
            fail_after(sql)
    with database.writing() as writer:
        writer.execute("INSERT INTO a VALUES (2)")
    with database.reading() as reader:
        assert [row[0] for row in reader.execute("SELECT x FROM a ORDER BY x")] == [2, 42]
    database.close()


def test_a_refusal_answers_every_write(path: Path) -> None:
    database = Database(path, synchronous="OFF", refusal=Sentence("no"))
    with pytest.raises(BeritaError, match="no"), database.writing():
        pass


def test_after_closing_nothing_is_opened_again(path: Path) -> None:
    database = Database(path, synchronous="OFF")
    with database.reading() as reader:
        database.close()
        assert reader.execute("SELECT x FROM a").get == 42
    with pytest.raises(apsw.ConnectionClosedError):
        reader.execute("SELECT 1")
    with pytest.raises(Interrupted), database.reading():
        pass


def test_both_schemas_are_what_they_say(tmp_path: Path) -> None:
    for schema in (LIBRARY, ARCHIVE):
        files.create(tmp_path / f"{schema.application_id}.db", schema)
        assert (
            files.look_at(tmp_path / f"{schema.application_id}.db", schema).condition
            is Condition.GOOD
        )


def test_what_is_no_text_any_more_is_not_sound(path: Path) -> None:
    assert files.is_sound(path)
    with closing(connect(path, is_writer=True)) as connection:
        connection.execute("INSERT INTO a VALUES (CAST(x'ff' AS TEXT))")
    assert not files.is_sound(path)
