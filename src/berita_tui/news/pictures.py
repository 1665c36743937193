"""Pictures: one made ready for a terminal, and one that is kept on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from berita_tui.news.articles import Entry
    from berita_tui.news.documents import Block, Blocks, Document, Figure

MOST_PICTURES: Final = 10
"""Pictures of one article that are fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A picture scaled to what a terminal can show and packed anew: JPEG or PNG, pixels only."""

    content: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A picture on disk: the hash of its file's content (16 bytes), and its size in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustrated:
    """The pictures of the article with this number are settled; so many are new on disk."""

    number: int
    new: int


def lead_picture(entry: Entry, document: Document) -> Figure | None:
    """Return the picture that stands above an article's text, unless the text shows it itself.

    A caption without a picture is a figure without an address.
    """
    from berita_tui.news.documents import Figure, Span  # noqa: PLC0415 - off the way in

    shown = {figure.address for figure in figures_in(document.blocks)}
    for picture in entry.pictures[:1]:
        if picture.address not in shown:
            caption = picture.caption or entry.caption or picture.alt
            return Figure(picture.address, picture.alt, (Span(caption),) if caption else ())
    if entry.caption and not shown:
        return Figure("", "", (Span(entry.caption),))
    return None


def pictures_shown(entry: Entry, document: Document) -> tuple[str, ...]:
    """Return the addresses of the pictures an article shows, in order, each once."""
    lead = lead_picture(entry, document)
    figures = ((lead,) if lead else ()) + figures_in(document.blocks)
    found = dict.fromkeys(figure.address for figure in figures if figure.address)
    return tuple(found)[:MOST_PICTURES]


def figures_in(blocks: Blocks) -> tuple[Figure, ...]:
    """Return the figures among `blocks`, those in lists and quotes too, in order."""
    from berita_tui.news.documents import (  # noqa: PLC0415 - off the way in
        Figure,
        Listing,
        Quote,
    )

    found: list[Figure] = []
    todo: list[Block] = list(reversed(blocks))
    while todo:
        block = todo.pop()
        if isinstance(block, Figure):
            found.append(block)
        elif isinstance(block, Quote):
            todo += reversed(block.blocks)
        elif isinstance(block, Listing):
            todo += (each for item in reversed(block.items) for each in reversed(item))
    return tuple(found)
