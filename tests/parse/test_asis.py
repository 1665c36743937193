"""Short ways through markup: they lead where the long one does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.news.addresses import MAX_ADDRESS
from berita_tui.parse import markup
from berita_tui.parse.asis import parted
from berita_tui.parse.documents import lay_out
from berita_tui.parse.markup import clean_body, flow_html, safe_flow
from berita_tui.parse.tidy import MAX_NESTING, tidy_tree

BASE = "https://contoh.id/"
PIECES = """
<p>Satu dua.</p>|<p> tepi</p>|<p>a  b</p>|<p>a\u00a0b</p>|<p>“kutip”</p>|<p>\x1b[2J</p>
<p>a&amp;b</p>
<p><strong>BOGOR</strong> - isi</p>|<p><b>a</b><b>b</b></p>|<p><b> a</b></p>|<p>x <em>y</em></p>
<p><a href="https://x.id/a">x</a>, y</p>|<p><a href="https://x.id/a?utm_source=b">x</a></p>
<p><a href="javascript:a">x</a></p>|<p class="a">b</p>|<p hidden="">b</p>|<p>a<br>b<br/><br>c</p>
<h2>Judul</h2>|<h2><b>J</b></h2>|<img src="https://x.id/a.jpg" alt="Foto: A" />|<hr>|<hr/>
<img src="https://x.id/a.jpg">|<img src="/a.jpg" alt="é">|<img src="https://x.id/a.jpg" alt="é"/>
<div>|</div>|<div><p>a</p></div>|<blockquote>|</blockquote>|<ul><li>a</li><li>b</li></ul>|<ul>
<li>a|</p>|<p>|<table><tr><td>a</td></tr></table>|teks|&nbsp;|&copy=|&lt;p&gt;|<script>x</script>
<a href='/b'>b|</a>|<b>|</b>|<i>x</i>|<svg><p>a</p></svg>|<!-- x -->|<|>|\r|<br/>|<p/>|<h2>|</h2>
<figure><img src="https://x.id/a.jpg"><figcaption>k</figcaption></figure>|<p>a<img src='b'></p>|
""".strip().replace("\n", "|").split("|")  # fmt: skip


def long_way(html: str) -> tuple[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "tidy_tree", lambda _: None)
        pieces = safe_flow(html, base=BASE)
        return flow_html(pieces), lay_out(pieces).text


@pytest.mark.unmeasured
@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "\n", " "]), max_size=7).map("".join))
def test_every_way_through_markup_leads_to_the_same(html: str) -> None:
    assert clean_body(html, base=BASE) == long_way(html)


@pytest.mark.parametrize("html", PIECES)
def test_each_piece_by_itself_is_read_alike(html: str) -> None:
    for written in (html, f"<p>Awal.</p>{html}<p>Akhir.</p>"):
        assert clean_body(written, base=BASE) == long_way(written)


def test_most_of_an_article_is_kept_as_it_is() -> None:
    html = '<img src="https://x.id/a.jpg" alt="A" />\n<p><b>A</b> - b</p>\n<p onclick="x">c</p>d'
    assert list(parted(html)) == [
        ("", '<figure><img src="https://x.id/a.jpg" alt="A"></figure>', ""),
        ("", "<p><b>A</b> - b</p>", "A - b"),
        ('<p onclick="x">c</p>d', "", ""),
    ]


@pytest.mark.parametrize("extra", [0, 1])
def test_an_address_that_is_too_long_is_none_on_any_way(extra: int) -> None:
    address = "https://x.id/".ljust(MAX_ADDRESS + extra, "a")
    html = f'<p><a href="{address}">x</a> y</p><img src="{address}" alt="A">'
    assert clean_body(html, base=BASE) == long_way(html)
    assert (address in clean_body(html, base=BASE)[0]) is (extra == 0)


def test_lone_surrogates_and_deep_nesting_are_not_tidy() -> None:
    assert clean_body("<p>a</p>\ud800<p>b</p>") == long_way("<p>a</p>\ud800<p>b</p>")
    for tag in ("b", "div"):
        assert tidy_tree(f"<{tag}>" * MAX_NESTING + f"</{tag}>" * MAX_NESTING) is None
