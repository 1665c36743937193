"""Confirm: where a link really leads, shown before it is opened when its words say otherwise."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from berita_tui.app.browser import open_in_browser
from berita_tui.app.screens.modal import Modal
from berita_tui.language import Language
from berita_tui.news import N_, Link, host_of
from berita_tui.typeset import names_other_host


class ConfirmOpening(Modal[bool]):
    """Shows a link's words, its true host and its address; gives True when it shall open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,q", "answer(False)", N_("do not open"), id="confirm.no"),
        Binding("y,o", "answer(True)", N_("open"), id="confirm.yes"),
        Binding("left,up,h,k", "app.focus_previous", show=False),
        Binding("right,down,l,j", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmOpening {
        align: center middle;
        & > Vertical {
            width: 90%; max-width: 76; height: auto; max-height: 90%; padding: 1 2;
            border: round $warning; background: $surface; overflow-y: auto;
        }
        & Static { height: auto; margin-bottom: 1; }
        & Horizontal { height: auto; }
        & Button { margin-right: 2; }
    }
    """

    def __init__(self, link: Link, language: Language) -> None:
        super().__init__()
        self._link = link
        self._say = language.say

    def compose(self) -> ComposeResult:
        """Lay out words, host and address, the safe answer in focus."""
        say, link = self._say, self._link
        with Vertical() as box:
            box.border_title = Content(say("This link leads elsewhere"))
            yield Static(Content(say("It reads: “{text}”", text=" ".join(link.text.split())[:200])))
            yield Static(
                Content(say("It leads to: {host}", host=host_of(link.address))).stylize("bold")
            )
            yield Static(Content(link.address[:500]))
            with Horizontal():
                yield Button(Content(say("Do not open")), id="no")
                yield Button(Content(say("Open")), id="yes", variant="warning")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Close with this answer."""
        self.dismiss(answer)


def follow_link(app: App[Any], link: Link, language: Language) -> None:
    """Open `link` in the browser, after asking when its words name another host.

    Says in a toast what went wrong, if anything did.
    """

    def open_it(answer: bool | None) -> None:
        if answer:
            open_in_browser(app, link.address, language)

    if names_other_host(link):
        app.push_screen(ConfirmOpening(link, language), open_it)
    else:
        open_it(True)
