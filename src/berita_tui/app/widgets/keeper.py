"""Keeper: around the panes; searches kept under a name, mutes, and finding in the article."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from berita_tui.app.widgets.ground import blank_lines
from berita_tui.app.widgets.panes import ARTICLE, HEADLINES, SOURCES, Panes
from berita_tui.app.widgets.search import SearchBar
from berita_tui.language import Language
from berita_tui.news import N_, BadQuery, BeritaError, Headline, View
from berita_tui.placard.glyphs import UNICODE, Glyphs

if TYPE_CHECKING:
    from berita_tui.app.screens.mute import MuteWish
    from berita_tui.store import Store


class Keeper(Vertical):
    """Asks the reader what is to be kept or hidden, and brings lists and numbers up to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", N_("keep the search"), id="search.keep"),
        Binding("M", "mute", N_("mute articles like this"), id="headline.mute", show=False),
        Binding("slash", "find", N_("find in the article"), id="article.find"),
        Binding("Q", "edit", N_("searches and mutes"), id="front.kept", show=False),
    ]

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)

    render_lines = blank_lines

    class Settled(Message):
        """What is kept, or what answers it, has changed.

        `is_asked` claims that the reader has done it: nothing stays that is not listed any more.
        """

        def __init__(self, *, is_asked: bool) -> None:
            super().__init__()
            self.is_asked = is_asked

    def __init__(self, panes: Panes, store: Store, *, clock: Callable[[], datetime]) -> None:
        super().__init__(panes)
        self._panes = panes
        self._store = store
        self._clock = clock

    def settle(self, *, is_asked: bool = False) -> None:
        """Bring searches and mutes up to date, aside, and tell: always where it was asked for."""
        self.run_worker(partial(self._settle, is_asked=is_asked), thread=True, group="settle")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with a search or an article only where there is one."""
        del parameters
        panes = self._panes
        match action:
            case "keep":
                return panes.is_mounted and panes.listing.is_searching
            case "mute":
                return panes.at != SOURCES
            case "find":
                return panes.at == ARTICLE and panes.reading.article is not None
            case _:
                return True

    def action_keep(self) -> None:
        """Keep the search under a name that the reader gives it."""
        from berita_tui.app.screens.ask import Ask  # noqa: PLC0415 - off the way in
        from berita_tui.news.query import parse_query, whole_text  # noqa: PLC0415 - likewise

        say = self.language.say
        typed = self._panes.listing.query_one(SearchBar).text
        text = typed.strip()
        with suppress(BadQuery):  # what cannot be understood is said when it is to be kept
            text = whole_text(parse_query(typed, typing=True), self.language.code)
        question = Ask(
            say("Keep the search"),
            value=typed.strip(),
            hint=say("The name it is to have among the searches."),
            tell=self.language.tell,
            check=lambda name: self._store.searches.add(name, text),
        )
        self.app.push_screen(question, self._tell_kept)

    def action_mute(self) -> None:
        """Hide what the reader chooses of the article in hand."""
        from berita_tui.app.screens.mute import ProposeMute  # noqa: PLC0415 - off the way in

        article = self._panes.in_hand
        if isinstance(article, Headline):
            article = self._store.articles.get(article.key)
        if article is not None:
            source = self._panes.sources.following.origin(article)
            self.app.push_screen(ProposeMute(article, source, language=self.language), self._mute)

    def action_find(self) -> None:
        """Find words in the article that is open."""
        from berita_tui.app.screens.find import FindBox  # noqa: PLC0415 - off the way in

        self.app.push_screen(FindBox(self._panes.article_view, language=self.language))

    def action_edit(self) -> None:
        """Let the reader edit searches and mutes, the one in hand first."""
        from berita_tui.app.screens.kept import EditKept  # noqa: PLC0415 - off the way in

        panes = self._panes
        view = panes.sources.row.view if panes.at == SOURCES else panes.listing.view
        editor = EditKept(
            self._store, language=self.language, glyphs=self.glyphs, view=view, now=self._clock
        )
        self.app.push_screen(editor, self._leave_editor)

    def _mute(self, wish: MuteWish | None) -> None:
        if wish is None:
            return
        try:
            self._store.mutes.add(wish.text, lasting=wish.lasting)
        except BeritaError as problem:
            self._panes.post_message(Panes.Changed(said=problem.sentence))
            return
        self._tell_kept(wish.text)

    def _tell_kept(self, answer: str | None) -> None:
        if answer is not None:
            (action,) = self._store.marks.recent(1)
            self._panes.post_message(Panes.Changed(action))
            self.settle(is_asked=True)

    def _leave_editor(self, view: View | None) -> None:
        if view is not None:
            self._panes.open_view(view)
            self._panes.go(HEADLINES)
        self.settle(is_asked=True)

    def _settle(self, *, is_asked: bool) -> None:
        try:
            is_changed = not self._store.is_read_only and self._store.settle()
        except BeritaError:
            is_changed = False  # a full disk, or another program; asked again with the minute
        if is_changed or is_asked:
            self.post_message(self.Settled(is_asked=is_asked))
