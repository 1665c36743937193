"""Panes: sources, headlines and article side by side, and what passes between them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive

from berita_tui.app.graphics import Graphics
from berita_tui.app.housekeeping import Noticed
from berita_tui.app.reading import LONG, Reading
from berita_tui.app.widgets.ground import blank_lines
from berita_tui.app.widgets.headlines import HeadlineList
from berita_tui.app.widgets.listing import ListPane
from berita_tui.app.widgets.rows import RowList
from berita_tui.app.widgets.sources import SourceList
from berita_tui.language import Language
from berita_tui.news import (
    N_,
    BeritaError,
    Headline,
    Sentence,
    View,
)
from berita_tui.placard.glyphs import UNICODE, Glyphs
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.app.widgets.article import ArticleView
    from berita_tui.news import Action, Article

SOURCES: Final = "sources"
HEADLINES: Final = "headlines"
ARTICLE: Final = "article"
ORDER: Final = (SOURCES, HEADLINES, ARTICLE)
"""The panes by their ids, from left to right, each one level deeper than the one before."""
ALL_READ: Final = Sentence("Nothing unread is left here.")


class Panes(Horizontal):
    """Keeps the pane that has the focus in sight; opens views and articles from one in the next.

    How many panes are seen at once is the style sheet's affair: it knows the screen's breadth
    and, by the class `-at-…`, which pane is current.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "read_on", N_("go on"), id="article.read_on"),
        Binding("s", "mark('bookmark')", N_("save"), id="headline.bookmark"),
        Binding("m", "mark('read')", N_("read/unread"), id="headline.toggle_read"),
        Binding("n", "next_unread(1)", N_("next unread"), id="front.next_unread", show=False),
        Binding(
            "p", "next_unread(-1)", N_("previous unread"), id="front.previous_unread", show=False
        ),
        Binding("J", "neighbour(1)", N_("next article"), id="front.next_article", show=False),
        Binding(
            "K", "neighbour(-1)", N_("previous article"), id="front.previous_article", show=False
        ),
        Binding(
            "A", "mark('list')", N_("mark the whole list read"), id="headline.read_all", show=False
        ),
        Binding("o", "link('open')", N_("open in the browser"), id="headline.browse", show=False),
        Binding(
            "x",
            "link('fetch')",
            N_("fetch the whole article now"),
            id="article.fetch_whole",
            show=False,
        ),
        Binding("y", "link('copy')", N_("copy the link"), id="headline.copy_link", show=False),
        Binding("h,left", "step(-1)", N_("pane to the left"), id="pane.left", show=False),
        Binding("l,right", "step(1)", N_("pane to the right"), id="pane.right", show=False),
        Binding("tab", "step(1, True)", N_("next pane"), id="pane.next", show=False),
        Binding("shift+tab", "step(-1, True)", N_("previous pane"), id="pane.previous", show=False),
        Binding("escape", "back", N_("one level back"), id="pane.back", show=False),
    ]

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    density: reactive[str] = reactive("comfortable")
    text_width: reactive[int] = reactive(72)
    graphics: reactive[Graphics | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)
    at: reactive[str] = reactive(HEADLINES, repaint=False)

    render_lines = blank_lines

    class Changed(Message):
        """Another view is shown, or marks have changed; `action` and `said` are to be told.

        `is_undo` claims that the action was taken back, `numbers` are those of the articles, if
        it is only these that have other marks.
        """

        def __init__(
            self,
            action: Action | None = None,
            said: Sentence | None = None,
            *,
            is_undo: bool = False,
            numbers: tuple[int, ...] | None = None,
        ) -> None:
            super().__init__()
            self.numbers = numbers
            self.is_undo = is_undo
            self.action = action
            self.said = said

    class LinkWanted(Message):
        """The reader wants an article's own address opened, or copied."""

        def __init__(self, address: str, *, is_copy: bool) -> None:
            super().__init__()
            self.address = address
            self.is_copy = is_copy

    class PageWanted(Message):
        """The reader wants the page of the article with this number fetched, now."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, store: Store, reading: Reading, *, clock: Callable[[], datetime]) -> None:
        super().__init__(classes=f"-at-{HEADLINES}")
        self._store = store
        self.reading = reading
        self._clock = clock
        self._awaited: tuple[int, bool] | None = None

    def compose(self) -> ComposeResult:
        """Put the first two side by side; the third follows when they are seen."""
        yield SourceList(id=SOURCES).data_bind(Panes.language, Panes.glyphs)
        yield ListPane(self._store, id=HEADLINES).data_bind(
            Panes.language, Panes.glyphs, Panes.density, Panes.now
        )

    def on_mount(self) -> None:
        """Bring the article's pane once headlines are seen: it takes longer to import."""
        self.call_after_refresh(self._bring_article)

    @property
    def sources(self) -> SourceList:
        """The pane on the left."""
        return self.query_one(SourceList)

    @property
    def listing(self) -> ListPane:
        """The pane in the middle."""
        return self.query_one(ListPane)

    @property
    def article_view(self) -> ArticleView:
        """The pane on the right."""
        return cast("ArticleView", self.get_child_by_id(ARTICLE))

    @property
    def in_hand(self) -> Article | Headline | None:
        """What a mark is for: the article when the focus is there, else the row's."""
        return self.reading.renew() if self.at == ARTICLE else self.listing.headlines.headline

    def go(self, pane: str) -> None:
        """Bring a pane in sight and put the focus into it."""
        if not self.query(f"#{pane}"):
            return
        self.at = pane
        home = self.get_child_by_id(pane)
        target = self.listing.headlines if home is self.listing else home
        self.screen.set_focus(target, scroll_visible=False)

    def open_view(self, view: View, *, at: int | None = None) -> None:
        """Show a view in the list, and in the sources that it is shown."""
        self.listing.open_view(view, at=at)
        self.sources.view = view
        self.post_message(self.Changed())

    def read(self, number: int, *, is_going: bool = True) -> None:
        """Open an article, and go to it; the list's cursor is on it where it is listed."""
        from berita_tui.parse.documents import read_document  # noqa: PLC0415 - off the way in

        if not self.query("ArticleView"):
            self._awaited = (number, is_going)
            return
        article, problem = self.reading.open(number), self.reading.problem
        if article is None:
            self.post_message(self.Changed(said=problem.sentence if problem else None))
            return
        document = read_document(article.entry.html)
        headlines = self.listing.headlines
        row = headlines.locate(number)
        if row is not None:
            headlines.move_to(row)
        self.article_view.show(
            article,
            self.sources.following.origin(article),
            document,
            query=self.listing.searched,
            block=self.reading.position(article.key),
            plates=self.reading.plates(document),
        )
        if self.reading.owes:
            self.call_after_refresh(
                self.run_worker, partial(note, self), thread=True, group="marks"
            )
        if is_going or self.screen.has_class("-narrow"):
            self.go(ARTICLE)

    def watch_at(self, old: str, new: str) -> None:
        """Let the style sheet know, at once: what is out of sight takes no focus."""
        self.update_classes({f"-at-{old}": False, f"-at-{new}": True}, update=False)
        if self.is_mounted:
            self.app.stylesheet.update_nodes([self, *self.children])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, however it came there."""
        for pane in event.widget.ancestors_with_self:
            if pane.id in ORDER:
                self.at = pane.id

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with an article only where there is one."""
        if action == "link" or (action == "mark" and parameters != ("list",)):
            return self.is_mounted and self.at != SOURCES
        return True

    @on(SourceList.Opened)
    @on(SourceList.LeftBehind)
    @on(HeadlineList.Opened)
    def _go_into(
        self, event: SourceList.Opened | SourceList.LeftBehind | HeadlineList.Opened
    ) -> None:
        if isinstance(event, HeadlineList.Opened):
            self.read(event.headline.number)
            return
        if isinstance(event, SourceList.Opened):
            self.open_view(event.view)
        self.go(HEADLINES)

    @on(RowList.Moved)
    def _look_into(self, event: RowList.Moved) -> None:
        if event.rows is self.sources and self.sources.has_focus:
            view = self.sources.row.view
            if view != self.listing.view or self.listing.is_searching:
                self.open_view(view)

    def on_article_view_moved(self, event: ArticleView.Moved) -> None:
        """Note how far the article was read."""
        if self.reading.moved(event.key, event.block):
            self.set_timer(1, self.reading.keep_position)

    def on_article_view_ended(self) -> None:
        """Read on in the next unread article."""
        self.action_next_unread(1)

    def action_step(self, panes: int, is_round: bool = False) -> None:
        """Go to the pane beside this one; `is_round` goes from the last to the first too."""
        index = ORDER.index(self.at) + panes
        if is_round or 0 <= index < len(ORDER):
            self.go(ORDER[index % len(ORDER)])

    def action_back(self) -> None:
        """Come back one level: from the article to the list, from the search to what was."""
        if self.at == ARTICLE:
            self.go(HEADLINES)
        elif self.listing.is_searching and self.at == HEADLINES:
            self.listing.leave_search()
        elif self.at == HEADLINES and not self.screen.has_class("-medium"):
            self.go(SOURCES)
        elif self.screen.has_class("-medium"):
            self.go(HEADLINES)

    def action_read_on(self) -> None:
        """Page on in the open article; open the one under the cursor where none is."""
        headline = self.listing.headlines.headline
        if self.reading.article is not None:
            self.article_view.action_read_on()
        elif headline is not None:
            self.read(headline.number, is_going=False)

    def action_next_unread(self, way: int) -> None:
        """Open the next unread article, or the one before, in this view or the next source."""
        headlines = self.listing.headlines
        if self.listing.is_searching:
            number = headlines.unread_beyond(way)
            if number is None:
                self.post_message(self.Changed(said=ALL_READ))
            else:
                self.read(number, is_going=False)
            return
        here = headlines.headline
        found = self.reading.next_unread(
            self.listing.view,
            here.number if here is not None else None,
            self.sources.source_views,
            is_forward=way > 0,
        )
        if found is None:
            self.post_message(self.Changed(said=ALL_READ))
            return
        view, number = found
        if view != self.listing.view:
            self.open_view(view, at=number)
        self.read(number, is_going=False)

    def action_neighbour(self, way: int) -> None:
        """Open the article below or above in the list."""
        headlines = self.listing.headlines
        row = headlines.cursor + way
        if headlines.shelf is not None and 0 <= row < headlines.count:
            self.read(headlines.shelf.number_at(row), is_going=False)

    def action_mark(self, what: str) -> None:
        """Mark the article in hand read, unread, bookmarked or not; or the whole list read."""
        reading, listing = self.reading, self.listing
        try:
            deed = partial(
                reading.mark, what, self.in_hand, listing.view, listing.searched, listing.scope
            )
            shelf = listing.headlines.shelf
            is_long = shelf is not None and (len(shelf) > LONG or not shelf.is_whole_list)
            if reading.is_busy or (what == "list" and is_long):
                aside = reading.aside(deed, lambda *told: self.post_message(self.Changed(*told)))
                self.run_worker(aside, thread=True, group="marks")
            else:
                self.post_message(self.Changed(deed()))
        except BeritaError as problem:
            self.post_message(self.Changed(said=problem.sentence))

    def action_link(self, what: str) -> None:
        """Open the address of the article in hand, copy it, or fetch what is there."""
        article = self.in_hand
        if article is None:
            return
        if what == "fetch":
            self.post_message(self.PageWanted(article.number))
            return
        if isinstance(article, Headline):
            article = self._store.articles.get(article.key)
        if article is None:
            return
        if article.entry.link:
            self.post_message(self.LinkWanted(article.entry.link, is_copy=what == "copy"))
        else:
            self.post_message(Noticed(Sentence("This article has no address of its own.")))

    def _bring_article(self) -> None:
        from berita_tui.app.widgets.article import ArticleView  # noqa: PLC0415 - off the way in

        if not self.is_attached:
            return  # the reader has quit already
        view = ArticleView(id=ARTICLE, clock=self._clock, load=self._store.pictures.load)
        self.mount(view.data_bind(Panes.language, Panes.glyphs, Panes.text_width, Panes.graphics))
        view.clear(self.language.say("Enter opens what the cursor is on."))
        if self._awaited is not None:
            self.read(self._awaited[0], is_going=self._awaited[1])
        self.run_worker(self.reading.get_ready, thread=True, group="ready")


def note(panes: Panes) -> None:
    """Write down what was opened, and have it shown; for a thread."""
    numbers, problem = panes.reading.note()
    if numbers or problem:
        panes.post_message(Panes.Changed(said=problem, numbers=numbers))


def show_again(panes: Panes, numbers: Collection[int]) -> None:
    """Show the open article anew, at the same place, if it is one of those with these numbers."""
    from berita_tui.parse.documents import read_document  # noqa: PLC0415 - off the way in

    reading = panes.reading
    if reading.article is None or reading.article.number not in numbers:
        return
    reading.keep_position()
    article = reading.renew()
    assert article is not None
    document = read_document(article.entry.html)
    panes.article_view.show(
        article,
        panes.sources.following.origin(article),
        document,
        query=panes.listing.searched,
        block=reading.position(article.key),
        plates=panes.reading.plates(document),
    )
