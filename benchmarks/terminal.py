"""A program in a pseudo-terminal: keys go in, the time until a text comes out is measured."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from contextlib import suppress
from pathlib import Path

_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b."
)


class Terminal:
    """One program in a terminal of its own; answers no queries, like a plain terminal."""

    def __init__(self, command: list[str], *, columns: int = 120, rows: int = 40) -> None:
        self.started = time.perf_counter()
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="en_US.UTF-8")
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        """Forget what was seen, note the time and send `keys`."""
        self.seen = b""
        self.started = time.perf_counter()
        os.write(self.fd, keys.encode())

    def type(self, keys: str) -> None:
        """Send `keys` and go on counting from the start or last key, with what was seen."""
        os.write(self.fd, keys.encode())

    def wait_for(self, text: str, *, seconds: float = 60) -> float:
        """Return the seconds from the start or last key until `text` is written."""
        wanted = re.sub(rb"\s", b"", text.encode())
        while (left := self.started + seconds - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            self.seen += os.read(self.fd, 65536)
            now = time.perf_counter()
            if wanted in re.sub(rb"\s", b"", _ESCAPES.sub(b"", self.seen)):
                return now - self.started
        raise TimeoutError(f"{text!r} did not appear within {seconds} s")

    def wait_for_bytes(self, wanted: bytes, count: int = 1, *, seconds: float = 60) -> float:
        """Return the seconds from the last key until `wanted` has been written `count` times."""
        while (left := self.started + seconds - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            self.seen += os.read(self.fd, 65536)
            now = time.perf_counter()
            if self.seen.count(wanted) >= count:
                return now - self.started
        raise TimeoutError(f"{wanted!r} did not come within {seconds} s")

    def wait_for_match(self, wanted: re.Pattern[bytes], *, seconds: float = 60) -> float:
        """Return the seconds from the last key until what has been written since has `wanted`."""
        while (left := self.started + seconds - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            self.seen += os.read(self.fd, 65536)
            now = time.perf_counter()
            if wanted.search(self.seen):
                return now - self.started
        raise TimeoutError(f"{wanted.pattern!r} did not come within {seconds} s")

    def settle(self, quiet: float = 0.3) -> None:
        """Read until nothing has come for `quiet` seconds."""
        while select.select([self.fd], [], [], quiet)[0]:
            self.seen += os.read(self.fd, 65536)

    def memory(self) -> float:
        """Return the program's own share of the memory in MiB (Linux), 0 where it is not told."""
        for name, wanted in (("smaps_rollup", r"^Pss:\s+(\d+)"), ("status", r"^VmRSS:\s+(\d+)")):
            with suppress(OSError):
                text = Path(f"/proc/{self.pid}/{name}").read_text()
                if found := re.search(wanted, text, re.MULTILINE):
                    return int(found[1]) / 1024
        return 0.0

    def leave(self, key: str, *, seconds: float = 10) -> None:
        """Press the key that quits and see the program go; end it where it does not in time.

        Killed, the reader would examine the whole archive at its next start.
        """
        os.write(self.fd, key.encode())
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                os.close(self.fd)
                return
            with suppress(OSError):
                if select.select([self.fd], [], [], 0.05)[0]:
                    os.read(self.fd, 65536)
        self.close()

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
