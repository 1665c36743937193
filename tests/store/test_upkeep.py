from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from berita_tui.news import (
    BeritaError,
    DataUnusable,
    Entry,
    Missing,
    Sentence,
    Source,
    Unreadable,
    View,
    parse_query,
)
from berita_tui.places import Places
from berita_tui.prepress import codec
from berita_tui.store import Store, copies_of_library, files, folding, restore_library
from berita_tui.store.database import Database, connect, fetch
from berita_tui.store.keys import join_keys, split_keys
from berita_tui.store.seals import are_whole
from store.conftest import NOON, Watch, entries


def scramble_page(path: Path, table: str) -> None:
    """Overwrite one page of a table."""
    with closing(connect(path)) as connection:
        sql = "SELECT pgoffset, pgsize FROM dbstat WHERE name = ? AND pagetype = 'leaf' LIMIT 1"
        offset, size = connection.execute(sql, (table,)).get
    content = path.read_bytes()
    path.write_bytes(content[:offset] + os.urandom(size) + content[offset + size :])


def test_sound_files_give_no_findings(store: Store) -> None:
    assert store.upkeep.examine(is_thorough=True) == ()


def test_a_damaged_library_is_found_and_explained(
    store: Store, places: Places, watch: Watch
) -> None:
    store.close()
    scramble_page(places.library, "folders")
    store = Store.open(places, clock=watch)
    (finding,) = store.upkeep.examine()
    assert "berita-tui doctor --fix" in str(finding.sentence)
    assert not finding.is_mended
    store.close()


def test_a_damaged_archive_is_found_after_an_unclean_stop_and_set_aside_next_time(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(300), when=NOON).new
    store.marks.bookmark(keys[7])
    store.close()
    scramble_page(places.archive, "bodies")
    store = Store.open(places, clock=watch)
    assert store.upkeep.examine() == ()
    (finding,) = store.upkeep.examine(is_thorough=True)
    assert "set aside" in str(finding.sentence)
    store.close()
    store = Store.open(places, clock=watch)
    assert len(store.notices) == 1
    assert store.counts().bookmarked.total == 1
    (finding,) = store.upkeep.examine(is_thorough=True)
    assert finding.is_mended
    assert 200 < store.counts().all.total < 300
    assert len(store.find(parse_query("pilkada"))) == store.counts().all.total
    assert store.upkeep.examine(is_thorough=True) == ()
    store.close()


def test_what_is_taken_over_keeps_its_date_and_gets_its_marks(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    (other,) = store.sources.add(Source.followed("https://b.example/"))
    keys = store.articles.save(source, entries(5), when=NOON).new
    store.articles.save(other, entries(1), when=NOON)
    store.marks.read(keys[0])
    store.marks.bookmark(keys[1])
    store.sources.remove(other.key)
    before = [store.articles.get(key) for key in keys]
    store.close()
    with Database(places.archive, synchronous="OFF").writing() as writer:
        writer.execute("DROP TABLE orphans")
        writer.execute("DELETE FROM bodies WHERE number = 5")
    store = Store.open(places, clock=watch)
    assert store.upkeep.salvage() == 4
    assert store.upkeep.salvage() == 0
    after = [store.articles.get(key) for key in keys]
    assert after.count(None) == 1
    assert [each for each in after if each] == [
        each for each, kept in zip(before, after, strict=True) if kept
    ]
    store.close()


def test_nothing_is_taken_over_from_what_somebody_has_deleted(
    opened: Callable[[], Store], places: Places, watch: Watch
) -> None:
    opened().close()
    places.archive.write_text("hello")
    store = Store.open(places, clock=watch)
    (aside,) = places.data.glob("archive.db.damaged-*")
    aside.unlink()
    assert store.upkeep.salvage() == 0
    store.close()


def test_nothing_is_taken_over_from_what_is_no_database(
    store: Store, places: Places, watch: Watch
) -> None:
    store.close()
    places.archive.write_text("hello")
    store = Store.open(places, clock=watch)
    assert store.upkeep.salvage() == 0
    store.close()


def test_a_file_left_open_is_checked(places: Places, watch: Watch) -> None:
    first = Store.open(places, clock=watch)
    first.standings.all()
    second = Store.open(places, clock=watch)
    assert second.upkeep._is_suspect
    assert second.upkeep.examine() == ()
    second.close()
    first.close()
    third = Store.open(places, clock=watch)
    assert not third.upkeep._is_suspect
    third.close()


def test_damage_met_while_reading_is_explained(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    store.articles.save(source, entries(300), when=NOON)
    store.close()
    scramble_page(places.archive, "bodies")
    store = Store.open(places, clock=watch)
    shelf = store.shelf(View())

    def read_all() -> None:
        for headline in shelf:
            store.articles.get_number(headline.number)

    with pytest.raises((DataUnusable, Unreadable)):
        read_all()
    store.close()


def test_a_lost_index_is_made_anew(store: Store, source: Source, places: Places) -> None:
    store.articles.save(source, entries(250), when=NOON)
    archive = Database(places.archive, synchronous="OFF")
    with archive.writing() as writer:
        writer.execute("DROP TABLE words")
        writer.execute("UPDATE bodies SET body = x'' WHERE number = 5")
        writer.execute("DELETE FROM bodies WHERE number = 6")
    with pytest.raises(DataUnusable, match="doctor"):
        store.find(parse_query("pilkada"))
    (finding,) = store.upkeep.examine()
    assert finding.is_mended
    assert len(store.find(parse_query("pilkada"))) == 248
    assert store.upkeep.examine() == ()
    archive.close()


def test_actions_are_folded_after_thirty_days_and_their_marks_stay(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(4), when=NOON).new
    store.marks.read(keys[0], keys[1])
    store.marks.unread(keys[1])
    store.marks.bookmark(keys[2])
    store.marks.bookmark(keys[3])
    store.marks.unbookmark(keys[3])
    assert store.upkeep.fold() == 0
    watch.forward(days=29)
    store.marks.read(keys[3])
    watch.forward(days=2)
    assert store.upkeep.fold() == 6
    assert store.upkeep.fold() == 0
    assert [action.subject for action in store.marks.recent()] == ["Berita 3"]
    store.close()
    places.archive.unlink()
    store = Store.open(places, clock=watch)
    store.articles.save(source, entries(4), when=NOON)
    shelf = store.shelf(View())
    assert [shelf[row].is_read for row in range(4)] == [True, False, False, True]
    assert [shelf[row].is_bookmarked for row in range(4)] == [False, False, True, False]
    with Database(places.library, synchronous="OFF").reading() as reader:
        assert reader.execute("SELECT count(*) FROM bookmarks").get == 1
    store.close()


def test_many_marks_are_folded_a_portion_at_a_time(
    store: Store, source: Source, places: Places, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "PORTION", 3)
    keys = store.articles.save(source, entries(8), when=NOON).new
    store.marks.read(*keys)
    store.marks.unread(*keys[:4])
    store.marks.read(keys[0])
    watch.forward(days=31)
    library = Database(places.library, synchronous="OFF")
    held: list[int] = []
    writing = store._library.writing

    @contextmanager
    def watched() -> Iterator[apsw.Connection]:
        with writing() as writer:
            before = writer.total_changes()
            yield writer
            held.append(writer.total_changes() - before)
            if len(held) == 2:
                raise BeritaError(Sentence("it is stopped"))

    monkeypatch.setattr(store._library, "writing", watched)
    with pytest.raises(BeritaError):
        store.upkeep.fold()
    with library.reading() as reader:
        left = "SELECT count(*), (SELECT count(*) FROM log) FROM marks"
        assert reader.execute(left).get == (3, 3)
        assert are_whole(reader)
    assert store.upkeep.fold() == 3
    with library.reading() as reader:
        marks = dict(fetch(reader, "SELECT key, is_read FROM marks"))
        assert reader.execute("SELECT count(*) FROM log").get == 0
        assert are_whole(reader)
    library.close()
    assert marks == {key: int(key not in keys[1:4]) for key in keys}


def test_a_library_that_was_just_looked_at_is_copied_at_once(
    store: Store, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []
    look = files.is_sound

    def counted(path: Path, **options: bool) -> bool:
        looks.append(path)
        return look(path, **options)

    monkeypatch.setattr(files, "is_sound", counted)
    assert not store.upkeep.examine()
    assert store.upkeep.copy()
    assert len(looks) == 1
    watch.forward(days=2)
    assert store.upkeep.copy()
    assert len(looks) == 2


def test_a_copy_a_day_and_the_last_five(store: Store, places: Places, watch: Watch) -> None:
    for _ in range(8):
        assert store.upkeep.copy()
        assert store.upkeep.copy() is None
        watch.forward(days=1)
    copies = copies_of_library(places)
    assert len(copies) == 5
    assert copies[0].name == "library-20261130-050000.db"
    assert copies[0].stat().st_mode & 0o077 == 0
    watch.forward(days=-30)
    assert store.upkeep.copy()


def test_a_lost_library_is_brought_back_from_its_copy(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(3), when=NOON).new
    store.marks.bookmark(keys[0])
    store.upkeep.copy()
    watch.forward(days=1)
    store.upkeep.copy()
    store.close()
    newest, older = copies_of_library(places)
    newest.write_bytes(b"")
    places.library.write_bytes(b"")
    with pytest.raises(DataUnusable):
        Store.open(places, clock=watch)
    assert restore_library(places, clock=watch) == older
    again = Store.open(places, clock=watch)
    assert again.counts().bookmarked.total == 1
    assert [each.key for each in again.sources.all()] == [source.key]
    again.close()
    assert (places.data / "library.db.damaged-20261124-050000").exists()
    places.library.unlink()
    assert restore_library(places, clock=watch, copy=older) == older


def test_a_bad_copy_is_refused_and_nothing_is_changed(places: Places, watch: Watch) -> None:
    with pytest.raises(Missing):
        restore_library(places, clock=watch)
    bad = places.data / "bad.db"
    bad.write_text("hello")
    with pytest.raises(DataUnusable):
        restore_library(places, clock=watch, copy=bad)
    assert not places.library.exists()


def test_a_backup_goes_where_it_is_told_and_overwrites_nothing(
    store: Store, source: Source, tmp_path: Path
) -> None:
    path = tmp_path / "backup.db"
    store.upkeep.backup(path)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT key FROM sources").get == source.key
    with pytest.raises(BeritaError):
        store.upkeep.backup(path)


def test_old_articles_are_retired_only_when_asked_and_never_bookmarks(
    store: Store, source: Source
) -> None:
    keys = store.articles.save(source, entries(150), when=NOON).new
    store.marks.bookmark(keys[140])
    store.marks.read(keys[149])
    assert store.upkeep.retire(NOON - timedelta(minutes=9)) == 139
    assert store.counts().all.total == 11
    assert len(store.find(parse_query("pilkada"))) == 11
    store.articles.save(source, entries(150), when=NOON)
    assert store.counts().all.unread == 149


def test_marks_can_be_compared_at_will(store: Store, source: Source, places: Places) -> None:
    keys = store.articles.save(source, entries(3), when=NOON).new
    store.marks.read(*keys)
    archive = Database(places.archive, synchronous="OFF")
    with archive.writing() as writer:
        writer.execute("UPDATE articles SET is_read = 0")
        writer.execute("UPDATE sources SET unread = 3")
    archive.close()
    store.upkeep.reconcile()
    assert store.counts().all.unread == 3
    store.upkeep.reconcile(is_thorough=True)
    assert store.counts().all.unread == 0


@pytest.mark.parametrize("packed", [b"", b"\x01", b"\x01junk", b"\xffabc"])
def test_bytes_that_are_no_article_are_refused(packed: bytes) -> None:
    with pytest.raises(Unreadable):
        codec.unpack(packed)


def test_what_is_packed_is_unpacked() -> None:
    data = codec.dump(codec.entry_to_json(Entry(title="\ud800 ü", published=NOON)))
    assert codec.entry_from_json(codec.load(codec.unpack(codec.pack(data)))) == Entry(
        title="\ud800 ü", published=NOON
    )
    assert codec.link_number("") is None
    assert split_keys(join_keys([b"a" * 16, b"b" * 16])) == [b"a" * 16, b"b" * 16]
