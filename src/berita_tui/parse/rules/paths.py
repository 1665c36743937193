"""Paths: XPath expressions from files, compiled once and kept within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, TypeAlias

from lxml import etree

from berita_tui.clean import one_line
from berita_tui.parse.tree import INLINE

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

MAX_FOUND: Final = 5000
"""Things that one expression may find; the rest is left."""

_MAX_PATH = 2000
_FUNCTION_NAMES = """
last position count id local-name namespace-uri name string concat starts-with contains
substring-before substring-after substring string-length normalize-space translate boolean
not true false lang number sum floor ceiling round
text node comment processing-instruction and or div mod
"""
_FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
"""Names that may stand before a bracket (XPath 1.0, 4; node types and operators)."""

_UNTOLD = frozenset(("script", "style"))
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"([\w.:-]+)\s*\(")
_FAR = re.compile(r"//|(?:descendant|following|preceding)\b")
_STEP = re.compile(rf"(?P<far>{_FAR.pattern})|\[|\]")


@lru_cache(maxsize=2048)
def compiled(path: str) -> etree.XPath | None:
    """Return `path` ready to use; None if it is no XPath 1.0, or one that could run for long.

    Functions of extensions are not there. A condition within a condition may not search the
    page: the time that takes grows with the third power of the page's size.
    """
    bare = _LITERAL.sub("''", path)
    if len(path) > _MAX_PATH or not _is_near(bare):
        return None
    if any(name.rpartition("::")[2] not in _FUNCTIONS for name in _CALL.findall(bare)):
        return None
    try:
        return etree.XPath(path, regexp=False)
    except (etree.XPathError, ValueError):
        return None


def find(path: str, root: Element) -> list[Element | str]:
    """Return what `path` finds in the page under `root`, in the page's order.

    Elements; values of attributes and texts as strings that know their parent; the answer to a
    string expression as the only item. Nothing for numbers, claims and what cannot be done.
    """
    expression = compiled(path)
    if expression is None:
        return []
    try:
        found: Any = expression(root)
    except etree.XPathError:
        return []
    if isinstance(found, str):
        return [found] if found.strip() else []
    if not isinstance(found, list):
        return []
    return [each for each in found[:MAX_FOUND] if _is_told(each)]


def holds(path: str, root: Element) -> bool:
    """Tell whether `path` finds something in the page under `root`, or is true of it."""
    expression = compiled(path)
    try:
        return expression is not None and bool(expression(root))
    except etree.XPathError:
        return False


def elements(path: str, root: Element) -> list[Element]:
    """Return the elements that `path` finds."""
    return [each for each in find(path, root) if not isinstance(each, str)]


def lines(path: str, root: Element) -> Iterator[str]:
    """Give the words of what `path` finds, each as one line."""
    for each in find(path, root):
        if line := one_line(each if isinstance(each, str) else words(each)):
            yield line


def words(element: Element) -> str:
    """Return the text of an element; blocks and breaks part words."""
    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        is_inline = each.tag in INLINE
        is_told = each.tag not in _UNTOLD
        if event == "start":
            parts += ("" if is_inline else " ", (each.text or "") if is_told else "")
        else:
            parts += ("" if is_inline else " ", (each.tail or "") if each is not element else "")
    return "".join(parts)


def _is_near(bare: str) -> bool:
    depth = 0
    for step in _STEP.finditer(bare):
        if step["far"]:
            if depth > 1:
                return False
        else:
            depth += 1 if step[0] == "[" else -1
    return True


def _is_told(found: object) -> bool:
    return isinstance(found, str) or isinstance(getattr(found, "tag", None), str)
