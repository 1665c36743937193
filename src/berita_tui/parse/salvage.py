"""Salvage: a feed's XML made well-formed where publishers got it wrong, and made harmless."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from html import escape
from html.entities import html5, name2codepoint
from types import MappingProxyType
from xml.parsers import expat
from xml.parsers.expat import errors

from berita_tui.news import Sentence, Unreadable
from berita_tui.parse.xmltext import legal_xml, names_legal

WINDOW = 65_536
"""How far into a document its root element is looked for, in characters."""

MAX_ATTRIBUTES = 1000
"""Most attributes of one element."""

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z_]")
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(["'])([^"'%<]{0,64})\2\s*>""")
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#(?P<code>\d{1,7}|x[\da-f]{1,6});|(?P<name>\w{1,40});)?",
    re.DOTALL | re.IGNORECASE,
)
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,30})\s*=")
_MAX_ENTITIES = 300
_MAX_PREFIXES = 50
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_CUT_SHORT = frozenset(
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_NAMESPACES = MappingProxyType(
    {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
        "media": "http://search.yahoo.com/mrss/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "wfw": "http://wellformedweb.org/CommentAPI/",
        "xhtml": "http://www.w3.org/1999/xhtml",
    }
)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A feed's root element as UTF-8, nothing before it; whether a strict parser takes it."""

    document: bytes
    is_well_formed: bool


def is_page(text: str) -> bool:
    """Tell whether `text` is a web page."""
    return bool(_PAGE.search(text, 0, WINDOW))


def salvage(text: str) -> Salvaged | None:
    """Return the feed in `text`, mended; None where there is none.

    What stands before the root element goes, and with it every DOCTYPE: nothing external is
    ever named to a parser, and of its entities only short plain ones are kept. Mended are
    bare `&`, entities of HTML, illegal characters, undeclared prefixes, a cut-off end and
    junk after it.
    """
    start = root_of(text)
    if start is None:
        return None
    entities = {
        found[1]: found[3] for found in list(_ENTITY.finditer(text[:start]))[:_MAX_ENTITIES]
    }
    body = legal_xml(text[start:])
    document = body.encode()
    if entities or _fault(document):
        document = _declare(_mend(body, entities)).encode()
    fault = _fault(document)
    if fault:
        document = _completed(document, fault)
        fault = _fault(document)
    return Salvaged(document, is_well_formed=fault is None)


def root_of(text: str) -> int | None:
    """Return where the root element of a feed begins; comments and instructions are passed."""
    position = 0
    while (position := text.find("<", position, WINDOW)) >= 0:
        if _ROOT.match(text, position):
            return position
        position = _passed(text, position)
    if _ENTRY.search(text, 0, WINDOW) and (first := _TAG.search(text)):
        return first.start()
    return None


def _passed(text: str, position: int) -> int:
    """Return the end of the comment or instruction at `position`, else the next character."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>")):
        if text.startswith(opening, position):
            end = text.find(closing, position, WINDOW)
            if end >= 0:
                return end + len(closing)
    return position + 1


def _mend(text: str, entities: dict[str, str]) -> str:
    """Return `text` with every reference outside CDATA one that XML knows by itself."""

    def settle(found: re.Match[str]) -> str:
        if found[0].startswith("<"):
            return found[0]
        if code := found["code"]:
            return found[0] if names_legal(code) else ""
        name = found["name"] or ""
        if name in _XML_NAMES:
            return found[0]
        if name in entities:
            return escape(entities[name]) if "&" not in entities[name] else entities[name]
        if name in name2codepoint:
            return escape(chr(name2codepoint[name]))
        if f"{name};" in html5:
            return escape(html5[f"{name};"])
        return f"&amp;{found[0][1:]}"

    return _REFERENCE.sub(settle, text)


def _declare(text: str) -> str:
    """Return `text` with every prefix declared that it uses, at its root."""
    declared = set(_DECLARED.findall(text)) | {"xml", "xmlns"}
    wanted = sorted(set(_PREFIX.findall(text)) - declared)[:_MAX_PREFIXES]
    name = re.match(r"<[^\s/>]+", text)
    if not wanted or not name:
        return text
    declarations = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:prefix:{prefix}")}"' for prefix in wanted
    )
    return f"{name[0]}{declarations}{text[name.end() :]}"


@dataclass(frozen=True, slots=True)
class _Fault:
    code: int
    index: int


def _fault(document: bytes) -> _Fault | None:
    """Return the first thing wrong with `document`, if anything is.

    Raises `Unreadable` for an element with so many attributes that reading them would take
    minutes: their cost grows with the square of their number.
    """

    def start(_name: str, attributes: dict[str, str]) -> None:
        if len(attributes) > MAX_ATTRIBUTES:
            raise Unreadable(Sentence("it is built to overload a reader; it is not read"))

    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        return _Fault(error.code, parser.ErrorByteIndex)
    return None


def _completed(document: bytes, fault: _Fault) -> bytes:
    """Return `document` without what follows its end, or with the end it lacks."""
    for end in (fault.index, document.rfind(b"<", 0, fault.index + 1)):
        if end > 0 and _fault(document[:end]) is None:
            return document[:end]
    if fault.code not in _CUT_SHORT:
        return document
    if fault.code == errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION]:
        document = document.removesuffix(b"]").removesuffix(b"]") + b"]]>"
    elif document.rfind(b"<") > document.rfind(b">"):
        document = document[: document.rfind(b"<")]
    return document + b"".join(b"</%b>" % name for name in reversed(_open_elements(document)))


def _open_elements(document: bytes) -> list[bytes]:
    """Return the names of the elements left open at the end of `document`."""
    names: list[bytes] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, _: names.append(name.encode())
    parser.EndElementHandler = lambda _: names.pop()
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(document, False)
    return names
