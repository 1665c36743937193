from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from berita_tui.news import Entry, Page, Unreadable
from berita_tui.parse.pages import is_better, read_page

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ADDRESS = "https://news.example.com/read/1"
LEAD = "Warga desa memanen padi lebih awal dari tahun lalu, kata kepala desa itu pada hari Senin."
MORE = "Panen berikutnya diperkirakan berlangsung bulan depan bila hujan turun seperti biasa."
LAST = "Pedagang di pasar menyambut kabar itu dengan gembira karena persediaan mereka menipis."
PAGE = f"""<html><head><title>Lain | Contoh</title><meta property="og:title" content="Lain">
<meta property="og:image" content="https://news.example.com/a.jpg">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Judul mesin",
"datePublished": "2026-11-20T10:00:00+07:00", "author": {{"name": "Mesin"}}}}</script></head>
<body><h1>Judul panen</h1><b class="oleh">Siti</b><b class="oleh">Budi</b>
<i class="kapan">Minggu, 22 November 2026 08:30 WIB</i>
<article><p>{LEAD}</p><p class="sela">{MORE}</p><p>{LAST}</p></article>
<div class="isi"><p>{LAST}</p><p>{LEAD}</p><nav>Menu panen</nav></div>
<div class="kecil"><p>Sedikit saja.</p></div>
<a href="?page=2">2</a><a href="?page=all">Semua</a></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def page_with(rule: str, folder: Path, *, html: str = PAGE, name: str = ".example.com") -> Page:
    (folder / f"{name}.txt").write_text(rule)
    return read_page(html.encode(), address=ADDRESS, seen=NOON, rules=(str(folder),))


def entry_with(rule: str, folder: Path) -> Entry:
    return page_with(rule, folder).entry


def test_what_a_rule_finds_comes_before_what_the_page_says_of_itself(folder: Path) -> None:
    entry = entry_with(
        "title: //h1\nauthor: //*[@class='oleh']\ndate: //*[@class='kapan']\n"
        "body: //div[@class='isi']",
        folder,
    )
    assert (entry.title, entry.author) == ("Judul panen", "Siti, Budi")
    assert entry.published
    assert entry.published.isoformat() == "2026-11-22T08:30:00+07:00"
    assert entry.text == f"{LAST}\n\n{LEAD}"


def test_where_a_rule_finds_nothing_the_page_is_believed(folder: Path) -> None:
    entry = entry_with("title: //h2\nauthor: //h2\ndate: //h2\nbody: //h2", folder)
    assert (entry.title, entry.author) == ("Judul mesin", "Mesin")
    assert entry.published
    assert entry.published.day == 20
    assert LEAD in entry.text


def test_links_to_other_pages_are_told(folder: Path) -> None:
    rule = "next_page_link: //a[.='2']\nsingle_page_link: //a[.='Semua']"
    page = page_with(rule, folder)
    assert (page.next_page, page.single_page) == (f"{ADDRESS}?page=2", f"{ADDRESS}?page=all")
    assert page_with("", folder) == Page(entry=page.entry)


def test_json_ld_that_a_rule_distrusts_is_not_believed(folder: Path) -> None:
    entry = entry_with("skip_json_ld: yes", folder)
    assert (entry.title, entry.author) == ("Lain", "")


def test_the_picture_a_page_names_is_left_out_where_a_rule_says_so(folder: Path) -> None:
    assert entry_with("", folder).pictures
    assert not entry_with("insert_detected_image: no", folder).pictures


def test_what_is_stripped_is_gone_also_where_the_rule_leaves_the_body_to_us(folder: Path) -> None:
    assert MORE in entry_with("strip: //h2", folder).text
    assert MORE not in entry_with("strip: //p[@class='sela']", folder).text


def test_strings_are_replaced_before_the_page_is_read(folder: Path) -> None:
    entry = entry_with(
        'replace_string(<div class="isi">): <div class="inti">\nbody: //div[@class=\'inti\']',
        folder,
    )
    assert entry.text == f"{LAST}\n\n{LEAD}"


def test_menus_in_the_body_stay_only_where_a_rule_does_not_prune(folder: Path) -> None:
    assert "Menu" not in entry_with("body: //div[@class='isi']", folder).text
    assert "Menu" in entry_with("body: //div[@class='isi']\nprune: no", folder).text
    assert entry_with("body: //nav | //article", folder).text.count("Menu") == 1


def test_a_body_that_is_too_short_loses_unless_the_rule_forbids_guessing(folder: Path) -> None:
    rule = "body: //div[@class='kecil']"
    assert LEAD in entry_with(rule, folder).text
    assert entry_with(f"{rule}\nautodetect_on_failure: no", folder).text == "Sedikit saja."
    assert entry_with("body: //h2\nautodetect_on_failure: no", folder).text == ""


def test_a_body_that_is_a_small_part_of_the_page_loses_to_the_whole(folder: Path) -> None:
    prose = f"<article>{f'<p>{LEAD} {MORE}</p>' * 20}</article>"
    html = f"<html><body><div class='bio'>{f'{LAST}<br><br>' * 8}</div>{prose}</body></html>"
    entry = page_with("body: //div[@class='bio']", folder, html=html).entry
    assert LEAD in entry.text
    shorter = html.replace(prose, prose[: len(prose) // 4])
    assert LEAD not in page_with("body: //div[@class='bio']", folder, html=shorter).entry.text


def test_the_next_folder_is_asked_where_a_rule_finds_no_body(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for each in (first, second):
        each.mkdir()
    (first / ".example.com.txt").write_text("title: //h1\nbody: //h2")
    (second / ".example.com.txt").write_text("title: //title\nbody: //div[@class='isi']")
    folders = (str(first), str(second))
    entry = read_page(PAGE.encode(), address=ADDRESS, seen=NOON, rules=folders).entry
    assert entry.text == f"{LAST}\n\n{LEAD}"
    (second / ".example.com.txt").write_text("title: //title\nbody: //h3")
    entry = read_page(PAGE.encode(), address=ADDRESS, seen=NOON, rules=folders).entry
    assert entry.title == "Judul panen"


def test_a_page_without_an_address_is_judged_by_the_one_it_names(folder: Path) -> None:
    (folder / "news.example.com.txt").write_text("title: //h1\nnext_page_link: //a")
    html = PAGE.replace("<head>", f'<head><link rel="canonical" href="{ADDRESS}">')
    page = read_page(html.encode(), seen=NOON, rules=(str(folder),))
    assert (page.entry.title, page.next_page) == ("Judul panen", f"{ADDRESS}?page=2")


def test_a_rule_that_takes_everything_away_leaves_no_article(folder: Path) -> None:
    rule = "title: //h2\nbody: //h2\nautodetect_on_failure: no\nskip_json_ld: yes"
    with pytest.raises(Unreadable):
        page_with(rule, folder, html="<html><body><p>Halo</p></body></html>")


BETTER: list[tuple[int, int, bool]] = [
    (0, 0, False),
    (0, 1, True),
    (139, 140, True),
    (140, 560, False),
    (140, 561, True),
    (500, 300, False),
]


@pytest.mark.parametrize(("ruled", "guessed", "is_taken"), BETTER)
def test_a_guessed_body_is_taken_where_it_has_much_more(
    ruled: int, guessed: int, is_taken: bool
) -> None:
    assert is_better(ruled, guessed) is is_taken


def test_pages_of_outlets_with_rules_are_read_by_them(shared: Path) -> None:
    data = (shared / "data/pages/id/kompas-money-2023.html").read_bytes()
    address = "https://money.kompas.com/read/2023/11/02/213419026/menhub"
    page = read_page(data, address=address, seen=NOON)
    assert page.single_page.endswith("?page=all")
    assert "Baca juga" not in page.entry.text
