"""Contents: what stands in an element of a well-formed feed, as feedparser would hand it on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from berita_tui.parse.links import joined
from berita_tui.parse.vocabulary import NAMED, NAMESPACES
from berita_tui.parse.xmltree import Element

Fields: TypeAlias = dict[str, Any]

_KINDS = MappingProxyType(
    {
        "text": "text/plain",
        "plain": "text/plain",
        "text/plain": "text/plain",
        "html": "text/html",
        "text/html": "text/html",
        "xhtml": "application/xhtml+xml",
        "application/xhtml+xml": "application/xhtml+xml",
    }
)
"""What a content may be, and its media type (RFC 4287, 3.1.1); other types are not read here."""

MARKUP = frozenset(("text/html", "application/xhtml+xml", "html", "xhtml"))

MAX_DEPTH = 200
"""Elements within each other that are followed."""

_MOST_ATTRIBUTES = 60
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/*")
_WINDOWS = re.compile("[\x80-\x9f]")


class Unsure(Exception):
    """Something is met of which it is not sure what feedparser makes of it."""


class Scope(NamedTuple):
    """What holds for an element and all in it: the base of its links, and its language."""

    base: str
    language: str | None = None

    def within(self, attributes: Fields) -> Scope:
        """Return the scope of an element with these attributes."""
        if not attributes:
            return self
        base = attributes.get("xml:base", attributes.get("base")) or ""
        language = attributes.get("xml:lang", attributes.get("lang"))
        if not base and language is None:
            return self
        joined = resolved(self.base, base) if base else self.base
        if not joined.startswith(("http://", "https://")):
            raise Unsure
        return Scope(joined, self.language if language is None else language or None)


def attributes_of(element: Element) -> Fields:
    """Return an element's attributes by their names in small letters.

    Raises `Unsure` for very many.
    """
    said = element.items()
    if len(said) > _MOST_ATTRIBUTES:
        raise Unsure
    found: Fields = {}
    for key, value in said:
        name = key
        if key[0] == "{":
            uri, _, local = key[1:].partition("}")
            prefix = NAMESPACES.get(uri.lower())
            if not prefix:
                raise Unsure
            name = f"{prefix}:{local}"
        name = name.lower()
        found[name] = value.lower() if name in ("rel", "type") else value
    return found


def text_of(element: Element) -> str:
    """Return the text of an element that has nothing else in it."""
    if len(element):
        raise Unsure
    return settled((element.text or "").strip())


def settled(text: str) -> str:
    """Return `text` with what was encoded twice or in Windows-1252 put right."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return _WINDOWS.sub(_in_windows, text)


def resolved(base: str, address: str) -> str:
    """Return an address as it is against `base`, "" where it cannot be one."""
    try:
        return joined(base, _SLASHES.sub(r"\1", address))
    except ValueError:
        return ""


def content_of(
    element: Element, attributes: Fields, scope: Scope, *, default: str, atom: str
) -> Fields:
    """Return the content in an element: its value, type, language and base.

    `atom` is the version of Atom, "" for another format: only Atom is believed where it
    says plain text, and only its markup loses the element around it.
    """
    kind = _KINDS.get(attributes.get("type", default))
    if kind is None or attributes.get("mode") == "base64":
        raise Unsure
    if len(element) == 0:
        value = (element.text or "").strip()
        value = escape(value, quote=False) if kind == _KINDS["xhtml"] else value
    elif kind == _KINDS["xhtml"]:
        value = _markup_in(_unwrapped(element) if atom == "1.0" else element).strip()
    else:
        raise Unsure
    if kind == "text/plain" and not atom and looks_like_html(value):
        kind = "text/html"
    return {
        "type": kind,
        "language": scope.language,
        "base": scope.base,
        "value": settled(value),
    }


def looks_like_html(text: str) -> bool:
    """Tell whether feedparser takes for HTML what was said to be plain text."""
    if "</" not in text and "&" not in text:
        return False
    from feedparser.mixin import _FeedParserMixin  # noqa: PLC0415 - few feeds ask

    return bool(_FeedParserMixin.looks_like_html(text))


def pass_over(element: Element, silent: Collection[str]) -> None:
    """Leave an element out. Raises `Unsure` where it, or what is in it, may mean something."""
    if element.tag in silent:
        if len(element):
            raise Unsure
    elif any(each.tag in NAMED for each in element.iter()):
        raise Unsure


def _unwrapped(element: Element) -> Element:
    """Return the one div that all of an element's content is in, else the element itself."""
    first = element[0]
    is_wrapped = len(element) == 1 and first.tag.removeprefix("xhtml_") == "div"
    is_alone = not (element.text or "").strip() and not (first.tail or "").strip()
    return first if is_wrapped and is_alone else element


def _markup_in(element: Element) -> str:
    return "".join(_written(element, 0))


def _written(element: Element, depth: int) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    if depth > MAX_DEPTH:
        raise Unsure
    for child in element:
        local = child.tag.removeprefix("xhtml_")
        if local in NAMED or local in ("svg", "math") or len(child.keys()) > _MOST_ATTRIBUTES:
            raise Unsure  # in text too, feedparser takes it for an element of the feed
        said = "".join(_said(child.items()))
        yield f"<{local}{said}>"
        yield from _written(child, depth + 1)
        yield f"</{local}>{escape(child.tail or '', quote=False)}"


def _said(attributes: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    for name, value in attributes:
        if not str(name).startswith("{"):  # those of other namespaces mean nothing in markup
            written = escape(value, quote=False).replace('"', "&quot;")
            yield f' {name.lower()}="{written}"'


def _in_windows(found: re.Match[str]) -> str:
    try:
        return found[0].encode("iso-8859-1").decode("cp1252")
    except UnicodeDecodeError:
        return found[0]
