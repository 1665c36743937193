"""Search bar: the box over the list, what was found, and where a query is wrong."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.widgets import Input, Static

from berita_tui.language import Language
from berita_tui.news import N_, BadQuery, Order
from berita_tui.news.query.reading import MAX_CHARACTERS
from berita_tui.store import Shelf

UNTOLD_KEYS = frozenset({"slash", "backslash", "plus", "minus", "at", "underscore"})
"""Keys that type a character though `textual.keys.key_to_character` does not know it."""


class QueryBox(Input):
    """The box itself: Enter and ↓ go to what was found, ↑ brings back what was looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("to the results"), id="search.results"),
        Binding("up", "older", N_("earlier query"), id="search.older", show=False),
        Binding("down", "newer", N_("later query, results"), id="search.newer", show=False),
    ]

    # As Textual has it, the whole screen is laid out anew at every key.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self) -> None:
        super().__init__(id="query", max_length=MAX_CHARACTERS)
        self._past: tuple[str, ...] = ()
        self._place = -1
        self._typed = ""

    def begin(self, past: tuple[str, ...]) -> None:
        """Take the focus; `past` is what ↑ steps through, the last first."""
        self._past, self._place = past, -1
        self.focus()

    def action_older(self) -> None:
        """Put what was looked for before that into the box."""
        if self._place < 0:
            self._typed = self.value
        if self._place + 1 < len(self._past):
            self._place += 1
            self._recall(self._past[self._place])

    async def action_newer(self) -> None:
        """Step back towards what was typed; from there, go to the results."""
        if self._is_recalled:
            self._place -= 1
            self._recall(self._typed if self._place < 0 else self._past[self._place])
        else:
            await self.action_submit()

    @property
    def _is_recalled(self) -> bool:
        return self._place >= 0 and self.value == self._past[self._place]

    def _recall(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)

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
    SearchBar #complaint { height: auto; padding: 0 2 0 3; display: none; }
    """

    language: reactive[Language] = reactive(partial(Language, "en"))
    is_filter: reactive[bool] = reactive(False)

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

    def __init__(self) -> None:
        super().__init__()
        self._found = self._complaint = ""

    def compose(self) -> ComposeResult:
        """Put the box between its prompt and the number found."""
        with Horizontal():
            yield Static("/", id="prompt", markup=False)
            yield QueryBox()
            yield Static("", id="found", markup=False)
        yield Static("", id="complaint", markup=False)

    @property
    def text(self) -> str:
        """What is typed in the box."""
        return self.query_one(QueryBox).value

    def begin(self, past: tuple[str, ...] = (), *, is_filter: bool = False) -> None:
        """Show the box and go into it, to search everything or to filter a list."""
        self.display = True
        self.is_filter = is_filter
        self.query_one(QueryBox).begin(past)

    def end(self) -> None:
        """Empty the box and put it away."""
        box = self.query_one(QueryBox)
        with self.prevent(Input.Changed):
            box.value = ""
        self.tell("")
        self.complain("")
        self.display = False

    def put(self, text: str) -> None:
        """Put a text into the box as if it had been typed."""
        box = self.query_one(QueryBox)
        box.value = text
        box.cursor_position = len(text)

    def tell(self, found: str) -> None:
        """Say how much was found.

        Its room only grows while the box is open: to lay the screen out anew at every key, for
        a number with one digit more or less, takes longer than all the rest.
        """
        line, room = self.query_one("#found", Static), cell_len(self._found)
        told = " " * (room - cell_len(found)) + found if found else ""
        if told != self._found:
            self._found = told
            line.update(Content(told), layout=cell_len(told) != room)

    def tell_found(self, shelf: Shelf, order: Order) -> None:
        """Say how many were found, and in which order where it is not the usual one."""
        say_many, count = self.language.say_many, len(shelf)
        if shelf.is_loose:
            found = say_many("{count} in part", "{count} in part", count)
        elif order is Order.BEST:
            found = say_many("{count}, best first", "{count}, best first", count)
        else:
            found = say_many("{count} found", "{count} found", count)
        self.tell(found if shelf.is_whole_list else f"{found} …")

    def complain_of(self, problem: BadQuery | None) -> None:
        """Say what is wrong with the query; None is nothing."""
        if problem is None:
            self.complain("")
        else:
            self.complain(self.language.tell(problem.sentence), problem.position)

    def complain(self, words: str, position: int = -1) -> None:
        """Say in words what is wrong with the query, pointing at the character at `position`."""
        line = self.query_one("#complaint", Static)
        box = self.query_one(QueryBox)
        # A text that is longer than the box is moved in it: no mark could stand below the place.
        is_below = position >= 0 and cell_len(box.value) < box.content_size.width
        mark = f"{' ' * cell_len(box.value[:position])}^\n" if is_below else ""
        if mark + words != self._complaint:
            self._complaint = mark + words
            line.update(Content(mark + words))
            line.display = bool(words)

    def watch_language(self) -> None:
        """Say what can be typed."""
        if self.is_mounted:
            say = self.language.say
            wish = say("Filter this list") if self.is_filter else say("Search everything")
            self.query_one(QueryBox).placeholder = wish
            self.query_one("#prompt", Static).update(Content("f" if self.is_filter else "/"))

    def watch_is_filter(self) -> None:
        """Say what becomes of what is typed."""
        self.watch_language()

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
