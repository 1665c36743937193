"""Register: the numbers of a long list, in half the memory."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from sys import byteorder
from typing import Final, overload

from berita_tui.store.numbers import PLACE_BITS, TIE_BITS

BLOCK: Final = 4_096
"""Numbers that are packed together; they have to be of one and the same two years."""

_LANE: Final = 8
_EMPTY: Final = TIE_BITS - PLACE_BITS
_PLACE: Final = (1 << PLACE_BITS) - 1
_SECOND: Final = (1 << 8 * _LANE - _EMPTY) - 1 & ~_PLACE
"""Where the second is, when the empty bits are gone."""
_LOW: Final = (1 << 32) - 1
_FIRST: Final = 0 if byteorder == "little" else 1
"""Which half of eight bytes has the low digits."""


class Register(Sequence[int]):
    """Numbers, the greatest first, by blocks: what each is more than the last of its block.

    Without their empty bits these differences take four bytes. A block where one does not fit
    keeps its numbers as they are. Whole blocks are packed and unpacked as one long integer,
    since to do it number by number takes ten times as long, all of it Python.
    """

    def __init__(self, numbers: array[int]) -> None:
        self._size = len(numbers)
        self._blocks = [_packed(numbers[at : at + BLOCK]) for at in range(0, self._size, BLOCK)]
        self._open: tuple[int, array[int]] = (-1, array("q"))

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> array[int]: ...

    def __getitem__(self, index: int | slice) -> int | array[int]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._size)
            if step == 1:
                return self._stretch(start, stop)
            return self._stretch(0, self._size)[index]
        block, place = divmod(range(self._size)[index], BLOCK)
        base, kept = self._blocks[block]
        if base is None:
            return kept[place]
        narrow = base + kept[place]
        return (narrow >> PLACE_BITS << TIE_BITS) | (narrow & _PLACE)

    def _stretch(self, start: int, stop: int) -> array[int]:
        numbers = array("q")
        for block in range(start // BLOCK, -(-stop // BLOCK)):
            first = block * BLOCK
            numbers += self._unpacked(block)[max(0, start - first) : max(0, stop - first)]
        return numbers

    def _unpacked(self, block: int) -> array[int]:
        """Return a block as it was; the last one asked for is remembered."""
        known, numbers = self._open
        if known != block:
            base, kept = self._blocks[block]
            numbers = kept if base is None else _unpacked(base, kept)
            self._open = (block, numbers)
        return numbers


def _packed(numbers: array[int]) -> tuple[int | None, array[int]]:
    """Return the base of a block and what each is more; no base where they would come out others.

    That is the one test of whether they fit, and no number slips through it.
    """
    count, base = len(numbers), _narrow(max(0, numbers[-1]))
    lanes = int.from_bytes(numbers.tobytes(), byteorder)
    narrow = (lanes & _all(_PLACE, count)) | ((lanes >> _EMPTY) & _all(_SECOND, count))
    more = (narrow - _each(base, count)) & _all(_LOW, count)
    kept = array("I", more.to_bytes(count * _LANE, byteorder))[_FIRST::2]
    return (base, kept) if _unpacked(base, kept) == numbers else (None, numbers)


def _unpacked(base: int, kept: array[int]) -> array[int]:
    count = len(kept)
    more = array("I", bytes(count * _LANE))
    more[_FIRST::2] = kept
    narrow = int.from_bytes(more.tobytes(), byteorder) + _each(base, count)
    places = narrow & _all(_PLACE, count)
    lanes = ((narrow - places) << _EMPTY) + places
    return array("q", lanes.to_bytes(count * _LANE, byteorder))


def _narrow(number: int) -> int:
    return (number >> TIE_BITS << PLACE_BITS) | (number & _PLACE)


def _each(value: int, count: int) -> int:
    """Return so many lanes of eight bytes which all have this value."""
    return int.from_bytes(array("q", [value]) * count, byteorder)


_all = lru_cache(maxsize=8)(_each)
"""The same for a value that is asked for again and again."""
