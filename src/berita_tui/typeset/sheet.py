"""Sheet: one article as parts that are set in type one by one, when they are seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from berita_tui.language import Language
from berita_tui.news import (
    Article,
    Code,
    Document,
    Figure,
    Heading,
    Link,
    Paragraph,
    Source,
    Span,
    host_of,
    lead_picture,
    spans_text,
)
from berita_tui.typeset.breaking import LEAST_WIDTH
from berita_tui.typeset.insets import NO_INSETS, Insets
from berita_tui.typeset.links import is_web
from berita_tui.typeset.masthead import Masthead
from berita_tui.typeset.parts import Omitted, Part, Row, parts_of
from berita_tui.typeset.pieces import Finder, Line, Lines, Piece, Pieces, Role, in_role
from berita_tui.typeset.prose import light, set_prose, set_spans

LEAST_COLUMN = 16
"""Cells of text that indents must leave; more of them are given up."""
LONGEST_ADDRESS = 300
"""Characters of an address that the list of links at the end shows."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the list of links."""

    number: int
    link: Link


class Sheet:
    """An article laid out: part 0 is its head, then the text, then its links.

    Which part is which depends on the article alone, not on width, language or glyphs, so a
    part's number is a position worth keeping. `find` tells what to light up, `insets` which
    pictures are there to be shown; the others are told by their captions.
    """

    def __init__(
        self,
        article: Article,
        source: Source,
        document: Document,
        *,
        language: Language,
        now: datetime,
        find: Finder | None = None,
        is_ascii: bool = False,
        insets: Insets = NO_INSETS,
    ) -> None:
        self.article = article
        self._insets = insets
        self.links = (*document.links, *_attached(article))
        self._say = language.say
        self._find = find
        self._line = "-" if is_ascii else "─"
        self._masthead = Masthead(article, source, language=language, now=now, is_ascii=is_ascii)
        blocks = document.blocks or tuple(
            Paragraph((Span(text),)) for text in article.entry.lead.split("\n\n") if text
        )
        self._parts: list[Part | _Entry] = [
            *self._lead(document),
            *self._dated(parts_of(blocks, find=find, is_ascii=is_ascii)),
            *(_Entry(number, link) for number, link in enumerate(self.links, 1)),
        ]
        if not blocks:
            text = self._say("The source sent no text with this headline.")
            self._parts.insert(len(self._parts) - len(self.links), _note(text))

    def __len__(self) -> int:
        return len(self._parts) + 1

    def lines(self, part: int, width: int) -> Lines:
        """Return the lines of one part, none wider than `width` cells (at least 8)."""
        width = max(width, 2 * LEAST_WIDTH)
        if not part:
            return self._masthead.lines(width, self._find)
        what = self._parts[part - 1]
        if isinstance(what, _Entry):
            return self._entry(what, width)
        what = _within(what, width)
        lines = self._set(what, width)
        return lines if what.gap is None else (Line(what.gap), *lines)

    def guess(self, part: int, width: int) -> int:
        """Return about how many lines a part will take, without setting it."""
        if not part:
            return 6
        what = self._parts[part - 1]
        if isinstance(what, _Entry):
            return 1
        gap = 0 if what.gap is None else 1
        match what.leaf:
            case Paragraph(spans) | Heading(_, spans):
                length = sum(len(span.text) for span in spans)
                return gap + 1 + length // max(8, width)
            case Code(text):
                return gap + text.count("\n") + 1
            case Figure(address):
                return gap + len(self._insets.rows(address, width)) + 1
            case _:
                return gap + 1

    def all_lines(self, width: int) -> Iterator[Line]:
        """Set the whole article, line by line."""
        for part in range(len(self)):
            yield from self.lines(part, width)

    def _set(self, part: Part, width: int) -> Lines:
        pieces: Pieces
        match part.leaf:
            case Paragraph(spans):
                pieces = in_role(set_spans(spans, find=self._find), *part.roles)
                pieces = part.opening + pieces
            case Heading(level, spans):
                role = Role.HEADING if level <= 2 else Role.STRONG
                pieces = set_spans(spans, role, find=self._find)
            case Figure():
                return self._figure(part.leaf, part, width)
            case Code(text):
                return self._code(text, part, width)
            case Row(grid, index):
                return grid.row(index, width, part.first, part.rest, self._line)
            case Omitted(count):
                text = self._say("{count} more rows are not shown.", count=count)
                pieces = (Piece(text, (Role.CAPTION,)),)
            case _:
                room = width - Line(part.rest).cells
                mark = (self._line * min(room, 20)).center(room)
                return (Line((*part.first, Piece(mark, (Role.RULE,)))),)
        return set_prose(pieces, width, part.first, part.rest)

    def _code(self, text: str, part: Part, width: int) -> Lines:
        """Return code with its own line breaks and blanks, lines too long cut into several."""
        room = width - Line(part.rest).cells - 2
        pad = Piece(" ", (Role.CODE,))
        lines: list[Line] = []
        for source in text.split("\n"):
            # A blank would be a place to break; one that may not break keeps every column.
            pieces = [
                piece._replace(text=piece.text.replace(" ", "\xa0"))
                for piece in light([Piece(source, (Role.CODE,))], self._find)
            ]
            for line in set_prose(pieces, room):
                prefix = part.rest if lines else part.first
                words = (one._replace(text=one.text.replace("\xa0", " ")) for one in line.pieces)
                rest = Piece(" " * (room - line.cells + 1), (Role.CODE,))
                lead = len(Line(prefix).text) + 1
                lines.append(Line((*prefix, pad, *words, rest), line.joint, lead))
        return tuple(lines)

    def _figure(self, figure: Figure, part: Part, width: int) -> Lines:
        """Return a picture, if it is there, and its caption below; both keep to the middle."""
        room = width - Line(part.rest).cells
        lines: list[Line] = []
        for inset in self._insets.rows(figure.address, room):
            left = (*part.rest, Piece(" " * ((room - inset.columns) // 2)))
            prefix = (*part.first, *left[len(part.rest) :]) if not lines else left
            lines.append(Line(prefix, "", len(Line(prefix).text), inset))
        caption = self._caption(figure, is_shown=bool(lines))
        if caption or not lines:
            lines += set_prose(caption, width, part.rest if lines else part.first, part.rest)
        return tuple(lines)

    def _caption(self, figure: Figure, *, is_shown: bool) -> Pieces:
        """Return what is said of a picture: its caption, and what it is for who cannot see it."""
        roles = (Role.CAPTION,)
        caption: Pieces = set_spans(figure.caption, *roles, find=self._find)
        alt = figure.alt if figure.alt.strip() != spans_text(figure.caption).strip() else ""
        if not caption:
            caption, alt = ((Piece(alt, roles),) if alt else ()), ""
        mark = self._say("Picture") if figure.address and not is_shown else ""
        told = ": ".join(filter(None, (mark, alt)))
        if not told:
            return caption
        return (Piece(f"[{told}]{' ' if caption else ''}", roles), *caption)

    def _entry(self, entry: _Entry, width: int) -> Lines:
        number = f"[{entry.number}] ".rjust(len(str(len(self.links))) + 3)
        address = entry.link.address
        if len(address) > LONGEST_ADDRESS:
            address = f"{address[:LONGEST_ADDRESS]}…"
        head, host, tail = address.partition(host_of(entry.link.address) or address)
        pieces = [
            Piece(text, (Role.BYLINE, *roles), entry.number)
            for text, roles in ((head, ()), (host, (Role.LINK,)), (tail, ()))
            if text
        ]
        lines = set_prose(
            pieces, width, (Piece(number, (Role.NUMBER,)),), (Piece(" " * len(number)),)
        )
        if entry.number > 1:
            return lines
        rule = Line((Piece(self._line * min(width, 20), (Role.RULE,)),))
        title = Line((Piece(self._say("Links"), (Role.STRONG,)),))
        return (Line(), rule, *set_prose(title.pieces, width), *lines)

    def _lead(self, document: Document) -> Iterator[Part]:
        lead = lead_picture(self.article.entry, document)
        if lead is not None:
            yield Part(lead)

    def _dated(self, parts: list[Part]) -> list[Part]:
        """Put the place before the first paragraph: `NUSA DUA — …`."""
        place = self.article.entry.place
        if not place:
            return parts
        opening = (Piece(f"{place} — ", (Role.DATELINE,)),)
        for index, part in enumerate(parts):
            if isinstance(part.leaf, Paragraph) and not part.rest:
                return [*parts[:index], replace(part, opening=opening), *parts[index + 1 :]]
        return [Part(Paragraph(()), opening=opening), *parts]


def _within(part: Part, width: int) -> Part:
    """Return `part` with the innermost of its marks alone, where all would leave no room."""
    if not part.rest or width - Line(part.rest).cells >= min(LEAST_COLUMN, width - 2):
        return part
    gap = None if part.gap is None else part.gap[-1:]
    slim = replace(part, first=part.first[-1:], rest=part.rest[-1:], gap=gap)
    if width - Line(slim.rest).cells >= LEAST_WIDTH + 2:
        return slim
    return replace(part, first=(), rest=(), gap=() if part.gap is not None else None)


def _attached(article: Article) -> Iterator[Link]:
    """Return the files that came with an article as links."""
    for enclosure in article.entry.enclosures:
        if is_web(enclosure.address):
            yield Link(enclosure.address, enclosure.media_type)


def _note(text: str) -> Part:
    return Part(Paragraph((Span(text),)), roles=(Role.CAPTION,))
