"""Mute: what to hide of what is like an article, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from berita_tui.app.keymap import key_of
from berita_tui.app.screens.modal import Modal
from berita_tui.app.widgets.box import LONGEST, Box
from berita_tui.language import Language
from berita_tui.news import (
    N_,
    Article,
    BadQuery,
    Source,
    parse_query,
    propose_mutes,
)

DURATIONS: Final = (
    (None, N_("for ever")),
    (timedelta(days=7), N_("for 7 days")),
    (timedelta(days=30), N_("for 30 days")),
)
"""How long a mute may last, and how that is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteWish:
    """What is to be hidden; `lasting` None is for ever."""

    text: str
    lasting: timedelta | None


class MuteBox(Box):
    """The query; ↑ and ↓ go through what is proposed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("mute"), id="mute.take"),
        Binding("down", "screen.propose(1)", N_("next proposal"), id="mute.next"),
        Binding("up", "screen.propose(-1)", N_("proposal before"), id="mute.before"),
        Binding("tab", "screen.last(1)", N_("how long"), id="mute.longer"),
        Binding("shift+tab", "screen.last(-1)", N_("how long"), id="mute.shorter", show=False),
    ]


class ProposeMute(Modal[MuteWish | None]):
    """Proposes queries by an article; the one chosen can be edited. Gives what is to be muted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), id="mute.cancel")
    ]
    DEFAULT_CSS: ClassVar[str] = """
    ProposeMute { align: center middle; }
    #mute {
        width: 100%; max-width: 68; height: auto; padding: 0 1;
        background: $surface; border: round $border;
    }
    #mute Input { border: none; height: 1; padding: 0; background: $panel; margin: 1 0; }
    #mute Static { height: auto; color: $text-muted; }
    #mute #mute-lasting { color: $foreground; margin-bottom: 1; }
    #mute Static.-wrong { color: $text-error; }
    #mute OptionList {
        height: auto; max-height: 8; border: none; padding: 0; margin-bottom: 1;
        background: $surface;
    }
    """

    def __init__(self, article: Article, source: Source, *, language: Language) -> None:
        super().__init__()
        self._language = language
        label = source.label
        self._proposals = propose_mutes(article.entry, label, language.code) or ("",)
        self._chosen = 0
        self._lasting = 0

    def compose(self) -> ComposeResult:
        """The query, what else is proposed, how long, the keys."""
        say = self._language.say
        with Vertical(id="mute") as frame:
            frame.border_title = Content(say("Hide articles that answer"))
            yield MuteBox(self._proposals[0], max_length=LONGEST)
            choices = OptionList(*(Option(Content(each)) for each in self._proposals))
            choices.can_focus = False
            yield choices
            yield Static(id="mute-lasting")
            yield Static(id="mute-hint")

    def on_mount(self) -> None:
        """Show the first proposal."""
        self.query_one(OptionList).highlighted = 0
        self._tell_lasting()
        self._tell()

    def action_propose(self, way: int) -> None:
        """Put the next proposal into the box, or the one before."""
        self._chosen = (self._chosen + way) % len(self._proposals)
        self.query_one(OptionList).highlighted = self._chosen
        self.query_one(MuteBox).put(self._proposals[self._chosen])

    def action_last(self, way: int) -> None:
        """Let it last longer, or shorter."""
        self._lasting = (self._lasting + way) % len(DURATIONS)
        self._tell_lasting()

    @on(OptionList.OptionSelected)
    def _take_option(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._chosen = event.option_index
        self.query_one(MuteBox).put(self._proposals[self._chosen])

    @on(Input.Changed)
    def _look_at(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            is_empty = parse_query(event.value).is_empty
        except BadQuery as problem:
            self._tell(self._language.tell(problem.sentence))
            return
        if is_empty:
            self._tell(self._language.say("the query asks for nothing; give it a word"))
            return
        self.dismiss(MuteWish(text=event.value, lasting=DURATIONS[self._lasting][0]))

    def _tell(self, problem: str = "") -> None:
        line = self.query_one("#mute-hint", Static)
        line.set_class(bool(problem), "-wrong")
        key = key_of("mute.longer", self, self._language)
        words = self._language.say("{key} changes how long. Bookmarked articles stay.", key=key)
        line.update(Content(problem or words))

    def _tell_lasting(self) -> None:
        parts: list[tuple[str, str]] = []
        for number, (_, words) in enumerate(DURATIONS):
            style = "bold reverse" if number == self._lasting else "dim"
            parts += [(f" {self._language.say(words)} ", style), ("  ", "")]
        self.query_one("#mute-lasting", Static).update(Content.assemble(*parts))
