"""Fetching: the only room that speaks HTTP; politeness, limits, validators, address guard."""

from berita_tui.fetch.fetcher import USER_AGENT, Fetcher
from berita_tui.fetch.pace import Pace
from berita_tui.fetch.replies import (
    FEEDS,
    PAGES,
    Body,
    Failure,
    Gone,
    Moved,
    Reply,
    Request,
    Unchanged,
)

__all__ = [
    "FEEDS",
    "PAGES",
    "USER_AGENT",
    "Body",
    "Failure",
    "Fetcher",
    "Gone",
    "Moved",
    "Pace",
    "Reply",
    "Request",
    "Unchanged",
]
