from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from berita_tui.news import BadQuery, Missing, Source, Tally, Verb, View, ViewKind, WrongUse
from berita_tui.store import Store
from berita_tui.store.filing import AT_ONCE, marks_changed
from store.conftest import NOON, Watch, entries, entry
from store.test_filing import numbers, search_view


def test_a_search_is_kept_under_a_name_and_shows_what_answers(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, "gempa"), entry(2, "bola"), entry(3)], when=NOON)
    kept = store.searches.add("  Gempa   bumi ", " gempa ")
    assert (kept.name, kept.text) == ("Gempa bumi", "gempa")
    assert store.counts().searches == {}
    assert store.settle()
    assert not store.settle()
    assert store.counts().searches == {kept.number: Tally(1, 1)}
    store.articles.save(source, [entry(4, "gempa lagi"), entry(5)], when=NOON)
    shelf = store.shelf(search_view(kept.number))
    assert [headline.title for headline in shelf] == ["Berita 1", "Berita 4"]
    assert store.next_unread(search_view(kept.number), shelf.number_at(0)) == shelf.number_at(1)
    store.marks.read_view(search_view(kept.number))
    assert store.counts().searches == {kept.number: Tally(2, 0)}
    assert store.counts().all == Tally(5, 3)


def test_what_is_rewritten_is_looked_at_again(store: Store, source: Source) -> None:
    kept = store.searches.add("", "gempa")
    store.settle()
    store.articles.save(source, [entry(1, "gempa"), entry(2, "bola")], when=NOON)
    store.articles.save(source, [entry(1, "bola"), entry(2, "gempa susulan")], when=NOON)
    (headline,) = store.shelf(search_view(kept.number))
    assert headline.title == "Berita 2"


def test_a_search_without_a_name_is_called_by_its_query(store: Store) -> None:
    assert store.searches.add("", "title:gempa").name == "title:gempa"


@pytest.mark.parametrize("text", ["", " ", "( )"])
def test_a_query_that_asks_nothing_is_refused(store: Store, text: str) -> None:
    with pytest.raises((WrongUse, BadQuery)):
        store.searches.add("Kosong", text)
    assert store.searches.all() == ()


def test_a_name_is_had_once(store: Store) -> None:
    store.searches.add("Gempa", "gempa")
    with pytest.raises(WrongUse, match="already"):
        store.searches.add("GEMPA", "bola")
    kept = store.searches.add("Bola", "bola")
    with pytest.raises(WrongUse, match="already"):
        store.searches.change(kept.number, name="gempa")
    assert store.searches.change(kept.number, name="bola") is not None
    assert store.searches.named("BOLA").number == kept.number
    with pytest.raises(Missing, match="no search"):
        store.searches.named("tidak ada")
    with pytest.raises(WrongUse, match="needs a name"):
        store.searches.checked_name(" ")


def test_searches_are_edited_moved_removed_and_undone(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, "gempa"), entry(2, "bola")], when=NOON)
    first, second, third = (store.searches.add(name, name) for name in ("gempa", "bola", "pil*"))
    store.settle()
    action = store.searches.change(first.number, name="Goyang", text="bola")
    assert action is not None
    assert (action.verb, action.subject) == (Verb.CHANGE_SEARCH, "gempa")
    assert store.searches.change(first.number, name="Goyang") is None
    assert store.settle()
    assert [each.title for each in store.shelf(search_view(first.number))] == ["Berita 2"]
    assert store.searches.move(third.number, -5) is not None
    assert store.searches.move(third.number, -1) is None
    assert [each.number for each in store.searches.all()] == [
        third.number,
        first.number,
        second.number,
    ]
    store.searches.remove(second.number)
    store.settle()
    assert second.number not in store.counts().searches
    with pytest.raises(Missing):
        store.searches.get(second.number)
    for _ in range(3):
        store.marks.undo()
    store.settle()
    assert store.searches.all() == (first, second, third)
    assert [each.title for each in store.shelf(search_view(first.number))] == ["Berita 1"]
    for _ in range(3):
        store.marks.undo()
    assert store.searches.all() == ()
    assert store.settle()
    assert store.counts().searches == {}


def test_undone_and_removed_searches_are_let_go_with_the_log(store: Store, watch: Watch) -> None:
    store.searches.add("", "gempa")
    store.marks.undo()
    kept = store.searches.add("", "bola")
    watch.forward(days=40)
    store.upkeep.fold()
    assert store.searches.all() == (kept,)
    assert store.searches.add("", "gempa").number == kept.number + 1


def test_all_searches_together_and_a_filter_in_one(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, "gempa"), entry(2, "bola"), entry(3)], when=NOON)
    kept = store.searches.add("", "gempa")
    store.searches.add("", "bola OR gempa")
    store.settle()
    assert len(numbers(store, search_view(0))) == 2
    from berita_tui.news import parse_query

    bola = parse_query("bola")
    assert len(store.find(bola, view=search_view(0))) == 1
    assert len(store.find(bola, view=search_view(kept.number))) == 0


def test_a_named_source_counts_by_the_name_it_has_now(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(1, "gempa")], when=NOON)
    kept = store.searches.add("", "source:utara")
    store.settle()
    assert numbers(store, search_view(kept.number)) == []
    store.sources.change(replace(source, name="Warta Utara"))
    assert store.settle()
    assert len(numbers(store, search_view(kept.number))) == 1


def test_dates_counted_from_now_move_with_the_clock(
    store: Store, source: Source, watch: Watch
) -> None:
    store.articles.save(source, [entry(0, "gempa"), entry(60 * 40, "gempa")], when=NOON)
    lately = store.searches.add("", "since:2d gempa")
    before = store.searches.add("", "before:2d gempa")
    inside = store.searches.add("", "bola OR since:2d")
    store.settle()
    views = [search_view(each.number) for each in (lately, before, inside)]
    assert [len(numbers(store, view)) for view in views] == [2, 0, 2]
    watch.forward(hours=1)
    assert store.settle()  # what stands inside a query is asked anew each hour
    watch.forward(minutes=1)
    assert not store.settle()
    watch.forward(hours=12)
    store.settle()
    assert [len(numbers(store, view)) for view in views] == [1, 1, 1]


def test_what_comes_late_is_held_against_the_clock(
    store: Store, source: Source, watch: Watch
) -> None:
    store.articles.save(source, [entry(0, "gempa")], when=NOON)
    lately = store.searches.add("", "since:2d gempa")
    store.settle()
    watch.forward(hours=12)
    assert not store.settle()  # nothing fell out of it
    store.articles.save(source, [entry(60 * 40, "gempa")], when=watch())
    assert len(numbers(store, search_view(lately.number))) == 1


def test_many_marks_at_once_are_filed_afterwards(store: Store, source: Source) -> None:
    store.articles.save(source, entries(AT_ONCE + 20), when=NOON)
    kept = store.searches.add("", "is:unread pilkada")
    store.settle()
    store.marks.read_view(View())
    assert store.settle()
    assert numbers(store, search_view(kept.number)) == []
    store.marks.undo()
    store.settle()
    assert store.counts().searches[kept.number] == Tally(AT_ONCE + 20, AT_ONCE + 20)


def test_what_was_written_before_a_kill_is_filed_at_the_next_start(
    opened: Callable[[], Store], source: Source, store: Store
) -> None:
    kept = store.searches.add("", "gempa")
    store.settle()
    with store._archive.writing() as writer:
        writer.execute("UPDATE headings SET is_filled = 0, turn = turn + 1")
    store.articles.save(source, [entry(1, "gempa")], when=NOON)
    again = opened()
    assert again.settle()
    assert numbers(again, search_view(kept.number)) == numbers(again, View(ViewKind.ALL))


def test_a_new_archive_is_filed_anew(
    opened: Callable[[], Store], source: Source, store: Store
) -> None:
    kept = store.searches.add("", "gempa")
    store.settle()
    path = store._archive.path
    store.close()
    path.unlink()
    again = opened()
    again.articles.save(source, [entry(1, "gempa")], when=NOON)
    assert again.settle()
    assert again.counts().searches == {kept.number: Tally(1, 1)}


def test_a_query_that_cannot_be_read_any_more_shows_nothing(store: Store, source: Source) -> None:
    kept = store.searches.add("", "gempa")
    with store._library.writing() as writer:
        writer.execute("UPDATE searches SET query = '(gempa'")
    store.articles.save(source, [entry(1, "gempa")], when=NOON)
    assert store.settle()
    assert not store.settle()
    store.articles.save(source, [entry(2, "gempa")], when=NOON)
    assert store.counts().searches == {kept.number: Tally()}


def test_what_changes_meanwhile_makes_filling_begin_anew(store: Store, source: Source) -> None:
    store.articles.save(source, entries(3), when=NOON)
    store.searches.add("", "is:unread")
    headings = store._headings
    write = headings._write
    disturbed: list[object] = []

    def disturb(*args: object) -> bool:
        if not disturbed:
            disturbed.append(store.marks.read_view(View()))
        return write(*args)  # type: ignore[arg-type]

    headings._write = disturb  # type: ignore[method-assign, assignment]
    assert store.settle()
    assert list(store.counts().searches.values()) == [Tally()]


def test_dates_of_months_ago_take_in_what_came_into_them(
    store: Store, source: Source, watch: Watch
) -> None:
    kept = store.searches.add("", "before:1d")
    store.settle()
    store.articles.save(source, entries(5), when=NOON)
    watch.now = NOON + timedelta(days=3)
    store.settle()
    assert store.counts().searches == {kept.number: Tally(5, 5)}


def test_a_beginning_is_found_among_the_articles_that_come(store: Store, source: Source) -> None:
    kept = store.searches.add("", "gemp* -title:gemp*")
    other = store.searches.add("", "gemp* OR is:unread")
    store.settle()
    store.articles.save(
        source, [entry(1, "gempa"), entry(2, "bola"), entry(3, title="Gempa")], when=NOON
    )
    store.articles.save(source, [entry(4, "gempita")], when=NOON)
    assert store.counts().searches == {kept.number: Tally(2, 2), other.number: Tally(4, 4)}
    store.marks.read_view(View())
    assert store.counts().searches == {kept.number: Tally(2, 0), other.number: Tally(3, 0)}


def test_an_article_whose_body_is_damaged_is_left_out(store: Store, source: Source) -> None:
    kept = store.searches.add("", "gemp*")
    store.articles.save(source, [entry(1, "gempa"), entry(2, "gempa")], when=NOON)
    store.settle()
    with store._archive.writing() as writer:
        writer.execute("UPDATE bodies SET body = x'00' WHERE number = 1")
        writer.execute("UPDATE heads SET title = title")
    assert store.settle()
    assert store.counts().searches == {kept.number: Tally(1, 1)}


def test_what_is_disturbed_at_every_turn_is_left_for_the_next_time(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.articles.save(source, entries(3), when=NOON)
    store.searches.add("", "is:unread")
    headings = store._headings
    keys = [headline.key for headline in store.shelf(View())]
    write = headings._write

    def disturb(*args: object) -> bool:
        (store.marks.read if store.counts().all.unread == 3 else store.marks.unread)(keys[0])
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(headings, "_write", disturb)
    assert store.settle()
    monkeypatch.undo()
    assert store.settle()
    assert not store.settle()
    (tally,) = store.counts().searches.values()
    assert tally.total == store.counts().all.unread


def test_an_article_that_is_gone_answers_nothing(store: Store) -> None:
    kept = store.searches.add("", "gemp* OR is:unread")
    store.settle()
    with store._archive.writing() as writer:
        marks_changed(writer, [7])
    assert store.counts().searches == {kept.number: Tally()}


@pytest.mark.parametrize("near", [1, 1000])
def test_articles_are_filed_alike_whether_others_lie_between_them_or_not(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr("berita_tui.store.filing.NEAR", near)
    kept = store.searches.add("Pemilihan", "memilih -gempa")
    store.settle()
    bodies = ("Mereka dipilih.", "Pilihan, kata gempa.", "Tidak.", "Para pemilih.")
    store.articles.save(source, [entry(*each) for each in enumerate(bodies)], when=NOON)
    assert store.counts().searches[kept.number] == Tally(2, 2)
