"""Tidy markup: what every reader of HTML takes the same way, read without a sanitiser."""

from __future__ import annotations

import re

from berita_tui.parse.tree import Node, attributes_in, text_in

MAX_NESTING = 40
"""Elements within each other, at most; deeper markup is not tidy."""

_TAG = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*=(?:"[^"<>]*"|'[^'<>]*'))*)\s*(/?)>"""
)
_EMPTY = frozenset({"br", "hr", "img"})
_WITHIN_NAMES = "b cite code del em i ins kbd mark q s samp small span strike strong sub sup tt u"
_WITHIN = frozenset(_WITHIN_NAMES.split()) | {"br", "img"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_AROUND_NAMES = "article aside blockquote div figcaption figure footer header hr ol p section ul"
_AROUND = frozenset(_AROUND_NAMES.split())

_REFERENCES = (
    "amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|bdquo|sbquo|[lr]aquo|[mn]dash|hellip|bull|middot|copy"
    "|reg|trade|deg|times|euro|pound|[aeiou](?:acute|grave|circ|uml)"
    r"|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3})"
)
_ODD = re.compile(rf"&(?!\s|(?:{_REFERENCES});)")


def tidy_tree(html: str) -> Node | None:
    """Return the tree of `html` under a nameless root, None where it is not plainly tidy.

    Tidy is what a browser makes the same tree of as is written: every element closed where it
    belongs, none that HTML would close or move by itself (WHATWG HTML, 13.2.6), no names but
    those of running text, no references that can be read in two ways. Most articles are. It is
    as harmless as what the sanitiser lets through, which knows more names; what attributes say
    is looked at where they are used.
    """
    if "\r" in html or "\f" in html or "\0" in html or ("&" in html and _ODD.search(html)):
        return None
    parts = _TAG.split(html)
    root = Node("", {}, [])
    stack = [root]
    for at in range(0, len(parts) - 1, 5):
        text, closing, name, said, slash = parts[at : at + 5]
        if text:
            if "<" in text:
                return None
            stack[-1].children.append(text_in(text))
        tag = name.lower()
        if closing:
            if stack.pop().tag != tag or said or slash:
                return None
            continue
        if not _is_in_place(tag, stack):
            return None
        node = Node(tag, attributes_in(said) if said else {}, [])
        stack[-1].children.append(node)
        if tag not in _EMPTY:
            if slash:
                return None
            stack.append(node)
    if len(stack) > 1 or "<" in parts[-1]:
        return None
    if parts[-1]:
        root.children.append(text_in(parts[-1]))
    return root


def _is_in_place(tag: str, stack: list[Node]) -> bool:
    """Tell whether HTML lets an element stand where it is written."""
    if tag in _WITHIN:
        return len(stack) < MAX_NESTING
    open_tags = [node.tag for node in stack]
    if tag == "a":
        return "a" not in open_tags
    if "p" in open_tags or len(stack) >= MAX_NESTING:
        return False
    if tag == "li":
        return open_tags[-1] in ("ul", "ol")
    if tag in _HEADINGS:
        return _HEADINGS.isdisjoint(open_tags)
    return tag in _AROUND
