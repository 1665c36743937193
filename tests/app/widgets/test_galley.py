from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from articles import ENTRY, EVERYTHING, NOW, SOURCE, article, document, long_document, said
from berita_tui.app.widgets.galley import Galley, copied
from berita_tui.language import Language
from berita_tui.news import Code, Document, Listing
from berita_tui.typeset import Finder, Line, Sheet

LONG = long_document(120)


def galley(document: Document = LONG, width: int = 40, find: Finder | None = None) -> Galley:
    entry = replace(ENTRY, pictures=(), place="")
    sheet = Sheet(article(entry), SOURCE, document, language=Language("en"), now=NOW, find=find)
    return Galley(sheet, width)


def whole(document: Document = LONG) -> list[str]:
    made = galley(document)
    made.finish()
    return [(made.line(y) or Line()).text for y in range(made.total)]


def seen(made: Galley, y: int, height: int) -> list[str]:
    return [line.text for at in range(y, y + height) if (line := made.line(at))]


ALL = whole()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(-50, 900), st.integers(1, 40)), max_size=12))
def test_what_is_seen_is_always_a_stretch_of_the_whole(places: list[tuple[int, int]]) -> None:
    made = galley()
    text = "\n".join(ALL)
    for place, height in places:
        y = made.settle(place, height)
        assert 0 <= y <= max(0, made.total - height)
        lines = seen(made, y, height)
        assert len(lines) == min(height, made.total)
        assert "\n".join(lines) in text


def test_work_out_of_sight_leaves_what_is_seen_where_it_is() -> None:
    made = galley()
    y = made.settle(made.top_of(100), 20)
    before = seen(made, y, 20)
    while not made.is_whole:
        y = made.work(y, lambda: True)
        assert seen(made, y, 20) == before
    assert made.total == len(ALL)
    assert made.work(y, lambda: True) == y


def test_scrolling_up_into_a_part_not_yet_set_shows_its_last_line() -> None:
    made = galley()
    y = made.settle(made.top_of(60), 10)
    top = seen(made, y, 1)[0]
    y = made.settle(y - 1, 10)
    assert seen(made, y, 2)[1] == top


def test_the_end_can_be_reached_at_once() -> None:
    made = galley()
    y = made.settle(made.total, 10)
    assert seen(made, y, 10) == ALL[-10:]
    assert made.line(made.total) is None
    assert made.line(-1) is None


def bola(text: str) -> list[tuple[int, int]]:
    return [(found.start(), found.end()) for found in re.finditer("bola", text)]


def test_matches_are_gone_through_in_a_ring() -> None:
    made = galley(document(said("bola satu bola"), said("tidak"), said("bola")), find=bola)
    place: tuple[int, int] | None = (0, 0)
    places = []
    for _ in range(4):
        assert place
        place = made.step(*place, 1)
        places.append(place)
    assert places == [(1, 1), (1, 2), (3, 1), (1, 1)]
    assert made.step(1, 1, -1) == (3, 1)
    assert made.step(3, 1, -1) == (1, 2)
    assert made.line_of(3, 1) == made.top_of(3) + 1
    assert made.line_of(3, 9) == made.top_of(3)


def test_a_single_match_is_its_own_neighbour_and_none_is_none() -> None:
    made = galley(document(said("bola")), find=bola)
    assert made.step(1, 1, 1) == (1, 1)
    assert galley(document(said("x")), find=bola).step(0, 0, 1) is None


def test_copied_text_is_what_was_written() -> None:
    made = galley(
        document(
            said("satu dua tiga empat lima enam tujuh delapan"),
            Listing(((said("butir yang panjang sekali sampai baris kedua"),),)),
            Code("a = 1\n  b = 2"),
        )
    )
    made.finish()
    start = made.top_of(1) + 1
    selection = Selection(Offset(2, start), None)
    assert copied(made, selection, margin=2) == (
        "satu dua tiga empat lima enam tujuh delapan\n\n"
        "• butir yang panjang sekali sampai baris kedua\n\n"
        "a = 1\n  b = 2"
    )
    assert copied(made, Selection(Offset(7, start), Offset(10, start)), margin=2) == "dua"
    assert copied(made, Selection(None, Offset(2 + 5, 0)), margin=2) == "Warga"


def test_everything_can_be_copied() -> None:
    made = galley(EVERYTHING)
    made.finish()
    assert "10. Menanam\n" in copied(made, Selection(None, None), margin=0)
