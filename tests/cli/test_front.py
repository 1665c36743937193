from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from berita_tui import __version__, cli
from berita_tui.cli.errand import Errand
from berita_tui.language import Language
from berita_tui.store import Store

pytestmark = pytest.mark.measures_children
HEAVY = {"textual", "rich", "httpx", "lxml", "feedparser", "nh3", "asyncio", "tomlkit"}


def spawn(*arguments: str, home: Path, **environ: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "berita_tui", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "BERITA_TUI_HOME": str(home), **environ},
    )


def test_version_and_help_need_no_data(run: Any, home: Path) -> None:
    assert run("--version").out == f"berita-tui {__version__}\n"
    assert run("show", "--help").out.startswith("Usage: berita-tui show ID… [OPTIONS]\n")
    assert "Verbs:" in run("--help").out
    assert not home.exists()


def test_wrong_use_is_one_line_and_exit_code_2(run: Any) -> None:
    done = run("serch")
    assert (done.code, done.out) == (2, "")
    assert done.err == "berita-tui: There is no verb “serch”; did you mean “search”?\n"


def test_streams_that_are_closed_are_no_reason_to_fail(tmp_path: Path) -> None:
    command = f'"$0" -m berita_tui --home "{tmp_path}" config >&- 2>&-'
    done = subprocess.run(["sh", "-c", command, sys.executable], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("arguments", [("config",), ("--version",), ("list",)])
def test_a_full_disk_is_told_in_one_line_and_is_no_fault_of_the_program(
    run: Any, kept: Store, home: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        done = run(*arguments)
        assert done.code == 1
        assert done.err.startswith("berita-tui: what was to be written could not be (")
        assert done.err.count("\n") == 1
    assert not list((home / "state").glob("*.log"))


def test_a_closed_pipe_and_problems_that_can_be_told_nowhere_are_no_trouble(
    run: Any, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody, pipe = os.pipe()
    os.close(nobody)
    with open(pipe, "w") as broken, Path("/dev/full").open("w") as full:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdout", broken)
        assert run("list").code == 0
        monkeypatch.setattr(sys, "stderr", full)
        assert run("serch").code == 2


def test_refusals_speak_the_language_of_the_settings(run: Any) -> None:
    run("config", "language", "id")
    assert run("zzz").err == "berita-tui: {}\n".format(
        Language("id").say("There is no verb “{verb}”; “berita-tui --help” lists them", verb="zzz")
    )


def test_data_that_cannot_be_used_is_exit_code_3(run: Any, home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data/library.db").write_bytes(b"no database at all, and longer than a header" * 50)
    done = run("list")
    assert done.code == 3
    assert done.err.count("\n") == 1
    assert (home / "data/library.db").read_bytes().startswith(b"no database")


def test_what_happened_at_the_opening_is_told(run: Any, kept: Store, home: Path) -> None:
    kept.close()
    (home / "data/archive.db").write_bytes(b"broken" * 1000)
    for name in ("archive.db-wal", "archive.db-shm"):
        (home / "data" / name).unlink(missing_ok=True)
    done = run("stats")
    assert done.err.startswith("berita-tui: ")
    assert done.code == 0


def test_an_unexpected_failure_leaves_its_trace_in_a_private_file(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Errand) -> None:
        raise ZeroDivisionError("so\x1b it is")

    monkeypatch.setattr(Errand, "store", property(fail))
    for _ in range(2):
        done = run("list")
        log = home / "state/crash.log"
        assert done.code == 1
        assert done.err == (
            "berita-tui: something went wrong inside (ZeroDivisionError: so it is);"
            f" please report it with {log}\n"
        )
        assert "ZeroDivisionError" in log.read_text()
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_where_no_trace_can_be_kept_it_is_told_all_the_same(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Errand) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Errand, "store", property(fail))
    home.mkdir()
    (home / "state").write_text("a file where the folder should be")
    done = run("list")
    assert done.code == 1
    assert done.err.startswith("berita-tui: something went wrong inside (ZeroDivisionError")


def test_a_failure_before_the_places_are_known_is_told(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "places_for", fail)
    assert run("list").err == "berita-tui: something went wrong inside (ZeroDivisionError: )\n"


def test_ctrl_c_ends_with_130_and_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Errand) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Errand, "store", property(interrupt))
    done = run("list")
    assert done.code == 130
    assert done.err == "berita-tui: interrupted; what was saved stays\n"


def test_a_thread_that_is_still_at_something_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class LeftAtOnce(Exception):
        pass

    def leave_at_once(code: int) -> None:
        raise LeftAtOnce(code)

    go_on = threading.Event()
    monkeypatch.setattr(os, "_exit", leave_at_once)
    monkeypatch.setattr(sys, "argv", ["berita-tui", "--version"])
    monkeypatch.setattr(cli, "PATIENCE", 0.0)
    thread = threading.Thread(target=go_on.wait)
    thread.start()
    try:
        with pytest.raises(LeftAtOnce, match="0"):
            cli.main()
    finally:
        go_on.set()
        thread.join()


def test_a_thread_that_ends_by_itself_is_let_end(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    class Joined(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            go_on.set()
            super().join(timeout)

    monkeypatch.setattr(cli, "PATIENCE", 60.0)
    Joined(target=go_on.wait).start()
    with pytest.raises(SystemExit, match="3"):
        cli.leave(3)


class Unbuffered(io.TextIOWrapper):
    def write(self, text: str) -> int:
        written = super().write(text)
        self.flush()
        return written


@pytest.mark.parametrize("is_buffered", [True, False])
def test_a_pipe_nobody_reads_ends_quietly(
    run: Any, kept: Store, monkeypatch: pytest.MonkeyPatch, is_buffered: bool
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb", buffering=0) as raw:  # noqa: PTH123 - it is a descriptor
        stream = (
            io.TextIOWrapper(io.BufferedWriter(raw))
            if is_buffered
            else Unbuffered(io.BufferedWriter(raw))
        )
        monkeypatch.setattr(sys, "stdout", stream)
        done = run("list", "--json")
        monkeypatch.undo()
        with suppress(BrokenPipeError):
            stream.close()
    assert (done.code, done.err) == (0, "")


def test_the_output_is_utf_8_under_the_c_locale(kept: Store, home: Path) -> None:
    process = spawn(
        "search", "kapal", home=home, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0"
    )
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")
    assert b"Pelabuhan" in out
    process = spawn("show", home=home, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert "“show”".encode() in process.communicate(timeout=120)[1]


def imported(home: Path, *commands: list[str]) -> set[str]:
    """Return which heavy modules one process has imported after doing all of `commands`."""
    script = (
        "import sys\nfrom berita_tui.cli import main\n"
        f"for command in {commands!r}:\n"
        "    try:\n        main(['--home', sys.argv[1], *command])\n"
        "    except SystemExit as end:\n        assert end.code in (0, 1), command\n"
        f"print(*({HEAVY!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_reading_and_marking_import_nothing_heavy(kept: Store, home: Path, ids: Any) -> None:
    one = ids["harbour"]
    assert not imported(
        home,
        ["list", "--limit", "5"],
        ["search", "kapal", "--json"],
        ["show", one],
        ["bookmark", one],
        ["read", one],
        ["sources"],
        ["stats"],
        ["config"],
    )


def test_no_verb_imports_textual_or_rich(kept: Store, home: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Judul\n\nSatu paragraf yang cukup panjang untuk sebuah berita pendek.\n")
    found = imported(
        home,
        ["export"],
        ["backup", str(tmp_path / "a.db")],
        ["restore", str(tmp_path / "a.db")],
        ["doctor", "--fix"],
        ["import", str(text)],
        ["add", "http://127.0.0.1:9/"],
        ["refresh", "--force", "guide"],
    )
    assert found.isdisjoint({"textual", "rich"})


def test_importing_the_module_opens_nothing() -> None:
    import importlib

    importlib.import_module("berita_tui.__main__")
