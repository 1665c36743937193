"""Followed: the sources one follows as plain rows, to be put in order and changed."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from berita_tui.app.widgets.lines import Piece, fit_line
from berita_tui.app.widgets.rows import RowList, bar
from berita_tui.news import N_, Source


class Followed(RowList):
    """Sources, each on one line: its mark, its name, its folder."""

    HINTS_BELOW = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,n", "ask('name')", N_("rename"), id="edit.name"),
        Binding("f", "ask('folder')", N_("folder"), id="edit.folder"),
        Binding("i", "ask('interval')", N_("how often"), id="edit.interval"),
        Binding("x", "ask('full_text')", N_("whole articles"), id="edit.full_text"),
        Binding("p", "ask('pause')", N_("pause or go on"), id="edit.pause"),
        Binding("v", "ask('private')", N_("allow a private host"), id="edit.private"),
        Binding("K", "ask('up')", N_("move up"), id="edit.up"),
        Binding("J", "ask('down')", N_("move down"), id="edit.down"),
        Binding("d,delete", "ask('remove')", N_("stop following"), id="edit.remove"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"followed--folder", "followed--failing"}
    DEFAULT_CSS = """
    Followed > .followed--folder { color: $text-muted; }
    Followed > .followed--failing { color: $text-warning; }
    """

    failing: reactive[frozenset[str]] = reactive(frozenset())

    class Asked(Message):
        """Something is to be done to a source; `deed` is the end of the command's name."""

        def __init__(self, deed: str, source: Source) -> None:
            super().__init__()
            self.deed = deed
            self.source = source

    def __init__(self) -> None:
        super().__init__()
        self.sources: tuple[Source, ...] = ()

    @property
    def count(self) -> int:
        """How many sources there are."""
        return len(self.sources)

    @property
    def source(self) -> Source | None:
        """The source under the cursor."""
        return self.sources[self.cursor] if self.cursor < len(self.sources) else None

    def identity(self, index: int) -> Hashable:
        """Return the key of the source at `index`."""
        return self.sources[index].key

    def locate(self, identity: Hashable) -> int | None:
        """Return where the source with that key is."""
        return next((i for i, one in enumerate(self.sources) if one.key == identity), None)

    def draw(self, index: int, line: int, width: int, base: Style) -> Strip:  # noqa: ARG002
        """Draw one source on one line."""
        source = self.sources[index]
        warning = self.ink("followed--failing")
        mark = " "
        if source.paused:
            mark = self.glyphs.paused
        elif source.key in self.failing:
            mark = self.glyphs.failing
        folder = " / ".join(source.folder)
        right = [Piece(f" {folder} ", self.ink("followed--folder"))] if folder else []
        left = [bar(self, index), Piece(f"{mark} ", warning), Piece(source.label)]
        return fit_line(width, base, left, right, ellipsis=self.glyphs.ellipsis)

    def show(self, sources: tuple[Source, ...]) -> None:
        """List `sources`; the cursor stays on its source, and tells where it is."""
        anchors, cursor = self.anchors(), self.source.key if self.source else None
        self.sources = sources
        self.settle(anchors, cursor=cursor)
        self.post_message(self.Moved(self, self.cursor))

    def choose(self) -> None:
        """Rename what was double-clicked."""
        self.action_ask("name")

    def action_ask(self, deed: str) -> None:
        """Ask for something to be done to the source under the cursor."""
        if self.source:
            self.post_message(self.Asked(deed, self.source))
