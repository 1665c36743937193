"""Evidence: what speaks for and against each block of a page being part of the article."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from types import MappingProxyType
from typing import NamedTuple

from berita_tui.parse import blocks as traits_of
from berita_tui.parse.blocks import Block, Element
from berita_tui.parse.facts import read_dateline
from berita_tui.parse.furniture import is_furniture, is_heading_line, see_also

_SENTENCE_END = re.compile(r"[.!?…。！？:;\"”’»)]$")
_STOPS = re.compile(r"[.!?…。！？]")
_WORDLESS = re.compile(r"\W+")
_LISTS = frozenset({"table", "ul", "ol", "dl"})
_OUTSIDE = traits_of.NAV | traits_of.FOOTER | traits_of.COMMENT | traits_of.FORM
_TELLING = 300
_PART = 25
_CLIMB = 8

_TRAIT_NAMES = """
nav aside footer header figure form list table quote article main good comment teaser
"""
_TRAITS = MappingProxyType(
    {name: getattr(traits_of, name.upper()) for name in _TRAIT_NAMES.split()}
)
_TAG_NAMES = "p li td div span h1 h2 h3 figcaption blockquote pre"


class Hints(NamedTuple):
    """What others say of a page: lines a library takes for the article, lines of its JSON-LD."""

    title: str = ""
    found: Sequence[str] = ()
    told: Sequence[str] = ()


class Shares(NamedTuple):
    """Of a place: the share it holds of all that is singled out, and what share of it that is."""

    held: float
    pure: float


def fold(text: str) -> str:
    """Return `text` for comparing: letters and digits only, case folded."""
    return _WORDLESS.sub("", text).casefold()


class Lines:
    """Lines of a text, to be asked whether a block is one of them or a part of one."""

    def __init__(self, lines: Iterable[str]) -> None:
        folded = [fold(line) for line in lines]
        self._lines = frozenset(folded)
        self._all = "\n".join(folded)

    def __contains__(self, folded: str) -> bool:
        return folded in self._lines or (len(folded) >= _PART and folded in self._all)


class Evidence:
    """The evidence for every block of one page, as numbers under the names of `NAMES`."""

    def __init__(self, blocks: Sequence[Block], hints: Hints) -> None:
        self._blocks = blocks
        self._folded = [fold(block.text) for block in blocks]
        self._lengths = [len(block.text) for block in blocks]
        self._title = fold(hints.title)
        found, told = Lines(hints.found), Lines(hints.told)
        self._found = [folded in found for folded in self._folded]
        self._told = [bool(hints.told) and folded in told for folded in self._folded]
        self._prose = [_is_prose(block) for block in blocks]
        self._counts = Counter(self._folded)
        self._weigh_places()
        self._look_around()

    def _weigh_places(self) -> None:
        holders = [block.holder for block in self._blocks]
        outer = {_parent(holder) for holder in holders}
        often = {holder for holder, times in Counter(holders).items() if times > 1}
        parents = [
            holder if holder in outer or holder in often else _parent(holder) for holder in holders
        ]
        self.places: tuple[list[Hashable], ...] = (
            [list_around(holder) for holder in holders],
            list(parents),
            [_parent(parent) for parent in parents],
            [(holder.tag, holder.get("class"), _parent(holder).get("class")) for holder in holders],
        )
        lists, parents_, grand, alike = self.places
        self._shares = {
            "found_list": self._share(lists, self._found),
            "found_parent": self._share(parents_, self._found),
            "found_grand": self._share(grand, self._found),
            "found_alike": self._share(alike, self._found),
            "prose_parent": self._share(parents_, self._prose),
            "prose_grand": self._share(grand, self._prose),
            "prose_alike": self._share(alike, self._prose),
        }
        told = self._mass(self._told)
        self._is_told = told > _TELLING
        marked = [bool(block.traits & traits_of.MARKED) for block in self._blocks]
        self._is_marked = self._mass(marked) > _TELLING
        prose = self._mass(self._prose)
        self._is_missed = bool(prose) and self._mass(self._found) < prose / 2

    def _mass(self, chosen: Iterable[bool]) -> int:
        return sum(
            length for length, is_chosen in zip(self._lengths, chosen, strict=True) if is_chosen
        )

    def _share(self, places: Sequence[Hashable], chosen: Sequence[bool]) -> list[Shares]:
        whole: dict[Hashable, int] = {}
        held: dict[Hashable, int] = {}
        for place, length, is_chosen in zip(places, self._lengths, chosen, strict=True):
            whole[place] = whole.get(place, 0) + length
            held[place] = held.get(place, 0) + (length if is_chosen else 0)
        total = sum(held.values()) or 1
        made = {place: Shares(held[place] / total, held[place] / whole[place]) for place in whole}
        return [made[place] for place in places]

    def _look_around(self) -> None:
        found = self._found
        size = len(found)
        telling = [i for i in range(size) if found[i] and self._lengths[i] > 40]
        self._first, self._last = (telling[0], telling[-1]) if telling else (size, -1)
        self._distance = [6.0] * size
        for order in (range(size), range(size - 1, -1, -1)):
            away = 6.0
            for i in order:
                away = 0.0 if found[i] else min(6.0, away + 1)
                self._distance[i] = min(self._distance[i], away)
        titles = [i for i, each in enumerate(self._folded) if self._title and each == self._title]
        self._heading = max((i for i in titles if i <= self._first + 3), default=-1)

    def of(self, i: int) -> tuple[float, ...]:
        """Return the evidence for block `i`, in the order of `NAMES`."""
        block = self._blocks[i]
        return (
            *self._of_text(i, block),
            *_of_place(block),
            *self._of_found(i, block),
            *self._of_prose(i),
            *self._of_claims(i, block),
        )

    def _of_text(self, i: int, block: Block) -> tuple[float, ...]:
        length, text = self._lengths[i], block.text
        linked = min(1.0, block.linked / length)
        is_aside = length <= 400 and (
            is_furniture(text) or see_also(text) is not None or is_heading_line(text)
        )
        return (
            min(8.0, math.log(length + 1)),
            length < 25,
            25 <= length < 80,
            length >= 200,
            linked,
            linked > 0.5,
            linked > 0.9,
            bool(_SENTENCE_END.search(text)),
            min(4, len(_STOPS.findall(text))),
            min(4, text.count(",")),
            block.strong > 0.8 * length,
            is_aside,
            bool(self._title) and self._folded[i] == self._title,
            self._counts[self._folded[i]] > 1,
            bool(read_dateline(text[:200]).place),
        )

    def _of_found(self, i: int, block: Block) -> tuple[float, ...]:
        length = self._lengths[i]
        is_found = self._found[i]
        return (
            is_found,
            is_found and length < 40,
            is_found and bool(block.traits & traits_of.BAD),
            is_found and block.linked > length / 2,
            is_found and bool(block.traits & traits_of.ARTICLE),
            self._is_found(i - 1),
            self._is_found(i + 1),
            self._is_found(i - 1) and self._is_found(i + 1),
            self._distance[i],
            i < self._first,
            i > self._last,
            self._first <= i <= self._last,
            i / len(self._found),
            self._heading >= 0 and i < self._heading,
            0 <= self._heading < i < self._first,
            *(number for shares in self._shares.values() for number in shares[i]),
        )

    def _of_prose(self, i: int) -> tuple[float, ...]:
        is_found, is_prose = self._found[i], self._prose[i]
        is_near = self._is_found(i - 1) or self._is_found(i + 1)
        is_near = is_near and self._shares["found_grand"][i].held > 0.5
        beside = self._shares["prose_parent"][i].held
        alike = self._shares["found_alike"][i].held
        return (
            is_prose,
            is_prose and not is_found,
            is_prose and i < self._first and is_near,
            is_prose and i > self._last and is_near,
            is_prose * beside,
            is_prose * alike,
            is_found * beside,
            is_found * self._shares["prose_alike"][i].held,
            self._is_missed * beside,
            self._is_missed and is_prose,
            is_prose * (i > self._last) * alike,
        )

    def _of_claims(self, i: int, block: Block) -> tuple[float, ...]:
        is_untold = self._is_told and not self._told[i]
        is_marked = bool(block.traits & traits_of.MARKED)
        is_heading = bool(block.traits & traits_of.HEADING)
        return (
            self._told[i],
            is_untold,
            is_untold and self._lengths[i] > 80,
            self._is_marked and is_marked,
            self._is_marked and not is_marked,
            is_heading and self._is_found(i + 1),
            is_heading and self._first <= i <= self._last,
            is_heading and self._lengths[i] > 60,
        )

    def _is_found(self, i: int) -> bool:
        return 0 <= i < len(self._found) and self._found[i]


_TEXT_NAMES = """
length short middling long linked much_linked all_linked sentence_end stops commas strong
furniture title repeated dateline
"""
_HINT_NAMES = """
found found_short found_in_bad found_linked found_in_article found_before found_after
found_around distance before after between position above_title below_title
list_held list_pure parent_held parent_pure grand_held grand_pure alike_held alike_pure
prose_parent_held prose_parent_pure prose_grand_held prose_grand_pure
prose_alike_held prose_alike_pure prose prose_unfound prose_right_before prose_right_after
prose_in_parent prose_alike
found_in_parent found_alike missed_in_parent missed_prose prose_after_alike told untold
untold_long marked unmarked heading_of_found heading_between heading_long
"""
NAMES: tuple[str, ...] = (
    *_TEXT_NAMES.split(),
    *(f"tag_{name}" for name in _TAG_NAMES.split()),
    "tag_low_heading",
    *(f"in_{name}" for name in _TRAITS),
    "in_bad",
    "in_bad_only",
    *_HINT_NAMES.split(),
)
"""What the numbers of `Evidence.of` say, in order."""


def _of_place(block: Block) -> tuple[float, ...]:
    tag, traits = block.holder.tag, block.traits
    is_bad = bool(traits & traits_of.BAD)
    return (
        *(tag == name for name in _TAG_NAMES.split()),
        tag in ("h4", "h5", "h6"),
        *(bool(traits & bit) for bit in _TRAITS.values()),
        is_bad,
        is_bad and not traits & traits_of.GOOD,
    )


def _is_prose(block: Block) -> bool:
    return (
        len(block.text) >= 80
        and block.linked < 0.3 * len(block.text)
        and not block.traits & _OUTSIDE
        and bool(_SENTENCE_END.search(block.text))
    )


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def list_around(holder: Element) -> Element:
    """Return the list or table that `holder` stands in, else itself."""
    element: Element | None = holder
    for _ in range(_CLIMB):
        if element is None:
            break
        if element.tag in _LISTS:
            return element
        element = element.getparent()
    return holder
