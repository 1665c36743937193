"""Articles as bytes: packed and unpacked by one pair of functions, so they can change alone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring
from typing import Any

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
"""Of articles it makes all but what 6 does, in two thirds of the time."""

_UNSAID = frozenset({"guid", "published"})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(data: bytes) -> bytes:
    """Return `data` compressed, behind one byte that names the compression."""
    return bytes((_ZLIB,)) + zlib.compress(data, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given. Raises `Unreadable` on anything else."""
    try:
        if packed[0] == _ZLIB:
            return zlib.decompress(memoryview(packed)[1:])
    except (IndexError, zlib.error):
        pass
    raise Unreadable(Sentence("this article's text is damaged on disk; refresh its source"))


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


def dump(plain: Mapping[str, Any]) -> bytes:
    """Return `plain` as JSON, always the same for the same values; lone surrogates survive."""
    return _encode(plain).encode("utf-8", "surrogatepass")


def load(data: bytes) -> Any:
    """Return what `dump` was given."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def dump_entry(entry: Entry, without: Collection[str]) -> tuple[bytes, bytes]:
    """Return an entry as JSON less some of its fields, and its `digest_of`: most of both is one."""
    written = _fields(entry)
    return _joined(written, without), _digest(_joined(written, _UNSAID))


def digest_of(entry: Entry) -> bytes:
    """Return a fingerprint of what an entry says, whatever guid and date it says it under."""
    return _digest(_joined(_fields(entry), _UNSAID))


@lru_cache(2048)  # saving a feed asks for each of its links several times
def link_number(link: str) -> int | None:
    """Return a number for a link, the same for all addresses of an article; None for no link."""
    if not link:
        return None
    data = canonical_address(link).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), signed=True)


def _fields(entry: Entry) -> dict[str, str]:
    return {name: _written(value) for name, value in entry_to_json(entry).items()}


def _written(value: object) -> str:
    """Return a value as JSON; most are texts, for which no encoder need be made."""
    return encode_basestring(value) if isinstance(value, str) else _encode(value)


def _joined(written: Mapping[str, str], without: Collection[str]) -> bytes:
    fields = [f'"{name}":{value}' for name, value in written.items() if name not in without]
    return f"{{{','.join(fields)}}}".encode("utf-8", "surrogatepass")


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()
