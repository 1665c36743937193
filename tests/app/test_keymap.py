"""Names of keys and commands."""

from __future__ import annotations

import pytest

from berita_tui.app.keymap import SECTIONS, command_names, key_name
from berita_tui.language import Language

LATER = {"x", "i", "z", "e", "b", "t", "c", "f", "vertical_line", "comma", "ctrl+s", "ctrl+o"}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("j", "j"),
        ("G", "G"),
        ("ctrl+d", "Ctrl-d"),
        ("space", "Spasi"),
        ("question_mark", "?"),
        ("f1", "F1"),
        ("shift+tab", "Shift-Tab"),
        ("ctrl+plus", "Ctrl-+"),
        ("pagedown", "PgDn"),
    ],
)
def test_a_key_is_called_as_keyboards_call_it(key: str, name: str) -> None:
    assert key_name(key, Language("id")) == name


def test_every_command_of_the_front_page_is_known() -> None:
    names = command_names()
    for name in (
        "front.refresh",
        "headline.open",
        "headline.bookmark",
        "article.links",
        "app.quit",
    ):
        assert name in names
    assert set(SECTIONS) <= {name.partition(".")[0] for name in names}
