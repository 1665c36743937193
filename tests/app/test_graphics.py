from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from berita_tui.app import graphics
from berita_tui.app.graphics import Graphics, find_graphics, known_graphics, may_ask, style_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
KITTY_YES = b"\x1b_Gi=31;OK\x1b\\"
CELL = b"\x1b[6;21;11t"
PLAIN, SIXEL_TOO = b"\x1b[?62;22c", b"\x1b[?62;4;22c"


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "xterm-kitty"},
        {"TERM": "foot-extra"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"},
        {"TERM": "xterm", "XTERM_VERSION": "XTerm(379)"},
        {"TERM": "xterm-256color", "KONSOLE_VERSION": "230800"},
    ],
)
def test_terminals_that_may_draw_pixels_are_asked(environ: dict[str, str]) -> None:
    assert may_ask(environ)
    for between in ("TMUX", "STY", "SSH_CONNECTION", "ZELLIJ"):
        assert not may_ask(environ | {between: "x"})


@pytest.mark.parametrize(
    "environ",
    [{}, {"TERM": "xterm-256color"}, {"TERM": "linux"}, {"TERM_PROGRAM": "Apple_Terminal"}],
)
def test_others_are_left_alone(environ: dict[str, str]) -> None:
    assert not may_ask(environ)


@pytest.mark.parametrize(
    ("answer", "style"),
    [
        (KITTY_YES + CELL + PLAIN, "kitty"),
        (KITTY_YES + SIXEL_TOO, "sixel"),
        (SIXEL_TOO, "sixel"),
        (PLAIN, "blocks"),
        (b"\x1b[?4c", "blocks"),  # a VT132, not sixel
        (b"\x1b[?64;14;24c", "blocks"),
        (KITTY_YES, "blocks"),  # broken off: who knows what was to come
        (b"", "blocks"),
        (b"jjjj", "blocks"),
    ],
)
def test_the_best_that_an_answer_speaks_of(answer: bytes, style: str) -> None:
    assert style_of(answer) == style


def test_nothing_is_asked_where_it_is_not_wished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics, "_answer", lambda: pytest.fail("asked"))
    able = {"TERM": "xterm-kitty"}
    assert find_graphics("auto", is_shown=False, environ=able) == Graphics()
    assert find_graphics("blocks", is_shown=True, environ=able) == Graphics()
    assert find_graphics("auto", is_shown=True, environ={"TERM": "xterm"}) == Graphics()
    assert find_graphics("kitty", is_shown=True, environ={}).style == "kitty"
    assert find_graphics("sixel", is_shown=True, environ={}).style == "sixel"


def test_half_blocks_are_twice_as_high_as_wide() -> None:
    assert Graphics(cell_width=10, cell_height=17).ratio == 2
    assert Graphics(style="sixel", cell_width=10, cell_height=17).ratio == 1.7


@dataclass
class Terminal:
    """A pseudo-terminal that answers what it is asked, and what it was asked."""

    master: int
    slave: int
    asked: bytes = b""

    def answer(self, *pieces: bytes) -> threading.Thread:
        def serve() -> None:
            while not self.asked.endswith(b"\x1b[c"):
                self.asked += os.read(self.master, 1024)
            for piece in pieces:
                os.write(self.master, piece)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return thread


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    master, slave = os.openpty()
    keys, screen = os.fdopen(os.dup(slave), "r"), os.fdopen(os.dup(slave), "w")
    monkeypatch.setattr(sys, "__stdin__", keys)
    monkeypatch.setattr(sys, "__stdout__", screen)
    yield Terminal(master, slave)
    keys.close()
    screen.close()
    os.close(master)
    os.close(slave)


def found(**environ: str) -> Graphics:
    return find_graphics("auto", is_shown=True, environ={"TERM": "xterm-kitty"} | environ)


def is_quiet(terminal: Terminal) -> bool:
    """Whether nothing is left that would be taken for typing."""
    os.set_blocking(terminal.slave, False)
    try:
        return not os.read(terminal.slave, 1)
    except BlockingIOError:
        return True


@posix
def test_a_terminal_is_asked_and_heard_to_the_end(terminal: Terminal) -> None:
    import termios

    before = termios.tcgetattr(terminal.slave)
    # In pieces, with a key pressed in between.
    thread = terminal.answer(KITTY_YES[:5], KITTY_YES[5:] + b"j", CELL, PLAIN)
    assert found() == Graphics(style="kitty", cell_width=11, cell_height=21)
    thread.join()
    assert termios.tcgetattr(terminal.slave) == before
    assert is_quiet(terminal)


@posix
def test_the_system_may_know_the_size_of_a_cell(terminal: Terminal) -> None:
    import fcntl
    import struct
    import termios

    fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, struct.pack("4H", 40, 100, 900, 720))
    terminal.answer(SIXEL_TOO)
    assert found() == Graphics(style="sixel", cell_width=9, cell_height=18)
    assert find_graphics("sixel", is_shown=True, environ={}).cell_width == 9


@posix
def test_an_absurd_size_is_not_believed(terminal: Terminal) -> None:
    terminal.answer(b"\x1b[6;9000;9000t" + SIXEL_TOO)
    assert found() == Graphics(style="sixel")


@posix
def test_a_terminal_that_says_nothing_gets_half_blocks(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics, "SECONDS", 0.01)
    assert found() == Graphics(is_sure=False)


@posix
def test_a_terminal_that_does_not_stop_talking_is_not_heard_for_ever(terminal: Terminal) -> None:
    terminal.answer(b"x" * 3000, b"x" * 1500)
    assert found() == Graphics(is_sure=False)


def test_without_a_terminal_there_are_half_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics, "_cell_size", lambda: (0, 0))
    for nothing in (None, io.StringIO()):
        monkeypatch.setattr(sys, "__stdin__", nothing)
        assert found() == Graphics(is_sure=False)


@posix
def test_what_is_no_terminal_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    with (tmp_path / "file").open("w+") as file:
        monkeypatch.setattr(sys, "__stdin__", file)
        monkeypatch.setattr(sys, "__stdout__", file)
        assert found() == Graphics(is_sure=False)
        assert not file.tell()


def test_what_is_known_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdout__", None)
    assert known_graphics("sixel", 9, 18) == Graphics(style="sixel", cell_width=9, cell_height=18)
    assert known_graphics("kitty", 0, 0) == Graphics(style="kitty")
