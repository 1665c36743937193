"""Glass: what a terminal shows of the stream it is sent; what it does not know is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rich.cells import split_graphemes

from berita_tui.clean import is_clean

Cell = tuple[str, str]
"""What stands in a cell, marks on it included, and its look; nothing behind a wide one."""

EMPTY: Cell = (" ", "")

_PARTS = re.compile(
    r"\x1b\[(?P<row>\d*);?(?P<column>\d*)H"
    r"|\x1b\[(?P<look>[\d;]*)m"
    r"|\x1b\[\?(?P<mode>\d+)(?P<way>[hl])"
    r"|\x1b\[(?P<wipe>2?J|K)"
    r"|\x1b\[[?>=<]?[\d;]*\$?[pucq]|\x1b\]22;[a-z-]+\x07|\x1b\[>\d+u"
    r"|(?P<text>[^\x1b]+)"
)


@dataclass
class Glass:
    """A screen of so many cells."""

    columns: int
    rows: int
    is_alternate: bool = False
    entries: int = 0
    cells: list[list[Cell]] = field(default_factory=list)
    _pending: str = ""
    _at: tuple[int, int] = (0, 0)
    _look: str = ""

    def __post_init__(self) -> None:
        self._wipe()

    def feed(self, text: str) -> None:
        """Take what is sent; half a sequence waits for its rest."""
        text, self._pending = self._pending + text, ""
        place = 0
        while place < len(text):
            part = _PARTS.match(text, place)
            if part is None:
                if len(text) - place > 40:
                    raise ValueError(f"not known: {text[place : place + 40]!r}")
                self._pending = text[place:]
                return
            self._take(part)
            place = part.end()

    def line(self, row: int, start: int = 0, end: int | None = None) -> str:
        """Return what can be read in a line, or in some columns of it."""
        return "".join(text for text, _ in self.cells[row][start:end])

    def _wipe(self) -> None:
        self.cells = [[EMPTY] * self.columns for _ in range(self.rows)]

    def _take(self, part: re.Match[str]) -> None:
        if part["text"]:
            self._put(part["text"])
        elif part["look"] is not None:
            self._look = "" if part["look"] in ("", "0") else part["look"]
        elif part["row"] is not None:
            self._at = int(part["row"] or 1) - 1, int(part["column"] or 1) - 1
        elif part["mode"] == "1049":
            self.is_alternate = part["way"] == "h"
            self.entries += self.is_alternate
            self._wipe()
        elif part["wipe"]:
            assert part["wipe"] == "2J"
            self._wipe()

    def _put(self, text: str) -> None:
        """Put a text where the cursor is, letter by letter as Rich and so the app count them."""
        if not is_clean(text.replace("\r\n", "\n")):
            raise ValueError(f"not to be shown: {text!r}")
        for start, end, wide in split_graphemes(text)[0]:
            letter, (row, column) = text[start:end], self._at
            if letter in ("\n", "\r\n"):
                self._at = row + 1, 0
            elif not wide:
                before, look = self.cells[row][max(0, column - 1)]
                self.cells[row][max(0, column - 1)] = before + letter, look
            else:
                behind = [("", self._look)] * (wide - 1)
                self.cells[row][column : column + wide] = [(letter, self._look), *behind]
                assert len(self.cells[row]) == self.columns, f"beyond the edge of line {row}"
                self._at = row, column + wide
