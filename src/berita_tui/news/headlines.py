"""Headlines: the line an article takes in a list."""

from __future__ import annotations

from datetime import datetime

from berita_tui.news.noun import noun


@noun
class Headline:
    """An article as a list shows it."""

    number: int
    key: bytes
    source: str
    title: str
    section: str = ""
    outlet: str = ""
    dated: datetime
    is_read: bool = False
    is_bookmarked: bool = False
    is_whole: bool = False
    is_changed: bool = False
