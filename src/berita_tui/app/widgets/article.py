"""Article view: one article to read, of which only what is seen is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from berita_tui.app.housekeeping import Noticed
from berita_tui.app.screens.links import LinkList
from berita_tui.app.widgets.easel import Easel, Frame
from berita_tui.app.widgets.galley import Galley
from berita_tui.app.widgets.ink import LOOKS
from berita_tui.app.widgets.page import Page
from berita_tui.language import Language
from berita_tui.news import N_, Article, Document, Link, Plate, Sentence, Source
from berita_tui.news.finding import find_words
from berita_tui.news.query import Query, find_matches
from berita_tui.placard.glyphs import UNICODE, Glyphs
from berita_tui.typeset import MOST_ROWS, NO_INSETS, Finder, Insets, Sheet

if TYPE_CHECKING:
    from berita_tui.app.widgets.drawing import Drawing

NARROWEST, WIDEST = 40, 120
"""Cells of the column of text that the reader may choose between."""
WIDTH_STEP = 4


class ArticleView(Page):
    """An article in one centred column; says where the reader is and what is to be opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "read_on", N_("read on"), id="article.read_on"),
        Binding("u", "links", N_("links"), id="article.links", show=False),
        Binding("i", "pictures", N_("pictures on or off"), id="article.pictures", show=False),
        Binding("d", "app.changes", N_("what changed"), id="article.changes"),
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

    class PicturesWished(Message):
        """The reader wants to see pictures, or no pictures."""

        def __init__(self, *, is_shown: bool) -> None:
            super().__init__()
            self.is_shown = is_shown

    class Drawn(Message):
        """A picture was drawn; None where its file is lost or damaged."""

        def __init__(self, easel: Easel, frame: Frame, drawing: Drawing | None) -> None:
            super().__init__()
            self.easel = easel
            self.frame = frame
            self.drawing = drawing

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] | None = None,
        load: Callable[[Plate], bytes | None] | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._clock = clock or partial(datetime.now, UTC)
        self._opened: _Opened | None = None
        self._load = load or (lambda _: None)

    @property
    def is_lit(self) -> bool:
        """Whether words searched for are lit, so that `n` steps through them."""
        return self._opened is not None and self._opened.find is not None

    def show(
        self,
        article: Article,
        source: Source,
        document: Document,
        *,
        query: Query | None = None,
        block: int = 0,
        plates: Mapping[str, Plate] | None = None,
    ) -> None:
        """Show an article from `block` on, what `query` finds lit, with the pictures on disk."""
        find = partial(find_matches, query) if query and not query.is_empty else None
        self._opened = _Opened(article, source, document, find, plates or {})
        self._anchor, self._match = (max(0, block), 0.0), (0, 0)
        self._lay()
        # The keys that can be pressed now are told when the article is seen.
        self.call_after_refresh(self.refresh_bindings)

    def clear(self, hint: str = "") -> None:
        """Show no article, but `hint`, which says why and what helps."""
        self._opened = None
        self._empty(hint)
        self.refresh_bindings()

    def on_mount(self) -> None:
        """Set the article again when what it is set by changes."""
        for name in ("language", "glyphs", "text_width", "graphics"):
            self.watch(self, name, self._lay, init=False)

        def renew() -> None:
            self.refresh()

        # Told when another screen comes over this one, or goes.
        self.watch(self.screen, "stack_updates", renew, init=False)

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
        if action == "follow":
            return bool(self._galley and self._galley.sheet.links)
        return True

    def action_read_on(self) -> None:
        """Page down; at the end say so."""
        if self._galley and self.scroll_offset.y + self.room.height < self._galley.total:
            self.action_move(1, "page")
        else:
            self.post_message(self.Ended())

    def action_links(self) -> None:
        """List the links of the article, to open or copy one."""
        if self._galley and not self._galley.sheet.links:
            self.post_message(Noticed(Sentence("This article has no links.")))
        elif self._galley:
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
        self.go_to(top if top <= line < top + self.room.height else line - self.room.height // 3)

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

    def action_pictures(self) -> None:
        """Show pictures, or none."""
        self.post_message(self.PicturesWished(is_shown=self.graphics is None))

    def passed(self, part: int) -> None:
        """Tell where the reader is."""
        if self._opened:
            self.post_message(self.Moved(self._opened.article.key, part))

    @on(events.Resize)
    def _lay(self) -> None:
        """Set the article in the present width and language, the same part on top as before."""
        if not self._opened or not self.room.width:
            return
        is_ascii, insets = self.glyphs.name == "ascii", NO_INSETS
        if self.graphics and not is_ascii:
            if not self._easel or self._easel.graphics != self.graphics:
                self._easel = Easel(self.graphics, self._load, self._ask)
            most_rows = min(MOST_ROWS, self.room.height * 2 // 3)
            plates = self._opened.plates
            insets = Insets(plates=plates, most_rows=most_rows, ratio=self.graphics.ratio)
        sheet = self._opened.sheet(self.language, self._clock(), insets, is_ascii=is_ascii)
        self._ink.take(sheet.links, self._easel)
        self.put(Galley(sheet, min(self.text_width, max(8, self.room.width - 2))))

    def _ask(self, easel: Easel, frame: Frame) -> None:
        """Have a picture drawn, sideways."""

        def draw() -> None:
            self.post_message(self.Drawn(easel, frame, easel.draw(frame)))

        self.run_worker(draw, thread=True, group="pictures")

    @on(Drawn)
    def _hang(self, event: Drawn) -> None:
        """Show a picture that was drawn; one that is lost is only a caption again."""
        if event.drawing is not None:
            self._send(event.easel.hang(event.frame, event.drawing))
            self.refresh()
        elif self._opened:
            plates = self._opened.plates
            left = {name: each for name, each in plates.items() if each != event.frame.plate}
            self._opened = replace(self._opened, plates=left)
            self._lay()

    def on_unmount(self) -> None:
        """Let the terminal forget the pictures it was sent."""
        if self._easel:
            self._send(self._easel.clear())

    def _send(self, sequences: str) -> None:
        driver = self.app._driver  # noqa: SLF001 - what Textual writes by, in order with the rest
        if sequences and driver:
            driver.write(sequences)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is shown, and what is lit in it."""

    article: Article
    source: Source
    document: Document
    find: Finder | None
    plates: Mapping[str, Plate]

    def sheet(self, language: Language, now: datetime, insets: Insets, *, is_ascii: bool) -> Sheet:
        return Sheet(
            self.article,
            self.source,
            self.document,
            language=language,
            now=now,
            find=self.find,
            is_ascii=is_ascii,
            insets=insets,
        )
