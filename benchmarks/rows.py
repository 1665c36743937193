"""Rows of the table of figures: what was tried, what is wanted, what was counted."""

from __future__ import annotations

import sys
from typing import NoReturn


def row(what: str, wanted: str, found: str) -> str:
    """Return one row in Markdown; what would end a cell is taken out of it."""
    cells = (" ".join(cell.split()).replace("|", "/") for cell in (what, wanted, found))
    return f"| {' | '.join(cells)} |"


def finish(what: str, wanted: str, found: str, *, is_met: bool) -> NoReturn:
    """Print the row that a script ends in, and end it: with 0 where the figure is met, else 1."""
    sys.stdout.flush()
    print(row(what, wanted, found if is_met else f"**{found}**"), flush=True)
    raise SystemExit(0 if is_met else 1)
