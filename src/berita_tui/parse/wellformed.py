"""Well-formed feeds: read fast where every name in them is known, and not at all where not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import urljoin

from berita_tui.news import MOST_ENTRIES
from berita_tui.parse.contents import (
    Fields,
    Scope,
    Unsure,
    attributes_of,
    pass_over,
    text_of,
)
from berita_tui.parse.media import MEDIA
from berita_tui.parse.particulars import Notes, check_person
from berita_tui.parse.salvage import root_of
from berita_tui.parse.vocabulary import DATES, NAMED, OF_AN_IMAGE, SILENT, SILENT_OF_FEEDS
from berita_tui.parse.xmltree import Element, ParseError, declared_at_root, tree_of

Read: TypeAlias = Callable[[Notes, Element, Scope, int], None]

_RSS_1 = "http://purl.org/rss/1.0/"
_ATOM_1 = "http://www.w3.org/2005/atom"
_CHANGED = frozenset(("lastmod", "href"))
"""Attributes by which a channel and its items tell their date and link (CDF)."""


def read_well_formed(text: str, *, address: str) -> tuple[Fields, list[Fields]] | None:
    """Return a feed's fields and its entries, named as feedparser names them.

    None where `text` is not well-formed, or holds anything that feedparser may take another
    way: that is then its to read. In the tests it is the referee.
    """
    start = root_of(text)
    if start is None or "<!ENTITY" in text[:start] or not address.startswith(("http:", "https:")):
        return None
    try:
        document = text[start:]
        reader = _Reader(address)
        reader.read(tree_of(document), document)
    except (Unsure, ParseError, UnicodeEncodeError):
        return None
    return reader.notes.fields, reader.entries


class _Reader:
    """Walks the tree of one feed. A depth is how many elements an element is in."""

    def __init__(self, address: str) -> None:
        self.notes = Notes(atom="", is_entry=False)
        self.entries: list[Fields] = []
        self._scope = Scope(urljoin(address, address))

    def read(self, root: Element, document: str) -> None:
        """Read the feed. Raises `Unsure`."""
        name = root.tag
        attributes = attributes_of(root)
        scope = self._scope.within(attributes)
        spaces = declared_at_root(document)
        if spaces is None:
            raise Unsure
        if name in ("feed", "rss") and scope.language:
            self.notes.fields["language"] = scope.language
        if name == "feed" and _RSS_1 not in spaces:
            self.notes.atom = "1.0" if _ATOM_1 in spaces else attributes.get("version") or "?"
            self._channel(root, scope, 2)
        elif name == "rss" or (name == "rdf_rdf" and _RSS_1 in spaces and _ATOM_1 not in spaces):
            self._around(root, scope)
        else:
            raise Unsure

    def _around(self, root: Element, scope: Scope) -> None:
        """Read what is in the root of RSS: a channel, and in version 1.0 the items too."""
        is_first = True
        for child in root:
            name = child.tag
            if name == "channel" and is_first and not self.entries:
                is_first = False
                attributes = attributes_of(child)
                if not _CHANGED.isdisjoint(attributes):
                    raise Unsure
                self._channel(child, scope.within(attributes), 3)
            elif name == "item":
                self._item(child, scope, 2)
            elif name in ("image", "textinput"):
                _image(self.notes, child, scope, 2)
            else:
                pass_over(child, ())

    def _channel(self, parent: Element, scope: Scope, depth: int) -> None:
        """Read what is in a channel, or in a feed of Atom."""
        for child in parent:
            name = child.tag
            if name in ("item", "entry"):
                self._item(child, scope, depth)
            elif name in _OF_A_FEED:
                _OF_A_FEED[name](self.notes, child, scope, depth)
            else:
                pass_over(child, SILENT_OF_FEEDS)

    def _item(self, element: Element, scope: Scope, depth: int) -> None:
        if len(self.entries) >= MOST_ENTRIES:
            return
        attributes = attributes_of(element)
        if not _CHANGED.isdisjoint(attributes):
            raise Unsure
        scope = scope.within(attributes)
        notes = Notes(atom=self.notes.atom, is_entry=True, has_content=self.notes.has_content)
        self.notes.has_content = False
        self.entries.append(notes.fields)
        if about := attributes.get("rdf:about"):
            notes.fields["id"] = about
        for child in element:
            name = child.tag
            if name in _OF_AN_ENTRY:
                _OF_AN_ENTRY[name](notes, child, scope, depth + 1)
            else:
                pass_over(child, SILENT)


def _person(_notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    if len(element):
        check_person(element)


def _image(_notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Pass over a picture of the feed itself, or its search box."""
    for each in element:
        name = each.tag
        if len(each) or (name not in OF_AN_IMAGE and ("_" not in name or name in NAMED)):
            raise Unsure


def _plain(notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Note a text under the element's own name, unless attributes make it something else."""
    text = text_of(element)
    notes.fields[element.tag] = "" if element.attrib else text


def _language(notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    notes.fields["language"] = text_of(element)


def _subtitle(notes: Notes, element: Element, scope: Scope, depth: int) -> None:
    """Pass over what a feed says of itself, which may make a content of what it says next."""
    if "summary" in notes.fields:
        notes.description(element, scope, depth)
    else:
        text_of(element)


_OF_A_FEED: Mapping[str, Read] = MappingProxyType(
    {
        "author": _person,
        "contributor": _person,
        "dc_language": _language,
        "dc_title": Notes.title,
        "description": _subtitle,
        "guid": Notes.guid,
        "id": Notes.guid,
        "image": _image,
        "itunes_owner": _person,
        "itunes_summary": Notes.summary,
        "language": _language,
        "link": Notes.link,
        "summary": Notes.summary,
        "sy_updatefrequency": _plain,
        "sy_updateperiod": _plain,
        "textinput": _image,
        "title": Notes.title,
        "ttl": _plain,
    }
)
_OF_AN_ENTRY: Mapping[str, Read] = MappingProxyType(
    {
        **dict.fromkeys(DATES, Notes.date),
        **MEDIA,
        "author": Notes.author,
        "category": Notes.category,
        "content": Notes.content,
        "content_encoded": Notes.encoded,
        "contributor": _person,
        "dc_author": Notes.author,
        "dc_contributor": _person,
        "dc_creator": Notes.author,
        "dc_description": Notes.description,
        "dc_subject": Notes.category,
        "dc_title": Notes.title,
        "description": Notes.description,
        "guid": Notes.guid,
        "id": Notes.guid,
        "itunes_author": Notes.author,
        "itunes_category": Notes.itunes_category,
        "itunes_keywords": Notes.keywords,
        "itunes_summary": Notes.summary,
        "keywords": Notes.category,
        "link": Notes.link,
        "source": Notes.source,
        "summary": Notes.summary,
        "title": Notes.title,
    }
)
