"""Canonical: the one form that all addresses of an article are compared in."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"utm_\w+|(?:fb|g|d|ms|tw|ttc|yc|wbra|gbra|epi|i)cl(?:id|src)|fbclid|igshid|igsh|mibextid"
    r"|mc_[ce]id|_ga|_gl|_hs\w+|hsctatracking|mkt_tok|oly_\w+_id|vero_id|wt_mc|cmpid|ito|ncid"
    r"|at_(?:medium|campaign|custom\d)|pk_\w+|piwik_\w+|matomo_\w+|s_cid|ref_src|ref_url|_branch_\w+"
    r"|amp|outputtype|__twitter_impression|amp_js_v|amp_gsa|usqp",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from or which face of a page is shown."""
_WHOLE: Final = frozenset(
    {("page", "all"), ("showpage", "all"), ("view", "all"), ("single", "1"), ("page", "1")}
)
"""Parameters that ask for an article on one page (sindonews-notes, section 5)."""
_BARE: Final = re.compile(r"https?://([a-z0-9.-]+)(/[a-zA-Z0-9/%:@!$&'()*+,;=~._-]*)")
"""An address without a query, as most articles' are: to take it apart needs no library."""
_FACES: Final = re.compile(r"^(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.)")
_AMP_CACHE: Final = re.compile(r"^/(?:[civ]/)?(?:s/)?([^/]+\.[^/]+)(/.*)?$")
_GOOGLE_AMP: Final = re.compile(r"^/amp/(?:s/)?([^/]+\.[^/]+)(/.*)?$")
_AMP_BEGINNING: Final = re.compile(r"^/amp/(?=.)", re.IGNORECASE)
_AMP_ENDING: Final = re.compile(r"/amp\.html?$|(?:/index\.|[./])amp(?=$|\.html?$)", re.IGNORECASE)
_SINDO: Final = re.compile(r"^/(?:newsread|read)/(\d+)(?:/|$)")


def canonical_address(address: str) -> str:
    """Return the one form of a normal address that all addresses of its article have.

    Scheme, the faces of a host (`www.`, `m.`, `amp.`), AMP paths and caches, tracking
    parameters, those for the whole of an article, the order of what is left, the fragment and
    a slash at the end make no difference. A SINDOnews article is its number, whatever its
    section, generation of address and page. The answer is to be compared, never to be
    fetched. "" for "".
    """
    if not address:
        return ""
    netloc, path, asked = _parts(address)
    netloc, path = _uncached(netloc, path)
    while found := _FACES.match(netloc):
        netloc = netloc[found.end() :]
    if (netloc == "sindonews.com" or netloc.endswith(".sindonews.com")) and (
        found := _SINDO.match(path)
    ):
        return f"//sindonews.com/read/{found[1]}"
    return f"//{netloc}{_plain_path(path)}{_plain_query(asked) if asked else ''}"


def has_path(address: str) -> bool:
    """Tell whether an address leads deeper than the front page of its site."""
    return bool(canonical_address(address).removeprefix("//").partition("/")[2])


def _parts(address: str) -> tuple[str, str, str]:
    """Return the host in small letters, the path and the query of an address."""
    if found := _BARE.fullmatch(address):
        return found[1], found[2], ""
    parts = urlsplit(address)
    return parts.netloc.lower(), parts.path, parts.query


def _uncached(netloc: str, path: str) -> tuple[str, str]:
    """Return host and path of a page that Google keeps a copy of; others as they are."""
    found = None
    if netloc.endswith(".cdn.ampproject.org") or netloc == "cdn.ampproject.org":
        found = _AMP_CACHE.match(path)
    elif netloc in {"www.google.com", "google.com", "www.google.co.id"}:
        found = _GOOGLE_AMP.match(path)
    return (found[1].lower(), found[2] or "/") if found else (netloc, path)


def _plain_path(path: str) -> str:
    path = _AMP_BEGINNING.sub("/", path)
    path = _AMP_ENDING.sub("", path.rstrip("/"))
    # What is percent-encoded without need is the same address (RFC 3986, 6.2.2.2).
    return "/" + unquote(path, errors="replace").strip("/")


def _plain_query(asked: str) -> str:
    query = [
        (name, value)
        for name, value in parse_qsl(asked, keep_blank_values=True)
        if not _TRACKING.fullmatch(name) and (name.lower(), value.lower()) not in _WHOLE
    ]
    return f"?{urlencode(sorted(query))}" if query else ""
