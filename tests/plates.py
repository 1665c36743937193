"""Pictures drawn for tests: the same bytes each time, of any format and size."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw


def drawn(width: int = 120, height: int = 80, mode: str = "RGB") -> Image.Image:
    """A hill under a sun: sky above, ground below, and a disc at the upper left."""
    image = Image.new("RGB", (width, height), "#87b5e0")
    pen = ImageDraw.Draw(image)
    pen.polygon(
        [(0, height), (0, height * 2 // 3), (width // 2, height // 3), (width, height)],
        fill="#2f6b3c",
    )
    pen.ellipse((width // 8, height // 8, width // 3, height // 2), fill="#f4c542")
    return image.convert(mode)


def packed(image: Image.Image | None = None, form: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture, as a server would send them."""
    file = io.BytesIO()
    (image or drawn()).save(file, form, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image
