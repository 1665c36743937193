"""Judging: which blocks of a page are its article, by all the evidence weighed together."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from operator import mul

from berita_tui.parse.blocks import Block
from berita_tui.parse.evidence import NAMES, Evidence, Hints
from berita_tui.parse.weights import WEIGHTS

_AROUND_NAMES = """
itself third_before second_before first_before first_after second_after third_after
best_before best_after worse_of_best same_list same_parent same_grand alike
"""
AROUND: tuple[str, ...] = tuple(_AROUND_NAMES.split())
"""What the numbers of `surroundings` say, in order."""

_ALONE = tuple(alone for _, alone, _ in WEIGHTS[: 1 + len(NAMES)])
_AGAIN = tuple(again for _, _, again in WEIGHTS)
_MOST = math.log(99)
_HEAVY = 300
_REACH = 3


def judge(blocks: Sequence[Block], hints: Hints) -> list[float]:
    """Return for each block how likely it is part of the article, as log-odds.

    Each is weighed alone first, then once more knowing how its neighbours, and those that stand
    in the same list or the same kind of place, fared. The weights are those of a logistic
    regression; `scripts/weights.py` learns them.
    """
    if not blocks:
        return []
    evidence = Evidence(blocks, hints)
    rows = [evidence.of(i) for i in range(len(blocks))]
    first = [_bounded(_weighed(_ALONE, row)) for row in rows]
    around = surroundings(first, [len(block.text) for block in blocks], evidence.places)
    return [_weighed(_AGAIN, (*row, *more)) for row, more in zip(rows, around, strict=True)]


def surroundings(
    odds: Sequence[float], lengths: Sequence[int], places: Sequence[Sequence[Hashable]]
) -> list[tuple[float, ...]]:
    """Return for each block what the odds around it are.

    They are its own, those of three neighbours on each side, the best of each side and the
    lesser of these, and the means of all places it stands in, heavier blocks counting more.
    """
    size = len(odds)
    means = [_means(odds, lengths, place) for place in places]
    edge = [-_MOST] * _REACH
    padded = [*edge, *odds, *edge]
    found = []
    for i in range(size):
        before = padded[i : i + _REACH]
        after = padded[i + _REACH + 1 : i + 2 * _REACH + 1]
        best = max(before), max(after)
        found.append((odds[i], *before, *after, *best, min(best), *(mean[i] for mean in means)))
    return found


def _means(
    odds: Sequence[float], lengths: Sequence[int], places: Sequence[Hashable]
) -> list[float]:
    sums: dict[Hashable, float] = {}
    weights: dict[Hashable, int] = {}
    for place, value, length in zip(places, odds, lengths, strict=True):
        weight = min(_HEAVY, length)
        sums[place] = sums.get(place, 0.0) + value * weight
        weights[place] = weights.get(place, 0) + weight
    return [sums[place] / weights[place] for place in places]


def _bounded(odds: float) -> float:
    return max(-_MOST, min(_MOST, odds))


def _weighed(weights: Sequence[float], row: Sequence[float]) -> float:
    return math.fsum((weights[0], *map(mul, weights[1:], row)))
