from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from berita_tui.news import DataUnusable, Entry, Source, View
from berita_tui.places import Places
from berita_tui.store import Store, files
from berita_tui.store.copies import copies_of_library
from berita_tui.store.database import connect
from berita_tui.store.schema import LIBRARY
from berita_tui.store.seals import SEALED, are_whole, seal
from store.conftest import Watch

SAID = b"Warta Padi Menguning"


@pytest.fixture
def kept(places: Places, watch: Watch) -> Places:
    """A library with something in every table, closed."""
    with closing(Store.open(places, clock=watch)) as store:
        live(store)
    return places


def live(store: Store) -> None:
    """Do a little of all that a reader does, some of it twice."""
    store.sources.add(Source.followed("https://a.example/", title=SAID.decode()))
    source = store.sources.all()[0]
    store.articles.save(source, [Entry(guid="1", title="Satu")], when=store._clock())
    store.sources.change(replace(source, folder=("Desa",), name="Warta"))
    store.sources.remove(source.key)
    store.marks.undo()
    key = store.shelf(View())[0].key
    for block in (3, 4):
        store.marks.read(key)
        store.marks.bookmark(key)
        store.marks.unbookmark(key)
        store.marks.unread(key)
        store.positions.put(key, block)
        store.queries.remember("padi")
    store.searches.remove(store.searches.add("panen", "padi").number)
    store.mutes.add("bola")
    store.marks.undo()


def is_whole(path: Path) -> bool:
    with closing(connect(path)) as connection:
        return are_whole(connection)


def flip(path: Path, what: bytes) -> None:
    """Let another letter stand in a file, as a disk can that forgets."""
    content = path.read_bytes()
    assert what in content
    path.write_bytes(content.replace(what, bytes([what[0] ^ 1]) + what[1:]))


def test_whatever_the_reader_does_the_seals_are_whole(kept: Places, watch: Watch) -> None:
    assert is_whole(kept.library)
    watch.now += timedelta(days=90)
    with closing(Store.open(kept, clock=watch)) as store:
        assert store.upkeep.fold()
        live(store)
    assert is_whole(kept.library)


def test_all_columns_of_all_tables_are_sealed(kept: Places) -> None:
    with closing(connect(kept.library)) as connection:
        sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = {name for (name,) in connection.execute(sql)}
        assert tables == {*SEALED, "seals"}
        for table, columns in SEALED.items():
            found = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
            assert [name for (name,) in found] == list(columns)


def test_a_letter_that_is_another_one_is_seen_and_gets_into_no_copy(
    kept: Places, watch: Watch
) -> None:
    with closing(Store.open(kept, clock=watch)) as store:
        assert store.upkeep.copy()
    flip(kept.library, SAID)
    watch.now += timedelta(days=2)
    with closing(Store.open(kept, clock=watch)) as store:
        assert "damaged" in str(store.upkeep.examine()[0].sentence)
        assert store.upkeep.copy() is None
        with pytest.raises(DataUnusable, match="damaged"):
            store.upkeep.backup(kept.data / "copy.db")
    (copy,) = copies_of_library(kept)
    assert files.is_sound(copy)


def test_a_library_without_seals_gets_them_for_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    old = replace(LIBRARY, steps=LIBRARY.steps[:1])
    files.create(path, old, extra="INSERT INTO queries VALUES (1, 'padi'), (2, 'jagung');")
    assert is_whole(path)
    files.migrate(path, LIBRARY, copy=tmp_path / "before.db")
    assert is_whole(path)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT total > 0 FROM seals WHERE room = 'queries'").get
    flip(path, b"jagung")
    assert not is_whole(path)


def test_a_seal_is_the_same_whatever_python_reckons_it() -> None:
    assert seal("🫨".encode(), None, b"\xff\x00") == 2_787_121_658
    assert seal(b"", None) != seal(None, b"")


def test_a_text_that_is_none_any_more_keeps_no_library_shut(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    old = replace(LIBRARY, steps=LIBRARY.steps[:1])
    files.create(path, old, extra="INSERT INTO queries VALUES (1, CAST(x'ff41' AS TEXT));")
    files.migrate(path, LIBRARY, copy=tmp_path / "before.db")
    assert is_whole(path)
    with closing(connect(path, is_writer=True)) as connection:
        connection.execute("UPDATE queries SET text = CAST(x'ff42' AS TEXT)")
        assert is_whole(path)
        connection.execute("DELETE FROM queries")
    assert files.is_sound(path)
