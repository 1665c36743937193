"""How wide a text is, asked of Rich or not: the answer is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich._unicode_data._versions import VERSIONS
from rich.cells import cell_len, get_character_cell_size, set_cell_size

from berita_tui.placard.glyphs import UNICODE
from berita_tui.placard.lines import _PLAIN, resized, width_of

TEXTS = st.one_of(st.text(max_size=12), st.text(st.sampled_from(sorted(_PLAIN)), max_size=12))


@pytest.mark.parametrize("version", VERSIONS)
def test_plain_characters_take_one_cell_in_every_version_of_unicode(version: str) -> None:
    assert {get_character_cell_size(each, version) for each in _PLAIN} == {1}


@given(TEXTS, st.integers(0, 14))
def test_a_text_is_as_wide_and_cut_where_rich_says(text: str, width: int) -> None:
    assert width_of(text) == cell_len(text)
    assert resized(text, width) == set_cell_size(text, width)


def test_the_marks_of_a_headline_are_plain() -> None:
    marks = (UNICODE.unread, UNICODE.bookmarked, UNICODE.edited, UNICODE.whole, UNICODE.cursor)
    assert _PLAIN.issuperset("".join(marks))
