from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berita_tui.language import Language
from berita_tui.news import Headline
from berita_tui.placard import sketch as sketches
from berita_tui.placard.glyphs import ASCII
from berita_tui.placard.painting import painted
from berita_tui.placard.rows import LOOKS, Manner
from berita_tui.placard.sketch import MOST, Sketch, circumstances, keep, recall
from berita_tui.settings import Settings
from glass import Glass
from readers import NOON

LOOKED = {
    f"{state} {look}": str(30 + place)
    for state in ("plain", "cursor")
    for place, look in enumerate(LOOKS)
}
SKETCH = Sketch(
    left=1,
    top=1,
    width=20,
    height=3,
    lines=(
        ((("1", "+" * 22),), ()),
        *(((("1", "|"),), (("1", "|"),)) for _ in range(3)),
        ((("1", "+" * 22),), ()),
    ),
    looks=LOOKED,
    bar=(("7", " "), ("", "#"), ("", " ")),
    count=2,
    pictures=("blocks", 10, 20),
)
SIZE = (22, 5)
MANNER = Manner(language=Language("en"), glyphs=ASCII, names={"s": "Warta"}, now=NOON)
HEADLINE = Headline(number=1, key=b"", source="s", title="Satu\x1b[2J dua", dated=NOON)


def test_what_is_kept_is_recalled_in_its_circumstances_only(tmp_path: Path) -> None:
    path = tmp_path / "placard.json"
    assert recall(path, "here", SIZE) is None
    keep(path, "here", SKETCH)
    assert recall(path, "here", SIZE) == SKETCH
    assert recall(path, "there", SIZE) is None
    assert recall(path, "here", (22, 6)) is None
    assert recall(path, "here", (23, 5)) is None
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_only_some_are_kept_the_last_first(tmp_path: Path) -> None:
    path = tmp_path / "placard.json"
    for number in range(MOST + 2):
        keep(path, str(number), SKETCH)
    found = [number for number in range(MOST + 2) if recall(path, str(number), SIZE)]
    assert found == [2, 3, 4, 5]


def test_what_cannot_be_written_is_not(tmp_path: Path) -> None:
    keep(tmp_path / "none" / "placard.json", "here", SKETCH)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"here": 1}'])
def test_a_file_that_is_none_of_ours_is_no_sketch(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "placard.json"
    path.write_bytes(content)
    assert recall(path, "here", SIZE) is None


def move_below(found: Any) -> None:
    found["lines"] = [[[["1", "+" * 22]], []]] * 5
    found["top"] = 5


def put(*way: Any) -> Callable[[Any], None]:
    *before, last, value = way

    def change(found: Any) -> None:
        for each in before:
            found = found[each]
        found[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        move_below,
        put("left", 2),
        put("left", True),
        put("width", 0),
        put("width", 20_000),
        put("height", 9),
        put("top", -1),
        put("lines", []),
        put("lines", 0, 0, [["1", "longer than all the others are"]]),
        put("lines", 0, 0, 0, ["1m\x1b[2J", "+" * 22]),
        put("lines", 0, 0, 0, [1, "+" * 22]),
        put("lines", 0, 0, 0, ["1", 1]),
        put("lines", 0, 0, 0, ["1", "+" * 22 + "\x1b[2J"]),
        put("lines", 0, 0, 0, ["1", "+" * 21 + "\n"]),
        put("lines", 1, [[["1", "| "]], []]),
        put("looks", {}),
        put("looks", "plain ", "0;x"),
        put("bar", [["1", "#"]]),
        put("bar", [["1", "##"]] * 3),
        put("count", "2"),
        put("pictures", ["pixels", 10, 20]),
        put("pictures", 7),
    ],
)
def test_what_was_changed_by_others_is_no_sketch(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    path = tmp_path / "placard.json"
    keep(path, "here", SKETCH)
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found["here"])
    path.write_text(json.dumps(found), encoding="utf-8")
    assert recall(path, "here", SIZE) is None


def test_circumstances_are_others_with_whatever_changes_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings, language, size = Settings(), Language("en"), (80, 24)
    found = {circumstances(settings, language, size)}
    assert found == {circumstances(Settings(), Language("en"), (80, 24))}
    found.add(circumstances(replace(settings, theme="berita-light"), language, size))
    found.add(circumstances(settings, Language("id"), size))
    found.add(circumstances(settings, language, (81, 24)))
    monkeypatch.setenv("NO_COLOR", "1")
    found.add(circumstances(settings, language, size))
    assert len(found) == 5
    monkeypatch.setattr(sketches, "find_spec", lambda _: None)
    with pytest.raises(FileNotFoundError):
        circumstances(settings, language, size)


def test_a_cell_for_a_row_is_the_bars() -> None:
    narrow = replace(SKETCH, width=1)
    assert "\x1b[7m \x1b[0m" in painted(narrow, [HEADLINE, HEADLINE], MANNER, count=2)
    assert "\x1b[2;1H\x1b[1m|\x1b[0m\x1b[7m" in painted(narrow, [HEADLINE] * 2, MANNER, count=2)


def test_a_title_that_is_cut_makes_room_for_the_bar() -> None:
    glass = Glass(22, 5)
    glass.feed(painted(replace(SKETCH, width=6), [HEADLINE] * 2, MANNER, count=2))
    assert [glass.line(row)[:7] for row in (1, 2)] == ["||* Sa ", "|   ju#"]


def test_compact_a_wide_row_has_the_age_too() -> None:
    wide = replace(SKETCH, width=50)
    manner = replace(MANNER, is_compact=True)
    assert "just now" in painted(wide, [HEADLINE], manner, count=1)
    assert "just now" not in painted(SKETCH, [HEADLINE], manner, count=1)


def test_a_page_is_painted_line_by_line_with_nothing_to_be_obeyed() -> None:
    page = painted(SKETCH, [HEADLINE], MANNER, count=1)
    glass = Glass(22, 5)
    glass.feed(page)
    assert [glass.line(row) for row in range(5)] == [
        "+" * 22,
        "||* Satu[2J dua      |",
        "|   Warta - just now |",
        "|                    |",
        "+" * 22,
    ]


def test_the_bar_lies_over_the_last_cell_where_there_are_as_many_as_it_was_for() -> None:
    for count, ends in ((2, [" ", "#", " "]), (3, [" ", " ", " "])):
        glass = Glass(22, 5)
        glass.feed(painted(SKETCH, [HEADLINE, HEADLINE], MANNER, count=count))
        assert [glass.cells[row][20] for row in (1, 2, 3)][1][0] == ends[1]
        assert all(len(glass.line(row)) == 22 for row in range(5))
