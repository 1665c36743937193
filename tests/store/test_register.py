"""A register: as good as the numbers themselves, in half the memory where they are an article's."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.store.numbers import MOST, PLACE_BITS, TIE_BITS
from berita_tui.store.register import BLOCK, Register

YEARS = 2**26
"""Seconds that fit into a block."""


def listed(*, count: int, step: int, first: int = 1_700_000_000, places: int = 3) -> array[int]:
    """Return numbers of articles so many seconds apart, several in each, the newest first."""
    return array(
        "q",
        [
            ((first - at // places * step) << TIE_BITS) | (places - 1 - at % places)
            for at in range(count)
        ],
    )


def held(register: Register) -> int:
    """Return how many bytes the numbers take."""
    return sum(len(kept) * kept.itemsize for _, kept in register._blocks)


def same(register: Register, numbers: array[int]) -> None:
    """See that one gives what the other does."""
    size = len(numbers)
    assert len(register) == size
    assert register[:] == numbers
    assert list(register) == list(numbers)
    for start, stop in (
        (0, 3),
        (BLOCK - 2, BLOCK + 2),
        (5, BLOCK * 2 + 1),
        (size, size + 9),
        (9, 2),
    ):
        assert register[start:stop] == numbers[start:stop]
    assert register[::-7] == numbers[::-7]
    if size:
        assert (register[-1], register[size - 1]) == (numbers[-1], numbers[-1])
    with pytest.raises(IndexError):
        register[size]


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17])
def test_numbers_of_articles_take_half(count: int) -> None:
    numbers = listed(count=count, step=61)
    register = Register(numbers)
    same(register, numbers)
    assert held(register) == 4 * count


def test_what_does_not_fit_is_kept_as_it_is() -> None:
    fits, apart = listed(count=BLOCK, step=60), listed(count=BLOCK, step=YEARS // 100)
    full = array("q", [(each | (1 << PLACE_BITS)) for each in fits])
    early = array("q", [each - fits[BLOCK // 2] for each in fits])
    turned = fits[::-1]
    for odd in (apart, full, early, turned):
        register = Register(odd + fits)
        same(register, odd + fits)
        assert held(register) == (8 + 4) * BLOCK


@pytest.mark.parametrize("more", [0, 1])
def test_the_greatest_difference_that_fits(more: int) -> None:
    last = 1_000_000_000 << TIE_BITS
    top = (1_000_000_000 + YEARS - 1 + more) << TIE_BITS | ((1 << PLACE_BITS) - 1)
    numbers = array("q", [top, last])
    register = Register(numbers)
    same(register, numbers)
    assert held(register) == 8 + 8 * more


@given(st.lists(st.integers(min_value=-MOST - 1, max_value=MOST), max_size=40))
@settings(max_examples=60)
def test_any_numbers_come_out_as_they_went_in(several: list[int]) -> None:
    same(Register(array("q", several)), array("q", several))
    few = array(
        "q", sorted((each >> 20 & ~(0x3FFF << PLACE_BITS) for each in several), reverse=True)
    )
    same(Register(few), few)
