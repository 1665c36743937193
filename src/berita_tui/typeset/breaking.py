"""Breaking: where a paragraph's lines end, in cells, whatever script it is written in."""

from __future__ import annotations

import re
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size, split_graphemes

LEAST_WIDTH = 4
"""Narrowest line that can be set, in cells: two wide characters."""

ZWJ = "\u200d"
_PLAIN = re.compile(
    "[\n -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2500-\u25fc]*"
)
"""Text whose every character takes one cell, but for the line break."""
_TOKEN = re.compile(
    "(\n)|([ \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+)|[^\n \u1680\u2000-\u2006"
    "\u2008-\u200a\u205f\u3000]+"
)
_HINT = re.compile("[\xad\u200b]")
"""Soft hyphen and zero-width space: they allow a break and are not shown themselves."""
_OPPORTUNITY = re.compile(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})|[—–](?=.)|(?<=\w)/(?=\w)|[\xad\u200b]")
_UNSET = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_IDLE_JOINER = re.compile("(?:(?<=[\\s\xad\u200b])|^)[\u200d\ufe0f]+|\u200d+(?=[\\s\xad\u200b]|$)")
_NOT_BEFORE = frozenset(
    "、。，．・：；？！」』）】〕〉》’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%,.:;?!)]}"
)
_NOT_AFTER = frozenset("「『（【〔〈《‘“([{\xad")
"""A soft hyphen among them: a break there draws a hyphen, which needs a cell of its own."""


class Slice(NamedTuple):
    """A line of a text: from where to where, what is drawn after it (a hyphen), and the joint."""

    start: int
    end: int
    tail: str
    joint: str


def settable(text: str) -> str:
    """Return `text` without what cannot be set: controls, bidi marks, joiners that join nothing.

    Tabs become spaces. Line breaks, soft hyphens and zero-width spaces stay.
    """
    return _IDLE_JOINER.sub("", _UNSET.sub("", text.replace("\t", " ")))


def is_plain(text: str) -> bool:
    """Tell whether every character of `text` takes one cell, line breaks aside."""
    return _PLAIN.fullmatch(text) is not None


def shown(text: str) -> str:
    """Return `text` without soft hyphens and zero-width spaces."""
    return _HINT.sub("", text)


def is_inside(text: str, at: int) -> bool:
    """Tell whether the offset `at` falls within one grapheme of `text`."""
    if not 0 < at < len(text):
        return False
    character = text[at]
    return (
        text[at - 1] == ZWJ or character in "\u200d\ufe0f" or not get_character_cell_size(character)
    ) and character not in "\n\u200b"


def break_lines(text: str, width: int) -> list[Slice]:
    """Return the lines of `text`, none wider than `width` cells (at least `LEAST_WIDTH`).

    Breaks at spaces, after hyphens and dashes within words, at soft hyphens, between wide
    characters (not before closing or after opening punctuation), and anywhere in a word that
    is longer than a line. `text` is `settable`.
    """
    return _Breaker(text, max(width, LEAST_WIDTH)).run()


class _Breaker:
    """Fills lines word by word, as many as fit."""

    def __init__(self, text: str, width: int) -> None:
        self.text, self.width = text, width
        self.is_plain = is_plain(text)
        self.lines: list[Slice] = []
        self.start = self.end = self.used = self.gap = 0
        self.is_begun = False

    def run(self) -> list[Slice]:
        for token in _TOKEN.finditer(self.text):
            if token[1]:
                self._close("\n", token.end())
            elif token[2]:
                self.gap += cell_len(token[2])
            else:
                self._add(token.start(), token.end())
        if self.is_begun or not self.lines:
            self._close("\n", len(self.text))
        return self.lines

    def _cells(self, start: int, end: int) -> int:
        return end - start if self.is_plain else cell_len(shown(self.text[start:end]))

    def _add(self, start: int, end: int) -> None:
        while True:
            # Past so many characters it is too long, or not worth measuring.
            reach = end if self.is_plain else min(end, start + self.width * 8 + 64)
            cells = self._cells(start, reach)
            gap = self.gap if self.is_begun else 0
            if reach == end and self.used + gap + cells <= self.width:
                self._extend(start, end, gap + cells)
                return
            cut = self._opportunity(start, end, self.width - self.used - gap)
            if cut:
                self._extend(start, cut, 0)
                self._close("", cut, "-" if self.text[cut - 1] == "\xad" else "")
                start = cut
            elif self.is_begun:
                self._close(" ", start)
            else:
                cut = self._most(start, end)
                self._extend(start, cut, 0)
                self._close("", cut)
                start = cut

    def _extend(self, start: int, end: int, cells: int) -> None:
        if not self.is_begun:
            self.start, self.is_begun = start, True
        self.end, self.used, self.gap = end, self.used + cells, 0

    def _close(self, joint: str, following: int, tail: str = "") -> None:
        start, end = (self.start, self.end) if self.is_begun else (following, following)
        if not self.is_begun and joint == "\n":
            start = end = max(0, following - 1)
        self.lines.append(Slice(start, end, tail, joint))
        self.used = self.gap = 0
        self.is_begun = False

    def _opportunity(self, start: int, end: int, room: int) -> int:
        """Return the last offset where the word may be broken with its head in `room` cells."""
        best = 0
        if room < 2:
            return best
        reach = min(end, start + (room if self.is_plain else room * 8 + 64))
        for found in _OPPORTUNITY.finditer(self.text, start, end):
            at = found.end()
            if at > reach or at >= end:
                break
            hyphen = 1 if found[0] == "\xad" else 0
            if is_inside(self.text, at):
                continue
            if at > start + 1 and self._cells(start, at) + hyphen <= room:
                best = at
        return best if self.is_plain else max(best, self._between_wide(start, reach, room))

    def _between_wide(self, start: int, reach: int, room: int) -> int:
        text, best, used, last = self.text, 0, 0, 0
        for begin, stop, cells in split_graphemes(text[start:reach])[0]:
            at = start + begin
            if (
                begin
                and 2 in (cells, last)
                and text[at] not in _NOT_BEFORE
                and text[at - 1] not in _NOT_AFTER
            ):
                best = at
            hidden = len(_HINT.findall(text[at : start + stop]))
            used += 0 if hidden and stop - begin == 1 else cells
            if used > room:
                return best
            last = cells
        return 0

    def _most(self, start: int, end: int) -> int:
        """Return how far a word too long for any line goes in a whole one."""
        if self.is_plain:
            return start + self.width
        used = 0
        for begin, stop, cells in split_graphemes(self.text[start : start + self.width * 8 + 64])[
            0
        ]:
            is_hint = stop - begin == 1 and _HINT.match(self.text[start + begin])
            used += 0 if is_hint else cells
            if used > self.width and begin:
                return start + begin
        # So many characters without width that not even this far a line is full.
        return min(end, start + self.width * 8 + 64)
