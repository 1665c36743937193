"""Elements of a tree: which are shown, which are blocks, and how lists and tables part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from berita_tui.parse.tree import Node

_BLOCK_NAMES = """
address article aside blockquote body center dd details div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table
tbody td tfoot th thead tr caption ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""Elements that stand on lines of their own."""

_IGNORED_NAMES = """
script style template iframe form svg noscript object applet canvas audio select textarea
button head title
"""
_IGNORED = frozenset(_IGNORED_NAMES.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|brush:)-?\s*([\w+#.-]{1,20})")


def is_shown(node: Node) -> bool:
    """Tell whether an element and what is in it is shown to a reader."""
    if node.tag in _IGNORED:
        return False
    if not node.attributes:
        return True
    return "hidden" not in node.attributes and not _HIDDEN.search(node.attributes.get("style", ""))


def is_tracker(attributes: dict[str, str]) -> bool:
    """Tell whether a picture with these attributes is too small to be seen."""
    sizes = (attributes.get("width", ""), attributes.get("height", ""))
    return any(re.fullmatch(r"\s*[0-3](?:px)?\s*", size) for size in sizes)


def nodes(children: Iterable[Node | str]) -> Iterator[Node]:
    """Return the elements among `children` that are shown."""
    return (child for child in children if isinstance(child, Node) and is_shown(child))


def item_parts(tag: str, children: Iterable[Node | str]) -> Iterator[tuple[str, list[Node | str]]]:
    """Part what is in a list into items; what stands between them joins the one before."""
    names = ("dt", "dd") if tag == "dl" else ("li",)
    name, parts = names[-1], list[Node | str]()
    for child in children:
        if isinstance(child, str):
            if child.strip():
                parts.append(child)
        elif child.tag in names:
            yield name, parts
            name, parts = child.tag, list(child.children) if is_shown(child) else []
        elif tag == "dl" and child.tag == "div":
            yield name, parts
            yield from item_parts(tag, child.children)
            name, parts = names[-1], []
        else:
            parts.append(child)
    yield name, parts


def table_parts(table: Node) -> tuple[list[Node | str], list[tuple[Node, bool]]]:
    """Return captions and rows of a table; a row comes with whether it is in the head."""
    captions: list[Node | str] = []
    rows: list[tuple[Node, bool]] = []
    for part in nodes(table.children):
        if part.tag == "caption":
            captions.append(part)
        elif part.tag == "tr":
            rows.append((part, False))
        else:
            within = (row for row in nodes(part.children) if row.tag == "tr")
            rows += ((row, part.tag == "thead") for row in within)
    return captions, rows


def holds_table(node: Node) -> bool:
    """Tell whether there is a table within `node`."""
    return any(
        child.tag == "table" or holds_table(child)
        for child in node.children
        if isinstance(child, Node)
    )


def plain_text(children: Iterable[Node | str]) -> Iterator[str]:
    """Give the text of `children`, blocks and breaks on lines of their own."""
    for child in children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        elif is_shown(child):
            if child.tag in BLOCKS:
                yield "\n"
            yield from plain_text(child.children)


def code_language(pre: Node) -> str:
    """Return the programming language a pre or its code names, "" for none."""
    inner = next(nodes(pre.children), pre)
    for node in (pre, inner):
        if match := _LANGUAGE.search(node.attributes.get("class", "")):
            return match[1].lower()
    return ""
