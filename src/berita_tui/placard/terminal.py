"""Terminal: whether there is one, and what gives it back, whatever was done to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

from berita_tui.news import Sentence, WrongUse

RESTORE = (
    "\x1b[?2026l"  # synchronized output
    "\x1b[?2004l"  # bracketed paste
    "\x1b[?7h"  # line wrap
    "\x1b[?2048l"  # in-band resize reports
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse reports
    "\x1b[<u"  # kitty keyboard protocol, before the alternate screen is left
    "\x1b[?1049l"  # alternate screen
    "\x1b[?25h"  # cursor
    "\x1b[?1004l"  # focus reports
    "\x1b[0m"
)
"""What undoes everything Textual asks of a terminal (textual/drivers/linux_driver.py)."""


def refuse_without_terminal(environ: Mapping[str, str] = os.environ) -> None:
    """Raise `WrongUse` unless there is a terminal that the app can be drawn on.

    Textual reads keys from stdin and draws on stderr, so all three streams have to be one.
    """
    if not all(is_tty(stream) for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__)):
        raise WrongUse(
            Sentence(
                "The reader needs a terminal; without one use “berita-tui list”, "
                "“show” or “refresh”, see “berita-tui --help”"
            )
        )
    if environ.get("TERM", "") in {"dumb", "unknown", ""} and sys.platform != "win32":
        raise WrongUse(
            Sentence(
                "This terminal (TERM={term}) cannot show the reader; use “berita-tui list”, "
                "“show” or “refresh”, see “berita-tui --help”",
                term=environ.get("TERM", "") or "“”",
            )
        )


def is_tty(stream: TextIO | None) -> bool:
    """Tell whether a stream is there, open and a terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def descriptor() -> int:
    """Return the number of standard input, which Textual reads keys from."""
    with suppress(AttributeError, OSError, ValueError):
        return sys.__stdin__.fileno()  # type: ignore[union-attr]
    return 0


def line_modes() -> list[Any] | None:
    """Return the terminal's line settings, to set them again later."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
    except ImportError:  # pragma: no cover - Windows
        return None
    with suppress(termios.error, OSError, ValueError):
        return termios.tcgetattr(descriptor())
    return None


def give_back(modes: list[Any] | None) -> None:
    """Write what restores the terminal straight to it; nothing here may fail or wait."""
    write(RESTORE)
    if modes is not None:
        import termios  # noqa: PLC0415 - not on Windows

        with suppress(termios.error, OSError, ValueError):
            termios.tcsetattr(descriptor(), termios.TCSANOW, modes)


def write(sequences: str) -> None:
    """Write to the terminal where Textual draws, if it can be written to."""
    stream = sys.__stderr__
    with suppress(OSError, ValueError):
        if stream is not None and stream.isatty():
            os.write(stream.fileno(), sequences.encode())
