from __future__ import annotations

import json
import runpy
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from berita_tui.parse.encodings import decode
from berita_tui.parse.pages import read_page
from berita_tui.parse.rules import finding
from berita_tui.parse.rules.applying import apply_rule
from berita_tui.parse.rules.examining import Inspection, examine_rules
from berita_tui.parse.rules.finding import find_rule
from berita_tui.parse.rules.reshaping import rewrite
from ruled import body_words, tree

SEEN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
OURS = Path(str(resources.files("berita_tui") / "assets/rules"))
LEAD = "Warga desa memanen padi lebih awal dari tahun lalu, kata kepala desa itu pada hari Senin. "
END = "Panen berikutnya diperkirakan berlangsung bulan depan bila hujan turun seperti biasa. "
PROSE = f"<p>{LEAD}</p><p>{END}</p><p>Selesai.</p>"
TEXT = f"{LEAD}{END}Selesai."
LINE = '<p>Baca Juga: <a href="/lain">Berita lain</a></p>'

PAGES: list[tuple[str, str]] = [
    (
        "https://nasional.sindonews.com/read/1/12/panen-1",
        (
            f'<div class="detail-desc" id="detail-desc">{LEAD}<br><br><i id="ads_1">Iklan</i>{END}'
            '<br><br>Selesai.<i class="v-youtube">Video</i></div><div class="paging-artikel"></div>'
        ),
    ),
    (
        "https://sports.sindonews.com/read/1/12/panen-1",
        (
            f'<div itemprop="articleBody">{LEAD}<br><br>{END}<i class="baca-inline">Baca Juga</i>'
            "<br><br>Selesai.</div>"
        ),
    ),
    (
        "https://jatim.antaranews.com/berita/1/panen",
        (
            f'<div class="wrap__article-detail-content post-content">{PROSE}'
            '<span class="baca-juga">Lain</span><p class="text-muted">Oleh: A</p></div>'
        ),
    ),
    (
        "https://finance.detik.com/berita/d-1/panen",
        (
            f'<article class="detail"><div class="detail__body-text itp_bodycontent">{PROSE}'
            '<table class="linksisip"><tr><td>Baca juga</td></tr></table></div></article>'
        ),
    ),
    (
        "https://money.kompas.com/read/2026/11/02/1/panen",
        (
            f'<div class="read__content"><div class="clearfix">{PROSE}'
            '<p><strong>Baca juga: <a href="/b">Lain</a></strong></p>'
            '<span class="ads-on-body">Iklan</span></div></div>'
        ),
    ),
    (
        "https://www.tempo.co/ekonomi/panen-1",
        f'<div class="detail-content">{PROSE}<p>Pilihan Editor: <a href="/b">Lain</a></p></div>',
    ),
    (
        "https://khazanah.republika.co.id/berita/abc/panen",
        (
            f'<div class="article-content"><article>{PROSE}<b class="baca-juga">Lain</b></article>'
            "</div>"
        ),
    ),
    (
        "https://economy.okezone.com/read/2026/11/02/1/2/panen",
        f'<div class="c-detail read">{PROSE}{LINE}<div class="inject-1">Iklan</div></div>',
    ),
    (
        "https://www.liputan6.com/news/read/1/panen",
        (
            f'<div class="article-content-body__item-content">{PROSE}'
            '<div class="baca-juga-collections">Lain</div></div>'
        ),
    ),
    (
        "https://jateng.tribunnews.com/2026/11/02/panen",
        (
            f'<div class="side-article txt-article">{PROSE}<p class="baca">Baca: Lain</p></div>'
            '<div class="side-article">Halaman selanjutnya</div>'
        ),
    ),
    (
        "https://www.viva.co.id/berita/nasional/1-panen",
        f'<div class="main-content-detail">{PROSE}<b class="recommended-article">Lain</b></div>',
    ),
    (
        "https://www.cnnindonesia.com/ekonomi/20261102-1-2/panen",
        f'<div class="detail-text">{PROSE}<table class="linksisip"><tr><td>Lain</table></div>',
    ),
    (
        "https://www.cnbcindonesia.com/news/20261102-1-2/panen",
        f'<div class="detail_text">{PROSE}<div class="lihatjg">Lain</div></div>',
    ),
    (
        "https://mediaindonesia.com/ekonomi/1/panen",
        (
            f'<div class="article"><h1>Panen</h1>{PROSE}<p class="related-news">Lain</p></div>'
            '<div class="article"><p>Lain</p></div>'
        ),
    ),
    (
        "https://jatim.suara.com/read/2026/11/02/1/panen",
        f'<article class="detail-content">{PROSE}{LINE}</article>',
    ),
    (
        "https://kumparan.com/kumparannews/panen-1",
        (
            f'<span data-qa-id="story-paragraph">{LEAD}</span>'
            f'<span data-qa-id="story-paragraph">{END}</span>'
            '<span data-qa-id="story-paragraph">Selesai.</span><span>Lain</span>'
        ),
    ),
    (
        "https://www.jpnn.com/news/panen",
        f'<div itemprop="articleBody">{PROSE}{LINE}<div class="pagination">1 2</div></div>',
    ),
    (
        "https://www.kapanlagi.com/showbiz/panen.html",
        (
            f'<div class="entertainment-detail-news">{PROSE}<h2>Jangan Lewatkan</h2>'
            '<a href="/b">Lain</a><br><a href="/c">Lain</a></div>'
        ),
    ),
]


@pytest.mark.parametrize(("address", "html"), PAGES, ids=[page[0][8:30] for page in PAGES])
def test_the_body_of_an_outlet_is_found_without_its_furniture(address: str, html: str) -> None:
    rule = find_rule(address)
    assert rule
    page = f"<html><body><div>Menu Beranda</div>{html}<div>Terpopuler</div></body></html>"
    found = apply_rule(rule, tree(rewrite(rule, page)), address=address)
    assert body_words(found) == TEXT


LINKS: list[tuple[str, str, str]] = [
    (
        "https://nasional.sindonews.com/read/1/12/panen-1",
        '<div class="paging-all"><a href="?showpage=all">Semua</a></div>',
        "https://nasional.sindonews.com/read/1/12/panen-1?showpage=all",
    ),
    (
        "https://nasional.sindonews.com/read/1/12/panen-1",
        '<div class="paging-artikel">1 2</div>',
        "https://nasional.sindonews.com/read/1/12/panen-1?showpage=all",
    ),
    (
        "https://nasional.sindonews.com/read/1/12/panen-1?showpage=all",
        (
            '<link rel="canonical" href="https://nasional.sindonews.com/read/1/12/panen-1">'
            '<div class="paging-artikel">1 2</div>'
        ),
        "",
    ),
    ("https://nasional.sindonews.com/read/1/12/panen-1", "<p>1 2</p>", ""),
    (
        "https://news.detik.com/berita/d-1/panen",
        '<div class="detail__long-nav"><a class="detail__anchor-numb" href="?page=2">2</a></div>',
        "https://news.detik.com/berita/d-1/panen?single=1",
    ),
    (
        "https://money.kompas.com/read/1/panen",
        '<a class="paging__link paging__link--show" href="?page=all">Semua</a>',
        "https://money.kompas.com/read/1/panen?page=all",
    ),
    (
        "https://www.tribunnews.com/2026/11/02/panen",
        '<div class="paging mb20"><a href="?page=2">2</a></div>',
        "https://www.tribunnews.com/2026/11/02/panen?page=all",
    ),
    (
        "https://www.suara.com/news/2026/11/02/1/panen",
        (
            '<link rel="canonical" href="https://www.suara.com/news/2026/11/02/1/panen">'
            '<a href="https://www.suara.com/news/2026/11/02/1/panen?page=all">Semua</a>'
            '<a href="https://www.suara.com/lain?page=all">Lain</a>'
        ),
        "https://www.suara.com/news/2026/11/02/1/panen?page=all",
    ),
    ("https://www.suara.com/news/1/panen", '<a href="/lain?page=all">Lain</a>', ""),
    ("https://kumparan.com/news/panen", '<a href="https://kumparan.com/lain/full">Lain</a>', ""),
]


@pytest.mark.parametrize(("address", "html", "single"), LINKS)
def test_an_article_of_several_pages_is_found_whole(address: str, html: str, single: str) -> None:
    rule = find_rule(address)
    assert rule
    page = f"<html><body>{html}</body></html>"
    assert apply_rule(rule, tree(page), address=address).single_page == single


def test_an_article_goes_on_at_the_page_after_this_one() -> None:
    address = "https://www.jpnn.com/news/panen"
    rule = find_rule(address)
    assert rule
    page = tree(
        '<ul class="pagination"><li><a href="?page=1">1</a></li><li class="active"><a>2</a></li>'
        '<li><a href="?page=3">3</a></li></ul>'
    )
    found = apply_rule(rule, page, address=f"{address}?page=2")
    assert found.next_page == f"{address}?page=3"


def test_our_rules_have_no_flaws() -> None:
    assert examine_rules(OURS) == Inspection(rules=17)


def test_title_and_body_of_real_pages_are_found(shared: Path) -> None:
    pages = shared / "data/pages/id"
    missed = []
    for name, truth in json.loads((pages / "ground-truth.json").read_text()).items():
        if not truth.get("content"):
            continue
        rule = find_rule(truth["url"])
        assert rule, name
        html = rewrite(rule, decode((pages / name).read_bytes(), charset=""))
        found = apply_rule(rule, tree(html), address=truth["url"])
        if found.title != " ".join(truth["title"].split()) or not found.body:
            missed.append((name, found.title))
    assert not missed


@pytest.mark.unmeasured
def test_our_rules_never_make_a_real_page_worse(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = shared / "data/pages/id"
    score = runpy.run_path(str(shared / "tools/score.py"))
    truths = json.loads((pages / "ground-truth.json").read_text())
    articles = {name: truth for name, truth in truths.items() if truth.get("content")}

    def texts() -> list[tuple[str, str]]:
        read = {
            name: read_page((pages / name).read_bytes(), address=truth["url"], seen=SEEN)
            for name, truth in articles.items()
        }
        return [(read[name].entry.text, truth["content"]) for name, truth in articles.items()]

    ruled = texts()
    monkeypatch.setattr(finding, "_ours", lambda: str(tmp_path))
    guessed = texts()
    worse = [
        name
        for name, mine, other in zip(articles, ruled, guessed, strict=True)
        if sum(score["page"](*mine)) < sum(score["page"](*other)) - 0.01
    ]
    assert not worse
    assert score["pages"](ruled)[2] >= 0.99
