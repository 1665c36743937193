"""Figures: the rows that one script found out, told together when it ends."""

from __future__ import annotations

import sys
from typing import NoReturn

from rows import row


class Figures:
    """Takes figures as they are counted; tells each at once, and all of them at the end."""

    def __init__(self) -> None:
        self._rows: list[str] = []
        self.is_met = True

    def add(self, what: str, wanted: str, found: object, *, is_met: bool) -> None:
        """Take one figure."""
        self.is_met = self.is_met and is_met
        self._rows.append(row(what, wanted, str(found) if is_met else f"**{found}**"))
        print(f"{what}: {found}", flush=True)

    def none(self, what: str, found: list[str]) -> None:
        """Take a figure that is to be 0: the number of what was found, which is told too."""
        for each in found[:20]:
            print(f"  {each}", flush=True)
        self.add(what, "0", len(found), is_met=not found)

    def end(self) -> NoReturn:
        """Print the rows and end: with 0 where every figure is met, else 1."""
        sys.stdout.flush()
        print("\n".join(self._rows), flush=True)
        raise SystemExit(0 if self.is_met else 1)
