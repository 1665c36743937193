"""Plain text of an article page: what is article in it, and what the page put around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape

from berita_tui.clean import body_text, fold_address, one_line
from berita_tui.news import Entry, Sentence, Unreadable
from berita_tui.parse.dates import WIB, read_date, zone_of
from berita_tui.parse.encodings import decode
from berita_tui.parse.facts import (
    bare_title,
    is_copyright,
    language_of,
    outlet_at,
    outlet_of,
    read_credits,
    read_dateline,
    split_initials,
)
from berita_tui.parse.furniture import folded_words, is_furniture, see_also
from berita_tui.parse.markup import clean_html

MAX_TEXT = 3_000_000
"""Bytes of a text that is read as an article; a longer one is none."""

_MAX_TITLE = 300
_MAX_DATE = 80

_TAGS = re.compile(r"(?:tags?|topik|kata kunci|keywords?)\s*:\s*(?P<names>.+)", re.IGNORECASE)
_TRAIL = re.compile(r"[^>»]{1,30}(?:\s[>»]\s[^>»]{1,40}){1,5}")
_CAPTION = re.compile(
    r"(?:(?:foto|ilustrasi|photo|image|gambar)\b\s*[:/(.-]|ilustrasi$).{0,300}", re.IGNORECASE
)
_DAY_OR_MONTH = re.compile(
    r"\b(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec)\w*\b"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)


def read_plain(content: bytes, *, address: str = "", seen: datetime) -> Entry:
    """Return the article that the plain text of its page holds.

    The first line is the title. Date, credits, caption, dateline, closing initials, tags and
    the copyright's outlet go to their fields; repeated titles, font-size and share buttons and
    "see also" lines are left out; the rest are the paragraphs. Text that has none of it is
    title and paragraphs. Reads UTF-8 and UTF-16 with a byte order mark, UTF-8, else
    Windows-1252. Raises `Unreadable`: empty, binary, or longer than `MAX_TEXT`.
    """
    text = body_text(_decoded(content))
    lines = [line.strip() for line in _unwrapped(text)]
    filled = [line for line in lines if line]
    if not filled:
        raise Unreadable(Sentence("This file holds no text"))
    reading = _Reading(address, seen)
    if len(filled[0]) <= _MAX_TITLE:
        reading.take_title(filled[0])
        filled = filled[1:]
    else:
        reading.title = one_line(filled[0], limit=120)
    reading.take(filled)
    return reading.entry()


def _decoded(content: bytes) -> str:
    if len(content) > MAX_TEXT:
        raise Unreadable(Sentence("This text is too long to be an article"))
    text = decode(content)
    odd = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]", text[:20_000]))
    if "\x00" in text or odd * 50 > min(len(text), 20_000):
        raise Unreadable(Sentence("This file is no text; give a feed, a web page or plain text"))
    return text


def _unwrapped(text: str) -> list[str]:
    """Return the lines of `text`, those of a paragraph joined where it is wrapped at a width."""
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", text)]
    inner = [line.rstrip() for block in blocks for line in block[:-1]]
    wrapped = [line for line in inner if 45 <= len(line) <= 100]
    if len(inner) < 3 or len(wrapped) < 0.8 * len(inner) or max(map(len, inner)) > 100:
        return text.split("\n")
    return [" ".join(block) for block in blocks]


class _Reading:
    """What has been read so far of one text."""

    def __init__(self, address: str, seen: datetime) -> None:
        self._address = fold_address(address) if address else ""
        self._seen = seen
        self._zone = zone_of(self._address) or WIB
        self.title = ""
        self._published: datetime | None = None
        self._author = self._editor = self._outlet = self._section = self._caption = ""
        self._keywords: tuple[str, ...] = ()
        self._body: list[str] = []

    def take_title(self, line: str) -> None:
        """Take the first line as the title, and the outlet that it may end with."""
        self.title = one_line(bare_title(line))

    def take(self, lines: Iterable[str]) -> None:
        """Take all further lines, in order; what follows a copyright notice is the page's."""
        is_see_also = False
        for line in lines:
            if self._body and is_copyright(line):
                self._outlet = outlet_of(line)
                break
            if is_see_also and len(line) <= 150 and not line.endswith((".", "”", '"')):
                is_see_also = False
                continue
            other = see_also(line)
            is_see_also = other == ""
            if other is None and not self._is_fact(line):
                self._body.append(line)
        self._close()

    def entry(self) -> Entry:
        """Return what was read."""
        place = outlet = ""
        paragraphs = self._body
        if paragraphs:
            place, outlet, rest = read_dateline(paragraphs[0])
            paragraphs = [rest, *paragraphs[1:]]
        return Entry(
            link=self._address,
            title=self.title,
            author=one_line(self._author),
            editor=one_line(self._editor),
            place=one_line(place),
            outlet=one_line(self._outlet or outlet or outlet_at(self._address)),
            section=one_line(self._section),
            published=self._published,
            caption=one_line(self._caption),
            keywords=self._keywords,
            language=language_of(" ".join(paragraphs)),
            html=clean_html("".join(f"<p>{escape(text)}</p>" for text in paragraphs)),
            text="\n\n".join(" ".join(text.split()) for text in paragraphs),
            is_whole=bool(paragraphs),
        )

    def _is_fact(self, line: str) -> bool:
        """Take `line` if it is none of the body's paragraphs."""
        if len(line) > 400:
            return False
        if is_furniture(line) or (not self._body and is_copyright(line)):
            return True
        if folded_words(line) == folded_words(self.title):
            return not self._body
        if tags := _TAGS.fullmatch(line):
            names = (one_line(name.strip(" #.")) for name in re.split(r"[,;|#]", tags["names"]))
            self._keywords = tuple(dict.fromkeys(name for name in names if name))
            return True
        if credited := read_credits(line):
            self._author = self._author or credited[0]
            self._editor = self._editor or credited[1]
            return True
        return not self._body and self._is_head(line)

    def _is_head(self, line: str) -> bool:
        """Take `line` if it stands between title and body: date, trail, caption."""
        if len(line) <= _MAX_DATE and _DAY_OR_MONTH.search(line) and not line.endswith("."):
            when = read_date(line, seen=self._seen, assume=self._zone)
            self._published = self._published or when
            if when:
                return True
        if _TRAIL.fullmatch(line):
            self._section = re.split(r"\s[>»]\s", line)[-1].strip()
            return True
        if _CAPTION.fullmatch(line):
            self._caption = self._caption or line
            return True
        return False

    def _close(self) -> None:
        """Take the closing initials off the last paragraph."""
        while self._body:
            rest, initials = split_initials(self._body[-1])
            self._editor = self._editor or initials
            if rest == self._body[-1]:
                return
            self._body.pop()
            if rest:
                self._body.append(rest)
                return
