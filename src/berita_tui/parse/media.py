"""Media: pictures and files that come with an entry, noted as feedparser would."""

from __future__ import annotations

from types import MappingProxyType

from berita_tui.parse.contents import (
    MAX_DEPTH,
    Scope,
    Unsure,
    attributes_of,
    pass_over,
    text_of,
)
from berita_tui.parse.particulars import Notes, with_href
from berita_tui.parse.vocabulary import SILENT
from berita_tui.parse.xmltree import Element

_SCHEME = "http://search.yahoo.com/mrss/category_schema"


def enclosure(notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Note a file (RSS 2.0)."""
    if len(element):
        raise Unsure
    link = with_href(attributes_of(element)) | {"rel": "enclosure"}
    notes.fields.setdefault("links", []).append(link)


def media_group(notes: Notes, element: Element, scope: Scope, depth: int) -> None:
    """Note what is in a group of forms of the same."""
    if depth > MAX_DEPTH:
        raise Unsure
    scope = scope.within(attributes_of(element))
    for each in element:
        name = each.tag
        if name in _MEDIA:
            _MEDIA[name](notes, each, scope, depth + 1)
        else:
            pass_over(each, SILENT)


def media_content(notes: Notes, element: Element, scope: Scope, depth: int) -> None:
    """Note a picture or a file, and what is said in it."""
    notes.fields.setdefault("media_content", []).append(attributes_of(element))
    media_group(notes, element, scope, depth)


def media_thumbnail(notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Note a small picture; its address may be its text."""
    attributes = attributes_of(element)
    if text := text_of(element):
        attributes.setdefault("url", text)
    notes.fields.setdefault("media_thumbnail", []).append(attributes)


def media_credit(notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Note who made a picture."""
    attributes = attributes_of(element)
    if text := text_of(element):
        attributes["content"] = text
    notes.fields.setdefault("media_credit", []).append(attributes)


def media_description(notes: Notes, element: Element, _scope: Scope, depth: int) -> None:
    """Note a picture's caption."""
    notes.keep("media_caption", text_of(element), depth)


def media_category(notes: Notes, element: Element, scope: Scope, depth: int) -> None:
    """Note a category, which is of a scheme of its own."""
    notes.category(element, scope, depth, _SCHEME)


_MEDIA = MappingProxyType(
    {
        "media_category": media_category,
        "media_content": media_content,
        "media_credit": media_credit,
        "media_description": media_description,
        "media_group": media_group,
        "media_keywords": Notes.keywords,
        "media_thumbnail": media_thumbnail,
        "media_title": Notes.media_title,
    }
)
"""Elements that stand in a group or a content, and in an entry too."""

MEDIA = MappingProxyType({**_MEDIA, "enclosure": enclosure})
"""Elements that bring pictures and files to an entry."""
