from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from berita_tui.news import BeritaError, Source, Verb, View, ViewKind
from berita_tui.places import Places
from berita_tui.store import Store, restore_library
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.database import Database
from berita_tui.store.history import History
from berita_tui.store.ledger import Ledger
from berita_tui.store.numbers import micros
from store.conftest import NOON, Watch, entries


def test_a_mark_that_only_the_library_has_is_made_good_at_the_next_start(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(3), when=NOON).new
    library = Database(places.library, synchronous="FULL")
    with library.writing() as writer:  # as if killed before the archive was written
        History(library, watch).append(writer, Verb.READ, count=2, keys=keys[:2])
    library.close()
    assert store.counts().all.unread == 3
    again = Store.open(places, clock=watch)
    assert again.counts().all.unread == 1
    again.close()


def test_marks_wait_for_articles_that_are_not_there_yet(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(4), when=NOON).new
    store.marks.read(keys[0], keys[1])
    store.marks.unread(keys[1])
    store.close()
    places.archive.unlink()
    again = Store.open(places, clock=watch)
    again.articles.save(source, entries(4), when=NOON)
    shelf = again.shelf(View())
    assert [shelf[row].is_read for row in range(4)] == [True, False, False, False]
    again.close()


def test_an_archive_from_an_old_backup_is_brought_up_to_date(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(5), when=NOON).new
    store.marks.read(keys[0])
    store.marks.bookmark(keys[3])
    store.close()
    old = places.archive.read_bytes()
    store = Store.open(places, clock=watch)
    store.marks.read(keys[1])
    store.marks.unread(keys[0])
    store.marks.unbookmark(keys[3])
    watch.forward(days=31)
    assert store.upkeep.fold() == 6
    store.close()
    places.archive.write_bytes(old)
    store = Store.open(places, clock=watch)
    shelf = store.shelf(View())
    assert [shelf[row].is_read for row in range(5)] == [False, True, False, False, False]
    assert store.counts().bookmarked.total == 0
    store.close()


def test_a_library_from_an_old_copy_takes_over_what_the_archive_knows_better(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(5), when=NOON).new
    store.marks.read(keys[0])
    copy = store.upkeep.copy()
    assert copy is not None
    store.marks.unread(keys[0])
    store.marks.read(keys[1])
    store.marks.bookmark(keys[2])
    assert store.upkeep.restore() == copy
    store.close()
    store = Store.open(places, clock=watch)
    shelf = store.shelf(View())
    assert [shelf[row].is_read for row in range(5)] == [True, True, False, False, False]
    assert [shelf[row].is_bookmarked for row in range(5)] == [False, False, True, False, False]
    store.close()
    places.archive.unlink()  # now the library has it all
    store = Store.open(places, clock=watch)
    store.articles.save(source, entries(5), when=NOON)
    assert store.counts().all.unread == 3
    assert store.counts().bookmarked.total == 1
    store.close()


def test_a_copy_the_reader_asks_for_takes_later_marks_away_also_of_articles_that_come_again(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(5), when=NOON).new
    store.marks.read(keys[0], keys[1])
    store.marks.unread(keys[1])
    store.marks.bookmark(keys[3])
    copy = places.data / "mine.db"
    store.upkeep.backup(copy)
    store.marks.unread(keys[0])
    store.marks.read(keys[1], keys[2])
    store.marks.bookmark(keys[4])
    store.marks.unbookmark(keys[3])
    store.close()
    archive = Database(places.archive, synchronous="OFF")
    with archive.writing() as writer:  # gone for a while
        writer.execute("INSERT INTO orphans SELECT key, is_read, is_bookmarked FROM articles")
        for table in ("heads", "bodies", "articles"):
            writer.execute(f"DELETE FROM {table}")
    archive.close()
    assert restore_library(places, clock=watch, copy=copy, is_asked=True) == copy
    for _ in range(2):
        store = Store.open(places, clock=watch)
        store.articles.save(source, entries(5), when=NOON)
        shelf = store.shelf(View())
        assert [shelf[row].is_read for row in range(5)] == [True, False, False, False, False]
        assert [shelf[row].is_bookmarked for row in range(5)] == [
            *(False, False, False, True, False)
        ]
        store.close()
    assert restore_library(places, clock=watch, copy=copy) == copy  # not asked for: a crash
    store = Store.open(places, clock=watch)
    assert store.counts().all.unread == 4
    store.close()


def test_two_programs_that_mark_at_once_lose_nothing(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    keys = store.articles.save(source, entries(6), when=NOON).new
    other = Store.open(places, clock=watch)
    for turn, key in enumerate(keys):
        (store if turn % 2 else other).marks.read(key)
    assert store.counts() == other.counts()
    assert other.counts().all.unread == 0
    other.close()


def test_bookmarks_of_articles_that_are_gone_are_no_trouble(
    store: Store, source: Source, places: Places
) -> None:
    library = Database(places.library, synchronous="OFF")
    archive = Database(places.archive, synchronous="OFF")
    (key,) = store.articles.save(source, entries(1), when=NOON).new
    store.marks.bookmark(key)
    bookmarks = Bookmarks(library, archive)
    with archive.writing() as writer:
        writer.execute("DELETE FROM bodies")
    bookmarks.refresh([key, bytes(16)])
    bookmarks.adopt([bytes(16)])
    bookmarks.put_back()
    with archive.writing() as writer:
        writer.execute("DELETE FROM articles")
        writer.execute("DELETE FROM heads")
    Ledger(library, archive, lambda: bookmarks).catch_up(is_thorough=True)
    assert store.articles.get(key)
    library.close()
    archive.close()


LOOP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.news import View
from berita_tui.places import Places
from berita_tui.store import Store
store = Store.open(Places.under(Path(sys.argv[1])), clock=lambda: datetime.now(UTC))
shelf = store.shelf(View())
done = {line.split()[1] for line in open(sys.argv[2])}
for row in range(len(shelf)):
    key = shelf[row].key
    if key.hex() in done:
        continue
    store.marks.bookmark(key)
    print("bookmark", key.hex(), flush=True)
    store.marks.read(key)
    print("read", key.hex(), flush=True)
"""


def test_no_acknowledged_mark_is_lost_by_a_kill(
    store: Store, source: Source, places: Places, watch: Watch, tmp_path: Path
) -> None:
    store.articles.save(source, entries(400), when=NOON)
    store.close()
    told = tmp_path / "told"
    told.touch()
    lines: list[list[str]] = []
    for turn in range(4):
        with (
            told.open("ab") as sink,
            subprocess.Popen(
                [sys.executable, "-c", LOOP, str(places.data.parent), str(told)],
                stdout=subprocess.PIPE,
            ) as child,
        ):
            assert child.stdout
            for line, _ in zip(child.stdout, range(11 + 2 * turn), strict=False):
                sink.write(line)
            child.send_signal(signal.SIGKILL)
            sink.write(child.stdout.read().rpartition(b"\n")[0])
            sink.write(b"\n" if told.stat().st_size else b"")
        lines = [line.split() for line in told.read_text().splitlines() if line]
        told.write_text("".join(f"{verb} {key}\n" for verb, key in lines))
        with_archive = Store.open(places, clock=watch)
        shelf = with_archive.shelf(View())
        shown = [shelf[row] for row in range(len(shelf))]
        bookmarked = {each.key.hex() for each in shown if each.is_bookmarked}
        read = {each.key.hex() for each in shown if each.is_read}
        assert {key for verb, key in lines if verb == "bookmark"} <= bookmarked
        assert {key for verb, key in lines if verb == "read"} <= read
        with_archive.close()
    assert len(lines) >= 40


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.news import Entry, Source
from berita_tui.places import Places
from berita_tui.store import Store
now = lambda: datetime.now(UTC)
store = Store.open(Places.under(Path(sys.argv[1])), clock=now)
name = sys.argv[2]
source = Source.followed(f"https://{name}.example/")
store.sources.add(source)
for number in range(60):
    new = store.articles.save(source, [Entry(guid=str(number), title=name)], when=now()).new
    store.marks.read(*new)
store.close()
"""


def test_two_processes_write_at_once_and_both_are_heard(store: Store, places: Places) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(places.data.parent), name])
        for name in "ab"
    ]
    assert [child.wait(60) for child in children] == [0, 0]
    assert (store.counts().all.total, store.counts().all.unread) == (120, 0)
    assert len(store.sources.all()) == 2


def test_an_odd_name_of_the_home_is_no_trouble(tmp_path: Path, watch: Watch) -> None:
    places = Places.under(tmp_path / "a b?#%41ü'\"")
    store = Store.open(places, clock=watch)
    assert len(store.shelf(View(ViewKind.UNREAD))) == 0
    store.close()
    assert places.archive.exists()


def test_marks_are_dated(store: Store, source: Source, watch: Watch) -> None:
    (key,) = store.articles.save(source, entries(1), when=NOON).new
    store.marks.read(key)
    assert store.marks.recent(1)[0].when == NOON
    assert micros(NOON) == 1795410000000000
    assert issubclass(BeritaError, Exception)
