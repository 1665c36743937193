"""The document: an article's body as blocks and spans, free of any markup language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto
from typing import TypeAlias


class Face(Flag):
    """How a span looks; faces combine."""

    PLAIN = 0
    STRONG = auto()
    EMPHASIS = auto()
    CODE = auto()
    STRIKE = auto()
    MARK = auto()
    SUPER = auto()
    SUB = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one face. `link` is the 1-based number of the link it is, or 0.

    A line break within a paragraph is a newline character in `text`.
    """

    text: str
    face: Face = Face.PLAIN
    link: int = 0


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item is blocks of its own. `start` numbers the first item when ordered."""

    items: tuple[Blocks, ...]
    is_ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation of one or more blocks."""

    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, its lines kept as they are."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, every row as long as the longest; the first is the header if it says so."""

    rows: tuple[tuple[Spans, ...], ...]
    has_header: bool = False
    caption: Spans = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture where it stands in the text: address, alternative text, caption."""

    address: str
    alt: str = ""
    caption: Spans = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block: TypeAlias = "Paragraph | Heading | Listing | Quote | Code | Table | Figure | Rule"
Blocks: TypeAlias = "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the document: where it goes and the words that carry it."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article's body: blocks in order, links numbered from 1 in order of first use."""

    blocks: Blocks = ()
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """The plain text: blocks separated by one blank line, no marks of ours in it.

        Captions are not in it: they are said of a picture, and stand between two paragraphs
        that belong together.
        """
        told = (block for block in self.blocks if not isinstance(block, Figure))
        return "\n\n".join(text for block in told if (text := block_text(block)))


def spans_text(spans: Spans) -> str:
    """Return the text of `spans`, nothing added."""
    return "".join(span.text for span in spans)


def block_text(block: Block) -> str:
    """Return the plain text of one block, its parts on lines of their own."""
    return "\n".join(line for line in _lines(block) if line)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(spans) | Heading(_, spans):
            yield spans_text(spans)
        case Listing(items):
            for item in items:
                yield from (block_text(part) for part in item)
        case Quote(blocks):
            yield from (block_text(part) for part in blocks)
        case Code(text):
            yield text
        case Table(rows, _, caption):
            yield spans_text(caption)
            yield from (" ".join(filter(None, map(spans_text, row))) for row in rows)
        case Figure(_, _, caption):
            yield spans_text(caption)
        case _:
            pass  # a rule has no text
