"""A shelf: the headlines of a list, newest first, read a page at a time."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from berita_tui.news import Headline
from berita_tui.store.database import Database
from berita_tui.store.numbers import date_in, time_of

PAGE = 16
"""Headlines read at once: a screen of results has some twelve, another list twice as many, and each
takes a third of what asking for a page takes."""
PAGES = 256
"""Pages remembered."""
STRETCH = 256
"""Rows of two lists compared at once."""
LONG = 4_096
"""Rows from which on a list takes half the memory, and a row some time."""

_ROWS = (
    "SELECT a.number, a.key, s.key, CAST(h.title AS BLOB), CAST(h.section AS BLOB),"
    " CAST(h.outlet AS BLOB), h.published, h.first_seen, a.is_read, a.is_bookmarked, h.is_whole,"
    " a.is_changed"
    " FROM json_each(?) j JOIN articles a ON a.number = j.value"
    " JOIN heads h ON h.number = a.number JOIN sources s ON s.number = a.source"
)


class Shelf:
    """The numbers of a list, all of them, and the headlines of those parts that are looked at.

    It stays as it was made: what is read or comes in later does not move a row.
    `is_whole_list` is False when a limit cut the list short, `is_cut` is True when there was no
    time to reach it. With `scores` it is the best that come first, not the newest; `is_loose`
    says that they have only some of the words.
    """

    def __init__(
        self,
        archive: Database,
        numbers: array[int],
        *,
        is_whole_list: bool = True,
        scores: Mapping[int, float] | None = None,
        is_loose: bool = False,
        is_cut: bool = False,
    ) -> None:
        self._archive = archive
        self._scores = scores
        self.is_loose = is_loose
        self.is_cut = is_cut
        # The best first are few, and in no order.
        is_long = scores is None and len(numbers) > LONG
        self._numbers: Sequence[int] = _register(numbers) if is_long else numbers
        self._pages: OrderedDict[int, list[Headline]] = OrderedDict()
        self.is_whole_list = is_whole_list

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> Headline:
        if not 0 <= index < len(self._numbers):
            raise IndexError(index)
        page, place = divmod(index, PAGE)
        return self._page(page)[place]

    def __iter__(self) -> Iterator[Headline]:
        return (self[index] for index in range(len(self)))

    def number_at(self, index: int) -> int:
        """Return the article number of a row, without reading its headline."""
        return self._numbers[index]

    def index_of(self, number: int) -> int | None:
        """Return the row of an article, None where it is not in the list."""
        if self._scores is not None:
            return self._numbers.index(number) if number in self._numbers else None
        index = bisect_left(self._numbers, -number, key=lambda each: -each)
        is_here = index < len(self._numbers) and self._numbers[index] == number
        return index if is_here else None

    def score_of(self, number: int) -> float | None:
        """Return how well an article answers, None in a list that has the newest first."""
        return None if self._scores is None else self._scores.get(number)

    def invalidate(self, numbers: Collection[int] | None = None) -> None:
        """Read headlines anew when they are next looked at: marks have changed, all or these."""
        if numbers is None:
            self._pages.clear()
            return
        for number in numbers:
            index = self.index_of(number)
            if index is not None:
                self._pages.pop(index // PAGE, None)

    def joined(self, older: Shelf) -> Shelf:
        """Return this list with the rows of an `older` one that it has no longer, in place."""
        newer = self._numbers[:]
        missing = _missing(older._numbers[:], newer)
        if not missing:
            return self
        numbers, done = array("q"), 0
        for number in missing:
            place = bisect_left(newer, -number, lo=done, key=lambda each: -each)
            numbers.extend(newer[done:place])
            numbers.append(number)
            done = place
        numbers.extend(newer[done:])
        return Shelf(self._archive, numbers, is_whole_list=self.is_whole_list)

    def _page(self, page: int) -> list[Headline]:
        if page in self._pages:
            self._pages.move_to_end(page)
            return self._pages[page]
        numbers = self._numbers[page * PAGE : (page + 1) * PAGE]
        with self._archive.reading() as reader:
            rows = reader.execute(_ROWS, ("[" + ",".join(map(str, numbers)) + "]",)).fetchall()
        found = {row[0]: _headline(row) for row in rows}
        headlines = [found.get(number) or _gone(number) for number in numbers]
        self._pages[page] = headlines
        if len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        return headlines


def _register(numbers: array[int]) -> Sequence[int]:
    from berita_tui.store.register import Register  # noqa: PLC0415 - no first page is so long

    return Register(numbers)


def _missing(older: Sequence[int], newer: Sequence[int]) -> array[int]:
    """Return what is only in the older of two lists that have the greatest first.

    They are compared by stretches, in place: there may be a million in each, nearly all the same.
    """
    missing, old, new = array("q"), 0, 0
    while old < len(older) and new < len(newer):
        if older[old : old + STRETCH] == newer[new : new + STRETCH]:
            old, new = old + STRETCH, new + STRETCH
            continue
        for _ in range(STRETCH):
            if old >= len(older) or new >= len(newer):
                break
            here, there = older[old], newer[new]
            if here > there:
                missing.append(here)
            old, new = old + (here >= there), new + (here <= there)
    missing.extend(older[old:])
    return missing


def _headline(row: tuple[Any, ...]) -> Headline:
    number, key, source, title, section, outlet, published, first_seen, *flags = row
    is_read, is_bookmarked, is_whole, is_changed = map(bool, flags)
    return Headline(
        number=number,
        key=key,
        source=source,
        title=title.decode("utf-8", "replace"),
        section=section.decode("utf-8", "replace"),
        outlet=outlet.decode("utf-8", "replace"),
        dated=date_in(published) or time_of(first_seen),
        is_read=is_read,
        is_bookmarked=is_bookmarked,
        is_whole=is_whole,
        is_changed=is_changed,
    )


def _gone(number: int) -> Headline:
    return Headline(number=number, key=b"", source="", title="", dated=time_of(0), is_read=True)
