"""Front page: introduces the panes, the newsroom and the reader to one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.screen import Screen
from textual.widget import Widget

from berita_tui import garbage
from berita_tui.app.cadence import cadence_of
from berita_tui.app.compositor import SparingCompositor
from berita_tui.app.deeds import tell_done, tell_undone
from berita_tui.app.following import Following
from berita_tui.app.graphics import Graphics
from berita_tui.app.housekeeping import Binder, Noticed, keep_house
from berita_tui.app.keymap import key_of
from berita_tui.app.reading import LONG, Reading
from berita_tui.app.refreshing import Refreshing
from berita_tui.app.widgets.courier import Courier
from berita_tui.app.widgets.ground import blank_lines
from berita_tui.app.widgets.keeper import Keeper
from berita_tui.app.widgets.panes import ARTICLE, HEADLINES, SOURCES, Panes
from berita_tui.app.widgets.status import Masthead, StatusLine
from berita_tui.language import Language
from berita_tui.news import N_, BeritaError, Sentence, Source, View, ViewKind
from berita_tui.placard.glyphs import UNICODE, Glyphs
from berita_tui.settings import Settings
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.app.gathering import Gathering

Clock = Callable[[], datetime]

NOTHING_LEFT = Sentence("There is nothing left to undo.")

BREADTHS = [(0, "-narrow"), (80, "-medium"), (120, "-wide")]
"""From how many columns on the page is how broad."""


class FrontPage(Screen[None]):
    """The reader's one page: masthead, three panes, status line."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = BREADTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("search"), id="front.search"),
        Binding("f", "search(True)", N_("filter this list"), id="front.filter", show=False),
        Binding("1", "view('all')", N_("all"), id="front.all", show=False),
        Binding("2", "view('unread')", N_("unread"), id="front.unread", show=False),
        Binding("3", "view('bookmarked')", N_("bookmarked"), id="front.bookmarked", show=False),
        Binding("r", "refresh(False)", N_("refresh this source"), id="front.refresh", show=False),
        Binding("R", "refresh(True)", N_("refresh all"), id="front.refresh_all", show=False),
        Binding("U", "undo", N_("undo"), id="front.undo", show=False),
        Binding("a", "add", N_("add sources"), id="front.add", show=False),
        Binding("E", "edit", N_("edit sources"), id="front.edit", show=False),
        Binding("q", "leave", N_("back, at the top quit"), id="front.leave", show=False),
    ]

    class Seen(Message):
        """Headlines are on the screen."""

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    density: reactive[str] = reactive("comfortable")
    text_width: reactive[int] = reactive(72)
    graphics: reactive[Graphics | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    # As Textual has it, the whole page is drawn anew; what looks otherwise now says so itself.
    focused = Reactive[Widget | None](None, repaint=False)

    render_lines = blank_lines
    _update_timer = cached_property(cadence_of)

    def __init__(
        self,
        *,
        store: Store,
        newsroom: Gathering,
        settings: Settings,
        language: Language,
        glyphs: Glyphs,
        graphics: Graphics | None,
        clock: Clock,
        quiet_for: Callable[[], float],
    ) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self._store = store
        self._newsroom = newsroom
        self._settings = settings
        self._clock = clock
        self.reading = Reading(store, is_marking=settings.mark_read_on_open)
        self._refreshing = Refreshing(newsroom, self)
        self._binder = Binder(store, quiet_for)
        self.set_reactive(FrontPage.language, language)
        self.set_reactive(FrontPage.glyphs, glyphs)
        self.set_reactive(FrontPage.graphics, graphics)
        self.set_reactive(FrontPage.density, settings.density)
        self.set_reactive(FrontPage.text_width, settings.text_width)
        self.set_reactive(FrontPage.now, clock().astimezone())

    def compose(self) -> ComposeResult:
        """Lay the page out, in the right breadth from the first moment."""
        width = self.app.size.width
        breadth = next(name for least, name in BREADTHS[::-1] if width >= least)
        self.add_class(breadth, update=False)  # its style comes with the first of all
        yield Masthead().data_bind(FrontPage.language, FrontPage.glyphs, FrontPage.now)
        panes = Panes(self._store, self.reading, clock=self._clock).data_bind(
            FrontPage.language,
            FrontPage.glyphs,
            FrontPage.density,
            FrontPage.text_width,
            FrontPage.graphics,
            FrontPage.now,
        )
        keeper = Keeper(panes, self._store, clock=self._clock)
        yield keeper.data_bind(FrontPage.language, FrontPage.glyphs)
        yield Courier(self._newsroom)
        yield StatusLine().data_bind(FrontPage.language, FrontPage.glyphs)

    @property
    def panes(self) -> Panes:
        """The three panes."""
        return self.query_one(Panes)

    def on_mount(self) -> None:
        """Show headlines; everything slower comes after they are seen."""
        self.follow_anew()
        self.panes.open_view(View())
        self.panes.go(HEADLINES)
        self.call_after_refresh(self._begin)
        self.set_timer(60 - self._clock().second, self._tick)
        # Stopped and continued: the shell has had the terminal.
        self.app.app_resume_signal.subscribe(self, lambda _: self.app.refresh())

    def on_unmount(self) -> None:
        """Write down how far the reader got."""
        self.reading.keep_position()
        self.reading.note()

    def say(self, text: str) -> None:
        """Say something in the status line, for some seconds."""
        self.query_one(StatusLine).say(text)

    def follow_anew(self) -> None:
        """Take up sources, folders and counts as they are in the store."""
        following = Following(
            sources=self._store.sources.all(),
            folders=self._store.sources.folders(),
            standings=self._store.standings.all(),
            searches=self._store.searches.all(),
            mutes=self._store.mutes.all(),
        )
        self.panes.sources.following = following
        self.panes.listing.headlines.names = following.names
        self._count()

    def watch_language(self) -> None:
        """Say the view's name in the other language."""
        if self.is_mounted:
            self.call_after_refresh(self._count)

    def watch_glyphs(self, glyphs: Glyphs) -> None:
        """Draw borders with the other marks."""
        self.set_class(glyphs.name == "ascii", "-ascii")

    def _begin(self) -> None:
        garbage.let_go()
        self.post_message(self.Seen())
        for notice in self._store.notices:
            self.say(self.language.tell(notice))
        days = self._settings.keep_days
        oldest = self._clock() - timedelta(days=days) if days else None
        keep = partial(keep_house, self._store, self, oldest=oldest)
        self.run_worker(keep, thread=True, group="upkeep")
        self.query_one(Keeper).settle()
        minutes = self._settings.refresh_minutes
        if minutes:
            self.set_interval(minutes * 60, partial(self._refresh, None, is_asked=False))
            self._refresh(None, is_asked=False)

    def _tick(self) -> None:
        self.now = self._clock().astimezone()
        self.query_one(Keeper).settle()
        self.set_timer(60 - self.now.second, self._tick)
        if not self._refreshing.is_running:
            self._binder.begin(self)
        garbage.collect()

    def _count(self) -> None:
        counts, view = self._store.counts(), self.panes.listing.view
        sources, masthead = self.panes.sources, self.query_one(Masthead)
        sources.counts = counts
        masthead.view_name = sources.name_of(view)
        masthead.unread = sources.following.unread(view, counts)

    def _refresh(self, sources: Sequence[Source] | None, *, is_asked: bool) -> None:
        self.run_worker(self._refreshing.run(sources, is_asked=is_asked), group="refresh")

    @on(Panes.Changed)
    @on(Noticed)
    def _show_change(self, event: Panes.Changed | Noticed) -> None:
        self.panes.listing.headlines.marks_changed(getattr(event, "numbers", None))
        if isinstance(event, Panes.Changed) and event.is_undo and event.said is None:
            self.follow_anew()
            self.panes.listing.renew()
            self.query_one(Keeper).settle(is_asked=True)
            done = event.action
            self.say(
                self.language.tell(NOTHING_LEFT)
                if done is None
                else tell_undone(done, self.language)
            )
            return
        self._count()
        if event.said is not None:
            self.say(self.language.tell(event.said))
        elif event.action is not None:
            undo = key_of("front.undo", self, self.language)
            self.say(tell_done(event.action, undo, self.language))
            self.query_one(Keeper).settle()

    @on(Keeper.Settled)
    def _show_settled(self, event: Keeper.Settled) -> None:
        if not self.query(Keeper):
            return  # the reader has quit meanwhile
        self.follow_anew()
        view = self.panes.listing.view
        if view.number and not self.panes.sources.following.kept_name(view):
            self.panes.open_view(View())  # what was shown is kept no longer
        else:
            self.panes.listing.renew(is_strict=event.is_asked)

    @on(Refreshing.Went)
    def _show_progress(self, event: Refreshing.Went) -> None:
        self.query_one(Masthead).progress = (event.done, event.total)
        if event.has_news:
            self._count()
            self.panes.listing.renew()
            self.query_one(Courier).begin()

    @on(Refreshing.Over)
    def _show_result(self, event: Refreshing.Over) -> None:
        masthead = self.query_one(Masthead)
        masthead.progress = None
        masthead.is_offline = event.ended.is_offline
        self.follow_anew()
        if not (event.ended.is_offline or event.problem):
            self.query_one(Courier).begin()
        if event.is_asked or event.ended.new or event.problem:
            self.say(event.tell(self.language))

    def action_search(self, is_filter: bool = False) -> None:
        """Open the search over the list, or the filter that narrows it."""
        self.panes.at = HEADLINES
        self.panes.listing.search(is_filter=is_filter)

    def action_view(self, kind: str) -> None:
        """Show one of the built-in views."""
        self.panes.open_view(View(ViewKind(kind)))
        self.panes.go(HEADLINES)

    def action_refresh(self, is_all: bool) -> None:
        """Ask for news: everywhere, or where the reader is."""
        panes = self.panes
        view = panes.sources.row.view if panes.at == SOURCES else panes.listing.view
        sources = None if is_all else panes.sources.following.inside(view)
        self._refresh(sources, is_asked=True)

    def action_undo(self) -> None:
        """Take back the last thing done; what takes long is done aside."""
        marks, reading = self._store.marks, self.reading
        last = next(iter(marks.recent(1)), None)
        if reading.is_busy or (last is not None and last.count > LONG):
            tell = partial(Panes.Changed, is_undo=True)
            deed = reading.aside(marks.undo, lambda *told: self.post_message(tell(*told)))
            self.run_worker(deed, thread=True, group="marks")
            return
        try:
            self._show_change(Panes.Changed(marks.undo(), is_undo=True))
        except BeritaError as problem:
            self.say(self.language.tell(problem.sentence))

    def action_add(self) -> None:
        """Let the reader pick sources, follow them, and ask them for news."""
        from berita_tui.app.screens.pick import PickSources  # noqa: PLC0415 - off the way in

        followed = (source.address for source in self._store.sources.all())
        picker = PickSources(
            self._newsroom, followed=followed, language=self.language, glyphs=self.glyphs
        )
        self.app.push_screen(picker, self._follow)

    def action_edit(self) -> None:
        """Let the reader edit what is followed."""
        from berita_tui.app.screens.edit import EditSources  # noqa: PLC0415 - off the way in

        editor = EditSources(
            self._store, language=self.language, now=self._clock, glyphs=self.glyphs
        )
        settle = self.query_one(Keeper).settle
        self.app.push_screen(editor, lambda _: settle(is_asked=True))

    def action_leave(self) -> None:
        """Come back from the article or the search; at the top, quit."""
        panes = self.panes
        is_deep = panes.at != SOURCES and self.has_class("-narrow")
        if panes.at == ARTICLE or panes.listing.is_searching or is_deep:
            panes.action_back()
        else:
            self.app.exit()

    def _follow(self, picked: tuple[Source, ...] | None) -> None:
        added = self._store.sources.add(*picked or ())
        self.follow_anew()
        self.panes.listing.renew()
        if added:
            self._refresh(added, is_asked=True)


def only_moves(page: FrontPage, event: Event) -> bool:
    """Tell whether an event is a key that moves in the list or the article, or leads out of it.

    It changes no mark and shows none anew, so that it need not wait until one is written.
    """
    if not isinstance(event, Key) or not page.is_current:
        return False
    active = page.active_bindings.get(event.key)
    verb = active.binding.action.partition("(")[0] if active else ""
    if active and verb in {"move", "jump"}:
        return active.node is not page.panes.sources  # there it opens what it comes to
    return verb == "back" and page.panes.at == ARTICLE
