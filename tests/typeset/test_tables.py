from __future__ import annotations

import pytest

from berita_tui.news import Span, Table
from berita_tui.typeset import Lines, Piece, Role
from berita_tui.typeset.tables import Grid


def table(*rows: tuple[str, ...], has_header: bool = False) -> Table:
    return Table(tuple(tuple((Span(cell),) for cell in row) for row in rows), has_header)


def drawn(table: Table, width: int) -> list[str]:
    grid = Grid(table, None)
    lines: list[str] = []
    for index in range(len(table.rows)):
        lines += (line.text.rstrip() for line in row(grid, index, width))
    return lines


def row(grid: Grid, index: int, width: int) -> Lines:
    return grid.row(index, width, (), (), "-")


def test_narrow_columns_keep_their_width_and_wide_ones_share_the_rest() -> None:
    rows = (("No", "Nama", "Keterangan"), ("1", "Ani", "menanam pohon jati di hulu sungai"))
    assert drawn(table(*rows, has_header=True), 30) == [
        "No  Nama  Keterangan",
        "--  ----  --------------------",
        "1   Ani   menanam pohon jati",
        "          di hulu sungai",
    ]


def test_a_table_that_fits_takes_no_more_than_it_needs() -> None:
    assert drawn(table(("a", "b"), ("cc", "d")), 40) == ["a   b", "cc  d"]


def test_a_table_too_wide_becomes_records() -> None:
    rows = (("Dusun", "Pohon", "Jenis"), ("Hulu", "enam ratus", "jati"), ("Hilir", "", "mahoni"))
    assert drawn(table(*rows, has_header=True), 16) == [
        "- Dusun: Hulu",
        "  Pohon: enam",
        "  ratus",
        "  Jenis: jati",
        "- Dusun: Hilir",
        "  Pohon:",
        "  Jenis: mahoni",
    ]
    assert drawn(table(tuple("abcdefghij")), 12) == ["- a"] + [f"  {one}" for one in "bcdefghij"]


def test_empty_cells_of_records_are_left_out() -> None:
    hollow = Table((((Span("a" * 20),), (), (Span("b" * 20),)),))
    assert drawn(hollow, 12) == ["- aaaaaaaaaa", "  aaaaaaaaaa", "  bbbbbbbbbb", "  bbbbbbbbbb"]


@pytest.mark.parametrize("rows", [(), ((),)])
def test_a_table_of_nothing_is_nothing(rows: tuple[()]) -> None:
    assert drawn(Table(rows), 20) == []


def test_columns_share_evenly_when_all_are_wide() -> None:
    lines = drawn(table(("a" * 50, "b" * 50)), 22)
    assert lines[0] == "a" * 10 + "  " + "b" * 10


def test_one_table_is_set_in_several_widths() -> None:
    grid = Grid(table(("a" * 30, "b")), None)
    assert [len(row(grid, 0, width)) for width in (40, 20, 40)] == [1, 2, 1]


def test_rows_shorter_than_others_are_drawn() -> None:
    assert drawn(Table((((Span("a"),), (Span("b"),)), ((Span("c"),),))), 20) == ["a  b", "c"]


def test_long_cells_are_cut_and_links_numbered() -> None:
    grid = Grid(Table((((Span("x" * 9000),), (Span("sini", link=4),)),)), None)
    text = "".join(piece.text for line in row(grid, 0, 60) for piece in line.pieces)
    assert text.count("x") == 2000
    assert "…" in text
    assert "sini[4]" in text


def test_prefixes_open_every_line() -> None:
    grid = Grid(table(("Kepala",), ("isi",), has_header=True), None)
    first, rest = (Piece("• ", (Role.BULLET,)),), (Piece("  "),)
    assert [line.text for line in grid.row(0, 20, first, rest, "=")] == ["• Kepala", "  ======"]
    assert [line.text for line in grid.row(1, 20, rest, rest, "=")] == ["  isi"]


@pytest.mark.unmeasured
def test_300_rows_of_30_columns_are_set_at_every_width() -> None:
    large = table(*(tuple(f"sel {row}.{column}" for column in range(30)) for row in range(300)))
    for width in (72, 400):
        assert len(drawn(large, width)) >= 300
