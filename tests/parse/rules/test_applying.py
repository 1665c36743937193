from __future__ import annotations

import pytest

from berita_tui.parse.rules.applying import Findings
from ruled import ADDRESS, body_html, body_words, findings

LONG = "Kalimat yang cukup panjang untuk sebuah isi berita. " * 4
PAGE = f"""<html><head><title>T | Daily</title><link rel="canonical" href="{ADDRESS}">
<meta property="og:type" content="article"></head><body><div id="page">
<h1 class="judul">Judul <b>berita</b></h1><p class="by"><a>Siti</a><a>Budi</a><a>Siti</a></p>
<time datetime="2026-11-05T10:00:00+07:00">Kamis, 5 November 2026</time>
<div id="isi"><p class="lead">Satu.</p><p>Dua <span>tiga</span>.</p>{LONG}
<div class="box share-box">Bagikan</div>tetap<aside>Iklan</aside></div>
<ul class="pages"><li></li><li><a href="/read/1">1</a></li><li><a href="/read/1?page=2">2</a></li>
<li><a href="?page=all">Semua</a></li></ul></div></body></html>"""


FACTS: list[tuple[str, dict[str, object]]] = [
    ("title: //h1", {"title": "Judul berita"}),
    ("title: //h3\ntitle: //h1[@class='judul']", {"title": "Judul berita"}),
    ("title: substring-before(//title, ' | ')", {"title": "T"}),
    ("title: count(//h1)", {}),
    ("title: //h1[", {}),
    ("title: unknown(//h1)", {}),
    ("title: re:test(., 'x')", {}),
    ("title: document('file:///etc/passwd')", {}),
    ("title: //x:h1", {}),
    ("title: $name", {}),
    ("author: //ul/li[1] | //p[@class='by']/a[2]", {"authors": ("Budi",)}),
    ("native_ad_clue: $name", {}),
    ("author: //p[@class='by']/a", {"authors": ("Siti", "Budi")}),
    ("author: //b[@class='x']\nauthor: //p[@class='by']/a[2]", {"authors": ("Budi",)}),
    ("author: //p[@class='by']/a[2]/text()", {"authors": ("Budi",)}),
    ("date: //time/@datetime", {"date": "2026-11-05T10:00:00+07:00"}),
    ("date: substring-after(//time, ', ')", {"date": "5 November 2026"}),
    ("native_ad_clue: //meta[@content='article']", {"is_advertisement": True}),
    ("native_ad_clue: //meta[@content='advert']\nnative_ad_clue: //b[", {}),
]


@pytest.mark.parametrize(("rule", "facts"), FACTS)
def test_a_rule_finds_facts(rule: str, facts: dict[str, object]) -> None:
    assert findings(rule, PAGE) == Findings(**facts)  # type: ignore[arg-type]


NEXT = f"{ADDRESS}?page=2"
LINKS: list[tuple[str, dict[str, object]]] = [
    ("next_page_link: //a[.='2']", {"next_page": NEXT}),
    ("next_page_link: //a[.='2']/@href", {"next_page": NEXT}),
    ("next_page_link: //a", {"next_page": NEXT}),  # the first is the page itself
    ("next_page_link: //p\nnext_page_link: //a[.='2']", {"next_page": NEXT}),
    ("next_page_link: //a[.='2']\nif_page_contains: //ul", {"next_page": NEXT}),
    ("next_page_link: //a[.='2']\nif_page_contains: //ol", {}),
    ("next_page_link: //a[.='2']\nif_page_contains: //a[", {}),
    ("single_page_link: //a[.='Semua']", {"single_page": f"{ADDRESS}?page=all"}),
    (
        "single_page_link: concat(//link[@rel='canonical']/@href, '?print=1#top')",
        {"single_page": f"{ADDRESS}?print=1"},
    ),
    ("single_page_link: '/cetak/1'", {"single_page": "https://news.example.com/cetak/1"}),
    ("single_page_link: '//m.example.com/1'", {"single_page": "https://m.example.com/1"}),
    ("single_page_link: '//other.example/1'", {}),
    ("single_page_link: 'javascript:alert(1)'", {}),
    ("single_page_link: 'file:///etc/passwd'", {}),
    ("single_page_link: 'http://[::1'", {}),
    ("single_page_link: //link[@rel='canonical']", {}),
]


@pytest.mark.parametrize(("rule", "links"), LINKS)
def test_links_lead_to_other_pages_of_the_same_site(rule: str, links: dict[str, object]) -> None:
    assert findings(rule, PAGE) == Findings(**links)  # type: ignore[arg-type]


def test_links_are_relative_to_the_base_of_the_page_and_nowhere_without_an_address() -> None:
    page = PAGE.replace("<head>", '<head><base href="/arsip/">')
    rule = "next_page_link: //a[.='Semua']"
    assert findings(rule, page).next_page == "https://news.example.com/arsip/?page=all"
    assert findings(rule, page, address="").next_page == ""


BODIES: list[tuple[str, str]] = [
    ("", ""),
    ("body: //div[@id='isi']/p", "Satu. Dua tiga."),
    ("body: //div[@id='isi']/p[1]//text()", ""),
    ("body: //div[@id='none']\nbody: //p[@class='lead']", "Satu."),
    ("body: //p[@class='lead']\nbody: //div[@id='isi']/p", "Satu. Dua tiga."),
    ("body: //div[@id='isi']/p\nbody: //p[@class='lead']", "Satu. Dua tiga."),
    ("body: //p[@class='lead'] | //p//span | //p[span]", "Satu. Dua tiga."),
    ("body: //div/p[2]\nstrip: //p/span", "Dua ."),
    ("body: //div/p[2]\ndissolve: //span", "Dua tiga."),
    ("body: //p[b]\nwrap_in(b): //p/span", "Dua tiga."),
    ("body: //p[b]\nwrap_in(script): //p/span", ""),
    ("body: //p[@class='lead']\nmove_into(//p[@class='lead']): //p/span", "Satu.tiga"),
    ("body: //time\nmove_into(//p[@class='lead']): //p/span", "Kamis, 5 November 2026"),
    ("body: //h1[@class]\nstrip_attr: //h1/@class", ""),
    ("body: //h1[@class]\nstrip: //h1/@class", ""),
    ("body: //html\nstrip: //html | //body | //div", "T | Daily"),
]


@pytest.mark.parametrize(("rule", "text"), BODIES)
def test_a_rule_finds_the_body(rule: str, text: str) -> None:
    assert body_words(findings(rule, PAGE)) == text


def test_a_path_with_enough_text_is_taken_though_a_later_one_has_more() -> None:
    found = findings("body: //div[@id='isi']\nbody: //body", PAGE)
    assert [each.get("id") for each in found.body] == ["isi"]


HTML: list[tuple[str, str, str]] = [
    ("strip: //i", "<p>a<i>b</i>c<b>d</b></p>", "<p>ac<b>d</b></p>"),
    ("strip: //i", "<p><b>a</b><i>b</i>c</p>", "<p><b>a</b>c</p>"),
    (
        "strip_id_or_class: iklan",
        '<p>a<b class="x iklan-1">b</b>c<i id="iklan">d</i></p>',
        "<p>ac</p>",
    ),
    (
        "strip_id_or_class: 'x.y'",
        '<p><b class="x.y">b</b><i class="xzy">d</i></p>',
        '<p><i class="xzy">d</i></p>',
    ),
    ("strip_id_or_class: ''", '<p><b class="x">b</b></p>', '<p><b class="x">b</b></p>'),
    (
        "prune: no",
        '<p>a<b class="entry-unrelated">b</b><i class="instapaper_ignore">c</i></p>',
        "<p>a</p>",
    ),
    (
        "strip_image_src: /pixel",
        '<p>a<img src="/pixel.gif"><img src="/b.jpg"></p>',
        '<p>a<img src="/b.jpg"></p>',
    ),
    (
        "src_lazy_load_attr: data-x",
        '<p>a<img data-x="/b.jpg" src="/a.gif"></p>',
        '<p>a<img data-x="/b.jpg" src="/b.jpg"></p>',
    ),
    ("strip_attr: //@class", '<p class="a"><b class="c">d</b></p>', "<p><b>d</b></p>"),
    ("src_lazy_load_attr: data-x", "<p>a<img></p>", "<p>a<img></p>"),
    ("strip: //p/text()", "<p>a<b>c</b></p>", "<p>a<b>c</b></p>"),
    ("strip_attr: //b", "<p>a<b>c</b></p>", "<p>a</p>"),
    ("dissolve: //b", "<p>a<b>c<i>d</i>e</b>f</p>", "<p>ac<i>d</i>ef</p>"),
    ("dissolve: //b", "<p><i>a</i><b>c</b>f</p>", "<p><i>a</i>cf</p>"),
    ("dissolve: //html | //body", "<p>a</p>", "<p>a</p>"),
    ("wrap_in(Blockquote): //b", "<p>a<b>c</b>d</p>", "<p>a<blockquote><b>c</b></blockquote>d</p>"),
    ("wrap_in(div): //body", "<p>a</p>", "<p>a</p>"),
    ("move_into(//i): //b", "<p><i>a</i>x<b>c</b>d</p>", "<p><i>a<b>c</b></i>xd</p>"),
    ("move_into(//i): //p", "<p><i>a</i></p>", "<p><i>a</i></p>"),
    ("find_string: <b>\nreplace_string: <i>", "<p><b>a", "<p><i>a</i></p>"),
    ("replace_string(.*): x", "<p>a.*b</p>", "<p>axb</p>"),
    ("replace_string(): x", "<p>ab</p>", "<p>ab</p>"),
    ("convert_double_br_tags: yes", "<p>a<br /> <BR>b</p>", "<p>a</p><p>b</p>"),
    ("convert_double_br_tags: no", "<p>a<br><br>b</p>", "<p>a<br><br>b</p>"),
]


@pytest.mark.parametrize(("rule", "before", "after"), HTML)
def test_a_rule_reshapes_the_page(rule: str, before: str, after: str) -> None:
    found = findings(f"{rule}\nbody: //body/p", f"<html><body>{before}</body></html>")
    assert body_html(found) == after


def test_a_replacement_that_would_swell_the_page_is_left_out() -> None:
    rule = f"replace_string(a): {'b' * 3900}\nreplace_string(c): d\nbody: //p"
    assert body_words(findings(rule, f"<p>{'a' * 100_000}c</p>")) == "a" * 100_000 + "d"


@pytest.mark.parametrize(
    "path",
    [
        "//*[count(//*[count(//*) > 1]) > 1]",
        "//*[following::*[preceding::b]]",
        "//p[" * 1500 + "b" + "]" * 1500,
        "(" * 900 + "//p" + ")" * 900,
        "//p" + "/.." * 1000,
        "//p\0",
    ],
)
def test_a_path_that_could_run_for_long_or_is_monstrous_finds_nothing(path: str) -> None:
    assert body_words(findings(f"body: {path}", "<p>a</p>" * 500)) == ""


def test_conditions_may_search_the_page_and_look_at_ancestors() -> None:
    rule = "body: //p[//title and b[ancestor::*[@id='x'][1]]]"
    assert body_words(findings(rule, "<title>T</title><div id=x><p><b>a</b></p></div>")) == "a"


def test_words_of_blocks_and_breaks_are_apart_and_scripts_are_not_told() -> None:
    page = "<h1>a<b>b</b><br>c<script>var x</script><div>d</div>e</h1>"
    assert findings("title: //h1", page).title == "ab c d e"
