"""Word forms, order, beginnings and the nearest query: what the index gives beyond the words."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from berita_tui.news import BeritaError, Entry, Order, Sentence, Source, find_matches, parse_query
from berita_tui.places import Places
from berita_tui.store import Store, forms, ranking, vocabulary
from berita_tui.store.database import Database
from berita_tui.store.forms import Familiar
from berita_tui.store.vocabulary import Learner, distance
from store.conftest import NOON, entries, entry

TEXTS = {
    "Pemilihan": "Warga desa memilih ketua baru pada hari Jum'at.",
    "Pilkada": "Para pemilih datang, kata Jokowi kepada negara-negara tetangga.",
    "Elections": "The voters of the country were electing a president in the city.",
    "Kediri": "Gunung di Kediri, tanpa diri sendiri.",
    "Gempa": "Gempa bumi mengguncang Palu; gempa susulan terasa.",
}


@pytest.fixture
def filled(store: Store, source: Source) -> Store:
    found = [entry(number, body, title=title) for number, (title, body) in enumerate(TEXTS.items())]
    store.articles.save(source, found, when=NOON)
    store.learn()
    return store


def found(store: Store, text: str, order: Order = Order.NEWEST) -> list[str]:
    return [each.title for each in store.find(parse_query(text), order=order)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("dipilih", ["Pemilihan", "Pilkada"]),
        ("memilih", ["Pemilihan", "Pilkada"]),
        ('"memilih"', ["Pemilihan"]),
        ('"pilih"', []),
        ("title:memilih", ["Pemilihan"]),
        ("body:pemilihan", ["Pemilihan", "Pilkada"]),
        ("-pilihan bumi", ["Gempa"]),
        ("jumat", ["Pemilihan"]),
        ("Jum'at", ["Pemilihan"]),
        ("negara-negara", ["Pilkada"]),
        ("kenegaraan", ["Pilkada"]),
        ("election", ["Elections"]),
        ("elected", ["Elections"]),
        ("voting", []),
        ("Kediri", ["Kediri"]),
        ("jokowi", ["Pilkada"]),
        ('title:"pemilihan"', ["Pemilihan"]),
    ],
)
def test_forms_find_each_other_and_phrases_stay_exact(
    filled: Store, text: str, titles: list[str]
) -> None:
    assert found(filled, text) == titles


def test_english_words_with_a_capital_are_found_in_their_forms_and_lit(
    store: Store, source: Source
) -> None:
    title = "Elections Loom in the North"
    body = "Voters queued. The ministers of the village heard Roger Waters sing."
    store.articles.save(source, [entry(1, body, title=title)], when=NOON)
    for text in ("election", "Election", "voter", "minister", "Minister", "Villages", "Waters"):
        query = parse_query(text)
        assert [each.title for each in store.find(query)] == [title], text
        assert find_matches(query, f"{title} {body}"), text
    assert found(store, "water") == []


def test_a_form_is_lit_in_title_and_snippet(filled: Store) -> None:
    query = parse_query("dipilih")
    number = filled.find(query).number_at(0)
    part, lit = filled.snippet(number, query)
    assert [part[start:end] for start, end in lit] == ["memilih"]


def test_best_first_puts_the_title_before_the_text(filled: Store, source: Source) -> None:
    filled.articles.save(
        source,
        [
            entry(50, "Gempa.", title="Kabar"),
            entry(60, "Kabar lain tentang laut dan angin.", title="Gempa di laut"),
        ],
        when=NOON,
    )
    assert found(filled, "gempa")[-1] == "Gempa di laut"
    shelf = filled.find(parse_query("gempa"), order=Order.BEST)
    assert shelf[0].title in ("Gempa", "Gempa di laut")
    scores = [shelf.score_of(shelf.number_at(row)) or 0 for row in range(len(shelf))]
    assert scores == sorted(scores, reverse=True)
    assert shelf.index_of(shelf.number_at(1)) == 1
    assert shelf.index_of(7) is None
    assert filled.find(parse_query("gempa")).score_of(1) is None


def test_what_was_found_newest_first_is_weighed_as_the_best_are(filled: Store) -> None:
    for text in ("gempa", "pemilih", "gempa OR jumat", "gempa -xyz is:unread", "desa OR is:unread"):
        query = parse_query(text)
        shelf = filled.find(query, order=Order.BEST)
        best = {each.number: shelf.score_of(each.number) for each in shelf}
        assert filled.scores(query, sorted(best)[:1]).keys() == set(sorted(best)[:1])
        assert filled.scores(query, list(best)) == pytest.approx(best, rel=1e-3)
    assert filled.scores(parse_query("is:unread"), [1]) == {}
    assert filled.scores(parse_query("gempa"), []) == {}


def test_words_side_by_side_count_more_and_news_a_little(store: Store, source: Source) -> None:
    texts = ["duta besar", "duta yang besar", "duta besar"]
    store.articles.save(source, [entry(n * 90_000, t) for n, t in enumerate(texts)], when=NOON)
    assert found(store, "duta besar", Order.BEST) == ["Berita 0", "Berita 180000", "Berita 90000"]


def test_another_form_counts_but_its_place_beside_a_word_does_not(
    store: Store, source: Source
) -> None:
    apart, beside = entry(0, "Ketua itu kini memilih."), entry(1, "Mereka memilih ketua itu.")
    store.articles.save(source, [apart, beside], when=NOON)
    assert found(store, "memilih ketua", Order.BEST) == ["Berita 1", "Berita 0"]
    assert found(store, "pemilih ketua", Order.BEST) == ["Berita 0", "Berita 1"]


def test_best_first_bounds_what_it_weighs_and_takes_titles_too(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.store.search.CANDIDATES", 10)
    many = [entry(number, "sama saja") for number in range(30)]
    old = entry(999, "lain", title="Sama")
    store.articles.save(source, [*many, old], when=NOON)
    assert found(store, "sama", Order.BEST)[0] == "Sama"
    assert len(found(store, "sama", Order.BEST)) == 11
    assert len(found(store, "sama -laut is:unread", Order.BEST)) == 11
    assert len(found(store, "body:sama", Order.BEST)) == 10
    assert len(found(store, "body:sama is:unread", Order.BEST)) == 10
    assert len(store.find(parse_query("sama"), order=Order.BEST, limit=3)) == 3


def test_a_word_being_typed_weighs_once(filled: Store) -> None:
    def scores(text: str) -> list[float | None]:
        shelf = filled.find(parse_query(text, typing=True), order=Order.BEST)
        return [shelf.score_of(each.number) for each in shelf]

    assert scores("gempa palu") == scores("gempa palu ") != []
    assert filled.find(parse_query("xyz presiden palu", typing=True), order=Order.BEST).is_loose


def test_a_question_is_answered_with_some_of_its_words(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "siapa presiden yang mengguncang palu"
    assert found(filled, question) == []
    shelf = filled.find(parse_query(question), order=Order.BEST)
    assert shelf.is_loose
    assert shelf[0].title == "Gempa"
    monkeypatch.setattr(ranking, "LOOSE", 1)
    assert filled.find(parse_query(question), order=Order.BEST).is_loose
    assert not filled.find(parse_query("xyzzy"), order=Order.BEST).is_loose
    assert not filled.find(parse_query("xyzzy yzzyx"), order=Order.BEST).is_loose
    assert found(filled, "apa", Order.BEST) == []
    assert found(filled, "gempa is:read", Order.BEST) == []
    for odd in ("\u037a* gempa", "\u037a gempa", "'s* gempa"):  # no word once it is folded
        assert "Gempa" in found(filled, odd, Order.BEST)
    assert found(filled, "\u037a*", Order.BEST) == []


def test_best_first_of_states_alone_is_newest_first(filled: Store) -> None:
    assert found(filled, "is:unread", Order.BEST) == list(TEXTS)
    assert found(filled, "source:warta palu OR bumi", Order.BEST) == ["Gempa"]


def test_a_beginning_stands_for_its_most_used_words(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["batu", "batu bara", "batang", "badai", 'bara "api unggun" bagi']
    store.articles.save(source, [entry(n, t) for n, t in enumerate(texts)], when=NOON)
    store.learn()
    monkeypatch.setattr(vocabulary.beginning_with, "__kwdefaults__", {"limit": 1})

    def quick(text: str) -> tuple[int, bool]:
        shelf = store.find(parse_query(text, typing=True), limit=9, is_quick=True)
        return len(shelf), shelf.is_whole_list

    assert quick("ba") == (2, False)
    assert quick("title:ba") == (0, False)
    assert quick("batu ba") == (1, False)
    assert quick("xyz") == (0, True)
    assert quick('"api un') == (1, False)
    assert quick("api OR batan") == (2, False)
    assert len(store.find(parse_query("ba", typing=True), limit=9)) == 5


def test_the_vocabulary_is_gathered_and_written_now_and_then(places: Places, store: Store) -> None:
    now = [0.0]
    learner = Learner(clock=lambda: now[0])
    assert not learner.is_due
    learner.hear(["Café satu, DUA " + "x" * 50], total=0)
    learner.hear(["tidak didengar"], total=vocabulary.ALL_READ + 1)
    assert not learner.is_due
    now[0] = vocabulary.LATE
    assert learner.is_due
    with Database(places.archive, synchronous="OFF").writing() as writer:
        learner.write(writer)
        learner.hear(["dua tiga"], total=vocabulary.ALL_READ)
        learner.write(writer)
        assert vocabulary.uses_of(writer, ["cafe", "dua", "tiga", "x" * 50, "tidak"]) == {
            "cafe": 1,
            "dua": 1 + vocabulary.STEP,
            "tiga": vocabulary.STEP,
            "x" * 50: 0,
            "tidak": 0,
        }
    for total in range(vocabulary.GATHERED):
        learner.hear(["kata lagi"], total=total)
    assert learner.is_due
    with Database(places.archive, synchronous="OFF").writing() as writer:
        uses = []
        while learner.is_due:
            learner.write(writer, most=1)
            uses.append(sum(vocabulary.uses_of(writer, ["kata", "lagi"]).values()))
        assert uses == [vocabulary.GATHERED, 2 * vocabulary.GATHERED]
    assert not learner.has_any
    learner.hear(["terlambat"], total=0)
    now[0] += vocabulary.LATE
    with Database(places.archive, synchronous="OFF").writing() as writer:
        learner.listen(writer, [["datang"]])
        learner.note(writer)
        learner.note(writer)
        assert vocabulary.uses_of(writer, ["terlambat", "datang"]) == {"terlambat": 1, "datang": 1}
    assert not learner.has_any


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("gempa", "gempa", 0),
        ("gempa", "gmepa", 1),
        ("gempa", "gemp", 1),
        ("gempa", "gemmpa", 1),
        ("gempa", "lempar", 2),
        ("gempa", "laut", 3),
        ("gempa", "pilkada", 3),
        ("gempa", "gempabumi", 3),
    ],
)
def test_slips_between_words_are_counted(one: str, other: str, slips: int) -> None:
    assert min(3, distance(one, other, 2)) == slips


@pytest.mark.parametrize(
    ("text", "offered", "count"),
    [
        ("gmepa", "gempa", 1),
        ("gempaa palu", "gempa palu", 1),
        ("gempa pilkada", "gempa", 1),
        ("judul:gempaa", "judul:gempa", 1),
        ("gempa jokowi -xyz", "gempa -xyz", 1),
        ("(gempa OR bumi) jokowi", "gempa ATAU bumi", 1),
        ('"gempa laut" palu', "palu", 1),
        ("bumi-laut", None, 0),
        ("xyzzyxyzzy", None, 0),
        ("is:read", None, 0),
        ("is:read gempa", None, 0),
        ("xyzzyxyzzy* gempa", "gempa", 1),
        ("ge* jokowi", "ge*", 1),
        ("gempa jokowi is:read", None, 0),
        ("xyzzyx yzzyxy gempa", None, 0),
    ],
)
def test_where_nothing_is_found_the_nearest_query_is_offered(
    filled: Store, text: str, offered: str | None, count: int
) -> None:
    assert found(filled, text) == []
    offer = filled.nearest(parse_query(text), "id")
    assert (offer and offer.query.text) == offered
    if offer:
        assert offer.count == count
        assert len(filled.find(parse_query(offer.query.text))) == count


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("xyzzyxyzzy negara", "negara"),
        ("xyzzyxyzzy keneg", "keneg"),
        ("xyzzyxyzzy pemil", "pemil*"),
        ("xyzzyxyzzy judul:(laut OR gempa", "judul:(laut ATAU gempa)"),
        ("gmepa", "gempa"),
    ],
)
def test_of_a_word_being_typed_the_word_is_offered_or_else_its_beginning(
    filled: Store, text: str, offered: str
) -> None:
    query = parse_query(text, typing=True)
    assert len(filled.find(query)) == 0
    offer = filled.nearest(query, "id")
    assert (offer and offer.query.text) == (None if offered == "keneg" else offered)


def test_nothing_is_nearest_to_nothing(filled: Store) -> None:
    assert filled.nearest(parse_query(""), "en") is None


def test_a_new_index_is_made_beside_the_old_one_which_answers(
    store: Store, source: Source, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.articles.save(source, entries(250), when=NOON)
    monkeypatch.setattr("berita_tui.store.upkeep._BATCH", 100)
    monkeypatch.setattr("berita_tui.store.rowids.INDEX_VERSION", "new")
    from berita_tui.store import rows

    index_below = rows.index_below
    seen: list[int] = []

    def watched(*arguments: object, **options: object) -> int | None:
        number = index_below(*arguments, **options)  # type: ignore[arg-type]
        seen.append(len(found(store, "pilkada")))
        if len(seen) == 2:
            raise KeyboardInterrupt
        return number

    monkeypatch.setattr(rows, "index_below", watched)
    with pytest.raises(KeyboardInterrupt):
        store.upkeep.rebuild_index()
    newest = entry(-5, "pilkada baru")
    oldest = Entry(guid="old", title="Tua", html="<p>pilkada</p>", published=NOON - timedelta(9))
    store.articles.save(source, [newest, oldest], when=NOON + timedelta(hours=1))
    assert len(found(store, "pilkada")) == 252
    (finding,) = store.upkeep.examine()
    assert finding.is_mended
    assert seen == [250, 250, 252, 252, 252]
    assert len(found(store, "pilkada")) == 252
    assert store.upkeep.examine() == ()
    with Database(places.archive, synchronous="OFF").reading() as reader:
        assert vocabulary.uses_of(reader, ["pilkada"])["pilkada"] > 100


def test_an_article_changed_while_a_new_index_is_made_is_in_both(
    store: Store, source: Source
) -> None:
    store.articles.save(source, entries(3), when=NOON)
    from berita_tui.store import index

    with store._archive.writing() as writer:
        index.begin_next(writer, index.next_version(writer))
    store.articles.save(source, [entry(0, "ubahan sama sekali")], when=NOON)
    assert found(store, "ubahan") == ["Berita 0"]
    store.upkeep.rebuild_index()
    assert found(store, "ubahan") == ["Berita 0"]
    assert found(store, "pilkada") == ["Berita 1", "Berita 2"]


def test_an_index_that_has_stems_beside_words_answers_with_what_comes_later(
    store: Store, source: Source
) -> None:
    store.articles.save(source, [entry(1, "Warga datang.")], when=NOON)
    with store._archive.writing() as writer:
        writer.execute("DROP TABLE forms")
        writer.execute("DELETE FROM words")
        writer.execute(
            "INSERT INTO words (rowid, text, stems) SELECT (number >> 20 << 6), 'memilih', 'pilih'"
            " FROM articles"
        )
        writer.execute("UPDATE facts SET value = '4.1/6' WHERE name = 'index_version'")
    assert found(store, "dipilih") == ["Berita 1"]
    store.articles.save(source, [entry(2, "Para pemilih.")], when=NOON)
    assert found(store, "dipilih") == ["Berita 1", "Berita 2"]
    store.upkeep.examine()
    assert found(store, "dipilih") == ["Berita 2"]


def test_a_form_that_comes_while_a_new_index_is_made_is_known_to_both(
    store: Store, source: Source
) -> None:
    from berita_tui.store import index

    with store._archive.writing() as writer:
        index.begin_next(writer, index.next_version(writer))
        writer.execute("UPDATE facts SET value = 0 WHERE name = 'index_progress'")
    store.articles.save(source, [entry(0, "Mereka dipilih.")], when=NOON)
    assert found(store, "pemilihan") == ["Berita 0"]
    with store._archive.writing() as writer:
        index.take_next(writer)
    assert found(store, "pemilihan") == ["Berita 0"]


def test_names_are_not_taken_for_forms(store: Store, source: Source) -> None:
    named = entry(0, "Mereka memilih.", author="Pemilih", place="Pilihan")
    other = entry(1, "Tentang dia.", author="Memilih", place="Dipilih")
    store.articles.save(source, [named, other], when=NOON)
    assert found(store, "pilih") == ["Berita 0"]
    assert found(store, "by:pilih") == found(store, "place:pilih") == []
    assert found(store, "by:memilih") == ["Berita 1"]


def test_only_what_was_kept_is_familiar(store: Store) -> None:
    familiar, eats, reads = Familiar(), "makan/memakan", "baca/membaca"
    with store._archive.writing() as writer:
        fresh = familiar.sift([eats]).write(writer)
    with suppress(BeritaError), store._archive.writing() as writer:
        familiar.sift([reads]).write(writer)
        raise BeritaError(Sentence("it is undone"))
    familiar.keep(fresh)
    with store._archive.writing() as writer:
        assert familiar.sift([eats, f"{reads} {eats}", reads]).write(writer) == {reads}


def test_familiar_pairs_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    familiar, eats, reads = Familiar(), "makan/memakan", "baca/membaca"
    familiar.keep({eats, reads})
    assert familiar.sift([eats]).fresh == set()
    monkeypatch.setattr(forms, "KINDS", 1)
    assert familiar.sift([eats]).fresh == {eats}
