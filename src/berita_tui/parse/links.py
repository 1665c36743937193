"""Links: addresses freed of what tells a site which way a reader came."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh"
    r"|mibextid|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|oly_(?:anon|enc)_id|vero_id|wt_mc"
    r"|__twitter_impression|_branch_match_id)(?:=|$)",
    re.IGNORECASE,
)


_ABSOLUTE = re.compile(
    r"https?://[a-zA-Z0-9.-]+/[a-zA-Z0-9/%:@!$&'()*+,=~._-]*(?:\?[a-zA-Z0-9/%:@!$&'()*+,=~._-]+)?"
)
"""What is the same against any base; most links are such."""


def joined(base: str, address: str) -> str:
    """Return an address as it is against `base`. Raises `ValueError` where it cannot be one."""
    return address if _ABSOLUTE.fullmatch(address) else urljoin(base, address)


def untracked(address: str) -> str:
    """Return a normal address without the parameters that only follow a reader about.

    The others keep their order and their writing; a fragment stays.
    """
    if "?" not in address:
        return address
    parts = urlsplit(address)
    asked = parts.query.split("&")
    kept = [each for each in asked if not _TRACKING.match(each)]
    if len(kept) == len(asked):
        return address
    return urlunsplit(parts._replace(query="&".join(kept)))
