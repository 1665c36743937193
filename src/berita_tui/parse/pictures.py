"""Pictures: whatever a server sent as one, made small, plain and safe to open; in the worker."""

from __future__ import annotations

import io
import struct
import warnings
from types import MappingProxyType
from typing import Final

from PIL import Image, UnidentifiedImageError

from berita_tui.news import Rendition, Sentence, Unreadable

FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
"""What is opened; Pillow knows some forty formats more, EPS among them."""
MOST_PIXELS: Final = 20_000_000
"""Pixels of a picture that is unpacked."""
LARGEST: Final = (1200, 800)
"""Pixels across and down that are kept: 120 columns of 10 pixels, or 20 rows of 40."""
SMALLEST: Final = 24
"""Pixels on a side below which it is no picture to look at but a tracker, a rule or a bullet."""
QUALITY: Final = 80
"""Of JPEG. WebP would halve the file, take 12 times as long to write and 9 times to show."""

_ORIENTATION: Final = 0x0112
_TURNS: Final = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)
"""What puts a picture upright, by its orientation (Exif 2.32, 4.6.4 A)."""
_UPRIGHT: Final = frozenset(
    {
        Image.Transpose.FLIP_LEFT_RIGHT,
        Image.Transpose.ROTATE_180,
        Image.Transpose.FLIP_TOP_BOTTOM,
    }
)
"""The turns that leave what is across across."""
_PNG_END: Final = b"IEND\xaeB`\x82"
_BROKEN: Final = Sentence("the picture is damaged or cut off; it is not shown")


def read_picture(content: bytes) -> Rendition:
    """Return the first frame of a picture, upright, scaled down and packed anew.

    What else the file holds (profile, place, camera, text) is left behind. Raises `Unreadable`.
    """
    with warnings.catch_warnings(action="ignore"):  # they are about the file, for nobody to read
        image = _opened(content)
        _check(image.size)
        if image.format == "PNG" and _PNG_END not in content:
            raise Unreadable(_BROKEN)  # Pillow minds only whether the pixels are all there
        try:
            image = _scaled(image)
        except (OSError, ValueError, SyntaxError, EOFError, struct.error):
            raise Unreadable(_BROKEN) from None
    return Rendition(content=_packed(image), width=image.width, height=image.height)


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise Unreadable(
            Sentence("it is no PNG, JPEG, GIF or WebP picture; it is not shown")
        ) from None
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (OSError, ValueError, SyntaxError, struct.error):
        raise Unreadable(_BROKEN) from None


def _check(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_large()
    if min(size) < SMALLEST:
        raise Unreadable(Sentence("the picture is too small to be worth showing"))


def _too_large() -> Unreadable:
    return Unreadable(
        Sentence(
            "the picture has more than {count} million pixels; it is not opened",
            count=MOST_PIXELS // 1_000_000,
        )
    )


def _scaled(image: Image.Image) -> Image.Image:
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    if image.format == "JPEG":
        image.draft(None, (max(LARGEST), max(LARGEST)))  # unpacked at a half or less where it can
    image.load()
    image = _even(image)
    # Made small before it is turned and its ground filled in: both need a second copy of it.
    room = LARGEST if turn is None or turn in _UPRIGHT else LARGEST[::-1]
    image.thumbnail(room, Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _plain(image)
    return plain if turn is None else plain.transpose(turn)


def _even(image: Image.Image) -> Image.Image:
    """Return `image` in colours that can be mixed, which those of a palette cannot."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"RGB", "RGBA", "L", "CMYK"}:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _plain(image: Image.Image) -> Image.Image:
    """Return `image` as RGB; what is transparent is white, as the page it is made for."""
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    return image.convert("RGB")


def _packed(image: Image.Image) -> bytes:
    photo = io.BytesIO()
    bare = Image.frombytes("RGB", image.size, image.tobytes())  # nothing of the file clings to it
    bare.save(photo, "JPEG", quality=QUALITY)
    if bare.getcolors(256) is None:
        return photo.getvalue()
    drawing = io.BytesIO()
    bare.quantize(256).save(drawing, "PNG", optimize=True)
    return min(drawing.getvalue(), photo.getvalue(), key=len)
