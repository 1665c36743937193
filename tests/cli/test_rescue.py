"""Whatever is wrong with the library, what the program says to do leads to one that works."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from berita_tui.cli.errand import open_store
from berita_tui.language import Language
from berita_tui.news import Source
from berita_tui.places import Places
from berita_tui.store import files
from cli.conftest import BARE, HARBOUR, MARKET, NOON, id_of

ADVICE = re.compile(r"[`“]berita-tui ([^`”]+)[`”]")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2 + 7])


def scramble(path: Path) -> None:
    path.write_bytes(b"no library" * 2000)


def replace(path: Path) -> None:
    path.unlink()
    with closing(apsw.Connection(str(path))) as other:
        other.execute("CREATE TABLE t (x); INSERT INTO t VALUES ('facts')")


def spoil_beginning(path: Path) -> None:
    spoil_page(path, 1)


def spoil_log(path: Path) -> None:
    with closing(apsw.Connection(str(path))) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'log'").get
    spoil_page(path, page)


def spoil_page(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)


DAMAGE = (empty, cut, scramble, replace, spoil_beginning, spoil_log)
ALL_READABLE = (spoil_beginning, spoil_log)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with marks of several kinds, and no copy of it."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    store = open_store(Places.under(home), Language("en"), lambda: NOON)
    store.sources.add(MARKET, Source.followed("https://b.example/feed", title="Warta B"))
    harbour, bare = store.articles.save(MARKET, (HARBOUR, BARE), when=NOON).new
    store.marks.bookmark(harbour)
    store.marks.read(harbour, bare)
    store.marks.unread(bare)
    store.positions.put(harbour, 1)
    store.searches.add("Kapal", "kapal")
    store.mutes.add("title:bola")
    store.queries.remember("dermaga")
    store.close()
    return home


@pytest.fixture
def damaged(prepared: Path, home: Path) -> Callable[..., Path]:
    def damage(spoil: Callable[[Path], None], *, has_copy: bool = False) -> Path:
        shutil.copytree(prepared, home)
        places = Places.under(home)
        if has_copy:
            places.copies.mkdir()
            files.back_up(places.library, places.copies / "library-20261123-050000.db")
        spoil(places.library)
        return places.library

    return damage


@pytest.mark.parametrize(
    ("spoil", "has_copy"),
    [*((spoil, False) for spoil in DAMAGE), (empty, True), (spoil_log, True)],
)
def test_what_is_advised_leads_to_a_library_that_works(
    run: Any, damaged: Any, spoil: Callable[[Path], None], has_copy: bool, tmp_path: Path
) -> None:
    library = damaged(spoil, has_copy=has_copy)
    before = library.read_bytes()
    words = [("list",), ("doctor",), ("backup", tmp_path / "copy.db")]
    for each in words if has_copy else [*words, ("restore",)]:
        done = run(*each)
        assert done.code in {1, 3}
        advised = ADVICE.findall(done.err + done.out)
        assert set(advised) == {"doctor --fix"}, done
        assert library.read_bytes() == before
    done = run("doctor", "--fix")
    assert (done.code, "doctor --fix" in done.out) == (0, False)
    (aside,) = library.parent.glob("library.db.damaged-??????????????[0-9]")
    assert aside.read_bytes() == before
    assert aside.name in done.out
    assert run("doctor").lines[0] == "Everything is sound."
    (bookmarked,) = run("list", "--json", "is:bookmarked").records
    assert (bookmarked["id"], bookmarked["read"]) == (id_of(HARBOUR), True)
    assert id_of(BARE) in {each["id"] for each in run("list", "--json", "is:unread").records}
    if has_copy or spoil in ALL_READABLE:
        assert {each["title"] for each in run("sources", "--json").records} >= {
            "Kabar Contoh",
            "Warta B",
        }
        assert run("folders", "--json").records[0]["name"] == "Kapal"
        assert run("mutes").lines
    assert not list(library.parent.glob(".*"))


def test_a_library_that_is_gone_is_not_replaced_by_one_that_hides_what_there_is(
    run: Any, damaged: Any
) -> None:
    library = damaged(Path.unlink)
    for each in (("list",), ("doctor",), ("restore",)):
        done = run(*each)
        assert (done.code in {1, 3}, ADVICE.findall(done.err)) == (True, ["doctor --fix"])
        assert not library.exists()
    assert run("doctor", "--fix").code == 0
    assert {id_of(HARBOUR), id_of(BARE)} <= {each["id"] for each in run("list", "--json").records}
    (bookmarked,) = run("list", "--json", "is:bookmarked").records
    assert bookmarked["id"] == id_of(HARBOUR)


def test_what_could_be_read_is_told(run: Any, damaged: Any) -> None:
    damaged(spoil_log)
    assert "there is no good copy of your library" in run("doctor").out
    lines = run("doctor", "--fix").lines
    assert lines[1:11] == [
        "there is no good copy, so what can be read of your library is in a new one",
        "sources saved: 3, not readable: 0",
        "folders saved: 1, not readable: 0",
        "bookmarks saved with their articles: 1, not readable: 0",
        "marks of read articles saved: 1, not readable: 0",
        "reading positions saved: 1, not readable: 0",
        "searches saved: 1, not readable: 0",
        "mutes saved: 1, not readable: 0",
        "queries of the search box saved: 1, not readable: 0",
        "actions saved that can be undone: 0, not readable: 0 (+ ?)",
    ]


def test_a_source_that_only_its_articles_know_is_mended_by_following_it(
    run: Any, damaged: Any, home: Path
) -> None:
    damaged(scramble)
    done = run("doctor", "--fix")
    assert "nothing of your library can be read" in done.out
    assert "sources taken anew from the articles kept: 1;" in done.out
    assert "news.example; 1 unread of 2" in run("sources").out
    store = open_store(Places.under(home), Language("en"), lambda: NOON)
    (added,) = store.sources.add(MARKET)
    assert (added.key, added.address) == (MARKET.key, MARKET.address)
    assert store.counts().of_source(MARKET.key).total == 2
    store.close()
