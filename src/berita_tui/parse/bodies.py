"""Bodies: which part of a saved page is its article, and which lines of that part are not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from lxml import etree

from berita_tui.parse.facts import is_copyright, read_credits, read_dateline, split_initials
from berita_tui.parse.flow import BREAK, Group, Image, Leaf, Leaves, Piece, Prose
from berita_tui.parse.furniture import folded_words, is_furniture, is_heading_line, see_also
from berita_tui.parse.markup import safe_flow
from berita_tui.parse.tree import INLINE

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

_DROPPED = frozenset(
    {"script", "style", "noscript", "iframe", "form", "nav", "aside", "footer", "button", "select"}
)
_FURNISHED = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)\w*|social\w*|sosmed|related\w*|terkait|baca|bacajuga|comments?|"
    r"komentar|disqus\w*|sidebar|widget\w*|promo\w*|ads?\d*|adv\w*|iklan|banner\w*|breadcrumb\w*|"
    r"newsletter|paging\w*|pagination|tags?|label|rekomendasi|recommend\w*|pop(?:u|o)?pul\w*|"
    r"terpopuler|footer|menu|navbar|copyright|outbrain|taboola|hidden|print)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_KEPT = INLINE | {"body", "html", "article"}
_BLOCKS = frozenset({"p", "pre", "blockquote"})
_HOLDERS = frozenset({"div", "td", "section", "article", "main", "span", "center", "body"})
_ENOUGH = 200


class Body(NamedTuple):
    """What was found: blocks, and the facts that stood among them."""

    pieces: tuple[Piece, ...]
    place: str = ""
    outlet: str = ""
    author: str = ""
    editor: str = ""
    caption: str = ""


def find_body(root: Element, *, title: str, base: str) -> Body:
    """Return the article of the page under `root`, which loses its furniture on the way.

    Takes the element marked as the body, else the one with the most prose outside of links;
    what stands around it in the same parent and is rich in prose too comes with it.
    """
    _strip(root)
    parts = _marked(root) or _densest(root)
    html = "".join(
        etree.tostring(part, encoding="unicode", method="html", with_tail=False) for part in parts
    )
    return tidy(safe_flow(html, base=base), title=title)


def tidy(pieces: Iterable[Piece], *, title: str) -> Body:
    """Return `pieces` without furniture; dateline, initials and credits go to their fields."""
    echo = folded_words(title)
    kept: list[Piece] = []
    author = editor = caption = ""
    is_other = False
    for piece in pieces:
        if isinstance(piece, Image) and piece.caption:
            caption = caption or leaves_text(piece.caption)
        if not isinstance(piece, Prose):
            if not _is_link_list(piece) and not (is_other and isinstance(piece, Group)):
                kept.append(piece)
            is_other = False
            continue
        text = leaves_text(piece.leaves)
        if kept and is_copyright(text):
            break
        other = see_also(text)
        was_other, is_other = is_other, other == ""
        is_only_link = was_other and all(leaf.marks for leaf in piece.leaves)
        credited = read_credits(text)
        if credited:
            author, editor = author or credited[0], editor or credited[1]
        elif not (
            is_only_link
            or other is not None
            or folded_words(text) in (echo, "")
            or (not any(map(_is_prose, kept)) and is_heading_line(text))
        ):
            leaves = _without_others(piece.leaves)
            kept += [Prose(piece.tag, leaves)] if leaves and not is_furniture(text) else []
    place, outlet = _take_dateline(kept)
    initials = _take_initials(kept)
    return Body(tuple(kept), place, outlet, author, editor or initials, caption)


def leaves_text(leaves: Leaves) -> str:
    """Return the words of a run, its breaks as newlines."""
    return "".join(leaf.text for leaf in leaves)


def _strip(root: Element) -> None:
    whole = _length(root)
    for element in [*root.iter(*_DROPPED)]:
        _remove(element)
    for element in [*root.iter(etree.Element)]:
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag in _KEPT or not _FURNISHED.search(names[:500]):
            continue
        if _length(element) < max(_ENOUGH, whole // 10):
            _remove(element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None  # neither html nor body is ever furniture
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _marked(root: Element) -> list[Element]:
    for element in root.iter(etree.Element):
        is_marked = "articlebody" in (element.get("itemprop") or "").lower()
        if is_marked and _length(element) >= _ENOUGH:
            return [element]
    return []


def _densest(root: Element) -> list[Element]:
    scores: dict[Element, float] = defaultdict(float)
    for element in root.iter(*_BLOCKS, *_HOLDERS):
        if element.tag in _BLOCKS:
            length = _prose(element)
            holders = zip((1, 0.5), element.iterancestors(), strict=False)
            for share, holder in holders if length >= 25 else ():
                scores[holder] += share * length
        else:
            length = _own(element)
            if length >= 80:
                scores[element] += length
    if not scores:
        body = root.find("body")
        return [root if body is None else body]
    best = max(scores, key=lambda element: scores[element] * (1 - _linked(element)))
    parent = best.getparent()
    return [
        each
        for each in ([best] if parent is None else parent)
        if each is best or (scores.get(each, 0) >= scores[best] / 5 and _linked(each) < 0.3)
    ]


def _length(element: Element) -> int:
    return sum(len(text.strip()) for text in element.itertext(etree.Element))


def _own(element: Element) -> int:
    """Return how many characters stand in `element` itself, outside of what it holds."""
    texts = [element.text, *(child.tail for child in element)]
    return sum(len(text.strip()) for text in texts if text)


def _prose(element: Element) -> int:
    links = sum(_length(link) for link in element.iter("a"))
    return _length(element) - links


def _linked(element: Element) -> float:
    length = _length(element)
    return 1 - _prose(element) / length if length else 0.0


def _is_link_list(piece: Piece) -> bool:
    """Tell whether a list is nothing but links, as lists of other articles are."""
    if not isinstance(piece, Group) or piece.tag not in ("ul", "ol"):
        return False
    return all(
        any(tag == "a" for tag, _ in leaf.marks)
        for item in piece.blocks
        if isinstance(item, Group)
        for block in item.blocks
        if isinstance(block, Prose)
        for leaf in block.leaves
        if leaf is not BREAK and re.search(r"\w", leaf.text)
    )


def _without_others(leaves: Leaves) -> Leaves:
    """Take the "see also" lines within a paragraph out."""
    lines: list[list[Leaf]] = [[]]
    for leaf in leaves:
        if leaf is BREAK:
            lines.append([])
        else:
            lines[-1].append(leaf)
    kept = [line for line in lines if see_also(leaves_text(tuple(line))) is None]
    joined = [leaf for line in kept for leaf in (BREAK, *line)]
    return tuple(joined[1:])


def _is_prose(piece: Piece) -> bool:
    return isinstance(piece, Prose) and len(leaves_text(piece.leaves)) > 80


def _take_dateline(pieces: list[Piece]) -> tuple[str, str]:
    for index, piece in enumerate(pieces):
        if isinstance(piece, Prose) and piece.tag == "p":
            text = leaves_text(piece.leaves)
            place, outlet, rest = read_dateline(f"{text} A")  # it may be a paragraph of its own
            leaves = _cut(piece.leaves, len(text) + 2 - len(rest), len(text))
            pieces[index : index + 1] = [Prose("p", leaves)] if leaves else []
            return place, outlet
    return "", ""


def _take_initials(pieces: list[Piece]) -> str:
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if isinstance(piece, Prose):
            rest, initials = split_initials(leaves_text(piece.leaves))
            leaves = _cut(piece.leaves, 0, len(rest))
            pieces[index : index + 1] = [Prose(piece.tag, leaves)] if leaves else []
            return initials
    return ""


def _cut(leaves: Leaves, start: int, end: int) -> Leaves:
    """Return the part of a run from one character to another, without the blanks it begins with."""
    kept: list[Leaf] = []
    position = 0
    for leaf in leaves:
        text = leaf.text[max(0, start - position) : max(0, end - position)]
        position += len(leaf.text)
        if leaf is BREAK and text and kept:
            kept.append(BREAK)
        elif leaf is not BREAK and (text if kept else text.lstrip()):
            kept.append(Leaf(text if kept else text.lstrip(), leaf.marks))
    return tuple(kept)
