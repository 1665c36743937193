"""Room: how much memory what one feed brings may take, and what is left out beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from sys import getsizeof
from typing import Final

from berita_tui.clean import one_line
from berita_tui.news import Entry, Feed
from berita_tui.parse.entries import MAX_LEAD

ROOM_FOR_BODIES: Final = 12_000_000
"""Bytes of memory that the bodies of a feed's entries may take, as markup and as text."""
ROOM_FOR_FILES: Final = 4_000_000
"""Bytes of memory that their pictures and files may take."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def fitted(feed: Feed) -> Feed:
    """Return `feed` with every entry, and no more in all than there is room for.

    The newest come first; the body of one that does not fit is left out but for its lead, which
    makes it an entry whose page is wanted. Pictures and files have a room of their own, so that
    no recording gives way to a text.
    """
    entries = list(feed.entries)
    bodies, files = ROOM_FOR_BODIES, ROOM_FOR_FILES
    if sum(map(_body, entries)) <= bodies and sum(map(_files, entries)) <= files:
        return feed
    dates = [entry.published or _LONG_AGO for entry in entries]
    for at in sorted(range(len(entries)), key=dates.__getitem__, reverse=True):
        entry = entries[at]
        if (body := _body(entry)) <= bodies:
            bodies -= body
        else:
            lead = entry.lead or one_line(entry.text, limit=MAX_LEAD)
            entries[at] = entry = replace(entry, lead=lead, html="", text="", is_whole=False)
        if (size := _files(entry)) <= files:
            files -= size
        else:
            entries[at] = replace(entry, pictures=(), enclosures=())
    return replace(feed, entries=tuple(entries))


def _body(entry: Entry) -> int:
    return _size((entry.html, entry.text)) if entry.html or entry.text else 0


def _files(entry: Entry) -> int:
    pictures = sum(_size((each.address, each.alt, each.caption)) for each in entry.pictures)
    return pictures + sum(_size((each.address, each.media_type)) for each in entry.enclosures)


def _size(texts: Iterable[str]) -> int:
    return sum(map(getsizeof, texts))
