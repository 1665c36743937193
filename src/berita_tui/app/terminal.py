"""Terminal: how an app takes it over, and how it is given back on every kind of exit."""

from __future__ import annotations

import asyncio
import io
import os
import select
import signal
import sys
import threading
import time
import traceback
from codecs import getincrementaldecoder
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual._ansi_sequences import SYNC_END, SYNC_START

from berita_tui.clean import strip_controls
from berita_tui.placard.curtain import ALTERNATE, Curtain
from berita_tui.placard.terminal import descriptor, give_back, line_modes, write
from berita_tui.places import Places

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver
    from textual.drivers.linux_driver import LinuxDriver

    from berita_tui.language import Language

LEFT_ON = "\x1b[?1016l"
"""What Textual leaves on when it goes in good order: mouse reports in pixels."""

PATIENCE = 0.7
"""Seconds the app may take to leave in good order after a signal, before it is left at once."""

SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
    if hasattr(signal, name)
)
"""Signals that end the program; its exit code is 128 and the signal's number."""


def run(app: App[Any], places: Places, language: Language, curtain: Curtain | None = None) -> int:
    """Run `app` and return the exit code; the terminal is as it was before, whatever happened.

    Where a `curtain` is up, the app draws over what it shows as if it were its own.
    A signal ends it within a second with 128 and its number. After an error of the program's
    own one line on stderr names the file with the particulars (0600, in the state folder).
    """
    # Textual would print the error with the values of all variables, which are not its to show,
    # and take a second to set them in type.
    app.error_console = Console(file=io.StringIO())
    setattr(app, "_fatal_error", app._close_messages_no_wait)  # noqa: B010, SLF001 - as below
    setattr(app, "_handle_exception", _unless_leaving(app))  # noqa: B010 - as above
    if os.name != "nt":
        _take_any_bytes()
    modes = _take_over(app, curtain)
    # Windows ends programs in ways of its own, which Textual knows.
    with nullcontext() if os.name == "nt" else _Watch(app, modes):
        try:
            with asyncio.Runner() as runner:
                runner.get_loop().set_default_executor(_Aside(thread_name_prefix="aside"))
                app.run(loop=runner.get_loop())
            write(LEFT_ON)
            error: BaseException | None = app._exception  # noqa: SLF001 - public nowhere, see tests
        except Exception as escaped:  # noqa: BLE001 - the last place that can explain it
            give_back(modes)
            error = escaped
    if error is None:
        return app.return_code or 0
    cause = getattr(error, "error", None)  # what Textual wraps, where it was raised in a worker
    told = traceback.format_exception(cause if isinstance(cause, Exception) else error)
    # For its owner's eyes, who may print it on a terminal.
    path = places.keep_crash(strip_controls("".join(told)))
    text = language.say(
        "The reader stopped because of an error of its own; nothing is lost. Particulars: {path}",
        path=str(path) if path else "-",
    )
    sys.stderr.write(f"{text}\n")
    return app.return_code or 1


def _unless_leaving(app: App[Any]) -> Callable[[Exception], None]:
    """Return what takes errors of the app's, but for those of screens it has left half made."""
    handle = app._handle_exception  # noqa: SLF001 - public nowhere, see tests

    def take(error: Exception) -> None:
        if not app._exit:  # noqa: SLF001 - as above
            handle(error)

    return take


def _take_any_bytes() -> None:
    """Have keys read whatever bytes come: half a character, which Textual would die of, is �."""
    from textual.drivers import linux_driver  # noqa: PLC0415 - not on Windows

    decoder = partial(getincrementaldecoder("utf-8"), "replace")
    setattr(linux_driver, "getincrementaldecoder", lambda _: decoder)  # noqa: B010 - as above


def _take_over(app: App[Any], curtain: Curtain | None) -> list[Any] | None:
    """Have the app take over from a curtain; return the line's settings as they were before."""
    if curtain is None or not curtain.is_up:
        if os.name != "nt":
            app.driver_class = scribe()
        return line_modes()
    app.driver_class = _successor(curtain)
    return curtain.modes


def scribe() -> type[LinuxDriver]:
    """Return the driver that tells the terminal each frame in one go."""
    from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415 - not on Windows

    class Scribe(LinuxDriver):
        """Writes a frame with its beginning and end, for which Textual's thread waits thrice."""

        _frame = ""

        def write(self, data: str) -> None:
            if data == SYNC_START:
                self._frame = data
            elif self._frame and data != SYNC_END:
                self._frame += data
            else:
                frame, self._frame = self._frame, ""
                LinuxDriver.write(self, frame + data)

    return Scribe


def _successor(curtain: Curtain) -> type[Driver]:
    """Return the driver that takes the terminal over as it is, and gives it back as it was."""
    driver = scribe()

    class Successor(driver):  # type: ignore[misc, valid-type]
        """Neither enters the alternate screen again, which would clear it, nor is ever in the way.

        Until it is at work a program that is stopped is the curtain's affair.
        """

        def __init__(self, *given: Any, **named: Any) -> None:
            pause = signal.getsignal(signal.SIGTSTP)
            super().__init__(*given, **named)
            signal.signal(signal.SIGTSTP, pause)
            signal.signal(signal.SIGCONT, signal.SIG_DFL)

        def write(self, data: str) -> None:
            if not (curtain.is_up and data == ALTERNATE):
                driver.write(self, data)

        def start_application_mode(self) -> None:
            super().start_application_mode()
            if curtain.is_up and self._writer_thread is not None:
                self.attrs_before = curtain.modes
                curtain.hand_over()
                signal.signal(signal.SIGTSTP, self._sigtstp_application)
                signal.signal(signal.SIGCONT, self._sigcont_application)

    return Successor


class _Aside(ThreadPoolExecutor):
    """Threads beside the interface; when that goes, nobody waits for what they are looking up."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002
        super().shutdown(wait=False, cancel_futures=cancel_futures)


class _Watch:
    """Waits for signals while an app runs: first asks it to leave, then leaves without it."""

    def __init__(self, app: App[Any], modes: list[Any] | None) -> None:
        self._app = app
        self._modes = modes
        self._before: dict[int, object] = {}
        self._read, self._write = os.pipe()
        self._wakeup = -1
        self._is_over = False

    def __enter__(self) -> None:
        os.set_blocking(self._write, False)
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in SIGNALS:
            self._before[number] = signal.signal(number, self._asked)
        # A thread, since the handlers run in the main thread, which may be stuck.
        threading.Thread(target=self._watch, name="signals", daemon=True).start()

    def __exit__(self, *_: object) -> None:
        if self._app.return_code in {128 + number for number in SIGNALS}:
            # The watch goes on until the interpreter is gone: threads may hold it up.
            return
        self._is_over = True
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        signal.set_wakeup_fd(self._wakeup)
        os.write(self._write, b"\0")

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        """Ask the app to leave; runs in the main thread."""
        with suppress(RuntimeError):
            loop = asyncio.get_running_loop()
            loop.call_soon_threadsafe(self._app.exit, None, 128 + number)
            return
        give_back(self._modes)
        os._exit(128 + number)

    def _watch(self) -> None:
        """Wait for the first of our signals, then for the app to leave, then for nothing."""
        poll = select.poll()
        poll.register(self._read, select.POLLIN)
        terminal = descriptor()
        if os.isatty(terminal) or self._modes is not None:  # one that has gone is none any more
            poll.register(terminal, 0)  # asks for nothing but news of its end
        number = 0
        while number not in SIGNALS:
            for ready, event in poll.poll():
                if ready == self._read:
                    number = os.read(self._read, 1)[0]
                    continue
                poll.unregister(terminal)
                if event & select.POLLHUP:
                    # Not every terminal that goes says so with a signal.
                    os.kill(os.getpid(), signal.SIGHUP)
            if self._is_over:
                return
        time.sleep(PATIENCE)
        if not self._is_over:
            give_back(self._modes)
            os._exit(128 + number)
