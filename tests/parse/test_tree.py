from __future__ import annotations

import pytest

from berita_tui.parse.elements import is_shown, is_tracker, plain_text
from berita_tui.parse.tree import MAX_DEPTH, Node, read_tree


def shape(node: Node) -> str:
    inner = "".join(each if isinstance(each, str) else shape(each) for each in node.children)
    return f"({node.tag} {inner})" if inner else f"({node.tag})"


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("", "()"),
        ("a", "( a)"),
        ("<p>a<b>b</p>c", "( (p a(b b))c)"),
        ("</b>a<br/>b<hr>", "( a(br)b(hr))"),
        ("<!-- x --><?y?>a", "( a)"),
        ("a < b > c", "( a < b > c)"),
        ("&lt;p&gt; &amp; &unknown;", "( <p> & &unknown;)"),
    ],
)
def test_any_text_is_a_tree(html: str, tree: str) -> None:
    assert shape(read_tree(html)) == tree


def test_attributes_are_read_in_every_quoting_the_first_of_a_name() -> None:
    (node,) = read_tree("""<A Href="x &amp; y" b='z' c=1 HREF=q hidden>""").children
    assert isinstance(node, Node)
    assert node.tag == "a"
    assert node.attributes == {"href": "x & y", "b": "z", "c": "1", "hidden": ""}
    assert not is_shown(node)


def test_what_is_nested_too_deep_comes_up() -> None:
    root = read_tree("<div>" * 500 + "a<b>b</b><p>c</p>" + "</div>" * 500 + "<i>d</i>")
    depth, node = 0, root
    while isinstance(node.children[0], Node) and node.children[0].tag == "div":
        node = node.children[0]
        depth += 1
    assert depth == MAX_DEPTH
    assert "".join(plain_text(root.children)).split() == ["ab", "cd"]
    assert "".join(plain_text(root.children[1:])) == "d"


@pytest.mark.parametrize(
    ("attributes", "is_it"),
    [({"width": "1"}, True), ({"height": "0px"}, True), ({"width": "100"}, False), ({}, False)],
)
def test_a_picture_too_small_to_see_is_a_tracker(attributes: dict[str, str], is_it: bool) -> None:
    assert is_tracker(attributes) is is_it
