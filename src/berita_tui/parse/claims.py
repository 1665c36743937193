"""Claims: whether a page says that it is an article."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from berita_tui.news import canonical_address, has_path
from berita_tui.parse.encodings import decode
from berita_tui.parse.metadata import Metadata

_MAX_PAGE: Final = 3_000_000
_LISTINGS: Final = frozenset(
    (
        "tag", "tags", "topik", "topic", "topics", "kategori", "category", "categories", "kanal",
        "indeks", "index", "search", "cari", "author", "authors", "penulis", "feed", "rss", "page",
    )
)  # fmt: skip
"""Parts of a path that lead to lists of articles."""


def is_article(content: bytes, *, address: str, charset: str = "") -> bool:
    """Tell whether the page at `address` is an article and not a front page or a list of them.

    It must say so itself, in its Open Graph type or in JSON-LD, and its address must be that
    of one page among others: many a front page says so too.
    """
    if not is_deep(address):
        return False
    text = decode(content[:_MAX_PAGE], charset=charset)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        return False
    metadata = Metadata(root)
    return metadata.meta("og:type").lower() == "article" or bool(metadata.fact("headline"))


def is_deep(address: str) -> bool:
    """Tell whether an address looks like that of one article: several words or a number."""
    if not has_path(address):
        return False
    parts = re.split(r"[/?&=]", canonical_address(address).removeprefix("//").partition("/")[2])
    if not _LISTINGS.isdisjoint(part.lower() for part in parts):
        return False
    return any(part.count("-") >= 2 or re.search(r"\d{3}", part) for part in parts)
