"""The flow of a piece of markup: its tree laid out as blocks of marked text, in one strict form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from berita_tui.clean import one_line
from berita_tui.parse.elements import (
    BLOCKS,
    code_language,
    holds_table,
    is_shown,
    is_tracker,
    item_parts,
    nodes,
    plain_text,
    table_parts,
)
from berita_tui.parse.tree import Node, read_tree

Marks: TypeAlias = tuple[tuple[str, str], ...]
"""The inline elements a text is in, from the outermost: tag and, for links, address."""


class Leaf(NamedTuple):
    """A run of text under its marks; a newline character by itself is a line break."""

    text: str
    marks: Marks = ()


Leaves: TypeAlias = tuple[Leaf, ...]
BREAK = Leaf("\n")


class Prose(NamedTuple):
    """A paragraph ("p") or heading ("h1" to "h6")."""

    tag: str
    leaves: Leaves


class Verbatim(NamedTuple):
    """Preformatted text."""

    text: str
    language: str


class Row(NamedTuple):
    """A row of table cells. `is_head` claims that all of them are headers."""

    cells: tuple[Leaves, ...]
    is_head: bool


class Grid(NamedTuple):
    """A table with at least two columns; only its first row may be a header."""

    rows: tuple[Row, ...]
    caption: Leaves


class Image(NamedTuple):
    """A picture by itself."""

    address: str
    alt: str
    caption: Leaves


class Line(NamedTuple):
    """A thematic break."""


class Group(NamedTuple):
    """Blocks within an element: blockquote, li, dt, dd; or items within ul, ol, dl."""

    tag: str
    blocks: tuple[Piece, ...]
    start: int = 1


Piece: TypeAlias = "Prose | Verbatim | Grid | Image | Line | Group"

_MARK_NAMES = "strong em b i u s del ins mark code kbd samp sub sup small q cite"
_MARKS = {tag: tag for tag in _MARK_NAMES.split()} | {"strike": "s", "tt": "code", "var": "i"}
_PLAIN_BLOCKS = frozenset({"p", "div", "section", "article"})
_PICTURES = frozenset({"img", "video"})
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_BLANKS = re.compile(r"[ \t\n\r\f\xa0]{2,}|[\t\n\r\f]")
"""What folds to a blank; a single no-break space stays what it is."""
_EDGES = " \t\n\r\f\xa0"


def read_flow(
    html: str,
    *,
    address: Callable[[str], str] = str,
    clean: Callable[[str], str] = str,
) -> tuple[Piece, ...]:
    """Return the blocks of `html`; never fails.

    `address` makes an outside address a safe one, or "" to drop it; `clean` makes outside text
    safe: it may only take away.
    """
    return flow_of(read_tree(html), address=address, clean=clean)


def flow_of(
    tree: Node, *, address: Callable[[str], str], clean: Callable[[str], str]
) -> tuple[Piece, ...]:
    """Return the blocks of a tree; see `read_flow`."""
    return _Layout(address, clean).of(tree.children)


class _Layout:
    """Lays the children of one container out as blocks."""

    def __init__(self, address: Callable[[str], str], clean: Callable[[str], str]) -> None:
        self._address = address
        self._clean = clean
        self._pieces: list[Piece] = []
        self._run: list[Leaf] = []

    def of(self, children: Iterable[Node | str], marks: Marks = ()) -> tuple[Piece, ...]:
        """Return the blocks that `children` are."""
        self._walk(children, marks)
        self._settle()
        return tuple(self._pieces)

    def _inside(self, children: Iterable[Node | str], marks: Marks) -> tuple[Piece, ...]:
        return _Layout(self._address, self._clean).of(children, marks)

    def _walk(self, children: Iterable[Node | str], marks: Marks) -> None:
        for child in children:
            if isinstance(child, str):
                self._run.append(Leaf(child, marks))
            elif child.tag == "br":
                self._run.append(BREAK)
            elif not is_shown(child):
                continue
            elif child.tag in _PICTURES:
                self._picture(child, marks)
            elif child.tag in BLOCKS:
                self._settle()
                self._block(child, marks)
                self._settle()
            else:
                self._walk(child.children, self._marked(marks, child))

    def _settle(self) -> None:
        run, self._run = self._run, []
        if run:
            self._pieces += [Prose("p", leaves) for leaves in self._paragraphs(run)]

    def _block(self, node: Node, marks: Marks) -> None:
        if node.tag in _PLAIN_BLOCKS:
            self._walk(node.children, marks)
            return
        match node.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading(node, marks)
            case "pre":
                self._verbatim(node)
            case "ul" | "ol" | "dl":
                self._list(node, marks)
            case "li" | "dt" | "dd":
                self._items("dl" if node.tag != "li" else "ul", [node], marks, 1)
            case "blockquote":
                if blocks := self._inside(node.children, marks):
                    self._pieces.append(Group("blockquote", blocks))
            case "figure":
                self._figure(node, marks)
            case "table":
                self._table(node, marks)
            case "hr":
                if self._pieces and not isinstance(self._pieces[-1], Line):
                    self._pieces.append(Line())
            case _:
                self._walk(node.children, marks)

    def _heading(self, node: Node, marks: Marks) -> None:
        leaves, pictures = self._phrase(node.children, marks)
        if leaves:
            self._pieces.append(Prose(node.tag, leaves))
        self._pieces += pictures

    def _verbatim(self, node: Node) -> None:
        text = self._clean("".join(plain_text(node.children)).expandtabs(4))
        lines = [line.rstrip() for line in text.split("\n")]
        while lines and not lines[0]:
            del lines[0]
        text = "\n".join(lines).rstrip()
        if text:
            self._pieces.append(Verbatim(text, code_language(node)))

    def _list(self, node: Node, marks: Marks) -> None:
        start = node.attributes.get("start", "1")
        first = int(start) if re.fullmatch(r"[0-9]{1,9}", start, re.ASCII) else 1
        self._items(node.tag, node.children, marks, first)

    def _items(self, tag: str, children: Iterable[Node | str], marks: Marks, start: int) -> None:
        items = [
            Group(name, blocks)
            for name, parts in item_parts(tag, children)
            if (blocks := self._inside(parts, marks))
        ]
        if items:
            self._pieces.append(Group(tag, tuple(items), start if tag == "ol" else 1))

    def _figure(self, node: Node, marks: Marks) -> None:
        captions: list[Node | str] = []
        rest: list[Node | str] = []
        for part in node.children:
            is_caption = isinstance(part, Node) and part.tag == "figcaption"
            (captions if is_caption else rest).append(part)
        blocks = self._inside(rest, marks)
        leaves, pictures = self._phrase(captions, marks)
        blocks += pictures
        last = blocks[-1] if blocks else None
        if leaves and isinstance(last, Image) and not last.caption:
            blocks = (*blocks[:-1], last._replace(caption=leaves))
        elif leaves:
            blocks += (Prose("p", leaves),)
        self._pieces += blocks

    def _picture(self, node: Node, marks: Marks) -> None:
        picture = self._image(node)
        if isinstance(picture, Image):
            self._settle()
            self._pieces.append(picture)
        elif picture:
            self._run.append(Leaf(picture, marks))

    def _image(self, node: Node) -> Image | str:
        """Return the picture, or the text that stands for it, "" for none."""
        found = node.attributes
        alt = found.get("alt", "")
        if is_tracker(found):
            return ""
        if alt and len(alt) <= 8 and not alt.isascii() and node.tag == "img":
            return alt
        names = ("poster",) if node.tag == "video" else _SOURCES
        for name in names:
            source = found.get(name, "")
            if source[:1] not in ("", "{") and (address := self._address(source)):
                return Image(address, one_line(alt, limit=1000), ())
        return ""

    def _table(self, node: Node, marks: Marks) -> None:
        captions, rows = table_parts(node)
        if any(holds_table(row) for row, _ in rows):
            self._walk((*captions, *(row for row, _ in rows)), marks)
            return
        made: list[Row] = []
        found: list[Image] = []
        for row, is_in_head in rows:
            cells = [cell for cell in nodes(row.children) if cell.tag in ("td", "th")]
            read = [self._phrase(cell.children, marks) for cell in cells]
            found += (picture for _, pictures in read for picture in pictures)
            texts = tuple(leaves for leaves, _ in read)
            if any(texts):
                is_head = is_in_head or all(cell.tag == "th" for cell in cells)
                made.append(Row(texts, is_head and not made))
        if max((len(row.cells) for row in made), default=0) < 2:
            self._walk((*captions, *(row for row, _ in rows)), marks)
            return
        caption, pictures = self._phrase(captions, marks)
        self._pieces += (*found, *pictures, Grid(tuple(made), caption))

    def _marked(self, marks: Marks, node: Node) -> Marks:
        if node.tag == "a":
            href = node.attributes.get("href", "").strip()
            if not href or href.startswith("#") or any(tag == "a" for tag, _ in marks):
                return marks
            address = self._address(href)
            return (*marks, ("a", address)) if address else marks
        tag = _MARKS.get(node.tag)
        if tag is None or (tag, "") in marks:
            return marks
        return (*marks, (tag, ""))

    def _phrase(
        self, children: Iterable[Node | str], marks: Marks
    ) -> tuple[Leaves, tuple[Image, ...]]:
        """Return all text of `children` as one paragraph, and the pictures met on the way."""
        run: list[Leaf] = []
        pictures: list[Image] = []
        self._gather(children, marks, run, pictures)
        leaves: list[Leaf] = []
        for paragraph in self._paragraphs(run):
            if leaves:
                leaves.append(BREAK)
            leaves += paragraph
        return tuple(leaves), tuple(pictures)

    def _gather(
        self,
        children: Iterable[Node | str],
        marks: Marks,
        run: list[Leaf],
        pictures: list[Image],
    ) -> None:
        for child in children:
            if isinstance(child, str):
                run.append(Leaf(child, marks))
            elif not is_shown(child):
                continue
            elif child.tag in _PICTURES:
                picture = self._image(child)
                if isinstance(picture, Image):
                    pictures.append(picture)
                else:
                    run.append(Leaf(picture, marks))
            elif child.tag in BLOCKS or child.tag == "br":
                run.append(BREAK)
                self._gather(child.children, marks, run, pictures)
                if child.tag != "br":
                    run.append(BREAK)
            else:
                self._gather(child.children, self._marked(marks, child), run, pictures)

    def _paragraphs(self, run: list[Leaf]) -> list[Leaves]:
        """Fold blanks as browsers do, and part the run where two breaks follow each other."""
        if len(run) == 1 and run[0] is not BREAK:
            text = self._folded(run[0].text, at_edge=True).rstrip(_EDGES)
            return [(Leaf(text, run[0].marks),)] if text else []
        paragraphs: list[Leaves] = []
        line: list[Leaf] = []
        breaks = 0
        is_spaced = True
        for leaf in _joined(run):
            if leaf is BREAK:
                breaks += 1
                continue
            text = self._folded(leaf.text, at_edge=is_spaced or breaks > 0)
            if not text:
                continue
            if breaks:
                _trim(line)
                if breaks > 1 and line:
                    paragraphs.append(tuple(line))
                    line = []
                elif line:
                    line.append(BREAK)
                breaks = 0
            if line and line[-1] is not BREAK and line[-1].marks == leaf.marks:
                text = line.pop().text + text
            line.append(Leaf(text, leaf.marks))
            is_spaced = text[-1] in _EDGES
        _trim(line)
        if line:
            paragraphs.append(tuple(line))
        return paragraphs

    def _folded(self, text: str, *, at_edge: bool) -> str:
        while True:
            is_folded = "  " not in text and not any(each in text for each in _EDGES[1:])
            folded = text if is_folded else _BLANKS.sub(" ", text)
            if at_edge:
                folded = folded.lstrip(_EDGES)
            text = self._clean(folded)
            # What the cleaning took away may have held blanks apart.
            if text == folded:
                return text


def _joined(run: list[Leaf]) -> Iterator[Leaf]:
    """Join neighbours under the same marks, so that no text is cleaned in pieces."""
    texts: list[str] = []
    marks: Marks = ()
    for leaf in run:
        if texts and (leaf is BREAK or leaf.marks != marks):
            yield Leaf("".join(texts), marks)
            texts = []
        if leaf is BREAK:
            yield BREAK
        else:
            texts.append(leaf.text)
            marks = leaf.marks
    if texts:
        yield Leaf("".join(texts), marks)


def _trim(line: list[Leaf]) -> None:
    while line:
        last = line[-1]
        text = last.text.rstrip(_EDGES)
        if text:
            line[-1] = last if text == last.text else Leaf(text, last.marks)
            return
        del line[-1]
