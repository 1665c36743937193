"""Actions: what the reader did, written down so that it can be undone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from berita_tui.news.noun import noun


class Verb(StrEnum):
    """What can be done, and undone."""

    READ = "read"
    UNREAD = "unread"
    BOOKMARK = "bookmark"
    UNBOOKMARK = "unbookmark"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    CHANGE = "change"
    """A source's settings or folder changed."""
    KEEP_SEARCH = "keep-search"
    CHANGE_SEARCH = "change-search"
    DROP_SEARCH = "drop-search"
    MUTE = "mute"
    CHANGE_MUTE = "change-mute"
    UNMUTE = "unmute"


@noun
class Action:
    """One entry of the log: what was done, when, to how many, and the name of the one if one.

    `subject` is a headline or a source's label, for "undone: bookmark “…”"; "" for several.
    """

    number: int
    verb: Verb
    when: datetime
    count: int = 1
    subject: str = ""
