"""Bodies: an article's blocks in their form, without the lines that are not its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from berita_tui.parse.documents import lay_out
from berita_tui.parse.facts import (
    is_copyright,
    is_role,
    read_credits,
    read_dateline,
    split_initials,
)
from berita_tui.parse.flow import BREAK, Grid, Group, Image, Leaf, Leaves, Piece, Prose, Row
from berita_tui.parse.furniture import folded_words, is_furniture, is_heading_line, see_also

_ENOUGH = 250
_MUCH_MORE = 2.5


class Body(NamedTuple):
    """What was found: blocks, and the facts that stood among them."""

    pieces: tuple[Piece, ...]
    place: str = ""
    outlet: str = ""
    author: str = ""
    editor: str = ""
    caption: str = ""

    @property
    def length(self) -> int:
        """Letters of its text."""
        return len(lay_out(self.pieces).text)


def choose_body(bodies: Sequence[Body]) -> Body:
    """Return the first of `bodies`, the most trusted, unless a later one has much more text."""
    chosen, *others = bodies
    for other in others:
        if other.length > max(_ENOUGH, _MUCH_MORE * chosen.length):
            chosen = other
    return chosen


def tidy(pieces: Iterable[Piece], *, title: str) -> Body:
    """Return `pieces` without furniture; dateline, initials and credits go to their fields."""
    echo = folded_words(title)
    kept: list[Piece] = []
    author = editor = caption = ""
    is_other = False
    pieces = _ended(_joined(pieces))
    for piece in pieces:
        if isinstance(piece, Image) and piece.caption:
            caption = caption or leaves_text(piece.caption)
        if not isinstance(piece, Prose):
            if not _is_link_list(piece) and not (is_other and isinstance(piece, Group)):
                kept.append(piece)
            is_other = False
            continue
        text = leaves_text(piece.leaves)
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
            or (not any(map(_is_prose, kept)) and is_heading_line(text) and not _is_dateline(text))
        ):
            leaves = _without_others(piece.leaves)
            kept += [Prose(piece.tag, leaves)] if leaves and not is_furniture(text) else []
    place, outlet = _take_dateline(kept)
    initials = _take_initials(kept)
    return Body(tuple(kept), place, outlet, author, editor or initials, caption)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Give `pieces`, credits that stand in the cells of a table or below their role as lines."""
    role: Prose | None = None
    for piece in pieces:
        if role:
            said, role = role, None
            if isinstance(piece, Prose) and leaves_text(piece.leaves).startswith(":"):
                yield Prose("p", (*said.leaves, Leaf(" "), *piece.leaves))
                continue
            yield said
        if isinstance(piece, Prose) and is_role(leaves_text(piece.leaves)):
            role = piece
        elif isinstance(piece, Grid) and all(map(_credits, piece.rows)):
            yield from (Prose("p", (Leaf(_row_text(row)),)) for row in piece.rows)
        else:
            yield piece
    if role:
        yield role


def _credits(row: Row) -> bool:
    return read_credits(_row_text(row)) is not None


def _row_text(row: Row) -> str:
    return " ".join(leaves_text(cell) for cell in row.cells)


def _ended(pieces: Iterable[Piece]) -> list[Piece]:
    """Return `pieces` up to a copyright notice; one above most of the text is a picture's."""
    kept = list(pieces)
    lengths = [len(leaves_text(piece.leaves)) if isinstance(piece, Prose) else 0 for piece in kept]
    notices = [
        i
        for i, piece in enumerate(kept)
        if isinstance(piece, Prose) and i and is_copyright(leaves_text(piece.leaves))
    ]
    for i in notices:
        if sum(lengths[:i]) >= sum(lengths[i:]):
            return [each for j, each in enumerate(kept[:i]) if j not in notices]
    return [each for j, each in enumerate(kept) if j not in notices]


def leaves_text(leaves: Leaves) -> str:
    """Return the words of a run, its breaks as newlines."""
    return "".join(leaf.text for leaf in leaves)


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


def _is_dateline(text: str) -> bool:
    """Tell whether a paragraph is a dateline and no more."""
    return bool(read_dateline(f"{text} A").place)


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
