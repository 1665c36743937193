"""Curtain: a page painted on the terminal while the app is still being brought in."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any, Final, Self

from berita_tui.placard.terminal import descriptor, give_back, line_modes

ALTERNATE: Final = "\x1b[?1049h"
"""What enters the alternate screen, and clears it."""

_ENTRY: Final = f"{ALTERNATE}\x1b[?25l\x1b[?7l"
"""The alternate screen, no cursor, no line wrap: what the app asks for too."""

_LEAVING: Final = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
    if hasattr(signal, name)
)


class Curtain:
    """Has the terminal from the first painting until the app takes it, or everything ends.

    Until then whatever happens gives the terminal back: an exception by way of `__exit__`, a
    signal or Ctrl-C at once, with 128 and its number (an exception in the middle of an import may
    come out as another), Ctrl-Z until the program is continued. Keys stay where they are, and are
    the app's.
    """

    def __init__(self) -> None:
        self.is_up = False
        self.modes: list[Any] | None = None
        self._picture = b""
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.fall()
        for number, handler in self._before.items():
            # The app has handlers of its own by now, some for as long as the process lives.
            if signal.getsignal(number) in (self._leave, self.pause):
                signal.signal(number, handler)

    def rise(self, picture: str) -> bool:
        """Take the terminal and paint; return False where that cannot be, and nothing is changed.

        `picture` is what paints a whole screen, line by line.
        """
        self.modes = line_modes()
        if self.modes is None:
            return False
        self._picture = f"{_ENTRY}{picture}".encode()
        for number in _LEAVING:
            self._before[number] = signal.signal(number, self._leave)
        if signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL:
            self._before[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self.pause)
        self.is_up = True
        self._paint()
        return self.is_up

    def hand_over(self) -> None:
        """Leave the terminal to the app, which gives it back from now on."""
        self.is_up = False

    def fall(self) -> None:
        """Give the terminal back, unless it is somebody else's by now."""
        if self.is_up:
            self.is_up = False
            give_back(self.modes)

    def pause(self, number: int, _frame: FrameType | None = None) -> None:
        """Give the terminal to the shell until the program is continued; then paint again."""
        give_back(self.modes)
        # The system's own way: it knows where there is no shell that could continue us.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self.pause)
        self._paint()

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        self.fall()
        os._exit(128 + number)

    def _paint(self) -> None:
        """Set the line as the app would, but that Ctrl-C and Ctrl-Z are signals; then paint.

        What cannot be painted is given back.
        """
        import termios  # noqa: PLC0415 - not on Windows

        assert self.modes is not None
        assert sys.__stderr__ is not None
        modes = [*self.modes[:6], [*self.modes[6]]]
        modes[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        modes[6][termios.VMIN] = 1
        left = self._picture
        try:
            termios.tcsetattr(descriptor(), termios.TCSANOW, modes)
            while left:
                left = left[os.write(sys.__stderr__.fileno(), left) :]
        except (OSError, termios.error):
            self.fall()
