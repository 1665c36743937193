"""Addresses: http and https only, written one way, their secrets kept apart."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit, urlunsplit

from berita_tui.news.errors import BadAddress
from berita_tui.news.sentences import Sentence

MAX_ADDRESS = 8192
"""Longest address taken, in characters; longer ones are refused."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[^/?#:]+:\d+(?:[/?#]|$)")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LOCAL = "berita-tui:"


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
    shown = _shown(text)
    if _UNSAFE.search(text) or len(text) > MAX_ADDRESS:
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


def typed_address(text: str) -> str:
    """Return what a person typed as an address, `https://` put before a bare host.

    Only completes it: the answer may still be refused by `normal_address`.
    """
    text = text.strip()
    if text.startswith("feed:"):
        text = text.removeprefix("feed:").removeprefix("//")
    if "://" in text or (_SCHEME.match(text) and not _HOST_AND_PORT.match(text)):
        return text
    return f"https://{text}"


def origin_of(address: str) -> str:
    """Return scheme, host and port of a normal address, where its robots.txt holds."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def host_of(address: str) -> str:
    """Return the host of a normal address, without port; "" for one of our own."""
    return urlsplit(address).hostname or ""


def is_local(address: str) -> bool:
    """Tell whether `address` names a source of the program's own, which is never fetched."""
    return address.startswith(_LOCAL)


def local_address(name: str) -> str:
    """Return the address of a source of the program's own: the guide, imported pages."""
    return _LOCAL + name


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
    text = re.sub(r"//[^/?#]*@", "//", _UNSAFE.sub("", text))
    return text if len(text) <= 120 else f"{text[:119]}…"
