"""Elements: what of a page is shown to a reader."""

from __future__ import annotations

import pytest

from berita_tui.parse.elements import is_shown, nodes
from berita_tui.parse.tree import Node


@pytest.mark.parametrize(
    ("tag", "attributes", "shown"),
    [
        ("p", {}, True),
        ("p", {"style": "color: red"}, True),
        ("p", {"style": "display :none"}, False),
        ("p", {"hidden": ""}, False),
        ("script", {}, False),
        ("title", {}, False),
    ],
)
def test_what_is_hidden_or_is_no_text_is_not_shown(
    tag: str, attributes: dict[str, str], shown: bool
) -> None:
    node = Node(tag, attributes, ["apa saja"])
    assert is_shown(node) is shown
    assert list(nodes(["di luar", node])) == [node] * shown
