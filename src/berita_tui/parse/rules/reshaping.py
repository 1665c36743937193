"""Reshaping: what a rule takes out of a page, moves, wraps and dissolves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from lxml import etree

from berita_tui.parse.rules.paths import elements, find
from berita_tui.parse.rules.rule import SiteRule

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

MAX_REWRITTEN = 6_000_000
"""Characters a page may have after its strings are replaced; a replacement beyond is left out."""

_FIXED = frozenset(("html", "head", "body"))
_WRAPPER_NAMES = """
b blockquote center cite code div em figcaption figure h1 h2 h3 h4 h5 h6 i li p pre q s
section small span strong u ul
"""
_WRAPPERS = frozenset(_WRAPPER_NAMES.split())
_DOUBLE_BREAK = re.compile(r"<br\b[^<>]*>\s*<br\b[^<>]*>", re.IGNORECASE)
_UNRELATED = re.compile(r"(?:^|\s)(?:entry-unrelated|instapaper_ignore)(?=$|\s)")


def rewrite(rule: SiteRule, html: str) -> str:
    """Return the text of a page with the rule's strings replaced, before it is parsed.

    Plain strings, one pair after the other.
    """
    for old, new in rule.replace_string:
        more = html.count(old) * (len(new) - len(old)) if old else 0
        if old and len(html) + more <= MAX_REWRITTEN:
            html = html.replace(old, new)
    return _DOUBLE_BREAK.sub("</p><p>", html) if rule.convert_double_br_tags else html


def reshape(rule: SiteRule, root: Element) -> None:
    """Do to the page under `root` what the rule wants done before its body is taken.

    Attributes go last, since other directives look for elements by them.
    """
    _strip(rule.strip, root)
    _strip_named(rule, root)
    for target, path in rule.move_into:
        _move(elements(target, root)[:1], elements(path, root))
    for tag, path in rule.wrap_in:
        for element in elements(path, root):
            _wrap(element, tag.lower())
    for path in rule.dissolve:
        for element in elements(path, root):
            dissolve(element)
    for image in root.iter("img"):
        if source := image.get(rule.src_lazy_load_attr or "src"):
            image.set("src", source)
    _strip(rule.strip_attr, root)


def remove(element: Element) -> None:
    """Take an element out of its page; the text after it stays."""
    parent = element.getparent()
    if parent is None or element.tag in _FIXED:
        return
    _leave(parent, element.getprevious(), element.tail)
    parent.remove(element)


def dissolve(element: Element) -> None:
    """Take an element out of its page and leave what is in it in its place."""
    parent = element.getparent()
    if parent is None or element.tag in _FIXED:
        return
    before = element.getprevious()
    _leave(parent, before, element.text)
    children = list(element)
    at = parent.index(element)
    parent[at:at] = children
    _leave(parent, children[-1] if children else before, element.tail)
    parent.remove(element)


def _strip(paths: Iterable[str], root: Element) -> None:
    for path in paths:
        for found in find(path, root):
            if not isinstance(found, str):
                remove(found)
            elif name := getattr(found, "attrname", None):
                found.getparent().attrib.pop(name, None)  # type: ignore[attr-defined]


def _strip_named(rule: SiteRule, root: Element) -> None:
    """Take out what has a name or a picture the rule does not want, in one walk."""
    quoteless = (name.replace("'", "").replace('"', "") for name in rule.strip_id_or_class)
    names = re.compile("|".join(map(re.escape, filter(None, quoteless))) or "(?!)")
    sources = rule.strip_image_src
    for element in [*root.iter(etree.Element)]:
        named = element.get("class", ""), element.get("id", "")
        is_named = any(names.search(each) for each in named) or _UNRELATED.search(named[0])
        source = element.get("src", "") if element.tag == "img" else ""
        if is_named or any(each in source for each in sources):
            remove(element)


def _move(targets: list[Element], moved: list[Element]) -> None:
    for target in targets:
        above = {target, *target.iterancestors()}
        for element in moved:
            if element not in above and element.tag not in _FIXED:
                remove(element)
                element.tail = None
                target.append(element)


def _wrap(element: Element, tag: str) -> None:
    parent = element.getparent()
    if parent is None or element.tag in _FIXED or tag not in _WRAPPERS:
        return
    wrapper = etree.Element(tag)
    wrapper.tail, element.tail = element.tail, None
    parent.replace(element, wrapper)
    wrapper.append(element)


def _leave(parent: Element, before: Element | None, text: str | None) -> None:
    """Put `text` after `before`, or at the start of `parent`."""
    if not text:
        return
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
