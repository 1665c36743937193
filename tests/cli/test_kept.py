from __future__ import annotations

import pytest

from berita_tui.store import Store
from cli.conftest import Run


def test_searches_are_kept_listed_and_changed(run: Run, kept: Store) -> None:
    assert "No search is kept" in run("folders").out
    assert run("folders", "add", "Kapal", "kapal", "pertama").lines == [
        "Kapal  (1 unread of 1)  kapal pertama"
    ]
    run("folders", "add", "Semua", "pelabuhan OR kalimat")
    assert run("folders", "--json").records == [
        {"name": "Kapal", "query": "kapal pertama", "articles": 1, "unread": 1},
        {"name": "Semua", "query": "pelabuhan OR kalimat", "articles": 2, "unread": 2},
    ]
    assert run("folders", "move", "semua", 1).lines[0].startswith("Semua")
    assert run("folders", "rename", "semua", "Dua", "saja").lines[0].startswith("Dua saja")
    assert run("folders", "edit", "Kapal", "-kapal").lines[1].endswith("-kapal")
    assert len(run("folders", "remove", "kapal").lines) == 1
    assert [search.name for search in kept.searches.all()] == ["Dua saja"]


def test_a_list_shows_what_answers_a_search(run: Run, kept: Store) -> None:
    kept.searches.add("Kapal", "kapal")
    assert len(run("list", "--folder", "kapal").lines) == 1
    assert len(run("list", "nakhoda", "--folder", "Kapal").lines) == 1
    assert "Nothing found" in run("list", "kalimat", "--folder", "Kapal").out
    done = run("list", "--folder", "tidak ada")
    assert (done.code, done.out) == (1, "")
    assert "there is no search" in done.err


def test_mutes_hide_and_show_again(run: Run, kept: Store) -> None:
    assert "Nothing is muted" in run("mutes").out
    before = len(run("list").lines)
    assert run("mutes", "add", "kapal").lines == ["1  kapal  (1 article hidden)"]
    assert len(run("list").lines) == before - 1
    (first, second) = run("mutes", "add", "kalimat", "--for", "7hari", "--json").records
    assert first == {"id": 1, "query": "kapal", "until": None, "hides": 1}
    assert (second["query"], second["hides"]) == ("kalimat", 1)
    assert second["until"]
    assert "Until " in run("mutes").lines[1]
    assert len(run("mutes", "remove", 1).lines) == 1
    assert len(run("list").lines) == before - 1
    assert len(kept.mutes.all()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("folders", "ad", "x", "y"), "say add"),
        (("folders", "xyz"), "add, edit, rename"),
        (("folders", "add", "nama"), "needs more"),
        (("folders", "add", "Nama", "(x"), ""),
        (("folders", "remove", "tidak"), "there is no search"),
        (("folders", "remove", "Pemilu", "2024"), "can do nothing with “2024”"),
        (("folders", "move", "a", "2", "3"), "can do nothing with “3”"),
        (("mutes", "remove", "3", "4"), "can do nothing with “4”"),
        (("mutes", "add"), "needs more"),
        (("mutes", "remove", "satu"), "is not a number"),
        (("mutes", "remove", "9"), "no such mute"),
        (("mutes", "--for", "7d"), "--for goes with"),
        (("mutes", "add", "x", "--for", "lama"), "is no time"),
        (("mutes", "add", "x", "--for", "0d"), "is no time"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Run, kept: Store, words: tuple[str, ...], told: str
) -> None:
    done = run(*words)
    assert done.code in {1, 2}
    assert told in done.err
    assert kept.searches.all() == ()
    assert kept.mutes.all() == ()
