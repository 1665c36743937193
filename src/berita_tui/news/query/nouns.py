"""A query as a tree: words, where they stand, states, dates, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from berita_tui.news.errors import BadQuery


class Field(StrEnum):
    """Where words can be looked for, by the English keyword."""

    TITLE = "title"
    BODY = "body"
    BY = "by"
    PLACE = "place"
    SOURCE = "source"
    SECTION = "section"
    TAG = "tag"
    NOTE = "note"


class State(StrEnum):
    """What an article can be, or have."""

    UNREAD = "unread"
    READ = "read"
    BOOKMARKED = "bookmarked"
    OFFLINE = "offline"
    EDITED = "edited"
    IMAGE = "image"
    NOTE = "note"


class Bound(StrEnum):
    """On which side of a moment: past its end, ahead of it, from it on, or within it."""

    AFTER = "after"
    BEFORE = "before"
    SINCE = "since"
    ON = "on"


class Day(StrEnum):
    """Days that are called by a name."""

    TODAY = "today"
    YESTERDAY = "yesterday"


class Unit(StrEnum):
    """What time is counted in."""

    HOUR = "h"
    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    YEAR = "y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, or words in this order; with `is_prefix` the last of them is a beginning."""

    text: str
    is_phrase: bool = False
    is_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A year, a month of it or a day of that; 0 where it is the whole."""

    year: int
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ago:
    """So many units before now."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From the beginning of one date to the end of another."""

    first: Date | Day
    last: Date | Day


Moment = Date | Day | Ago | Range
"""A stretch of time as it was written: what is relative stays so until a query is run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An article that was published on this side of a moment."""

    bound: Bound
    moment: Moment


@dataclass(frozen=True, slots=True)
class Holds:
    """An article of which a state is true."""

    state: State


@dataclass(frozen=True, slots=True)
class Within:
    """What `part` asks for, its words looked for in `field`; a field inside it goes first."""

    field: Field
    part: Part


@dataclass(frozen=True, slots=True)
class Not:
    """What does not answer `part`."""

    part: Part


@dataclass(frozen=True, slots=True)
class All:
    """What answers every part; there are two or more."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What answers one of the parts at least; there are two or more."""

    parts: tuple[Part, ...]


Part = Term | Holds | Dated | Within | Not | All | Either


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A term where it stands in the tree: its field, None for title and text and all of them."""

    term: Term
    field: Field | None
    is_wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the reader asks: the text as it was typed, and the tree it is; None asks nothing.

    `unfinished` says what is expected yet of a query that is being typed, and where; what is
    not finished is not in the tree.
    """

    text: str = ""
    tree: Part | None = None
    unfinished: BadQuery | None = field(default=None, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing, so that everything would answer it."""
        return self.tree is None

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every term of the tree, in the order they are written."""
        return tuple(_leaves(self.tree, None, is_wanted=True)) if self.tree else ()


def _leaves(part: Part, field: Field | None, *, is_wanted: bool) -> Iterator[Leaf]:
    match part:
        case Term():
            yield Leaf(term=part, field=field, is_wanted=is_wanted)
        case Within():
            yield from _leaves(part.part, part.field, is_wanted=is_wanted)
        case Not():
            yield from _leaves(part.part, field, is_wanted=not is_wanted)
        case All() | Either():
            for each in part.parts:
                yield from _leaves(each, field, is_wanted=is_wanted)
        case _:
            pass


def every(parts: list[Part | None]) -> Part | None:
    """Join parts that must all hold, as flat as can be; None says nothing and is left out."""
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, All):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    return All(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def either(parts: list[Part | None]) -> Part | None:
    """Join parts of which one must hold, as flat as can be; None says nothing and is left out."""
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, Either):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    return Either(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def typed_word(part: Part) -> tuple[Term, Term] | None:
    """Return the word and its beginning with which a choice ends, as of a query being typed."""
    match part:
        case Either((*_, Term(is_prefix=False) as word, Term(is_prefix=True) as begun)):
            return (word, begun) if word.text == begun.text else None
        case _:
            return None


def negated(part: Part | None) -> Part | None:
    """Return the contrary of a part."""
    if part is None:
        return None
    return part.part if isinstance(part, Not) else Not(part)


def within(field: Field, part: Part | None) -> Part | None:
    """Look for a part's words in a field; what has no words of its own stays as it is."""
    match part:
        case None | Within() | Holds() | Dated():
            return part
        case Not():
            return negated(within(field, part.part))
        case _:
            return Within(field, part)
