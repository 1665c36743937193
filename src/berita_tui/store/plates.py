"""Plates: the pictures themselves, one file for each content, named by its hash."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex

YOUNG = 3600.0
"""Seconds for which a file that nothing speaks of may be one that is just being kept."""


def name_of(content: bytes) -> bytes:
    """Return the 16 bytes that a picture is known by."""
    return blake2b(content, digest_size=16).digest()


class Plates:
    """A folder of pictures, for the user's eyes only. Raises `OSError` where it cannot write.

    Files rather than rows: a damaged one is one picture, and room given up is free at once,
    which in a database of a gibibyte takes a copy of all of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> bytes:
        """Keep a picture, whole or not at all; return its name."""
        name = name_of(content)
        path = self._path(name)
        if not path.exists() or self.get(name) is None:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            draft = path.with_name(f".{path.name}.{token_hex(4)}.new")
            try:
                draft.touch(mode=0o600, exist_ok=False)
                draft.write_bytes(content)
                draft.replace(path)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
        return name

    def get(self, name: bytes) -> bytes | None:
        """Return a picture as it was put; None where it is lost, damaged or out of reach."""
        with suppress(OSError):
            content = self._path(name).read_bytes()
            if name_of(content) == name:
                return content
        return None

    def drop(self, name: bytes) -> None:
        """Delete a picture, if it is there and can be."""
        with suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def strays(self) -> Iterator[tuple[bytes | None, Path]]:
        """Yield every file that is not quite new, and the name of its picture, if it has one."""
        until = time.time() - YOUNG
        for path in self._folder.glob("??/*"):
            with suppress(OSError):
                if path.stat().st_mtime < until:
                    yield _name(path), path

    def _path(self, name: bytes) -> Path:
        text = name.hex()
        return self._folder / text[:2] / text


def _name(path: Path) -> bytes | None:
    with suppress(ValueError):
        name = bytes.fromhex(path.name)
        return name if len(name) == 16 and path.name == name.hex() else None
    return None
