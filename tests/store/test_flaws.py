"""Damage that opening does not show, programs that are killed, and two of them at once."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from berita_tui.cli import main
from berita_tui.news import BeritaError, Source, Unreadable, View, ViewKind, parse_query
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.store.database import connect
from berita_tui.store.flaws import Health, _health_from, health_of
from chapters import prepare
from diary import Diary, unsound
from faults import Disk, Fault
from store.conftest import NOON, Watch, entries

ARTICLES = 40


@pytest.fixture
def filled(store: Store, source: Source, places: Places) -> Places:
    """A library with a bookmark, closed."""
    keys = store.articles.save(source, entries(ARTICLES), when=NOON).new
    store.marks.bookmark(keys[7])
    store.close()
    return places


def change(path: Path, sql: str) -> None:
    """Change a file, its schema too."""
    with closing(connect(path, is_writer=True)) as connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute(sql)


def let_index_miss_rows(path: Path, name: str) -> None:
    """Make an index anew while it is said to be of no rows."""
    where = f"WHERE name = '{name}'"
    change(path, f"UPDATE sqlite_schema SET sql = sql || ' WHERE 0' {where}")
    change(
        path,
        f"REINDEX {name}; UPDATE sqlite_schema SET sql = replace(sql, ' WHERE 0', '') {where}",
    )


def test_an_index_that_misses_rows_is_told_and_made_anew_in_its_place(
    filled: Places, watch: Watch
) -> None:
    let_index_miss_rows(filled.archive, "of_section")
    assert health_of(filled.archive) is Health.STALE
    with closing(Store.open(filled, clock=watch)) as store:
        assert store.upkeep.examine() == ()
        (left,) = store.upkeep.examine(is_thorough=True, is_mending=False)
        assert not left.is_mended
        assert health_of(filled.archive) is Health.STALE
        (done,) = store.upkeep.examine(is_thorough=True)
        assert done.is_mended
        assert store.counts().all.total == ARTICLES
    assert health_of(filled.archive) is Health.SOUND
    assert not list(filled.data.glob("*.damaged*"))


def test_words_that_are_damaged_are_looked_up_anew_in_the_articles(
    filled: Places, watch: Watch
) -> None:
    change(filled.archive, "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10")
    assert health_of(filled.archive) is Health.WORDLESS
    with closing(Store.open(filled, clock=watch)) as store:
        (done,) = store.upkeep.examine(is_thorough=True)
        assert done.is_mended
        assert len(store.find(parse_query("pilkada"))) == ARTICLES
    assert health_of(filled.archive) is Health.SOUND


def test_an_index_that_cannot_be_made_anew_condemns_its_archive(
    filled: Places, watch: Watch
) -> None:
    change(filled.archive, "INSERT INTO sections VALUES (8, 'Olahraga'), (9, 'Olahragi')")
    content = filled.archive.read_bytes()
    filled.archive.write_bytes(content.replace(b"Olahragi", b"Olahraga"))
    assert health_of(filled.archive) is Health.STALE
    with closing(Store.open(filled, clock=watch)) as store:
        (finding,) = store.upkeep.examine(is_thorough=True)
        assert "set aside when the program starts again" in str(finding.sentence)
    with closing(Store.open(filled, clock=watch)) as store:
        assert len(store.notices) == 1
        store.upkeep.examine()
        assert store.counts().all.total == ARTICLES


@pytest.mark.parametrize(
    ("flaw", "health"),
    [
        ("wrong # of entries in index of_source", Health.STALE),
        ("row 6 missing from index sqlite_autoindex_articles_1", Health.STALE),
        ("row not in PRIMARY KEY order for vocabulary", Health.WORDLESS),
        ("NULL value in vocabulary.uses", Health.WORDLESS),
        ('fts5: corruption found reading blob 7 from table "words"', Health.WORDLESS),
        ("malformed inverted index for FTS5 table main.section_words", Health.WORDLESS),
        ("NULL value in heads.words", Health.DAMAGED),
        ("*** in database main ***\nTree 28 page 28: free space corruption", Health.DAMAGED),
    ],
)
def test_what_can_be_made_anew_is_told_from_what_is_lost(flaw: str, health: Health) -> None:
    assert _health_from([flaw]) is health


def test_a_trigger_that_makes_no_sense_any_more_is_damage(filled: Places) -> None:
    change(
        filled.archive,
        "UPDATE sqlite_schema SET sql = replace(sql, 'unread + 1', 'unbead + 1')"
        " WHERE name = 'article_comes'",
    )
    assert health_of(filled.archive) is Health.DAMAGED


def test_a_lost_archive_is_no_sound_one(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("hello")
    assert health_of(tmp_path / "archive.db") is Health.DAMAGED


def spoil_rows(path: Path) -> None:
    """Damage what is in the rows, so that SQLite sees nothing of it."""
    change(
        path,
        "UPDATE bodies SET body = CAST(substr(body, 1, 20) || x'00' || substr(body, 22) AS BLOB);"
        "UPDATE heads SET published = '2026-11-23T05:00:00k00:00', first_seen = 1 << 62;"
        """UPDATE sources SET standing = '{"failu2es": 1}';"""
        "INSERT INTO hosts (name, robots, checked) VALUES ('https://a.example', '[', 0)",
    )


def test_a_bookmarked_article_that_is_damaged_is_shown_from_its_copy(
    filled: Places, watch: Watch
) -> None:
    with closing(Store.open(filled, clock=watch)) as store:
        (row,) = store.shelf(View(ViewKind.BOOKMARKED))
        other = next(each for each in store.shelf(View()) if not each.is_bookmarked)
        before = store.articles.get(row.key)
    spoil_rows(filled.archive)
    with closing(Store.open(filled, clock=watch)) as store:
        assert store.articles.get(row.key) == before
        assert store.articles.get_number(row.number) == before
        assert store.articles.by_id(row.key.hex()) == before
        with pytest.raises(Unreadable):
            store.articles.get(other.key)


def test_rows_whose_values_are_damaged_are_listed_all_the_same(
    filled: Places, watch: Watch
) -> None:
    spoil_rows(filled.archive)
    with closing(Store.open(filled, clock=watch)) as store:
        assert {row.dated for row in store.shelf(View())} == {datetime(1970, 1, 1, tzinfo=UTC)}
        (source,) = store.sources.all()
        assert store.standings.get(source.key).failures == 0
        assert store.hosts.robots("https://a.example") is None


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Diary:
    diary = prepare(tmp_path_factory.mktemp("well"))
    diary.facts = {name: fact for name, fact in diary.facts.items() if "kept" not in name}
    return diary


def run(home: Path, *arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), *arguments])
    return ended.value.code


@pytest.mark.parametrize("seed", range(20))
def test_whichever_bits_flip_the_doctor_brings_back_what_is_the_readers(
    well: Diary, tmp_path: Path, seed: int
) -> None:
    home, chance = tmp_path / "home", random.Random(f"flips {seed}")
    shutil.copytree(well.places.data.parent, home)
    places = Places.under(home)
    path = (places.library, places.archive)[seed % 2]
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 2, 8, 64))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    for verb in (["stats"], ["doctor", "--fix"]):
        assert run(home, *verb) in {0, 1, 3}
    diary = Diary(places=places, disk=Disk(home), facts=well.facts, now=NOON)
    if diary.check(places):  # a value is another one now, which shows to nobody but the reader
        run(home, "restore", str(min(places.copies.iterdir())))
        assert diary.check(places) == []


MARKER = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.news import View

home, first, rounds = sys.argv[1:]
store = Store.open(Places.under(Path(home)), clock=lambda: datetime.now(UTC))
keys = sorted(row.key for row in store.shelf(View()))[int(first)::2]
verbs = itertools.cycle(("read", "bookmark", "unread", "unbookmark"))
for verb in itertools.islice(verbs, int(rounds) or None):
    for key in keys:
        print("begin", verb, key.hex(), flush=True)
        getattr(store.marks, verb)(key)
        print("done", verb, key.hex(), flush=True)
store.close()
"""
Marks = dict[bytes, bool]


def marking_program(places: Places, first: int, *, rounds: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MARKER, str(places.data.parent), str(first), str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def marks_told(lines: list[str]) -> tuple[Marks, Marks]:
    """Return what is read and what is bookmarked; of what was begun only nothing is known."""
    read: Marks = {}
    bookmarked: Marks = {}
    for line in lines:
        state, verb, name = line.split()
        marks, key = bookmarked if "bookmark" in verb else read, bytes.fromhex(name)
        if state == "done":
            marks[key] = verb[:2] != "un"
        else:
            marks.pop(key, None)
    return read, bookmarked


def marks_found(places: Places) -> tuple[Marks, Marks]:
    with closing(Store.open(places, clock=lambda: NOON)) as store:
        assert [each for each in store.upkeep.examine() if not each.is_mended] == []
        rows = list(store.shelf(View()))
    return {row.key: row.is_read for row in rows}, {row.key: row.is_bookmarked for row in rows}


@pytest.mark.parametrize("seed", range(5))
def test_whenever_a_program_is_killed_nothing_that_was_done_is_lost(
    filled: Places, seed: int
) -> None:
    with marking_program(filled, 0) as program:
        assert program.stdout
        lines = [program.stdout.readline() for _ in range(random.Random(seed).randint(1, 120))]
        program.kill()
        lines += [line for line in program.stdout if line.endswith("\n")]
    for told, found in zip(marks_told(lines), marks_found(filled), strict=True):
        assert told.items() <= found.items()
    assert unsound(filled) == []


def test_two_programs_at_once_lose_no_mark_and_bring_nothing_twice(
    filled: Places, watch: Watch
) -> None:
    programs = [marking_program(filled, first, rounds=2) for first in (0, 1)]
    with closing(Store.open(filled, clock=watch)) as store:
        (source,) = store.sources.all()
        said = [[program.stdout.readline()] for program in programs if program.stdout]
        for count in range(ARTICLES, ARTICLES + 10):
            store.articles.save(source, entries(count), when=NOON)
    for lines, program in zip(said, programs, strict=True):
        lines.extend(program.communicate()[0].splitlines())
        assert program.returncode == 0
    found = marks_found(filled)
    assert len(found[0]) == ARTICLES + 9
    for lines in said:
        for told, there in zip(marks_told(lines), found, strict=True):
            assert len(told) == ARTICLES // 2
            assert told.items() <= there.items()
    assert unsound(filled) == []


def test_a_clock_that_goes_back_changes_no_order_and_loses_nothing(
    store: Store, source: Source, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(3), when=watch()).new
    store.marks.read(keys[0])
    assert store.upkeep.copy()
    watch.forward(days=-400)
    store.marks.unread(keys[0])
    store.marks.bookmark(keys[1])
    assert store.upkeep.copy()
    store.articles.save(source, entries(4), when=watch())
    watch.forward(days=440)
    store.upkeep.fold()
    store.upkeep.reconcile(is_thorough=True)
    rows = {row.key: row for row in store.shelf(View())}
    assert [key for key in rows if key in keys] == list(keys)
    assert len(rows) == 4
    assert not rows[keys[0]].is_read
    assert rows[keys[1]].is_bookmarked


@pytest.mark.parametrize("name", ["data", "archive.db", "library.db"])
def test_what_may_not_be_written_is_read_and_that_is_told(
    filled: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = filled.data if name == "data" else filled.data / name
    true = os.access
    with monkeypatch.context() as bound:
        # What may not be written to by its modes is written to by root all the same.
        bound.setattr(os, "access", lambda each, *how, **_: each != path and true(each, *how))
        path.chmod(0o555 if name == "data" else 0o444)
        with closing(Store.open(filled, clock=watch)) as store:
            assert store.is_read_only
            assert len(store.shelf(View())) == ARTICLES
            with pytest.raises(BeritaError, match="cannot be written"):
                store.marks.read_view(View())
    path.chmod(0o700)


def test_marks_that_a_full_disk_does_not_take_yet_keep_nobody_from_reading(
    filled: Places, watch: Watch
) -> None:
    change(filled.archive, "UPDATE facts SET value = value - 1 WHERE name = 'applied'")
    change(filled.archive, "UPDATE articles SET is_bookmarked = 0")
    disk = Disk(filled.data.parent, fail_on="write archive.db-wal", fault=Fault.FULL)
    with disk.plugged_in(), closing(Store.open(filled, clock=watch)) as store:
        assert disk.has_failed
        (notice,) = store.notices
        assert "look after its disk" in str(notice)
        assert len(store.shelf(View())) == ARTICLES
        assert store.counts().bookmarked.total == 0
        store.upkeep.reconcile()
        assert store.counts().bookmarked.total == 1


def test_drafts_of_a_program_that_was_killed_are_swept(store: Store, places: Places) -> None:
    places.copies.mkdir()
    left = [places.data / ".library.db.77.new", places.data / ".library.db.77.restored"]
    left += [places.copies / ".library-20261123-050000.db.77.new-journal"]
    kept = [places.data / ".library.db.restored", places.data / ".library.new"]
    young = places.data / ".library.db.78.new"
    for path in (*left, *kept, young):
        path.touch()
        when = NOON if path == young else NOON - timedelta(hours=2)
        os.utime(path, times=(when.timestamp(), when.timestamp()))
    store.upkeep.examine()
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in (*kept, young))


@pytest.mark.parametrize("is_readable", [True, False])
def test_an_article_whose_key_the_index_alone_has_right_gets_it_back(
    filled: Places, watch: Watch, is_readable: bool
) -> None:
    with closing(Store.open(filled, clock=watch)) as store:
        key = store.shelf(View())[3].key
    content = filled.archive.read_bytes()
    at = [each.start() for each in re.finditer(re.escape(key), content)]
    assert len(at) == 2  # in the table and in its index
    with closing(connect(filled.archive)) as reader:
        sql = "SELECT rootpage * 8192 FROM sqlite_schema WHERE name = 'articles'"
        end = reader.execute(sql).get
    (here,) = [each for each in at if end - 8192 <= each < end]
    wrong = bytes([key[0] ^ 4]) + key[1:]
    filled.archive.write_bytes(content[:here] + wrong + content[here + 16 :])
    assert health_of(filled.archive) is Health.STALE
    if not is_readable:
        change(filled.archive, "UPDATE bodies SET body = x'00'")
    with closing(Store.open(filled, clock=watch)) as store:
        store.upkeep.examine(is_thorough=True)
        keys = {row.key for row in store.shelf(View())}
        assert ((key in keys), (wrong in keys)) == (is_readable, not is_readable)
    assert not unsound(filled)
