from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from berita_tui.news import Entry
from berita_tui.store import Store
from cli.conftest import MARKET

FIELDS = [
    *("id", "url", "source", "outlet", "section", "title", "published", "first_seen", "place"),
    *("author", "editor", "words", "reading_minutes", "read", "bookmarked", "offline", "tags"),
    *("keywords", "modified", "language"),
]
WHOLE = ["caption", "lead", "text", "html", "text_from", "links", "images"]


def listed(done: Any, source: str = "Kabar Contoh") -> list[dict[str, Any]]:
    return [each for each in done.records if each["source"] == source]


def test_list_prints_a_line_an_article_the_newest_first(run: Any, kept: Store) -> None:
    done = run("list", "--lang", "id")
    assert done.code == 0
    lines = [line for line in done.lines if "Kabar Contoh" in line]
    assert lines[1].endswith("Pelabuhan lama dibuka kembali  (Kabar Contoh, Ekonomi)  belum dibaca")
    assert "  2020-02-27 16.56  " in lines[1]
    assert len(lines) == 2


def test_list_as_json_has_the_fields_in_their_order(run: Any, kept: Store, ids: Any) -> None:
    bare, harbour = listed(run("list", "--json"))
    assert list(harbour) == FIELDS
    assert harbour == {
        "id": ids["harbour"],
        "url": "https://news.example/pelabuhan",
        "source": "Kabar Contoh",
        "outlet": None,
        "section": "Ekonomi",
        "title": "Pelabuhan lama dibuka kembali",
        "published": "2020-02-27T16:56:00+07:00",
        "first_seen": "2026-11-23T05:00:00+00:00",
        "place": "KOTA CONTOH",
        "author": "Sari Contoh",
        "editor": "abc",
        "words": harbour["words"],
        "reading_minutes": 1,
        "read": False,
        "bookmarked": False,
        "offline": True,
        "tags": [],
        "keywords": ["pelabuhan", "kapal"],
        "modified": "2020-02-27T18:00:00+07:00",
        "language": "id",
    }
    assert list(bare) == FIELDS
    empty = [name for name in FIELDS if bare[name] is None]
    assert empty == [
        *("url", "outlet", "section", "title", "published", "place", "author", "editor"),
        *("modified", "language"),
    ]


def test_list_takes_a_query_and_a_limit(run: Any, kept: Store) -> None:
    assert len(run("list", "--json", "--limit", 1).records) == 1
    assert len(listed(run("list", "--json", "bersandar"))) == 1
    assert len(listed(run("list", "--json", "is:unread"))) == 2
    assert listed(run("list", "--json", "is:bookmarked")) == []


def test_nothing_found_is_said_and_is_no_failure(run: Any, kept: Store) -> None:
    for verb in ("list", "search"):
        done = run(verb, "tiadakata")
        assert done.code == 0
        assert done.out.startswith("Nothing found for “tiadakata”")
        assert run(verb, "--json", "tiadakata").out == ""


def test_an_empty_library_says_what_to_do(run: Any, kept: Store) -> None:
    kept.sources.remove(*(source.key for source in kept.sources.all()))
    run("list")
    kept.sources.remove(*(source.key for source in kept.sources.all()))
    assert "berita-tui add URL" in run("list").out


def test_search_tells_where_the_words_stand(run: Any, kept: Store) -> None:
    (found,) = run("search", "--json", "nakhoda").records
    assert list(found) == [*FIELDS, "snippet", "matches", "score"]
    assert "nakhoda" in found["snippet"]
    text = run("show", "--json", found["id"]).records[0]["text"]
    assert {text[start:end].lower() for start, end in found["matches"]["text"]} == {"nakhoda"}
    assert found["matches"]["title"] == []
    (best,) = run("search", "--json", "--order", "best", "nakhoda").records
    assert found["score"] == pytest.approx(best["score"])
    assert {each["score"] for each in run("search", "--json", "is:unread").records} == {None}
    lines = run("search", "nakhoda").lines
    assert len(lines) == 2
    assert lines[1].startswith("    ")
    assert "nakhoda" in lines[1]


def test_the_best_come_first_when_asked_for(run: Any, kept: Store) -> None:
    found = run("search", "--json", "--order", "best", "--limit", 1, "pelabuhan").records
    assert [each["title"][:9] for each in found] == ["Pelabuhan"]
    assert found[0]["score"] > 0
    assert found[0]["matches"]["title"] == [[0, 9]]
    assert run("list", "--order", "best", "bersandar").code == 0
    done = run("list", "--order", "worst", "nakhoda")
    assert (done.code, done.out) == (2, "")
    assert "“worst” is no order; there are newest, best" in done.err


def test_a_bad_query_is_wrong_use(run: Any, kept: Store) -> None:
    done = run("search", "is:nonsense")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "at character 4 of the query, “nonsense”: after is: one of these" in done.err
    done = run("list", "--lang", "id", "nakhoda", "judul:")
    assert (done.code, done.out) == (2, "")
    assert "di akhir pencarian: sesudah judul: harus ada kata" in done.err
    assert "“" + "x" * 24 + "…”" in run("search", "is:" + "x" * 99).err


def test_a_query_without_a_word_is_refused_and_a_blank_one_lists_all(run: Any, kept: Store) -> None:
    for verb in (("list",), ("search",), ("folders", "add", "Wajah"), ("mutes", "add")):
        done = run(*verb, "😀 -")
        assert (done.code, done.out) == (2, ""), verb
        assert "the query asks for nothing; give it a word" in done.err
    assert run("list", " ").lines == run("list").lines
    assert (kept.searches.all(), kept.mutes.all()) == ((), ())


def test_the_whole_language_is_understood(run: Any, kept: Store) -> None:
    def titles(*query: str) -> list[str]:
        return [(each["title"] or "")[:9] for each in listed(run("list", "--json", *query))]

    assert titles("title:pelabuhan", "on:2020-02") == ["Pelabuhan"]
    assert titles('judul:"pelabuhan lama" ATAU rubrik:hukum') == ["Pelabuhan"]
    assert "Pelabuhan" not in titles("-title:pelabuhan", "-has:note")
    assert titles("--limit", "1", "sumber:contoh", "-status:dibaca", "tag:kapal") == ["Pelabuhan"]
    assert run("search", "--json", "body:nakhoda", "-xyz").records[0]["matches"]


def test_show_as_json_is_the_whole_article(run: Any, kept: Store, ids: Any) -> None:
    harbour, bare = run("show", "--json", ids["harbour"], ids["bare"][:12]).records
    assert list(harbour) == FIELDS + WHOLE
    assert harbour["caption"] == "Dermaga"
    assert harbour["text"] == "Kapal pertama bersandar pagi ini, kata nakhoda.\n\nsatu\ndua"
    assert harbour["links"] == [{"url": "https://news.example/kapal", "text": "kata nakhoda"}]
    assert harbour["images"] == [
        {"url": "https://news.example/dermaga.jpg", "alt": None, "caption": "Dermaga"}
    ]
    assert bare["lead"] == "Hanya satu kalimat."
    assert (bare["text"], bare["html"], bare["links"], bare["images"]) == (None, None, [], [])


def test_pictures_in_the_text_are_among_the_images(run: Any, kept: Store) -> None:
    html = (
        '<p>Isi.</p><figure><img src="https://news.example/a.jpg" alt="alat">'
        "<figcaption>Alat itu</figcaption></figure>"
    )
    (key,) = kept.articles.save(MARKET, (Entry(guid="f", html=html),), when=kept_when()).new
    (record,) = run("show", "--json", key.hex()).records
    assert record["images"] == [
        {"url": "https://news.example/a.jpg", "alt": "alat", "caption": "Alat itu"}
    ]


def test_show_prints_plain_lines_without_boxes_when_piped(run: Any, kept: Store, ids: Any) -> None:
    done = run("show", ids["harbour"], ids["bare"])
    assert done.lines == [
        "Pelabuhan lama dibuka kembali",
        "Kabar Contoh, Ekonomi",
        "Thursday, 27 February 2020 16:56 WIB, 27 Feb 2020",
        "By Sari Contoh",
        "Editor: abc",
        "1 min read",
        "Text: from the feed",
        "unread",
        "https://news.example/pelabuhan",
        f"id {ids['harbour']}",
        "",
        "Picture: Dermaga",
        "",
        "KOTA CONTOH — Kapal pertama bersandar pagi ini, kata nakhoda [1].",
        "",
        "- satu",
        "- dua",
        "",
        "Links:",
        "[1] kata nakhoda: https://news.example/kapal",
        "",
        "(untitled)",
        "Kabar Contoh",
        *done.lines[23:25],
        f"id {ids['bare']}",
        "",
        "Hanya satu kalimat.",
    ]


def test_what_is_not_there_is_told_and_the_rest_is_shown(run: Any, kept: Store, ids: Any) -> None:
    done = run("show", "0000", ids["bare"], "zz")
    assert done.code == 1
    assert "Hanya satu kalimat." in done.out
    assert done.err.count("\n") == 2
    missing, _ = run("show", "--json", "0000", ids["bare"]).records
    assert missing["id"] == "0000"
    assert missing["error"]


def test_show_writes_each_article_to_a_file_of_its_own(
    run: Any, kept: Store, ids: Any, tmp_path: Path
) -> None:
    done = run("show", "--to", str(tmp_path), ids["harbour"], ids["bare"])
    files = sorted(path.name for path in tmp_path.glob("*.txt"))
    assert len(files) == len(done.lines) == 2
    assert any(name.startswith("pelabuhan-lama-dibuka-kembali-") for name in files)
    (record,) = run("show", "--json", "--to", str(tmp_path), ids["bare"]).records
    assert Path(record["file"]).name not in files
    failed = run("show", "--json", "--to", str(tmp_path / "tidak ada"), ids["bare"])
    assert failed.code == 1
    assert "cannot be written" in failed.records[0]["error"]
    assert run("show", "--to", str(tmp_path / "tidak ada"), ids["bare"]).err.count("\n") == 1


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_show_sets_the_article_in_type_on_a_terminal(
    run: Any, kept: Store, ids: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(raw, encoding="ascii"))
    assert run("show", ids["harbour"]).code == 0
    text = raw.getvalue().decode()
    assert "\x1b[1m" in text
    assert "KOTA CONTOH" in text


def test_an_article_whose_source_is_gone_is_shown_all_the_same(
    run: Any, kept: Store, ids: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("bookmark", ids["harbour"])
    kept.sources.remove(*(source.key for source in kept.sources.all()))
    (record,) = run("show", "--json", ids["harbour"]).records
    assert record["source"] is None
    assert run("show", ids["harbour"]).lines[1] == "Ekonomi"
    assert "bookmarked" in run("list", "is:bookmarked").out
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(raw, encoding="ascii"))
    run("show", ids["harbour"])
    assert b"Pelabuhan" in raw.getvalue()


def test_control_characters_do_not_reach_the_output(run: Any, kept: Store) -> None:
    (source,) = (each for each in kept.sources.all() if each.title == "Kabar Contoh")
    kept.articles.save(source, (Entry(guid="x", title="a\x1b]0;x\x07b\u202ec"),), when=kept_when())
    done = run("list")
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    json_out = run("list", "--json").out
    assert "\x1b" not in json_out
    assert [json.loads(line) for line in json_out.splitlines()]


def kept_when() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
