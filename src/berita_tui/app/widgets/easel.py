"""Easel: drawings of the pictures in sight, made by a thread, kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.segment import Segment

from berita_tui.app.graphics import Graphics
from berita_tui.news import Plate
from berita_tui.typeset import Inset

if TYPE_CHECKING:
    from berita_tui.app.widgets.drawing import Drawing, Row

MOST_DRAWINGS: Final = 24
"""Drawings kept; one takes about half a megabyte."""


class Frame(NamedTuple):
    """A picture in one size."""

    plate: Plate
    columns: int
    rows: int


class Easel:
    """Gives rows of drawings; `ask` is told once of each frame that has to be drawn first.

    Until it is, its rows are blank: the place it takes is known before.
    """

    def __init__(
        self,
        graphics: Graphics,
        load: Callable[[Plate], bytes | None],
        ask: Callable[[Easel, Frame], None],
    ) -> None:
        self.graphics = graphics
        self._load = load
        self._ask = ask
        self._drawings: OrderedDict[Frame, Drawing] = OrderedDict()
        self._asked: set[Frame] = set()

    def row(self, inset: Inset) -> Row:
        """Return one row of a picture, blank while it is not drawn."""
        frame = Frame(inset.plate, inset.columns, inset.rows)
        drawing = self._drawings.get(frame)
        if drawing is not None:
            self._drawings.move_to_end(frame)
            return drawing.rows[inset.row]
        if frame not in self._asked:
            self._asked.add(frame)
            self._ask(self, frame)
        return (Segment(" " * inset.columns),)

    def draw(self, frame: Frame) -> Drawing | None:
        """Draw a picture, in a thread; None where its file is lost or damaged."""
        from berita_tui.app.widgets.drawing import draw  # noqa: PLC0415 - only pictures need it

        content = self._load(frame.plate)
        return (content and draw(content, frame.columns, frame.rows, self.graphics)) or None

    def hang(self, frame: Frame, drawing: Drawing) -> str:
        """Keep a drawing; return what the terminal has to be sent before it is shown."""
        self._drawings[frame] = drawing
        self._asked.discard(frame)
        sent = drawing.prelude
        while len(self._drawings) > MOST_DRAWINGS:
            sent += self._drawings.popitem(last=False)[1].farewell
        return sent

    def clear(self) -> str:
        """Let go of every drawing; return what tells the terminal to do so too."""
        farewells = "".join(each.farewell for each in self._drawings.values())
        self._drawings.clear()
        return farewells
