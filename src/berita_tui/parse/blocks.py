"""Blocks: the lines of text a page shows, in order, and what can be seen of each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from lxml import etree

from berita_tui.parse.elements import BLOCKS

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

_SKIPPED_NAMES = """
script style template iframe svg noscript object applet canvas audio video select textarea
title math datalist map noframes
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

BAD, GOOD, NAV, ASIDE, FOOTER, HEADER, FIGURE, FORM, LIST, TABLE, QUOTE = (
    1 << bit for bit in range(11)
)
ARTICLE, MAIN, MARKED, COMMENT, HEADING, TEASER = (1 << bit for bit in range(11, 17))

_TAGS = {
    "nav": NAV,
    "aside": ASIDE,
    "footer": FOOTER,
    "header": HEADER,
    "figure": FIGURE,
    "figcaption": FIGURE,
    "form": FORM,
    "button": FORM,
    "label": FORM,
    "ul": LIST,
    "ol": LIST,
    "dl": LIST,
    "table": TABLE,
    "blockquote": QUOTE,
    "article": ARTICLE,
    "main": MAIN,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
}
_EDGE = r"(?:^|[\s_-])"
_BAD = re.compile(
    _EDGE + r"(?:shar(?:e|ing)\w*|social\w*|sosmed|related\w*|terkait|baca\w*|disqus\w*|sidebar|"
    r"widget\w*|promo\w*|ads?\d*|adv\w*|iklan|banner\w*|breadcrumb\w*|newsletter\w*|paging\w*|"
    r"pagination|tags?|label|rekomendasi|recommend\w*|pop(?:u|o)?pul\w*|terpopuler|footer|menu\w*|"
    r"nav\w*|copyright|outbrain|taboola|hidden|print\w*|subscri\w*|sign-?up|login|modal|popup|"
    r"cookie\w*|consent|legal|disclaimer|toolbar|meta|byline|author\w*|bio|rating|trending|"
    r"sponsor\w*|most|read-?more|also|more|next|prev\w*|caption\w*|credit\w*|topics?|skip|alert)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    _EDGE + r"(?:comments?|comment\w*|komentar|disqus\w*|replies)", re.IGNORECASE
)
_GOOD = re.compile(
    r"article-?_?(?:body|content|text|detail|main)|(?:story|post|entry|news|detail|body)-?_?"
    r"(?:body|content|text)|content-?_?(?:body|article|main)|articlebody|bodytext|paragraph|prose",
    re.IGNORECASE,
)
_TEASER = re.compile(
    _EDGE + r"(?:teaser\w*|card\w*|promo\w*|related\w*|recommend\w*|trending|latest|headlines?|"
    r"list\w*|grid|feed|carousel|slider|swiper)(?=$|[\s_-])",
    re.IGNORECASE,
)


class Block(NamedTuple):
    """A run of text between two edges of blocks: where it stands and what is in it.

    `parts` are the places of its text in the tree: an element and whether the text is its tail.
    `linked` and `strong` count the letters within links and within strong emphasis. `holder` is
    the block element it stands in, `traits` are those of all elements around it.
    """

    parts: tuple[tuple[Element, bool], ...]
    text: str
    linked: int
    strong: int
    holder: Element
    traits: int


class Sight(NamedTuple):
    """A picture: its element, how many blocks stand before it, the traits around it."""

    element: Element
    place: int
    traits: int


def find_blocks(root: Element) -> tuple[list[Block], list[Sight]]:
    """Return the blocks of text and the pictures under `root` that are shown, in order.

    The head is looked at, too: where a page writes no `body`, libxml2 takes `article` and
    other elements younger than itself for parts of it.
    """
    finder = _Finder(root)
    finder.visit(root, 0, is_link=False, is_strong=False)
    finder.settle()
    return finder.blocks, finder.sights


class _Finder:
    """Walks a tree and gathers runs of text."""

    def __init__(self, root: Element) -> None:
        self.blocks: list[Block] = []
        self.sights: list[Sight] = []
        self._parts: list[tuple[Element, bool]] = []
        self._texts: list[str] = []
        self._linked = self._strong = self._breaks = 0
        self._holder = root
        self._traits = 0

    def visit(self, element: Element, traits: int, *, is_link: bool, is_strong: bool) -> None:
        """Gather what `element` shows, its tail not."""
        tag = element.tag
        if tag in _SKIPPED or _is_hidden(element):
            return
        if tag == "br":
            self._breaks += 1
            if self._breaks > 1:
                self.settle()
            return
        traits |= _traits_of(element)
        if tag == "img":
            self.sights.append(Sight(element, len(self.blocks) + bool(self._texts), traits))
            return
        is_link = is_link or tag == "a"
        is_strong = is_strong or tag in ("b", "strong")
        is_block = tag in BLOCKS
        if is_block:
            self.settle()
        before = self._holder, self._traits
        if is_block:
            self._holder = element
        self._traits = traits
        if element.text:
            self._add(element, element.text, is_tail=False, is_link=is_link, is_strong=is_strong)
        for child in element:
            self.visit(child, traits, is_link=is_link, is_strong=is_strong)
            if child.tail:
                self._add(child, child.tail, is_tail=True, is_link=is_link, is_strong=is_strong)
        if is_block:
            self.settle()
        self._holder, self._traits = before

    def settle(self) -> None:
        """End the run."""
        self._breaks = 0
        if self._texts:
            text = " ".join("".join(self._texts).split())
            self.blocks.append(
                Block(
                    tuple(self._parts), text, self._linked, self._strong, self._holder, self._traits
                )
            )
            self._parts, self._texts = [], []
            self._linked = self._strong = 0

    def _add(
        self, element: Element, text: str, *, is_tail: bool, is_link: bool, is_strong: bool
    ) -> None:
        if text.isspace():
            if self._texts:
                self._texts.append(" ")
            return
        if self._breaks and self._texts:
            self._texts.append(" ")
        self._breaks = 0
        self._parts.append((element, is_tail))
        self._texts.append(text)
        if is_link:
            self._linked += len(text.strip())
        if is_strong:
            self._strong += len(text.strip())


def _is_hidden(element: Element) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _traits_of(element: Element) -> int:
    traits = _TAGS.get(element.tag, 0)
    if not element.attrib:
        return traits
    if "articlebody" in element.get("itemprop", "").lower():
        traits |= MARKED
    return traits | _traits_of_names(element.get("class", ""), element.get("id", ""))


@lru_cache(maxsize=4096)
def _traits_of_names(classes: str, identity: str) -> int:
    names = f"{classes} {identity}"[:300]
    if names == " ":
        return 0
    traits = BAD if _BAD.search(names) else 0
    traits |= GOOD if _GOOD.search(names) else 0
    traits |= COMMENT if _COMMENTS.search(names) else 0
    return traits | (TEASER if _TEASER.search(names) else 0)
