"""Article view: one article to read, of which only what is seen is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from berita_tui.app.glyphs import UNICODE, Glyphs
from berita_tui.app.screens.links import LinkList
from berita_tui.app.widgets.galley import Galley, copied
from berita_tui.app.widgets.ink import COMPONENTS, LOOKS, Ink
from berita_tui.app.widgets.lines import Piece, fit_hint, fit_line
from berita_tui.language import Language
from berita_tui.news import N_, Article, Document, Link, Source
from berita_tui.news.finding import find_words
from berita_tui.news.query import Query, find_matches
from berita_tui.typeset import Finder, Sheet

NARROWEST, WIDEST = 40, 120
"""Cells of the column of text that the reader may choose between."""
WIDTH_STEP = 4
SLICE = 0.006
"""Seconds of typesetting between two looks at the keyboard."""


class ArticleView(ScrollView, can_focus=True, inherit_bindings=False):
    """An article in one centred column; says where the reader is and what is to be opened.

    Parts out of sight are set in idle moments, so that the length, and with it the share
    read, comes right soon after opening even for the longest article.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", N_("down"), id="article.down", show=False),
        Binding("k,up", "move(-1)", N_("up"), id="article.up", show=False),
        Binding(
            "ctrl+d",
            "move(0.5, 'page')",
            N_("half a page down"),
            id="article.half_down",
            show=False,
        ),
        Binding(
            "ctrl+u", "move(-0.5, 'page')", N_("half a page up"), id="article.half_up", show=False
        ),
        Binding("pagedown", "move(1, 'page')", N_("page down"), id="article.page_down", show=False),
        Binding("pageup", "move(-1, 'page')", N_("page up"), id="article.page_up", show=False),
        Binding("g,home", "jump(0)", N_("to the top"), id="article.top", show=False),
        Binding("G,end", "jump(-1)", N_("to the end"), id="article.bottom", show=False),
        Binding("space", "read_on", N_("read on"), id="article.read_on"),
        Binding("u", "links", N_("links"), id="article.links", show=False),
        *(
            Binding(
                f"{n}", f"follow({n})", N_("follow link n"), id=f"article.follow_{n}", show=False
            )
            for n in range(1, 10)
        ),
        Binding(
            "minus", f"widen({-WIDTH_STEP})", N_("narrower"), id="article.narrower", show=False
        ),
        Binding(
            "plus,equals_sign", f"widen({WIDTH_STEP})", N_("wider"), id="article.wider", show=False
        ),
        Binding("n", "step(1)", N_("next match"), id="article.next_match"),
        Binding("N", "step(-1)", N_("previous match"), id="article.previous_match"),
        Binding("escape", "light('')", N_("put out matches"), id="article.put_out"),
    ]
    DEFAULT_CSS = (
        """
    ArticleView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """
        + LOOKS
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)

    language: reactive[Language] = reactive(partial(Language, "en"), repaint=False)
    glyphs: reactive[Glyphs] = reactive(UNICODE, repaint=False)
    text_width: reactive[int] = reactive(72, repaint=False)

    class Ended(Message):
        """The reader wants to read on at the end of the article."""

    class LinkOpened(Message):
        """The reader follows a link of the article."""

        def __init__(self, link: Link) -> None:
            super().__init__()
            self.link = link

        @property
        def address(self) -> str:
            """Where it leads."""
            return self.link.address

        @property
        def text(self) -> str:
            """The words that carry it."""
            return self.link.text

    class Moved(Message):
        """Another part of the article came to the top; `block` is what `show` takes."""

        def __init__(self, key: bytes, block: int) -> None:
            super().__init__()
            self.key = key
            self.block = block

        def can_replace(self, message: Message) -> bool:
            """Let only the latest of several be heard."""
            return isinstance(message, ArticleView.Moved) and message.key == self.key

    class Widened(Message):
        """The reader chose another width for the column of text, in cells."""

        def __init__(self, width: int) -> None:
            super().__init__()
            self.width = width

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._clock = clock or partial(datetime.now, UTC)
        self._opened: _Opened | None = None
        self._hint = ""
        self._galley: Galley | None = None
        self._ink = Ink(self)
        self._anchor = (0, 0.0)
        self._match = (0, 0)
        self._is_laying = False
        self._worker: Timer | None = None

    @property
    def is_lit(self) -> bool:
        """Whether words searched for are lit, so that `n` steps through them."""
        return self._opened is not None and self._opened.find is not None

    @property
    def room(self) -> Size:
        """The cells there are for text; the last line of the pane tells the share read."""
        width, height = self.scrollable_content_region.size
        return Size(width, max(1, height - 1))

    @property
    def is_whole(self) -> bool:
        """Whether the whole article is set, so that its length is exact."""
        return self._galley is not None and self._galley.is_whole

    def show(
        self,
        article: Article,
        source: Source,
        document: Document,
        *,
        query: Query | None = None,
        block: int = 0,
    ) -> None:
        """Show an article from `block` on, what `query` finds lit."""
        find = partial(find_matches, query) if query and not query.is_empty else None
        self._opened = _Opened(article, source, document, find)
        self._anchor, self._match = (max(0, block), 0.0), (0, 0)
        self._lay()
        self.refresh_bindings()

    def clear(self, hint: str = "") -> None:
        """Show no article, but `hint`, which says why and what helps."""
        self._opened = self._galley = None
        self._hint = hint
        self.virtual_size = Size(self.room.width, 0)
        self.refresh()
        self.refresh_bindings()

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen; the last tells how much has been read."""
        (width, height), galley = self.room, self._galley
        if not galley:
            return fit_hint(self._hint, y, width, self.rich_style, self._ink.component("hint"))
        if y >= height:
            seen = min(galley.total, self.scroll_offset.y + height) / galley.total
            share = Piece(f"{self.language.percent(seen)} ", self._ink.component("share"))
            return fit_line(width, self.rich_style, (), (share,))
        at = y + self.scroll_offset.y
        line = galley.line(at)
        if line is None:
            return Strip.blank(width, self.rich_style)
        part, match = self._match
        selection = self.text_selection
        strip = self._ink.strip(
            line,
            margin=max(0, (width - galley.width) // 2),
            width=width,
            current=match if galley.at(at)[0] == part else 0,
            chosen=selection.get_span(at) if selection else None,
        )
        return strip.apply_offsets(0, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is selected as plain text, the lines of a paragraph joined again."""
        if not self._galley:
            return None
        if selection.end is None:
            self._galley.finish()
        margin = max(0, (self.room.width - self._galley.width) // 2)
        return copied(self._galley, selection, margin), "\n"

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self._ink = Ink(self, self._galley.sheet.links if self._galley else ())

    def on_mount(self) -> None:
        """Set the article again when what it is set by changes."""
        for name in ("language", "glyphs", "text_width"):
            self.watch(self, name, self._lay, init=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Set what came into sight, and remember the place."""
        super().watch_scroll_y(old_value, new_value)
        if self._galley and not self._is_laying and round(old_value) != round(new_value):
            self._go(round(new_value))

    def on_click(self, event: events.Click) -> None:
        """Follow a link clicked on."""
        number = event.style.meta.get("link")
        if isinstance(number, int) and not self.text_selection:
            event.stop()
            self.action_follow(number)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `n`, `N` and Esc to others while nothing is lit, and digits without links."""
        del parameters
        if action in {"step", "light"}:
            return self.is_lit
        if action in {"follow", "links"}:
            return bool(self._galley and self._galley.sheet.links)
        return True

    def action_move(self, steps: float, unit: str = "line") -> None:
        """Scroll by so many lines, or pages less one line, which stays in sight."""
        if self._galley:
            lines = int(steps * (max(2, self.room.height) - 1)) if unit == "page" else int(steps)
            self._go(self.scroll_offset.y + lines)

    def action_jump(self, part: int) -> None:
        """Scroll to a part, -1 for the end."""
        if self._galley:
            end = self._galley.total
            self._go(end if part < 0 else self._galley.top_of(part))

    def action_read_on(self) -> None:
        """Page down; at the end say so."""
        if self._galley and self.scroll_offset.y + self.room.height < self._galley.total:
            self.action_move(1, "page")
        else:
            self.post_message(self.Ended())

    def action_links(self) -> None:
        """List the links of the article, to open or copy one."""
        if self._galley:
            self.app.push_screen(LinkList(self._galley.sheet.links, self.language), self._follow)

    def action_follow(self, number: int) -> None:
        """Follow the link with this number."""
        if self._galley and number <= len(self._galley.sheet.links):
            self._follow(self._galley.sheet.links[number - 1])

    def _follow(self, link: Link | None) -> None:
        if link is not None:
            self.post_message(self.LinkOpened(link))

    def action_widen(self, cells: int) -> None:
        """Make the column of text wider or narrower."""
        self.text_width = max(NARROWEST, min(self.text_width + cells, WIDEST))
        self.post_message(self.Widened(self.text_width))

    def action_step(self, way: int) -> None:
        """Go to the next match, or the one before; put the light out where there is none."""
        galley = self._galley
        if not galley:
            return
        part, match = self._match if self._match[1] else galley.at(self.scroll_offset.y)
        place = galley.step(part, match if self._match[1] else 0, way)
        if place is None:
            self.action_light("")
            return
        self._match = place
        line = galley.line_of(*place)
        top = self.scroll_offset.y
        self._go(top if top <= line < top + self.room.height else line - self.room.height // 3)

    def action_light(self, words: str) -> None:
        """Light these words instead, and go to the first of them; "" puts the matches out."""
        if self._opened:
            find = partial(find_words, words) if words.strip() else None
            self._opened = replace(self._opened, find=find)
            self._match = (0, 0)
            self._lay()
            self.refresh_bindings()
            if find is not None:
                self.action_step(1)

    @on(events.Resize)
    def _lay(self) -> None:
        """Set the article in the present width and language, the same part on top as before."""
        if not self._opened or not self.room.width:
            return
        if self._worker:
            self._worker.stop()
        sheet = self._opened.sheet(self.language, self._clock(), self.glyphs)
        galley = Galley(sheet, min(self.text_width, max(8, self.room.width - 2)))
        self._galley, self._ink = galley, Ink(self, sheet.links)
        part, share = self._anchor
        part = min(part, len(sheet) - 1)
        line = int(share * len(galley.lines(part)))
        self._go(galley.top_of(part) + line, is_moved=False)
        self._worker = self.set_interval(1 / 60, self._work)

    def _work(self) -> None:
        """Set a few more parts out of sight."""
        galley, worker = self._galley, self._worker
        if not galley or not worker:
            return
        end = perf_counter() + SLICE
        top = self.scroll_offset.y
        y = galley.work(top, lambda: perf_counter() > end)
        if galley.is_whole:
            worker.stop()
        if galley.is_whole or y != top:
            self._go(y, is_moved=False)

    def _go(self, y: int, *, is_moved: bool = True) -> None:
        """Bring the line `y` to the top, everything in sight set."""
        if not self._galley or not self._opened:
            return
        galley = self._galley
        y = galley.settle(y, self.room.height)
        self._is_laying = True
        self.virtual_size = Size(self.room.width, galley.total + 1)
        self.scroll_to(y=y, animate=False, force=True)
        self._is_laying = False
        self.refresh()
        if is_moved:
            part, line = galley.at(y)
            if part != self._anchor[0]:
                self.post_message(self.Moved(self._opened.article.key, part))
            self._anchor = part, line / max(1, len(galley.lines(part)))


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is shown, and what is lit in it."""

    article: Article
    source: Source
    document: Document
    find: Finder | None

    def sheet(self, language: Language, now: datetime, glyphs: Glyphs) -> Sheet:
        return Sheet(
            self.article,
            self.source,
            self.document,
            language=language,
            now=now,
            find=self.find,
            is_ascii=glyphs.name == "ascii",
        )
