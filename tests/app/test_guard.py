from __future__ import annotations

import re
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.style import Style as ContentStyle
from textual.widgets import Input, Static

from berita_tui.app.guard import OutputGuard

BLACK = Color(0, 0, 0)
HOSTILE = "\x1b[31mA\x1b]52;c;eA==\x07B\x9b2JC\x00D\x7fE\u202eF\u2066G\u2028H\rI\nJ\tK\x1bcL\x85M"
LETTERS = "ABCDEFGHIJKLM"
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def guarded(*segments: Segment) -> list[Segment]:
    return OutputGuard().apply(list(segments), BLACK)


def test_clean_segments_pass_untouched() -> None:
    segments = [
        Segment("Berita hari ini · 字 é", Style(bold=True)),
        Segment("\u3000 "),
        Segment(""),
    ]
    assert OutputGuard().apply(segments, BLACK) is segments


def test_control_characters_are_deleted_and_nothing_moves() -> None:
    (made,) = guarded(Segment(HOSTILE, Style(bold=True)))
    assert not OBEYED.search(made.text)
    assert re.sub("[^A-M]", "", made.text).startswith("A")
    assert made.cell_length == Segment(HOSTILE).cell_length
    assert made.style == Style(bold=True)


def test_half_a_surrogate_pair_keeps_its_cell() -> None:
    (made,) = guarded(Segment("a\ud800b"))
    assert made.text == "a?b"
    assert made.cell_length == Segment("a\ud800b").cell_length


def test_hyperlinks_that_are_no_web_addresses_are_taken_away() -> None:
    good, bad = guarded(
        Segment("x", Style(link="https://a.example/", bold=True)),
        Segment("y", Style(link="https://a.example/\x1b\\\x1b[2J", italic=True)),
    )
    assert good.style
    assert good.style.link == "https://a.example/"
    assert bad.style
    assert bad.style.link is None
    assert bad.style.italic


def test_control_segments_become_text() -> None:
    (made,) = guarded(Segment("\x1b[2J", None, [(1,)]))  # type: ignore[list-item]
    assert made == Segment("[2J", None)


class Hostile(App[None]):
    """Shows hostile text wherever text can be shown."""

    CSS = "Static { border: solid red; height: 5; }"

    def __init__(self) -> None:
        super().__init__()
        self._guard = OutputGuard()

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self._guard, *super().get_line_filters()]

    def compose(self) -> ComposeResult:
        static = Static(Content(f"S{HOSTILE}"))
        static.border_title = Content(f"T{HOSTILE}")
        static.border_subtitle = Content(f"U{HOSTILE}")
        static.tooltip = Content(f"V{HOSTILE}")
        yield static
        yield Static(Content.styled("link", ContentStyle(link=f"https://a.example/{HOSTILE}")))
        yield Input(value=f"I{HOSTILE}", placeholder=HOSTILE)

    def on_mount(self) -> None:
        self.notify(f"N{HOSTILE}", title=f"O{HOSTILE}", markup=False, timeout=60)


async def test_nothing_a_widget_shows_can_be_obeyed() -> None:
    app = Hostile()
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        drawn = "\n".join(strip.text for strip in strips)
        assert not OBEYED.search(drawn.replace("\n", ""))
        for mark in "STUINO":
            assert mark in drawn
        rendered = "".join(strip.render(app.console) for strip in strips)
        sequences = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", rendered)
        assert not OBEYED.search(sequences)
