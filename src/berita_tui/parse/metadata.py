"""Metadata of a saved page: what it says of itself for machines, under all its names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, TypeAlias

from lxml import etree

from berita_tui.clean import one_line

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

_MAX_JSON = 1_500_000
_MAX_THINGS = 2000
_MAX_STEPS = 200
_OTHER_STORIES = frozenset({"Report", "ClaimReview", "HowTo"})
_NAMES = ("name", "property", "itemprop", "http-equiv")


class Metadata:
    """What a page's `meta` elements and JSON-LD say, ready to be asked by name.

    `has_json` False takes the page's JSON-LD for nothing.
    """

    def __init__(self, root: Element, *, has_json: bool = True) -> None:
        self._root = root
        self._metas: dict[str, list[str]] = {}
        for meta in root.iter("meta"):
            content = one_line(meta.get("content") or "", limit=2000)
            for name in (meta.get(key) for key in _NAMES):
                if name and content:
                    self._metas.setdefault(name.strip().lower(), []).append(content)
        self._story = _story(root) if has_json else {}

    def meta(self, *names: str) -> str:
        """Return the first `meta` there is of these names, "" for none."""
        return next(iter(self.metas(*names)), "")

    def metas(self, *names: str) -> Iterator[str]:
        """Give every `meta` of these names, in this order."""
        return (content for name in names for content in self._metas.get(name, ()))

    def fact(self, *names: str) -> str:
        """Return the first of these properties that the JSON-LD of the article has, as a line."""
        return next((line for name in names for line in _lines(self._story.get(name))), "")

    def facts(self, name: str) -> list[str]:
        """Return every value of a property of the article's JSON-LD."""
        return list(_lines(self._story.get(name)))

    def body(self) -> str:
        """Return the text of the article as its JSON-LD has it, "" where it has none.

        With its line breaks, sometimes with markup. Instructions (HowTo) are told step by step.
        """
        steps = self._story.get("step")
        if self._story.get("@type") != "HowTo" or not isinstance(steps, list):
            return _prose(self._story.get("articleBody"))
        parts = [_prose(self._story.get("description"))]
        for step in steps[:_MAX_STEPS]:
            inner = step.get("itemListElement") if isinstance(step, dict) else None
            for each in (step, *(inner if isinstance(inner, list) else [inner])):
                if isinstance(each, dict):
                    parts += [_prose(each.get("name")), _prose(each.get("text"))]
        return "\n".join(dict.fromkeys(filter(None, parts)))

    def link(self, relation: str) -> str:
        """Return the address of the first `link` with this relation, "" for none."""
        for link in self._root.iter("link"):
            if relation in (link.get("rel") or "").lower().split():
                return link.get("href") or ""
        return ""


def _prose(value: Any) -> str:
    return unescape(value) if isinstance(value, str) else ""


def _story(root: Element) -> dict[str, Any]:
    """Return the thing in the page's JSON-LD that is the article, {} for none."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->")
        if len(text) > _MAX_JSON:
            continue
        try:
            found = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(found):
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _is_story(kind) for kind in kinds):
                return thing
    return {}


def _is_story(kind: str) -> bool:
    return kind.endswith(("Article", "BlogPosting", "NewsReport")) or kind in _OTHER_STORIES


def _things(found: Any) -> Iterator[dict[str, Any]]:
    """Give every thing in lists and graphs, at most `_MAX_THINGS`."""
    waiting = [found]
    for _ in range(_MAX_THINGS):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting += thing[:_MAX_THINGS]
        elif isinstance(thing, dict):
            yield thing
            waiting += [thing[key] for key in ("@graph", "mainEntity") if key in thing]


def _lines(value: Any) -> Iterator[str]:
    """Give the words of a value: a text, a thing's name or address, or several of those."""
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    for each in values:
        names = (
            [each.get(key) for key in ("name", "url", "@id")] if isinstance(each, dict) else [each]
        )
        text = next((name for name in names if name and isinstance(name, str)), "")
        if text:
            text = re.sub(r"<[^<>]*>", " ", unescape(unescape(text)))
            if line := one_line(text, limit=2000):
                yield line
