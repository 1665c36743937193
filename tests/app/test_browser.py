from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from textual.app import App

from berita_tui.app.browser import (
    copy,
    copy_locally,
    open_address,
    open_in_browser,
    openers,
    web_address,
)
from berita_tui.language import Language
from berita_tui.news import BadAddress, Missing


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(stat.S_IRWXU)
    return path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path), "OUT": str(tmp_path / "out")}


TELL = '''printf "%s\\n" "$0" "$@" > "$OUT"'''


def test_the_address_is_one_argument_of_the_opener(tmp_path: Path, environ: dict[str, str]) -> None:
    opener = program(tmp_path, "xdg-open", TELL)
    open_address("https://a.example/x?a=1&b=$(touch%20x);y#isi", environ)
    words = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert words == [str(opener), "https://a.example/x?a=1&b=$(touch%20x);y#isi"]


@pytest.mark.parametrize(
    "address",
    [
        "-x",
        "--version",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "",
        "a.example",
        "%action",
        "https://a.example/\n--flag",
        "ftp://a.example/",
        "http://",
    ],
)
def test_nothing_but_a_web_address_ever_reaches_a_program(
    tmp_path: Path, environ: dict[str, str], address: str
) -> None:
    program(tmp_path, "xdg-open", TELL)
    with pytest.raises(BadAddress):
        open_address(address, environ)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://A.Example", "https://a.example/"),
        ("https://u:p@a.example/", "https://a.example/"),
        ("https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9"),
        ("https://a.example/#a b\"'`|c", "https://a.example/#abc"),
        (" https://a.example/", "https://a.example/"),
    ],
)
def test_addresses_are_written_anew(address: str, expected: str) -> None:
    assert web_address(address) == expected


def test_the_readers_own_browser_comes_first_and_no_shell_is_asked(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    program(tmp_path, "xdg-open", "exit 1")
    mine = program(tmp_path, "peramban", TELL)
    environ["BROWSER"] = "tidak-ada:'rusak:peramban --baru %s:xdg-open"
    open_address("https://a.example/", environ)
    words = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert words == [str(mine), "--baru", "https://a.example/"]
    assert openers({"BROWSER": "a;b %u:"}, "linux")[0] == ["xdg-open"]
    assert openers({}, "darwin") == [["open"]]
    assert openers({}, "win32")[0][0] == "rundll32"
    assert ["gio", "open"] in openers({}, "linux")


def test_the_next_one_is_tried_when_one_fails(tmp_path: Path, environ: dict[str, str]) -> None:
    program(tmp_path, "xdg-open", "exit 3")
    program(tmp_path, "firefox", TELL)
    open_address("https://a.example/", environ)
    assert (tmp_path / "out").exists()


def test_a_failure_is_told_in_a_sentence(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(Missing, match="No browser was found"):
        open_address("https://a.example/", environ)
    program(tmp_path, "xdg-open", "exit 3")
    (tmp_path / "firefox").write_bytes(b"\x7fELF kaput")
    (tmp_path / "firefox").chmod(stat.S_IRWXU)
    with pytest.raises(Missing, match="could not be started"):
        open_address("https://a.example/", environ)


def test_a_browser_that_stays_is_not_waited_for(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.app.browser.PATIENCE", 0.05)
    environ["PATH"] += os.pathsep + os.environ["PATH"]
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program(tmp_path, "xdg-open", f"exec cat {pipe}")
    open_address("https://a.example/", environ)
    with pipe.open("w"):  # opens only where somebody reads, and lets the browser end
        pass


def test_text_goes_to_the_first_clipboard_tool_there_is(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not copy_locally("x", environ)
    environ["PATH"] += os.pathsep + os.environ["PATH"]
    program(tmp_path, "wl-copy", "exit 1")
    program(tmp_path, "xclip", 'echo "$@" > "$OUT"; cat >> "$OUT"')
    assert copy_locally("teks é", environ)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "-selection clipboard\nteks é"
    monkeypatch.setattr("berita_tui.app.browser.PATIENCE", 0.05)
    monkeypatch.setattr("berita_tui.app.browser.COPIERS", (("wl-copy",), ("xclip",)))
    program(tmp_path, "xclip", "exec sleep 1")
    assert not copy_locally("x", environ)


async def test_copying_goes_through_the_terminal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app: App[None] = App()
    async with app.run_test():
        copy(app, "https://a.example/")
        assert app.clipboard == "https://a.example/"
        for thread in threading.enumerate():
            if thread.name == "clipboard":
                thread.join()


async def test_the_app_says_when_no_browser_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app: App[None] = App()
    async with app.run_test() as pilot:
        open_in_browser(app, "https://a.example/", Language("en"))
        for _ in range(200):
            await pilot.pause(0.01)
            if app._notifications:
                break
        (note,) = app._notifications
        assert note.message.startswith("No browser was found")
        assert not note.markup
