"""Articles as bytes: packed and unpacked by one pair of functions, so they can change alone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring
from typing import Any, Final

from berita_tui.news import (
    Enclosure,
    Entry,
    Picture,
    Sentence,
    Unreadable,
    canonical_address,
)

_ZLIB = 1
"""Tag of what follows: zlib (RFC 1950). Another compression gets another tag."""

_LEVEL = 4
"""Of articles it makes all but what 6 does, in two thirds of the time.

Of made-up bodies of 3,962 bytes 1,590 are left (2: 1,667 in a quarter less time; 6: 1,560), of the
13 Indonesian pages' 920 of 1,891, of short ones from feeds 202 of 407. A dictionary of 4 kB, the
frame and the commonest words, leaves 1,544, 844 and 170: one or two hundredths of the archive, for
a fifth more time each and a file that could never change. One of all roots leaves 1,459 and 867,
for three times the time.
"""

MOST: Final = 64_000_000
"""Bytes that are unpacked at most: a worker that was taken over could pack any number in few."""

_UNSAID = frozenset({"guid", "published"})
_TEXTS: Final = (
    "guid", "link", "title", "author", "editor", "place", "outlet", "section", "lead", "caption",
    "language", "html",
)  # fmt: skip
_DAMAGED: Final = Sentence("this article's text is damaged on disk; refresh its source")
_CONTROLS: Final = bytes(range(0x20))
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(data: bytes) -> bytes:
    """Return `data` compressed, behind one byte that names the compression."""
    return bytes((_ZLIB,)) + zlib.compress(data, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given. Raises `Unreadable` on anything else."""
    with suppress(IndexError, zlib.error):
        if packed[0] == _ZLIB:
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(memoryview(packed)[1:], MOST)
            if unpacker.eof and not unpacker.unused_data:
                return data
    raise Unreadable(_DAMAGED)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return all of `entry` but its derived text, as plain values; empty ones left out."""
    plain = {
        "guid": entry.guid,
        "link": entry.link,
        "title": entry.title,
        "author": entry.author,
        "editor": entry.editor,
        "place": entry.place,
        "outlet": entry.outlet,
        "section": entry.section,
        "published": entry.published and entry.published.isoformat(),
        "modified": entry.modified and entry.modified.isoformat(),
        "lead": entry.lead,
        "caption": entry.caption,
        "keywords": list(entry.keywords),
        "language": entry.language,
        "html": entry.html,
        "pictures": [[each.address, each.alt, each.caption] for each in entry.pictures],
        "enclosures": [[each.address, each.media_type, each.size] for each in entry.enclosures],
        "is_whole": entry.is_whole,
        "is_from_page": entry.is_from_page,
    }
    return {name: value for name, value in plain.items() if value}


def entry_from_json(plain: Mapping[str, Any]) -> Entry:
    """Return the entry that `entry_to_json` made `plain` of."""
    fields = dict(plain)
    for name in ("published", "modified"):
        if name in fields:
            fields[name] = datetime.fromisoformat(fields[name])
    fields["keywords"] = tuple(fields.get("keywords", ()))
    fields["pictures"] = tuple(
        Picture(address=address, alt=alt, caption=caption)
        for address, alt, caption in fields.get("pictures", ())
    )
    fields["enclosures"] = tuple(
        Enclosure(address=address, media_type=media_type, size=size)
        for address, media_type, size in fields.get("enclosures", ())
    )
    return Entry(**fields)


def load_entry(packed: bytes, head: Mapping[str, Any]) -> Entry:
    """Return the entry of which `packed` has all but the `head`. Raises `Unreadable`.

    The worker packs: what it made is looked at as closely as what comes over the wire.
    """
    try:
        plain = load(unpack(packed)) | {name: value for name, value in head.items() if value}
        entry = entry_from_json(plain)
    except (ValueError, TypeError, RecursionError):
        raise Unreadable(_DAMAGED) from None
    if not _is_sound(entry):
        raise Unreadable(_DAMAGED)
    return entry


def dump(plain: object) -> bytes:
    """Return `plain` as JSON, always the same for the same values; lone surrogates survive."""
    return _encode(plain).encode("utf-8", "surrogatepass")


def load(data: bytes) -> Any:
    """Return what `dump` was given."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def dump_entry(entry: Entry, without: Collection[str]) -> tuple[bytes, bytes]:
    """Return an entry as JSON less some of its fields, and a fingerprint of what it says.

    That is the same whatever guid and date it says it under; most of both is one.
    """
    written = {
        name: b'"%b":%b' % (name.encode(), _written(value))
        for name, value in entry_to_json(entry).items()
    }
    return _joined(written, without), _digest(_joined(written, _UNSAID))


@lru_cache(2048)  # saving a feed asks for each of its links several times
def link_number(link: str) -> int | None:
    """Return a number for a link, the same for all addresses of an article; None for no link."""
    if not link:
        return None
    data = canonical_address(link).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), signed=True)


def _is_sound(entry: Entry) -> bool:
    """Tell whether everything in an entry is of the kind it is to be of."""
    texts = [getattr(entry, name) for name in _TEXTS]
    texts += entry.keywords
    texts += (text for each in entry.pictures for text in (each.address, each.alt, each.caption))
    texts += (text for each in entry.enclosures for text in (each.address, each.media_type))
    return (
        all(type(text) is str for text in texts)
        and all(type(each.size) is int for each in entry.enclosures)
        and all(type(flag) is bool for flag in (entry.is_whole, entry.is_from_page))
        and all(each is None or each.tzinfo for each in (entry.published, entry.modified))
        and entry.text == entry.stems == ""  # derived: not to be had from what was packed
    )


def _written(value: object) -> bytes:
    """Return a value as `dump` writes it; most are texts, for which no encoder need be made."""
    if isinstance(value, str):
        return _quoted(value)
    return b"true" if value is True else dump(value)


def _quoted(text: str) -> bytes:
    """Return a text as `dump` writes it.

    Where it has no controls, two replacements take a third of the time of looking at each
    character.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) != len(data.translate(None, _CONTROLS)):
        return encode_basestring(text).encode("utf-8", "surrogatepass")
    return b'"%b"' % data.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _joined(written: Mapping[str, bytes], without: Collection[str]) -> bytes:
    return b"{%b}" % b",".join([said for name, said in written.items() if name not in without])


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()
