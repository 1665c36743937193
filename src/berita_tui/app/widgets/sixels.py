"""Sixels: pixels as a terminal takes them six rows at a time (DEC STD 070, chapter 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from PIL import Image

COLOURS: Final = 128
"""Colours of a picture: more take longer to send and are hardly seen."""

_BAND: Final = 6
_DIGITS: Final = bytes(min(255, bits + 63) for bits in range(256))
_RUNS: Final = re.compile(rb"(.)\1{3,254}")


def sixels(image: Image.Image, height: int) -> Iterator[str]:
    """Yield the strips of `image`, each `height` pixels of it, as sequences by themselves.

    All have one palette under the same numbers, since strips that touch may share a terminal's
    registers, and each colour is drawn by itself, without one laid over another: xterm shows
    the uppermost rows in wrong colours else.
    """
    plain = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    width, palette, pixels = plain.width, plain.getpalette() or [], plain.tobytes()
    for start in range(0, len(pixels), width * height):
        strip = pixels[start : start + width * height]
        lines = [strip[at : at + width] for at in range(0, len(strip), width)]
        parts = [b'\x1bP0;1;0q"1;1;%d;%d' % (width, len(lines))]
        parts += [_defined(colour, palette) for colour in sorted(set(strip))]
        parts += [_band(lines[top : top + _BAND]) for top in range(0, len(lines), _BAND)]
        yield b"".join((*parts, b"\x1b\\")).decode("ascii")


def _defined(colour: int, palette: list[int]) -> bytes:
    red, green, blue = (round(value / 2.55) for value in palette[colour * 3 : colour * 3 + 3])
    return b"#%d;2;%d;%d;%d" % (colour, red, green, blue)


def _band(lines: list[bytes]) -> bytes:
    """Return up to six lines: for each colour, which of the six pixels of a column have it."""
    parts: list[bytes] = []
    for colour in sorted(set(b"".join(lines))):
        bits = 0
        for line, table in zip(lines, _tables(colour), strict=False):
            bits |= int.from_bytes(line.translate(table))
        digits = bits.to_bytes(len(lines[0])).rstrip(b"\0").translate(_DIGITS)
        parts.append(b"#%d%b$" % (colour, _RUNS.sub(_shortened, digits)))
    return b"".join((*parts, b"-"))


@cache
def _tables(colour: int) -> tuple[bytes, ...]:
    """Return what makes each of six lines bits: its own where a pixel has the colour, else none."""
    return tuple(
        bytes(1 << line if each == colour else 0 for each in range(256)) for line in range(_BAND)
    )


def _shortened(run: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (len(run[0]), run[1])
