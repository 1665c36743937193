"""Line: the process that fetches, and the pipes to it."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Final, Self

from berita_tui.bureau.wire import Message, listen, pack
from berita_tui.news import BeritaError, Sentence
from berita_tui.places import Places
from berita_tui.worker.process import command, surroundings

PATIENCE: Final = 12.0
"""Seconds the process has to leave, before it is ended: more than it gives itself."""

_START = "from berita_tui.bureau.correspondent import main; main()"
_ENDED = Sentence("The process that fetches has ended unasked; the next refresh starts another.")


class Line:
    """The process and the pipes to it; what is told of each call goes into its queue."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._said: SimpleQueue[bytes | None] = SimpleQueue()
        self.calls: dict[int, asyncio.Queue[tuple[bool, Any]]] = {}
        self.is_up = True
        threading.Thread(target=self._write, name="bureau out", daemon=True).start()

    @classmethod
    async def open(cls, places: Places, orders: Mapping[str, object]) -> Self:
        """Start a process, which reads its orders when it is ready. Raises `BeritaError`."""
        try:
            process = await asyncio.to_thread(_start)
        except OSError as error:
            reason = type(error).__name__
            raise BeritaError(
                Sentence("no process could be started to fetch with ({reason})", reason=reason)
            ) from None
        line = cls(process)
        assert process.stdout
        listen(process.stdout, line._take)
        folders = {name: str(folder) for name, folder in places.folders().items()}
        line.send(folders, orders)
        return line

    def send(self, *message: object) -> None:
        """Send a message; that nobody is there any more is heard from the other pipe."""
        self._said.put(pack(message))

    def hang_up(self) -> None:
        """Let the process go, and do not wait for it: it saves what it is saving by itself."""
        self.is_up = False
        self._said.put(None)
        # Should the app be gone before it, it is the system's to see it off.
        threading.Thread(target=self.see_off, name="bureau", daemon=True).start()

    def see_off(self) -> None:
        """Wait until the process has gone; end it when it takes too long."""
        assert self._process.stdout
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _write(self) -> None:
        """Write what is said: more than a pipe holds would wait until the process reads it."""
        assert self._process.stdin
        with suppress(OSError), self._process.stdin as pipe:
            while (said := self._said.get()) is not None:
                pipe.write(said)
                pipe.flush()

    def _take(self, message: Message | None) -> None:
        """Give what is told to whoever asked; tell all of them when there is no more."""
        if message is not None:
            number, is_over, answer = message
            if number in self.calls:
                self.calls[number].put_nowait((is_over, answer))
        elif self.is_up:
            for answers in self.calls.values():
                answers.put_nowait((True, BeritaError(_ENDED)))
            self.hang_up()


def _start() -> subprocess.Popen[bytes]:
    """Start the process, in a session of its own: no signal of the terminal's reaches it."""
    return subprocess.Popen(  # noqa: S603 - this program
        command(_START),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings(),
        start_new_session=True,
    )
