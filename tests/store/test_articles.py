from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest

from berita_tui.news import (
    Enclosure,
    Entry,
    Missing,
    Picture,
    Source,
    View,
    ViewKind,
    Want,
    parse_query,
)
from berita_tui.places import Places
from berita_tui.prepress import proof_of
from berita_tui.store import Store, rows
from berita_tui.store.articles import BATCH, LINKED, Lot
from berita_tui.store.bookmarks import unpack_copy
from berita_tui.store.database import Database
from berita_tui.store.vocabulary import uses_of
from store.conftest import NOON, Watch, entries, entry


def titles(store: Store, view: View | None = None) -> list[str]:
    shelf = store.shelf(view or View())
    return [shelf[row].title for row in range(len(shelf))]


def test_what_is_saved_is_given_back_whole(store: Store, source: Source) -> None:
    sent = entry(
        1,
        author="Ani",
        editor="poe",
        place="NUSA DUA",
        outlet="Warta",
        section="Nasional",
        modified=NOON,
        lead="Pembuka",
        caption="Foto",
        keywords=("a", "b"),
        language="id",
        pictures=(Picture(address="https://a.example/x.png", alt="x", caption="y"),),
        enclosures=(Enclosure(address="https://a.example/x.mp3", media_type="audio/mpeg", size=3),),
        is_whole=True,
    )
    saved = store.articles.save(source, [sent], when=NOON)
    assert len(saved.new) == 1
    article = store.articles.get(saved.new[0])
    assert article is not None
    assert article.entry == replace(sent, text="")
    assert article.first_seen == NOON
    assert article.words == 5
    assert article.source == source.key
    assert store.articles.get_number(article.number) == article


def test_nothing_is_found_under_unknown_keys_and_numbers(store: Store) -> None:
    assert store.articles.get(bytes(16)) is None
    assert store.articles.get_number(7) is None


@pytest.mark.parametrize("batch", [1, 4, BATCH])
def test_however_many_a_transaction_has_the_same_is_kept_and_found(
    store: Store, places: Places, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = store.articles._write

    def counted(part: Sequence[Any], when: datetime) -> None:
        written.append(len(part))
        write(part, when)

    monkeypatch.setattr("berita_tui.store.articles.BATCH", batch)
    monkeypatch.setattr(store.articles, "_write", counted)
    sources = store.sources.add(*(Source.followed(f"https://{name}.example/") for name in "ab"))
    texts = ("memilih", "dipilih", "beras", "Beras naik", "gula")
    proofs = [
        proof_of(entry(number, text, published=NOON - timedelta(seconds=number % 2)))
        for number, text in enumerate(texts)
    ]
    lots = [Lot(source=each, proofs=proofs, want=Want()) for each in sources]
    saved = store.articles.save_all(lots, when=NOON)
    assert [len(each.new) for each in saved] == [5, 5]
    assert written == {1: [1] * 10, 4: [3, 3, 4], BATCH: [10]}[batch]
    assert titles(store) == [f"Berita {number}" for number in [0, 2, 4] * 2 + [1, 3] * 2]
    found = [len(store.find(parse_query(text), limit=99)) for text in ("pilih", "beras", "x")]
    assert found == [4, 4, 0]
    assert store.counts().all.total == 10
    store.learn()
    with Database(places.archive, synchronous="OFF").reading() as reader:
        assert uses_of(reader, ["pilih", "beras", "naik"]) == {"pilih": 4, "beras": 4, "naik": 2}


def test_known_links_are_looked_up_in_the_index_of_links(store: Store, places: Places) -> None:
    connection = apsw.Connection(str(places.archive), flags=apsw.SQLITE_OPEN_READONLY)
    with closing(connection):
        rows = connection.execute(f"EXPLAIN QUERY PLAN {LINKED}", ("[1]", "a", "b")).get
    told = [str(each[3]) for each in rows]
    assert any("heads_link" in each for each in told), told
    assert not [each for each in told if "source=?" in each or "MULTI" in each], told


def test_the_list_is_newest_first_and_undated_ones_keep_the_feed_s_order(
    store: Store, source: Source
) -> None:
    store.articles.save(source, entries(3), when=NOON - timedelta(hours=1))
    undated = [entry(number, published=None, title=f"U{number}") for number in (10, 11, 12)]
    store.articles.save(source, undated, when=NOON + timedelta(minutes=1))
    assert titles(store)[:3] == ["U10", "U11", "U12"]


def test_an_article_from_the_future_is_filed_when_it_was_seen(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, published=NOON + timedelta(hours=20))], when=NOON)
    store.articles.save(source, [entry(2, published=NOON + timedelta(hours=1))],
                        when=NOON + timedelta(hours=2))  # fmt: skip
    assert titles(store) == ["Berita 2", "Berita 1"]


def test_saving_again_changes_nothing(store: Store, source: Source) -> None:
    store.articles.save(source, entries(60), when=NOON)
    again = store.articles.save(source, entries(60), when=NOON + timedelta(hours=1))
    assert (again.new, again.changed) == ((), 0)
    assert store.counts().all.total == 60


def test_articles_saved_together_are_one_part_of_the_index(
    places: Places, store: Store, source: Source
) -> None:
    store.articles.save(source, entries(30), when=NOON)
    with Database(places.archive, synchronous="OFF").reading() as reader:
        assert reader.execute("SELECT count(DISTINCT segid) FROM words_idx").get == 1


def test_what_a_feed_drops_stays(store: Store, source: Source) -> None:
    store.articles.save(source, entries(5), when=NOON)
    store.articles.save(source, [], when=NOON)
    store.articles.save(source, entries(1), when=NOON)
    assert store.counts().all.total == 5


def test_an_edited_article_keeps_its_place_and_is_found_by_its_new_words(
    store: Store, source: Source
) -> None:
    store.articles.save(source, entries(3), when=NOON)
    number = store.shelf(View()).number_at(1)
    edited = entry(1, "Isi baru tentang gempa.", published=NOON + timedelta(days=1), title="Baru")
    saved = store.articles.save(source, [edited], when=NOON)
    assert (saved.new, saved.changed) == ((), 1)
    article = store.articles.get_number(number)
    assert article is not None
    assert article.entry.title == "Baru"
    assert article.entry.published == NOON - timedelta(minutes=1)
    assert article.entry.modified == NOON + timedelta(days=1)
    assert len(store.find(parse_query("gempa"))) == 1
    assert len(store.find(parse_query('"Isi berita ke-1"'))) == 0


def test_a_later_lead_does_not_take_the_place_of_a_whole_text(store: Store, source: Source) -> None:
    whole = entry(1, "kata " * 200, is_whole=True)
    (key,) = store.articles.save(source, [whole], when=NOON).new
    saved = store.articles.save(source, [entry(1, "kata")], when=NOON)
    assert saved.changed == 0
    article = store.articles.get(key)
    assert article is not None
    assert article.entry.html == whole.html
    assert article.entry.is_whole
    assert store.articles.save(source, [entry(1, "kata")], when=NOON).changed == 0


def test_the_kept_text_is_indexed_when_other_facts_change(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, "gempa " * 50, is_whole=True)], when=NOON)
    saved = store.articles.save(source, [entry(1, "pendek", title="Lain")], when=NOON)
    assert saved.changed == 1
    assert len(store.find(parse_query("gempa lain"))) == 1


def test_an_id_may_be_shortened_while_it_is_clear(store: Store, source: Source) -> None:
    saved = store.articles.save(source, entries(40), when=NOON)
    key = saved.new[0]
    assert store.articles.by_id(key.hex()).key == key
    assert store.articles.by_id(f" {key.hex()[:12].upper()} ").key == key
    for prefix, words in (("", "no article id"), ("xyz", "no article id"), ("0" * 33, "no")):
        with pytest.raises(Missing, match=words):
            store.articles.by_id(prefix)
    first_digits = [each.hex()[0] for each in saved.new]
    shared = max(first_digits, key=first_digits.count)
    with pytest.raises(Missing, match="several"):
        store.articles.by_id(shared)
    free = next(digits for digits in map("{:04x}".format, range(65536))
                if not any(each.hex().startswith(digits) for each in saved.new))  # fmt: skip
    with pytest.raises(Missing, match="there is no article"):
        store.articles.by_id(free)


def test_articles_of_a_source_nobody_follows_are_kept_unseen(store: Store) -> None:
    stranger = Source.followed("https://b.example/feed")
    store.articles.save(stranger, entries(2), when=NOON)
    assert titles(store) == []
    store.sources.add(stranger)
    assert len(titles(store)) == 2


def test_more_in_one_second_than_there_are_places_go_into_the_next(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.store.rows.PLACE_BITS", 2)
    same = [entry(number, published=NOON - timedelta(days=9)) for number in range(10)]
    store.articles.save(source, same, when=NOON)
    assert len(titles(store)) == 10


def test_half_characters_and_odd_ones_can_be_saved(store: Store, source: Source) -> None:
    odd = entry(
        1, "a \x00 \ud800 ＦＵＬＬ", title="\udfff t\x00", author="\ud800", keywords=("\ud800",)
    )
    (key,) = store.articles.save(source, [odd], when=NOON).new
    article = store.articles.get(key)
    assert article is not None
    assert article.entry.title == "? t\x00"
    assert len(store.find(parse_query("full"))) == 1


def test_an_entry_without_text_is_indexed_by_its_markup(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, html="<p>Gunung <b>mele</b>tus</p>", text="")], when=NOON)
    assert len(store.find(parse_query("meletus"))) == 1
    store.articles.save(source, [entry(2, html="", text="", lead="Hanya pembuka")], when=NOON)
    assert len(store.find(parse_query("pembuka"))) == 1


def test_a_scrambled_title_is_still_listed(store: Store, source: Source, places: Places) -> None:
    (key,) = store.articles.save(source, entries(1), when=NOON).new
    with Database(places.archive, synchronous="OFF").writing() as writer:
        writer.execute("UPDATE heads SET title = CAST(x'41ff42' AS TEXT)")
    assert titles(store) == ["A\ufffdB"]
    article = store.articles.get(key)
    assert article is not None
    assert article.entry.title == "A\ufffdB"


def test_two_programs_that_save_the_same_make_one(
    opened: Callable[[], Store], source: Source
) -> None:
    one, other = opened(), opened()
    one.articles.save(source, entries(30), when=NOON)
    assert other.articles.save(source, entries(31), when=NOON).new
    assert one.counts().all.total == 31


def test_articles_in_the_listing_of_a_source(store: Store, source: Source, watch: Watch) -> None:
    store.articles.save(source, entries(2), when=watch())
    assert titles(store, View(ViewKind.SOURCE, source=source.key)) == ["Berita 0", "Berita 1"]


@pytest.mark.parametrize("name", ["id_dup", "id_swapped_v1", "id_rotating_v2", "id_title_only_v1"])
def test_hostile_identities_lose_and_double_nothing(
    store: Store, source: Source, shared: Path, name: str
) -> None:
    from berita_tui.parse.feeds import read_feed

    content = (shared / "data/hostile/cases" / f"{name}.xml").read_bytes()
    feed = read_feed(content, address=source.address, seen=NOON)
    assert feed.entries
    for _ in range(2):
        store.articles.save(source, feed.entries, when=NOON)
        assert store.counts().all.total == len(feed.entries)
    other = [replace(each, guid=f"v2 {each.guid}" if each.guid else "") for each in feed.entries]
    store.articles.save(source, other, when=NOON)
    assert store.counts().all.total == len(feed.entries)


def test_an_entry_can_be_all_but_empty(store: Store, source: Source) -> None:
    store.articles.save(source, [Entry(), Entry(title="x")], when=NOON)
    assert sorted(titles(store)) == ["", "x"]


def spoil(places: Places, key: bytes) -> None:
    """Let an article's text be damaged on disk."""
    archive = Database(places.archive, synchronous="OFF")
    with archive.writing() as writer:
        writer.execute(
            "UPDATE bodies SET body = x'00' WHERE number ="
            " (SELECT body FROM heads JOIN articles USING (number) WHERE key = ?)",
            (key,),
        )
    archive.close()


def test_a_damaged_article_is_mended_by_what_its_publisher_sends(
    store: Store, source: Source, places: Places
) -> None:
    (key,) = store.articles.save(source, [entry(1)], when=NOON).new
    spoil(places, key)
    saved = store.articles.save(source, [entry(1, "Isi baru."), entry(2)], when=NOON)
    assert (len(saved.new), saved.changed) == (1, 1)
    article = store.articles.get(key)
    assert article is not None
    assert article.entry.html == "<p>Isi baru.</p>"
    assert len(store.find(parse_query("baru"))) == 1


def test_a_damaged_article_is_mended_from_its_bookmark(
    store: Store, source: Source, places: Places
) -> None:
    whole = entry(1, "Isi seluruh halaman.", is_whole=True, is_from_page=True)
    (key,) = store.articles.save(source, [whole], when=NOON).new
    store.marks.bookmark(key)
    spoil(places, key)
    store.articles.save(source, [entry(1, "Teras.", title="Lain")], when=NOON)
    archive = Database(places.archive, synchronous="OFF")
    with archive.reading() as reader:
        article = rows.article(reader, "a.key = ?", key)
    archive.close()
    assert article is not None
    assert (article.entry.title, article.entry.html) == ("Lain", whole.html)


def test_what_is_written_before_something_fails_is_in_its_bookmark(
    store: Store, source: Source, places: Places
) -> None:
    (key,) = store.articles.save(source, [entry(BATCH)], when=NOON).new
    store.marks.bookmark(key)
    sent = [proof_of(each) for each in [*entries(BATCH), entry(BATCH, title="Baru")]]
    sent[0] = replace(sent[0], title="\ud800")
    with pytest.raises(UnicodeEncodeError):
        store.articles.save(source, sent, when=NOON)
    library = Database(places.library, synchronous="OFF")
    with library.reading() as reader:
        copy = reader.execute("SELECT copy FROM bookmarks").get
    library.close()
    assert unpack_copy(copy)[2].title == "Baru"
