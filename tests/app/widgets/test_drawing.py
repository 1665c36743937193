from __future__ import annotations

import base64
import re
from itertools import pairwise

import pytest
from PIL import Image
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from berita_tui.app.graphics import Graphics
from berita_tui.app.guard import OutputGuard, Pixels
from berita_tui.app.widgets.drawing import Drawing, draw
from berita_tui.app.widgets.easel import MOST_DRAWINGS, Easel, Frame
from berita_tui.app.widgets.sixels import sixels
from berita_tui.clean import is_clean
from berita_tui.news import Plate
from berita_tui.typeset import Inset
from plates import drawn, opened, packed

SKY = (0x87, 0xB5, 0xE0)
KITTY = Graphics(style="kitty", cell_width=10, cell_height=20)
SIXEL = Graphics(style="sixel", cell_width=10, cell_height=17)
PLATE = Plate(content=b"x" * 16, width=120, height=80)


def made(graphics: Graphics, columns: int = 12, rows: int = 4) -> Drawing:
    drawing = draw(packed(form="JPEG", quality=95), columns, rows, graphics)
    assert drawing
    assert len(drawing.rows) == rows
    assert {sum(each.cell_length for each in row) for row in drawing.rows} == {columns}
    return drawing


def test_half_blocks_have_two_pixels_a_cell() -> None:
    drawing = made(Graphics())
    first = drawing.rows[0][-1]
    assert first.text == "▀"
    assert first.style
    assert first.style.color
    assert first.style.color.triplet
    assert all(abs(a - b) < 9 for a, b in zip(first.style.color.triplet, SKY, strict=True))
    assert first.style.bgcolor
    assert len(drawing.rows[0]) == 12
    assert not drawing.prelude


def read_sixels(text: str, height: int) -> Image.Image:
    """A terminal's part: the picture that a sequence draws."""
    head = re.match(r'\x1bP0;1;0q"1;1;(\d+);(\d+)', text)
    assert head
    assert text.endswith("\x1b\\")
    width, said = int(head[1]), int(head[2])
    assert said == height
    image = Image.new("RGB", (width, height), "magenta")
    palette: dict[int, tuple[int, int, int]] = {}
    x = y = colour = 0
    body = text[head.end() : -2]
    token = re.compile(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|(?:!(\d+))?([?-~])|(\$)|(-)")
    at = 0
    while at < len(body):
        found = token.match(body, at)
        assert found, body[at : at + 20]
        at = found.end()
        if found[1]:
            colour = int(found[1])
            if found[2]:
                palette[colour] = tuple(round(int(part) * 2.55) for part in found.groups()[1:4])  # type: ignore[assignment]
        elif found[6]:
            for _ in range(int(found[5] or 1)):
                for bit in range(6):
                    if (ord(found[6]) - 63) >> bit & 1:
                        image.putpixel((x, y + bit), palette[colour])
                x += 1
        elif found[7]:
            x = 0
        else:
            x, y = 0, y + 6
    return image


def test_sixels_draw_the_picture_strip_by_strip() -> None:
    picture = drawn(120, 68)
    strips = [read_sixels(text, 17) for text in sixels(picture, 17)]
    assert len(strips) == 4
    for number, strip in enumerate(strips):
        for x, y in ((0, 0), (60, 5), (110, 11), (30, 12), (119, 16)):
            wanted, got = picture.getpixel((x, number * 17 + y)), strip.getpixel((x, y))
            assert isinstance(wanted, tuple)
            assert isinstance(got, tuple)
            assert all(abs(a - b) < 12 for a, b in zip(wanted, got, strict=True))


def test_strips_have_one_palette() -> None:
    said: dict[str, set[str]] = {}
    for text in sixels(drawn(120, 68), 17):
        for number, colour in re.findall(r"#(\d+);2;([\d;]+)", text):
            said.setdefault(number, set()).add(colour)
    assert {len(colours) for colours in said.values()} == {1}


def test_a_row_in_sixels_is_blanks_and_a_sequence_of_no_width() -> None:
    blank, pixels = made(SIXEL).rows[1]
    assert blank.text == " " * 12
    assert pixels.is_control
    assert re.fullmatch(r"\x1b7\x1b\[12D\x1bP[ -~]*\x1b\\\x1b8", pixels.text)


def test_kitty_is_sent_the_picture_and_shows_it_by_placeholders() -> None:
    drawing = made(KITTY, 60, 20)
    form = r"\x1b_Gi=(\d+),f=100,q=2,m=([01]);([A-Za-z0-9+/=]{1,4096})\x1b\\"
    chunks = re.findall(form, drawing.prelude)
    numbers = {int(number) for number, _, _ in chunks}
    assert [more for _, more, _ in chunks] == ["1"] * (len(chunks) - 1) + ["0"]
    picture = opened(base64.b64decode("".join(data for _, _, data in chunks)))
    assert picture.size == (600, 400)
    (number,) = numbers
    assert drawing.prelude.endswith(f"\x1b_Ga=p,U=1,i={number},c=60,r=20,q=2\x1b\\")
    assert f"d=I,i={number}," in drawing.farewell
    (segment,) = drawing.rows[3]
    assert segment.style
    assert segment.style.color
    assert segment.style.color.triplet
    red, green, blue = segment.style.color.triplet
    assert red << 16 | green << 8 | blue == number
    cells = segment.text.split("\U0010eeee")[1:]
    assert {cell[0] for cell in cells} == {"\u0310"}  # the fourth mark: row 3
    assert [cell[1] for cell in cells[:3]] == ["\u0305", "\u030d", "\u030e"]
    assert len({cell[1] for cell in cells}) == 60
    assert cell_len(segment.text) == 60


def test_rows_and_columns_of_placeholders_are_all_told_apart() -> None:
    drawing = made(KITTY, 120, 20)
    rows = [row[0].text.split("\U0010eeee")[1][0] for row in drawing.rows]
    assert len(set(rows)) == 20
    assert all(a < b for a, b in pairwise(rows))


def test_only_our_own_small_files_are_opened() -> None:
    assert draw(b"no picture", 4, 4, Graphics()) is None
    assert draw(packed(form="GIF"), 4, 4, Graphics()) is None
    assert draw(packed(drawn(1300, 1200)), 4, 4, Graphics()) is None
    whole = packed(Image.effect_noise((99, 99), 90))
    assert draw(whole[: len(whole) // 2], 4, 4, Graphics()) is None


def guarded(*segments: Segment) -> list[Segment]:
    return OutputGuard().apply(list(segments), Color(0, 0, 0))


def test_pixels_pass_the_guard_by_their_type_alone() -> None:
    row = made(SIXEL).rows[0]
    assert [each.text for each in guarded(*row)] == [each.text for each in row]
    assert isinstance(guarded(*row)[1].text, Pixels)
    text = row[1].text
    for copied in (text[:-1], text + "", f"{text}", "".join([text]), text.strip("x"), str(text)):
        if copied is not text:  # a method that changes nothing may give back the same object
            (harmless,) = guarded(Segment(copied, None, row[1].control))
            assert is_clean(harmless.text)


def test_pixels_are_never_cut_in_two() -> None:
    _, pixels = guarded(*made(SIXEL).rows[0])
    before, after = pixels.split_cells(3)
    assert before is pixels
    assert not after.text
    again = guarded(Segment("a\x1bb"), pixels)
    assert again[0].text == "ab"
    assert type(again[1].text) is Pixels


def test_placeholders_pass_the_guard_as_text() -> None:
    (segment,) = made(KITTY).rows[0]
    assert guarded(segment) == [segment]


def easel(content: bytes | None) -> tuple[Easel, list[Frame]]:
    asked: list[Frame] = []
    return Easel(KITTY, lambda _: content, lambda _, frame: asked.append(frame)), asked


def test_rows_are_blank_until_they_are_drawn_and_asked_for_once() -> None:
    one, asked = easel(packed(form="JPEG"))
    insets = [Inset(PLATE, row, 12, 4) for row in range(4)]
    assert [one.row(inset)[0].text for inset in insets] == [" " * 12] * 4
    assert asked == [Frame(PLATE, 12, 4)]
    drawing = one.draw(asked[0])
    assert drawing
    assert one.hang(asked[0], drawing) == drawing.prelude
    assert one.row(insets[2]) == drawing.rows[2]


def test_what_is_lost_or_broken_cannot_be_drawn() -> None:
    for content in (None, b"", b"no picture"):
        one, _ = easel(content)
        assert one.draw(Frame(PLATE, 4, 4)) is None


def test_only_the_last_drawings_are_kept_and_the_terminal_told() -> None:
    one, _ = easel(b"")
    drawing = Drawing(((Segment("x"),),), "hello ", "bye ")
    for width in range(MOST_DRAWINGS):
        assert one.hang(Frame(PLATE, width, 1), drawing) == "hello "
    one.row(Inset(PLATE, 0, 0, 1))
    assert one.hang(Frame(PLATE, 99, 1), drawing) == "hello bye "
    assert one.row(Inset(PLATE, 0, 0, 1))[0].text == "x"
    assert one.clear() == "bye " * MOST_DRAWINGS


@pytest.mark.parametrize("graphics", [Graphics(), KITTY, SIXEL])
def test_one_cell_is_enough(graphics: Graphics) -> None:
    made(graphics, 1, 1)
