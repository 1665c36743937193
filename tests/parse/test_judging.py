from __future__ import annotations

import pytest
from lxml import html

from berita_tui.parse.blocks import find_blocks
from berita_tui.parse.evidence import NAMES, Hints
from berita_tui.parse.judging import AROUND, judge, surroundings
from berita_tui.parse.weights import WEIGHTS

LONG = "Panen raya dimulai hari ini di lembah yang luas, dan dihadiri oleh warga dari desa lain. "


def test_every_weight_has_its_evidence() -> None:
    assert [name for name, _, _ in WEIGHTS] == ["constant", *NAMES, *AROUND]


def test_prose_is_likely_and_menus_are_not() -> None:
    page = (
        "<html><body><nav><a href=/a>Beranda</a></nav><article><h1>Panen</h1>"
        f"<p>{LONG * 2}</p><p>{LONG * 3}</p></article><footer>Hak cipta</footer></body></html>"
    )
    blocks, _ = find_blocks(html.document_fromstring(page))
    odds = judge(blocks, Hints(title="Panen"))
    assert [each > 0 for each in odds] == [False, False, True, True, False]
    assert judge([], Hints()) == []


def test_what_is_around_a_block_is_told_in_order() -> None:
    edge = -4.595
    first, second = surroundings([1.0, -2.0], [10, 30], [["a", "a"], ["b", "c"]])
    assert first == pytest.approx(
        (1.0, edge, edge, edge, -2.0, edge, edge, edge, -2.0, edge, -1.25, 1.0), abs=0.001
    )
    assert second == pytest.approx(
        (-2.0, edge, edge, 1.0, edge, edge, edge, 1.0, edge, edge, -1.25, -2.0), abs=0.001
    )


def test_long_blocks_count_no_more_than_very_long_ones() -> None:
    (mean, *_) = [row[-1] for row in surroundings([1.0, -1.0], [300, 9000], [["a", "a"]])]
    assert mean == 0
