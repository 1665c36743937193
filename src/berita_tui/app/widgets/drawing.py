"""Drawing: a picture of ours as rows of segments, in half-blocks or in a terminal's own pixels."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from random import randrange
from typing import Final, TypeAlias

from PIL import Image
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from berita_tui.app.graphics import KITTY, SIXEL, Graphics
from berita_tui.app.guard import NO_WIDTH, Pixels
from berita_tui.app.widgets.sixels import sixels

Row: TypeAlias = tuple[Segment, ...]
"""One line of a picture: segments that take as many cells as the picture has columns."""

MOST_PIXELS: Final = 1_500_000
"""Pixels of a file that is opened here: ours have fewer, see `parse.pictures`."""

_PLACE: Final = "\U0010eeee"
_RANGES: Final = (
    "305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 "
    "597-599 59c-5a1 5a8-5a9 5ab-5ac 5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 "
    "6e7-6e8 6eb-6ec 730 732-733 735-736 73a 73d 73f-741 743 745 747 749-74a 7eb-7f1 7f3 "
    "816-819 81b-822 "
)
"""The marks that count to 120, in the order of kitty's rowcolumn-diacritics.txt."""
_MARKS: Final = tuple(
    chr(code)
    for first, _, last in (each.partition("-") for each in _RANGES.split())
    for code in range(int(first, 16), int(last or first, 16) + 1)
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture drawn: its rows, and what the terminal has to be sent before and after it."""

    rows: tuple[Row, ...]
    prelude: str = ""
    farewell: str = ""


def draw(content: bytes, columns: int, rows: int, graphics: Graphics) -> Drawing | None:
    """Return a picture of ours drawn on so many cells; None where its file is none of ours.

    Takes some milliseconds, in pixels some hundred: for a thread of its own.
    """
    try:
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if image.width * image.height > MOST_PIXELS:
            return None
        if graphics.style == KITTY:
            return _in_kitty(_sized(image, graphics, columns, rows), columns, rows)
        if graphics.style == SIXEL:
            return _in_sixels(_sized(image, graphics, columns, rows), columns, rows)
        return _in_blocks(image, columns, rows)
    except (OSError, ValueError, SyntaxError):
        return None


def _in_blocks(image: Image.Image, columns: int, rows: int) -> Drawing:
    """Draw two pixels a cell, the upper in the colour of the half-block, the lower behind it."""
    image.draft("RGB", (columns * 2, rows * 4))
    small = image.convert("RGB").resize((columns, rows * 2), Image.Resampling.BOX)
    pixels = small.tobytes()
    drawn: list[Row] = []
    for start in range(0, len(pixels), columns * 6):
        starts = range(start, start + columns * 3, 3)
        styles = (
            Style(color=_colour(pixels, at), bgcolor=_colour(pixels, at + columns * 3))
            for at in starts
        )
        drawn.append(tuple(Segment("▀", style) for style in styles))
    return Drawing(tuple(drawn))


def _colour(pixels: bytes, at: int) -> Color:
    return Color.from_rgb(*pixels[at : at + 3])


def _sized(image: Image.Image, graphics: Graphics, columns: int, rows: int) -> Image.Image:
    size = (columns * graphics.cell_width, rows * graphics.cell_height)
    image.draft("RGB", size)
    return image.convert("RGB").resize(size, Image.Resampling.BILINEAR)


def _in_sixels(image: Image.Image, columns: int, rows: int) -> Drawing:
    """Draw each row by itself, so that it scrolls and is cut off as a line of text is."""
    blank = Segment(" " * columns)
    # Blanks first, which make room and wipe out what was there; then back, draw, and return.
    drawn = (
        Pixels(f"\x1b7\x1b[{columns}D{strip}\x1b8") for strip in sixels(image, image.height // rows)
    )
    return Drawing(tuple((blank, Segment(pixels, None, NO_WIDTH)) for pixels in drawn))


def _in_kitty(image: Image.Image, columns: int, rows: int) -> Drawing:
    """Draw with placeholders: characters that the terminal puts parts of a picture over.

    The graphics protocol of kitty, "Unicode placeholders": marks on the character tell row and
    column, its colour the picture's number. They pass the output guard, since they are text.
    """
    number = randrange(1 << 16, 1 << 24)
    style = Style(color=Color.from_rgb(number >> 16, number >> 8 & 255, number & 255))
    lines = (
        "".join(f"{_PLACE}{_MARKS[row]}{_MARKS[at]}" for at in range(columns))
        for row in range(rows)
    )
    return Drawing(
        tuple((Segment(line, style),) for line in lines),
        prelude="".join(_sent(image, number, columns, rows)),
        farewell=f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\",
    )


def _sent(image: Image.Image, number: int, columns: int, rows: int) -> Iterator[str]:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=2)
    data = b64encode(file.getvalue()).decode()
    for at in range(0, len(data), 4096):
        more = int(at + 4096 < len(data))
        yield f"\x1b_Gi={number},f=100,q=2,m={more};{data[at : at + 4096]}\x1b\\"
    yield f"\x1b_Ga=p,U=1,i={number},c={columns},r={rows},q=2\x1b\\"
