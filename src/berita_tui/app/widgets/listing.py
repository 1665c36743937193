"""List pane: the headlines of a view, and the search that lies over them."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive

from berita_tui.app.keymap import key_of
from berita_tui.app.widgets.finder import REST, Failed, Finder, Found, Loaded, Offered
from berita_tui.app.widgets.ground import framed_lines
from berita_tui.app.widgets.headlines import HeadlineList, Kept
from berita_tui.app.widgets.search import SearchBar
from berita_tui.language import Language
from berita_tui.news import N_, BadQuery, BeritaError, Order, View, ViewKind
from berita_tui.placard.glyphs import UNICODE, Glyphs
from berita_tui.placard.rows import FIRST
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.news.query import Query
    from berita_tui.store import Offer


class ListPane(Vertical):
    """Headlines with a search box over them; fetches what it shows from the store."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "turn_order", N_("best or newest first"), id="search.order"),
        Binding("ctrl+n", "take_nearest", N_("nearest query"), id="search.nearest", show=False),
    ]

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    density: reactive[str] = reactive("comfortable")
    now: reactive[datetime | None] = reactive(None)

    render_lines = framed_lines

    def __init__(self, store: Store, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._store = store
        self._finder = Finder(store, self.post_message)
        self._view = View()
        self._turn = 0
        self._sent = (-1, 0)  # the turn of the search that Enter went into, and the row then
        self._is_loading = False
        self._is_stale = self._is_strict = False
        self._kept: Kept | None = None
        self._searched: Query | None = None
        self._scope: View | None = None
        self._order = Order.NEWEST
        self._offer: Offer | None = None

    def compose(self) -> ComposeResult:
        """Put the box over the list."""
        yield SearchBar().data_bind(ListPane.language)
        yield HeadlineList(
            snippets=self._store.snippet, want_all=lambda: self._finder.go_on(self._turn)
        ).data_bind(ListPane.language, ListPane.glyphs, ListPane.density, ListPane.now)

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
        self._finder.go_on(self._turn)
        first = self._store.shelf(view, limit=FIRST)
        self.headlines.open_shelf(first, at=at)
        self._explain()
        if not first.is_whole_list:
            self.renew()

    def renew(self, *, is_strict: bool = False) -> None:
        """Fetch the list again as it is by now; the cursor stays where it is.

        `is_strict` keeps no row that is not in it any more, nor in the search over it.
        """
        self._is_strict = is_strict = is_strict or self._is_strict
        if self.is_searching or self._is_loading:
            self._is_stale = True
            if is_strict and self._searched is not None:
                self._ask(self._searched, is_again=True)
            return
        self._is_stale, self._is_strict, self._is_loading = False, False, True
        # What was read or let go since the view was opened keeps its row in it.
        is_shrinking = self._view.kind in (ViewKind.UNREAD, ViewKind.BOOKMARKED, ViewKind.SEARCH)
        shelf = self.headlines.shelf
        before = shelf if is_shrinking and not is_strict else None
        rest = 0 if shelf is None or shelf.is_whole_list else REST
        load = partial(self._finder.load, self._view, self._turn, before, rest=rest)
        self.run_worker(load, thread=True, group="shelf")

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

    @on(SearchBar.Left)
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
            self._kept = self._searched = self._scope = self._offer = None
            self._order = Order.NEWEST
            self._finder.interrupt(self._turn)
            self.query_one(SearchBar).end()
        self._title()

    @on(SearchBar.Typed)
    def _look_up(self, event: SearchBar.Typed) -> None:
        from berita_tui.news.query import parse_query  # noqa: PLC0415 - off the way in

        event.stop()
        bar = self.query_one(SearchBar)
        try:
            query = parse_query(event.text, typing=True)
        except BadQuery as problem:
            bar.complain_of(problem)
            return
        bar.complain_of(query.unfinished)
        self._ask(query)

    def _ask(self, query: Query, *, is_again: bool = False) -> None:
        """Look for a query in place of the last one, or for the same again."""
        self._turn += 1
        self._offer = None
        self._finder.interrupt(self._turn)
        if query.is_empty:
            self._searched = None
            self.query_one(SearchBar).tell("")
            if self._kept is not None:
                self.headlines.give_back(self._kept)
            self._explain()
            return
        find = partial(
            self._finder.find,
            query,
            self._scope,
            self._order,
            self._turn,
            self.language.code,
            is_again=is_again,
        )
        # A worker's own thread would begin when everything else is done that the key set off.
        found = get_running_loop().run_in_executor(None, copy_context().run, find)
        self.run_worker(found, group="search", exclusive=True)

    @on(SearchBar.Sent)
    def _go_to_results(self, event: SearchBar.Sent) -> None:
        from berita_tui.news.query import parse_query  # noqa: PLC0415 - off the way in

        event.stop()
        if event.text.strip():
            # What cannot be remembered, on a full disk or one that is only read, is no loss.
            with suppress(BeritaError):
                query = parse_query(event.text, typing=True)
                if self._searched is None or query.tree != self._searched.tree:
                    self._sent = self._turn, self.headlines.cursor  # it is looked for still
                if query.unfinished is None:
                    self._store.queries.remember(event.text)
            self.headlines.focus()
        else:
            self.leave_search()

    @on(Found)
    def _show_found(self, event: Found) -> None:
        if event.turn != self._turn:
            return
        # Who went to the results while they were looked for anew may be further down by now.
        turn, row = self._sent
        steps = self.headlines.cursor - row if event.turn == turn else 0
        is_new = event.is_first and not (steps and self._searched is not None)
        self._searched = event.query_found
        if is_new:
            self.headlines.open_shelf(event.shelf, query=event.query_found)
            if steps > 0:
                self.headlines.move_to(steps)
        else:
            self.headlines.renew_shelf(event.shelf, query=event.query_found)
        self.query_one(SearchBar).tell_found(event.shelf, self._order)
        self._explain()

    @on(Offered)
    def _show_offer(self, event: Offered) -> None:
        if event.turn == self._turn:
            self._offer = event.offer
            self._explain()

    def action_turn_order(self) -> None:
        """Show the best first, or the newest again."""
        self._order = Order.NEWEST if self._order is Order.BEST else Order.BEST
        if self._searched is not None:
            self._ask(self._searched)

    def action_take_nearest(self) -> None:
        """Look for what finds something."""
        if self._offer is not None:
            self.query_one(SearchBar).box.put(f"{self._offer.query.text} ")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer the order while there is a search, the nearest query while there is one."""
        if action == "turn_order":
            return self.is_searching
        return action != "take_nearest" or self._offer is not None

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
        shelf = self.headlines.shelf
        if event.shelf is not None and event.turn == self._turn:
            self.headlines.renew_shelf(event.shelf)
            self._explain()
        elif shelf is not None and not shelf.is_whole_list:
            self._is_stale = True
        if self._is_stale:
            self.renew()

    def _title(self) -> None:
        say = self.language.say
        title = say("Search") if self.is_searching else say("Latest")
        if self._scope is not None:
            title = say("Filter")
        if title != self.border_title:  # to set it draws the whole pane anew
            self.border_title = title

    def _explain(self) -> None:
        """Say why the list is empty, and which key helps."""
        self._title()
        if self.headlines.count:
            self.headlines.hint = ""
            return
        say, key = self.language.say, partial(key_of, screen=self.screen, language=self.language)
        if self._searched is not None:
            shelf = self.headlines.shelf
            nothing = _none_found(
                self._searched.text,
                say,
                is_filter=self._scope is not None,
                is_whole=shelf is None or shelf.is_whole_list,
            )
            if self._offer is not None:
                offered = self.language.say_many(
                    "{key} looks for “{query}”: {count} found.",
                    "{key} looks for “{query}”: {count} found.",
                    self._offer.count,
                    key=key("search.nearest"),
                    query=self._offer.query.text,
                )
                nothing = f"{nothing}\n{offered}"
            way_out = say("{key} gives back the list.", key=key("search.leave"))
        else:
            nothing, way_out = _why_empty(self._view, say, key)
        self.headlines.hint = "\n".join(("", nothing, way_out))


def _none_found(text: str, say: Callable[..., str], *, is_filter: bool, is_whole: bool) -> str:
    if not is_whole:
        return say("Looking among older articles for “{query}” …", query=text)
    if is_filter:
        return say("Nothing in this list answers “{query}”.", query=text)
    return say("Nothing found for “{query}”.", query=text)


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
        case ViewKind.SEARCH:
            return say("Nothing answers this search yet."), say(
                "{key} edits searches and mutes.", key=key("front.kept")
            )
        case ViewKind.MUTE:
            return say("This mute hides nothing now."), say(
                "{key} edits searches and mutes.", key=key("front.kept")
            )
        case ViewKind.SOURCE | ViewKind.FOLDER:
            return say("Nothing here yet."), say("{key} asks for news.", key=key("front.refresh"))
        case _:
            return say("Nothing here yet."), say("{key} adds sources.", key=key("front.add"))
