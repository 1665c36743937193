"""Turns: work that one program does at a time, whoever has the library open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from berita_tui.store.database import explained


@contextmanager
def turn(path: Path) -> Iterator[bool]:
    """Have what the file at `path` stands for to oneself; give False where another has it.

    The lock is the operating system's: it ends with the process, however that ends. Raises
    `BeritaError` where the file cannot be made.
    """
    with explained(path):
        lock = apsw.Connection(str(path))
        path.chmod(0o600)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
            is_ours = True
        except apsw.BusyError:
            is_ours = False
        yield is_ours
    finally:
        lock.close()
