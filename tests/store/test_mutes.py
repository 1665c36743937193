from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from berita_tui.news import (
    BadQuery,
    Missing,
    Source,
    Tally,
    Verb,
    View,
    ViewKind,
    WrongUse,
    parse_query,
)
from berita_tui.store import Store
from store.conftest import NOON, Watch, entry
from store.test_filing import mute_view, numbers, search_view


@pytest.fixture
def filled(store: Store, source: Source) -> Store:
    store.articles.save(source, [entry(1, "gempa"), entry(2, "bola"), entry(3)], when=NOON)
    return store


def test_a_mute_hides_what_is_there_and_what_comes(filled: Store, source: Source) -> None:
    mute = filled.mutes.add("gempa")
    filled.settle()
    filled.articles.save(source, [entry(4, "gempa lagi"), entry(5, "hujan")], when=NOON)
    view = View(ViewKind.SOURCE, source=source.key)
    for each in (View(), view, View(ViewKind.UNREAD), View(ViewKind.TODAY)):
        assert len(numbers(filled, each)) == 3
    assert filled.counts().all == filled.counts().of_source(source.key) == Tally(3, 3)
    assert filled.counts().mutes == {mute.number: Tally(2, 2)}
    assert len(filled.find(parse_query("gempa"))) == 0
    assert [each.title for each in filled.shelf(mute_view(mute.number))] == ["Berita 1", "Berita 4"]
    assert len(filled.find(parse_query("lagi"), view=mute_view(mute.number))) == 1
    filled.marks.read_view(mute_view(mute.number))
    assert filled.counts().mutes == {mute.number: Tally(2, 0)}
    assert filled.counts().all == Tally(3, 3)


def test_what_is_bookmarked_is_never_hidden(filled: Store) -> None:
    key = filled.shelf(View())[0].key
    filled.marks.bookmark(filled.shelf(View())[1].key)
    mute = filled.mutes.add("gempa OR bola")
    filled.settle()
    assert len(numbers(filled, View())) == 2
    filled.marks.bookmark(key)
    assert len(numbers(filled, View())) == 3
    assert filled.counts().mutes == {mute.number: Tally()}
    filled.marks.undo()
    assert len(numbers(filled, View())) == 2
    assert filled.counts().all == Tally(2, 2)


def test_a_mute_ends(filled: Store, watch: Watch) -> None:
    mute = filled.mutes.add("gempa", lasting=timedelta(days=7))
    assert mute.until == NOON + timedelta(days=7)
    filled.settle()
    watch.forward(days=6)
    assert not filled.settle()
    assert filled.mutes.all() == (mute,)
    watch.forward(days=1)
    assert filled.settle()
    assert filled.mutes.all() == ()
    assert filled.counts().all == Tally(3, 3)
    with pytest.raises(Missing):
        filled.mutes.remove(mute.number)


def test_mutes_are_changed_removed_and_undone(filled: Store) -> None:
    mute = filled.mutes.add("gempa", lasting=timedelta(days=7))
    filled.settle()
    action = filled.mutes.change(mute.number, text="bola")
    assert action is not None
    assert (action.verb, action.subject) == (Verb.CHANGE_MUTE, "gempa")
    assert filled.mutes.get(mute.number).until is None
    assert filled.mutes.change(mute.number, text="bola") is None
    filled.settle()
    assert [each.title for each in filled.shelf(mute_view(mute.number))] == ["Berita 2"]
    assert filled.mutes.remove(mute.number).verb is Verb.UNMUTE
    filled.settle()
    assert filled.counts().all.total == 3
    filled.marks.undo()
    filled.marks.undo()
    filled.settle()
    assert filled.mutes.all() == (mute,)
    assert [each.title for each in filled.shelf(mute_view(mute.number))] == ["Berita 1"]
    filled.marks.undo()
    filled.settle()
    assert filled.mutes.all() == ()
    assert filled.counts().all.total == 3


def test_what_a_mute_is_already_is_no_change_however_late(filled: Store, watch: Watch) -> None:
    mute = filled.mutes.add("gempa", lasting=timedelta(days=7))
    watch.forward(hours=1)
    assert filled.mutes.change(mute.number, text="gempa", until=mute.until) is None
    later = NOON + timedelta(days=9)
    assert filled.mutes.change(mute.number, until=later) is not None
    assert filled.mutes.get(mute.number).until == later


def test_two_reasons_to_hide_are_kept_apart(filled: Store, source: Source) -> None:
    mute = filled.mutes.add("gempa")
    filled.settle()
    filled.sources.remove(source.key)
    assert numbers(filled, View()) == numbers(filled, mute_view(mute.number)) == []
    filled.mutes.remove(mute.number)
    filled.settle()
    assert numbers(filled, View()) == []
    filled.marks.undo()
    filled.marks.undo()
    filled.settle()
    assert filled.counts().all == Tally(2, 2)
    assert len(numbers(filled, mute_view(mute.number))) == 1


def test_what_two_mutes_hide_is_seen_when_both_are_gone(filled: Store) -> None:
    first, second = filled.mutes.add("gempa"), filled.mutes.add("title:berita gempa")
    kept = filled.searches.add("", "gempa OR bola")
    filled.settle()
    assert len(numbers(filled, search_view(kept.number))) == 1
    filled.mutes.remove(first.number)
    filled.settle()
    assert filled.counts().all.total == 2
    filled.mutes.remove(second.number)
    filled.settle()
    assert filled.counts().searches == {kept.number: Tally(2, 2)}


def test_a_mute_of_nothing_or_of_nonsense_is_refused(store: Store) -> None:
    with pytest.raises(WrongUse):
        store.mutes.add(" ")
    with pytest.raises(BadQuery):
        store.mutes.add("(gempa")


def test_nothing_is_settled_where_nothing_can_be_written(
    filled: Store, opened: Callable[[], Store]
) -> None:
    filled.mutes.add("gempa")
    from berita_tui.news import Sentence

    filled._archive.refusal = Sentence("tidak bisa")
    assert not filled.settle()


def test_mutes_are_told_apart_by_their_numbers(filled: Store) -> None:
    first, second = filled.mutes.add("gempa"), filled.mutes.add("bola")
    assert filled.mutes.get(second.number) == second
    assert filled.mutes.get(first.number) == first
