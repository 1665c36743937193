from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from berita_tui.news import Source, Tally, View, ViewKind, parse_query
from berita_tui.news.query.moments import HERE
from berita_tui.places import Places
from berita_tui.store import Store, rowids
from berita_tui.store.database import connect
from berita_tui.store.forms import forms_in
from berita_tui.store.numbers import LEAST, MOST
from berita_tui.store.querying import plan_query
from store.conftest import NOON, Watch, entry

pytestmark = pytest.mark.unmeasured

QUERIES = (
    "pilkada",
    "gempa OR bola",
    "-pilkada",
    "pil*",
    '"kota pilkada"',
    "title:berita -gempa",
    "source:utara gempa",
    "source:selatan OR bola",
    "section:politik",
    "is:unread pilkada",
    "is:read",
    "is:bookmarked",
    "gempa -is:bookmarked",
    "since:2d gempa",
    "before:3d",
    "on:today",
    "bola OR on:yesterday",
    "gempa OR since:30h",
)
MARKS = ("read", "unread", "bookmark", "unbookmark")
WORDS = ("pilkada", "gempa", "bola", "kota pilkada")


def search_view(number: int) -> View:
    return View(ViewKind.SEARCH, number=number)


def mute_view(number: int) -> View:
    return View(ViewKind.MUTE, number=number)


def numbers(store: Store, view: View) -> list[int]:
    shelf = store.shelf(view)
    return [shelf.number_at(index) for index in range(len(shelf))]


class Recount:
    """Every article and what answers a query, counted from the ground."""

    def __init__(self, store: Store, places: Places, watch: Watch) -> None:
        self.store = store
        self.watch = watch
        self.archive = connect(places.archive)
        self.rows = {
            number: (source, is_read, is_bookmarked)
            for number, source, is_read, is_bookmarked in self.archive.execute(
                "SELECT a.number, s.key, is_read, is_bookmarked FROM articles a"
                " JOIN sources s ON s.number = a.source"
            )
        }
        followed = {source.key for source in store.sources.all()}
        self.gone = {number for number, row in self.rows.items() if row[0] not in followed}
        self.bookmarked = {number for number, row in self.rows.items() if row[2]}
        self.hidden_by = {
            mute.number: self.answers(mute.text) - self.bookmarked for mute in store.mutes.all()
        }
        self.muted = set[int]().union(*self.hidden_by.values())

    def answers(self, text: str) -> set[int]:
        def sources(term: object) -> list[int]:
            keys = [
                each.key
                for each in self.store.sources.all()
                if str(getattr(term, "text", "")).casefold() in each.label.casefold()
            ]
            rows = self.archive.execute("SELECT key, number FROM sources")
            return [number for key, number in rows if key in keys]

        plan = plan_query(
            parse_query(text),
            now=self.watch().astimezone(HERE),
            sources=sources,
            forms=forms_in(self.archive),
            listed="1",
        )
        values = {"match": plan.match, "low": max(plan.low, LEAST), "high": min(plan.high, MOST)}
        sql = plan.select("a.number", rowids.WORDS)
        return {row[0] for row in self.archive.execute(sql, plan.values | values | {"limit": -1})}

    def tally(self, found: Iterable[int]) -> Tally:
        found = set(found)
        return Tally(len(found), sum(not self.rows[number][1] for number in found))

    def check(self) -> None:
        store, counts = self.store, self.store.counts()
        seen = self.rows.keys() - self.gone - self.muted
        assert set(numbers(store, View())) == seen
        assert counts.all == self.tally(seen)
        assert set(numbers(store, View(ViewKind.UNREAD))) == {
            number for number in seen if not self.rows[number][1]
        }
        for source in store.sources.all():
            inside = {number for number in seen if self.rows[number][0] == source.key}
            assert set(numbers(store, View(ViewKind.SOURCE, source=source.key))) == inside
            assert counts.of_source(source.key) == self.tally(inside)
        shown = seen | self.bookmarked
        searches = {each.number: self.answers(each.text) & shown for each in store.searches.all()}
        for number, found in searches.items():
            assert set(numbers(store, search_view(number))) == found
            assert counts.searches[number] == self.tally(found)
        assert set(numbers(store, search_view(0))) == set[int]().union(*searches.values())
        for number, hidden in self.hidden_by.items():
            assert set(numbers(store, mute_view(number))) == hidden - self.gone
            assert counts.mutes[number] == self.tally(hidden - self.gone)
        assert len(counts.searches) == len(searches)
        assert len(counts.mutes) == len(self.hidden_by)


class Kept(RuleBasedStateMachine):
    """Whatever is done, lists and numbers are what a count from the ground gives."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.places = Places.under(Path(self.folder.name))
        self.watch = Watch()
        self.store = Store.open(self.places, clock=self.watch)
        self.sources = self.store.sources.add(
            Source.followed("https://utara.example/feed", title="Warta Utara"),
            Source.followed("https://selatan.example/feed", title="Kabar Selatan"),
        )
        for index in range(len(self.sources)):
            for number in range(4):
                self.save(index, 9 * number, number)
        for query in ("is:unread pilkada", "gempa -is:bookmarked", "since:2d gempa"):
            self.store.searches.add(query, query)
        self.store.mutes.add("gempa")

    @rule(index=st.integers(0, 1), hours=st.integers(0, 80), word=st.integers(0, 3))
    def save(self, index: int, hours: int, word: int) -> None:
        text = f"Isi tentang {WORDS[word]}."
        number = 60 * hours
        section = ("Politik", "Olahraga")[hours % 2]
        plain = entry(number, text, guid=f"{index}-{hours}", section=section)
        self.store.articles.save(self.sources[index], [plain], when=self.watch())
        self.recount()

    @rule(marks=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(MARKS)), min_size=4))
    def mark(self, marks: list[tuple[int, str]]) -> None:
        with closing(connect(self.places.archive)) as archive:
            keys = [key for (key,) in archive.execute("SELECT key FROM articles ORDER BY number")]
        for at, what in marks[:8]:
            getattr(self.store.marks, what)(keys[at % len(keys)])
            self.recount()

    @rule()
    def mark_all(self) -> None:
        self.store.marks.read_view(View())

    @rule(query=st.sampled_from(QUERIES))
    def keep(self, query: str) -> None:
        self.store.searches.add(f"{query} {len(self.store.marks.recent())}", query)

    @rule(query=st.sampled_from(QUERIES), days=st.sampled_from([None, 1, 7]))
    def mute(self, query: str, days: int | None) -> None:
        self.store.mutes.add(query, lasting=None if days is None else timedelta(days=days))

    @rule(at=st.integers(0, 3), query=st.sampled_from(QUERIES))
    def edit(self, at: int, query: str) -> None:
        for search in self.store.searches.all()[at : at + 1]:
            self.store.searches.change(search.number, text=query)
        for mute in self.store.mutes.all()[at : at + 1]:
            self.store.mutes.change(mute.number, text=query)

    @rule(at=st.integers(0, 3))
    def remove(self, at: int) -> None:
        for search in self.store.searches.all()[at : at + 1]:
            self.store.searches.remove(search.number)
        for mute in self.store.mutes.all()[at : at + 1]:
            self.store.mutes.remove(mute.number)

    @rule()
    def undo(self) -> None:
        if len(self.store.sources.all()) < 2 or len(self.store.marks.recent()) > 1:
            self.store.marks.undo()

    @rule(index=st.integers(0, 1))
    def unfollow(self, index: int) -> None:
        key = self.sources[index].key
        if any(source.key == key for source in self.store.sources.all()):
            self.store.sources.remove(key)

    @rule(index=st.integers(0, 1), name=st.sampled_from(["Utara baru", "Selatan baru", "Timur"]))
    def rename(self, index: int, name: str) -> None:
        for source in self.store.sources.all():
            if source.key == self.sources[index].key:
                self.store.sources.change(replace(source, name=name))

    @rule(hours=st.sampled_from([1, 5, 26, 200]))
    def wait(self, hours: int) -> None:
        self.watch.forward(hours=hours)

    @rule()
    def retire(self) -> None:
        self.store.upkeep.retire(NOON - timedelta(hours=50))
        self.recount()

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = Store.open(self.places, clock=self.watch)

    @invariant()
    def recount_settled(self) -> None:
        if hasattr(self, "store"):
            self.store.settle()
            assert not self.store.settle()
            self.recount()

    def recount(self) -> None:
        Recount(self.store, self.places, self.watch).check()

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestKept = Kept.TestCase
TestKept.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
