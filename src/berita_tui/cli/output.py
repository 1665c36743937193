"""Output: lines and JSON objects, free of control characters whatever they hold."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Final, TextIO

from berita_tui.clean import strip_controls

_TO_ESCAPE: Final = (
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]"
)


class Output:
    """Where a verb writes: results to `out`, problems to `err`, one line each."""

    def __init__(self, *, out: TextIO, err: TextIO, is_json: bool = False) -> None:
        self._out = out
        self._err = err
        self._above: Callable[[str], None] | None = None
        self.is_json: Final = is_json
        for stream in (out, err):
            if isinstance(stream, TextIOWrapper):
                # Our texts are not ASCII; a C locale must not make an exception of them.
                stream.reconfigure(encoding="utf-8", errors="replace")

    @property
    def is_terminal(self) -> bool:
        """Whether results go to a terminal."""
        return self._out.isatty()

    @property
    def is_watched(self) -> bool:
        """Whether problems and progress go to a terminal."""
        return self._err.isatty()

    @property
    def out(self) -> TextIO:
        """The stream of results, for a renderer that cleans what it writes itself."""
        return self._out

    @property
    def err(self) -> TextIO:
        """The stream of problems, likewise."""
        return self._err

    def line(self, text: str = "") -> None:
        """Write one line; nothing when JSON is asked for."""
        if self.is_json:
            return
        if self._above and self.is_terminal:
            self._above(_one_line(text))
        else:
            self._out.write(f"{_one_line(text)}\n")

    def record(self, fields: Mapping[str, object]) -> None:
        """Write one JSON object on one line, as it is in UTF-8.

        Control characters, also those JSON would let through, are escaped: nothing is lost
        and a terminal that shows the line is safe.
        """
        text = json.dumps(fields, ensure_ascii=False)
        self._out.write(f"{re.sub(_TO_ESCAPE, _escaped, text)}\n")

    def data(self, content: bytes) -> None:
        """Write a whole document as text, its lines as they are, no control character in them."""
        self._out.write(strip_controls(content.decode("utf-8")))

    def problem(self, text: str) -> None:
        """Write one line about something that went wrong."""
        text = f"berita-tui: {_one_line(text)}"
        if self._above:
            self._above(text)
        else:
            try:
                self._err.write(f"{text}\n")
                self._err.flush()
            except OSError:
                _silence(self._err)  # there is no place left to tell it

    @contextmanager
    def beside(self, above: Callable[[str], None]) -> Iterator[None]:
        """Write what goes to the terminal through `above`, while something is drawn there."""
        self._above = above
        try:
            yield
        finally:
            self._above = None

    def flush(self) -> None:
        """Hand everything to the system. Raises `OSError` where it does not take it."""
        self._out.flush()

    def give_up(self) -> None:
        """Drop what the system has not taken of the results, and what else comes."""
        _silence(self._out)


def _silence(stream: TextIO) -> None:
    """Let a stream lead nowhere: what is left in it is written at the end, which must not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _one_line(text: str) -> str:
    return strip_controls(re.sub(r"[\t\r\n\v\f]+", " ", text))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
