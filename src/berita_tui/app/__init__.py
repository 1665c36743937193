"""The app: themes, keys, language and the first screen; everything else is further in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome, NoColor

from berita_tui.app.graphics import Graphics
from berita_tui.app.guard import OutputGuard
from berita_tui.app.keymap import check_keys, key_of, live_commands
from berita_tui.app.screens.front import FrontPage, only_moves
from berita_tui.app.screens.small import TooSmall, is_too_small
from berita_tui.app.themes import OWN_THEMES, THEME_NAMES, theme_wished
from berita_tui.app.turns import Turns
from berita_tui.app.wardrobe import Wardrobe
from berita_tui.app.widgets.courier import Courier
from berita_tui.app.widgets.panes import Panes, note, show_again
from berita_tui.app.widgets.status import StatusLine
from berita_tui.language import Language
from berita_tui.news import N_, BadSetting
from berita_tui.placard.glyphs import glyphs_named
from berita_tui.places import Places
from berita_tui.settings import Settings, bad_theme, remember
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.app.gathering import Gathering
    from berita_tui.app.widgets.article import ArticleView
    from berita_tui.placard.sketch import Sketch


class BeritaApp(App[None]):
    """The reader in a terminal.

    Raises `BadSetting` for a theme or a command in the settings that there is not.
    """

    TITLE = "Berita"
    CSS_PATH = "berita.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("T", "theme", N_("theme"), id="app.theme", show=False),
        Binding("ctrl+p,colon", "palette", N_("command palette"), id="app.palette", show=False),
        Binding("question_mark,f1", "help", N_("help"), id="app.help"),
        Binding("ctrl+q", "quit", N_("quit"), id="app.quit", show=False, priority=True),
        Binding("ctrl+c", "help_quit", N_("copy the selection"), id="app.copy", show=False),
    ]

    def __init__(
        self,
        *,
        store: Store,
        newsroom: Gathering,
        settings: Settings,
        places: Places,
        language: Language,
        clock: Callable[[], datetime],
        graphics: Graphics | None = None,
        keep_sketch: Callable[[Sketch], None] | None = None,
    ) -> None:
        self._guard = OutputGuard()
        super().__init__()
        self.stylesheet = self._wardrobe = Wardrobe(variables=self.get_css_variables())
        self._store = store
        self._newsroom = newsroom
        self._settings = settings
        self._places = places
        self._language = language
        self._clock = clock
        self._graphics = graphics or Graphics()
        self._keep_sketch = keep_sketch
        self._turns = Turns(self, self._deal)
        check_keys(settings.keys, places.settings)
        self.set_keymap(settings.keys)
        for theme in OWN_THEMES:
            self.register_theme(theme)
        if settings.theme not in ("auto", *self.available_themes):
            raise bad_theme(places.settings, settings.theme, self.available_themes)
        self.theme = theme_wished(settings.theme, is_colour_off=self.no_color)
        self._wardrobe.suit(self.current_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let nothing out that a terminal could obey, and no colour where none is wished."""
        filters = super().get_line_filters()
        plain = [NoColor() if isinstance(each, Monochrome) else each for each in filters]
        return [*plain, self._guard]

    def get_default_screen(self) -> FrontPage:
        """Return the front page."""
        return FrontPage(
            store=self._store,
            newsroom=self._newsroom,
            settings=self._settings,
            language=self._language,
            glyphs=glyphs_named(self._settings.glyphs),
            graphics=self._drawn(is_shown=self._settings.pictures),
            clock=self._clock,
            quiet_for=self._turns.quiet_for,
        )

    async def on_event(self, event: events.Event) -> None:
        """Let what the reader types and clicks go its way in turns."""
        is_input = isinstance(event, (events.InputEvent, events.Paste))
        if is_input and not event.is_forwarded:
            await self._turns.take(event)
        else:
            await super().on_event(event)

    async def _deal(self, event: events.Event) -> None:
        """Give an event its turn, once it is written down what the one before it opened.

        While news are saved that can take as long as a second, for which no scrolling waits.
        """
        for page in self.screen_stack:
            if isinstance(page, FrontPage) and page.reading.owes and not only_moves(page, event):
                await asyncio.to_thread(note, page.panes)
        await super().on_event(event)

    def refresh_css(self, animate: bool = True) -> None:
        """Take up another theme; before anything is drawn its colours are all there is to it."""
        self._wardrobe.suit(self.current_theme)
        if self._wardrobe.is_worn:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    @property
    def language(self) -> Language:
        """The language spoken now."""
        return self._language

    @property
    def keys(self) -> Mapping[str, str]:
        """The reader's own keys, by the names of commands."""
        return self._settings.keys

    @property
    def front(self) -> FrontPage:
        """The front page, whatever lies over it."""
        return next(screen for screen in self.screen_stack if isinstance(screen, FrontPage))

    def wish(self, name: str, value: str | int) -> bool:
        """Change a setting at once, and remember it; say so and return False where it is not."""
        front = self.front
        match name:
            case "theme":
                self.theme = str(value)
            case "language":
                self._language = front.language = Language(str(value))
            case "glyphs":
                front.glyphs = glyphs_named(str(value))
            case "density":
                front.density = str(value)
            case "text_width":
                front.text_width = int(value)
            case "pictures":
                front.graphics = self._drawn(is_shown=bool(value))
        try:
            remember(self._places.settings, name, value)
        except BadSetting as problem:
            front.say(self._language.tell(problem.sentence))
            return False
        return True

    def on_article_view_link_opened(self, event: ArticleView.LinkOpened) -> None:
        """Open a link of the article, after a question where it leads elsewhere."""
        from berita_tui.app.screens.confirm import follow_link  # noqa: PLC0415 - off the way in

        follow_link(self, event.link, self._language)

    def on_article_view_widened(self, event: ArticleView.Widened) -> None:
        """Remember how wide the reader likes the text."""
        self.wish("text_width", event.width)

    def on_article_view_pictures_wished(self, event: ArticleView.PicturesWished) -> None:
        """Show pictures or none, and remember it."""
        words = N_("Pictures are shown.") if event.is_shown else N_("Pictures are not shown.")
        if event.is_shown and not self._drawn(is_shown=True):
            words = N_("This terminal has too few colours for pictures.")
        if self.wish("pictures", event.is_shown):
            self.front.say(self._language.say(words))

    def _drawn(self, *, is_shown: bool) -> Graphics | None:
        """Return how pictures are drawn, None where they are not to be or cannot be."""
        has_colours = self.console.color_system in {"truecolor", "256"}
        return self._graphics if is_shown and has_colours and not self.no_color else None

    @on(Panes.LinkWanted)
    def _take_link(self, event: Panes.LinkWanted) -> None:
        from berita_tui.app.browser import copy, open_in_browser  # noqa: PLC0415 - off the way in

        if event.is_copy:
            copy(self, event.address)
            self.front.say(self._language.say("Link copied: {address}", address=event.address))
        else:
            open_in_browser(self, event.address, self._language)
            self.front.say(self._language.say("Opening {address}", address=event.address))

    @on(Panes.PageWanted)
    def _want_page(self, event: Panes.PageWanted) -> None:
        self.front.say(self._language.say("Fetching the whole article …"))
        self.front.query_one(Courier).fetch(event.number)

    @on(Courier.Came)
    @on(Courier.Illustrated)
    def _show_anew(self, event: Courier.Came | Courier.Illustrated) -> None:
        """Show articles with their new text or pictures where they are seen; nothing moves."""
        front = self.front
        if isinstance(event, Courier.Illustrated):
            show_again(front.panes, event.numbers)
            return
        if event.waiting is not None:
            front.query_one(StatusLine).waiting = event.waiting
        front.panes.listing.headlines.marks_changed(event.numbers)
        show_again(front.panes, event.numbers)
        if event.problem is not None:
            front.say(self._language.tell(event.problem))
        elif event.is_asked:
            front.say(self._language.say("The whole article is here."))

    @on(FrontPage.Seen)
    def _sketch(self) -> None:
        """Keep what the next start can paint before the app is there."""
        if self._keep_sketch is None:
            return
        from berita_tui.app.sketching import sketch_of  # noqa: PLC0415 - off the way in

        if sketch := sketch_of(self.front, self._graphics):
            self._keep_sketch(sketch)

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small for a page, until it is not."""
        is_told = isinstance(self.screen, TooSmall)
        if is_too_small(event.size) and not is_told:
            self.push_screen(TooSmall(self._language))
        elif is_told and not is_too_small(event.size):
            self.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what changed in an article only where something did."""
        if action == "changes":
            article = self.front.panes.reading.article
            return article is not None and article.is_edited
        return super().check_action(action, parameters)

    def action_changes(self) -> None:
        """Show what the open article said before and what it says now."""
        from berita_tui.app.screens.changes import Changes  # noqa: PLC0415 - off the way in

        front = self.front
        if article := front.panes.reading.article:
            load = partial(self._store.revisions.of, article.key)
            self.push_screen(Changes(load, language=self._language, glyphs=front.glyphs))

    def action_theme(self) -> None:
        """Go on to the next of the program's own themes."""
        names = [theme.name for theme in OWN_THEMES]
        here = names.index(self.theme) if self.theme in names else -1
        name = names[(here + 1) % len(names)]
        if self.wish("theme", name):
            shown = self._language.say(THEME_NAMES[name])
            self.front.say(self._language.say("Theme: {name}", name=shown))

    def action_palette(self) -> None:
        """Open the command palette."""
        from berita_tui.app.palette import BeritaCommands, Palette  # noqa: PLC0415 - off the way in

        if not isinstance(self.screen, Palette):
            words = self._language.say("What would you like to do?")
            self.push_screen(Palette([BeritaCommands], placeholder=words))

    def action_help(self) -> None:
        """Show which keys do something here."""
        from berita_tui.app.screens.help import Help  # noqa: PLC0415 - off the way in

        self.push_screen(Help(live_commands(self.screen), language=self._language))

    def action_help_quit(self) -> None:
        """Say how to quit: this key copies, and there is nothing to copy."""
        key = key_of("app.quit", self.screen, self._language)
        self.front.say(self._language.say("{key} quits.", key=key))
