from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from berita_tui.news import Rendition, Unreadable
from berita_tui.parse.pictures import LARGEST, read_picture
from plates import drawn, opened, packed


def colour(rendition: Rendition, x: float, y: float) -> tuple[int, int, int]:
    """What is at a place, given in shares of the whole."""
    image = opened(rendition.content).convert("RGB")
    found = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def is_near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


SKY, GROUND = (0x87, 0xB5, 0xE0), (0x2F, 0x6B, 0x3C)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_four_formats_are_read(form: str) -> None:
    rendition = read_picture(packed(form=form))
    assert (rendition.width, rendition.height) == (120, 80)
    assert is_near(colour(rendition, 0.9, 0.05), SKY)
    assert is_near(colour(rendition, 0.05, 0.95), GROUND)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_kind_of_colours_is_read(mode: str) -> None:
    rendition = read_picture(packed(drawn(mode=mode)))
    assert opened(rendition.content).mode in {"RGB", "P"}


def test_ink_for_printing_is_read() -> None:
    assert is_near(colour(read_picture(packed(drawn(mode="CMYK"), "JPEG")), 0.9, 0.05), SKY)


def test_fine_greys_keep_their_shades() -> None:
    grey = Image.new("I;16", (40, 40), 32_768)
    assert is_near(colour(read_picture(packed(grey)), 0.5, 0.5), (128, 128, 128))


def test_what_is_transparent_is_white() -> None:
    glass = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert colour(read_picture(packed(glass)), 0.5, 0.5) == (255, 255, 255)
    palette = drawn(mode="P")
    rendition = read_picture(packed(palette, transparency=palette.getpixel((119, 0))))
    assert colour(rendition, 1, 0) == (255, 255, 255)


def test_a_large_picture_is_made_small_and_keeps_its_shape() -> None:
    rendition = read_picture(packed(drawn(3000, 1000), "JPEG"))
    assert (rendition.width, rendition.height) == (1200, 400)
    tall = read_picture(packed(drawn(1000, 4000), "JPEG"))
    assert (tall.width, tall.height) == (200, LARGEST[1])


def test_a_picture_taken_on_its_side_stands_upright() -> None:
    note = Image.Exif()
    note[0x0112] = 6
    rendition = read_picture(packed(drawn(2400, 1600), "JPEG", exif=note))
    assert (rendition.width, rendition.height) == (533, 800)
    assert is_near(colour(rendition, 0.05, 0.05), GROUND)


def test_a_note_that_cannot_be_read_does_not_spoil_the_picture() -> None:
    broken = packed(drawn(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff\xff\xff")
    assert read_picture(broken).width == 120


def test_nothing_but_the_pixels_is_kept() -> None:
    note = Image.Exif()
    note[0x010F] = "Kamera Rahasia"
    text = PngInfo()
    text.add_text("Comment", "Kamera Rahasia")
    for sent in (
        packed(drawn(), "JPEG", exif=note, comment=b"Kamera Rahasia", icc_profile=b"Rahasia" * 9),
        packed(drawn(), "PNG", pnginfo=text, icc_profile=b"Rahasia" * 9),
    ):
        assert b"Rahasia" not in read_picture(sent).content


def test_drawings_are_kept_without_loss_where_that_is_smaller() -> None:
    flat = Image.new("RGB", (600, 400), "#123456")
    assert opened(read_picture(packed(flat)).content).format == "PNG"
    busy = Image.effect_noise((600, 400), 90).convert("RGB")
    assert opened(read_picture(packed(busy)).content).format == "JPEG"


def test_only_the_first_frame_of_a_film_is_taken() -> None:
    frames = [Image.new("RGB", (60, 60), shade) for shade in ("red", "blue")]
    film = packed(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert is_near(colour(read_picture(film), 0.5, 0.5), (255, 0, 0))


@pytest.mark.parametrize("size", [(1, 1), (800, 2), (16, 16)])
def test_trackers_and_rules_are_no_pictures(size: tuple[int, int]) -> None:
    with pytest.raises(Unreadable, match="too small"):
        read_picture(packed(Image.new("RGB", size)))


def test_too_many_pixels_are_not_unpacked() -> None:
    with pytest.raises(Unreadable, match="20 million"):
        read_picture(packed(Image.new("1", (5000, 4001))))


def test_a_film_that_claims_a_huge_screen_is_not_unpacked() -> None:
    film = bytearray(packed(Image.new("L", (30, 30)), "GIF"))
    film[6:10] = b"\xff\xff\xff\xff"
    with pytest.raises(Unreadable, match="20 million"):
        read_picture(bytes(film))


def test_a_small_webp_with_a_huge_canvas_is_not_unpacked() -> None:
    inner = packed(Image.new("RGB", (40, 40)), "WEBP")[12:]
    edge = (16_382).to_bytes(3, "little")
    frame = bytes(6) + (39).to_bytes(3, "little") * 2 + bytes(4) + inner
    chunks = ((b"VP8X", b"\x02\0\0\0" + edge * 2), (b"ANIM", bytes(6)), (b"ANMF", frame))
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    with pytest.raises(Unreadable, match="20 million"):
        read_picture(b"RIFF" + struct.pack("<I", len(body)) + body)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_is_cut_off_is_said_to_be(form: str) -> None:
    whole = packed(Image.effect_noise((200, 200), 90).convert("RGB"), form)
    with pytest.raises(Unreadable, match=r"damaged or cut off|no PNG"):
        read_picture(whole[: len(whole) // 2])


def test_what_is_broken_at_its_head_is_said_to_be() -> None:
    broken = bytearray(packed())
    broken[20:24] = bytes(4)
    with pytest.raises(Unreadable):
        read_picture(bytes(broken))


@pytest.mark.parametrize("form", ["TIFF", "BMP", "PPM", "ICO"])
def test_no_other_format_is_opened(form: str) -> None:
    with pytest.raises(Unreadable, match="no PNG, JPEG, GIF or WebP"):
        read_picture(packed(form=form))


def test_every_hostile_picture_gives_a_reason(shared: Path) -> None:
    cases = sorted((shared / "data" / "hostile" / "cases").glob("img_*"))
    assert len(cases) >= 7
    for case in cases:
        with pytest.raises(Unreadable):
            read_picture(case.read_bytes())
