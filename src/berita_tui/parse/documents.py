"""Documents: the kept form of a body, read into blocks and spans."""

from __future__ import annotations

from berita_tui.clean import fold_address
from berita_tui.news import (
    Block,
    Blocks,
    Code,
    Document,
    Face,
    Figure,
    Heading,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from berita_tui.parse.flow import (
    Grid,
    Group,
    Image,
    Leaves,
    Marks,
    Piece,
    Prose,
    Verbatim,
    read_flow,
)

MAX_COLUMNS = 50
"""Columns of a table that are shown; an ellipsis in its caption tells of more."""
MAX_ROWS = 1000
"""Rows of a table that are shown."""

QUOTED = ("q", "")
"""The mark of words that the reader is to see in quotation marks."""

_FACES = {
    "strong": Face.STRONG,
    "b": Face.STRONG,
    "em": Face.EMPHASIS,
    "i": Face.EMPHASIS,
    "cite": Face.EMPHASIS,
    "u": Face.EMPHASIS,
    "ins": Face.EMPHASIS,
    "s": Face.STRIKE,
    "del": Face.STRIKE,
    "mark": Face.MARK,
    "code": Face.CODE,
    "kbd": Face.CODE,
    "samp": Face.CODE,
    "sup": Face.SUPER,
    "sub": Face.SUB,
}


def read_document(html: str) -> Document:
    """Return the document that `html`, the output of `clean_html`, holds.

    Reads any other text too, leniently: it never fails, takes time in proportion to the length
    and imports nothing heavy.
    """
    return lay_out(read_flow(html, address=fold_address))


def lay_out(pieces: tuple[Piece, ...]) -> Document:
    """Return the document that blocks of flow are."""
    reader = _Reader()
    blocks = reader.blocks(pieces)
    return Document(blocks, tuple(Link(to, text.strip()) for to, text in reader.links.items()))


class _Reader:
    """Turns pieces of flow into nouns and numbers the links on the way."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def blocks(self, pieces: tuple[Piece, ...]) -> Blocks:
        found: list[Block] = []
        for piece in pieces:
            if isinstance(piece, Group) and piece.tag == "dl":
                found += self._terms(piece)
            else:
                found.append(self._block(piece))
        return tuple(found)

    def _block(self, piece: Piece) -> Block:
        match piece:
            case Prose("p", leaves):
                return Paragraph(self._spans(leaves))
            case Prose(tag, leaves):
                return Heading(int(tag[1]), self._spans(leaves))
            case Verbatim(text, language):
                return Code(text, language)
            case Image(address, alt, caption):
                return Figure(address, alt, self._spans(caption))
            case Group("blockquote", blocks):
                return Quote(self.blocks(blocks))
            case Group(tag, items, start):
                read = tuple(self.blocks(item.blocks) for item in items if isinstance(item, Group))
                return Listing(read, tag == "ol", start)
            case Grid():
                return self._table(piece)
            case _:
                return Rule()

    def _terms(self, group: Group) -> list[Block]:
        """Return a definition list: terms as strong paragraphs, their meanings quoted."""
        found: list[Block] = []
        for item in group.blocks:
            assert isinstance(item, Group)
            blocks = self.blocks(item.blocks)
            if item.tag == "dd":
                found.append(Quote(blocks))
            else:
                found += (
                    Paragraph(
                        tuple(Span(s.text, s.face | Face.STRONG, s.link) for s in block.spans)
                    )
                    if isinstance(block, Paragraph)
                    else block
                    for block in blocks
                )
        return found

    def _table(self, grid: Grid) -> Table:
        width = min(MAX_COLUMNS, max(len(row.cells) for row in grid.rows))
        rows = tuple(
            tuple(
                self._spans(row.cells[column]) if column < len(row.cells) else ()
                for column in range(width)
            )
            for row in grid.rows[:MAX_ROWS]
        )
        caption = self._spans(grid.caption)
        if len(grid.rows) > MAX_ROWS or any(len(row.cells) > MAX_COLUMNS for row in grid.rows):
            caption = (*caption, Span(" …" if caption else "…"))
        return Table(rows, grid.rows[0].is_head, caption)

    def _spans(self, leaves: Leaves) -> Spans:
        spans: list[Span] = []
        growing = 0  # the link that is used for the first time and has not ended
        is_quoted = False
        for text, marks in leaves:
            face, address = _look(marks)
            if (QUOTED in marks) != is_quoted and text != "\n":
                is_quoted = not is_quoted
                text = f"“{text}" if is_quoted else text  # noqa: PLW2901 - the same leaf
                if not is_quoted:
                    _append(spans, "”", spans[-1].face, spans[-1].link)
            link = self._numbers.get(address, 0)
            if address and link in (0, growing):
                link = growing = self._grow(address, text)
            elif text != "\n":
                growing = 0
            if text == "\n" and spans:
                face, link = spans[-1].face, spans[-1].link
            _append(spans, text, face, link)
        if is_quoted:
            _append(spans, "”", spans[-1].face, spans[-1].link)
        return tuple(spans)

    def _grow(self, address: str, text: str) -> int:
        """Add `text` to the words of a link in its first use; return its number."""
        self.links[address] = self.links.get(address, "") + text
        return self._numbers.setdefault(address, len(self.links))


def _look(marks: Marks) -> tuple[Face, str]:
    face, address = Face.PLAIN, ""
    for tag, to in marks:
        face |= _FACES.get(tag, Face.PLAIN)
        address = address or to
    return face, address


def _append(spans: list[Span], text: str, face: Face, link: int) -> None:
    if spans and (spans[-1].face, spans[-1].link) == (face, link):
        text = spans.pop().text + text
    spans.append(Span(text, face, link))
