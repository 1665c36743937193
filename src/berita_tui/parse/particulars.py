"""Particulars: what each element of a feed says of it or of an entry, noted as feedparser would."""

from __future__ import annotations

import re

from berita_tui.parse.contents import (
    MARKUP,
    Fields,
    Scope,
    Unsure,
    attributes_of,
    content_of,
    resolved,
    text_of,
)
from berita_tui.parse.vocabulary import DATES, NAMED, OF_A_PERSON, OF_A_SOURCE
from berita_tui.parse.xmltree import Element

_GREEK = re.compile("[\u0370-\u03ff]")
_QUERY = re.compile(r"&([A-Za-z0-9_]+);")
_MAILED = re.compile(
    r"([\w.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,4})(?: \(([^@()<>&]+)\))?", re.ASCII
)


_ITUNES = "http://www.itunes.com/"


class Notes:
    """What is known of a feed or of an entry so far.

    Where two elements say the same of an entry, the one that is in fewer others is believed.
    `atom` is the version of Atom, "" for RSS. `has_content` claims that a content has come, so
    that a second description is none.
    """

    def __init__(self, *, atom: str, is_entry: bool, has_content: bool = False) -> None:
        self.fields: Fields = {}
        self.atom = atom
        self.is_entry = is_entry
        self.has_content = has_content
        self._depths: dict[str, int] = {}
        self._title_depth = -1

    def keep(self, name: str, value: str, depth: int) -> None:
        """Note a value that is said at `depth`, unless it was said further out."""
        if depth <= self._depths.setdefault(name, depth):
            self._depths[name] = depth
            self.fields[name] = value

    def title(self, element: Element, scope: Scope, depth: int) -> None:
        """Note a title; the first of an entry is believed."""
        if self._title(element, scope, depth):
            self._title_depth = depth

    def media_title(self, element: Element, scope: Scope, depth: int) -> None:
        """Note what a picture is called: an entry's title if it has none of its own."""
        self._title(element, scope, depth)

    def source(self, element: Element, _scope: Scope, depth: int) -> None:
        """Pass over what is said of the feed that an entry was taken from."""
        self._title_depth = -1
        for each in element:
            name = each.tag
            if name == "author":
                check_person(each)
            elif name in OF_A_SOURCE or name not in NAMED:
                text = text_of(each)
                self._title_depth = depth + 1 if name == "title" and text else self._title_depth
            else:
                raise Unsure

    def _title(self, element: Element, scope: Scope, depth: int) -> str:
        if not self.is_entry and "title" in self.fields:
            raise Unsure
        found = self._text(element, scope, "text")
        if not -1 < self._title_depth <= depth:
            self.keep("title", found["value"], depth)
            self.fields["title_detail"] = found
        return str(found["value"])

    def _text(self, element: Element, scope: Scope, default: str) -> Fields:
        attributes = attributes_of(element)
        scope = scope.within(attributes)
        return content_of(element, attributes, scope, default=default, atom=self.atom)

    def link(self, element: Element, scope: Scope, _depth: int) -> None:
        """Note a link: its address is an attribute in Atom, a text in RSS."""
        attributes = attributes_of(element)
        base = scope.within(attributes).base
        attributes.setdefault("rel", "alternate")
        is_own = attributes["rel"] == "self"
        attributes.setdefault("type", "application/atom+xml" if is_own else "text/html")
        self.fields.setdefault("links", []).append(with_href(attributes))
        if "href" in attributes:
            attributes["href"] = resolved(base, attributes["href"])
            if attributes["rel"] == "alternate" and attributes["type"] in MARKUP:
                self.fields["link"] = attributes["href"]
            return
        text = text_of(element)
        text = resolved(base, text) if text else ""
        if self.is_entry:
            text = text.replace("&amp;", "&")
        text = _QUERY.sub(r"&\1", text) if "&" in text else text
        self.fields["link"] = text
        if text or not self.is_entry:
            attributes["href"] = text

    def guid(self, element: Element, scope: Scope, depth: int) -> None:
        """Note the identity, which is a link too where it says so or looks like a path."""
        attributes = attributes_of(element)
        text = text_of(element)
        permanent = attributes.get("ispermalink", "").strip().lower()
        self.keep("id", text, depth)
        is_link = text and (permanent == "true" or ("/" in text and permanent != "false"))
        if is_link and "link" not in self.fields:
            self.fields["link"] = resolved(scope.within(attributes).base, text)

    def summary(self, element: Element, scope: Scope, depth: int) -> None:
        """Note a summary in plain text, a second one as the content."""
        self._described(element, scope, depth, "text")

    def description(self, element: Element, scope: Scope, depth: int) -> None:
        """Note a description in HTML, a second one as the content."""
        self._described(element, scope, depth, "html")

    def _described(self, element: Element, scope: Scope, depth: int, default: str) -> None:
        if "summary" in self.fields and not self.has_content:
            self.content(element, scope, depth)
            return
        found = self._text(element, scope, default)
        self.keep("summary", found["value"], depth)
        self.fields["summary_detail"] = found

    def content(self, element: Element, scope: Scope, _depth: int) -> None:
        """Note the content of an entry of Atom."""
        self._content(element, scope, "text")

    def encoded(self, element: Element, scope: Scope, _depth: int) -> None:
        """Note the content of an item of RSS."""
        self._content(element, scope, "html")

    def _content(self, element: Element, scope: Scope, default: str) -> None:
        self.has_content = True
        found = self._text(element, scope, default)
        self.fields.setdefault("content", []).append(found)
        self.fields.setdefault("summary", found["value"])

    def date(self, element: Element, _scope: Scope, depth: int) -> None:
        """Note a date as it is written."""
        text, field = text_of(element), DATES[element.tag]
        if _GREEK.search(text):
            raise Unsure  # only feedparser reads it
        self.keep(field, text, depth)

    def author(self, element: Element, _scope: Scope, _depth: int) -> None:
        """Note an author: a text, or name and address in elements of their own."""
        person: Fields = {}
        self.fields.setdefault("authors", []).append(person)
        if len(element):
            self._person(element, person)
            return
        text = text_of(element)
        self.fields["author"] = text
        found = _MAILED.fullmatch(text)
        if "@" in text and not found:
            raise Unsure
        name, mail = (found[2], found[1]) if found else (text, None)
        if text:
            self.fields.setdefault("author_detail", person)
        person.update({key: value for key, value in (("name", name), ("email", mail)) if value})

    def _person(self, element: Element, person: Fields) -> None:
        check_person(element)
        detail = self.fields.setdefault("author_detail", {})
        for each in element:
            field = each.tag.removeprefix("itunes_")
            detail[field] = person[field] = (each.text or "").strip()
        name, mail = person.get("name"), person.get("email")
        self.fields["author"] = f"{name} ({mail})" if name and mail else name or mail or ""

    def category(
        self, element: Element, _scope: Scope, _depth: int, scheme: str | None = None
    ) -> None:
        """Note a category: its term is an attribute in Atom, a text in RSS."""
        attributes = attributes_of(element)
        scheme = attributes.get("scheme", attributes.get("domain", scheme))
        self._categorise(element, attributes.get("term"), scheme, attributes.get("label"))

    def itunes_category(self, element: Element, _scope: Scope, _depth: int) -> None:
        """Note a category of a podcast."""
        self._categorise(element, attributes_of(element).get("text"), _ITUNES, None)

    def _categorise(
        self, element: Element, term: str | None, scheme: str | None, label: str | None
    ) -> None:
        self._tag(term, scheme, label)
        tags = self.fields["tags"]
        if text := text_of(element):
            if tags and not tags[-1]["term"]:
                tags[-1]["term"] = text
            else:
                self._tag(text, None, None)

    def keywords(self, element: Element, _scope: Scope, _depth: int) -> None:
        """Note key words that commas part."""
        text = text_of(element)
        scheme = _ITUNES if element.tag == "itunes_keywords" else None
        for word in text.split(","):
            if word.strip() and not element.attrib:
                self._tag(word.strip(), scheme, None)

    def _tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags = self.fields.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": label}
        if any(tag.values()) and tag not in tags:
            tags.append(tag)


def check_person(element: Element) -> None:
    """Raise `Unsure` where an element holds more than a person's name and addresses."""
    if (element.text or "").strip():
        raise Unsure
    for each in element:
        if len(each) or each.tag not in OF_A_PERSON or (each.tail or "").strip():
            raise Unsure


def with_href(attributes: Fields) -> Fields:
    """Return attributes with their address under its usual name."""
    href = attributes.get("url", attributes.get("uri", attributes.get("href")))
    if href:
        attributes["href"] = attributes["url"] = href
    return attributes
