"""Newest: which entries are read of a feed that has more than anybody reads."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from datetime import datetime
from math import inf, nan

from berita_tui.news import MOST_ENTRIES
from berita_tui.parse.dates import read_date

_NAMES = ("item", "Item", "ITEM", "entry", "Entry", "ENTRY")
_FIRST = re.compile(r"<((?:[a-z_][\w.-]*:)?(?:item|entry))(?=[\s>/])", re.IGNORECASE)
_EDGE = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?){name}(?=[\s>/])"
_DATE = re.compile(
    r"<(?:[a-z_][\w.-]*:)?(?:(pubdate|published|issued|created)|date|updated|modified)"
    r"(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?([^<\]]{1,200})",
    re.IGNORECASE,
)


def newest(dates: Sequence[float], most: int) -> list[int]:
    """Return the places of the `most` newest in `dates`, in their order there.

    Feeds go from the newest down, so that what has no date (not a number) is as old as the last
    before it that has one, and newer than all where there is none.
    """
    ages, last = array("d"), inf
    for date in dates:
        last = last if date != date else date  # noqa: PLR0124 - only nan is not itself
        ages.append(last)
    places = sorted(range(len(ages)), key=ages.__getitem__, reverse=True)
    return sorted(places[:most])


def seconds_of(text: str, *, seen: datetime) -> float:
    """Return the second a date names, not a number where it names none that can be true."""
    when = read_date(text, seen=seen) if text else None
    return when.timestamp() if when else nan


def cut_down(text: str, *, seen: datetime) -> tuple[str, int]:
    """Return the XML of a feed without its older entries, where it has more than are read.

    Also how many were left out. Nothing is read of an entry here but its date. Where a document
    has entries under two names, those under the first are cut down.
    """
    if text.count("<") <= MOST_ENTRIES or sum(map(text.count, _NAMES)) <= MOST_ENTRIES:
        return text, 0
    if not (first := _FIRST.search(text)):
        return text, 0
    starts, ends = _spans(text, first[1])
    if len(starts) <= MOST_ENTRIES:
        return text, 0
    dates = array("d", (_date(text, *span, seen) for span in zip(starts, ends, strict=True)))
    kept = frozenset(newest(dates, MOST_ENTRIES))
    parts, position = list[str](), 0
    for place, start in enumerate(starts):
        if place not in kept:
            if position < start:
                parts.append(text[position:start])
            position = ends[place]
    parts.append(text[position:])
    return "".join(parts), len(starts) - len(kept)


def _spans(text: str, name: str) -> tuple[array[int], array[int]]:
    """Return where the entries called `name` begin and end; one left open ends at the next."""
    starts, ends = array("L"), array("L")
    edge = re.compile(_EDGE.format(name=re.escape(name)), re.IGNORECASE | re.DOTALL)
    for found in edge.finditer(text):
        is_open = len(starts) > len(ends)
        if found[1] is None:
            continue
        if is_open:
            ends.append(text.find(">", found.end()) + 1 if found[1] else found.start())
        if not found[1]:
            starts.append(found.start())
    if len(starts) > len(ends):
        ends.append(len(text))
    return starts, ends


def _date(text: str, start: int, end: int, seen: datetime) -> float:
    """Return when the entry between `start` and `end` was published, else modified."""
    modified = nan
    for found in _DATE.finditer(text, start, end):
        date = seconds_of(found[2], seen=seen)
        if found[1] and date == date:  # noqa: PLR0124 - only nan is not itself
            return date
        modified = date if modified != modified else modified  # noqa: PLR0124
    return modified
