from __future__ import annotations

from collections.abc import Sequence

import pytest
from lxml import html
from lxml.html import HtmlElement

from berita_tui.parse import article
from berita_tui.parse.article import choose, find_article, found_lines
from berita_tui.parse.blocks import find_blocks
from berita_tui.parse.flow import Image, Prose
from berita_tui.parse.markup import flow_html

LONG = "Panen raya dimulai hari ini di lembah yang luas, dan dihadiri oleh warga dari desa lain. "
MORE = "Para petani menyambut musim ini dengan gembira, kata seorang ibu yang datang dari jauh. "


def tree(body: str) -> HtmlElement:
    return html.document_fromstring(f"<html><body>{body}</body></html>")


def chosen(body: str, odds: Sequence[float]) -> list[bool]:
    return choose(find_blocks(tree(body))[0], odds)


def written(body: str) -> str:
    return flow_html(find_article(tree(body), title="Judul", base="https://a.id/x"))


def test_the_likely_blocks_are_chosen() -> None:
    assert chosen("<p>a</p><p>b</p>", [1, -1]) == [True, False]


def test_where_nothing_is_likely_all_that_is_no_link_is_chosen() -> None:
    body = "<nav>a</nav><p>b</p><p><a href=/c>c</a></p>"
    assert chosen(body, [-1, -1, -1]) == [False, True, False]


def test_a_table_or_a_list_is_in_or_out_as_a_whole() -> None:
    table = "<p>a</p><table><tr><td>bb<td>c</tr></table>"
    assert chosen(table, [1, 1, -0.9]) == [True, True, True]
    assert chosen(table, [1, 0.2, -3]) == [True, False, False]
    assert chosen("<p>a</p><ul><li>b<li>cccc</ul>", [1, 3, -3]) == [True, False, False]


def test_a_short_gap_between_two_chosen_blocks_is_filled() -> None:
    body = "<p>a</p><p>b</p><p>c</p><p>d</p><p><a href=/e>e</a></p><p>f</p>"
    assert chosen(body, [1, -0.5, -0.5, 1, -0.5, 1]) == [True, True, True, True, False, True]
    assert chosen(body, [1, -0.5, -2, 1, -0.5, -1]) == [True, False, False, True, False, False]


def test_a_dateline_by_itself_comes_with_the_first_paragraph() -> None:
    assert chosen("<div>Jakarta -</div><p>Panen</p>", [-2, 1]) == [True, True]
    assert chosen("<div>Menu utama</div><p>Panen</p>", [-2, 1]) == [False, True]
    assert chosen("<p>a</p><table><tr><td>b<td>cccc</tr></table>", [-1, 0.5, -1]) == [False] * 3


def test_initials_by_themselves_come_with_the_last_paragraph() -> None:
    body = "<p>a</p><p>Bagikan</p><p>(abc/def)</p><p>(xyz)</p>"
    assert chosen(body, [1, -2, -2, -2]) == [True, False, True, False]
    assert chosen("<p>a</p><p>Lain (abc)</p>", [1, -2]) == [True, False]


def test_what_stands_in_a_form_is_text_like_any_other() -> None:
    assert written(f"<div><form><p>{LONG}</p></form><p>{MORE}</p></div>") == (
        f"<p>{LONG.strip()}</p><p>{MORE.strip()}</p>"
    )


def test_a_body_keeps_its_form() -> None:
    body = (
        f"<article><h1>Judul</h1><p>{LONG * 2}</p><h2>Petani</h2><p>{MORE} <em>lalu</em> "
        f"<a href=/k>kata</a> {LONG}</p><ul><li>{MORE}<li>{LONG}</ul>"
        f"<blockquote><p>{MORE * 2}</p></blockquote><p>{LONG} Akhir.</p></article>"
    )
    found = written(f"<nav><a href=/>Beranda</a></nav>{body}<footer>Kaki</footer>")
    for form in ("<h2>Petani</h2>", "<em>lalu</em>", '<a href="https://a.id/k">kata</a>'):
        assert form in found
    assert f"<li>{MORE.strip()}</li>" in found
    assert "<blockquote><p>" in found
    assert "Beranda" not in found
    assert "Kaki" not in found


def test_a_figure_among_the_paragraphs_comes_with_its_caption() -> None:
    figure = "<figure><img src=/1.jpg><figcaption>Sawah</figcaption></figure>"
    far = "".join(f"<p><a href=/{i}>Lain</a></p>" for i in range(8)) + "<img src=/3.jpg>"
    aside = "<aside><img src=/2.jpg><p><a href=/x>x</a></p></aside>"
    pieces = find_article(
        tree(f"<p>{LONG * 2}</p>{figure}<p>{MORE * 2}</p>{aside}<p>{LONG}</p>{far}"),
        title="Judul",
        base="https://a.id/x",
    )
    pictures = [piece for piece in pieces if isinstance(piece, Image)]
    assert [picture.address for picture in pictures] == ["https://a.id/1.jpg"]
    assert pictures[0].caption[0].text == "Sawah"
    assert all(isinstance(piece, Prose | Image) for piece in pieces)


def test_a_body_within_a_form_is_read() -> None:
    assert written(f"<form><div><p>{LONG * 3}</p><p>{MORE * 2}</p></div></form>").startswith("<p>")


def test_a_page_with_nothing_to_read_has_no_article() -> None:
    links = "".join(f"<footer><a href=/{i}>Kaki {i}</a></footer>" for i in range(9))
    assert find_article(tree(links), title="", base="") == ()
    assert find_article(tree(""), title="", base="") == ()


def test_what_comes_after_too_many_blocks_is_no_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "MAX_BLOCKS", 2)
    found = written(f"<article><p>{LONG * 3}</p><p>{MORE * 3}</p><p>{LONG * 2}</p></article>")
    assert found.count("<p>") == 2


def test_what_the_library_finds_is_one_word_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(f"<article><p>{LONG * 3}</p><p>{MORE * 3}</p></article>")
    before = html.tostring(root)
    assert [line.strip()[:5] for line in found_lines(root)] == ["Panen", "Para "]
    assert html.tostring(root) == before
    assert found_lines(tree("")) == []

    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(article, "bare_extraction", broken)
    assert found_lines(root) == []
    assert written(f"<article><p>{LONG * 3}</p><p>{MORE * 3}</p></article>").startswith("<p>Panen")

    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(article, "bare_extraction", exhausted)
    with pytest.raises(MemoryError):
        found_lines(root)
