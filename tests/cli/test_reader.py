from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button

from berita_tui.app import BeritaApp
from berita_tui.app.trouble import Choice, TroubleApp
from berita_tui.cli import doorstep, reader
from berita_tui.language import Language
from berita_tui.placard import sketch
from berita_tui.store import Store
from berita_tui.store.database import connect

pytestmark = pytest.mark.measures_children
Driver = Callable[[Pilot[Any]], Coroutine[Any, Any, None]]


def test_without_a_terminal_the_verbs_are_named(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stdin__", None)
    done = run()
    assert done.code == 2
    assert "berita-tui list" in done.err
    assert done.err.count("\n") == 1
    assert not home.exists()


@pytest.fixture
def headless(monkeypatch: pytest.MonkeyPatch) -> Callable[[Driver], list[App[Any]]]:
    """Let the real apps run without a terminal, driven by what the test gives."""

    def headless(drive: Driver) -> list[App[Any]]:
        opened: list[App[Any]] = []

        def run(app: App[Any], *_: object) -> int:
            opened.append(app)
            app.run(headless=True, size=(120, 40), auto_pilot=drive)
            return app.return_code or 0

        monkeypatch.setattr(doorstep, "refuse_without_terminal", lambda: None)
        monkeypatch.setattr(reader, "run", run)
        return opened

    return headless


async def leave(pilot: Pilot[Any], code: int = 4) -> None:
    while not pilot.app.screen.query("#headlines"):
        await pilot.pause()
    await pilot.pause()
    pilot.app.exit(return_code=code)


def choosing(choice: Choice | None) -> Driver:
    async def choose(pilot: Pilot[Any]) -> None:
        if isinstance(pilot.app, TroubleApp):
            if choice:
                pilot.app.query_one(f"#{choice}", Button).press()
            else:
                await pilot.press("q")
        else:
            await leave(pilot, 0)

    return choose


def test_without_a_verb_the_reader_opens(run: Any, headless: Any) -> None:
    opened = headless(leave)
    done = run("--lang", "id")
    assert (done.code, done.out, done.err) == (4, "", "")
    (app,) = opened
    assert isinstance(app, BeritaApp)
    assert app.language == Language("id")


def test_a_program_without_files_opens_without_an_early_page(
    run: Any, home: Path, headless: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorstep, "_size", lambda: (120, 40))
    monkeypatch.setattr(sketch, "find_spec", lambda _: None)
    headless(leave)
    assert run().code == 4
    assert not (home / "state/placard.json").exists()


def test_a_bad_key_in_the_settings_is_wrong_use(run: Any, home: Path, headless: Any) -> None:
    headless(leave)
    (home / "config").mkdir(parents=True)
    (home / "config/settings.toml").write_text('[keys]\n"headline.opn" = "x"\n')
    done = run()
    assert done.code == 2
    assert "line 2" in done.err


@pytest.fixture
def spoiled(run: Any, kept: Store, home: Path) -> Path:
    """A damaged library beside a sound archive and a copy of the day."""
    run("doctor", "--fix")
    kept.close()
    library = home / "data/library.db"
    for name in ("library.db-wal", "library.db-shm"):
        (home / "data" / name).unlink(missing_ok=True)
    library.write_bytes(b"spoiled" * 2000)
    return library


def test_trouble_can_be_left_and_changes_nothing(run: Any, spoiled: Path, headless: Any) -> None:
    opened = headless(choosing(None))
    done = run()
    assert done.code == 3
    assert done.err.count("\n") == 1
    assert isinstance(opened[0], TroubleApp)
    assert spoiled.read_bytes().startswith(b"spoiled")


def test_trouble_can_be_ended_by_the_newest_copy(run: Any, spoiled: Path, headless: Any) -> None:
    opened = headless(choosing(Choice.RESTORE))
    assert run().code == 0
    assert [type(app) for app in opened] == [TroubleApp, BeritaApp]
    assert run("sources").out.count("\n") == 2


def test_what_is_left_can_be_read_on(run: Any, spoiled: Path, headless: Any) -> None:
    opened = headless(choosing(Choice.READ_ON))
    assert run().code == 0
    assert [type(app) for app in opened] == [TroubleApp, BeritaApp]
    assert spoiled.read_bytes().startswith(b"spoiled")


def test_without_a_copy_trouble_can_be_ended_by_saving_what_can_be_read(
    run: Any, spoiled: Path, home: Path, headless: Any
) -> None:
    for copy in (home / "data/copies").iterdir():
        copy.unlink()
    opened = headless(choosing(Choice.SAVE))
    assert run().code == 0
    assert [type(app) for app in opened] == [TroubleApp, BeritaApp]
    (aside,) = spoiled.parent.glob("library.db.damaged-*")
    assert aside.read_bytes().startswith(b"spoiled")
    assert run("doctor").code == 0


def test_where_nothing_helps_only_leaving_is_offered(
    run: Any, kept: Store, home: Path, headless: Any
) -> None:
    kept.close()
    with closing(connect(home / "data/library.db", is_writer=True)) as newer:
        newer.execute("PRAGMA user_version = 999")
    (home / "data/archive.db").unlink()
    offered: list[str | None] = []

    async def look(pilot: Pilot[Any]) -> None:
        offered.extend(button.id for button in pilot.app.query("Button"))
        pilot.app.exit()

    headless(look)
    assert run().code == 3
    assert offered == [Choice.QUIT]


def test_the_command_alone_opens_the_reader_on_a_terminal(home: Path) -> None:
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "berita_tui", "--home", str(home)],
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
    )
    os.close(side)
    try:
        assert b"Welcome to Berita" in seen(main, b"Welcome to Berita")
        os.write(main, b"\x11")  # Ctrl-q
        seen(main, b"\x1b[?1049l")
        assert process.wait(20) == 0
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(main)


def seen(terminal: int, wanted: bytes) -> bytes:
    """Read from a terminal until `wanted` is there."""
    shown, end = b"", time.monotonic() + 30
    while wanted not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                break
    return shown
