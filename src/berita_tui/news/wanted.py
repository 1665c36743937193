"""Wanted: pages that articles are to be read from, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from berita_tui.news.addresses import is_local
from berita_tui.news.sentences import Sentence
from berita_tui.news.sources import FullText, Source

if TYPE_CHECKING:
    from berita_tui.news.articles import Article, Entry, Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page that waits to be fetched for the article with this number."""

    number: int
    key: bytes
    source: str
    address: str
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Which new articles of a source want their page: at most `most` of them, the newest."""

    full_text: FullText = FullText.NEVER
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a page has not been had. It is tried again at `due`, never where that is None."""

    problem: Sentence
    due: datetime | None = None


class Outcome(StrEnum):
    """Which text an article has after its page was read."""

    PAGE = "page"
    """The page's."""
    FEED = "feed"
    """The one it had: the page had nothing better."""
    GONE = "gone"
    """None: the article is not here any more."""


def wants_page(entry: Entry | Proof, full_text: FullText) -> bool:
    """Tell whether the page of a new entry is to be fetched.

    What has no address has none; a feed's text that is neither short nor cut (`is_whole`) is
    enough, unless the reader always wants the page.
    """
    if not entry.link or full_text is FullText.NEVER:
        return False
    return full_text is FullText.ALWAYS or not entry.is_whole


def text_origin(article: Article, source: Source | None) -> Sentence | None:
    """Return where an article's text is from, None where there is nothing to be said of it."""
    entry = article.entry
    if entry.is_from_page:
        if entry.is_whole:
            return Sentence("from its page")
        return Sentence("from its page, not whole")
    if not entry.link or (source is not None and is_local(source.address)):
        return None
    return Sentence("from the feed") if entry.is_whole else Sentence("from the feed, shortened")
