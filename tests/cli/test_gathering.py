from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest

from berita_tui.news import (
    MOST_ENTRIES,
    BeritaError,
    DataUnusable,
    Ended,
    Entry,
    Missed,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Step,
)
from berita_tui.newsroom import Newsroom
from berita_tui.store import Store
from berita_tui.store.database import connect
from berita_tui.store.upkeep import Finding, Upkeep
from cli.conftest import MARKET
from plates import packed


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def followed(kept: Store, site: Any) -> Store:
    """A library that follows one feed that answers, and one that does not."""
    kept.sources.remove(MARKET.key)
    for path, title in (("/satu", "Satu"), ("/rusak", "Rusak")):
        source = Source.followed(site.address + path, title=title)
        kept.sources.add(replace(source, is_private_allowed=True))
    site.feed("/satu", "Satu", "A", "B")
    return kept


def test_refresh_tells_what_came_and_what_failed(run: Any, followed: Store) -> None:
    done = run("refresh")
    assert done.code == 1
    assert done.lines == ["Satu: 2 new articles", "2 sources asked, 2 new articles, 1 failed"]
    assert done.err.startswith("berita-tui: Rusak: ")
    assert done.err.count("\n") == 1


def test_refresh_tells_what_was_left_out_of_a_long_feed(
    run: Any, followed: Store, site: Any
) -> None:
    long = "<rss>" + "<item/>" * (MOST_ENTRIES + 7) + "</rss>"
    site.pages["/satu"] = (200, "application/rss+xml", long)
    told = "Satu: only the newest 2,000 entries of this feed are read; older ones left out: 7"
    assert told in run("refresh", "satu").lines
    _, step, *_ = run("refresh", "satu", "--json", "--force", "--no-pages").records
    assert (step["source"], step["left_out"]) == ("Satu", 7)


def test_a_second_refresh_waits_unless_it_is_forced(run: Any, followed: Store, site: Any) -> None:
    run("refresh", "satu")
    done = run("refresh", "satu")
    assert done.code == 0
    assert done.lines == [
        "0 sources asked, 0 new articles, 1 not due yet (--force asks them all the same)"
    ]
    asked = len(site.asked)
    assert run("refresh", "satu", "--force").lines == ["1 source asked, 0 new articles"]
    assert len(site.asked) == asked + 1


def test_refresh_as_json_is_an_object_a_step(run: Any, followed: Store) -> None:
    done = run("refresh", "--json")
    steps = {each["step"]: each for each in done.records}
    assert [done.records[0]["step"], done.records[-1]["step"]] == ["began", "ended"]
    assert steps["began"] == {"step": "began", "sources": 2}
    assert (steps["brought"]["source"], steps["brought"]["new"]) == ("Satu", 2)
    assert list(steps["missed"]) == ["step", "id", "source", "error", "retry", "network"]
    assert steps["ended"] == {"step": "ended", "asked": 2, "new": 2, "missed": 1, "offline": False}
    (_, waiting, *_) = run("refresh", "--json", "satu").records
    assert list(waiting) == ["step", "id", "source", "due"]
    again = run("refresh", "--json", "--force", "satu").records
    assert [each["step"] for each in again] == ["began", "quiet", "ended"]


@pytest.fixture
def paged(kept: Store, site: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A library that follows a feed of three short articles, one without a page."""
    monkeypatch.setattr(Newsroom, "__init__", partialmethod(Newsroom.__init__, pause=0.0))
    items = "".join(
        f"<item><title>Berita {number}: warga menanam pohon</title><guid>{number}</guid>"
        f"<link>{site.address}/{number}</link></item>"
        for number in (1, 2, 3)
    )
    feed = f"<rss version='2.0'><channel><title>Satu</title>{items}</channel></rss>"
    site.pages["/satu"] = (200, "application/rss+xml", feed)
    text = "Warga desa menanam pohon di tepi sungai sejak pagi. " * 30
    for number in (1, 2):
        page = f"<title>Berita {number}</title><article><p>{text}</p></article>"
        site.pages[f"/{number}"] = (200, "text/html", page)
    source = Source.followed(f"{site.address}/satu", title="Satu")
    kept.sources.add(replace(source, is_private_allowed=True))
    return kept


def test_refresh_reads_the_pages_of_new_articles(run: Any, paged: Store, site: Any) -> None:
    done = run("refresh", "satu", "--no-pages")
    assert done.lines[-1] == "1 source asked, 3 new articles"
    done = run("refresh", "satu")
    assert (done.code, done.err) == (0, "")
    assert done.lines[1:] == [
        f"{site.address}/3: 127.0.0.1 has nothing at this address (404); check the address",
        "2 pages read, 1 without use",
    ]
    (found, *_) = run("list", "--json", "Berita", "1:").records
    (shown,) = run("show", "--json", found["id"]).records
    assert (shown["offline"], shown["text_from"]) == (True, "page")
    assert "Text: from its page" in run("show", found["id"]).lines
    (kept,) = run("sources", "--json", "satu").records
    assert (kept["articles"], kept["offline"]) == (3, 2)
    assert "67% whole on disk" in run("sources", "satu").out
    stats = run("stats", "--json").records[0]
    assert stats["offline_share"] == round(stats["offline"] / stats["articles"], 4)
    assert "share whole on disk: " in run("stats").out


def test_refresh_brings_pictures_and_tells_how_many(run: Any, paged: Store, site: Any) -> None:
    site.pages["/bukit.png"] = (200, "image/png", packed())
    status, kind, page = site.pages["/1"]
    lead = f'<meta property="og:image" content="{site.address}/bukit.png">'
    site.pages["/1"] = (status, kind, lead + page)
    assert run("refresh", "satu").lines[-1] == "1 new picture"
    assert run("stats", "--json").records[0]["pictures"] == 1


def test_refresh_tells_pictures_as_json_too(run: Any, paged: Store, site: Any) -> None:
    site.pages["/bukit.png"] = (200, "image/png", packed())
    status, kind, page = site.pages["/2"]
    lead = f'<meta property="og:image" content="{site.address}/bukit.png">'
    site.pages["/2"] = (status, kind, lead + page)
    ended = run("refresh", "satu", "--json").records[-1]
    assert ended == {"step": "pictures ended", "articles": 1, "had": 1}


def test_refresh_tells_pages_as_json_too(run: Any, paged: Store, site: Any) -> None:
    site.pages["/3"] = (500, "text/html", "")
    records = run("refresh", "satu", "--json").records
    had, _, missed, ended = records[-4:]
    assert list(had) == ["step", "id", "url", "text", "waiting"]
    assert (had["step"], had["text"], had["waiting"]) == ("page", "page", 2)
    assert list(missed) == ["step", "id", "url", "error", "retry", "waiting"]
    assert (missed["step"], missed["url"]) == ("page missed", f"{site.address}/3")
    assert ended == {"step": "pages ended", "had": 2, "missed": 1, "waiting": 1}
    assert run("refresh", "satu").lines[-1] == "0 pages read, 1 still to be fetched"


def test_full_text_is_chosen_source_by_source(run: Any, paged: Store) -> None:
    done = run("sources", "satu", "tiada", "--full-text", "never")
    assert (done.code, len(done.lines)) == (1, 1)
    assert "; articles’ pages: never; " in done.lines[0]
    assert run("refresh", "satu").lines[-1] == "1 source asked, 3 new articles"
    assert run("sources", "--json", "satu").records[0]["full_text"] == "never"
    run("sources", "satu", "--full-text", "default")
    assert run("sources", "--json", "satu").records[0]["full_text"] is None
    wrong = run("sources", "satu", "--full-text", "sometimes")
    assert wrong.code == 2
    assert "“sometimes” is none of auto, always, never, default" in wrong.err


def test_out_of_reach_is_told_as_offline(run: Any, followed: Store, site: Any) -> None:
    site.server.shutdown()
    site.server.socket.close()
    done = run("refresh", "satu")
    assert done.code == 1
    assert done.lines == ["1 source asked, 0 new articles, 1 failed, offline"]
    assert done.err.startswith("berita-tui: Satu: ")


def test_without_a_network_one_word_is_told_and_not_an_error_for_each_source(
    run: Any, followed: Store, site: Any
) -> None:
    site.server.shutdown()
    site.server.socket.close()
    sources = (Source.followed(f"{site.address}/{number}") for number in range(5))
    followed.sources.add(*(replace(each, is_private_allowed=True) for each in sources))
    done = run("refresh")
    assert (done.code, done.err) == (1, "")
    assert done.lines == ["7 sources asked, 0 new articles, 7 failed, offline"]
    told = run("refresh", "--force", "--json").records
    assert [each["step"] for each in told].count("missed") == 7  # programs are told of each


@pytest.mark.parametrize("closing", [Quiet, Missed])
def test_failures_held_back_are_told_once_anybody_was_reached(
    run: Any, followed: Store, monkeypatch: pytest.MonkeyPatch, closing: type[Quiet | Missed]
) -> None:
    some = Source.followed("http://a.test/", title="Satu")
    problem = Sentence("it does not answer")
    last = Missed(some, Sentence("it is broken")) if closing is Missed else Quiet(some)
    steps = (Missed(some, problem, is_network=True), last, Missed(some, problem, is_network=True))

    async def refresh(*_: object, **__: object) -> AsyncIterator[Step]:
        for step in (*steps, Ended(asked=3, new=0, missed=2)):
            yield step

    monkeypatch.setattr(Newsroom, "refresh", refresh)
    expected = [str(step.problem) for step in steps if isinstance(step, Missed)]
    lines = run("refresh", "--no-pages").err.splitlines()
    assert lines == [f"berita-tui: Satu: {each}" for each in expected]


def test_what_cannot_be_refreshed_is_told_and_the_rest_is_asked(run: Any, followed: Store) -> None:
    for reason in (PauseReason.PRIVATE, PauseReason.READER):
        source = Source.followed(f"https://{reason}.example/", title=f"Jeda {reason}")
        followed.sources.add(replace(source, paused=reason))
    done = run("refresh", "tiada", "jeda private", "jeda reader", "guide", "satu")
    assert done.code == 1
    assert done.lines[-1] == "1 source asked, 2 new articles"
    lines = done.err.splitlines()
    assert lines[0] == "berita-tui: there is no source “tiada”; “berita-tui sources” lists them"
    assert lines[1].startswith("berita-tui: Jeda private: is paused")
    assert lines[2].startswith("berita-tui: Jeda reader: is paused")
    assert lines[3].startswith("berita-tui: Guide: is a shelf")
    assert run("refresh", "tiada").out == ""


def test_a_source_is_meant_by_address_id_name_or_part_of_it(run: Any, followed: Store) -> None:
    satu, _ = (each for each in followed.sources.all() if each.is_fetched)
    for word in (satu.address, satu.address.removeprefix("http://"), satu.key[:6], "SATU", "sat"):
        assert run("refresh", "--force", word).lines[-1].startswith("1 source asked"), word
    assert "means 3 sources" in run("refresh", "u").err


def test_refresh_keeps_house_for_those_who_never_open_the_reader(
    run: Any, followed: Store, home: Path
) -> None:
    run("config", "keep_days", "100")
    for number in range(3):
        entry = Entry(guid=f"{number}", title="Lama", text="Lama.")
        followed.articles.save(followed.sources.all()[0], [entry], when=datetime.now(UTC))
    parts = "SELECT count(DISTINCT segid) FROM words_idx"
    with closing(connect(home / "data/archive.db")) as connection:
        assert connection.execute(parts).get > 2
        run("refresh", "satu")
        assert connection.execute(parts).get <= 2
    assert list((home / "data/copies").glob("library-*.db"))
    titles = [each["title"] for each in run("list", "--json").records]
    assert "A" in titles
    assert followed.stats().articles == 2 + 1 + 18 + 3


@pytest.mark.parametrize(("problem", "code"), [(BeritaError, 0), (DataUnusable, 3)])
def test_an_index_that_cannot_be_worked_on_now_is_no_failure_and_damage_is(
    run: Any,
    followed: Store,
    monkeypatch: pytest.MonkeyPatch,
    problem: type[BeritaError],
    code: int,
) -> None:
    def fail(*_: object) -> None:
        raise problem(Sentence("it is so"))

    monkeypatch.setattr(Upkeep, "merge_segments", fail)
    done = run("refresh", "satu")
    assert (done.code, "it is so" in done.err) == (code, code == 3)
    assert "2 new articles" in done.out


def test_refresh_tells_what_is_wrong_with_the_files(
    run: Any, followed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding(sentence=Sentence("something is damaged"))
    monkeypatch.setattr(Upkeep, "examine", lambda self: (finding,))
    assert "berita-tui: something is damaged\n" in run("refresh", "satu").err


def test_without_sources_refresh_says_what_to_do(run: Any, followed: Store) -> None:
    followed.sources.remove(*(each.key for each in followed.sources.all()))
    done = run("refresh")
    assert done.code == 0
    assert done.lines[0].startswith("There is no source to fetch; “berita-tui add URL” follows one")


def test_on_a_terminal_a_bar_shows_how_far_it_is(
    run: Any, followed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", Terminal(raw, encoding="utf-8", write_through=True))
    done = run("refresh")
    assert done.lines[-1] == "2 sources asked, 2 new articles, 1 failed"
    drawn = raw.getvalue().decode()
    assert "2/2" in drawn
    assert "Articles’ pages" not in drawn
    assert "berita-tui: Rusak: " in drawn
    run("refresh")


def test_the_bar_goes_on_with_pages(
    run: Any, paged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", Terminal(raw, encoding="utf-8", write_through=True))
    run("refresh", "satu")
    drawn = raw.getvalue().decode()
    assert "Articles’ pages" in drawn
    assert "3/3" in drawn


def test_ctrl_c_keeps_what_was_saved(followed: Store, site: Any, home: Path) -> None:
    source = Source.followed(f"{site.address}/slow", title="Lambat")
    followed.sources.add(replace(source, is_private_allowed=True))
    # Who runs the tests in the background has the signal ignored, and its children, too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "berita_tui", "--home", str(home), "refresh", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )
    signal.signal(signal.SIGINT, before)
    assert process.stdout
    assert site.held.wait(20)
    for line in process.stdout:
        if b'"brought"' in line:
            break
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1] == "berita-tui: interrupted; what was saved stays"
    assert b"Traceback" not in err
    satu = next(each for each in followed.sources.all() if each.title == "Satu")
    assert followed.counts().of_source(satu.key).total == 2
