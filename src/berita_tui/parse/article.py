"""The article on a page: the blocks that are it, cut out of the page's own tree."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from berita_tui.parse import blocks as traits_of
from berita_tui.parse.blocks import Block, Element, Sight, find_blocks
from berita_tui.parse.evidence import Hints, list_around
from berita_tui.parse.facts import read_dateline, split_initials
from berita_tui.parse.flow import Piece
from berita_tui.parse.judging import judge
from berita_tui.parse.markup import safe_flow

MAX_BLOCKS = 8000
"""Blocks of a page that are looked at; what comes after them is no article."""

_OUTSIDE = traits_of.NAV | traits_of.FOOTER | traits_of.COMMENT | traits_of.FORM
_UNPICTURED = _OUTSIDE | traits_of.ASIDE | traits_of.TEASER
_NEAR = 3
_CELL = 100
_UNLIKELY = -1.0
_GAP = 12


def find_article(
    root: HtmlElement, *, title: str, base: str, told: Sequence[str] = ()
) -> tuple[Piece, ...]:
    """Return the blocks of the article in the page under `root`, which is cut down to them.

    What `told` has, the lines of the article as the page gives them to machines, counts as
    evidence. Empty where no block is likely to be part of an article.
    """
    blocks, sights = find_blocks(root)
    hints = Hints(title=title, found=found_lines(root), told=told)
    looked_at = blocks[:MAX_BLOCKS]
    chosen = choose(looked_at, judge(looked_at, hints))
    chosen += [False] * (len(blocks) - len(chosen))
    if not any(chosen):
        return ()
    return safe_flow(_cut_out(blocks, sights, chosen), base=base)


def choose(blocks: Sequence[Block], odds: Sequence[float]) -> list[bool]:
    """Return which blocks are the article: the likely ones, else whatever is no link.

    A table of short cells or a list is in or out as a whole. What stands between two chosen
    blocks, has no link and is not much more unlikely than likely comes with them, as do a
    dateline that stands by itself above the first paragraph and initials below the last.
    """
    chosen = [each > 0 for each in odds]
    if not any(chosen):
        return [
            not block.traits & _OUTSIDE and block.linked * 2 < len(block.text) for block in blocks
        ]
    parts: dict[Element, list[int]] = {}
    for i, block in enumerate(blocks):
        if block.traits & (traits_of.LIST | traits_of.TABLE) and len(block.text) < _CELL:
            parts.setdefault(list_around(block.holder), []).append(i)
    for part in parts.values():
        mass = sum(len(blocks[i].text) * max(-1.0, min(1.0, odds[i])) for i in part)
        for i in part:
            chosen[i] = mass > 0
    _fill(
        chosen,
        [odd > _UNLIKELY and not each.linked for each, odd in zip(blocks, odds, strict=True)],
    )
    _sign(chosen, [block.text for block in blocks])
    return chosen


def _fill(chosen: list[bool], can_be: Sequence[bool]) -> None:
    """Choose the short gaps between two chosen blocks in which every block can be chosen."""
    last = -1
    for i, is_chosen in enumerate([*chosen]):
        if is_chosen:
            if 0 <= last < i - 1 <= last + _GAP and all(can_be[last + 1 : i]):
                chosen[last + 1 : i] = [True] * (i - last - 1)
            last = i


def _sign(chosen: list[bool], texts: Sequence[str]) -> None:
    """Choose a dateline right above the first chosen block, and initials soon after the last."""
    spots = [i for i, is_chosen in enumerate(chosen) if is_chosen]
    if not spots:
        return
    first, last = spots[0], spots[-1]
    if first and read_dateline(f"{texts[first - 1]} A").rest == "A":
        chosen[first - 1] = True
    for i in range(last + 1, min(last + 1 + _NEAR, len(texts))):
        rest, initials = split_initials(texts[i])
        if initials and not rest:
            chosen[i] = True
            return


def found_lines(root: HtmlElement) -> list[str]:
    """Return the lines that trafilatura takes for the article; `root` stays as it is.

    Without its fallbacks, which are other libraries: they cost as much again, and their word
    adds nothing to the rest of the evidence.
    """
    try:
        document = bare_extraction(copy(root), fast=True, include_comments=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - without its word the rest of the evidence has to do
        return []
    if not isinstance(document, Document):
        return []
    lines = []
    for element in document.body.iterdescendants():
        lines.append("".join(map(str, element.itertext())))
        lines.append(element.tail or "")
    return [line for line in lines if line and not line.isspace()]


def _cut_out(blocks: Sequence[Block], sights: Sequence[Sight], chosen: Sequence[bool]) -> str:
    kept = [block for block, is_chosen in zip(blocks, chosen, strict=True) if is_chosen]
    spots = [i for i, is_chosen in enumerate(chosen) if is_chosen]
    pictured = [sight for sight in sights if _is_near(sight, spots)]
    seen = {id(sight.element) for sight in pictured}
    for sight in sights:
        if id(sight.element) not in seen:
            sight.element.attrib.clear()
    figures = {figure for sight in pictured for figure in sight.element.iterancestors("figure")}
    for block, is_chosen in zip(blocks, chosen, strict=True):
        if is_chosen or (block.holder.tag == "figcaption" and block.holder.getparent() in figures):
            continue
        for element, is_tail in block.parts:
            if is_tail:
                element.tail = None
            else:
                element.text = None
    top = _common([block.holder for block in kept] + [sight.element for sight in pictured])
    for element in top.iter("form", "button", "label", "details", "fieldset"):
        element.tag = "div"
    return etree.tostring(top, encoding="unicode", method="html", with_tail=False)


def _is_near(sight: Sight, spots: Sequence[int]) -> bool:
    """Tell whether a picture stands among the chosen blocks, or just above them."""
    if sight.traits & _UNPICTURED or not spots[0] - _NEAR <= sight.place <= spots[-1] + 1:
        return False
    return any(-_NEAR <= spot - sight.place <= _NEAR for spot in spots)


def _common(elements: Sequence[Element]) -> Element:
    """Return the innermost element that holds all `elements`."""
    path = [elements[0], *elements[0].iterancestors()]
    place = 0
    for element in elements[1:]:
        around = {element, *element.iterancestors()}
        while path[place] not in around:
            place += 1
    return path[place]
