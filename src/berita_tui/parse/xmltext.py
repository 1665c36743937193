"""XML as files really hold it: decoded, and its small faults mended, for a strict parser."""

from __future__ import annotations

import re
from html.entities import html5

from berita_tui.parse.encodings import decode

_DECLARATION = re.compile(r"^<\?xml[^>]*\?>", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:#(?P<number>[0-9]{1,8}|x[0-9a-fA-F]{1,6});|(?P<name>\w{1,32});)?")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def xml_text(content: bytes) -> str:
    """Return the XML text of `content` without its declaration, fit for a parser.

    Characters that XML 1.0 does not allow go, references to them become U+FFFD, bare ampersands
    and unknown entities become text, HTML's entities their characters.
    """
    text = legal_xml(decode(content)).lstrip("\ufeff \t\r\n")
    start = text.find("<")
    text = _DECLARATION.sub("", text[start:] if 0 < start < 2000 else text)
    return _AMPERSAND.sub(_mended, text)


def legal_xml(text: str) -> str:
    """Return `text` without the characters that XML 1.0 does not allow (section 2.2)."""
    return _ILLEGAL.sub("", text)


def names_legal(number: str) -> bool:
    """Tell whether a reference to this number, `65` or `x41`, is to a character XML 1.0 allows."""
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code <= 0x10FFFF and not _ILLEGAL.match(chr(code))


def _mended(match: re.Match[str]) -> str:
    number, name = match["number"], match["name"]
    if number:
        return match[0] if names_legal(number) else "\ufffd"
    if not name:
        return "&amp;"
    if name in _XML_ENTITIES:
        return match[0]
    return html5.get(f"{name};", "") or f"&amp;{name};"
