from __future__ import annotations

import io
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berita_tui.news import PauseReason, Sentence, Source, Standing
from berita_tui.store import Store
from cli.conftest import MARKET


class Typed(io.StringIO):
    def isatty(self) -> bool:
        return True


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_feed_is_followed_at_its_address(run: Any, site: Any, kept: Store) -> None:
    address = site.feed("/rss", "Warta", "Satu")
    done = run("add", address, "--folder", "Desa/Kota", "--name", "Warta saya")
    assert (done.code, done.lines) == (0, [f"Now following “Warta saya”, {address}"])
    source = kept.sources.by_address(address)
    assert source
    assert (source.folder, source.name, source.title) == (("Desa", "Kota"), "Warta saya", "Warta")


def test_what_is_followed_already_is_said_so(run: Any, site: Any, kept: Store) -> None:
    address = site.feed("/rss", "Warta", "Satu")
    run("add", address)
    done = run("add", address)
    assert (done.code, done.lines) == (0, ["“Warta” is followed already"])
    (record,) = run("add", "--json", address).records
    assert (record["status"], record["error"], record["candidates"]) == ("known", None, [])


def test_a_new_password_of_what_is_followed_already_is_kept_and_undoing_leaves_it(
    run: Any, site: Any, kept: Store
) -> None:
    address = site.feed("/rss", "Warta", "Satu")
    run("add", address)
    for typed, said in (
        ("ani:satu", "; it signs in with the new user name and password from now on"),
        ("ani:satu", ""),
        ("ani:dua", "; it signs in with the new user name and password from now on"),
    ):
        done = run("add", address.replace("//", f"//{typed}@"))
        assert (done.code, done.lines) == (0, [f"“Warta” is followed already{said}"])
        source = kept.sources.by_address(address)
        assert source
        assert source.credentials == typed
    assert run("add", address).lines == ["“Warta” is followed already"]
    kept.marks.undo()
    assert kept.sources.by_address(address) is None


def test_one_bad_address_does_not_stop_the_others(run: Any, site: Any, kept: Store) -> None:
    address = site.feed("/rss", "Warta", "Satu")
    done = run("add", "--json", "ftp://x.example/", address, "http://127.0.0.1:9/")
    assert done.code == 1
    assert [each["status"] for each in done.records] == ["failed", "added", "failed"]
    assert done.err.count("\n") == 2
    assert "ftp://x.example/" in done.err
    assert done.records[1]["title"] == "Warta"


@pytest.fixture
def town(site: Any) -> Any:
    """A site that offers two feeds."""
    site.feed("/kota", "Kota", "Satu")
    site.feed("/desa", "Desa", "Dua")
    site.page("/", "/kota", "/desa")
    return site


def test_several_feeds_are_listed_when_nobody_can_be_asked(
    run: Any, town: Any, kept: Store
) -> None:
    done = run("add", town.address)
    assert done.code == 1
    assert done.lines == [
        f"{town.address} offers several feeds:",
        f"1. /kota, {town.address}/kota",
        f"2. /desa, {town.address}/desa",
    ]
    assert "--feed N" in done.err
    assert not any(town.address in each.address for each in kept.sources.all())
    (record,) = run("add", "--json", town.address).records
    assert record["status"] == "several"
    assert record["candidates"][1] == {"url": f"{town.address}/desa", "title": "/desa"}


def test_a_feed_is_chosen_by_number_or_all_are(run: Any, town: Any, kept: Store) -> None:
    assert f"{town.address}/desa" in run("add", town.address, "--feed", "2").out
    assert run("add", town.address, "--feed", "3").code == 1
    statuses = [each["status"] for each in run("add", "--json", town.address, "--all").records]
    assert statuses == ["added", "known"]


@pytest.mark.parametrize(
    ("typed", "followed", "code"),
    [("2\n", ["/desa"], 0), ("9\na\n", ["/kota", "/desa"], 0), ("\n", [], 1), ("", [], 1)],
)
def test_on_a_terminal_the_reader_is_asked(  # noqa: PLR0917 - fixtures and cases
    run: Any,
    town: Any,
    kept: Store,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    followed: list[str],
    code: int,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", Typed(typed))
    monkeypatch.setattr(sys, "stdout", Terminal(raw, encoding="utf-8"))
    assert run("add", town.address).code == code
    for path in ("/kota", "/desa"):
        assert bool(kept.sources.by_address(town.address + path)) == (path in followed)
    assert ("“9” is none of them" in raw.getvalue().decode()) == typed.startswith("9")


def test_contradictions_are_wrong_use(run: Any) -> None:
    assert run("add", "a", "--all", "--feed", "1").code == 2
    assert run("add", "a", "b", "--name", "x").code == 2


def test_sources_are_listed_with_how_they_stand(run: Any, kept: Store) -> None:
    for number, reason in enumerate(PauseReason):
        paused = Source.followed(f"https://user:secret@{reason}.example/")
        kept.sources.add(replace(paused, paused=reason, name=f"Nomor {number}"))
    kept.standings.put(MARKET.key, Standing(problem=Sentence("no answer"), failures=2))
    done = run("sources")
    assert done.code == 0
    line = "Nasional/Kabar Contoh; 2 unread of 2; 50% whole on disk; https://news.example/rss"
    assert f"{line}; failing: no answer" in done.lines
    for words in ("a private host without leave", "its server says it is gone"):
        assert words in done.out
    assert any(line.endswith("https://reader.example/; paused") for line in done.lines)
    assert any("18 unread of 18" in line for line in done.lines)
    assert "secret" not in done.out


def test_sources_as_json(run: Any, kept: Store) -> None:
    kept.standings.put(MARKET.key, Standing(problem=Sentence("no answer"), failures=2))
    record = next(each for each in run("sources", "--json").records if each["id"] == MARKET.key)
    assert list(record) == [
        *("id", "url", "title", "name", "outlet", "folder", "homepage", "language", "paused"),
        *(
            "private_allowed",
            "articles",
            "unread",
            "offline",
            "full_text",
            "checked",
            "succeeded",
            "due",
            "problem",
        ),
        "failures",
        "left_out",
    ]
    assert (record["folder"], record["articles"], record["unread"]) == (["Nasional"], 2, 2)
    assert (record["problem"], record["failures"], record["due"]) == ("no answer", 2, None)
    assert (record["name"], record["paused"], record["private_allowed"]) == (None, None, False)


def test_export_writes_opml_to_the_output_or_a_new_file(
    run: Any, kept: Store, tmp_path: Path
) -> None:
    kept.sources.add(Source.followed("https://user:secret@rahasia.example/feed"))
    out = run("export").out
    assert 'xmlUrl="https://news.example/rss"' in out
    assert "secret" not in out
    assert run("export", "-", "--with-credentials").out.count("user:secret@") == 1
    path = tmp_path / "a.opml"
    done = run("export", path)
    assert (done.code, done.lines) == (0, [f"3 sources written to {path}"])
    assert path.read_text(encoding="utf-8") == out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("export", "--json", tmp_path / "b.opml").records == [
        {"file": str(tmp_path / "b.opml"), "sources": 3}
    ]


def test_export_never_overwrites(run: Any, kept: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.opml"
    path.write_text("mine")
    done = run("export", path)
    assert (done.code, path.read_text()) == (1, "mine")
    assert "is there already" in done.err
    done = run("export", tmp_path / "none/a.opml")
    assert done.code == 1
    assert "cannot be written (No such file or directory)" in done.err


def test_what_is_exported_comes_back_the_same(
    run: Any, kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.opml"
    run("export", path)
    record = run("import", "--json", path).records[0]
    assert record["status"] == "known"
    assert record["new"] == 0


ARTICLE = (
    "<html><head><title>Lima tewas</title><meta property='og:type' content='article'>{feeds}"
    "</head><body><article><h1>Lima tewas di jalan raya</h1>{body}</article></body></html>"
)
BODY = "".join(
    f"<p>Kalimat ke-{number} menerangkan apa yang terjadi di jalan raya itu kemarin malam.</p>"
    for number in range(30)
)
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/rss">'


def put(site: Any, path: str, page: str) -> str:
    site.pages[path] = (200, "text/html", page)
    return str(site.address + path)


def test_the_page_of_an_article_is_saved_whole(run: Any, site: Any, kept: Store) -> None:
    page = ARTICLE.format(feeds=FEED_LINK, body=BODY)
    address = put(site, "/2026/11/lima-tewas-di-jalan", page)
    site.feed("/rss", "Warta", "Satu")
    (record,) = run("add", "--json", address).records
    assert (record["status"], record["url"]) == ("saved", address)
    article = kept.articles.by_id(record["id"])
    assert (article.is_bookmarked, article.entry.is_whole) == (True, True)
    assert "Kalimat ke-29" in article.entry.html
    assert kept.sources.get(article.source).title == "Saved pages"
    done = run("--lang", "id", "add", put(site, "/2026/11/lima-tewas-di-jalan?utm_source=x", page))
    assert (done.code, len(done.lines)) == (0, 1)
    assert "Lima tewas" in done.lines[0]
    assert kept.sources.by_address(f"{site.address}/rss") is None
    done = run("add", "--feed", "1", address)
    assert kept.sources.by_address(f"{site.address}/rss")


def test_a_long_page_that_says_nothing_of_itself_is_saved_too(
    run: Any, site: Any, kept: Store
) -> None:
    page = ARTICLE.replace("og:type", "x").format(feeds="", body=BODY)
    address = put(site, "/tulisan", page)
    done = run("add", address)
    assert (done.code, done.err) == (0, "")
    assert done.lines[0].startswith("Saved “")
    done = run("add", "--all", address)
    assert (done.code, "no feed" in done.err) == (1, True)


def test_a_short_page_without_a_feed_is_no_article(run: Any, site: Any) -> None:
    address = put(site, "/masuk", "<html><body><h1>Masuk</h1><p>Kata sandi</p></body></html>")
    done = run("add", address)
    assert (done.code, "no feed" in done.err) == (1, True)
