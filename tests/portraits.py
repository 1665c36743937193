"""Portraits: SVG pictures of the app, kept beside its tests and compared line by line."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from textual.app import App
from textual.widgets import Input

_UNIQUE = re.compile(r"terminal-\d+")
_FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portraits:
    """The portraits of one folder."""

    folder: Path
    spare: Path
    accept: bool

    def check(self, app: App[object], name: str) -> None:
        """Compare the app's screen with the portrait `name`, or take it as the portrait."""
        for box in app.screen.query(Input):
            box._pause_blink(visible=box.has_focus)  # else it depends on when it is looked at
        drawn = settled(app.export_screenshot(simplify=True))
        kept = self.folder / f"{name}.svg"
        if self.accept:
            self.folder.mkdir(exist_ok=True)
            kept.write_text(drawn, encoding="utf-8", newline="\n")
            return
        expected = kept.read_text(encoding="utf-8") if kept.exists() else ""
        if drawn == expected:
            return
        fresh = self.spare / f"{name}.new.svg"
        fresh.write_text(drawn, encoding="utf-8", newline="\n")
        lines = difflib.unified_diff(expected.splitlines(), drawn.splitlines(), lineterm="", n=0)
        raise AssertionError(
            f"the screen is not as in {kept.name}; look at {fresh}, and if it is right run "
            "`make portraits`\n" + "\n".join(line[:200] for line in list(lines)[:12])
        )


def settled(svg: str) -> str:
    """Return `svg` without what changes from run to run and without fonts from the network."""
    return _FONT_FACES.sub("", _UNIQUE.sub("terminal", svg)).rstrip() + "\n"
