"""A small app as a program of its own, to be killed and to crash: small_app.py HOME [early]."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from berita_tui.app.guard import OutputGuard
from berita_tui.app.terminal import run
from berita_tui.cli import leave
from berita_tui.language import Language
from berita_tui.news import BeritaError
from berita_tui.placard.terminal import refuse_without_terminal
from berita_tui.places import Places


class Small(App[None]):
    """Says READY and does what a key says."""

    def __init__(self) -> None:
        super().__init__()
        self._guard = OutputGuard()

    def get_line_filters(self):  # type: ignore[no-untyped-def]
        return [self._guard, *super().get_line_filters()]

    def compose(self) -> ComposeResult:
        yield Static(Content("READY \x1b]0;owned\x07 \x9b2J \x1bc"))

    def key_c(self) -> None:
        secret = "sandi" + " rahasia"
        raise ValueError("kaput \x1b[31m" + secret[:0])

    def key_w(self) -> None:
        self.run_worker(self.key_c, thread=True)

    def key_l(self) -> None:
        def look_up() -> None:
            os.write(1, b"\x07")
            time.sleep(600)

        self.run_worker(look_up, thread=True)

    def key_q(self) -> None:
        self.exit()

    def key_s(self) -> None:
        os.write(1, b"\x07")
        time.sleep(600)


class Early(Small):
    """Is told to go before it is there."""

    def run(self, *_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)


class Broken(Small):
    """Does not even start."""

    def run(self, *_: object, **__: object) -> None:
        raise RuntimeError("tidak mulai")


def main() -> int:
    places = Places.under(Path(sys.argv[1]))
    kind = {"early": Early, "broken": Broken}.get(sys.argv[2], Small)
    if sys.argv[2] != "unwritable":
        places.prepare()
    try:
        refuse_without_terminal()
    except BeritaError as error:
        sys.stdout.write(f"{error}\n")
        return error.exit_code
    return run(kind(), places, Language("en"))


if __name__ == "__main__":
    leave(main())
