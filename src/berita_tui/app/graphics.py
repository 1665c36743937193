"""Graphics: how pictures can be drawn on this terminal, found out before the app starts."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from berita_tui.news.noun import noun

BLOCKS: Final = "blocks"
KITTY: Final = "kitty"
SIXEL: Final = "sixel"

SECONDS: Final = 0.3
"""How long a terminal may take to answer, where it is asked at all."""

_QUESTION: Final = (
    "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"  # kitty's graphics protocol: "Querying support"
    "\x1b[16t"  # xterm's control sequences: the size of a cell in pixels
    "\x1b[c"  # primary device attributes: every terminal answers, so what it knows came before
)
_END: Final = re.compile(rb"\x1b\[\?([\d;]*)c")
_KITTY: Final = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
_CELL: Final = re.compile(rb"\x1b\[6;(\d{1,4});(\d{1,4})t")
_ABLE_TERMS: Final = re.compile(r"xterm-kitty|xterm-ghostty|foot|mlterm|wezterm|contour|yaft|sixel")
_ABLE_PROGRAMS: Final = frozenset({"WezTerm", "ghostty", "iTerm.app", "mintty", "contour", "rio"})
_ABLE_SIGNS: Final = ("KITTY_WINDOW_ID", "XTERM_VERSION", "KONSOLE_VERSION", "WT_SESSION")
_BETWEEN: Final = ("TMUX", "STY", "ZELLIJ", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
"""Signs that something stands between the terminal and us, or that it is far away."""


@noun
class Graphics:
    """How pictures are drawn, and how many pixels a cell has."""

    style: str = BLOCKS
    cell_width: int = 10
    cell_height: int = 20
    is_sure: bool = True
    """Whether the terminal has answered, if it was asked."""

    @property
    def ratio(self) -> float:
        """How many times higher than wide a cell is; half-blocks take it for two."""
        return 2.0 if self.style == BLOCKS else self.cell_height / self.cell_width


def find_graphics(
    wish: str, *, is_shown: bool, environ: Mapping[str, str] = os.environ
) -> Graphics:
    """Return how pictures are to be drawn; the terminal is asked only where that is safe.

    Safe means: pictures are shown, the reader leaves it to us, the terminal says in the
    environment that it may know more than half-blocks, it is near, and nothing stands between.
    Else a late answer would be taken for typing. Call it before the app reads the keyboard.
    """
    if not is_shown or wish == BLOCKS:
        return Graphics()
    size = _cell_size()
    if wish != "auto":
        return _graphics(wish, size)
    if not may_ask(environ):
        return Graphics()
    answer = _answer()
    if found := _CELL.search(answer):
        size = (int(found[2]), int(found[1]))
    return replace(_graphics(style_of(answer), size), is_sure=bool(_END.search(answer)))


def known_graphics(style: str, width: int, height: int) -> Graphics:
    """Return how pictures are drawn where that is known; a cell's pixels may be others by now."""
    size = _cell_size()
    return _graphics(style, size if all(size) else (width, height))


def may_ask(environ: Mapping[str, str]) -> bool:
    """Tell whether the environment speaks of a terminal that draws pixels and is near."""
    if any(environ.get(name) for name in _BETWEEN):
        return False
    return (
        _ABLE_TERMS.search(environ.get("TERM", "")) is not None
        or environ.get("TERM_PROGRAM", "") in _ABLE_PROGRAMS
        or any(environ.get(name) for name in _ABLE_SIGNS)
    )


def style_of(answer: bytes) -> str:
    """Return the best way of drawing that a terminal's answer speaks of.

    Sixel before kitty's protocol: terminals that know both lack the latter's placeholders,
    which alone can be scrolled as text is. Device attribute 4 is sixel (DEC STD 070).
    """
    attributes = _END.search(answer)
    if attributes is None:
        return BLOCKS
    if b"4" in attributes[1].split(b";")[1:]:
        return SIXEL
    return KITTY if _KITTY.search(answer) else BLOCKS


def _graphics(style: str, size: tuple[int, int]) -> Graphics:
    width, height = size
    if 2 <= width <= 100 and 4 <= height <= 200:
        return Graphics(style=style, cell_width=width, cell_height=height)
    return Graphics(style=style)


def _cell_size() -> tuple[int, int]:
    """Return a cell's pixels as the system knows them, zeros where it does not."""
    with suppress(ImportError, OSError, ValueError, AttributeError, ZeroDivisionError):
        import fcntl  # noqa: PLC0415 - not on Windows
        import struct  # noqa: PLC0415 - only where pictures are drawn in pixels
        import termios  # noqa: PLC0415 - not on Windows

        terminal = sys.__stdout__.fileno()  # type: ignore[union-attr]
        packed = fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
        rows, columns, width, height = struct.unpack("4H", packed)
        return width // columns, height // rows
    return 0, 0


def _answer() -> bytes:
    """Ask the terminal and return what it says within bounds; nothing of it is left unread."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
        import tty  # noqa: PLC0415 - not on Windows
    except ImportError:  # pragma: no cover - Windows
        return b""
    with suppress(termios.error, OSError, ValueError, AttributeError):
        keys = sys.__stdin__.fileno()  # type: ignore[union-attr]
        screen = sys.__stdout__.fileno()  # type: ignore[union-attr]
        if not (os.isatty(keys) and os.isatty(screen)):
            return b""
        before = termios.tcgetattr(keys)
        tty.setcbreak(keys, termios.TCSANOW)
        try:
            os.write(screen, _QUESTION.encode())
            return _heard(keys)
        finally:
            termios.tcsetattr(keys, termios.TCSAFLUSH, before)
    return b""


def _heard(keys: int) -> bytes:
    heard, end = b"", time.monotonic() + SECONDS
    while _END.search(heard) is None and len(heard) < 4096:
        left = end - time.monotonic()
        if left <= 0 or not select.select([keys], [], [], left)[0]:
            break
        heard += os.read(keys, 1024)
    return heard
