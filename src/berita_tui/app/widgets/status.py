"""Masthead and status line: the line above the panes and the line below."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from berita_tui.app.keymap import Command, key_name, live_commands
from berita_tui.app.widgets.lines import Piece, fit_line
from berita_tui.app.widgets.sheet import without_ground
from berita_tui.language import Language
from berita_tui.placard.glyphs import UNICODE, Glyphs


class Masthead(Widget):
    """Name, view, unread count, progress of a refresh, connection, time of day."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Masthead { height: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "masthead--name",
        "masthead--quiet",
        "masthead--online",
        "masthead--offline",
    }

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    view_name: reactive[str] = reactive("")
    unread: reactive[int] = reactive(0)
    progress: reactive[tuple[int, int] | None] = reactive(None)
    is_offline: reactive[bool] = reactive(False)
    now: reactive[datetime | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw it; where there is no room the time of day goes first."""
        base = self.rich_style
        if y:
            return Strip.blank(self.size.width, base)
        quiet = _ink(self, "masthead--quiet")
        unread = self.language.say_many("{count} unread", "{count} unread", self.unread)
        left = [
            Piece(" Berita ", self.get_component_rich_style("masthead--name")),
            Piece("  "),
            Piece(self.view_name, Style(bold=True)),
            Piece(f" {self.glyphs.separator} {unread}", quiet),
        ]
        right = self._facts(quiet)
        wanted = sum(cell_len(piece.text) for piece in left)
        while right and wanted + sum(cell_len(piece.text) for piece in right) > self.size.width:
            right = right[:-1]
        return fit_line(self.size.width, base, left, right, ellipsis=self.glyphs.ellipsis)

    def _facts(self, quiet: Style) -> list[Piece]:
        facts = []
        if self.progress is not None:
            done, total = self.progress
            text = self.language.say("{done}/{total} sources", done=done, total=total)
            facts.append(Piece(f"  {self.glyphs.refreshing} {text} ", quiet))
        if self.is_offline:
            word = f"{self.glyphs.offline} {self.language.say('offline')}"
            facts.append(Piece(f"  {word} ", _ink(self, "masthead--offline")))
        else:
            word = f"{self.glyphs.online} {self.language.say('online')}"
            facts.append(Piece(f"  {word} ", _ink(self, "masthead--online")))
        if self.now is not None:
            facts.append(Piece(f"  {self.language.clock(self.now)} ", quiet))
        return facts


class StatusLine(Widget):
    """The keys that do something here, and pages to come; for some seconds, what has happened."""

    SECONDS: ClassVar[float] = 6
    """How long what has happened is said."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "StatusLine { height: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--key", "status--text", "status--said"}

    language: reactive[Language] = reactive(partial(Language, "en"))
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    said: reactive[str] = reactive("")
    waiting: reactive[int] = reactive(0)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._commands: tuple[Command, ...] = ()
        self._reach: list[tuple[int, int, Command]] = []
        self._silence: Timer | None = None

    def on_mount(self) -> None:
        """Follow the bindings as they change with the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._take_bindings)

    def say(self, text: str) -> None:
        """Say `text` in place of the keys for some seconds."""
        if self._silence is not None:
            self._silence.stop()
        self.said = text
        self._silence = self.set_timer(self.SECONDS, self.fall_silent)

    def fall_silent(self) -> None:
        """Show the keys again."""
        self.said = ""

    def render_line(self, y: int) -> Strip:
        """Draw what was said last, else as many keys as there is room for, help always."""
        width, base = self.size.width, self.rich_style
        self._reach = []
        if y:
            return Strip.blank(width, base)
        if self.said:
            said = Piece(f" {self.said}", _ink(self, "status--said"))
            return fit_line(width, base, [said], [Piece(" ")], ellipsis=self.glyphs.ellipsis)
        queue = self._queue(width)
        room = width - sum(cell_len(piece.text) for piece in queue)
        return fit_line(width, base, self._hints(room), queue, ellipsis=self.glyphs.ellipsis)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        for start, end, command in self._reach:
            if start <= event.x < end:
                await self.app.run_action(command.action, command.node)

    def _take_bindings(self, _: object) -> None:
        if self.screen.is_active:
            shown = [each for each in live_commands(self.screen) if each.is_shown]
            last = [each for each in shown if each.name == "app.help"]
            commands = (*(each for each in shown if each not in last), *last)
            if commands != self._commands:
                self._commands = commands
                self.refresh()

    def _hints(self, width: int) -> list[Piece]:
        key, text = _ink(self, "status--key"), _ink(self, "status--text")
        told = self._told()
        room = width - (cell_len(" ".join(told[-1][:2])) + 2 if told else 0)
        pieces, at = [Piece(" ")], 1
        for index, (keys, words, command) in enumerate(told):
            wide = cell_len(keys) + 1 + cell_len(words)
            if index < len(told) - 1 and at + wide + 2 > room:
                continue
            pieces += [Piece(keys, key), Piece(f" {words}  ", text)]
            self._reach.append((at, at + wide, command))
            at += wide + 2
        return pieces

    def _queue(self, width: int) -> list[Piece]:
        """Return how many pages are still to be fetched, in words where there is room."""
        if not self.waiting or width < 60:
            return []
        told = self.language.number(self.waiting)
        if width >= 100:
            told = self.language.say_many(
                "{count} page to fetch", "{count} pages to fetch", self.waiting
            )
        text = f" {self.glyphs.whole} {told} "
        return [Piece(text, _ink(self, "status--text"))]

    def _told(self) -> list[tuple[str, str, Command]]:
        """Return keys, words and command of each hint, those of one group as one."""
        told: dict[str, tuple[str, str, Command]] = {}
        for command in self._commands:
            name = key_name(command.keys[0], self.language)
            words = command.group or command.text
            known = told.get(words)
            told[words] = (
                f"{known[0]}/{name}" if known else name,
                self.language.say(words),
                known[2] if known else command,
            )
        return list(told.values())


def _ink(widget: Widget, name: str) -> Style:
    return without_ground(widget.get_component_rich_style(name))
