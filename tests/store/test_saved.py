from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from berita_tui.news import SAVED, Article, Entry, Source, View, ViewKind, source_key
from berita_tui.store import Store
from berita_tui.store.saved import KeptPage
from store.conftest import NOON, entry

ADDRESS = "https://a.example/berita/12345/lima-tewas-di-jalan"
BODY = "Lima orang tewas di jalan raya kemarin malam menurut keterangan polisi setempat. " * 4


def page(body: str = BODY, **fields: object) -> Entry:
    """The page of an article, as it is read: without a guid."""
    plain: dict[str, object] = {"guid": "", "link": ADDRESS, "title": "Lima tewas di jalan"}
    return entry(1, body.strip(), **(plain | {"is_whole": True} | fields))


def fed(**fields: object) -> Entry:
    """The same article as a feed has it."""
    plain: dict[str, object] = {"link": f"{ADDRESS}?utm_source=rss", "title": "Lima tewas di jalan"}
    return entry(1, "Lima orang tewas di jalan raya …", **(plain | fields))


def found(store: Store, kept: KeptPage) -> Article:
    article = store.articles.get(kept.key)
    assert article is not None
    return article


def test_a_page_goes_to_a_source_of_the_program_s_own(store: Store) -> None:
    kept = store.saved.keep(page(), shelf="Halaman simpanan", folder=("Milikku",))
    article = found(store, kept)
    assert kept.is_new
    assert (article.source, article.is_bookmarked) == (source_key(SAVED), True)
    assert (article.entry.is_whole, article.entry.is_from_page) == (True, True)
    source = store.sources.by_address(SAVED)
    assert source is not None
    assert (source.title, source.folder, source.is_fetched) == (
        "Halaman simpanan", ("Milikku",), False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "again",
    [
        page(),
        page(link=f"{ADDRESS}?fbclid=1"),
        page(link="https://m.a.example/berita/12345/lima-tewas-di-jalan/amp", title="Enam tewas"),
        page(published=None),
    ],
)
def test_a_page_saved_again_is_the_same(store: Store, again: Entry) -> None:
    first = store.saved.keep(page())
    second = store.saved.keep(again)
    assert (second.key, second.is_new) == (first.key, False)
    assert store.counts().all.total == 1


def test_a_page_that_has_changed_is_an_edit_of_the_saved_one(store: Store) -> None:
    first = store.saved.keep(page())
    store.saved.keep(page(BODY.replace("Lima", "Tujuh")))
    assert found(store, first).is_edited
    assert len(store.revisions.of(first.key)) == 2


def test_a_page_without_an_address_is_saved_once(store: Store) -> None:
    bare = page(link="")
    first, second = store.saved.keep(bare), store.saved.keep(bare)
    assert (first.key, first.is_new, second.is_new) == (second.key, True, False)


def test_a_page_makes_the_article_whole_that_a_feed_brought(store: Store, source: Source) -> None:
    (key,) = store.articles.save(source, [fed()], when=NOON).new
    kept = store.saved.keep(page(author="Ani"))
    article = found(store, kept)
    assert (kept.key, kept.is_new, article.source) == (key, False, source.key)
    assert (article.is_bookmarked, article.entry.is_whole, article.is_edited) == (
        True, True, False,
    )  # fmt: skip
    assert article.entry.author == "Ani"
    assert store.sources.by_address(SAVED) is None
    store.articles.save(source, [fed()], when=NOON)
    assert (store.counts().all.total, found(store, kept).entry.is_whole) == (1, True)


def test_a_page_without_a_date_and_with_another_title_is_known_by_its_address(
    store: Store, source: Source
) -> None:
    (key,) = store.articles.save(source, [fed()], when=NOON).new
    assert store.saved.keep(page(published=None, title="Lima orang tewas")).key == key


def test_of_two_feeds_the_first_that_had_it_keeps_it(store: Store, source: Source) -> None:
    (other,) = store.sources.add(Source.followed("https://b.example/"))
    store.articles.save(other, [fed(guid="b")], when=NOON - timedelta(hours=1))
    store.articles.save(source, [fed()], when=NOON)
    assert found(store, store.saved.keep(page())).source == other.key


def test_a_removed_source_keeps_no_page_from_being_seen(store: Store, source: Source) -> None:
    store.articles.save(source, [fed()], when=NOON)
    store.sources.remove(source.key)
    assert found(store, store.saved.keep(page())).source == source_key(SAVED)


def shelved(store: Store, source: Source) -> int:
    view = View(ViewKind.SOURCE, source=source.key)
    return len(store.shelf(view))


def test_a_feed_that_brings_a_saved_page_adds_facts_and_no_article(
    store: Store, source: Source
) -> None:
    kept = store.saved.keep(page())
    sent = fed(html="<p>Lain</p>" * 500, is_whole=True, section="Nasional", title="Lima tewas di")
    store.articles.save(source, [sent, entry(2)], when=NOON)
    saved = store.articles.save(source, [sent, entry(2)], when=NOON)
    article = found(store, kept)
    assert article.entry.html == f"<p>{BODY.strip()}</p>"
    assert (article.entry.title, article.entry.section) == ("Lima tewas di jalan", "Nasional")
    assert (article.is_bookmarked, article.is_edited) == (True, False)
    assert (store.counts().all.total, shelved(store, source), saved.new) == (2, 1, ())


def test_a_page_that_is_gone_from_sight_swallows_nothing(store: Store, source: Source) -> None:
    kept = store.saved.keep(page())
    store.marks.unbookmark(kept.key)
    store.sources.remove(source_key(SAVED))
    assert len(store.articles.save(source, [fed()], when=NOON).new) == 1


@pytest.mark.parametrize(
    "others",
    [
        [fed(published=NOON + timedelta(days=1), guid="b")],
        [fed(published=None, title="Cuaca", guid="b")],
        [fed(published=None, title="", guid="b")],
        [fed(guid="b"), fed(guid="c", title="Lain")],
        [fed(link="https://a.example/lain", guid="b")],
    ],
)
def test_what_only_shares_an_address_comes_as_its_own(
    store: Store, source: Source, others: Iterable[Entry]
) -> None:
    store.saved.keep(page())
    entries = list(others)
    assert len(store.articles.save(source, entries, when=NOON).new) == len(entries)


def test_an_article_known_to_its_feed_stays_there(store: Store, source: Source) -> None:
    store.articles.save(source, [fed()], when=NOON)
    store.saved.keep(page(link="https://a.example/lain/98765", title="Lain"))
    store.articles.save(source, [fed(link="https://a.example/lain/98765")], when=NOON)
    assert store.counts().all.total == 2


def test_a_front_page_is_no_article_of_its_feed(store: Store, source: Source) -> None:
    home = "https://a.example/"
    store.articles.save(source, [fed(link=home, published=None, title="Satu")], when=NOON)
    assert store.saved.keep(page(link=home, published=None, title="Warta A")).is_new
