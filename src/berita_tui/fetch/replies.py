"""Replies: what is asked of a server, and the few kinds of answer there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from berita_tui.news import Sentence, Validators

FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
"""What to accept where a feed is expected."""

PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
"""What to accept where a page is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to a server.

    `credentials` (`user:password`, percent-encoded) go to the host of `address` only.
    `is_private_allowed` gives leave to reach that host, and no other, on a private network.
    `max_bytes` takes less content than the fetcher's own limit.
    """

    address: str
    validators: Validators = field(default_factory=Validators)
    credentials: str | None = field(default=None, repr=False)
    is_private_allowed: bool = False
    accept: str = FEEDS
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Content, unpacked. `address` is where it was found in the end.

    `moved_to` is that address when every redirect to it was permanent, None without one.
    `is_private` tells that it came from a private network. `max_age` is how long the server
    calls it fresh. `validators` are empty when the content broke off before its end.
    """

    content: bytes = field(repr=False)
    address: str
    media_type: str = ""
    charset: str = ""
    validators: Validators = field(default_factory=Validators)
    moved_to: str | None = None
    max_age: timedelta | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server has nothing newer than the validators sent (304)."""

    moved_to: str | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The server says it is gone for good (410)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Nothing of use came. `is_network` claims that nobody there could be reached.

    `lacks_tls` claims that the server does not speak TLS, which a bad certificate is not.
    `status` is what the server said, 0 where it said nothing. `is_final` claims that asking
    again will not help.
    `retry_after` is how long the server asks to be left alone, held to bounds.
    """

    problem: Sentence
    retry_after: timedelta | None = None
    is_network: bool = False
    lacks_tls: bool = False
    status: int = 0
    is_final: bool = False


Reply: TypeAlias = Body | Unchanged | Gone | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The server redirects to another origin; leave and secrets have been seen to.

    `request` asks there for the same.
    """

    request: Request


class Refused(Exception):
    """A failure on its way to the edge of the room, which it never leaves."""

    def __init__(
        self, problem: Sentence, *, is_network: bool = False, lacks_tls: bool = False
    ) -> None:
        super().__init__(str(problem))
        self.failure = Failure(problem=problem, is_network=is_network, lacks_tls=lacks_tls)
