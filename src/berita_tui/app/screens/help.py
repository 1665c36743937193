"""Help: every key that does something where the reader is, told from the live bindings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from berita_tui.app.keymap import SECTIONS, Command, by_section, keys_name
from berita_tui.app.screens.modal import Modal
from berita_tui.language import Language
from berita_tui.news import N_


class Help(Modal[None]):
    """Commands under their headings, keys first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss(None)", N_("back"), id="help.back"),
        Binding("j,down", "scroll(1)", N_("down"), id="help.down", show=False),
        Binding("k,up", "scroll(-1)", N_("up"), id="help.up", show=False),
        Binding("space,pagedown", "turn(1)", N_("page down"), id="help.page_down", show=False),
        Binding("pageup", "turn(-1)", N_("page up"), id="help.page_up", show=False),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    Help { align: center middle; }
    Help #help {
        width: 100%; max-width: 72; height: auto; max-height: 100%;
        background: $surface; border: solid $border; padding: 1 2;
        border-title-color: $primary; border-title-style: bold;
        scrollbar-size-vertical: 1;
    }
    Help Static { height: auto; }
    Help .heading { color: $primary; text-style: bold; margin-top: 1; }
    Help .heading.-first { margin-top: 0; }
    """

    def __init__(self, commands: tuple[Command, ...], *, language: Language) -> None:
        super().__init__()
        self._sections = by_section(commands)
        self._language = language

    def compose(self) -> ComposeResult:
        """List keys and what they do."""
        say = self._language.say
        with VerticalScroll(id="help") as page:
            page.border_title = Content(say("Help"))
            is_first = True
            for section, commands in self._sections.items():
                classes = "heading -first" if is_first else "heading"
                yield Static(Content(say(SECTIONS[section])), classes=classes)
                yield Static(Content("\n".join(self._lines(commands))))
                is_first = False

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_turn(self, pages: int) -> None:
        """Scroll by so many pages."""
        page = self.query_one("#help", VerticalScroll)
        page.scroll_relative(y=pages * page.scrollable_content_region.height, animate=False)

    def _lines(self, commands: tuple[Command, ...]) -> list[str]:
        told: Mapping[str, str] = {
            command.name: keys_name(command.keys, self._language) for command in commands
        }
        return [
            told[command.name]
            + " " * max(2, 18 - cell_len(told[command.name]))
            + self._language.say(command.meaning)
            for command in commands
        ]
