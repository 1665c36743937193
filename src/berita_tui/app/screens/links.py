"""Link list: the links of an article, where each leads, to open or to copy one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from berita_tui.app.browser import copy
from berita_tui.app.screens.modal import Modal
from berita_tui.language import Language
from berita_tui.news import N_, Link, host_of

MOST = 500
"""Links listed; an article with more shows the rest at its end all the same."""


class LinkList(Modal[Link | None]):
    """Shows numbered links with their words and true hosts; gives the one to open, or none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,u", "dismiss(None)", N_("close"), id="links.close"),
        Binding("enter", "open", N_("open"), id="links.open"),
        Binding("y", "copy", N_("copy"), id="links.copy"),
        Binding("j", "step('down')", N_("down"), id="links.down", show=False),
        Binding("k", "step('up')", N_("up"), id="links.up", show=False),
    ]
    DEFAULT_CSS = """
    LinkList {
        align: center middle;
        & > Vertical {
            width: 90%; min-width: 28; max-width: 100; height: auto; max-height: 80%; padding: 0 1;
            border: round $primary; background: $surface;
        }
        & OptionList {
            height: auto; max-height: 100%; min-width: 24;
            border: none; padding: 0; background: $surface;
            &:focus { border: none; }
        }
        & .hint { color: $text-muted; height: 1; }
    }
    """

    def __init__(self, links: Sequence[Link], language: Language) -> None:
        super().__init__()
        self._links = tuple(links[:MOST])
        self._say = language.say

    def compose(self) -> ComposeResult:
        """Lay out the list and a line of keys below it."""
        with Vertical() as box:
            box.border_title = Content(self._say("Links"))
            yield OptionList(*map(self._option, range(len(self._links))))
            hint = self._say("Enter opens · y copies the address · Esc closes")
            yield Static(Content(hint), classes="hint")

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._links[event.option_index])

    def action_open(self) -> None:
        """Give the link under the cursor."""
        if (link := self._current()) is not None:
            self.dismiss(link)

    def action_copy(self) -> None:
        """Put the address under the cursor on the clipboard."""
        if (link := self._current()) is not None:
            copy(self.app, link.address)
            self.notify(self._say("Address copied."), markup=False)

    def action_step(self, way: str) -> None:
        """Move the cursor one link on or back."""
        options = self.query_one(OptionList)
        if way == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def _current(self) -> Link | None:
        index = self.query_one(OptionList).highlighted
        return None if index is None else self._links[index]

    def _option(self, index: int) -> Option:
        link = self._links[index]
        number = f"{index + 1:>{len(str(len(self._links)))}} "
        words = " ".join(link.text.split())[:200]
        prompt = Content.assemble(
            (number, "dim"),
            Content(words or link.address[:200]),
            Content(" "),
            (host_of(link.address), "bold"),
        )
        return Option(prompt)
