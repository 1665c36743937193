"""Sessions: Python programs in terminals of their own, for the tests of how they end."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

import pytest

from berita_tui.placard.terminal import RESTORE

termios = pytest.importorskip("termios", reason="needs a Unix terminal")


NONE: Mapping[str, str] = MappingProxyType({})


class Session:
    """A program in a terminal of its own."""

    def __init__(
        self, *command: str, has_shell: bool = True, environ: Mapping[str, str] = NONE
    ) -> None:
        self.master, self.slave = os.openpty()
        termios.tcsetwinsize(self.slave, (24, 80))
        self.before = termios.tcgetattr(self.slave)
        self.output = b""
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=not has_shell,
            process_group=0 if has_shell else None,
            env={**os.environ, **environ},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def read(self, wanted: bytes = b"\0", patience: float = 60) -> bytes:
        """Read until `wanted` appears, or the program is gone and all it wrote was read."""
        end = time.monotonic() + patience
        while wanted not in self.output and time.monotonic() < end:
            is_over = self.process.poll() is not None
            if select.select([self.master], [], [], 0 if is_over else 0.02)[0]:
                self.output += os.read(self.master, 65536)
            elif is_over:
                break
        return self.output

    def ended(self) -> int:
        self.read()
        return self.process.wait(60)

    def is_restored(self) -> bool:
        return (
            self.output.count(RESTORE.encode()) == 1
            and termios.tcgetattr(self.slave) == self.before
        )
