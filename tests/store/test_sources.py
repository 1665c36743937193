from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from berita_tui.news import (
    FullText,
    Missing,
    Outline,
    PauseReason,
    Sentence,
    Source,
    Standing,
    Validators,
    Verb,
    View,
)
from berita_tui.store import Store
from store.conftest import NOON, entries


def labels(store: Store) -> list[str]:
    return [source.label for source in store.sources.all()]


def made(name: str, *folder: str) -> Source:
    return Source.followed(f"https://{name}.example/feed", title=name, folder=folder)


def test_all_settings_of_a_source_are_kept(store: Store) -> None:
    source = replace(
        made("a", "Nasional", "Politik"),
        name="Nama",
        outlet="Warta",
        homepage="https://a.example/",
        language="id",
        paused=PauseReason.PRIVATE,
        is_private_allowed=True,
        credentials="ann:secret",
        interval=timedelta(minutes=30),
        full_text=FullText.ALWAYS,
        extra={"x": "y"},
    )
    (added,) = store.sources.add(source)
    assert store.sources.get(source.key) == added == replace(source, position=1)
    assert store.sources.by_address(source.address) == added
    assert store.sources.by_address("https://b.example/") is None
    with pytest.raises(Missing):
        store.sources.get("x")


def test_only_what_is_new_is_added(store: Store) -> None:
    assert len(store.sources.add(made("a"), made("b"), made("a"))) == 2
    assert store.sources.add(made("a")) == ()
    moved = made("c")
    store.sources.add(moved)
    store.sources.moved(moved.key, "https://d.example/feed")
    assert store.sources.add(made("d")) == ()
    assert store.sources.get(moved.key).address == "https://d.example/feed"


def test_sources_come_by_folder_then_as_they_were_added(store: Store) -> None:
    store.sources.add(
        made("a", "N"), made("b"), made("c", "E"), made("d", "N", "P"), made("e", "N")
    )
    assert labels(store) == ["b", "a", "e", "d", "c"]
    assert store.sources.folders() == (("N",), ("N", "P"), ("E",))


def test_an_outline_comes_in_and_goes_out_the_same(store: Store) -> None:
    outline = Outline(
        sources=(made("a", "N"), made("b", "N", "P")),
        folders=((("N",), {"color": "red"}), (("leer",), {}), (("N", "P"), {"k": "v"})),
    )
    assert len(store.sources.add_outline(outline)) == 2
    assert store.sources.add_outline(outline) == ()
    out = store.sources.outline()
    assert [source.key for source in out.sources] == [source.key for source in outline.sources]
    assert {way: dict(extra) for way, extra in out.folders} == {
        ("N",): {"color": "red"},
        ("leer",): {},
        ("N", "P"): {"k": "v"},
    }
    store.sources.add_outline(Outline(folders=((("leer",), {"late": "1"}),)))
    assert dict(store.sources.outline().folders)["leer",] == {"late": "1"}


def test_a_change_is_kept_and_undone_but_not_the_password(store: Store) -> None:
    (source,) = store.sources.add(made("a"))
    store.sources.change(source)
    assert [action.verb for action in store.marks.recent()] == [Verb.SUBSCRIBE]
    store.sources.change(replace(source, name="Neu", folder=("F",), credentials="a:b"))
    assert store.sources.get(source.key).name == "Neu"
    assert store.sources.folders() == (("F",),)
    undone = store.marks.undo()
    assert undone is not None
    assert (undone.verb, undone.subject) == (Verb.CHANGE, "Neu")
    assert store.sources.get(source.key) == replace(source, credentials="a:b")


def test_several_changes_are_one_action(store: Store) -> None:
    sources = store.sources.add(made("a"), made("b"))
    store.sources.change(*(replace(each, paused=PauseReason.READER) for each in sources))
    assert store.marks.recent(1)[0].count == 2
    assert not any(source.is_fetched for source in store.sources.all())


def test_sources_can_be_put_in_another_order(store: Store) -> None:
    a, b, c = store.sources.add(made("a"), made("b"), made("c"))
    store.sources.order([c.key, a.key])
    assert labels(store) == ["c", "b", "a"]
    store.marks.undo()
    assert labels(store) == ["a", "b", "c"]
    assert b.position == 2


def test_a_removed_source_s_articles_are_kept_and_come_back(store: Store) -> None:
    a, b = store.sources.add(made("a"), made("b"))
    store.articles.save(a, entries(3), when=NOON)
    store.articles.save(b, entries(2), when=NOON)
    store.sources.remove(a.key)
    store.sources.remove()
    assert labels(store) == ["b"]
    assert (len(store.shelf(View())), store.counts().all.total) == (2, 2)
    assert store.counts().of_source(a.key).total == 0
    action = store.marks.undo()
    assert action is not None
    assert (action.verb, action.subject) == (Verb.UNSUBSCRIBE, "a")
    assert labels(store) == ["a", "b"]
    assert len(store.shelf(View())) == 5
    store.sources.remove(a.key, b.key)
    assert store.sources.all() == ()
    with pytest.raises(Missing):
        store.sources.remove(a.key)


def test_following_again_what_was_removed_finds_its_articles(store: Store) -> None:
    (a,) = store.sources.add(made("a"))
    store.articles.save(a, entries(3), when=NOON)
    store.sources.remove(a.key)
    assert len(store.sources.add(made("a"))) == 1
    assert len(store.shelf(View())) == 3


def test_subscribing_is_undone(store: Store) -> None:
    store.sources.add(made("a"), made("b"))
    action = store.marks.undo()
    assert action is not None
    assert (action.verb, action.count, action.subject) == (Verb.SUBSCRIBE, 2, "")
    assert store.sources.all() == ()


def test_what_a_feed_says_of_itself_is_learned_without_an_entry_in_the_log(store: Store) -> None:
    (a,) = store.sources.add(made("a"))
    store.sources.learn(a.key, title="Warta A", homepage="https://a.example/", language="id")
    store.sources.learn(a.key, title="")
    learned = store.sources.get(a.key)
    assert (learned.title, learned.homepage, learned.language) == (
        "Warta A",
        "https://a.example/",
        "id",
    )
    assert len(store.marks.recent()) == 1


def test_the_program_s_own_source_is_installed_once(store: Store) -> None:
    guide = Source.own("berita-tui:guide", title="Guide")
    assert store.sources.install(guide)
    assert store.sources.install(guide)
    assert store.marks.recent() == ()
    store.sources.remove(guide.key)
    assert not store.sources.install(guide)


def test_standings_are_kept(store: Store, opened: Callable[[], Store]) -> None:
    standing = Standing(
        checked=NOON,
        succeeded=NOON - timedelta(days=1),
        due=NOON + timedelta(hours=1),
        problem=Sentence("{host} did not answer", host="a"),
        failures=2,
        validators=Validators(etag='"x"', last_modified="y"),
    )
    assert store.standings.get("a") == Standing()
    store.standings.put("a", standing)
    store.standings.put("b", Standing())
    assert opened().standings.get("a") == standing
    assert store.standings.all() == {"a": standing, "b": Standing()}
    store.standings.put_many({"a": Standing(), "d": standing})
    assert store.standings.all() == {"a": Standing(), "b": Standing(), "d": standing}
    store.articles.save(made("c"), entries(1), when=NOON)
    assert store.standings.get(made("c").key) == Standing()


def test_positions_are_kept_until_the_beginning_is_reached_again(store: Store) -> None:
    key = bytes(16)
    assert store.positions.get(key) == 0
    store.positions.put(key, 7)
    assert store.positions.get(key) == 7
    store.positions.put(key, 0)
    assert store.positions.get(key) == 0
