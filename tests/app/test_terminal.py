from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.drivers._writer_thread import WriterThread

from berita_tui.app.terminal import SIGNALS, run, scribe
from berita_tui.language import Language
from berita_tui.places import Places
from sessions import NONE, Session

termios = pytest.importorskip("termios", reason="needs a Unix terminal")

pytestmark = pytest.mark.measures_children
PROGRAM = Path(__file__).with_name("small_app.py")
BACK = (
    b"\x1b[?1049l",
    b"\x1b[?1000l",
    b"\x1b[?1003l",
    b"\x1b[?1006l",
    b"\x1b[?1016l",
    b"\x1b[?2004l",
    b"\x1b[<u",
    b"\x1b[?25h",
    b"\x1b[?1004l",
    b"\x1b[?7h",
)
"""What undoes the alternate screen, mouse, paste, keyboard, cursor, focus and wrap modes."""


class Small(Session):
    """The small app in a terminal of its own."""

    def __init__(self, home: Path, kind: str = "plain", environ: Mapping[str, str] = NONE) -> None:
        super().__init__(str(PROGRAM), str(home), kind, has_shell=False, environ=environ)

    def is_restored(self) -> bool:
        after = self.output.rpartition(b"\x1b[?1049h")[2]
        is_back = all(sequence in after for sequence in BACK)
        return is_back and termios.tcgetattr(self.slave) == self.before


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_a_signal_gives_the_terminal_back(name: str, tmp_path: Path) -> None:
    number = getattr(signal, name)
    with Small(tmp_path) as session:
        session.read(b"READY")
        session.process.send_signal(number)
        assert session.ended() == 128 + number
        assert session.is_restored()


def test_a_terminal_that_goes_without_a_word_ends_the_app(tmp_path: Path) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        os.close(session.slave)
        os.close(session.master)
        session.master, session.slave = os.openpty()
        assert session.process.wait(60) == 128 + signal.SIGHUP


def test_an_app_that_hangs_is_left_all_the_same(tmp_path: Path) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        os.write(session.master, b"s")
        session.read(b"\x07")
        session.process.send_signal(signal.SIGTERM)
        assert session.ended() == 143
        assert session.is_restored()


def test_a_signal_before_the_app_is_there_ends_it_at_once(tmp_path: Path) -> None:
    with Small(tmp_path, "early") as session:
        assert session.ended() == 143
        assert termios.tcgetattr(session.slave) == session.before


def test_stopped_the_terminal_is_the_shells_and_continued_the_page_is_drawn_anew(
    tmp_path: Path,
) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        session.process.send_signal(signal.SIGTSTP)
        session.read(b"\x1b[?1049l")
        _, status = os.waitpid(session.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        assert termios.tcgetattr(session.slave) == session.before
        session.output = b""
        session.process.send_signal(signal.SIGCONT)
        session.read(b"READY")
        assert b"\x1b[?1049h" in session.output
        os.write(session.master, b"q")
        assert session.ended() == 0
        assert session.is_restored()


def test_leaving_in_good_order_is_0(tmp_path: Path) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        os.write(session.master, b"q")
        assert session.ended() == 0
        assert session.is_restored()


def test_bytes_that_are_no_characters_are_typed_without_harm(tmp_path: Path) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        session.output = b""
        os.write(session.master, b"\xed\xa0\xbd\x1b[200~\xff\xc3\x1b[201~l")
        session.read(b"\x07")
        assert b"\x07" in session.output
        os.write(session.master, b"q")
        assert session.ended() == 0


def test_leaving_does_not_wait_for_a_thread_that_looks_something_up(tmp_path: Path) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        os.write(session.master, b"l")
        session.read(b"\x07")
        os.write(session.master, b"q")
        assert session.ended() == 0
        assert session.is_restored()


def test_nothing_of_the_content_is_obeyed_by_a_real_terminal(tmp_path: Path) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        os.write(session.master, b"q")
        session.ended()
        for sequence in (b"\x1b]0;", b"\x9b", b"\xc2\x9b", b"\x1bc"):
            assert sequence not in session.output


@pytest.mark.parametrize("key", [b"c", b"w"], ids=["in a handler", "in a thread"])
def test_a_crash_says_one_line_and_keeps_the_particulars_to_the_owner(
    tmp_path: Path, key: bytes
) -> None:
    with Small(tmp_path) as session:
        session.read(b"READY")
        os.write(session.master, key)
        assert session.ended() == 1
        assert session.is_restored()
        said = session.output.rpartition(b"\x1b[?1016l")[2].decode()
        assert said.startswith("The reader stopped because of an error of its own")
        assert said.count("\n") == 1
        (log,) = (tmp_path / "state").iterdir()
        assert log.name in said
        assert log.stat().st_mode & 0o777 == 0o600
        text = log.read_text(encoding="utf-8")
        assert "ValueError: kaput" in text
        assert "\x1b" not in text
        assert "sandi rahasia" not in text + session.output.decode("utf-8", "replace")


@pytest.mark.parametrize(("kind", "is_logged"), [("broken", True)])
def test_an_app_that_does_not_start_says_so(tmp_path: Path, kind: str, is_logged: bool) -> None:
    with Small(tmp_path, kind) as session:
        assert session.ended() == 1
        assert b"stopped because of an error" in session.output
        assert any((tmp_path / "state").iterdir()) is is_logged


def test_a_crash_is_told_even_where_nothing_can_be_written(tmp_path: Path) -> None:
    with Small(tmp_path / "nowhere", "unwritable") as session:
        session.read(b"READY")
        os.write(session.master, b"c")
        assert session.ended() == 1
        assert b"Particulars: -" in session.output


class Headless(App[None]):
    """Runs without a terminal, and ends or crashes at once."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self._error = error

    def run(self, *_: object, **__: object) -> None:
        super().run(headless=True)

    def on_mount(self) -> None:
        if self._error:
            raise self._error
        self.exit(return_code=7)


def test_the_exit_code_is_the_apps_and_the_handlers_are_as_before(places: Places) -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    assert run(Headless(), places, Language("en")) == 7
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_an_error_within_is_told_in_the_readers_language(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Headless(OSError("a\x9bb")), places, Language("id")) == 1
    (log,) = places.state.iterdir()
    assert capsys.readouterr().err.count("\n") == 1
    assert "OSError: ab" in log.read_text(encoding="utf-8")


def test_what_fails_once_it_is_leaving_is_no_error(places: Places) -> None:
    class Leaving(Headless):
        def on_mount(self) -> None:
            self.exit(return_code=7)
            raise LookupError

    assert run(Leaving(), places, Language("en")) == 7
    assert not list(places.state.iterdir())


def test_an_app_that_cannot_run_is_told_too(places: Places) -> None:
    class Broken(Headless):
        def run(self, *_: object, **__: object) -> None:
            raise RuntimeError("kaput")

    assert run(Broken(), places, Language("en")) == 1


def test_a_dumb_terminal_is_refused_with_a_hint(tmp_path: Path) -> None:
    with Small(tmp_path, environ={"TERM": "dumb"}) as session:
        assert session.ended() == 2
        assert b"TERM=dumb" in session.output
        assert "“berita-tui list”" in session.output.decode()
        assert b"\x1b" not in session.output


@pytest.mark.parametrize("closed", ["", "0<&-", "1>&-"])
def test_without_a_terminal_the_plain_verbs_are_named(tmp_path: Path, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" "$1" "$2" plain {closed}', sys.executable, str(PROGRAM), str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2 or closed == "1>&-"
    assert "needs a terminal" in done.stdout or closed == "1>&-"
    assert "\x1b" not in done.stdout + done.stderr


def test_what_cannot_be_written_down_is_told_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Headless(OSError("kaput")), Places.under(tmp_path / "none"), Language("en")) == 1
    assert "Particulars: -" in capsys.readouterr().err


async def test_a_frame_goes_to_the_terminal_in_one_piece() -> None:
    signals = [signal.getsignal(each) for each in (signal.SIGTSTP, signal.SIGCONT)]
    try:
        driver = scribe()(App())
    finally:
        for number, handler in zip((signal.SIGTSTP, signal.SIGCONT), signals, strict=True):
            signal.signal(number, handler)
    written: list[str] = []
    with NamedTemporaryFile("w+") as file:
        driver._writer_thread = writer = WriterThread(file)
        writer.write = written.append  # type: ignore[method-assign, assignment]
        for text in (
            "\x1b[?25l",
            SYNC_START,
            "\x1b[1;1Hhalo",
            SYNC_END,
            "\x07",
            SYNC_START,
            SYNC_END,
        ):
            driver.write(text)
    frame = f"{SYNC_START}\x1b[1;1Hhalo{SYNC_END}"
    assert written == ["\x1b[?25l", frame, "\x07", f"{SYNC_START}{SYNC_END}"]
