"""Identity: which article is which, across refreshes and the loss of the archive."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

try:
    from _blake2 import blake2b  # hashlib's own, without OpenSSL, which nothing here asks
except ImportError:  # pragma: no cover - another Python than CPython
    from hashlib import blake2b

KEY_BYTES = 16
"""Length of an article's key and of a source's, in bytes."""


def source_key(address: str) -> str:
    """Return the key of a source first followed at `address`, 32 hexadecimal digits.

    A source keeps its key when its address moves, and with it the keys of its articles.
    """
    return _digest("source", address).hex()


def article_key(
    source: str, *, guid: str, link: str, title: str, published: datetime | None
) -> bytes:
    """Return the key of an article of the source with key `source`, 16 bytes.

    The guid decides, else the link, else title and date together. Keys are scoped to their
    source: a guid is unique within its feed only (RSS 2.0, `<guid>`), and one feed must not
    be able to overwrite another's articles.
    """
    if guid:
        return _digest("guid", source, guid)
    if link:
        return _digest("link", source, link)
    return _digest("title", source, title, published.isoformat() if published else "")


def digest_of(data: bytes) -> bytes:
    """Return 16 bytes that stand for `data` (BLAKE2b)."""
    return blake2b(data, digest_size=KEY_BYTES).digest()


def _digest(kind: str, source: str, *parts: str) -> bytes:
    hashed = _begun(kind, source).copy()
    for part in parts:
        hashed.update(_sized(part))
    return hashed.digest()


@lru_cache(256)  # all articles of a source begin alike
def _begun(kind: str, source: str) -> blake2b:
    return blake2b(_sized(kind) + _sized(source), digest_size=KEY_BYTES)


def _sized(part: str) -> bytes:
    data = part.encode("utf-8", "surrogatepass")
    return len(data).to_bytes(8, "big") + data
