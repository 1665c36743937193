"""Search bar: the box over the list, what was found, and where a query is wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from berita_tui.app.widgets.finder import SOUGHT
from berita_tui.language import Language
from berita_tui.news import N_, BadQuery, Order
from berita_tui.store import Shelf

if TYPE_CHECKING:
    from berita_tui.app.widgets.box import QueryBox


MARGINS = 8
"""Cells of the line that are neither the prompt's, nor in the box, nor of what was found."""


class Told(Static):
    """A line that says what became of a query."""

    # As Textual has it, the whole screen is laid out once more when it has another length.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", id=id, markup=False)


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

    @property
    def is_furnished(self) -> bool:
        """Whether the box is in it: it comes when headlines are seen, or when it is wanted."""
        return bool(self.query("#query"))

    @property
    def box(self) -> QueryBox:
        """The box itself."""
        return cast("QueryBox", self.query_one("#query"))

    @property
    def text(self) -> str:
        """What is typed in the box."""
        return self.box.value if self.is_furnished else ""

    def begin(self, past: tuple[str, ...] = (), *, is_filter: bool = False) -> None:
        """Show the box and go into it, to search everything or to filter a list."""
        if not self.is_furnished:
            self._furnish()
            self.call_after_refresh(self.begin, past, is_filter=is_filter)
            return
        self.display = True
        self.is_filter = is_filter
        self._make_room()
        self.box.begin(past)

    def end(self) -> None:
        """Empty the box and put it away."""
        box = self.box
        with self.prevent(Input.Changed):
            box.value = ""
        self._found = ""
        self.query_one("#found", Static).update(Content(""))
        self.complain("")
        self.display = False

    def tell(self, found: str) -> None:
        """Say how much was found.

        Its room only grows while the box is open: to lay the screen out anew at every key, for
        a number with one digit more or less, takes longer than all the rest.
        """
        line, room = self.query_one("#found", Static), cell_len(self._found)
        told = " " * (room - cell_len(found)) + found
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
            found = self._say_found(count)
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
        box = self.box
        # A text that is longer than the box is moved in it: no mark could stand below the place.
        is_below = position >= 0 and cell_len(box.value) < box.content_size.width
        mark = f"{' ' * cell_len(box.value[:position])}^\n" if is_below else ""
        if mark + words != self._complaint:
            self._complaint = mark + words
            line.update(Content(mark + words))
            line.display = bool(words)

    def watch_language(self) -> None:
        """Say what can be typed."""
        if self.is_furnished:
            say = self.language.say
            wish = say("Filter this list") if self.is_filter else say("Search everything")
            self.box.placeholder = wish
            self.query_one("#prompt", Static).update(Content("f" if self.is_filter else "/"))

    def watch_is_filter(self) -> None:
        """Say what becomes of what is typed."""
        self.watch_language()

    def on_mount(self) -> None:
        """Wait out of sight."""
        self.display = False
        self.call_after_refresh(self._furnish)

    def _make_room(self) -> None:
        """Have room for what the first page will say, where all that the box says has its own."""
        room = cell_len(f"{self._say_found(SOUGHT)} …")
        left = self.parent.size.width - room if isinstance(self.parent, Widget) else 0
        if not self._found and left > cell_len(self.box.placeholder) + MARGINS:
            self._found = " " * room
            self.query_one("#found", Static).update(Content(self._found))

    def _say_found(self, count: int) -> str:
        return self.language.say_many("{count} found", "{count} found", count)

    def _furnish(self) -> None:
        """Put the box between its prompt and the number found."""
        from berita_tui.app.widgets.box import QueryBox  # noqa: PLC0415 - off the way in

        if self.children or not self.is_attached:
            return  # the box itself is there a moment after the line it stands in
        prompt, found, line = (Told(id=name) for name in ("prompt", "found", "complaint"))
        self.mount(Horizontal(prompt, QueryBox(), found), line)
        self.call_after_refresh(self.watch_language)

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
