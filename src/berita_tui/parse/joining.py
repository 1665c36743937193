"""Joining: the pages of one article made one again, in order and without repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from berita_tui.news import Entry, Picture
from berita_tui.parse.documents import read_document
from berita_tui.parse.flow import Image, Line, Piece, read_flow
from berita_tui.parse.furniture import folded_words
from berita_tui.parse.markup import flow_html

_TELLING = 40
"""Letters of a block that is a repeat wherever it stands; a shorter one may be said twice."""


def join_pages(entries: Sequence[Entry]) -> Entry:
    """Return the article that the pages `entries`, in order, are parts of.

    Facts are those of the first page, else of the next that has them; the place only of the
    first. A block that an earlier page has is left out, a short one where it stands beside
    another repeat; a paragraph that was cut off at the end of a page is replaced by the whole
    one. Reads only HTML that `parse.markup` has written.
    """
    first, *others = entries
    if not others:
        return first
    pieces = list(read_flow(first.html))
    for entry in others:
        pieces = _followed(pieces, read_flow(entry.html))
    html = flow_html(pieces)
    return replace(
        first,
        title=_first(each.title for each in entries),
        author=_first(each.author for each in entries),
        editor=_first(each.editor for each in entries),
        outlet=_first(each.outlet for each in entries),
        section=_first(each.section for each in entries),
        lead=_first(each.lead for each in entries),
        caption=_first(each.caption for each in entries),
        published=next(filter(None, (each.published for each in entries)), None),
        keywords=tuple(dict.fromkeys(word for each in entries for word in each.keywords)),
        html=html,
        text=read_document(html).text,
        pictures=_united(picture for each in entries for picture in each.pictures),
        is_whole=any(each.is_whole for each in entries),
    )


def _followed(pieces: list[Piece], more: Iterable[Piece]) -> list[Piece]:
    known = {name for piece in pieces if (name := _name(piece))}
    kept = list(pieces)
    last = _name(pieces[-1]) if pieces else ""
    is_after_repeat = True  # what a page begins with is likely to be a repeat
    for piece in more:
        name = _name(piece)
        is_known = name in known or not name
        if is_known and (is_after_repeat or len(name) >= _TELLING):
            is_after_repeat = True
        elif len(last) >= _TELLING and name.startswith(last):
            kept[len(pieces) - 1] = piece
            is_after_repeat = True
        else:
            kept.append(piece)
            is_after_repeat = False
    return kept


def _first(facts: Iterable[str]) -> str:
    return next(filter(None, facts), "")


def _name(piece: Piece) -> str:
    """Return what tells a block from others: its folded words, a picture's address."""
    match piece:
        case Image(address):
            return f"picture {address:{_TELLING}}"
        case Line():
            return ""
        case _:
            return folded_words(read_document(flow_html((piece,))).text)


def _united(pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    found: dict[str, Picture] = {}
    for picture in pictures:
        found.setdefault(picture.address, picture)
    return tuple(found.values())
