from __future__ import annotations

from typing import Any

import pytest

from berita_tui.news import BeritaError, Sentence
from berita_tui.store import Store
from berita_tui.store.marks import Marks


def test_bookmarks_are_set_and_taken_away(run: Any, kept: Store, ids: Any) -> None:
    done = run("bookmark", ids["harbour"], ids["bare"])
    assert (done.code, done.lines) == (
        0,
        ["Bookmarked “Pelabuhan lama dibuka kembali”", "Bookmarked “(untitled)”"],
    )
    assert run("bookmark", ids["bare"]).lines == ["“(untitled)” is bookmarked already"]
    assert run("bookmark", "--remove", ids["bare"]).lines == ["Took the bookmark from “(untitled)”"]
    assert run("bookmark", "--remove", ids["bare"]).lines == ["“(untitled)” is not bookmarked"]
    (record,) = run("list", "--json", "is:bookmarked").records
    assert record["id"] == ids["harbour"]


def test_articles_are_marked_read_and_unread(run: Any, kept: Store, ids: Any) -> None:
    assert run("read", ids["bare"]).lines == ["Marked “(untitled)” as read"]
    assert run("read", ids["bare"]).lines == ["“(untitled)” is read already"]
    assert run("read", "--unread", ids["bare"]).lines == ["Marked “(untitled)” as unread"]
    assert run("read", "--unread", ids["bare"]).lines == ["“(untitled)” is unread already"]


def test_marks_as_json(run: Any, kept: Store, ids: Any) -> None:
    missing, marked = run("bookmark", "--json", "0000", ids["harbour"]).records
    assert (missing["id"], missing["status"]) == ("0000", "failed")
    assert (missing["title"], missing["read"], missing["bookmarked"]) == (None, None, None)
    assert missing["error"]
    assert marked == {
        "id": ids["harbour"],
        "status": "bookmarked",
        "title": "Pelabuhan lama dibuka kembali",
        "read": False,
        "bookmarked": True,
        "error": None,
    }
    (read,) = run("read", "--json", ids["harbour"]).records
    assert (read["status"], read["read"]) == ("read", True)


def test_an_id_that_is_not_there_is_told_and_the_rest_is_marked(
    run: Any, kept: Store, ids: Any
) -> None:
    done = run("read", "0000", ids["bare"], ids["bare"])
    assert done.code == 1
    assert done.lines == ["Marked “(untitled)” as read"]
    assert done.err.startswith("berita-tui: there is no article “0000”")


def test_a_mark_that_cannot_be_kept_is_told(
    run: Any, kept: Store, ids: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Marks, *keys: bytes) -> None:
        raise BeritaError(Sentence("the disk is full; make room"))

    monkeypatch.setattr(Marks, "read", refuse)
    done = run("read", ids["bare"])
    assert done.code == 1
    assert done.err == f"berita-tui: {ids['bare']}: the disk is full; make room\n"
