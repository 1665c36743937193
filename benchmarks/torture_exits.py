#!/usr/bin/env python3
"""End the real program in every way there is, and look at the terminal it leaves behind.

    python benchmarks/torture_exits.py [--short] [--rounds 5]

After each end the line settings must be as before, the alternate screen, mouse reports, bracketed
paste and the hidden cursor off, the exit code the right one, all of it within a second; for the
kinds that leave at once the time is measured from the deed to the end of the process.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from figures import Figures
from hostile import Program, hostile_library

BACK = (
    b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l", b"\x1b[?1016l",
    b"\x1b[?2004l", b"\x1b[<u", b"\x1b[?25h", b"\x1b[?1004l", b"\x1b[?7h",
)  # fmt: skip
"""What undoes the alternate screen, mouse, paste, keyboard, cursor, focus and wrap modes."""
RAISING = """
import sys, threading
sys.path.insert(0, {src!r})
from berita_tui.app import BeritaApp
from berita_tui.app.screens.front import FrontPage
from berita_tui.cli import main
secret = "sandi-" + "rahasia"
def crash(self, *_):
    hidden = secret
    raise ValueError("kaput \\x1b[31m")
def crash_in_worker(self):
    self.run_worker(lambda: crash(self), thread=True)
def crash_in_thread(self):
    threading.Thread(target=crash, args=(self,)).start()
def look_up(self):
    import os, time
    self.run_worker(lambda: (os.write(1, b"\\x07"), time.sleep(600)), thread=True)
def stuck(self):
    import os, time
    os.write(1, b"\\x07")
    time.sleep(600)
{change}
sys.argv = ["berita-tui", "--home", sys.argv[1]]
main()
"""
ENVIRONMENTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("NO_COLOR", {"NO_COLOR": "1"}),
    ("C locale", {"LANG": "C", "LC_ALL": "C"}),
    ("POSIX, not UTF-8", {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ("unknown locale", {"LC_ALL": "xx_YY.utf9"}),
    ("no HOME", {"HOME": ""}),
    ("HOME that is not there", {"HOME": "/nirgends"}),
    ("TERM=linux", {"TERM": "linux", "COLORTERM": ""}),
    ("TERM=vt100", {"TERM": "vt100", "COLORTERM": ""}),
    ("TERM=xyz", {"TERM": "xyz"}),
    ("COLUMNS=0", {"COLUMNS": "0", "LINES": "0"}),
    ("COLUMNS=x", {"COLUMNS": "x", "LINES": "-3"}),
    ("no PATH", {"PATH": ""}),
)  # fmt: skip


class Ends:
    """Ends one program after the other, and takes down what was not as it should be."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.wrong: list[str] = []
        self.slowest = 0.0

    @contextmanager
    def opened(self, change: str = "") -> Iterator[Program]:
        command = None
        if change:
            src = str(Path(__file__).parents[1] / "src")
            code = RAISING.format(src=src, change=change)
            command = [sys.executable, "-c", code, str(self._home)]
        with Program("--home", str(self._home), command=command) as program:
            program.wait_for(b"\x1b[?2004h")
            program.settle(0.5)
            yield program

    def judge(self, kind: str, program: Program, code: int, *, since: float) -> None:
        found = program.ended(30)
        self.time(kind, since)
        after = program.output.rpartition(b"\x1b[?1049h")[2]
        missing = [each for each in BACK if each not in after]
        if found != code:
            self.wrong.append(f"{kind}: exit code {found} instead of {code}")
        if missing:
            self.wrong.append(f"{kind}: {missing} not sent")
        if termios.tcgetattr(program.slave) != program.before:
            self.wrong.append(f"{kind}: line settings changed")

    def time(self, kind: str, since: float) -> None:
        """Take down how long it took; a machine that others use gets as much longer."""
        took = time.monotonic() - since
        self.slowest = max(self.slowest, took)
        if took >= 1 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)):
            self.wrong.append(f"{kind}: took {took:.2f} s")

    def by_signal(self, name: str) -> None:
        number = getattr(signal, name)
        with self.opened() as program:
            since = time.monotonic()
            program.process.send_signal(number)
            self.judge(name, program, 128 + number, since=since)

    def before_the_app(self, name: str) -> None:
        """A signal while headlines are seen that were painted before the app was imported."""
        number = getattr(signal, name)
        with self.opened():
            pass  # leaves a sketch, if there is none
        with Program("--home", str(self._home)) as program:
            program.wait_for(b"\x1b[?7l")
            is_early = b"\x1b[?1000h" not in program.output
            since = time.monotonic()
            if name == "SIGTSTP":
                program.process.send_signal(signal.SIGTSTP)
                program.wait_for(b"\x1b[?1049l", 10)
                program.process.send_signal(signal.SIGCONT)
                program.wait_for(b"\x1b[?2004h", 30)
                program.settle(0.5)
                since = time.monotonic()
                program.press("\x11")
            else:
                program.process.send_signal(number)
            code = {"SIGTSTP": 0, "SIGINT": 130}.get(name, 128 + number)
            self.judge(f"{name} before the app", program, code, since=since)
            if not is_early:
                self.wrong.append(f"{name} before the app: nothing was painted before it")

    def by_key(self) -> None:
        with self.opened() as program:
            since = time.monotonic()
            program.press("\x11")
            self.judge("quit", program, 0, since=since)

    def by_crash(self, kind: str, change: str) -> None:
        """A crash tells one line, and keeps its particulars for its owner, without secrets."""
        for old in (self._home / "state").glob("crash*"):
            old.unlink()
        with self.opened(change) as program:
            since = time.monotonic()
            program.press("T")
            self.judge(kind, program, 1, since=since)
            said = program.output.rpartition(b"\x1b[?1016l")[2].decode("utf-8", "replace")
        logs = list((self._home / "state").glob("crash*"))
        if said.count("\n") != 1 or len(logs) != 1 or str(logs[0].name) not in said:
            self.wrong.append(f"{kind}: said {said!r}, logs {[each.name for each in logs]}")
        for log in logs:
            text = log.read_text()
            if log.stat().st_mode & 0o777 != 0o600 or "sandi-rahasia" in text or "\x1b" in text:
                self.wrong.append(f"{kind}: the log is not fit to be kept")

    def by_hanging(self) -> None:
        """An app that no longer listens is left all the same."""
        with self.opened("BeritaApp.action_theme = stuck") as program:
            program.press("T")
            program.wait_for(b"\x07")
            since = time.monotonic()
            program.process.send_signal(signal.SIGTERM)
            self.judge("SIGTERM while stuck", program, 143, since=since)

    def by_key_in_a_look_up(self) -> None:
        """Nobody waits for a thread that reads, however long it does."""
        with self.opened("BeritaApp.action_theme = look_up") as program:
            program.press("T")
            program.wait_for(b"\x07")
            since = time.monotonic()
            program.press("\x11")
            self.judge("quit while something is looked up", program, 0, since=since)

    def by_key_in_a_refresh(self) -> None:
        """Nor for sources, or whoever reads them."""
        with self.opened() as program:
            program.press("R")
            program.settle(0.5, 2)
            since = time.monotonic()
            program.press("\x11")
            self.judge("quit while refreshing", program, 0, since=since)

    def by_hang_up(self) -> None:
        """The window goes: no terminal is left to be restored, but the process must end."""
        with self.opened() as program:
            since = time.monotonic()
            os.close(program.slave)
            os.close(program.master)
            program.master, program.slave = os.openpty()
            try:
                code: int | None = program.process.wait(20)
            except subprocess.TimeoutExpired:
                code = None
            self.time("window closed", since)
            if code != 128 + signal.SIGHUP:
                self.wrong.append(f"window closed: exit code {code}")

    def by_pause(self) -> None:
        """Stopped, the terminal is the shell's; continued, the page is drawn anew."""
        with self.opened() as program:
            program.process.send_signal(signal.SIGTSTP)
            program.wait_for(b"\x1b[?1049l", 10)
            program.settle(0.3)
            if termios.tcgetattr(program.slave)[3] != program.before[3]:
                self.wrong.append("SIGTSTP: line settings are not the shell's")
            before = len(program.output)
            program.process.send_signal(signal.SIGCONT)
            program.wait_for(b"\x1b[?1049h", 10)
            program.settle(1)
            drawn = program.output[before:]
            if b"\x1b[?1049h" not in drawn or len(drawn) < 1000:
                self.wrong.append(f"SIGCONT: only {len(drawn)} bytes drawn")
            since = time.monotonic()
            program.press("\x11")
            self.judge("SIGTSTP, SIGCONT, quit", program, 0, since=since)

    def by_killed_child(self) -> None:
        """The worker's process is killed: the app goes on, and leaves in good order."""
        with self.opened() as program:
            program.press("a\x1b[Z")
            program.settle(0.3)
            program.press("http://127.0.0.1:9/\r")
            program.settle(1)
            program.press("\x1b")
            program.settle(0.3)
            for child in children(program.process.pid):
                os.kill(child, signal.SIGKILL)
            program.settle(0.3)
            since = time.monotonic()
            program.press("\x11")
            self.judge("child killed, quit", program, 0, since=since)

    def at_start(self) -> None:
        """An error before the app is there: one line, code 1."""
        change = (
            "def broken(self, *_, **__): raise RuntimeError('tidak mulai')\nBeritaApp.run = broken"
        )
        src = str(Path(__file__).parents[1] / "src")
        code = RAISING.format(src=src, change=change)
        with Program(command=[sys.executable, "-c", code, str(self._home)]) as program:
            found = program.ended(30)
            if found != 1 or program.output.count(b"\n") != 1:
                self.wrong.append(f"at start: exit code {found}, said {program.output[-300:]!r}")
            if termios.tcgetattr(program.slave) != program.before:
                self.wrong.append("at start: line settings changed")


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def kinds(ends: Ends) -> dict[str, Callable[[], None]]:
    return {
        "SIGTERM": lambda: ends.by_signal("SIGTERM"),
        "SIGHUP": lambda: ends.by_signal("SIGHUP"),
        "SIGINT": lambda: ends.by_signal("SIGINT"),
        "SIGQUIT": lambda: ends.by_signal("SIGQUIT"),
        **{
            f"{name} before the app": partial(ends.before_the_app, name)
            for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGTSTP")
        },
        "quit": ends.by_key,
        "crash in a handler": lambda: ends.by_crash(
            "crash in a handler", "BeritaApp.action_theme = crash"
        ),
        "crash in a worker thread": lambda: ends.by_crash(
            "crash in a worker thread", "BeritaApp.action_theme = crash_in_worker"
        ),
        "stuck, then SIGTERM": ends.by_hanging,
        "quit while something is looked up": ends.by_key_in_a_look_up,
        "quit while refreshing": ends.by_key_in_a_refresh,
        "window closed": ends.by_hang_up,
        "SIGTSTP, SIGCONT, quit": ends.by_pause,
        "child killed, quit": ends.by_killed_child,
        "error at the start": ends.at_start,
    }


def refused(home: Path) -> list[str]:
    """Without a terminal it ends with 2 and a hint, and draws nothing."""
    found = []
    program = f'"{sys.executable}" -m berita_tui --home "{home}"'
    for name, command in {
        "stdin is a pipe": f"true | {program} 2>&1 >/dev/tty",
        "stdout is a pipe": f"{program} 2>&1 | cat; exit $?",
        "stderr is a pipe": f"{program} 2> >(cat)",
        "nothing is a terminal": f"{program} </dev/null 2>&1 | cat",
        "stdin closed": f"{program} <&- 2>&1",
        "stdout closed": f"{program} >&-",
        "all closed": f"{program} <&- >&- 2>&-",
        "TERM=dumb": f"TERM=dumb {program} 2>&1",
        "no TERM": f"env -u TERM {program} 2>&1",
    }.items():
        with Program(command=["bash", "-o", "pipefail", "-c", command]) as shell:
            code = shell.ended(30)
            said = shell.output
            if code is None:
                os.killpg(shell.process.pid, signal.SIGKILL)
            if (
                code != 2
                or b"\x1b" in said
                or ("all" not in name and b"berita-tui list" not in said)
            ):
                found.append(f"{name}: exit code {code}, said {said[-200:]!r}")
    return found


def surroundings(home: Path) -> list[str]:
    """Every environment opens the reader and ends in good order."""
    found = []
    for name, environ in ENVIRONMENTS:
        with Program("--home", str(home), environ=environ) as program:
            program.wait_for(b"\x1b[?2004h", 30)
            is_on = program.settle(0.5)
            program.press("j\r?")
            program.settle(0.3)
            program.press("\x11")
            code = program.ended(30)
            if not is_on or code != 0 or b"Traceback" in program.output:
                found.append(f"{name}: exit code {code}, said {program.output[-300:]!r}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="each kind once")
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hostile_library(home, most=3)
        rounds = 1 if wish.short else wish.rounds
        ends = Ends(home)
        ways = kinds(ends)
        good = 0
        for name, end in ways.items():
            before = len(ends.wrong)
            for _ in range(rounds):
                end()
            good += len(ends.wrong) == before
            print(f"  {name}: {'restored' if len(ends.wrong) == before else ends.wrong[before:]}")
        figures.add(
            f"{len(ways)} kinds of exit × termios, alternate screen, mouse, paste, cursor, code; "
            f"{rounds} times each",
            f"{len(ways)}/{len(ways)}, < 1 s each",
            f"{good}/{len(ways)}, slowest {ends.slowest:.2f} s; load {os.getloadavg()[0]:.1f}",
            is_met=good == len(ways),
        )
        figures.none("streams that are no terminal: not refused with 2 and a hint", refused(home))
        figures.none(f"{len(ENVIRONMENTS)} environments: not opened and left", surroundings(home))
        open_to_others = [
            str(each)
            for room in ("config", "data", "cache", "state")
            for each in ((home / room), *(home / room).rglob("*"))
            if each.stat().st_mode & 0o077 and room in {"data", "state"}
        ]
        figures.none("files and folders of data and state that others may read", open_to_others)
    figures.end()


if __name__ == "__main__":
    main()
