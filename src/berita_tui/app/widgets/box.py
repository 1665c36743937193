"""Query box: where a query is typed, and what was looked for before is had again."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from berita_tui.news import N_
from berita_tui.news.query.reading import MAX_CHARACTERS

UNTOLD_KEYS = frozenset({"slash", "backslash", "plus", "minus", "at", "underscore"})
"""Keys that type a character though `textual.keys.key_to_character` does not know it."""

LONGEST = MAX_CHARACTERS + 1
"""What fits into the box of a query: one character too much, of which is then said that it is."""


class Box(Input):
    """A box that a text can be put into, and no more than fits."""

    def replace(self, text: str, start: int, end: int) -> None:
        """Take of a text what there is room for; Textual takes nothing, and rings the bell."""
        room = len(text)
        if self.max_length:
            room = max(0, self.max_length - len(self.value) + abs(end - start))
        super().replace(text[:room], start, end)

    def put(self, text: str) -> None:
        """Put a text into the box as if it had been typed."""
        self.value = text
        self.cursor_position = len(text)


class QueryBox(Box):
    """The box itself: Enter and ↓ go to what was found, ↑ brings back what was looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("to the results"), id="search.results"),
        Binding("up", "older", N_("earlier query"), id="search.older", show=False),
        Binding("down", "newer", N_("later query, results"), id="search.newer", show=False),
    ]

    # As Textual has it, the whole screen is laid out anew at every key.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self) -> None:
        super().__init__(id="query", max_length=LONGEST)
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
            self.put(self._past[self._place])

    async def action_newer(self) -> None:
        """Step back towards what was typed; from there, go to the results."""
        if self._is_recalled:
            self._place -= 1
            self.put(self._typed if self._place < 0 else self._past[self._place])
        else:
            await self.action_submit()

    @property
    def _is_recalled(self) -> bool:
        return self._place >= 0 and self.value == self._past[self._place]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep what is typed for the box; Textual has no character for some keys."""
        return super().check_consume_key(key, character) or key in UNTOLD_KEYS
