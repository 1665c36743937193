"""Addresses: http and https only, written one way, their secrets kept apart."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit, urlunsplit

from berita_tui.news.errors import BadAddress
from berita_tui.news.sentences import Sentence

MAX_ADDRESS = 8192
"""Longest address taken, in characters; longer ones are refused."""

# Patterns are compiled when they are first needed, which no first page does.
_NORMAL = (
    r"https?://(?:[a-z0-9_][a-z0-9_-]{0,61}\.)*[a-z0-9][a-z0-9-]{0,61}[a-z0-9]"
    r"/[a-zA-Z0-9/%:@!$&'()*+,;=~._-]*(?:\?[a-zA-Z0-9/?%:@!$&'()*+,;=~._\[\]-]+)?"
)
"""What nothing is to be done to; most addresses are such, and lists of them are long."""

_SCHEME = r"[a-zA-Z][a-zA-Z0-9+.-]*:"
_HOST_AND_PORT = r"[^/?#:]+:\d+(?:[/?#]|$)"
_UNSAFE = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
_LOCAL = "berita-tui:"
_SECOND_LEVEL_NAMES = "ac co com desa edu go gob gov gouv gv mil my ne net nom or org sch web"
_SECOND_LEVEL = frozenset(_SECOND_LEVEL_NAMES.split())
"""Labels that are part of the ending before a country's: kompas.co.id is a site, co.id is not."""


def normal_address(text: str) -> str:
    """Return `text` as a plain http or https address without user name and password.

    Scheme and host become lower case, a name outside ASCII becomes punycode, a missing path
    becomes "/", the fragment goes, and what may not stand in an address is percent-encoded
    (RFC 3986). Raises `BadAddress`.
    """
    return split_credentials(text)[0]


def split_credentials(text: str) -> tuple[str, str | None]:
    """Return the normal address and the `user:password` it carried, still percent-encoded.

    Raises `BadAddress` for anything but an http or https address.
    """
    text = text.strip()
    if len(text) <= MAX_ADDRESS and re.fullmatch(_NORMAL, text):
        return text, None
    return _taken_apart(text)


def typed_address(text: str) -> str:
    """Return what a person typed as an address, `https://` put before a bare host.

    Only completes it: the answer may still be refused by `normal_address`.
    """
    text = text.strip()
    if text.startswith("feed:"):
        text = text.removeprefix("feed:").removeprefix("//")
    if "://" in text or (re.match(_SCHEME, text) and not re.match(_HOST_AND_PORT, text)):
        return text
    return f"https://{text}"


def origin_of(address: str) -> str:
    """Return scheme, host and port of a normal address, where its robots.txt holds."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def host_of(address: str) -> str:
    """Return the host of a normal address, without port; "" for one of our own."""
    return urlsplit(address).hostname or ""


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two normal addresses are of one site: hosts under one registered name.

    The name is guessed from its labels, without a list of public endings.
    """
    return bool(host_of(one)) and _site(host_of(one)) == _site(host_of(other))


def is_local(address: str) -> bool:
    """Tell whether `address` names a source of the program's own, which is never fetched."""
    return address.startswith(_LOCAL)


def local_address(name: str) -> str:
    """Return the address of a source of the program's own: the guide, imported pages."""
    return _LOCAL + name


def _taken_apart(text: str) -> tuple[str, str | None]:
    """Return what `split_credentials` does, of any address."""
    shown = _shown(text)
    if re.search(_UNSAFE, text) or len(text) > MAX_ADDRESS:
        raise BadAddress(Sentence("“{address}” is not a web address", address=shown))
    if not text.lower().startswith(("http://", "https://")):
        raise BadAddress(
            Sentence(
                "“{address}” is not a web address; it must begin with http:// or https://",
                address=shown,
            )
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadAddress(Sentence("“{address}” names no host", address=shown)) from None
    ascii_host = _ascii_host(host) if host else None
    if not ascii_host:
        raise BadAddress(Sentence("“{address}” names no host", address=shown))
    default = {"http": 80, "https": 443}[parts.scheme]
    netloc = ascii_host if port in (None, default) else f"{ascii_host}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    userinfo = parts.netloc.rpartition("@")[0] or None
    return urlunsplit((parts.scheme, netloc, path, query, "")), userinfo


def _site(host: str) -> str:
    labels = host.rstrip(".").split(".")
    if ":" in host or labels[-1].isdigit():
        return host  # an address of a machine has no parts
    is_long = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if is_long else labels[-2:])


def _ascii_host(host: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(host)}]"
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return name if re.fullmatch(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?", name) else None


def _shown(text: str) -> str:
    """Return `text` fit for an error message: no secret, no control character, one line."""
    text = re.sub(r"//[^/?#]*@", "//", re.sub(_UNSAFE, "", text))
    return text if len(text) <= 120 else f"{text[:119]}…"
