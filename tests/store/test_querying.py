"""Every form of the query language and what it finds, in views and at a given moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import apsw
import pytest

from berita_tui.news import Picture, Source, View, ViewKind, parse_query
from berita_tui.places import Places
from berita_tui.store import Store, search
from berita_tui.store.forms import forms_in
from berita_tui.store.querying import plan_query
from berita_tui.store.rowids import WORDS
from store.conftest import NOON, entry

WIB = timezone(timedelta(hours=7))
NOW = NOON.astimezone(WIB)


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Six articles of two sources: one letter each for a title."""
    places = Places.under(tmp_path_factory.mktemp("querying"))
    places.prepare()
    store = Store.open(places, clock=lambda: NOON)
    one, two = store.sources.add(
        Source.followed("https://a.example/feed", title="Warta Utara", folder=("Nasional",)),
        Source.followed("https://b.example/feed", title="Kabar Selatan", folder=("Ekonomi",)),
    )
    picture = Picture(address="https://a.example/p.jpg")
    store.articles.save(
        one,
        [
            entry(1, "Pemilih cerdas memilih di Bali.", title="A pilkada", section="Politik"),
            entry(90, "Gempa di Bali.", title="B gempa", author="Ani Wijaya", place="NUSA DUA"),
            entry(60 * 20, "Cerdas pemilih.", title="C bola", section="Olah Raga", is_whole=True),
        ],
        when=NOON,
    )
    store.articles.save(
        two,
        [
            entry(60 * 24 * 3, "Harga naik.", title="D harga", keywords=("pasar", "beras")),
            entry(60 * 24 * 40, "Pilkada Bali.", title="E bola", pictures=(picture,)),
            entry(0, "Gol di Bali.", title="F lama", published=datetime(2020, 2, 27, tzinfo=WIB)),
        ],
        when=NOON,
    )
    keys = {each.title[0]: each.key for each in store.shelf(View())}
    store.marks.read(keys["B"], keys["D"])
    store.marks.bookmark(keys["D"])
    yield store
    store.close()


def titles(store: Store, text: str, view: View | None = None, *, limit: int | None = None) -> str:
    shelf = store.find(parse_query(text), view=view, now=NOW, limit=limit)
    return "".join(each.title[0] for each in shelf)


FOUND = [
    # words, phrases, beginnings
    ("bali", "ABEF"),
    ("bali gempa", "B"),
    ('"pemilih cerdas"', "A"),
    ('"cerdas pem"*', "C"),
    ("pem*", "AC"),
    ("b*", "ABCDEF"),
    # either, not, grouping
    ("gempa OR harga", "BD"),
    ("gempa ATAU harga", "BD"),
    ("bali -gempa", "AEF"),
    ("bali -gempa -pilkada", "F"),
    ("-bali", "CD"),
    ('-"pemilih cerdas" -bola', "BDF"),
    ("-(bali OR harga)", "C"),
    ("-(bali -gempa)", "BCD"),
    ("(gempa OR pilkada) -memilih", "BE"),
    ("(bali -gempa) OR harga", "ADEF"),
    ("(-bali) OR gempa", "BCD"),
    ("cerdas (-bali OR pilkada)", "AC"),
    # fields
    ("title:pilkada", "A"),
    ("judul:(pilkada OR bola)", "ACE"),
    ("body:pilkada", "E"),
    ("isi:pil*", "E"),
    ("by:wijaya", "B"),
    ("oleh:gempa", ""),
    ('place:"nusa dua"', "B"),
    ("tempat:nusa", "B"),
    ("source:selatan", "DEF"),
    ("sumber:nasional", "ABC"),
    ("source:(utara OR kabar) harga", "D"),
    ("-source:utara", "DEF"),
    ("sumber:tiada", ""),
    ("section:politik", "A"),
    ('rubrik:"olah raga"', "C"),
    ("section:(politik OR raga)", "AC"),
    ("section:ol*", "C"),
    ("-section:politik bali", "BEF"),
    ("tag:beras", "D"),
    ("label:pas*", "D"),
    ("note:bali", ""),
    ("bali OR catatan:bali", "ABEF"),
    ("title:(bola -pilkada) body:pilkada", "E"),
    ("title:(bola body:pemilih)", "C"),
    # states
    ("is:unread", "ACEF"),
    ("status:dibaca", "BD"),
    ("is:bookmarked", "D"),
    ("status:luring", "C"),
    ("is:edited", ""),
    ("-status:berubah bola", "CE"),
    ("has:image", "E"),
    ("ada:gambar bali", "E"),
    ("has:note", ""),
    ("is:read bali", "B"),
    ("-is:read -bali", "C"),
    ("bali OR is:bookmarked", "ABDEF"),
    ("(is:read OR title:bola) -gempa", "CDE"),
    # dates
    ("on:today", "AB"),
    ("pada:hari-ini", "AB"),
    ("on:kemarin", "C"),
    ("pada:yesterday", "C"),
    ("since:2h", "AB"),
    ("sejak:7hari", "ABCD"),
    ("after:7d", "ABCD"),
    ("before:3minggu", "EF"),
    ("since:2m -since:2w", "E"),
    ("after:2020-02-27", "ABCDE"),
    ("since:2020-02-27", "ABCDEF"),
    ("setelah:2020-02-26 sebelum:2020-02-28", "F"),
    ("on:2020", "F"),
    ("on:2020-01..2020-03", "F"),
    ("before:2021", "F"),
    ("bali on:today", "AB"),
    ("bali -on:today", "EF"),
    ("on:2020 OR harga", "DF"),
    ("after:today", ""),
    ("on:2020 on:2021", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_every_form_finds_what_it_says(
    shelved: Store, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    assert titles(shelved, text) == expected
    assert titles(shelved, text, limit=2) == expected[:2]
    monkeypatch.setattr(search, "RANGE", 1)
    assert titles(shelved, text, limit=6) == expected
    keys = {each.title[0]: each.key for each in shelved.shelf(View())}
    matching = shelved._search.keys(parse_query(text), now=NOW)
    assert matching == [keys[letter] for letter in expected]


def views(store: Store) -> dict[str, View]:
    one, _ = sorted(store.sources.all(), key=lambda each: each.address)
    return {
        "all": View(),
        "unread": View(ViewKind.UNREAD),
        "bookmarked": View(ViewKind.BOOKMARKED),
        "today": View(ViewKind.TODAY),
        "source": View(ViewKind.SOURCE, source=one.key),
        "folder": View(ViewKind.FOLDER, folder=("Ekonomi",)),
    }


@pytest.mark.parametrize(
    ("view", "text", "expected"),
    [
        ("all", "bali", "ABEF"),
        ("unread", "bali", "AEF"),
        ("unread", "-bali", "C"),
        ("bookmarked", "harga", "D"),
        ("bookmarked", "bali", ""),
        ("source", "bali", "AB"),
        ("source", "is:unread", "AC"),
        ("folder", "bali OR harga", "DEF"),
        ("folder", "is:read", "D"),
    ],
)
def test_a_query_narrows_a_view(shelved: Store, view: str, text: str, expected: str) -> None:
    assert titles(shelved, text, views(shelved)[view]) == expected


def test_a_query_narrows_the_day(shelved: Store) -> None:
    today = "".join(each.title[0] for each in shelved.shelf(View(ViewKind.TODAY)))
    assert titles(shelved, "-zzz", View(ViewKind.TODAY)) == today


def test_only_what_a_filter_shows_is_marked_read(store: Store, source: Source) -> None:
    (other,) = store.sources.add(Source.followed("https://b.example/feed", title="Kabar B"))
    for number, each in enumerate((source, other)):
        store.articles.save(each, [entry(number, "Gempa."), entry(number + 5, "Bola.")], when=NOON)
    view = View(ViewKind.SOURCE, source=other.key)
    action = store.marks.read_found(parse_query("gempa"), view=view)
    assert action
    assert action.count == 1
    assert store.counts().of_source(other.key).unread == 1
    assert store.counts().of_source(source.key).unread == 2


def test_the_clock_s_now_counts_where_none_is_given(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1), entry(60 * 24 * 3)], when=NOON)
    assert len(store.find(parse_query("since:1d"))) == 1
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert len(store.find(parse_query("since:1d"), now=later)) == 0


def test_sections_follow_their_articles_and_the_index(store: Store, source: Source) -> None:
    store.articles.save(
        source, [entry(1, section="Politik"), entry(2, section="Politik")], when=NOON
    )
    assert len(store.find(parse_query("section:politik"))) == 2
    store.articles.save(source, [entry(1, "Baru.", section="Hukum")], when=NOON)
    assert len(store.find(parse_query("section:politik"))) == 1
    assert len(store.find(parse_query("section:hukum"))) == 1
    store.upkeep.rebuild_index()
    assert len(store.find(parse_query("section:hukum"))) == 1


def explained_plan(places: Places, text: str) -> str:
    connection = apsw.Connection(str(places.archive), flags=apsw.SQLITE_OPEN_READONLY)
    made = plan_query(
        parse_query(text),
        now=NOW,
        sources=lambda _: [1],
        forms=forms_in(connection),
        listed=search.SHOWN,
    )
    values = made.values | {"match": made.match, "low": 0, "high": 2**62, "limit": 9}
    rows = connection.execute(f"EXPLAIN QUERY PLAN {made.select('a.number', WORDS)}", values)
    told = "\n".join(str(row[3]) for row in rows)
    connection.close()
    return told


@pytest.mark.parametrize(
    "text",
    ["bali", "bali -gempa", "is:offline", "-bali", "on:2020", "bali section:x", "a OR is:read"],
)
def test_the_newest_are_found_first_without_sorting(
    store: Store, places: Places, text: str
) -> None:
    plan = explained_plan(places, text)
    assert "TEMP B-TREE FOR ORDER BY" not in plan
    assert "SCAN h" not in plan


def test_section_and_source_alone_go_by_an_index(store: Store, places: Places) -> None:
    assert "of_section" in explained_plan(places, "section:x")
    assert "of_source" in explained_plan(places, "source:x")


def test_hostile_sections_are_only_names(store: Store, source: Source) -> None:
    name = 'a" OR 1=1; --\0\ud800'
    store.articles.save(source, [entry(1, section=name)], when=NOON)
    assert len(store.find(parse_query("section:xor"))) == 0
    assert len(store.find(parse_query('section:"or"'))) == 1
