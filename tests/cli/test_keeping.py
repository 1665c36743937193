from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest

from berita_tui.news import Rendition, Sentence, Standing
from berita_tui.places import Places
from berita_tui.store import Store, files
from berita_tui.store.database import connect
from berita_tui.store.opening import condemned
from cli.conftest import fill
from damage import hollow

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture
def kept(home: Path) -> Iterator[Store]:
    """The library of `home` as it was just made: where its pages lie is what is damaged here."""
    store = fill(home)
    yield store
    store.close()


def test_stats_tell_how_much_there_is(run: Any, kept: Store) -> None:
    (source,) = kept.sources.all()
    kept.standings.put(source.key, Standing(problem=Sentence("no answer"), failures=1))
    lines = run("stats").lines
    assert lines[:3] == ["sources followed: 1", "of them failing: 1", "articles: 20"]
    assert any(line.startswith("oldest article: Thursday, 27 February 2020") for line in lines)
    assert re.fullmatch(r"size of the articles: .* [kM]B", lines[-2])
    assert lines[-1] == "size of the pictures: 0 B"
    (record,) = run("stats", "--json").records
    assert list(record) == [
        *("sources", "failing", "articles", "unread", "bookmarked", "offline"),
        *("pages_waiting", "words", "pictures"),
        *("library_bytes", "archive_bytes", "picture_bytes", "offline_share", "oldest", "newest"),
    ]
    assert (record["articles"], record["unread"], record["bookmarked"]) == (20, 20, 0)
    assert datetime.fromisoformat(record["oldest"]) == datetime(2020, 2, 27, 9, 56, tzinfo=UTC)


def test_stats_of_an_empty_library(run: Any, kept: Store) -> None:
    run("list")
    kept.sources.remove(*(source.key for source in kept.sources.all()))
    kept.upkeep.retire(NOON + timedelta(days=9000))
    done = run("stats")
    assert "articles: 0" in done.lines
    assert "newest article: -" in done.lines


def test_a_backup_is_put_back(run: Any, kept: Store, ids: Any, tmp_path: Path, home: Path) -> None:
    copy = tmp_path / "copy.db"
    run("bookmark", ids["harbour"])
    done = run("backup", copy)
    assert done.code == 0
    assert str(copy) in done.out
    kept.close()
    run("bookmark", "--remove", ids["harbour"])
    assert run("restore", copy).code == 0
    (record,) = run("list", "--json", "is:bookmarked").records
    assert record["id"] == ids["harbour"]
    assert list((home / "data").glob("library.db.damaged-*"))


def test_a_restore_that_is_asked_for_brings_back_what_the_copy_says_and_nothing_else(
    run: Any, kept: Store, ids: Any, tmp_path: Path
) -> None:
    kept.close()
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    run("backup", first)
    run("bookmark", ids["harbour"])
    run("read", ids["harbour"], ids["bare"])
    run("folders", "add", "Kapal", "kapal")
    run("backup", second)
    shown = run("list", "--json", "is:read").out, run("list", "--json", "is:bookmarked").out
    done = run("restore", first)
    assert f"Your library is as it was in {first};" in done.out
    assert run("list", "--json", "is:read", "OR", "is:bookmarked").records == []
    assert run("stats", "--json").records[0]["unread"] == 20
    assert run("restore", second).code == 0
    assert (run("list", "--json", "is:read").out, run("list", "--json", "is:bookmarked").out) == (
        shown
    )
    assert run("doctor").lines[0] == "Everything is sound."


def test_a_restore_of_what_was_lost_keeps_the_marks_since(
    run: Any, kept: Store, ids: Any, tmp_path: Path, home: Path
) -> None:
    kept.close()
    copy = tmp_path / "copy.db"
    run("backup", copy)
    run("bookmark", ids["harbour"])
    run("read", ids["bare"])
    spoil(home / "data/library.db")
    done = run("restore", copy)
    assert "with the marks that the articles have from after it" in done.out
    assert [each["id"] for each in run("list", "--json", "is:read").records] == [ids["bare"]]
    (record,) = run("list", "--json", "is:bookmarked").records
    assert record["id"] == ids["harbour"]


def test_backup_and_restore_as_json(
    run: Any, kept: Store, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (record,) = run("backup", "--json").records
    copy = Path(record["file"])
    assert re.fullmatch(r"berita-tui-\d{8}-\d{6}\.db", copy.name)
    assert record["bytes"] == copy.stat().st_size
    kept.close()
    (record,) = run("restore", "--json", copy.name).records
    assert record == {"file": str(copy), "library": str(home / "data/library.db")}


def test_verbs_that_change_the_library_make_the_copy_of_the_day(
    run: Any, kept: Store, ids: Any, home: Path
) -> None:
    kept.close()
    for each in (("list",), ("stats",), ("show", ids["bare"])):
        run(*each)
    assert not (home / "data/copies").exists()
    run("bookmark", ids["harbour"])
    (copy,) = (home / "data/copies").iterdir()
    run("read", ids["harbour"])
    run("sources")
    assert list((home / "data/copies").iterdir()) == [copy]
    assert files.is_sound(copy)
    shutil.rmtree(copy.parent)
    copy.parent.touch()  # where none can be made the verb is done all the same
    assert run("bookmark", "--remove", ids["harbour"]).code == 0


def test_backup_never_overwrites(run: Any, kept: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    done = run("backup", copy)
    assert done.code == 1
    assert done.err == f"berita-tui: “{copy}” is there already; choose another name\n"
    assert copy.read_text() == "mine"


def test_a_file_that_is_no_copy_changes_nothing(run: Any, kept: Store, tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    bad.write_text("no database")
    assert run("restore", bad).code == 3
    done = run("restore", tmp_path / "none.db")
    assert (done.code, "there is no file " in done.err) == (1, True)
    assert run("restore").code == 1
    assert len(kept.sources.all()) == 1


def test_a_sound_library_is_said_to_be_sound(run: Any, kept: Store, home: Path) -> None:
    sound, weights = run("doctor").lines
    assert sound == "Everything is sound."
    assert re.fullmatch(
        r"Articles on disk: texts .* kB, lists .* kB, search index .* kB, all else .* kB", weights
    )
    (record,) = run("doctor", "--fix", "--json").records
    sizes = record.pop("bytes")
    assert record == {"sound": True, "problems": 0}
    assert sizes.pop("articles") == 20
    assert all(size > 20_000 for size in sizes.values())
    assert list((home / "data/copies").glob("library-*.db"))


def spoil(path: Path) -> None:
    for name in (f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    path.write_bytes(b"spoiled" * 2000)


def test_a_damaged_library_is_put_back_from_its_copy(
    run: Any, kept: Store, home: Path, ids: Any
) -> None:
    run("bookmark", ids["harbour"])
    run("doctor", "--fix")
    kept.close()
    spoil(home / "data/library.db")
    assert run("doctor").code == 3
    done = run("doctor", "--fix", "--json")
    assert done.code == 0
    *problems, verdict = done.records
    assert all(each["mended"] for each in problems)
    assert "your library was put back from " in problems[1]["problem"]
    assert "is kept as library.db.damaged-" in problems[2]["problem"]
    assert (verdict["sound"], verdict["problems"]) == (True, 3)
    (record,) = run("list", "--json", "is:bookmarked").records
    assert record["id"] == ids["harbour"]


def test_a_damaged_library_is_left_as_it_is_unasked(run: Any, kept: Store, home: Path) -> None:
    kept.close()
    spoil(home / "data/library.db")
    for arguments in (("doctor",), ("list",), ("backup",)):
        done = run(*arguments)
        assert done.code == 3
        assert done.err.count("\n") == 1
    assert (home / "data/library.db").read_bytes().startswith(b"spoiled")


def test_a_library_that_does_not_add_up_and_has_no_copy_is_taken_as_it_is(
    run: Any, kept: Store, home: Path, tmp_path: Path
) -> None:
    run("stats")
    kept.close()
    library = home / "data/library.db"
    with closing(connect(library, is_writer=True)) as connection:
        connection.execute("UPDATE seals SET total = total + 1 WHERE room = 'sources'")
    done = run("doctor")
    assert (done.code, "`berita-tui doctor --fix` takes it as it is" in done.err) == (1, True)
    assert run("backup").code == 3
    copy = tmp_path / "copy.db"
    done = run("backup", copy)
    assert (done.code, "not the one that was written" in done.err) == (0, True)
    assert files.is_sound(copy, has_seals=False)
    done = run("doctor", "--fix")
    assert done.code == 0
    assert "may have changed unseen" in done.out
    (as_it_was,) = (home / "data").glob("library.db.damaged-*")
    assert not files.is_sound(as_it_was)
    assert files.is_sound(library)
    assert run("doctor").lines[0] == "Everything is sound."


@pytest.mark.parametrize(("name", "code"), [("library.db", 3), ("archive.db", 1)])
def test_damage_within_a_file_is_found_and_mended(
    run: Any, kept: Store, home: Path, name: str, code: int
) -> None:
    run("doctor", "--fix")
    kept.close()
    hollow(home / "data" / name, first=3)
    done = run("doctor")
    assert done.code == code
    assert "is damaged" in done.err
    done = run("doctor", "--fix")
    assert done.code == 0
    assert done.lines[-2] == "Everything is sound."
    assert run("doctor").lines[0] == "Everything is sound."


def test_damage_that_does_not_keep_a_file_from_opening_is_told(
    run: Any, kept: Store, home: Path
) -> None:
    run("stats")
    kept.close()
    hollow(home / "data/archive.db", first=-1)
    done = run("doctor")
    assert done.code == 1
    assert "is damaged" in done.err
    assert done.lines == ["“berita-tui doctor --fix” puts right what can be put right"]
    assert run("doctor", "--fix", "--json").records[-1]["sound"]


def test_the_doctor_counts_rules_and_pictures(run: Any, kept: Store, home: Path) -> None:
    rules = home / "config" / "rules"
    rules.mkdir(parents=True)
    (rules / "example.com.txt").write_text("title: //h1\n")
    picture = Rendition(content=b"picture", width=40, height=30)
    kept.pictures.keep("https://news.example/dermaga.jpg", picture)
    told, sound, _, pictures = run("doctor").lines
    assert told == f"1 site rule of your own in {rules}"
    assert (sound, pictures) == ("Everything is sound.", "1 picture, 7 B")


def test_the_doctor_tells_which_lines_of_the_readers_rules_are_not_obeyed(
    run: Any, kept: Store, home: Path
) -> None:
    rules = home / "config" / "rules"
    rules.mkdir(parents=True)
    (rules / "example.com.txt").write_text("title: //h1\nbody: //div[\n" + "titl: //h1\n" * 101)
    done = run("doctor")
    assert done.code == 0
    assert done.lines[0] == "example.com.txt:2: “//div[” is no XPath that can be used"
    assert done.lines[-4:-1] == [
        "and 2 flaws more",
        f"1 site rule of your own in {rules}",
        "Everything is sound.",
    ]
    records = run("doctor", "--json").records
    assert records[1] == {
        "file": "example.com.txt",
        "line": 3,
        "flaw": "“titl” is no directive",
    }
    assert records[-2] == {"rules": 1, "flaws": 102}
    assert records[-1]["sound"]


def snapshot(home: Path) -> dict[str, bytes]:
    """What is on disk but for the logs, which every opening writes."""
    return {
        str(each): each.read_bytes()
        for each in (home / "data").rglob("*")
        if each.is_file() and not each.name.endswith(("-wal", "-shm"))
    }


def test_the_doctor_sets_nothing_aside_unasked(run: Any, kept: Store, home: Path) -> None:
    run("stats")
    kept.close()
    spoil(home / "data/archive.db")
    before = snapshot(home)
    done = run("doctor")
    assert done.code == 1
    assert "doctor --fix” sets it aside" in done.err
    assert snapshot(home) == before
    done = run("doctor", "--fix")
    assert done.code == 0
    (aside,) = (home / "data").glob("archive.db.damaged-*")
    assert aside.read_bytes() == before[str(home / "data/archive.db")]
    assert run("doctor").lines[0] == "Everything is sound."


def test_the_doctor_writes_nothing_that_others_do(run: Any, kept: Store, home: Path) -> None:
    kept.searches.add("panen", "padi")
    kept.close()
    Store.open(Places.under(home), clock=lambda: NOON).close()  # brings the archive up to the log
    before = snapshot(home)
    assert run("doctor").code == 0
    assert snapshot(home) == before
    run("stats")
    assert snapshot(home) != before


def test_the_doctor_mends_nothing_unasked(run: Any, kept: Store, home: Path) -> None:
    run("stats")
    kept.close()
    files.set_aside(home / "data/archive.db", home / "data/archive.db.damaged-1")
    condemned(Places.under(home)).write_text("archive.db.damaged-1")
    Store.open(Places.under(home), clock=lambda: NOON).close()
    with closing(connect(home / "data/archive.db", is_writer=True)) as archive:
        archive.execute("UPDATE facts SET value = 'x' WHERE name = 'index_version'")
        archive.execute("INSERT INTO plates VALUES (x'00', 1, 1, 1)")
    for _ in range(2):
        done = run("doctor")
        assert done.code == 1
        assert [line.removeprefix("berita-tui: ") for line in done.err.splitlines()] == [
            "the search index has to be made anew",
            "what archive.db.damaged-1 holds is still to be taken over",
            "pictures lost or damaged: 1",
        ]
    assert run("doctor", "--fix").code == 0
    assert run("doctor").lines[0] == "Everything is sound."
    assert run("list").lines


def test_the_database_of_another_program_gives_way_to_the_copy(
    run: Any, kept: Store, home: Path
) -> None:
    run("doctor", "--fix")
    kept.close()
    library = home / "data/library.db"
    library.unlink()
    with closing(apsw.Connection(str(library))) as other:
        other.execute("CREATE TABLE t (x)")
    foreign = library.read_bytes()
    assert run("doctor").code == 3
    assert run("doctor", "--fix").code == 0
    (aside,) = (home / "data").glob("library.db.damaged-*")
    assert aside.read_bytes() == foreign


@pytest.mark.parametrize("name", ["library.db", "archive.db"])
def test_a_later_versions_file_is_not_mended(run: Any, kept: Store, home: Path, name: str) -> None:
    run("doctor", "--fix")
    kept.close()
    with closing(connect(home / "data" / name, is_writer=True)) as newer:
        newer.execute("PRAGMA user_version = 999")
    before = snapshot(home)
    done = run("doctor")
    assert (done.code, "a newer berita-tui can use what is there" in done.out) == (3, True)
    done = run("doctor", "--fix")
    assert done.code == 3
    assert "newer" in done.err
    assert snapshot(home) == before


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("archive.db", "UPDATE facts SET value = CAST(x'ff' AS TEXT) WHERE name = 'library'"),
        ("library.db", "DROP TRIGGER facts_turns; UPDATE facts SET value = CAST(x'ff' AS TEXT)"),
    ],
)
def test_damage_that_only_use_shows_is_mended(
    run: Any, kept: Store, home: Path, name: str, sql: str
) -> None:
    run("doctor", "--fix")
    kept.close()
    with closing(connect(home / "data" / name, is_writer=True)) as connection:
        connection.execute(sql)
    assert run("list").code == 3
    assert run("doctor").code == 3
    assert run("doctor", "--fix").code == 0
    assert run("doctor").lines[0] == "Everything is sound."
    assert run("list", "--json").records
