from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from berita_tui.news import Article, BeritaError, Picture, Plate, Rendition, Sentence, Source
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.store.pictures import MOST_TRIES
from berita_tui.store.plates import YOUNG, Plates, name_of
from conftest import NOON
from store.conftest import entry

HILL = "https://a.example/bukit.jpg"
SEA = "https://a.example/laut.jpg"


def rendition(letter: str = "a", size: int = 100) -> Rendition:
    return Rendition(content=letter.encode() * size, width=60, height=40)


def saved(store: Store, source: Source, number: int, *addresses: str) -> Article:
    pictures = tuple(Picture(address=address) for address in addresses)
    (key,) = store.articles.save(source, [entry(number, pictures=pictures)], when=NOON).new
    article = store.articles.get(key)
    assert article
    return article


def illustrated(store: Store, source: Source, number: int, letter: str, size: int = 100) -> Article:
    """An article whose one picture is on disk."""
    address = f"https://a.example/{letter}.jpg"
    article = saved(store, source, number, address)
    store.pictures.begin(article.number, [address])
    store.pictures.keep(address, rendition(letter, size))
    store.pictures.finish(article.number)
    return article


def files(places: Places) -> list[Path]:
    return sorted(path for path in places.pictures.rglob("*") if path.is_file())


def plate(store: Store, address: str) -> Plate:
    return store.pictures.of([address])[address]


def test_a_picture_is_kept_and_found_by_its_address(store: Store, places: Places) -> None:
    store.pictures.keep(HILL, rendition())
    found = store.pictures.of([HILL, SEA])
    assert found == {HILL: Plate(content=name_of(b"a" * 100), width=60, height=40)}
    assert store.pictures.load(found[HILL]) == b"a" * 100
    assert store.pictures.settled([HILL, SEA]) == {HILL}


def test_what_two_addresses_give_is_one_file(store: Store, places: Places) -> None:
    store.pictures.keep(HILL, rendition())
    store.pictures.keep(SEA, rendition())
    assert len(files(places)) == 1
    assert store.pictures.stock() == (1, 100)
    assert plate(store, HILL) == plate(store, SEA)


def test_files_are_for_the_user_alone(store: Store, places: Places) -> None:
    store.pictures.keep(HILL, rendition())
    (file,) = files(places)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (places.pictures, file.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_why_there_is_none_is_remembered(store: Store) -> None:
    store.pictures.miss(HILL, Sentence("{host} says no", host="a.example"))
    assert store.pictures.problems([HILL, SEA]) == {
        HILL: Sentence("{host} says no", host="a.example")
    }
    assert store.pictures.settled([HILL]) == {HILL}
    assert not store.pictures.of([HILL])


def test_articles_stand_in_line_newest_first(store: Store, source: Source) -> None:
    old, new = saved(store, source, 9, HILL), saved(store, source, 1, SEA)
    plain = store.articles.save(source, [entry(5)], when=NOON)
    html = entry(3, html='<p>A</p><img src="https://a.example/isi.jpg">')
    (inside,) = store.articles.save(source, [html], when=NOON).new
    assert plain.new
    line = [each.article.key for each in store.pictures.wanted(limit=9)]
    assert line == [new.key, inside, old.key]
    first = store.pictures.wanted(limit=1)[0].article.number
    assert [w.article.key for w in store.pictures.wanted(limit=9, below=first)] == line[1:]
    store.pictures.finish(new.number)
    assert [each.article.key for each in store.pictures.wanted(limit=9)] == line[1:]


def test_an_article_that_changes_stands_in_line_again(store: Store, source: Source) -> None:
    article = illustrated(store, source, 1, "a")
    assert not store.pictures.wanted(limit=9)
    longer = entry(1, pictures=(Picture(address=SEA),), html="<p>Lebih panjang dari semula.</p>")
    store.articles.save(source, [longer], when=NOON)
    assert [each.article.key for each in store.pictures.wanted(limit=9)] == [article.key]


def test_articles_of_a_source_left_behind_wait(store: Store, source: Source) -> None:
    saved(store, source, 1, HILL)
    store.sources.remove(source.key)
    assert not store.pictures.wanted(limit=9)
    store.marks.undo()
    assert store.pictures.wanted(limit=9)


def test_what_cannot_be_reached_is_given_up_in_the_end(store: Store, source: Source) -> None:
    article = saved(store, source, 1, HILL)
    for tries in range(MOST_TRIES):
        assert [each.tries for each in store.pictures.wanted(limit=9)] == [tries]
        store.pictures.put_off(article.number)
    assert not store.pictures.wanted(limit=9)


def test_a_damaged_file_is_forgotten_and_fetched_again(
    store: Store, source: Source, places: Places
) -> None:
    article = illustrated(store, source, 1, "a")
    address = "https://a.example/a.jpg"
    kept = plate(store, address)
    (file,) = files(places)
    file.write_bytes(b"b" * 100)
    assert store.pictures.load(kept) is None
    assert not files(places)
    assert not store.pictures.of([address])
    assert store.pictures.stock() == (0, 0)
    assert [each.article.key for each in store.pictures.wanted(limit=9)] == [article.key]


def test_the_doctor_looks_at_every_file(store: Store, source: Source, places: Places) -> None:
    illustrated(store, source, 1, "a")
    assert not store.upkeep.examine(is_thorough=True)
    article = illustrated(store, source, 2, "b", 200)
    next(path for path in files(places) if path.stat().st_size == 200).unlink()
    (finding,) = store.upkeep.examine(is_thorough=True)
    assert finding.is_mended
    assert "1 lost or damaged" in str(finding.sentence)
    assert store.pictures.stock() == (1, 100)
    assert [each.article.key for each in store.pictures.wanted(limit=9)] == [article.key]


def test_a_lost_file_is_kept_anew(store: Store, places: Places) -> None:
    store.pictures.keep(HILL, rendition())
    (file,) = files(places)
    file.unlink()
    store.pictures.keep(HILL, rendition())
    assert store.pictures.load(plate(store, HILL)) == b"a" * 100


def test_the_oldest_go_first_and_bookmarked_ones_never(store: Store, source: Source) -> None:
    oldest = illustrated(store, source, 40, "a")
    for number, letter in ((30, "b"), (20, "c"), (10, "d")):
        illustrated(store, source, number, letter)
    waiting = saved(store, source, 35, HILL)
    store.marks.bookmark(oldest.key)
    assert store.pictures.trim(400) == 0
    assert store.pictures.trim(300) == 2
    left = store.pictures.of(f"https://a.example/{letter}.jpg" for letter in "abcd")
    assert [address[-5] for address in left] == ["a", "d"]
    assert waiting.key not in [each.article.key for each in store.pictures.wanted(limit=9)]


def test_a_picture_two_articles_show_is_as_new_as_the_newer(store: Store, source: Source) -> None:
    first = illustrated(store, source, 40, "a")
    illustrated(store, source, 30, "b")
    newer = saved(store, source, 1, "https://a.example/a.jpg")
    store.pictures.begin(newer.number, ["https://a.example/a.jpg"])
    assert store.pictures.trim(150) == 1
    assert store.pictures.of(["https://a.example/a.jpg"])
    store.marks.bookmark(first.key)
    assert store.pictures.trim(50) == 0


def test_pictures_of_articles_let_go_are_first_to_go(store: Store, source: Source) -> None:
    illustrated(store, source, 90, "a")
    illustrated(store, source, 1, "b")
    store.upkeep.retire(NOON - timedelta(minutes=60))
    assert store.pictures.trim(150) == 1
    assert not store.pictures.of(["https://a.example/a.jpg"])


def test_files_nothing_speaks_of_are_swept_when_they_are_not_new(
    store: Store, places: Places
) -> None:
    store.pictures.keep(HILL, rendition())
    folder = places.pictures / "ab"
    folder.mkdir(exist_ok=True)
    stray, draft, young = folder / ("ab" * 16), folder / ".abab.1.new", folder / ("ba" * 16)
    for path in (stray, draft, young):
        path.write_bytes(b"x")
    for path in (stray, draft):
        past = path.stat().st_mtime - YOUNG - 60
        os.utime(path, (past, past))
    assert store.pictures.sweep() == 2
    assert young.exists()
    assert store.pictures.load(plate(store, HILL))


def test_a_folder_that_cannot_be_made_is_told_and_leaves_nothing_half_done(
    store: Store, places: Places
) -> None:
    places.pictures.write_text("a file where the folder should be")
    with pytest.raises(BeritaError, match="disk"):
        store.pictures.keep(HILL, rendition())
    assert not store.pictures.of([HILL])


def test_a_draft_that_cannot_take_its_place_is_removed(tmp_path: Path) -> None:
    plates = Plates(tmp_path)
    name = name_of(b"a")
    taken = tmp_path / name.hex()[:2] / name.hex()
    taken.mkdir(parents=True)
    with pytest.raises(OSError, match=r"."):
        plates.put(b"a")
    assert list(taken.parent.iterdir()) == [taken]
    plates.drop(name)


def test_where_nothing_was_ever_kept_there_is_nothing_to_sweep(store: Store) -> None:
    assert store.pictures.sweep() == 0


def test_a_damaged_archive_does_not_lose_the_pictures(
    opened: Callable[[], Store], places: Places
) -> None:
    store = opened()
    (source,) = store.sources.add(Source.followed("https://a.example/feed", title="Warta A"))
    illustrated(store, source, 1, "a")
    store.close()
    (places.data / "archive.damaged").touch()
    again = opened()
    again.upkeep.salvage()
    assert again.pictures.load(plate(again, "https://a.example/a.jpg")) == b"a" * 100


def test_a_damaged_file_is_only_a_gap_where_nothing_can_be_changed(
    opened: Callable[[], Store], places: Places, watch: Callable[[], datetime]
) -> None:
    opened().pictures.keep(HILL, rendition())
    (file,) = files(places)
    file.write_bytes(b"")
    alone = Store.open_without_library(places, clock=watch)
    assert alone.pictures.load(plate(alone, HILL)) is None
    assert set(alone.pictures.of([HILL])) == {HILL}
    alone.close()
