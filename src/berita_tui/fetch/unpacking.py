"""Unpacking: content codings undone piece by piece, never past a bound."""

from __future__ import annotations

import zlib
from typing import Protocol

from berita_tui.fetch.replies import Refused
from berita_tui.news import Sentence

OFFERED = "gzip, deflate"
"""The content codings asked for: those the standard library can undo within bounds."""


class Unpacker(Protocol):
    """Takes a body in pieces; `is_whole` tells whether it came to its end."""

    def feed(self, data: bytes) -> None:
        """Take the next piece. Raises `Refused` past the bound or for rubbish."""
        ...

    @property
    def content(self) -> bytes:
        """What has been unpacked."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether the packing came to its own end."""
        ...


class Plain:
    """A body that is not packed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces = bytearray()

    @property
    def content(self) -> bytes:
        """What has come."""
        return bytes(self._pieces)

    @property
    def is_whole(self) -> bool:
        """Always: HTTP itself tells where a plain body ends."""
        return True

    def feed(self, data: bytes) -> None:
        """Take the next piece. Raises `Refused` past the bound."""
        if len(self._pieces) + len(data) > self._limit:
            raise too_large(self._limit)
        self._pieces += data


class Packed:
    """A gzip or deflate body; members of gzip in a row are one, rubbish after them is nothing.

    RFC 1952 §2.2 (members), RFC 9110 §8.4.1.2 (deflate means zlib; some servers send it bare).
    """

    def __init__(self, limit: int, *, is_gzip: bool) -> None:
        self._limit = limit
        self._is_gzip = is_gzip
        self._wbits = 31 if is_gzip else 15
        self._pieces = bytearray()
        self._engine = zlib.decompressobj(self._wbits)
        self._has_begun = False

    @property
    def content(self) -> bytes:
        """What has been unpacked."""
        return bytes(self._pieces)

    @property
    def is_whole(self) -> bool:
        """Whether the last member came to its end."""
        return self._engine.eof or not self._has_begun

    def feed(self, data: bytes) -> None:
        """Take the next piece. Raises `Refused` past the bound or for rubbish."""
        if not self._has_begun and data and not self._is_gzip and data[0] & 0x0F != 8:
            self._engine = zlib.decompressobj(-15)
        self._has_begun = self._has_begun or bool(data)
        while data:
            if self._engine.eof:
                if not (self._is_gzip and data.startswith(b"\x1f\x8b")):
                    return
                self._engine = zlib.decompressobj(self._wbits)
            self._expand(data)
            data = self._engine.unused_data

    def _expand(self, data: bytes) -> None:
        room = self._limit - len(self._pieces)
        try:
            self._pieces += self._engine.decompress(data, room + 1)
        except zlib.error:
            raise Refused(
                Sentence("what the server sent is damaged; it cannot be unpacked")
            ) from None
        if len(self._pieces) > self._limit:
            raise too_large(self._limit)


def unpacker(coding: str, limit: int) -> Unpacker:
    """Return what undoes the Content-Encoding `coding`, up to `limit` bytes.

    Raises `Refused` for codings that were not asked for, and for several at once.
    """
    name = coding.strip().lower()
    if name in ("", "identity"):
        return Plain(limit)
    if name in ("gzip", "x-gzip", "deflate"):
        return Packed(limit, is_gzip=name != "deflate")
    raise Refused(Sentence("the server packed its answer in a way that was not asked for"))


def too_large(limit: int) -> Refused:
    """Return the refusal of what is larger than `limit` bytes."""
    return Refused(
        Sentence(
            "the answer is larger than {size} MB; it was left", size=max(1, limit // 1_000_000)
        )
    )
