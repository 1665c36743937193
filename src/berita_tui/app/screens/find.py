"""Find: a box at the bottom of the article, and what it finds lit while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from berita_tui.app.screens.modal import Modal
from berita_tui.app.widgets.box import Box
from berita_tui.language import Language
from berita_tui.news import N_

if TYPE_CHECKING:
    from berita_tui.app.widgets.article import ArticleView

LONGEST = 100
"""Characters that can be looked for."""


class FindBox(Modal[None]):
    """Lights words in an article; they stay lit when the box is left by Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", N_("cancel"), id="find.cancel"),
        Binding("enter", "dismiss(None)", N_("keep lit"), id="find.keep", priority=True),
        Binding("down", "step(1)", N_("next match"), id="find.next"),
        Binding("up", "step(-1)", N_("previous match"), id="find.previous"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    FindBox { background: transparent; }
    #find { height: 1; background: $panel; }
    #find-prompt { width: auto; padding: 0 0 0 1; color: $primary; text-style: bold; }
    #find Input, #find Input:focus {
        width: 1fr; height: 1; border: none; padding: 0 1; background: transparent;
    }
    #find-found { width: auto; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, article: ArticleView, *, language: Language) -> None:
        super().__init__()
        self._article = article
        self._language = language
        self._is_typed = False
        self._began = article.place

    def compose(self) -> ComposeResult:
        """Put the box between its prompt and what became of it."""
        with Horizontal(id="find"):
            yield Static("/", id="find-prompt", markup=False)
            yield Box(placeholder=self._language.say("Words in this article"), max_length=LONGEST)
            yield Static("", id="find-found", markup=False)

    @on(events.Mount)
    @on(events.Resize)
    def _place(self) -> None:
        """Lie over the last line of the article."""
        region = self._article.content_region
        box = self.query_one("#find")
        box.styles.width = region.width
        box.styles.offset = (region.x, max(0, region.bottom - 1))

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        event.stop()
        self._is_typed = True
        self._article.return_to(self._began)  # each key looks from where the reader was
        self._article.action_light(event.value)
        is_missing = bool(event.value.strip()) and not self._article.is_lit
        told = self._language.say("Not in this article") if is_missing else ""
        self.query_one("#find-found", Static).update(Content(told))

    def action_step(self, way: int) -> None:
        """Go to the next match, or the one before."""
        if self._article.is_lit:
            self._article.action_step(way)

    def action_give_up(self) -> None:
        """Put out what was lit, and leave the reader where they were."""
        if self._is_typed:
            self._article.action_light("")
            self._article.return_to(self._began)
        self.dismiss(None)
