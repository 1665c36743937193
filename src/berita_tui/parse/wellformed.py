"""Well-formed feeds: read fast where every name in them is known, and not at all where not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import urljoin

from lxml import etree

from berita_tui.news import MOST_ENTRIES
from berita_tui.parse.contents import (
    Element,
    Fields,
    Scope,
    Unsure,
    attributes_of,
    name_of,
    pass_over,
    text_of,
)
from berita_tui.parse.media import MEDIA
from berita_tui.parse.particulars import Notes, check_person
from berita_tui.parse.salvage import root_of
from berita_tui.parse.vocabulary import DATES, NAMED, OF_AN_IMAGE, SILENT, SILENT_OF_FEEDS

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
        root = _root(text[start:].encode())
        reader = _Reader(address)
        reader.read(root)
    except (Unsure, etree.XMLSyntaxError, UnicodeEncodeError):
        return None
    return reader.notes.fields, reader.entries


def _root(document: bytes) -> Element:
    """Return the root of a document. Raises `XMLSyntaxError` for what is not well-formed.

    There is no DOCTYPE in it, so that nothing can be named that is elsewhere; the parser is
    told so too.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(document, parser)


class _Reader:
    """Walks the tree of one feed. A depth is how many elements an element is in."""

    def __init__(self, address: str) -> None:
        self.notes = Notes(atom="", is_entry=False)
        self.entries: list[Fields] = []
        self._scope = Scope(urljoin(address, address))
        self._names: dict[str, str] = {}

    def read(self, root: Element) -> None:
        """Read the feed. Raises `Unsure`."""
        name = self._name(root)
        attributes = attributes_of(root)
        scope = self._scope.within(attributes)
        spaces = {str(uri).lower() for uri in root.nsmap.values()}
        if name in ("feed", "rss") and scope.language:
            self.notes.fields["language"] = scope.language
        if name == "feed" and _RSS_1 not in spaces:
            self.notes.atom = "1.0" if _ATOM_1 in spaces else attributes.get("version") or "?"
            self._channel(root, scope, 2)
        elif name == "rss" or (name == "rdf_rdf" and _RSS_1 in spaces and _ATOM_1 not in spaces):
            self._around(root, scope)
        else:
            raise Unsure

    def _name(self, element: Element) -> str:
        tag = str(element.tag)
        if tag not in self._names:
            self._names[tag] = name_of(element)
        return self._names[tag]

    def _around(self, root: Element, scope: Scope) -> None:
        """Read what is in the root of RSS: a channel, and in version 1.0 the items too."""
        is_first = True
        for child in root:
            name = self._name(child)
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
                pass_over(child, name, ())

    def _channel(self, parent: Element, scope: Scope, depth: int) -> None:
        """Read what is in a channel, or in a feed of Atom."""
        for child in parent:
            name = self._name(child)
            if name in ("item", "entry"):
                self._item(child, scope, depth)
            elif name in _OF_A_FEED:
                _OF_A_FEED[name](self.notes, child, scope, depth)
            else:
                pass_over(child, name, SILENT_OF_FEEDS)

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
            name = self._name(child)
            if name in _OF_AN_ENTRY:
                _OF_AN_ENTRY[name](notes, child, scope, depth + 1)
            else:
                pass_over(child, name, SILENT)


def _person(_notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    if len(element):
        check_person(element)


def _image(_notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Pass over a picture of the feed itself, or its search box."""
    for each in element:
        name = name_of(each)
        if len(each) or (name not in OF_AN_IMAGE and ("_" not in name or name in NAMED)):
            raise Unsure


def _plain(notes: Notes, element: Element, _scope: Scope, _depth: int) -> None:
    """Note a text under the element's own name, unless attributes make it something else."""
    text = text_of(element)
    notes.fields[name_of(element)] = "" if element.attrib else text


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
