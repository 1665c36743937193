"""Marking: the verbs bookmark and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from berita_tui.cli.choosing import articles_named
from berita_tui.cli.errand import Errand
from berita_tui.cli.records import mark_record
from berita_tui.news import Article, BeritaError


def bookmark(errand: Errand) -> None:
    """Bookmark the articles named, or take the bookmarks away."""
    say, marks = errand.language.say, errand.store.marks
    is_wanted = not errand.wish.has("remove")

    def mark(article: Article) -> tuple[str, str]:
        title = _title(errand, article)
        if article.is_bookmarked == is_wanted:
            if is_wanted:
                return "known", say("“{title}” is bookmarked already", title=title)
            return "known", say("“{title}” is not bookmarked", title=title)
        if is_wanted:
            marks.bookmark(article.key)
            return "bookmarked", say("Bookmarked “{title}”", title=title)
        marks.unbookmark(article.key)
        return "removed", say("Took the bookmark from “{title}”", title=title)

    _mark_each(errand, mark)


def read(errand: Errand) -> None:
    """Mark the articles named as read, or as unread."""
    say, marks = errand.language.say, errand.store.marks
    is_wanted = not errand.wish.has("unread")

    def mark(article: Article) -> tuple[str, str]:
        title = _title(errand, article)
        if article.is_read == is_wanted:
            if is_wanted:
                return "known", say("“{title}” is read already", title=title)
            return "known", say("“{title}” is unread already", title=title)
        if is_wanted:
            marks.read(article.key)
            return "read", say("Marked “{title}” as read", title=title)
        marks.unread(article.key)
        return "unread", say("Marked “{title}” as unread", title=title)

    _mark_each(errand, mark)


def _mark_each(errand: Errand, mark: Callable[[Article], tuple[str, str]]) -> None:
    for word, found in articles_named(errand):
        if isinstance(found, BeritaError):
            _report(errand, word, "failed", None, errand.fail(found))
            continue
        try:
            status, text = mark(found)
        except BeritaError as error:
            _report(errand, word, "failed", found, errand.fail(error, about=word))
            continue
        errand.output.line(text)
        _report(errand, word, status, errand.store.articles.get(found.key) or found, None)


def _report(
    errand: Errand, word: str, status: str, article: Article | None, error: str | None
) -> None:
    if errand.output.is_json:
        errand.output.record(mark_record(word, status, article, error))


def _title(errand: Errand, article: Article) -> str:
    return article.entry.title or errand.language.say("(untitled)")


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"bookmark": bookmark, "read": read}
)
"""What this room does, by verb."""
