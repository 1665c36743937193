from __future__ import annotations

import io
import os
import sys

import pytest

from berita_tui.news import WrongUse
from berita_tui.placard import terminal
from berita_tui.placard.terminal import refuse_without_terminal

termios = pytest.importorskip("termios", reason="needs a Unix terminal")


class Terminal(io.StringIO):
    """Says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_terminals_that_cannot_draw_are_refused(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, Terminal())
    refuse_without_terminal({"TERM": "xterm"})
    with pytest.raises(WrongUse):
        refuse_without_terminal({"TERM": term})
    monkeypatch.setattr(sys, "__stdout__", None)
    with pytest.raises(WrongUse, match="needs a terminal"):
        refuse_without_terminal({"TERM": "xterm"})


def test_giving_back_writes_straight_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        monkeypatch.setattr(sys, "__stdin__", stream)
        modes = terminal.line_modes()
        assert modes == before
        changed = termios.tcgetattr(slave)
        changed[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, changed)
        terminal.give_back(modes)
        assert termios.tcgetattr(slave) == before
        assert os.read(master, 4096).decode() == terminal.RESTORE
    os.close(master)


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_without_an_input_of_its_own_it_is_the_first(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stdin__", stream)
    assert terminal.descriptor() == 0
