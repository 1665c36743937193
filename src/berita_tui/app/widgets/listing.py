"""List pane: the headlines of a view, and the search that lies over them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from berita_tui.app.glyphs import UNICODE, Glyphs
from berita_tui.app.keymap import key_of
from berita_tui.app.widgets.headlines import HeadlineList, Kept
from berita_tui.app.widgets.search import SearchBar
from berita_tui.language import Language
from berita_tui.news import BadQuery, BeritaError, Interrupted, View, ViewKind
from berita_tui.news.query import Query, parse_query
from berita_tui.store import Shelf, Store

FIRST = 300
"""How many headlines are fetched before the whole list is: more than any screen holds."""


class ListPane(Vertical):
    """Headlines with a search box over them; fetches what it shows from the store."""

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    density: reactive[str] = reactive("comfortable")
    now: reactive[datetime | None] = reactive(None)

    class Loaded(Message):
        """The whole list of a view is there."""

        def __init__(self, turn: int, shelf: Shelf) -> None:
            super().__init__()
            self.turn = turn
            self.shelf = shelf

    class Found(Message):
        """A search has results: the first of them, or all."""

        def __init__(self, turn: int, query: Query, shelf: Shelf, *, is_first: bool) -> None:
            super().__init__()
            self.turn = turn
            self.query_found = query
            self.shelf = shelf
            self.is_first = is_first

    class Failed(Message):
        """The archive could not be read."""

        def __init__(self, problem: BeritaError) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, store: Store, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._store = store
        self._view = View()
        self._turn = 0
        self._is_loading = False
        self._is_stale = False
        self._kept: Kept | None = None
        self._searched: Query | None = None
        self._scope: View | None = None

    def compose(self) -> ComposeResult:
        """Put the box over the list."""
        yield SearchBar().data_bind(ListPane.language)
        yield HeadlineList(snippets=self._store.snippet).data_bind(
            ListPane.language, ListPane.glyphs, ListPane.density, ListPane.now
        )

    @property
    def headlines(self) -> HeadlineList:
        """The list itself."""
        return self.query_one(HeadlineList)

    @property
    def view(self) -> View:
        """The view shown, or lying under the search."""
        return self._view

    @property
    def is_searching(self) -> bool:
        """Whether the search lies over the list."""
        return self._kept is not None

    @property
    def scope(self) -> View | None:
        """The view that the query is asked in while it filters; None where it searches all."""
        return self._scope

    @property
    def searched(self) -> Query | None:
        """The query whose results are shown."""
        return self._searched

    def open_view(self, view: View, *, at: int | None = None) -> None:
        """Show a view anew, from its top or with the cursor on the article numbered `at`."""
        self._close_search()
        self._view = view
        self._turn += 1
        first = self._store.shelf(view, limit=FIRST)
        self.headlines.open_shelf(first, at=at)
        self._explain()
        if not first.is_whole_list:
            self.renew()

    def renew(self) -> None:
        """Fetch the list again as it is by now; the cursor stays where it is."""
        if self.is_searching or self._is_loading:
            self._is_stale = True
            return
        self._is_stale, self._is_loading = False, True
        # What was read or let go since the view was opened keeps its row in it.
        is_shrinking = self._view.kind in (ViewKind.UNREAD, ViewKind.BOOKMARKED)
        before = self.headlines.shelf if is_shrinking else None
        self.run_worker(
            partial(self._load, self._view, self._turn, before), thread=True, group="shelf"
        )

    def search(self, *, is_filter: bool = False) -> None:
        """Open the box over the list, or go back into it: to search all, or to filter the view.

        What is in the box is looked for anew when it was for the other.
        """
        if self._kept is None:
            self._kept = self.headlines.keep()
        before, self._scope = self._scope, self._view if is_filter else None
        bar = self.query_one(SearchBar)
        bar.begin(self._store.queries.recent(), is_filter=is_filter)
        self._title()
        if bar.text and before != self._scope:
            self._look_up(SearchBar.Typed(bar.text))

    def leave_search(self) -> None:
        """Give the list back exactly as it was."""
        if self._kept is not None:
            self.headlines.give_back(self._kept)
        self._close_search()
        self._explain()
        self.headlines.focus()
        if self._is_stale:
            self.renew()

    def watch_language(self) -> None:
        """Say it in the other language."""
        if self.is_mounted:
            self._explain()

    def _close_search(self) -> None:
        self._turn += 1
        if self.is_searching:
            self._kept = self._searched = self._scope = None
            self._store.interrupt()
            self.query_one(SearchBar).end()
        self._title()

    @on(SearchBar.Typed)
    def _look_up(self, event: SearchBar.Typed) -> None:
        event.stop()
        bar = self.query_one(SearchBar)
        try:
            query = parse_query(event.text, typing=True)
        except BadQuery as problem:
            self._complain(problem)
            return
        self._complain(query.unfinished)
        self._turn += 1
        self._store.interrupt()
        if query.is_empty:
            self._searched = None
            bar.tell("")
            if self._kept is not None:
                self.headlines.give_back(self._kept)
            self._explain()
            return
        self.run_worker(
            partial(self._find, query, self._scope, self._turn),
            thread=True,
            group="search",
            exclusive=True,
        )

    def _complain(self, problem: BadQuery | None) -> None:
        bar = self.query_one(SearchBar)
        if problem is None:
            bar.complain("")
        else:
            bar.complain(self.language.tell(problem.sentence), problem.position)

    @on(SearchBar.Sent)
    def _go_to_results(self, event: SearchBar.Sent) -> None:
        event.stop()
        if event.text.strip():
            # What cannot be remembered, on a full disk or one that is only read, is no loss.
            with suppress(BeritaError):
                parse_query(event.text)
                self._store.queries.remember(event.text)
            self.headlines.focus()
        else:
            self.leave_search()

    @on(SearchBar.Left)
    def _leave(self, event: SearchBar.Left) -> None:
        event.stop()
        self.leave_search()

    @on(Found)
    def _show_found(self, event: Found) -> None:
        if event.turn != self._turn:
            return
        self._searched = event.query_found
        if event.is_first:
            self.headlines.open_shelf(event.shelf, query=event.query_found)
        else:
            self.headlines.renew_shelf(event.shelf, query=event.query_found)
        found = self.language.say_many("{count} found", "{count} found", len(event.shelf))
        self.query_one(SearchBar).tell(found if event.shelf.is_whole_list else f"{found} …")
        self._explain()

    @on(Failed)
    def _show_problem(self, event: Failed) -> None:
        self._is_loading = False
        self.headlines.hint = "\n" + self.language.tell(event.problem.sentence)

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        self._is_loading = False
        if self.is_searching:
            self._is_stale = True
            return
        if event.turn == self._turn:
            self.headlines.renew_shelf(event.shelf)
            self._explain()
        if self._is_stale:
            self.renew()

    def _load(self, view: View, turn: int, before: Shelf | None) -> None:
        try:
            shelf = self._store.shelf(view)
        except BeritaError as problem:
            self.post_message(self.Failed(problem))
            return
        self.post_message(self.Loaded(turn, shelf if before is None else shelf.joined(before)))

    def _find(self, query: Query, scope: View | None, turn: int) -> None:
        try:
            first = self._store.find(query, view=scope, limit=FIRST)
            self.post_message(self.Found(turn, query, first, is_first=True))
            if not first.is_whole_list:
                whole = self._store.find(query, view=scope)
                self.post_message(self.Found(turn, query, whole, is_first=False))
        except Interrupted:
            pass  # a newer search has begun, and tells what it finds itself
        except BeritaError as problem:
            self.post_message(self.Failed(problem))

    def _title(self) -> None:
        say = self.language.say
        if self._scope is not None:
            self.border_title = say("Filter")
        else:
            self.border_title = say("Search") if self.is_searching else say("Latest")

    def _explain(self) -> None:
        """Say why the list is empty, and which key helps."""
        self._title()
        say = self.language.say
        if self._searched is not None:
            text = self._searched.text
            nothing = (
                say("Nothing found for “{query}”.", query=text)
                if self._scope is None
                else say("Nothing in this list answers “{query}”.", query=text)
            )
            way_out = say("{key} gives back the list.", key=self._key("search.leave"))
        else:
            nothing, way_out = _why_empty(self._view, say, self._key)
        self.headlines.hint = "\n".join(("", nothing, way_out))

    def _key(self, command: str) -> str:
        return key_of(command, self.screen, self.language)


def _why_empty(view: View, say: Callable[..., str], key: Callable[[str], str]) -> tuple[str, str]:
    match view.kind:
        case ViewKind.UNREAD:
            return say("Everything is read."), say(
                "{key} shows all headlines.", key=key("front.all")
            )
        case ViewKind.BOOKMARKED:
            return say("Nothing is bookmarked yet."), say(
                "{key} keeps an article here.", key=key("headline.bookmark")
            )
        case ViewKind.TODAY:
            return say("Nothing from today yet."), say(
                "{key} asks all sources for news.", key=key("front.refresh_all")
            )
        case ViewKind.SOURCE | ViewKind.FOLDER:
            return say("Nothing here yet."), say("{key} asks for news.", key=key("front.refresh"))
        case _:
            return say("Nothing here yet."), say("{key} adds sources.", key=key("front.add"))
