from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from berita_tui.news import Source, Verb, View, ViewKind, parse_query
from berita_tui.places import Places
from berita_tui.store import Store
from store.conftest import NOON, Watch, entries, entry


def saved(store: Store, source: Source, count: int) -> tuple[bytes, ...]:
    return store.articles.save(source, entries(count), when=NOON).new


def test_marks_are_set_once_and_counted(store: Store, source: Source) -> None:
    keys = saved(store, source, 3)
    action = store.marks.read(keys[0])
    assert action is not None
    assert (action.verb, action.count, action.subject) == (Verb.READ, 1, "Berita 0")
    assert store.marks.read(keys[0]) is None
    assert store.counts().of_source(source.key).unread == 2
    assert store.marks.unread(keys[1]) is None
    assert store.marks.unread(*keys) is not None
    assert store.counts().all.unread == 3
    assert store.marks.read(bytes(16)) is None


def test_a_whole_list_is_one_action(store: Store, source: Source) -> None:
    keys = saved(store, source, 30)
    store.marks.read(keys[3])
    action = store.marks.read_view(View(ViewKind.SOURCE, source=source.key))
    assert action is not None
    assert (action.count, action.subject) == (29, "")
    assert store.marks.read_view(View()) is None
    store.marks.undo()
    assert store.counts().all.unread == 29


def test_what_a_search_found_is_marked_read(store: Store, source: Source) -> None:
    saved(store, source, 3)
    store.articles.save(source, [entry(9, "gempa")], when=NOON)
    action = store.marks.read_found(parse_query("gempa"))
    assert action is not None
    assert action.count == 1
    assert store.marks.read_found(parse_query("gempa")) is None
    assert store.marks.read_found(parse_query("")) is None
    assert store.marks.read_found(parse_query("is:read")) is None


def test_bookmarks_are_set_taken_away_and_undone(store: Store, source: Source) -> None:
    (key, *_) = saved(store, source, 2)
    action = store.marks.bookmark(key)
    assert action is not None
    assert (action.verb, action.subject) == (Verb.BOOKMARK, "Berita 0")
    assert store.marks.bookmark(key) is None
    assert store.marks.bookmark(bytes(16)) is None
    assert store.shelf(View(ViewKind.BOOKMARKED))[0].is_bookmarked
    assert store.marks.unbookmark(key) is not None
    assert store.marks.unbookmark(key) is None
    assert len(store.shelf(View(ViewKind.BOOKMARKED))) == 0
    store.marks.undo()
    assert len(store.shelf(View(ViewKind.BOOKMARKED))) == 1
    store.marks.undo()
    assert len(store.shelf(View(ViewKind.BOOKMARKED))) == 0


def test_the_bookmark_of_a_removed_source_stays_in_sight(store: Store, source: Source) -> None:
    (key, *_) = saved(store, source, 2)
    store.marks.bookmark(key)
    store.sources.remove(source.key)
    assert len(store.shelf(View())) == 0
    assert len(store.shelf(View(ViewKind.BOOKMARKED))) == 1
    assert len(store.find(parse_query("pilkada"))) == 1


def test_a_bookmark_s_copy_follows_its_article(
    store: Store, source: Source, places: Places, watch: Watch
) -> None:
    (key, *_) = saved(store, source, 2)
    store.marks.bookmark(key)
    store.articles.save(source, [entry(0, "isi baru"), entry(1, "lain")], when=NOON)
    store.close()
    places.archive.unlink()
    again = Store.open(places, clock=watch)
    article = again.articles.get(key)
    assert article is not None
    assert article.entry.html == "<p>isi baru</p>"
    assert article.first_seen == NOON
    assert article.is_bookmarked
    again.close()


def test_undo_goes_step_by_step_until_there_is_nothing(store: Store, source: Source) -> None:
    keys = saved(store, source, 2)
    store.marks.read(keys[0])
    store.marks.bookmark(keys[1])
    assert [action.verb for action in store.marks.recent(2)] == [Verb.BOOKMARK, Verb.READ]
    verbs = []
    while action := store.marks.undo():
        verbs.append(action.verb)
    assert verbs == [Verb.BOOKMARK, Verb.READ, Verb.SUBSCRIBE]
    assert store.marks.recent() == ()


def test_marks_live_through_closing(opened: Callable[[], Store], source: Source) -> None:
    store = opened()
    keys = saved(store, source, 2)
    store.marks.read(keys[0])
    assert [opened().shelf(View())[row].is_read for row in (0, 1)] == [True, False]


class MarksModel(RuleBasedStateMachine):
    """Marks and undo against two plain sets."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.watch = Watch()
        self.places = Places.under(Path(self.folder.name))
        self.store = Store.open(self.places, clock=self.watch)
        (source,) = self.store.sources.add(Source.followed("https://a.example/"))
        self.source = source
        self.keys = self.store.articles.save(source, entries(6), when=NOON).new
        self.read: set[bytes] = set()
        self.marked: set[bytes] = set()
        self.past: list[tuple[set[bytes], set[bytes]]] = []

    def remember(self) -> None:
        self.past.append((set(self.read), set(self.marked)))

    @rule(chosen=st.sets(st.integers(0, 5)))
    def mark_read(self, chosen: set[int]) -> None:
        keys = {self.keys[each] for each in chosen}
        if keys - self.read:
            self.remember()
        self.read |= keys
        self.store.marks.read(*keys)

    @rule(chosen=st.sets(st.integers(0, 5)))
    def mark_unread(self, chosen: set[int]) -> None:
        keys = {self.keys[each] for each in chosen}
        if keys & self.read:
            self.remember()
        self.read -= keys
        self.store.marks.unread(*keys)

    @rule(chosen=st.integers(0, 5))
    def toggle_bookmark(self, chosen: int) -> None:
        key = self.keys[chosen]
        self.remember()
        if key in self.marked:
            self.store.marks.unbookmark(key)
        else:
            self.store.marks.bookmark(key)
        self.marked ^= {key}

    @rule()
    def undo(self) -> None:
        if self.past:
            self.read, self.marked = self.past.pop()
            assert self.store.marks.undo()

    @rule()
    def lose_the_archive(self) -> None:
        self.store.close()
        self.places.archive.unlink()
        self.store = Store.open(self.places, clock=self.watch)
        self.store.articles.save(self.source, entries(6), when=NOON)

    @rule()
    def fold(self) -> None:
        self.watch.forward(days=31)
        self.store.upkeep.fold()
        self.past.clear()

    @rule()
    def compare_all(self) -> None:
        self.store.upkeep.reconcile(is_thorough=True)

    @invariant()
    def files_agree_with_the_model(self) -> None:
        shelf = self.store.shelf(View())
        shown = [shelf[row] for row in range(len(shelf))]
        assert {each.key for each in shown if each.is_read} == self.read
        assert {each.key for each in shown if each.is_bookmarked} == self.marked
        counts = self.store.counts()
        assert counts.all.unread == 6 - len(self.read)
        assert counts.bookmarked.total == len(self.marked)
        assert len(self.store.shelf(View(ViewKind.UNREAD))) == 6 - len(self.read)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestMarksModel = MarksModel.TestCase
TestMarksModel.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
