from __future__ import annotations

from datetime import timedelta

import pytest

from berita_tui.news import Entry, Source, article_key
from berita_tui.store import Store
from berita_tui.store.recognition import merge
from store.conftest import NOON, entry


def total(store: Store, source: Source, *documents: list[Entry]) -> int:
    for document in documents:
        store.articles.save(source, document, when=NOON)
    return store.counts().all.total


def test_one_guid_for_all_loses_no_entry_and_doubles_none(store: Store, source: Source) -> None:
    same = [entry(number, guid="1") for number in range(4)]
    assert total(store, source, same, same, same[1:], same[2:3], list(reversed(same))) == 4
    assert total(store, source, [entry(9, guid="1")]) == 5


def test_guids_that_change_with_every_fetch_are_known_by_their_link(
    store: Store, source: Source
) -> None:
    rounds = [[entry(number, guid=f"r{turn}-{number}") for number in range(4)] for turn in range(3)]
    assert total(store, source, *rounds) == 4


def test_swapped_guids_follow_their_links(store: Store, source: Source) -> None:
    first = [entry(1, guid="x"), entry(2, guid="y")]
    swapped = [entry(1, guid="y"), entry(2, guid="x")]
    assert total(store, source, first, swapped) == 2


def test_one_link_for_all_loses_no_entry(store: Store, source: Source) -> None:
    home = "https://a.example/"
    by_guid = [entry(number, link=home) for number in range(3)]
    assert total(store, source, by_guid, by_guid, by_guid[:1]) == 3
    by_title = [entry(number, link=home, guid="") for number in range(10, 13)]
    assert total(store, source, by_title, by_title, list(reversed(by_title))) == 6


def test_a_feed_of_one_entry_with_a_constant_link_keeps_every_day_s(
    store: Store, source: Source
) -> None:
    days = [
        entry(
            day * 1440, f"cuaca {day}", guid=f"day-{day}", link="https://a.example/", title="Cuaca"
        )
        for day in range(3)
    ]
    assert total(store, source, *([day] for day in days)) == 3


def test_a_new_guid_and_date_for_the_same_text_is_the_same_article(
    store: Store, source: Source
) -> None:
    again = entry(1, guid="other", published=NOON)
    assert total(store, source, [entry(1)], [again]) == 1


def test_undated_entries_with_new_guids_are_known_by_link_and_title(
    store: Store, source: Source
) -> None:
    one = entry(1, published=None)
    assert total(store, source, [one], [entry(1, guid="new", published=None)]) == 1
    assert total(store, source, [entry(1, guid="newer", published=None, title="Lain")]) == 2


def test_an_edit_of_link_and_title_is_known_by_its_date(store: Store, source: Source) -> None:
    edited = entry(1, link="https://a.example/slug-lain", title="Judul lain")
    assert total(store, source, [entry(1)], [edited]) == 1


def test_an_edit_that_takes_the_link_away_is_known(store: Store, source: Source) -> None:
    assert total(store, source, [entry(1)], [entry(1, link="", title="X")]) == 1
    assert total(store, source, [entry(2, link="")], [entry(2, title="Y")]) == 2


def test_the_same_entry_twice_in_a_document_is_one(store: Store, source: Source) -> None:
    assert total(store, source, [entry(1), entry(1)]) == 1


def test_title_and_date_decide_where_there_is_nothing_else(store: Store, source: Source) -> None:
    bare = [Entry(title="x", published=NOON), Entry(title="x"), Entry(title="y")]
    assert total(store, source, bare, bare) == 3


def test_keys_do_not_depend_on_the_archive(store: Store, source: Source) -> None:
    saved = store.articles.save(source, [entry(1)], when=NOON)
    assert saved.new == (article_key(source.key, guid="guid-1", link="", title="", published=None),)


def test_two_sources_never_share_an_article(store: Store, source: Source) -> None:
    (other,) = store.sources.add(Source.followed("https://b.example/"))
    store.articles.save(source, [entry(1)], when=NOON)
    store.articles.save(other, [entry(1)], when=NOON)
    assert store.counts().all.total == 2


KEPT = Entry(title="t", html="<p>" + "x" * 100, is_whole=True, published=NOON, modified=NOON)
LEAD = Entry(title="t", html="<p>short</p>", published=NOON)


@pytest.mark.parametrize(
    ("kept", "sent", "html"),
    [
        (KEPT, LEAD, KEPT.html),
        (LEAD, KEPT, KEPT.html),
        (LEAD, Entry(), LEAD.html),
        (LEAD, Entry(html="<p>s</p>"), "<p>s</p>"),
        (KEPT, Entry(html="<p>" + "y" * 60, is_whole=True), "<p>" + "y" * 60),
        (KEPT, Entry(html="<p>y</p>", is_whole=True), KEPT.html),
        (KEPT, Entry(html="<p>" + "y" * 200), "<p>" + "y" * 200),
        (Entry(html="<p>" + "z" * 900), Entry(html="<p>a</p>", is_whole=True), "<p>a</p>"),
    ],
)
def test_the_better_text_is_kept(kept: Entry, sent: Entry, html: str) -> None:
    assert merge(kept, sent).html == html


def test_facts_are_replaced_but_never_emptied() -> None:
    kept = Entry(title="t", author="a", published=None, keywords=("k",))
    sent = Entry(title="u", published=NOON)
    merged = merge(kept, sent)
    assert (merged.title, merged.author, merged.published, merged.keywords) == (
        "u",
        "a",
        NOON,
        ("k",),
    )
    later = merge(merged, Entry(published=NOON + timedelta(days=1)))
    assert (later.published, later.modified) == (NOON, NOON + timedelta(days=1))
