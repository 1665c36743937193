"""Trouble: the screen in place of the reader when the data on disk cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.filter import LineFilter
from textual.widgets import Button, Static

from berita_tui.app.guard import OutputGuard
from berita_tui.language import Language
from berita_tui.news import DataUnusable


class Choice(StrEnum):
    """What the reader wants done about it."""

    RESTORE = "restore"
    """Put the newest copy of the library back; the unusable file is set aside."""
    SAVE = "save"
    """Save what can be read of the library into a new one; the unusable file is set aside."""
    READ_ON = "read_on"
    """Read the archive without the library; nothing is changed."""
    QUIT = "quit"


class TroubleApp(App[Choice]):
    """Explains what is wrong with the data and offers what can be done; changes nothing itself.

    Returns the `Choice` made; leaving it any other way counts as `Choice.QUIT` to its caller.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,ctrl+q,ctrl+c", "quit", show=False, priority=True),
        Binding("down,j,right", "app.focus_next", show=False),
        Binding("up,k,left", "app.focus_previous", show=False),
    ]
    ENABLE_COMMAND_PALETTE = False
    CSS: ClassVar[str] = """
    Screen { align: center middle; overflow-y: auto; }
    #trouble {
        width: 100%; max-width: 76; height: auto; padding: 1 2;
        border: round $warning; border-title-color: $warning;
    }
    #trouble Static { margin-bottom: 1; }
    #trouble Button { width: 100%; margin-bottom: 1; }
    """

    def __init__(
        self,
        error: DataUnusable,
        *,
        language: Language,
        can_restore: bool,
        can_save: bool,
        can_read_on: bool,
    ) -> None:
        self._guard = OutputGuard()
        super().__init__()
        self._error = error
        self._language = language
        self._can_restore = can_restore
        self._can_save = can_save
        self._can_read_on = can_read_on

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let nothing out that a terminal could obey: the reason names files."""
        return [*super().get_line_filters(), self._guard]

    def compose(self) -> ComposeResult:
        """Show what is wrong, and a button for each way on."""
        say = self._language.say
        with Vertical(id="trouble") as box:
            box.border_title = Content(say("Your data cannot be used"))
            yield Static(Content(self._language.tell(self._error.sentence)))
            yield Static(Content(say("Nothing was changed. You can:")))
            if self._can_restore:
                yield Button(Content(say("Put the newest copy back")), id=Choice.RESTORE)
            if self._can_save:
                yield Button(Content(say("Save what can be read of it")), id=Choice.SAVE)
            if self._can_read_on:
                yield Button(Content(say("Read what is there, without marks")), id=Choice.READ_ON)
            yield Button(Content(say("Quit")), id=Choice.QUIT)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Leave with the choice made."""
        self.exit(Choice(event.button.id or Choice.QUIT))
