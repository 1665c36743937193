"""A site on loopback with articles to be fetched, for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from servers import Asked, Loopback, reply

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


async def here(host: str, port: int) -> Sequence[str]:
    """Every name is here."""
    return ["127.0.0.1"]


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


def sentences(number: int) -> str:
    return " ".join(
        f"Kalimat {each} dari berita {number} menceritakan warga desa yang menanam pohon."
        for each in range(12)
    )


def article(number: int, *, part: str = "", head: str = "") -> bytes:
    """Return the page of an article, or of one part of it."""
    title = f"Berita {number}: warga desa menanam pohon"
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"<p>{part} {sentences(number)}</p><p>{part} Akhir. {sentences(number + 1000)}</p>"
        "</article></body></html>"
    ).encode()


@dataclass
class Site:
    """What a server answers by host and path, `robots` included; 404 for the rest."""

    pages: dict[str, bytes] = field(default_factory=dict)
    robots: bytes = field(default_factory=lambda: reply(404))

    def __call__(self, asked: Asked, _: object) -> bytes:
        if asked.target == "/robots.txt":
            return self.robots
        return self.pages.get(asked.target, reply(404))

    def put(self, path: str, content: bytes, **headers: str) -> None:
        self.pages[path] = reply(200, content, **({"Content_Type": "text/html"} | headers))


def targets(server: Loopback, *, robots: bool = False) -> list[str]:
    """Return the paths that were asked for, in order."""
    found = [each.target for each in server.asked]
    return found if robots else [each for each in found if each != "/robots.txt"]
