"""What is wanted of growth, held against what was found, at every size that was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ledger
from ledger import Kind, of, value
from peers import ANALYZED

Points = Sequence[dict[str, Any]]
Found = list[tuple[str, float]]
"""A size and what was found there, for each."""
MINIMAL = "a minimal Textual app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One figure that is wanted: what it is, what it may be at most, where it is found."""

    what: str
    most: float
    found: Callable[[Points], Found]
    unit: str = ""


def taken(kind: Kind, share: float | None = None, only: int | None = None) -> Callable[..., Found]:
    """Find ours at every size, or at one."""

    def found(points: Points) -> Found:
        return [
            (f"{size:,}", value(each, share or kind.shares[-1]))
            for size, each in of(points, kind).items()
            if only in {None, size}
        ]

    return found


def counted(kind: Kind, size: int) -> Callable[..., Found]:
    """Find ours at one size, and say how many keys it is of."""

    def found(points: Points) -> Found:
        return [
            (f"{size:,}, {each['count']:,} keys", value(each, kind.shares[-1]))
            for each in [of(points, kind).get(size)]
            if each
        ]

    return found


def beside(kind: Kind, who: str, *sizes: int, than: Kind | None = None) -> Callable[..., Found]:
    """Find how many times somebody else's median ours is, at these sizes or all.

    `than` is what of theirs it is held against, where they have nothing of the same kind.
    """

    def found(points: Points) -> Found:
        ours, theirs = of(points, kind), of(points, than or kind, who)
        return [
            (f"{size:,}", ours[size]["median"] / theirs[size]["median"])
            for size in ours.keys() & theirs.keys()
            if not sizes or size in sizes
        ]

    return found


def grown(kind: Kind, small: int = 1_000, large: int = 1_000_000) -> Callable[..., Found]:
    """Find how many times the small library's the large one's is."""

    def found(points: Points) -> Found:
        ours = of(points, kind)
        if not {small, large} <= ours.keys():
            return []
        return [(f"{large:,} ÷ {small:,}", ours[large]["median"] / ours[small]["median"])]

    return found


BOUNDS = (
    Bound(
        what="opening, a key answered ÷ a minimal Textual app's first paint",
        most=1.35,
        found=beside(ledger.ANSWERED, MINIMAL, than=ledger.OPENING),
    ),
    Bound(what="opening", most=100, found=taken(ledger.OPENING), unit="ms"),
    Bound(what="opening, growth", most=1.10, found=grown(ledger.OPENING)),
    Bound(
        what="opening ÷ newsboat's as users have it",
        most=0.05,
        found=beside(ledger.OPENING, "newsboat", 100_000),
    ),
    *(
        Bound(what=f"{kind.name}, p{share * 100:.0f}", most=most, found=taken(kind), unit="ms")
        for kind, share, most in (
            (ledger.ARTICLE, 0.95, 25),
            (ledger.BELOW, 0.95, 25),
            (ledger.END, 0.95, 60),
            (ledger.UNREAD, 0.95, 60),
            (ledger.VIEW, 0.95, 60),
            (ledger.HELD, 0.99, 33),
        )
    ),
    Bound(
        what="search, key to paint, median",
        most=30,
        found=taken(ledger.KEYS, 0.5, 1_000_000),
        unit="ms",
    ),
    Bound(
        what="search, key to paint, p95",
        most=80,
        found=taken(ledger.KEYS, 0.95, 1_000_000),
        unit="ms",
    ),
    *(
        Bound(
            what=f"search ÷ {who}'s",
            most=1 / times,
            found=beside(ledger.SEARCH, who, 100_000),
        )
        for who, times in (("newsboat", 20), ("newsraft", 20), ("lemon24/reader", 50))
    ),
    Bound(what="warm refresh", most=1.5, found=taken(ledger.WARM, only=1_000), unit="s"),
    Bound(
        what="warm refresh ÷ newsboat's after ANALYZE",
        most=1,
        found=beside(ledger.WARM, ANALYZED, 1_000),
    ),
    Bound(
        what="cold refresh, all headlines readable",
        most=3.5,
        found=taken(ledger.READABLE, only=1_000),
        unit="s",
    ),
    Bound(
        what="cold refresh, all indexed",
        most=6,
        found=taken(ledger.READABLE, only=1_000),
        unit="s",
    ),
    Bound(
        what="cold refresh ÷ newsboat's",
        most=1 / 3,
        found=beside(ledger.COLD, "newsboat", 1_000),
    ),
    Bound(what=f"{ledger.BUSY.name}, p99", most=50, found=counted(ledger.BUSY, 1_000), unit="ms"),
    Bound(what="memory, growth", most=1.25, found=grown(ledger.MEMORY)),
    Bound(what="memory", most=80, found=taken(ledger.MEMORY, only=1_000_000), unit="MiB"),
    Bound(
        what="bytes an article ÷ newsboat's",
        most=0.95,
        found=beside(ledger.DISK, "newsboat"),
    ),
    Bound(
        what=ledger.WHOLE.name,
        most=0.6,
        found=taken(ledger.WHOLE, only=1_000),
        unit="ms CPU",
    ),
    Bound(what=f"{ledger.ADDING.name}, growth", most=1.10, found=grown(ledger.ADDING)),
)


def table(points: Points) -> Iterator[str]:
    """Give a row for each figure that is wanted; what is missed is bold."""
    yield "| what | at most | found, by size |"
    yield "| --- | ---: | --- |"
    for bound in BOUNDS:
        found = [
            f"{size}: {told}" if each <= bound.most else f"**{size}: {told}**"
            for size, each in sorted(bound.found(points), key=lambda pair: len(pair[0]))
            for told in [apart(each, bound.most)]
        ]
        unit = f" {bound.unit}" if bound.unit else ""
        yield f"| {bound.what} | {bound.most:.3g}{unit} | {', '.join(found) or 'not measured'} |"


def missed(points: Points) -> list[str]:
    """Return what is not as wanted."""
    return [
        f"{bound.what}, {size}: {apart(each, bound.most)}"
        for bound in BOUNDS
        for size, each in bound.found(points)
        if each > bound.most
    ]


def apart(figure: float, most: float) -> str:
    """Return a figure with three digits, or as many more as tell it from what it may be."""
    if figure >= 100:
        return f"{figure:,.0f}"
    told = (f"{figure:.{digits}g}" for digits in range(3, 7))
    return next((each for each in told if each != f"{most:.3g}"), f"{most:.3g}")
