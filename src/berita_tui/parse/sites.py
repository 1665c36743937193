"""Sites: the feeds that a page says it has."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from lxml import etree

from berita_tui.clean import fold_address, one_line
from berita_tui.news import Candidate
from berita_tui.parse.encodings import decode

MAX_CANDIDATES = 30
"""Most feeds taken from one page."""

_MAX_PAGE = 2_000_000
_FEEDS: Final = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/xml",
        "text/xml",
        "text/rss+xml",
    )
)
_JSON: Final = "application/json"
_COMMENTS: Final = "comment"


def feeds_in(content: bytes, *, address: str, charset: str = "") -> tuple[Candidate, ...]:
    """Return the feeds that the page at `address` names, those of comments last.

    They are `<link rel="alternate">` with a feed's type, as in RSS Autodiscovery and the
    JSON Feed specification (§ Discovery); a bare JSON type is also what some publishing
    programs give their interface, so there the address must speak of a feed.
    """
    text = decode(content[:_MAX_PAGE], charset=charset)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        return ()
    hrefs = filter(None, (each.get("href") for each in root.iter("base")))
    bases = (_join(address, href) for href in hrefs)
    base = next(filter(None, bases), address)
    found: dict[str, Candidate] = {}
    for element in root.iter("link"):
        link = _feed_link(element, base)
        if link and link not in found:
            found[link] = Candidate(address=link, title=one_line(element.get("title") or ""))
        if len(found) == MAX_CANDIDATES:
            break
    return tuple(sorted(found.values(), key=_is_for_comments))


def _feed_link(element: etree._Element, base: str) -> str:
    relations = (element.get("rel") or "").lower().split()
    kind = (element.get("type") or "").split(";")[0].strip().lower()
    link = fold_address(_join(base, element.get("href") or ""))
    if not ("feed" in relations or "alternate" in relations) or not element.get("href"):
        return ""
    is_feed = kind in _FEEDS or (kind == _JSON and "feed" in link)
    return link if is_feed or ("feed" in relations and not kind) else ""


def _is_for_comments(candidate: Candidate) -> bool:
    return _COMMENTS in candidate.address.lower()


def _join(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""
