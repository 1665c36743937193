from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from berita_tui.places import Places
from glass import Glass
from sessions import Session, termios

pytestmark = pytest.mark.measures_children
SIZE = (80, 24)
SURROUNDINGS = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "LANG": "en_US.UTF-8",
    "TEXTUAL_ANIMATIONS": "none",
}
FAILING = "import sys; sys.modules['textual.app'] = None; import berita_tui.cli as c; c.main()"
"""The reader, where the app cannot be imported."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the guide in it, whose first page was sketched by the app."""
    home = tmp_path_factory.mktemp("home")
    places = Places.under(home)
    places.prepare()
    places.settings.write_text("refresh_minutes = 0\n", encoding="utf-8")
    for session in started(home):
        end = time.monotonic() + 60
        while not places.placard.exists() and time.monotonic() < end:
            session.read(patience=0.05)
        assert session.output.count(b"\x1b[?1049h") == 1
        assert b"\x1b[?1000h" in session.output[:40]  # nothing was painted before the app
        quit_(session)
    assert places.placard.stat().st_mode & 0o777 == 0o600
    return home


def started(home: Path, *program: str, **environ: str) -> Iterator[Session]:
    command = program or ("-m", "berita_tui")
    surroundings = {**SURROUNDINGS, **environ}
    with Session(*command, "--lang", "en", "--home", str(home), environ=surroundings) as session:
        yield session


def quit_(session: Session) -> None:
    session.read(b"\x1b[?2004h")
    os.write(session.master, b"\x11")
    assert session.ended() == 0
    assert termios.tcgetattr(session.slave) == session.before
    for sequence in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?7h", b"\x1b[<u"):
        assert session.output.count(sequence) == 1


def is_open(output: bytes, title: str) -> bool:
    """Tell whether the article with that title is on the right."""
    glass = Glass(*SIZE)
    glass.feed(output.partition(b"\x1b[?1049l")[0].decode("utf-8", "ignore"))
    return any(title in glass.line(row, 36) for row in range(SIZE[1]))


def test_headlines_come_before_the_app_and_never_go_and_no_key_is_lost(home: Path) -> None:
    for session in started(home):
        session.read(b" help")
        assert b"\x1b[?1000h" not in session.output  # the app is not there yet
        os.write(session.master, b"jj\r")
        end = time.monotonic() + 60
        while not is_open(session.output, "Sources: finding") and time.monotonic() < end:
            session.read(patience=0.05)
        quit_(session)
    text = session.output.decode()
    glass = Glass(*SIZE)
    early, app = text.split("\x1b[?1000h", 1)
    glass.feed(early)
    before = [glass.line(row, 3, 34) for row in range(2, 22)]
    assert "Welcome to Berita" in before[0]
    for part in re.split("(?<=m)", app.partition("\x1b[?1049l")[0]):
        glass.feed(part)
        assert [glass.line(row, 3, 34) for row in range(2, 22)] == before
    assert glass.entries == 1
    assert is_open(session.output, "Sources: finding")


def test_an_app_that_cannot_be_imported_gives_the_terminal_back(home: Path) -> None:
    for session in started(home, "-c", FAILING):
        assert session.ended() == 1
        assert session.is_restored()
        assert b"Welcome to Berita" in session.output
        assert b"something went wrong" in session.output.rpartition(b"\x1b[0m")[2]


@pytest.mark.parametrize("environ", [{"TERM": "xterm"}, {"PYTHONIOENCODING": "latin-1"}])
def test_in_other_circumstances_nothing_is_painted(home: Path, environ: dict[str, str]) -> None:
    for session in started(home, "-c", FAILING, **environ):
        assert session.ended() == 1
        assert b"\x1b" not in session.output


def test_a_library_without_headlines_is_left_to_the_app(home: Path, tmp_path: Path) -> None:
    places = Places.under(tmp_path)
    places.prepare()
    places.placard.write_bytes(Places.under(home).placard.read_bytes())
    places.settings.write_bytes(Places.under(home).settings.read_bytes())
    places.archive.write_bytes(b"spoiled" * 2000)
    places.library.write_bytes(b"spoiled" * 2000)
    for session in started(tmp_path, "-c", FAILING):
        assert session.ended() == 1
        assert b"\x1b" not in session.output
