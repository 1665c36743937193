"""Ask: one question, one line for the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from berita_tui.app.screens.modal import Modal
from berita_tui.news import N_, BeritaError, Sentence


class Ask(Modal[str | None]):
    """Returns what was typed, None when the reader changed their mind.

    `check` may raise a `BeritaError`: its sentence is shown, as `tell` says it, and the answer
    not taken.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), id="ask.cancel")
    ]
    DEFAULT_CSS: ClassVar[str] = """
    Ask { align: center middle; }
    #ask {
        width: 100%; max-width: 64; height: auto; padding: 0 1;
        background: $surface; border: round $border;
    }
    #ask Input { border: none; height: 1; padding: 0; background: $panel; margin: 1 0; }
    #ask Static { height: auto; color: $text-muted; }
    #ask Static.-wrong { color: $text-error; }
    """

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        hint: str = "",
        tell: Callable[[Sentence], str] = str,
        check: Callable[[str], object] = str,
    ) -> None:
        super().__init__()
        self._question = question
        self._value = value
        self._hint = hint
        self._say = tell
        self._check = check

    def compose(self) -> ComposeResult:
        """The question as the frame's title, a box, a line for hint or error."""
        with Vertical(id="ask") as frame:
            frame.border_title = Content(self._question)
            yield Input(self._value)
            yield Static(Content(self._hint))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self._check(event.value)
        except BeritaError as error:
            line = self.query_one(Static)
            line.add_class("-wrong")
            line.update(Content(self._say(error.sentence)))
        else:
            self.dismiss(event.value)
