from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berita_tui.parse.flow import Leaf, Prose
from berita_tui.parse.markup import (
    MAX_MARKUP,
    MAX_REFERENCES,
    clean_html,
    flow_html,
    safe_flow,
)

TAGS = "p br h1 h2 b strong i a code pre ul ol li dl dt dd blockquote figure figcaption img"
NAMES = f"{TAGS} table caption thead tbody tr th td hr div section span video q script".split()
PIECES = [
    '<a href="http://a.example/x y">',
    "<a href=/r?a=1&b>",
    "<a href=javascript:x>",
    '<img src="//b.example/1.png" alt="a \u0301 &amp; b">',
    "<img src=/2.png width=1>",
    "<div hidden>",
    "<ol start=4>",
    '<pre><code class="language-c++">',
    *("&nbsp;", "\xa0", " ", "\n", "\n\n", "\t", "a", "b ", " c", "&lt;", "&#27;", "\u0301"),
    *("\u202b", "\u202c", "\u200d", "<", ">", '"', "'", "<!-- x -->", "&#x0301;", "\x0c"),
]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{name}>" for name in NAMES]),
        st.sampled_from([f"</{name}>" for name in NAMES]),
        st.sampled_from(PIECES),
        st.text(max_size=4),
    ),
    max_size=25,
).map("".join)


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "img", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(MARKUP)
def test_what_was_cleaned_is_left_as_it_is_and_well_formed(markup: str) -> None:
    cleaned = clean_html(markup, base="https://n.example/a/")
    assert clean_html(cleaned) == cleaned
    balance = Balance()
    balance.feed(cleaned)
    balance.close()
    assert balance.open == []


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Satu & dua", "<p>Satu &amp; dua</p>"),
        ("Satu\nlanjut\n\nDua", "<p>Satu lanjut</p><p>Dua</p>"),
        ("a<br><br>b<br> <br/>&nbsp;<br>c<br>d", "<p>a</p><p>b</p><p>c<br>d</p>"),
        ("<b>a<br><br>b</b>", "<p><b>a</b></p><p><b>b</b></p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<b><p>a</p></b><p></p><p>&nbsp;</p>", "<p><b>a</b></p>"),
        ("<b>a</b><b>b</b> <b><b>c</b></b>", "<p><b>ab</b> <b>c</b></p>"),
        (
            "a <script>x</script><style>y</style><iframe>z</iframe><form>f</form><svg>s</svg>b",
            "<p>a b</p>",
        ),
        ("<p>a<span style='Display : none'>x</span><i hidden>y</i></p>", "<p>a</p>"),
        ("a <i> </i>b <b>c</b>\n", "<p>a b <b>c</b></p>"),
        ("<h2>J<br>K</h2><h7>L</h7>", "<h2>J<br>K</h2><p>L</p>"),
        (
            "<h2><img src='http://e.example/a.png'></h2>",
            '<figure><img src="http://e.example/a.png"></figure>',
        ),
        ("<h2>a<b><img src=/x alt=🙂></b></h2>", "<h2>a<b>🙂</b></h2>"),
        ("<h2>a<i hidden>b</i></h2>", "<h2>a</h2>"),
        ("<strike>a</strike><tt>b</tt><var>c</var>", "<p><s>a</s><code>b</code><i>c</i></p>"),
        ("<hr>a<hr><hr>b", "<p>a</p><hr><p>b</p>"),
        ("a\x1b[31m&#27;b&#x202e;c", "<p>abc</p>"),
        ("16.56&nbsp;WIB&nbsp; a", "<p>16.56\xa0WIB a</p>"),
        ("<i>\x07 </i> \x07 a", "<p>a</p>"),
    ],
)
def test_markup_comes_out_in_one_strict_form(markup: str, cleaned: str) -> None:
    assert clean_html(markup) == cleaned


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ("<a href='b?x=1&y=2'>t</a>", '<p><a href="https://n.example/a/b?x=1&amp;y=2">t</a></p>'),
        ("<a href='//m.example/c'>t</a>", '<p><a href="https://m.example/c">t</a></p>'),
        ("<a href='javascript:alert(1)'>t</a>", "<p>t</p>"),
        ("<a href='mailto:a@b.example'>t</a>", "<p>t</p>"),
        ("<a href='http://[x'>t</a>", "<p>t</p>"),
        ("<a href='#top'>t</a><a>u</a><a href=''>v</a>", "<p>tuv</p>"),
        (
            "<a href=/1>a<table><tr><td><a href=/2>b</a></table></a>",
            '<p><a href="https://n.example/1">a</a></p><p><a href="https://n.example/1">b</a></p>',
        ),
    ],
)
def test_links_are_absolute_and_safe_or_plain_words(markup: str, cleaned: str) -> None:
    assert clean_html(markup, base="https://n.example/a/") == cleaned


def test_a_relative_link_without_a_base_is_plain_words() -> None:
    assert clean_html("<a href=/x>t</a>") == "<p>t</p>"


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ("<ul><li>a<li><p>b</p></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul> <li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<ol start=3 type=a><li>a</ol>", '<ol start="3"><li>a</li></ol>'),
        ("<ol start=x><li>a</ol><ul><li></li></ul>", "<ol><li>a</li></ol>"),
        ("<ul>x<li>a<li hidden>b</ul>", "<ul><li>x</li><li>a</li></ul>"),
        ("<li>a</li>b", "<ul><li>a</li></ul><p>b</p>"),
        ("<dd>a</dd>", "<dl><dd>a</dd></dl>"),
        (
            "<dl><div><dt>a</dt><dd>b</dd></div><dt>c<dd><ul><li>d</ul></dl>",
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd><ul><li>d</li></ul></dd></dl>",
        ),
        ("<blockquote>a<br><br>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<blockquote> </blockquote>", ""),
    ],
)
def test_lists_and_quotes_are_normal(markup: str, cleaned: str) -> None:
    assert clean_html(markup) == cleaned


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        (
            "<table><tr><th>a<th>b<tr><th>1<td colspan=9999>2</table>",
            (
                "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
                "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
            ),
        ),
        (
            "<table><caption>k</caption><thead><tr><td>a<td>b</thead></table>",
            "<table><caption>k</caption><thead><tr><th>a</th><th>b</th></tr></thead></table>",
        ),
        (
            "<table><tr><td>a<p>b<p>c<td><ul><li>d</ul><tr><td> <td></table>",
            "<table><tbody><tr><td>a<br>b<br>c</td><td>d</td></tr></tbody></table>",
        ),
        ("<table><tr><td>a<tr><td>b</table>", "<p>a</p><p>b</p>"),
        (
            "<table><tr><td>x<td><table><tr><td>a<td>b</table></table>",
            "<p>x</p><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
        ),
        ("<table></table>", ""),
        (
            "<table><tr><td>a<img src=http://e.example/a.png><img width=1 src=/x><td>b</table>",
            (
                '<figure><img src="http://e.example/a.png"></figure>'
                "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
            ),
        ),
    ],
)
def test_tables_of_data_stay_and_tables_for_layout_go(markup: str, cleaned: str) -> None:
    assert clean_html(markup) == cleaned


FIGURE = '<figure><img src="http://e.example/a.png"></figure>'


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ("<img data-src=http://e.example/a.png src=data:x>", FIGURE),
        ("<img src=http://e.example/t.gif data-lazy-src=http://e.example/a.png>", FIGURE),
        ("<video poster=http://e.example/a.png>no video</video>", FIGURE),
        ("<img src=http://e.example/a.png width=1 height=1>", ""),
        ("<img src=http://e.example/a.png style='display:none'>", ""),
        ("<img data-src='http://[x'>", ""),
        ("<img src=ftp://e.example/a.png>", ""),
        ("a <img src=http://e.example/s.png alt=🙂> b", "<p>a 🙂 b</p>"),
        ("a<img src=http://e.example/a.png>b", f"<p>a</p>{FIGURE}<p>b</p>"),
        (
            "<figure><img src=http://e.example/a.png alt='x \"y\"'><figcaption>K <b>t</b>",
            (
                '<figure><img src="http://e.example/a.png" alt="x &quot;y&quot;">'
                "<figcaption>K <b>t</b></figcaption></figure>"
            ),
        ),
        (
            "<figure><pre>a</pre><figcaption>k</figcaption></figure>",
            "<pre><code>a</code></pre><p>k</p>",
        ),
        ("<figure></figure>", ""),
    ],
)
def test_pictures_are_figures_and_trackers_are_gone(markup: str, cleaned: str) -> None:
    assert clean_html(markup, base="http://n.example/") == cleaned


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        (
            "<pre>\n a  b \n\n c&lt;d<br>e<div>f</div></pre>",
            "<pre><code> a  b\n\n c&lt;d\ne\nf</code></pre>",
        ),
        ("<pre class='brush: php'>x</pre>", '<pre><code class="language-php">x</code></pre>'),
        (
            "<pre><code class='hljs language-Rust'>x</code></pre>",
            '<pre><code class="language-rust">x</code></pre>',
        ),
        ("<pre> \n </pre>", ""),
        ("<pre>a<script>b</script><i hidden>c</i></pre>", "<pre><code>a</code></pre>"),
    ],
)
def test_code_keeps_its_lines(markup: str, cleaned: str) -> None:
    assert clean_html(markup) == cleaned


def test_a_text_full_of_references_is_kept_as_it_is() -> None:
    text = "a &amp; &lt; é " * MAX_REFERENCES
    kept = f"<p>{text.strip()}</p><p>&amp;</p>"
    assert clean_html(f"<p>{text}</p><p>&amp;</p>") == kept
    assert clean_html(f"<p>{text}</p><form></form><p>&amp;</p>") == kept  # through the sanitiser


def test_deep_nesting_is_flattened_and_its_text_kept() -> None:
    for depth in (70, 5000):
        cleaned = clean_html(
            "<div><blockquote>" * depth + "a<p>b</p>" + "</blockquote></div>" * depth
        )
        assert cleaned.count("<blockquote>") <= 60
        assert "a" in cleaned
        assert "b" in cleaned


def test_a_body_past_the_limit_is_cut_between_tags() -> None:
    cleaned = clean_html("<p>a</p>" + "x" * MAX_MARKUP)
    assert cleaned.startswith("<p>a</p><p>xxx")
    assert (
        clean_html("x" * (MAX_MARKUP - 2) + "<p>a</p>" + "<b>")
        == f"<p>{'x' * (MAX_MARKUP - 2)}</p>"
    )


def test_lone_surrogates_do_no_harm() -> None:
    assert clean_html("<p>a\ud800b</p>") == "<p>a?b</p>"


def test_a_flow_is_given_for_those_who_want_to_change_it() -> None:
    assert safe_flow("<p>a</p>") == (Prose("p", (Leaf("a"),)),)


def test_marks_that_go_on_are_not_closed_between() -> None:
    html = "<p><b>a <i>b</i></b> c</p>"
    assert flow_html(safe_flow(html)) == html
