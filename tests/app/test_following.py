"""What is followed as lines of a list."""

from __future__ import annotations

from dataclasses import replace

from berita_tui.app.following import Following
from berita_tui.news import (
    Article,
    Counts,
    Entry,
    PauseReason,
    Sentence,
    Source,
    Standing,
    Tally,
    View,
    ViewKind,
)
from readers import NOON

A, B, C = (
    replace(Source.followed(f"https://{name}.example.id/"), name=name, folder=folder)
    for name, folder in (("a", ("X",)), ("b", ("X", "Y")), ("c", ()))
)
FOLLOWING = Following(
    sources=(A, B, replace(C, paused=PauseReason.READER)),
    folders=(("X",), ("X", "Y"), ("Z",)),
    standings={A.key: Standing(problem=Sentence("no"))},
)
COUNTS = Counts(
    all=Tally(9, 6),
    bookmarked=Tally(4, 1),
    today=Tally(3, 2),
    sources={A.key: Tally(5, 3), B.key: Tally(2, 1), C.key: Tally(2, 2)},
)
X = View(ViewKind.FOLDER, folder=("X",))


def test_folders_come_before_sources_and_hold_what_is_in_them() -> None:
    rows = [(row.name, row.depth) for row in FOLLOWING.rows()][4:]
    assert rows == [("X", 0), ("Y", 1), ("b", 2), ("a", 1), ("Z", 0), ("c", 0)]


def test_a_folded_folder_hides_what_is_in_it() -> None:
    rows = list(FOLLOWING.rows({X}))[4:]
    assert [row.name for row in rows] == ["X", "Z", "c"]
    assert [row.is_folded for row in rows] == [True, False, None]


def test_failing_and_paused_sources_are_marked() -> None:
    rows = {row.name: row for row in FOLLOWING.rows()}
    assert rows["a"].is_failing
    assert rows["c"].is_paused
    assert not rows["b"].is_failing


def test_every_view_has_its_number() -> None:
    kinds = {kind: FOLLOWING.unread(View(kind), COUNTS) for kind in list(ViewKind)[:4]}
    assert list(kinds.values()) == [6, 6, 4, 2]
    assert FOLLOWING.unread(X, COUNTS) == 4
    assert FOLLOWING.unread(View(ViewKind.SOURCE, source=C.key), COUNTS) == 2


def test_views_know_their_sources_and_folders() -> None:
    assert FOLLOWING.inside(View()) == FOLLOWING.sources
    assert FOLLOWING.inside(X) == (A, B)
    assert FOLLOWING.folder_around(View(ViewKind.SOURCE, source=B.key)) == ("X", "Y")
    assert FOLLOWING.folder_around(View(ViewKind.FOLDER, folder=("X", "Y"))) == ("X",)
    assert FOLLOWING.folder_around(View()) == ()


def test_an_article_of_a_source_let_go_has_an_origin_all_the_same() -> None:
    article = Article(
        key=b"k", number=1, source="gone", entry=Entry(outlet="Warta"), first_seen=NOON
    )
    assert FOLLOWING.origin(article).label == "Warta"
    assert FOLLOWING.origin(replace(article, source=A.key)) == A
