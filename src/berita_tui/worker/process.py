"""Process: how children of the program's own are started, and keep away from the terminal."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO


def command(start: str, *arguments: str) -> tuple[str, ...]:
    """Return what runs the statement `start` in a Python like this one.

    No module of the current folder is taken for a library's (-P).
    """
    return (sys.executable, "-P", "-c", start, *arguments)


def surroundings() -> dict[str, str]:
    """Return an environment in which this very program is found."""
    home = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def stand_apart() -> tuple[IO[bytes], IO[bytes]]:
    """Take the pipes away from the standard streams: whatever a library prints goes nowhere.

    Returns what comes in and what goes out. Ctrl-C is the parent's affair.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        # Linux shares time out among sessions: ours steps back as far as its process does.
        Path("/proc/self/autogroup").write_text(str(os.nice(0)), encoding="ascii")
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def alarm(seconds: float) -> None:
    """Let this process be ended in so many seconds, where the platform can; never with 0."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
