"""Headers: what a site's rule wants to be sent along with a request to that site."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from berita_tui.parse.rules.finding import find_rule

_ALLOWED = {"referer": "Referer", "cookie": "Cookie", "accept": "Accept"}
_USER_AGENT = "user-agent"
_VALUE = re.compile(r"[\x20-\x7e]{1,2000}")


def headers_for(
    address: str, folders: Sequence[str] = (), *, allow_user_agent: bool = False
) -> Mapping[str, str]:
    """Return the headers that the rule for `address` asks for, under their usual names.

    Only Referer, Cookie and Accept; User-Agent where the reader allows it for the source. They
    are for the host of `address` and no other: ask again for each address a redirect leads
    to. A value that is not plain ASCII of at most 2,000 characters is left out (RFC 9110, 5.5).
    """
    rule = find_rule(address, folders)
    if rule is None:
        return {}
    names = _ALLOWED | ({_USER_AGENT: "User-Agent"} if allow_user_agent else {})
    return {
        names[name]: value
        for name, value in rule.http_header.items()
        if name in names and _VALUE.fullmatch(value)
    }
