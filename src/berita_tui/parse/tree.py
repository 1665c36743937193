"""The tree of a piece of markup: elements and texts, read leniently, never deeper than a limit."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

MAX_DEPTH = 60
"""Elements nested deeper lose their tags; their content goes to the last one that fits."""

VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_INLINE_NAMES = """
a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small
span strike strong sub sup time tt u var
"""
INLINE = frozenset(_INLINE_NAMES.split())
"""Elements that run within a line (HTML, phrasing content)."""

_TOKEN = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"]|"[^"]*")*)>|<[!?][^<>]*>')
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z][a-zA-Z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+)))?"""
)


class Node(NamedTuple):
    """An element: name and attribute names in lower case, values without entities."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str]


def read_tree(html: str) -> Node:
    """Return the tree of `html` under a nameless root; never fails, in linear time."""
    root = Node("", {}, [])
    stack = [root]
    beyond = 0
    position = 0
    for token in _TOKEN.finditer(html):
        if token.start() > position:
            stack[-1].children.append(text_in(html[position : token.start()]))
        position = token.end()
        tag = (token[2] or "").lower()
        if not tag:
            continue
        if token[1]:
            if beyond:
                beyond -= 1
            else:
                _close(stack, tag)
            continue
        if len(stack) > MAX_DEPTH and tag not in VOID:
            beyond += 1
            if tag not in INLINE:
                stack[-1].children.append(Node("br", {}, []))
            continue
        node = Node(tag, attributes_in(token[3]) if token[3] else {}, [])
        stack[-1].children.append(node)
        if tag not in VOID:
            stack.append(node)
    if position < len(html):
        stack[-1].children.append(text_in(html[position:]))
    return root


def _close(stack: list[Node], tag: str) -> None:
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag == tag:
            del stack[index:]
            return


def attributes_in(text: str) -> dict[str, str]:
    """Return the attributes that stand behind a tag's name; of twins the first."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), text_in("".join(values)))
    return found


def text_in(text: str) -> str:
    """Return what a text says, its references read."""
    return unescape(text) if "&" in text else text
