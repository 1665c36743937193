from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from berita_tui.news import Article, Entry, Headline, Source, View, parse_query
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.store.database import Database
from berita_tui.store.revisions import KEPT
from store.conftest import NOON, Watch, entry


def save(store: Store, source: Source, sent: Entry, watch: Watch) -> Article:
    """Save one entry, an hour later than the last one."""
    store.articles.save(source, [sent], when=watch())
    watch.forward(hours=1)
    article = store.articles.get_number(store.shelf(View()).number_at(0))
    assert article is not None
    return article


def row(store: Store) -> Headline:
    return store.shelf(View())[0]


def texts(store: Store, article: Article) -> list[str]:
    return [version.text for version in store.revisions.of(article.key)]


def test_the_earlier_text_of_an_edited_article_is_kept(
    store: Store, source: Source, watch: Watch
) -> None:
    first = save(store, source, entry(1, "Lima tewas.", is_whole=True), watch)
    assert not first.is_edited
    assert texts(store, first) == ["Lima tewas."]
    second = save(store, source, entry(1, "Tujuh tewas.", title="Tujuh", is_whole=True), watch)
    assert (second.is_edited, second.number) == (True, first.number)
    before, after = store.revisions.of(second.key)
    assert (before.title, before.text, before.seen) == ("Berita 1", "Lima tewas.", NOON)
    assert (after.title, after.text) == ("Tujuh", "Tujuh tewas.")
    assert after.seen == NOON + timedelta(hours=1)
    assert before.is_whole
    assert len(store.find(parse_query("is:edited"))) == 1
    assert len(store.find(parse_query("status:berubah lima"))) == 0


def test_an_article_that_comes_back_the_same_in_substance_keeps_nothing(
    store: Store, source: Source, watch: Watch
) -> None:
    save(store, source, entry(1, "Lima  “tewas”."), watch)
    article = save(store, source, entry(1, 'Lima "tewas"', author="Ani"), watch)
    assert article.entry.author == "Ani"
    assert (article.is_edited, texts(store, article)) == (False, ['Lima "tewas"'])
    assert not store.find(parse_query("is:edited"))


def test_a_whole_page_in_the_place_of_a_lead_is_no_edit(
    store: Store, source: Source, watch: Watch
) -> None:
    save(store, source, entry(1, "Lima tewas …"), watch)
    whole = entry(1, "Enam orang tewas.", is_whole=True)
    assert not save(store, source, whole, watch).is_edited
    back = save(store, source, entry(1, "Lima tewas …"), watch)
    assert (back.is_edited, back.entry.is_whole) == (False, True)


def test_another_headline_over_a_page_is_an_edit(
    store: Store, source: Source, watch: Watch
) -> None:
    whole = replace(entry(1, "Lima orang tewas di Bali."), is_whole=True, is_from_page=True)
    save(store, source, whole, watch)
    assert not save(store, source, entry(1, "Enam orang."), watch).is_edited
    article = save(store, source, entry(1, "Enam orang.", title="Judul lain"), watch)
    assert article.is_edited
    assert [each.title for each in store.revisions.of(article.key)] == ["Berita 1", "Judul lain"]


def test_a_row_tells_of_an_edit_until_the_article_is_looked_at(
    store: Store, source: Source, watch: Watch
) -> None:
    article = save(store, source, entry(1, "Lima tewas."), watch)
    save(store, source, entry(1, "Enam tewas."), watch)
    assert not row(store).is_changed, "nobody has read it yet"
    store.marks.read(article.key)
    assert not row(store).is_changed
    changed = save(store, source, entry(1, "Tujuh tewas."), watch)
    assert changed.is_changed
    assert row(store).is_changed
    store.revisions.look_at(article.key)
    assert not row(store).is_changed
    assert len(store.find(parse_query("is:edited"))) == 1


def test_marking_it_settles_the_edit_too(store: Store, source: Source, watch: Watch) -> None:
    article = save(store, source, entry(1, "Lima tewas."), watch)
    store.marks.read(article.key)
    save(store, source, entry(1, "Enam tewas."), watch)
    store.marks.bookmark(article.key)
    assert row(store).is_changed
    store.marks.unread(article.key)
    assert not row(store).is_changed


def test_of_too_many_revisions_the_oldest_but_the_first_go(
    store: Store, source: Source, watch: Watch
) -> None:
    article = save(store, source, entry(1, "Korban 0 orang."), watch)
    for count in range(1, KEPT + 5):
        save(store, source, entry(1, f"Korban {count} orang."), watch)
    kept = [f"Korban {count} orang." for count in (0, *range(5, KEPT + 5))]
    assert texts(store, article) == kept
    seen = [version.seen for version in store.revisions.of(article.key)]
    assert seen == [NOON + timedelta(hours=count) for count in (0, *range(5, KEPT + 5))]


def test_what_is_not_there_has_no_revisions(store: Store) -> None:
    assert store.revisions.of(b"k" * 16) == ()


def test_a_damaged_revision_is_left_out(
    store: Store, source: Source, watch: Watch, places: Places
) -> None:
    article = save(store, source, entry(1, "Korban 0 orang."), watch)
    for count in (1, 2):
        save(store, source, entry(1, f"Korban {count} orang."), watch)
    with Database(places.archive, synchronous="OFF").writing() as writer:
        writer.execute(
            "UPDATE revisions SET revision = x'00'"
            " WHERE replaced = (SELECT min(replaced) FROM revisions)"
        )
    assert texts(store, article) == ["Korban 1 orang.", "Korban 2 orang."]


def test_revisions_go_with_their_article(
    store: Store, source: Source, watch: Watch, places: Places
) -> None:
    save(store, source, entry(1, "Lima tewas."), watch)
    save(store, source, entry(1, "Enam tewas."), watch)
    assert store.upkeep.retire(NOON + timedelta(days=1)) == 1
    with Database(places.archive, synchronous="OFF").reading() as reader:
        assert reader.execute("SELECT count(*) FROM revisions").get == 0


def test_what_an_edit_made_is_kept_when_the_whole_page_comes(
    store: Store, source: Source, watch: Watch
) -> None:
    save(store, source, entry(1, "Lima tewas …"), watch)
    article = save(store, source, entry(1, "Enam tewas …"), watch)
    store.marks.read(article.key)
    store.revisions.look_at(article.key)
    whole = save(store, source, entry(1, "Enam orang tewas di Bali.", is_whole=True), watch)
    assert not whole.is_changed
    assert texts(store, article) == ["Lima tewas …", "Enam tewas …", "Enam orang tewas di Bali."]


def test_a_headline_alone_can_be_edited(store: Store, source: Source, watch: Watch) -> None:
    save(store, source, entry(1, title="Lima tewas", html="", text="", lead="Pembuka"), watch)
    again = entry(1, title="Enam tewas", html="", text="", lead="Pembuka")
    article = save(store, source, again, watch)
    assert [version.title for version in store.revisions.of(article.key)] == [
        "Lima tewas",
        "Enam tewas",
    ]
    assert texts(store, article) == ["Pembuka", "Pembuka"]


def test_a_bookmarked_copy_follows_the_edit(
    store: Store, source: Source, watch: Watch, places: Places
) -> None:
    article = save(store, source, entry(1, "Lima tewas."), watch)
    store.marks.bookmark(article.key)
    save(store, source, entry(1, "Enam tewas."), watch)
    store.close()
    places.archive.unlink()
    again = Store.open(places, clock=watch)
    found = again.articles.get(article.key)
    again.close()
    assert found is not None
    assert found.entry.html == "<p>Enam tewas.</p>"


def test_revisions_are_taken_over_from_a_damaged_archive(
    store: Store, source: Source, watch: Watch, places: Places
) -> None:
    save(store, source, entry(1, "Lima tewas."), watch)
    article = save(store, source, entry(1, "Enam tewas."), watch)
    store.close()
    with Database(places.archive, synchronous="OFF").writing() as writer:
        writer.execute("DROP TABLE orphans")
    again = Store.open(places, clock=watch)
    assert again.upkeep.salvage() == 1
    found = again.articles.get(article.key)
    assert found is not None
    assert found.is_edited
    assert texts(again, found) == ["Lima tewas.", "Enam tewas."]
    again.close()
