"""The demo library's pictures, drawn here from scratch: nobody's photographs."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 760)
HORIZON = 430


def ship() -> bytes:
    """A white wooden boat full of books at an old pier, at dawn."""
    image = _sky()
    pen = ImageDraw.Draw(image)
    pen.ellipse((800, 250, 960, 410), fill="#ffe3a1")
    _island(pen, 560, 210, "#5b6f95")
    _island(pen, 1080, 300, "#465a80")
    _sea(image)
    pen = ImageDraw.Draw(image)
    _boat(pen)
    _pier(pen)
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _mixed(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> str:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _sky() -> Image.Image:
    image = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(image)
    for y in range(HORIZON):
        pen.line((0, y, SIZE[0], y), fill=_mixed((66, 96, 160), (255, 186, 120), y / HORIZON))
    for x, y, width in ((160, 90, 260), (420, 150, 180), (900, 120, 230)):
        for step in range(4):
            left = x + step * width // 6
            pen.ellipse((left, y - step % 2 * 14, left + width // 2, y + 30), fill="#f6c9a8")
    return image


def _island(pen: ImageDraw.ImageDraw, middle: int, half: int, colour: str) -> None:
    hills = [
        (middle + at, HORIZON - 70 * math.cos(at / half * math.pi / 2) - 10 * math.sin(at / 23))
        for at in range(-half, half + 1, 6)
    ]
    pen.polygon([(middle - half, HORIZON), *hills, (middle + half, HORIZON)], fill=colour)


def _sea(image: Image.Image) -> None:
    pen = ImageDraw.Draw(image)
    depth = SIZE[1] - HORIZON
    for y in range(HORIZON, SIZE[1]):
        share = (y - HORIZON) / depth
        pen.line((0, y, SIZE[0], y), fill=_mixed((232, 160, 116), (24, 62, 98), share**0.6))
    for row in range(26):
        y = HORIZON + 8 + row * row // 2
        for at in range(12):
            x = (at * 131 + row * 67) % SIZE[0]
            near = abs(x - 880) < 90 + row * 6
            colour = "#ffdf9a" if near else "#4f7fa6"
            pen.line((x, y, x + 20 + row * 3, y), fill=colour, width=2 + row // 8)


def _boat(pen: ImageDraw.ImageDraw) -> None:
    pen.line((470, 150, 470, 520), fill="#5d4030", width=12)
    pen.polygon([(484, 170), (484, 440), (700, 440)], fill="#fff4e0")
    pen.polygon([(456, 210), (456, 440), (310, 440)], fill="#f1d9b8")
    pen.rectangle((360, 462, 640, 530), fill="#a8623a")
    spines = ("#c8433a", "#e3b23c", "#3f7d6e", "#35629b", "#efe6d2", "#7a4b8c")
    for number in range(18):
        left = 368 + number * 15
        top = 472 + number * 7 % 12
        pen.rectangle((left, top, left + 11, 530), fill=spines[number % len(spines)])
    pen.polygon([(230, 528), (770, 528), (690, 640), (300, 640)], fill="#fbf7ee")
    pen.polygon([(282, 606), (720, 606), (690, 640), (300, 640)], fill="#2f5d8a")
    pen.line((230, 528, 770, 528), fill="#8a5a3c", width=10)


def _pier(pen: ImageDraw.ImageDraw) -> None:
    for x in (20, 110, 200):
        pen.rectangle((x, 560, x + 22, 760), fill="#3d2b22")
    pen.polygon([(0, 548), (262, 560), (262, 590), (0, 590)], fill="#7a553d")
    for x in range(0, 262, 37):
        pen.line((x, 550, x, 590), fill="#5d4030", width=3)
