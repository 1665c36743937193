"""Links: what a reader must be told about one before it is opened."""

from __future__ import annotations

import re
import unicodedata

from berita_tui.news import Link, host_of

_WEB = re.compile(r"https?://[!-~]+")
_NAMED_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_ENDING = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+")


def is_web(address: str) -> bool:
    """Tell whether `address` may be handed to a terminal or a browser: http or https, ASCII."""
    return _WEB.fullmatch(address) is not None


def names_other_host(link: Link) -> bool:
    """Tell whether the words of `link` name another host than it leads to.

    True too for a host in punycode, whose letters may only look like those of another one.
    A word counts as a host when it has dots and ends like one; a host below the one named
    (`news.example.com` for “example.com”), or the same with `www.`, is no other.
    """
    true = _plain(host_of(link.address))
    if any(label.startswith("xn--") for label in true.split(".")):
        return True
    return any(true != named and not true.endswith(f".{named}") for named in _hosts_in(link.text))


def _hosts_in(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text[:2000]).lower().replace("。", ".")
    found = (_plain(match[0]) for match in _NAMED_HOST.finditer(text))
    return [name for name in found if _ENDING.fullmatch(name.rpartition(".")[2])]


def _plain(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
