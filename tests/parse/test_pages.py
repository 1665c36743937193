from __future__ import annotations

import json
import runpy
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.news import Entry, Page, Picture, Unreadable
from berita_tui.parse.pages import MAX_PAGE, read_page

SEEN = datetime(2026, 11, 23, tzinfo=UTC)
ADDRESS = "https://nasional.sindonews.com/read/1/2/panen-raya"
PROSE = "Panen raya dimulai hari ini di lembah yang luas dan dihadiri oleh warga dari desa lain. "


def read(html: str, address: str = ADDRESS) -> Entry:
    return read_page(html.encode(), address=address, seen=SEEN).entry


def page(head: str = "", body: str = "", attributes: str = "") -> str:
    return f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def ld(**thing: Any) -> str:
    thing = {"@type": "NewsArticle", **thing}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


STORY = f"""
<nav><a href="/">Beranda</a></nav><div class="share-box">Bagikan</div>
<h1>Panen Raya Dimulai</h1><div class="detail-date">Selasa, 3 Maret 2020 - 09:15 WIB</div>
<div class="content">
 <p>home/gaya</p><p>Panen Raya Dimulai</p>
 <p><b>LEMBAH CONTOH</b> - {PROSE * 2}</p>
 <figure><img src="/foto.jpg"><figcaption>Sawah di lembah</figcaption></figure>
 <p>{PROSE}<br>Baca Juga: <a href="/lain">Harga turun</a><br>{PROSE}</p>
 <p>Baca juga:</p><p><a href="/lain2">Artikel lain lagi</a></p>
 <p>Simak juga:</p><ul><li><a href="/a">Satu</a></li></ul>
 <ul><li><a href="/a">Satu</a></li><li><a href="/b">Dua</a></li></ul>
 <p>{PROSE}</p><ul><li>Butir benar yang pertama dari dua.</li><li>Butir kedua, juga benar.</li></ul>
 <p>{PROSE}</p><p>Advertisement</p>
 <p>Penulis: Sari Contoh</p><p>Editor: Budi Contoh</p><p>{PROSE} (abc)</p>
 <p>Copyright 2020 Kabar</p><p>Sisa</p>
</div>
<aside><p>{PROSE}</p></aside><footer><p>{PROSE}</p></footer><div id="komentar">Komentar</div>tail
"""


def test_a_page_is_read_by_what_is_seen_on_it() -> None:
    entry = read(page("<title>Panen Raya Dimulai - SINDOnews.com</title>", STORY, "lang=en"))
    assert entry.title == "Panen Raya Dimulai"
    assert entry.link == ADDRESS
    assert entry.published is not None
    assert entry.published.isoformat() == "2020-03-03T09:15:00+07:00"
    assert (entry.outlet, entry.place) == ("SINDOnews", "LEMBAH CONTOH")
    assert (entry.author, entry.editor) == ("Sari Contoh", "Budi Contoh")
    assert entry.caption == "Sawah di lembah"
    assert entry.language == "id"
    assert entry.is_whole
    assert entry.text.startswith("Panen raya dimulai")
    assert "Butir benar" in entry.text
    assert "home/gaya" not in entry.text
    for furniture in (
        "Baca",
        "Simak",
        "Artikel lain",
        "Satu",
        "Advert",
        "Copyright",
        "Sisa",
        "gaya",
    ):
        assert furniture not in entry.text
    assert '<img src="https://nasional.sindonews.com/foto.jpg">' in entry.html


def test_initials_are_the_editor_where_no_other_is_named() -> None:
    story = f"<div><p>{PROSE * 3}</p><p>{PROSE}</p><p>(abc)</p></div>"
    entry = read(page(body=f"<h1>J</h1>{story}"))
    assert entry.editor == "abc"
    assert not entry.text.endswith(")")
    acronym = f"{PROSE} Lembaga Panen Raya (LPR)"
    assert read(page(body=f"<h1>J</h1><div>{PROSE * 3}<br><br>{acronym}</div>")).editor == ""


def test_dateline_and_initials_may_stand_on_lines_of_their_own() -> None:
    story = (
        f"<h2>Panen</h2><p><b>Jakarta</b> -<br>{PROSE * 3}<br>{PROSE}</p><p>{PROSE}<br>(abc)</p>"
    )
    entry = read(page(body=f"<h1>J</h1><div>{story}</div>"))
    assert (entry.place, entry.editor) == ("Jakarta", "abc")
    assert "Jakarta" not in entry.text
    assert entry.html.count("<br>") == 1
    alone = read(page(body=f"<h1>J</h1><div><p>SLEMAN -</p><p>{PROSE * 3}</p></div>"))
    assert (alone.place, alone.text.count("\n\n")) == ("SLEMAN", 0)


def test_a_body_may_have_no_prose_at_all() -> None:
    code = f"<div><pre>{PROSE * 3}</pre></div>"
    assert read(page("<title>J</title>", code)).text.startswith("Panen")


def test_metadata_for_machines_comes_first() -> None:
    entry = read(
        page(
            ld(
                headline="Judul &amp; mesin",
                datePublished="2020-03-03T02:15:00Z",
                dateModified="2020-03-03T10:00:00+07:00",
                author=[{"name": "Sari"}, {"@id": "Tono"}, 7],
                articleSection="Daerah",
                keywords=["panen", "sawah, padi"],
                image={"url": "/i.jpg"},
                description="Ringkas <b>sekali</b>",
                publisher={"name": "Kabar Contoh"},
            )
            + '<link rel="canonical" href="https://kabar.example/x">',
            f"<div><p>{PROSE * 4}</p></div>",
        ),
        "https://kabar.example/x?amp=1",
    )
    assert entry.title == "Judul & mesin"
    assert entry.link == "https://kabar.example/x"
    assert entry.published == datetime(2020, 3, 3, 2, 15, tzinfo=UTC)
    assert entry.modified == datetime(2020, 3, 3, 3, 0, tzinfo=UTC)
    assert (entry.author, entry.section, entry.outlet) == ("Sari, Tono", "Daerah", "Kabar Contoh")
    assert entry.keywords == ("panen", "sawah", "padi")
    assert entry.lead == "Ringkas sekali"
    assert entry.pictures == (Picture(address="https://kabar.example/i.jpg"),)


def test_meta_elements_are_read_under_their_many_names() -> None:
    head = """<meta property="og:title" content="Judul | Detik">
    <meta name="author" content="detikcom">
    <meta property="article:author" content="https://x.example/sari"><meta name="x" content="">
    <meta property="article:published_time" content="2020-03-03T09:15:00Z"><meta content="y">
    <meta property="article:section" content="Daerah"><meta name="keywords" content="a;b">
    <meta property="og:locale" content="in_ID"><meta property="og:image" content="http://[x">
    <meta property="og:url" content="http://[x"><meta property="og:site_name" content="Kabar">"""
    body = '<h1>x</h1><a rel="author">Sari</a><time datetime="2020-03-03T09:15:00+07:00">x</time>'
    entry = read(page(head, body), "https://kabar.example/x")
    assert (entry.title, entry.author, entry.outlet) == ("Judul", "Sari", "Kabar")
    assert (entry.section, entry.keywords, entry.language) == ("Daerah", ("a", "b"), "id")
    assert entry.published is not None
    assert entry.published.isoformat() == "2020-03-03T09:15:00+07:00"
    assert (entry.pictures, entry.link) == ((), "https://kabar.example/x")


def test_a_canonical_address_on_another_host_is_not_believed() -> None:
    head = '<title>J</title><link rel=canonical href="https://evil.example/">'
    assert read(page(head, "x")).link == ADDRESS
    assert read(page(head, "x"), "").link == "https://evil.example/"


def test_a_utc_time_of_an_indonesian_page_is_told_in_its_zone() -> None:
    head = '<meta name="date" content="2020-03-03T02:15:00Z"><title>J</title>'
    entry = read(page(head, "x"))
    assert entry.published is not None
    assert entry.published.isoformat() == "2020-03-03T09:15:00+07:00"


def test_a_day_alone_will_do_and_a_date_in_prose_at_last() -> None:
    assert read(page('<meta name=date content="2020-03-03"><title>J</title>', "x")).published
    found = read(page("<title>J</title>", "<i>Selasa, 3 Maret 2020 | 09:15 WIB</i>")).published
    assert found is not None
    assert found.hour == 9
    assert read(page("<title>J</title>", "<b class=date>2020 kali</b>")).published is None


def test_the_article_may_be_in_a_graph_and_other_json_is_passed() -> None:
    graph = {"@graph": [1, {"@type": ["Article"], "headline": ["\u200b", "Dari graf"]}]}
    scripts = "".join(
        f'<script type="application/ld+json">{text}</script>'
        for text in ("{", "[" * 100_000, '{"@type": 1}', "x" * 1_600_000, json.dumps([graph]))
    )
    assert read(page("<script>var x</script>" + scripts, "x")).title == "Dari graf"
    many = json.dumps([{"@type": "Thing"}] * 5000 + [{"@type": "Article", "headline": "x"}])
    head = f'<title>Judul</title><script type="application/ld+json">{many}</script>'
    assert read(page(head, "x")).title == "Judul"


def test_a_body_told_for_machines_is_used_where_the_page_has_none() -> None:
    told = f"DENPASAR - {PROSE}\n{PROSE}\r\n\r\n{PROSE * 2}"
    entry = read(page(ld(headline="J", articleBody=told), "<p>Masuk untuk membaca</p>"))
    assert entry.place == "DENPASAR"
    assert entry.text.count("\n\n") == 2
    marked = read(page(ld(headline="J", articleBody=f"<p>{told}</p>"), "x"))
    assert "<p>Panen" in marked.html


def test_instructions_are_told_step_by_step() -> None:
    step = {"@type": "HowToStep", "text": f"{PROSE * 2}"}
    section = {"name": "Bagian satu", "itemListElement": [step, 7]}
    steps = [section, {"text": "Selesai.", "itemListElement": {"text": "Sudah."}}, "x"]
    told = ld(**{"@type": "HowTo", "name": "J", "description": f"<p>{PROSE}</p>", "step": steps})
    entry = read(page("<title>J</title>" + told, "<p>Masuk untuk membaca</p>"))
    assert entry.text.startswith("Panen raya")
    assert "Bagian satu" in entry.text
    assert entry.text.endswith("Sudah.")


def test_the_element_marked_as_body_counts() -> None:
    other = "Harga cabai turun di pasar induk sejak pekan lalu, kata para pedagang di sana. " * 4
    isi = f"<p>Isi ini. {PROSE * 3}</p><p>{PROSE * 3}</p>"
    article = f"<section itemprop=articleBody>{isi}</section><i itemprop=articleBody>x</i>"
    entry = read(page("<title>J</title>", f"{article}<section>{other}</section>"))
    assert entry.text.startswith("Isi ini.")
    assert "cabai" not in entry.text


def test_a_body_in_pieces_side_by_side_is_whole() -> None:
    piece = f"<div><p>{PROSE * 3}</p></div>"
    links = f"<div><p>{PROSE}</p><a href=/x>{PROSE * 3}</a></div>"
    entry = read(page("<title>J</title>", f"<div>{piece}{links}{piece}</div>"))
    assert len(entry.text) > len(PROSE) * 5


def test_text_that_has_no_paragraphs_is_found_by_its_breaks() -> None:
    entry = read(page("<title>J</title>", f"<div>{PROSE}<br><br>{PROSE}</div>"))
    assert entry.text.count("\n\n") == 1
    assert read("<title>J</title>Sedikit").text.endswith("Sedikit")


def test_a_large_block_with_a_furniture_name_is_kept() -> None:
    assert (
        PROSE.strip() in read(page("<title>J</title>", f'<div class="tag">{PROSE * 9}</div>')).text
    )


@pytest.mark.parametrize("content", [b"", b"halo", b"<", b"<!-- x -->", b"<html></html>"])
def test_what_is_no_page_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_page(content, seen=SEEN)
    with pytest.raises(Unreadable):
        read_page(b"<" + b"x" * MAX_PAGE, seen=SEEN)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=100) | st.text(max_size=100).map(lambda text: f"<p>{text}".encode()))
def test_no_bytes_break_it(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(read_page(content, seen=SEEN), Page)


def test_real_pages_are_read_well(shared: Path) -> None:
    folder = shared / "data/pages/id"
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    score = runpy.run_path(str(shared / "tools/score.py"))
    titles = dates = 0
    pairs = []
    articles = {name: facts for name, facts in truth.items() if facts.get("content")}
    for name, facts in articles.items():
        entry = read_page((folder / name).read_bytes(), address=facts["url"], seen=SEEN).entry
        titles += entry.title == facts["title"]
        expected = datetime.fromisoformat(facts["date_iso_utc"])
        dates += bool(entry.published and abs((entry.published - expected).total_seconds()) < 61)
        pairs.append((entry.text, facts["content"]))
    assert len(articles) == 13
    assert titles >= 12  # the words "In Picture:" of one are not on its page
    assert dates == 13
    assert score["pages"](pairs)[2] >= 0.985


SIGNED = {
    "antara-singlepage.html": ("Mataram, NTB", ""),
    "antara-singlepage2.html": ("Bandarlampung, Lampung", ""),
    "antara-singlepage3.html": ("ISTANBUL", ""),
    "detik-singlepage.html": ("Jakarta", "fyk/ash"),
    "kapanlagi-singlepage.html": ("", "kpl/pur/tch"),
    "kompas-singlepage.html": ("LHOKSEUMAWE", ""),
    "kompas-singlepage2.html": ("JAKARTA", ""),
    "kompas-singlepage3.html": ("LOS ANGELES", ""),
    "liputan6-singlepage.html": ("Jakarta", "Cas/Isk"),
    "republika-singlepage.html": ("JAKARTA", ""),
    "republika-singlepage2.html": ("JAKARTA", ""),
    "tempo-singlepage.html": ("Jakarta", ""),
}


def test_real_pages_say_where_they_were_written_and_who_edited_them(shared: Path) -> None:
    folder = shared / "data/pages/id"
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    read = {
        name: read_page((folder / name).read_bytes(), address=truth[name]["url"], seen=SEEN).entry
        for name in SIGNED
    }
    assert {name: entry.place for name, entry in read.items()} == {
        name: place for name, (place, _) in SIGNED.items()
    }
    for name, (_, initials) in SIGNED.items():
        if initials:
            assert read[name].editor == initials
