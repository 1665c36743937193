"""Search bar: the box over the list, what was found, and where a query is wrong."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from berita_tui.language import Language
from berita_tui.news import N_

UNTOLD_KEYS = frozenset({"slash", "backslash", "plus", "minus", "at", "underscore"})
"""Keys that type a character though `textual.keys.key_to_character` does not know it."""


class QueryBox(Input):
    """The box itself: Enter and ↓ go to what was found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "submit", N_("to the results"), id="search.results"),
    ]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep what is typed for the box; Textual has no character for some keys."""
        return super().check_consume_key(key, character) or key in UNTOLD_KEYS


class SearchBar(Vertical):
    """A box to type a query in; says what became of it, and nothing is found by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("back to the list"), id="search.leave"),
    ]
    DEFAULT_CSS = """
    SearchBar { height: auto; }
    SearchBar Horizontal { height: 1; }
    SearchBar #prompt { width: auto; padding: 0 0 0 1; }
    SearchBar Input, SearchBar Input:focus {
        width: 1fr; height: 1; border: none; padding: 0 1; background: transparent;
    }
    SearchBar #found { width: auto; padding: 0 1; }
    SearchBar #complaint { height: auto; padding: 0 2; display: none; }
    """

    language: reactive[Language] = reactive(partial(Language, "en"))

    class Typed(Message):
        """The text in the box changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Sent(Message):
        """The reader wants to go to the results."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The reader wants the list back."""

    def compose(self) -> ComposeResult:
        """Put the box between its prompt and the number found."""
        with Horizontal():
            yield Static("/", id="prompt", markup=False)
            yield QueryBox(id="query", max_length=256)
            yield Static("", id="found", markup=False)
        yield Static("", id="complaint", markup=False)

    @property
    def text(self) -> str:
        """What is typed in the box."""
        return self.query_one(QueryBox).value

    def begin(self) -> None:
        """Show the box and go into it."""
        self.display = True
        self.query_one(QueryBox).focus()

    def end(self) -> None:
        """Empty the box and put it away."""
        box = self.query_one(QueryBox)
        with self.prevent(Input.Changed):
            box.value = ""
        self.tell("")
        self.complain("")
        self.display = False

    def tell(self, found: str) -> None:
        """Say how much was found."""
        self.query_one("#found", Static).update(Content(found))

    def complain(self, words: str, position: int = -1) -> None:
        """Say in words what is wrong with the query, pointing at the character at `position`."""
        line = self.query_one("#complaint", Static)
        mark = f"{' ' * position}^\n" if 0 <= position < self.size.width - 4 else ""
        line.update(Content(mark + words))
        line.display = bool(words)

    def watch_language(self) -> None:
        """Say what can be typed."""
        if self.is_mounted:
            self.query_one(QueryBox).placeholder = self.language.say("Search everything")

    def on_mount(self) -> None:
        """Wait out of sight."""
        self.display = False
        self.watch_language()

    @on(Input.Changed)
    def _type(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent(event.value))

    def action_leave(self) -> None:
        """Give the list back."""
        self.post_message(self.Left())
