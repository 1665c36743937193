from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.news import (
    Code,
    Document,
    Face,
    Figure,
    Heading,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from berita_tui.parse.documents import MAX_COLUMNS, MAX_ROWS, read_document
from berita_tui.parse.markup import clean_html

TAGS = "<p> </p> <table> <tr> <td> <dl> <dt> <dd> <ul> <li> </li> <pre> </a> <!-- --> <h1> <hr>"
ODDS = [
    "<",
    ">",
    '"',
    "<!",
    "</",
    "&#0;",
    "a",
    "<script>",
    "<blockquote>",
    "<img&#32;src=http://x.example/i>",
]
BITS = st.sampled_from([*TAGS.split(), *ODDS, "<a href='http://x.example/'>", '<a href="'])


def paragraph(text: str, face: Face = Face.PLAIN) -> Paragraph:
    return Paragraph((Span(text, face),))


@settings(max_examples=120, deadline=None)
@given(st.lists(BITS | st.text(max_size=5), max_size=20).map("".join))
def test_any_text_gives_a_document(text: str) -> None:
    document = read_document(text)
    assert isinstance(document.text, str)
    clean = read_document(clean_html(text))
    assert all(link.address.startswith(("http://", "https://")) for link in clean.links)


def test_every_block_has_its_noun() -> None:
    document = read_document(
        "<h2>J</h2><p>a</p><ol start='2'><li>b<ul><li>c</li></ul></li></ol>"
        "<blockquote><p>d</p></blockquote><pre><code class='language-c'>e\n f</code></pre>"
        '<figure><img src="http://x.example/i" alt="k"><figcaption>g</figcaption></figure>'
        "<hr><p>h</p>"
    )
    assert document.blocks == (
        Heading(2, (Span("J"),)),
        paragraph("a"),
        Listing(((paragraph("b"), Listing(((paragraph("c"),),))),), True, 2),
        Quote((paragraph("d"),)),
        Code("e\n f", "c"),
        Figure("http://x.example/i", "k", (Span("g"),)),
        Rule(),
        paragraph("h"),
    )
    assert document.text == "J\n\na\n\nb\nc\n\nd\n\ne\n f\n\nh"


def test_code_names_its_language() -> None:
    document = read_document('<pre><code class="language-python">x</code></pre>')
    assert document.blocks == (Code("x", "python"),)


def test_faces_combine_and_neighbours_merge() -> None:
    document = read_document(
        "<p><b>a<i>b</i></b><strong>c</strong><br>d <small>e</small><u>f</u></p>"
    )
    assert document.blocks == (
        Paragraph(
            (
                Span("a", Face.STRONG),
                Span("b", Face.STRONG | Face.EMPHASIS),
                Span("c\n", Face.STRONG),
                Span("d e"),
                Span("f", Face.EMPHASIS),
            )
        ),
    )


def test_a_quotation_has_its_marks() -> None:
    assert read_document("<p>a <q>b <i>c</i></q> d <q>e</q></p>").text == "a “b c” d “e”"


def test_links_are_numbered_by_first_use() -> None:
    document = read_document(
        '<p><a href="http://a.example/">satu <b>dua</b></a> <a href="http://b.example/#x">tiga</a>'
        ' <a href="http://a.example/">lagi</a> <a href="ftp://c.example/">tak</a></p>'
    )
    assert document.links == (
        Link("http://a.example/", "satu dua"),
        Link("http://b.example/#x", "tiga"),
    )
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert [span.link for span in block.spans if span.text.strip()] == [1, 1, 2, 1, 0]


def test_definitions_are_strong_terms_and_quoted_meanings() -> None:
    document = read_document(
        "<dl><dt>a</dt><dt><p>x</p><hr></dt><dd>b</dd><dt><pre>c</pre></dt></dl>"
    )
    assert document.blocks[0] == paragraph("a", Face.STRONG)
    assert document.blocks[1] == paragraph("x", Face.STRONG)
    assert Quote((paragraph("b"),)) in document.blocks
    assert document.blocks[-1] == Code("c")


def test_a_table_is_even_and_says_what_it_left_out() -> None:
    (table,) = read_document(
        "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table>"
    ).blocks
    assert table == Table((((Span("a"),), (Span("b"),)), ((Span("c"),), ())), True)
    (long,) = read_document(
        "<table>" + "<tr><td>x</td><td>y</td></tr>" * (MAX_ROWS + 1) + "</table>"
    ).blocks
    assert isinstance(long, Table)
    assert len(long.rows) == MAX_ROWS
    assert long.caption == (Span("…"),)
    cells = "<td>x</td>" * (MAX_COLUMNS + 5)
    (wide,) = read_document(f"<table><caption>k</caption><tr>{cells}</tr></table>").blocks
    assert isinstance(wide, Table)
    assert len(wide.rows[0]) == MAX_COLUMNS
    assert wide.caption == (Span("k"), Span(" …"))


def test_an_empty_text_is_an_empty_document() -> None:
    assert read_document("") == Document()


def test_reading_a_document_needs_nothing_heavy() -> None:
    code = (
        "import sys; import berita_tui.parse.documents;"
        "sys.exit(any(name in sys.modules for name in ('lxml', 'nh3', 'feedparser', 'httpx')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
