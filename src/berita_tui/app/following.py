"""Following: what the reader follows, laid out as the lines of a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from berita_tui.news import (
    N_,
    Counts,
    Folder,
    Mute,
    SavedSearch,
    Source,
    Standing,
    Tally,
    View,
    ViewKind,
)
from berita_tui.news.noun import field, noun

if TYPE_CHECKING:
    from berita_tui.news import Article

VIEW_NAMES = MappingProxyType(
    {
        ViewKind.ALL: N_("All"),
        ViewKind.UNREAD: N_("Unread"),
        ViewKind.BOOKMARKED: N_("Bookmarked"),
        ViewKind.TODAY: N_("Today"),
    }
)
"""The built-in views by name, in the order they are shown."""
SEARCHES = View(ViewKind.SEARCH)
"""What answers any of the searches that are kept: the line under which they stand."""


@noun
class SourceRow:
    """One line: a built-in view, a folder or a source, `depth` folders deep.

    `name` is a text to be translated where the view is built in. `is_folded` is None for
    what does not fold.
    """

    view: View
    name: str
    depth: int = 0
    is_folded: bool | None = None
    is_failing: bool = False
    is_paused: bool = False


@noun
class Following:
    """Sources in the reader's order, their folders, and how each stands; searches and mutes."""

    sources: tuple[Source, ...] = ()
    folders: tuple[Folder, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=lambda: MappingProxyType({}))
    searches: tuple[SavedSearch, ...] = ()
    mutes: tuple[Mute, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """The names by which sources are shown, by their keys."""
        return {source.key: source.label for source in self.sources}

    def source(self, key: str) -> Source | None:
        """Return the source with `key`."""
        return next((source for source in self.sources if source.key == key), None)

    def origin(self, article: Article) -> Source:
        """Return the source an article is from; one of no address where it was let go."""
        known = self.source(article.source)
        return known or Source(key=article.source, address="", title=article.entry.outlet)

    def inside(self, view: View) -> tuple[Source, ...]:
        """Return the sources a view shows headlines of."""
        if view.kind is ViewKind.SOURCE:
            return tuple(source for source in self.sources if source.key == view.source)
        if view.kind is ViewKind.FOLDER:
            depth = len(view.folder)
            return tuple(each for each in self.sources if each.folder[:depth] == view.folder)
        return self.sources

    def folder_around(self, view: View) -> Folder:
        """Return the folder that a folder's or a source's line stands in."""
        if view.kind is ViewKind.FOLDER:
            return view.folder[:-1]
        source = self.source(view.source)
        return source.folder if source is not None else ()

    def around(self, view: View) -> View | None:
        """Return the line that folds away the line of a view; None where none does."""
        if view.kind is ViewKind.SEARCH:
            return SEARCHES if view.number else None
        folder = self.folder_around(view)
        return View(ViewKind.FOLDER, folder=folder) if folder else None

    def kept_name(self, view: View) -> str:
        """Return the name of a search that is kept, or the query of a mute."""
        if view.kind is ViewKind.MUTE:
            return next((mute.text for mute in self.mutes if mute.number == view.number), "")
        return next((each.name for each in self.searches if each.number == view.number), "")

    def unread(self, view: View, counts: Counts) -> int:
        """Return the number beside a view: of bookmarks all, else unread articles."""
        match view.kind:
            case ViewKind.BOOKMARKED:
                return counts.bookmarked.total
            case ViewKind.TODAY:
                return counts.today.unread
            case ViewKind.SOURCE:
                return counts.of_source(view.source).unread
            case ViewKind.FOLDER:
                tallies = (counts.of_source(source.key) for source in self.inside(view))
                return sum(tallies, Tally()).unread
            case ViewKind.SEARCH:
                return counts.searches.get(view.number, Tally()).unread
            case ViewKind.MUTE:
                return counts.mutes.get(view.number, Tally()).unread
            case _:
                return counts.all.unread

    def rows(self, folded: Collection[View] = ()) -> Iterator[SourceRow]:
        """Yield the lines in order, without those under the lines of the views in `folded`."""
        for kind, name in VIEW_NAMES.items():
            yield SourceRow(view=View(kind), name=name)
        yield from self._rows_in((), folded)
        if self.searches:
            is_folded = SEARCHES in folded
            yield SourceRow(view=SEARCHES, name=N_("Searches"), is_folded=is_folded)
            for search in () if is_folded else self.searches:
                view = View(ViewKind.SEARCH, number=search.number)
                yield SourceRow(view=view, name=search.name, depth=1)

    def _rows_in(self, folder: Folder, folded: Collection[View]) -> Iterator[SourceRow]:
        depth = len(folder)
        for inner in self._folders_in(folder):
            view = View(ViewKind.FOLDER, folder=inner)
            is_folded = view in folded
            yield SourceRow(view=view, name=inner[-1], depth=depth, is_folded=is_folded)
            if not is_folded:
                yield from self._rows_in(inner, folded)
        for source in self.sources:
            if source.folder == folder:
                standing = self.standings.get(source.key)
                yield SourceRow(
                    view=View(ViewKind.SOURCE, source=source.key),
                    name=source.label,
                    depth=depth,
                    is_failing=standing is not None and standing.problem is not None,
                    is_paused=source.paused is not None,
                )

    def _folders_in(self, folder: Folder) -> list[Folder]:
        depth = len(folder) + 1
        known = (*self.folders, *(source.folder for source in self.sources))
        inner = (each[:depth] for each in known if each[: depth - 1] == folder)
        return [each for each in dict.fromkeys(inner) if len(each) == depth]
