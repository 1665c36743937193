"""Saved pages: single articles the reader keeps, each once, wherever it came from first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from berita_tui.news import SAVED, Entry, Folder, Source, Wanted, article_key
from berita_tui.store.articles import Articles
from berita_tui.store.marks import Marks
from berita_tui.store.pages import Pages
from berita_tui.store.sources import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """The article that a saved page is; `is_new` claims that nothing had brought it before."""

    key: bytes
    is_new: bool


class SavedPages:
    """Keeps pages, bookmarked. A page of an article that is there makes it whole."""

    def __init__(
        self,
        articles: Articles,
        pages: Pages,
        sources: Sources,
        marks: Marks,
        clock: Callable[[], datetime],
    ) -> None:
        self._articles = articles
        self._pages = pages
        self._sources = sources
        self._marks = marks
        self._clock = clock

    def keep(self, entry: Entry, *, shelf: str = "Saved pages", folder: Folder = ()) -> KeptPage:
        """Keep the article that `entry` was read of, and bookmark it.

        An article stays where it first came: one that is there already, by a feed or as a page,
        gets the page's text where that is better. Any other goes to a source of the program's
        own, called `shelf` and put into `folder` when it is first made.
        """
        kept = self._known(entry) or self._shelved(entry, shelf, folder)
        self._marks.bookmark(kept.key)
        return kept

    def _known(self, entry: Entry) -> KeptPage | None:
        number = self._articles.page_of(entry)
        article = None if number is None else self._articles.get_number(number)
        if article is None:
            return None
        wanted = Wanted(
            number=article.number, key=article.key, source=article.source, address=entry.link
        )
        self._pages.keep(wanted, entry)
        return KeptPage(key=article.key, is_new=False)

    def _shelved(self, entry: Entry, shelf: str, folder: Folder) -> KeptPage:
        source = self._sources.by_address(SAVED)
        if source is None:
            own = replace(Source.own(SAVED, title=shelf), folder=folder)
            source = next(iter(self._sources.add(own)), own)
        entry = replace(entry, is_from_page=True)
        saved = self._articles.save(source, (entry,), when=self._clock())
        key = article_key(
            source.key,
            guid=entry.guid,
            link=entry.link,
            title=entry.title,
            published=entry.published,
        )
        return KeptPage(key=next(iter(saved.new), key), is_new=bool(saved.new))
