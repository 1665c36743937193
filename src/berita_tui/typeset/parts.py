"""Parts: a document laid flat, so that each piece of it can be set by itself when it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from berita_tui.news import (
    Block,
    Blocks,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from berita_tui.typeset.breaking import is_inside
from berita_tui.typeset.pieces import Finder, Line, Piece, Pieces, Role
from berita_tui.typeset.tables import Grid

MOST_IN_A_PART = 8000
"""Characters of a paragraph set in one go; a longer one is set in several parts."""
MOST_ROWS = 1000
"""Rows of a table that are shown."""
MOST_CODE_LINES = 100
"""Lines of code in one part."""
MOST_INDENT = 32
"""Cells by which nested lists and quotes indent their text at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    grid: Grid
    index: int


@dataclass(frozen=True, slots=True)
class Omitted:
    """Says that so many rows are not shown."""

    count: int


Leaf: TypeAlias = "Paragraph | Heading | Code | Figure | Rule | Row | Omitted"


@dataclass(frozen=True, slots=True)
class Part:
    """What is set in one go: a leaf of the document and what stands before its lines.

    `first` opens its first line, `rest` the others. `gap` is the prefix of the blank line
    above it, None where there is none. `roles` are those of what it stands in, `opening` is
    set before its own words.
    """

    leaf: Leaf
    first: Pieces = ()
    rest: Pieces = ()
    gap: Pieces | None = ()
    roles: tuple[Role, ...] = ()
    opening: Pieces = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a block stands: what opens its first line and the others, and if a line is free."""

    first: Pieces = ()
    rest: Pieces = ()
    gap: Pieces | None = ()
    roles: tuple[Role, ...] = ()
    depth: int = 0


def parts_of(blocks: Blocks, *, find: Finder | None = None, is_ascii: bool = False) -> list[Part]:
    """Return the parts of `blocks` in order: always the same ones for the same document.

    Depth and length do not matter: what nests too deep is no longer indented, what is too
    long comes in several parts.
    """
    result: list[Part] = []
    todo: list[tuple[Block, _Frame]] = [(block, _Frame()) for block in reversed(blocks)]
    while todo:
        block, frame = todo.pop()
        if isinstance(block, Listing):
            todo += reversed(list(_items(block, frame, is_ascii=is_ascii)))
        elif isinstance(block, Quote):
            todo += reversed(list(_quoted(block, frame, is_ascii=is_ascii)))
        else:
            result += _leaves(block, frame, find)
    return result


def _items(listing: Listing, frame: _Frame, *, is_ascii: bool) -> Iterator[tuple[Block, _Frame]]:
    last = listing.start + len(listing.items) - 1
    digits = max(len(str(listing.start)), len(str(last)))
    is_loose = any(len(_without_lists(item)) > 1 for item in listing.items)
    for number, item in enumerate(listing.items, listing.start):
        if listing.is_ordered:
            mark = f"{number:>{digits}}. "
        else:
            mark = f"{('*-+' if is_ascii else '•◦▪')[frame.depth % 3]} "
        bullet: Pieces = (Piece(mark, (Role.BULLET,)),)
        blank: Pieces = (Piece(" " * len(mark)),)
        if Line(frame.rest).cells + len(mark) > MOST_INDENT:
            bullet = blank = ()
        is_first = number == listing.start
        gap = frame.gap if is_first else (frame.rest if is_loose else None)
        inner = _Frame(
            (frame.first if is_first else frame.rest) + bullet,
            frame.rest + blank,
            gap,
            frame.roles,
            frame.depth + 1,
        )
        yield from _nested(item, inner, is_loose=is_loose)


def _quoted(quote: Quote, frame: _Frame, *, is_ascii: bool) -> Iterator[tuple[Block, _Frame]]:
    bar: Pieces = (Piece("| " if is_ascii else "▎ ", (Role.RULE,)),)
    if Line(frame.rest).cells + 2 > MOST_INDENT:
        bar = ()
    inner = _Frame(
        frame.first + bar,
        frame.rest + bar,
        frame.gap,
        (*frame.roles, Role.QUOTE) if Role.QUOTE not in frame.roles else frame.roles,
        frame.depth,
    )
    yield from _nested(quote.blocks, inner, is_loose=True)


def _nested(blocks: Blocks, frame: _Frame, *, is_loose: bool) -> Iterator[tuple[Block, _Frame]]:
    """Give each of `blocks` its place: the first stands behind the mark, the rest below it."""
    yield (blocks[0] if blocks else Paragraph(())), frame
    below = replace(frame, first=frame.rest, gap=frame.rest if is_loose else None)
    for block in blocks[1:]:
        yield block, below


def _without_lists(blocks: Blocks) -> Blocks:
    return tuple(block for block in blocks if not isinstance(block, Listing))


def _leaves(block: Block, frame: _Frame, find: Finder | None) -> Iterator[Part]:
    first, gap = frame.first, frame.gap
    for leaf in _split(block, find):
        yield Part(leaf, first, frame.rest, gap, frame.roles)
        first, gap = frame.rest, None


def _split(block: Block, find: Finder | None) -> Iterator[Leaf]:
    match block:
        case Paragraph(spans):
            yield from map(Paragraph, _chunks(spans))
        case Code(text, language):
            lines = text.strip("\n").expandtabs(4).split("\n")
            for start in range(0, len(lines), MOST_CODE_LINES):
                piece = "\n".join(lines[start : start + MOST_CODE_LINES])
                for at in range(0, max(1, len(piece)), MOST_IN_A_PART):
                    yield Code(piece[at : at + MOST_IN_A_PART], language)
        case Table():
            yield from _rows(block, find)
        case Heading() | Figure() | Rule():
            yield block
        case _:  # pragma: no cover - lists and quotes were opened before
            raise AssertionError(block)


def _rows(table: Table, find: Finder | None) -> Iterator[Leaf]:
    if table.caption:
        yield Figure("", "", table.caption)
    grid = Grid(table, find)
    for index in range(min(len(table.rows), MOST_ROWS)):
        yield Row(grid, index)
    if len(table.rows) > MOST_ROWS:
        yield Omitted(len(table.rows) - MOST_ROWS)


def _chunks(spans: Spans) -> Iterator[Spans]:
    """Cut spans of too many characters at blanks, or within a word longer than a part."""
    if sum(len(span.text) for span in spans) <= MOST_IN_A_PART:
        yield spans
        return
    chunk: list[Span] = []
    room = MOST_IN_A_PART
    for span in spans:
        text = span.text
        while len(text) > room:
            at = max(text.rfind(" ", 0, room), text.rfind("\n", 0, room)) + 1
            if not at and not chunk:
                at = room
                while at > room - 64 and is_inside(text, at):
                    at -= 1
            chunk.append(replace(span, text=text[:at]))
            text = text[at:]
            yield tuple(chunk)
            chunk, room = [], MOST_IN_A_PART
        chunk.append(replace(span, text=text))
        room -= len(text)
    yield tuple(chunk)
