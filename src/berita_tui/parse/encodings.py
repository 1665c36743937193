"""Encodings: from bytes to text, by what is said of them and what they are."""

from __future__ import annotations

import codecs
import re
from types import MappingProxyType

_CODECS = MappingProxyType(
    {
        label: codec
        for codec, labels in {
            "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 us-ascii ascii",
            "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 "
            "latin-1 l1 iso88591 ansi_x3.4-1968",
            "cp866": "ibm866 cp866 866",
            "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 latin-2 l2",
            "iso8859-3": "iso-8859-3 iso8859-3 latin3",
            "iso8859-4": "iso-8859-4 iso8859-4 latin4",
            "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
            "iso8859-6": "iso-8859-6 iso8859-6 arabic",
            "iso8859-7": "iso-8859-7 iso8859-7 greek",
            "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i logical hebrew",
            "iso8859-10": "iso-8859-10 iso8859-10 latin6",
            "iso8859-13": "iso-8859-13 iso8859-13",
            "iso8859-14": "iso-8859-14 iso8859-14",
            "iso8859-15": "iso-8859-15 iso8859-15 latin9 latin-9",
            "iso8859-16": "iso-8859-16 iso8859-16",
            "koi8-r": "koi8-r koi8 koi8_r koi",
            "koi8-u": "koi8-u koi8-ru",
            "mac-roman": "macintosh mac x-mac-roman",
            "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
            "cp874": "windows-874 tis-620 iso-8859-11 iso8859-11 dos-874",
            "cp1250": "windows-1250 cp1250 x-cp1250",
            "cp1251": "windows-1251 cp1251 x-cp1251",
            "cp1253": "windows-1253 cp1253 x-cp1253",
            "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5",
            "cp1255": "windows-1255 cp1255 x-cp1255",
            "cp1256": "windows-1256 cp1256 x-cp1256",
            "cp1257": "windows-1257 cp1257 x-cp1257",
            "cp1258": "windows-1258 cp1258 x-cp1258",
            "gb18030": "gb18030 gbk gb2312 x-gbk chinese gb_2312 gb_2312-80 iso-ir-58",
            "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5",
            "euc-jp": "euc-jp x-euc-jp",
            "iso2022-jp": "iso-2022-jp csiso2022jp",
            "cp932": "shift_jis shift-jis sjis windows-31j ms_kanji x-sjis ms932",
            "cp949": "euc-kr windows-949 ks_c_5601-1987 korean ksc5601 ksc_5601",
            "utf-16-le": "utf-16le utf-16 unicode csunicode ucs-2 iso-10646-ucs-2",
            "utf-16-be": "utf-16be unicodefffe",
        }.items()
        for label in labels.split()
    }
)
"""What may be decoded: the labels of the WHATWG Encoding Standard that are met, and Python's
codec for each. UTF-7 and Python's own transforms (rot13, zip, idna, mbcs …) are not there."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENINGS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_STRAYS = re.compile("[\udc80-\udcff]+")
_WINDOW = 4096


def decode(content: bytes, *, charset: str = "") -> str:
    """Return `content` as text; `charset` is what the HTTP header said.

    A byte order mark decides, then UTF-16 by its first bytes, then `charset`, the document's
    own declaration, UTF-8 and Windows-1252 in this order, the first that fits (RFC 7303, 3).
    Bytes that are valid UTF-8 beyond ASCII are UTF-8 even where a single-byte encoding is
    claimed. Never raises.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            rest = content[len(mark) :]
            return _mixed(rest) if codec == "utf-8" else rest.decode(codec, "replace")
    for opening, codec in _OPENINGS:
        if content.startswith(opening):
            return content.decode(codec, "replace")
    claims = [_CODECS.get(charset.strip().strip("\"'").lower(), ""), _declared(content)]
    claims = [claim for claim in claims if claim and not claim.startswith("utf-16")]
    for codec in [*_likely(content, claims), "utf-8"]:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    if claims and claims[0] != "utf-8":
        return content.decode(claims[0], "replace")
    return _mixed(content)


def _likely(content: bytes, claims: list[str]) -> list[str]:
    """Return the codecs to try: what was claimed, unless UTF-8 proves it a server's default."""
    if claims[:1] == ["cp1252"] and not content.isascii():
        return ["utf-8", *claims]
    return claims


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content[:_WINDOW])
    label = (found[1] or found[2]).decode("ascii").lower() if found else ""
    return _CODECS.get(label, "")


def _mixed(content: bytes) -> str:
    """Return UTF-8 whose stray bytes are Windows-1252, as where two sources were glued.

    Where most of what is beyond ASCII is stray, all of it is Windows-1252.
    """
    text = content.decode("utf-8", "surrogateescape")
    strays = sum(map(len, _STRAYS.findall(text)))
    if strays * 2 > sum(map(len, _BEYOND_ASCII.findall(text))):
        return content.decode("cp1252", "replace")
    return _STRAYS.sub(
        lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text
    )
