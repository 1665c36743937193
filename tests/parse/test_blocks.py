from __future__ import annotations

from lxml import html

from berita_tui.parse import blocks as traits
from berita_tui.parse.blocks import Block, Sight, find_blocks


def blocks(body: str) -> list[Block]:
    return find_blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))[0]


def sights(body: str) -> list[Sight]:
    return find_blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))[1]


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def test_each_run_between_edges_is_a_block() -> None:
    assert texts("a <b>b</b> c<div>d<p>e</p>f</div>g") == ["a b c", "d", "e", "f", "g"]
    assert texts("<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>") == ["a", "b", "c", "d"]


def test_text_straight_under_an_inline_root_is_a_block_of_the_root() -> None:
    (block,), _ = find_blocks(html.fragment_fromstring("<r>a</r>"))
    assert (block.text, block.holder.tag) == ("a", "r")


def test_two_breaks_part_blocks_and_one_does_not() -> None:
    assert texts("a<br>b<br><br>c<br> <br>d<br>") == ["a b", "c", "d"]


def test_what_nobody_sees_is_no_block() -> None:
    hidden = "<p hidden>a</p><p style='display: none'>b</p><script>c</script><style>d</style>"
    assert texts(f"{hidden}<noscript><p>e</p></noscript><p> </p><p>f</p>") == ["f"]


def test_letters_in_links_and_strong_ones_are_counted() -> None:
    (block,) = blocks("<p>ab <a href=/x>cd <i>e</i></a> <b>fgh</b></p>")
    assert (block.text, block.linked, block.strong) == ("ab cd e fgh", 3, 3)
    assert block.holder.tag == "p"


def test_parts_say_where_the_text_is() -> None:
    (block,) = blocks("<p>a<b>b</b>c</p>")
    assert [(element.tag, is_tail) for element, is_tail in block.parts] == [
        ("p", False),
        ("b", False),
        ("b", True),
    ]


def test_names_and_elements_around_a_block_are_its_traits() -> None:
    names = "<div class='related-box'><p>a</p></div><div id=article-body><p>b</p></div>"
    marked = "<section itemprop='articleBody'><h2>c</h2></section><nav class=x>d</nav>"
    other = "<div class='comments'>e</div><div class='card teaser'>f</div>"
    a, b, c, d, e, f = (block.traits for block in blocks(names + marked + other))
    assert a & traits.BAD
    assert not a & traits.GOOD
    assert b == traits.GOOD
    assert c == traits.MARKED | traits.HEADING
    assert d == traits.NAV
    assert e & traits.COMMENT
    assert f & traits.TEASER


def test_pictures_are_seen_with_their_place() -> None:
    seen = sights("<p>a</p><img src=1><p>b <img src=2> c</p><figure><img src=3></figure>")
    assert [(sight.element.get("src"), sight.place) for sight in seen] == [
        ("1", 1),
        ("2", 2),
        ("3", 2),
    ]
    assert seen[2].traits == traits.FIGURE


def test_a_page_without_a_body_is_walked_from_its_root() -> None:
    root = html.fromstring("<div><p>a</p></div>")
    assert [block.text for block in find_blocks(root)[0]] == ["a"]
