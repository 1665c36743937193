"""Too small: what a terminal of a few cells shows instead of an exception."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from berita_tui.language import Language

LEAST_WIDTH: Final = 20
LEAST_HEIGHT: Final = 5


class TooSmall(Screen[None]):
    """Says how large the terminal must be, in as many cells as there are.

    Lies over everything else and takes no key but those of the app, so that nothing is done
    unseen; the app takes it away when there is room again.
    """

    DEFAULT_CSS: ClassVar[str] = """
    TooSmall { align: center middle; }
    TooSmall Static { width: 1fr; height: auto; text-align: center; }
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def compose(self) -> ComposeResult:
        """Show one sentence."""
        yield Static(
            Content(
                self._language.say(
                    "Too small: {width}×{height} at least", width=LEAST_WIDTH, height=LEAST_HEIGHT
                )
            )
        )


def is_too_small(size: Size) -> bool:
    """Tell whether a terminal of `size` cells cannot hold one pane."""
    return size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT
