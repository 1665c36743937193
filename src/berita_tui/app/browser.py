"""Browser and clipboard: what leaves the terminal for other programs of this machine."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from threading import Thread
from typing import Any

from textual.app import App

from berita_tui.language import Language
from berita_tui.news import BadAddress, BeritaError, Missing, Sentence, normal_address

PATIENCE = 5
"""Seconds another program may take to accept what it is given."""
COPIERS = (
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("xsel", "--clipboard", "--input"),
    ("pbcopy",),
    ("clip.exe",),
)
"""Local clipboard tools in the order they are looked for; each reads its text from stdin."""


def open_in_browser(app: App[Any], address: str, language: Language) -> None:
    """Open `address` in the reader's browser without waiting; a failure is said in a toast."""

    def complain(error: BeritaError) -> None:
        app.notify(language.tell(error.sentence), severity="error", markup=False)

    def start() -> None:
        try:
            open_address(address)
        except BeritaError as error:
            app.call_from_thread(complain, error)

    # Not a Textual worker: one may wait for a browser that never comes back.
    Thread(target=start, name="browser", daemon=True).start()


def open_address(address: str, environ: Mapping[str, str] = os.environ) -> None:
    """Hand `address` to a browser; returns when it has taken it, or after `PATIENCE` seconds.

    Raises `BadAddress` for anything but http and https, `Missing` where there is no browser.
    """
    address = web_address(address)
    tried = False
    for command in openers(environ):
        program = shutil.which(command[0], path=environ.get("PATH"))
        if program is None:
            continue
        tried = True
        if _accepts([program, *command[1:], address], environ):
            return
    if tried:
        raise Missing(Sentence("The browser could not be started; y copies the address"))
    raise Missing(Sentence("No browser was found; set BROWSER, or copy the address with y"))


def web_address(address: str) -> str:
    """Return `address` written anew, its fragment kept; nothing in it can be taken for an option.

    Raises `BadAddress` for anything but an http or https address.
    """
    plain, mark, fragment = address.partition("#")
    safe = normal_address(plain)
    if not safe.startswith(("http://", "https://")):  # pragma: no cover - promised by the above
        raise BadAddress(Sentence("“{address}” is not a web address", address=address))
    return safe + mark + re.sub(r"[^\w/?:@!$&()*+,;=~.%-]", "", fragment, flags=re.ASCII)


def openers(environ: Mapping[str, str], platform: str = sys.platform) -> list[list[str]]:
    """Return the commands that may open an address, the reader's own wish first.

    BROWSER is a list of commands separated by colons, each taken apart as a shell would, but
    never run by one; `%s` in it is left out, since the address always comes last.
    """
    commands: list[list[str]] = []
    for wish in environ.get("BROWSER", "").split(os.pathsep):
        try:
            words = [word for word in shlex.split(wish) if word != "%s"]
        except ValueError:
            continue
        if words and not any("%" in word for word in words):
            commands.append(words)
    if platform == "darwin":
        return [*commands, ["open"]]
    if platform == "win32":
        return [*commands, ["rundll32", "url.dll,FileProtocolHandler"]]
    names = ("xdg-open", "wslview", "gio", "sensible-browser", "firefox", "chromium")
    return [*commands, *([name, "open"] if name == "gio" else [name] for name in names)]


def copy(app: App[Any], text: str) -> None:
    """Put `text` on the clipboard: through the terminal, and a local tool where there is one."""
    app.copy_to_clipboard(text)
    Thread(target=copy_locally, args=(text,), name="clipboard", daemon=True).start()


def copy_locally(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Give `text` to the first clipboard tool that takes it within `PATIENCE` seconds."""
    for command in COPIERS:
        program = shutil.which(command[0], path=environ.get("PATH"))
        if program and _takes([program, *command[1:]], text, environ):
            return True
    return False


def _accepts(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Start `command` apart from our terminal; it may go on for as long as it likes."""
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and the address is a normal one
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=dict(environ),
        )
    except OSError:
        return False
    try:
        return process.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        # A browser that is its own window stays; so does our thread's duty to bury it.
        Thread(target=process.wait, daemon=True).start()
        return True


def _takes(command: Sequence[str], text: str, environ: Mapping[str, str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of programs, no shell
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=dict(environ),
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
