"""Proxies: which way to a host the environment asks for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from berita_tui.fetch.guard import is_within


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: its address without secrets, and the name and password it wants, if any."""

    address: str
    auth: tuple[bytes, bytes] | None = field(default=None, repr=False)

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """What it is told in addition to a request."""
        if self.auth is None:
            return ()
        return ((b"Proxy-Authorization", b"Basic " + b64encode(b":".join(self.auth))),)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies of the environment: `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`.

    The lower-case name wins over the upper-case one, as in curl. `no_proxy` lists hosts,
    domains with or without a leading dot, addresses and networks; `*` means all.
    """

    http: str = ""
    https: str = ""
    excepted: tuple[str, ...] = ()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Proxies:
        """Read them from `environ`."""

        def value(name: str) -> str:
            return (environ.get(name) or environ.get(name.upper()) or "").strip()

        either = value("all_proxy")
        excepted = (part.strip().lower() for part in value("no_proxy").split(","))
        return cls(
            http=value("http_proxy") or either,
            https=value("https_proxy") or either,
            excepted=tuple(part for part in excepted if part),
        )

    def way_to(self, scheme: str, host: str) -> Proxy | None:
        """Return the proxy to use, None for the direct way."""
        address = self.https if scheme == "https" else self.http
        if not address or any(_covers(part, host) for part in self.excepted):
            return None
        parts = urlsplit(address if "://" in address else f"http://{address}")
        user, at, place = parts.netloc.rpartition("@")
        name, _, password = user.partition(":")
        auth = (unquote(name).encode(), unquote(password).encode()) if at else None
        return Proxy(f"{parts.scheme}://{place}", auth)


def _covers(part: str, host: str) -> bool:
    """Tell whether an entry of `no_proxy` means `host`."""
    if part == "*" or is_within(host, part.strip("[]")):
        return True
    name = part.removeprefix("*").lstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))
