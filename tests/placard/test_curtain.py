from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from berita_tui.placard.curtain import Curtain
from berita_tui.placard.terminal import RESTORE
from sessions import Session

termios = pytest.importorskip("termios", reason="needs a Unix terminal")

pytestmark = pytest.mark.measures_children
PROGRAM = Path(__file__).with_name("raised.py")


def raised(kind: str, *, has_shell: bool = True) -> Session:
    return Session(str(PROGRAM), kind, has_shell=has_shell)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_a_signal_gives_the_terminal_back_and_ends_the_program(name: str) -> None:
    number = getattr(signal, name)
    with raised("wait") as session:
        session.read(b"PAINTED")
        session.process.send_signal(number)
        assert session.ended() == 128 + number
        assert session.is_restored()


def test_an_exception_gives_the_terminal_back_before_it_is_told() -> None:
    with raised("error") as session:
        assert session.ended() == 1
        assert session.is_restored()
        assert b"kaput" in session.output.partition(RESTORE.encode())[2]


def test_keys_are_neither_shown_nor_changed_nor_lost() -> None:
    with raised("keys") as session:
        session.read(b"PAINTED")
        os.write(session.master, b"jj\r\x13\x11")
        assert session.ended() == 0
        painted, told = session.output.split(repr(b"jj\r\x13\x11").encode())
        assert painted.endswith(b"PAINTED")
        assert told.replace(b"\r\n", b"") == RESTORE.encode()
        assert session.is_restored()


def test_what_was_handed_over_is_left_to_who_has_it() -> None:
    with raised("handed over") as session:
        assert session.ended() == 0
        assert RESTORE.encode() not in session.output


def test_stopped_the_terminal_is_the_shells_and_continued_the_page_is_painted_again() -> None:
    with raised("wait") as session:
        session.read(b"PAINTED")
        session.process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(session.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        session.read(RESTORE.encode())
        assert session.is_restored()
        session.output = b""
        session.process.send_signal(signal.SIGCONT)
        assert b"\x1b[?1049h" in session.read(b"PAINTED")
        session.process.send_signal(signal.SIGTERM)
        assert session.ended() == 143
        assert session.is_restored()


def test_where_no_shell_could_continue_it_it_is_not_stopped() -> None:
    with raised("wait", has_shell=False) as session:
        session.read(b"PAINTED")
        session.output = b""
        session.process.send_signal(signal.SIGTSTP)
        assert RESTORE.encode() in session.read(b"PAINTED")
        session.output = b""
        session.process.send_signal(signal.SIGTERM)
        assert session.ended() == 143
        assert session.is_restored()


def test_where_stopping_is_ignored_it_stays_so() -> None:
    with raised("wait on") as session:
        session.read(b"PAINTED")
        session.process.send_signal(signal.SIGTSTP)
        session.process.send_signal(signal.SIGTERM)
        assert session.ended() == 143
        assert session.is_restored()
        assert session.output.count(b"PAINTED") == 1


def test_without_a_terminal_nothing_is_painted() -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "wait"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert b"AssertionError" in done.stderr
    assert not done.stdout


def test_a_terminal_that_cannot_be_written_to_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    with os.fdopen(slave) as keys, Path(os.devnull).open() as screen:
        monkeypatch.setattr(sys, "__stdin__", keys)
        monkeypatch.setattr(sys, "__stderr__", screen)
        with Curtain() as curtain:
            assert not curtain.rise("PAINTED")
            assert not curtain.is_up
            assert termios.tcgetattr(slave) == before
    os.close(master)
