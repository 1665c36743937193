"""Scribe: what is written together, and what becomes of it when something is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from berita_tui.news import BeritaError, DataUnusable, Sentence
from berita_tui.store.scribe import Ferry, Scribe

OUCH = Sentence("ouch")


def carried(
    write: Callable[[Sequence[int]], list[int]], *, full: int = 1, seconds: float = 60
) -> list[int | BaseException]:
    """Return what became of three loads.

    Where one fills the ferry, the first is under way when the others come.
    """

    async def carry() -> list[int | BaseException]:
        ferry = Ferry(Scribe(), write, is_full=lambda crowd: len(crowd) >= full, seconds=seconds)
        return await asyncio.gather(*map(ferry.carry, (1, 2, 3)), return_exceptions=True)

    return asyncio.run(carry())


def test_what_cannot_be_written_together_fails_alone() -> None:
    crossings: list[list[int]] = []

    def write(loads: Sequence[int]) -> list[int]:
        crossings.append([*loads])
        if 2 in loads:
            raise DataUnusable(OUCH)
        return [10 * each for each in loads]

    one, two, three = carried(write)
    assert (one, three) == (10, 30)
    assert isinstance(two, DataUnusable)
    assert crossings == [[1], [2, 3], [2], [3]]


def test_what_waits_for_another_program_together_waits_once() -> None:
    crossings: list[list[int]] = []

    def write(loads: Sequence[int]) -> list[int]:
        crossings.append([*loads])
        raise BeritaError(OUCH)

    assert all(type(each) is BeritaError for each in carried(write))
    assert crossings == [[1], [2, 3]]


@pytest.mark.parametrize(("full", "seconds"), [(3, 60), (4, 0.01)])
def test_it_leaves_when_it_is_full_or_has_waited_for_long(full: int, seconds: float) -> None:
    crossings: list[list[int]] = []

    def write(loads: Sequence[int]) -> list[int]:
        crossings.append([*loads])
        return [*loads]

    assert carried(write, full=full, seconds=seconds) == [1, 2, 3]
    assert crossings == [[1, 2, 3]]
