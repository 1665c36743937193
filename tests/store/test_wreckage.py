from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from berita_tui.store.schema import LIBRARY
from berita_tui.store.wreckage import DIGESTS, HEXADECIMAL, NUMBERS, Spread, keys_in, raised

KINDS = {
    "number": ("number INTEGER PRIMARY KEY, filler BLOB", "", NUMBERS),
    "digest": ("number BLOB PRIMARY KEY, filler BLOB", "WITHOUT ROWID", DIGESTS),
    "name": ("number TEXT PRIMARY KEY, filler BLOB", "WITHOUT ROWID", HEXADECIMAL),
}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_between_pages_that_are_spoiled_are_found(tmp_path: Path, kind: str) -> None:
    columns, options, spread = KINDS[kind]
    path, chance = tmp_path / "file.db", random.Random(5)
    places = sorted(chance.sample(range(2**61), 600))
    if kind != "number":
        places = [place << 64 for place in places]
    keys = [spread.key(place) for place in places]
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute(f"CREATE TABLE t ({columns}) {options}")
        with connection:
            connection.executemany("INSERT INTO t VALUES (?, zeroblob(180))", [(k,) for k in keys])
        sql = (
            "SELECT pageno, ncell FROM dbstat WHERE name = 't' AND pagetype = 'leaf' ORDER BY path"
        )
        leaves: list[tuple[int, int]] = connection.execute(sql).fetchall()  # type: ignore[assignment]
    content = bytearray(path.read_bytes())
    spoiled = [leaves[len(leaves) // 3], leaves[len(leaves) * 2 // 3], leaves[-4]]
    for page, _ in spoiled:
        content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with closing(apsw.Connection(str(path))) as connection:
        found = keys_in(connection, "t", "number", spread=spread)
        from_ends = keys_in(connection, "t", "number")
    assert found <= set(keys)
    assert len(from_ends) < len(found) == 600 - sum(count for _, count in spoiled)


def test_where_nothing_can_be_read_it_is_not_tried_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("CREATE TABLE t (number INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    with closing(apsw.Connection(str(path))) as connection:
        assert keys_in(connection, "t", "number", spread=NUMBERS) == set()
        small = Spread(low=0, high=9, place=int, key=int)
        assert keys_in(connection, "t", "number", spread=small) == set()


def test_what_is_no_file_lends_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    with raised(tmp_path, LIBRARY) as folder, raised(tmp_path / "none", LIBRARY) as missing:
        assert folder is missing is None
    assert list(tmp_path.iterdir()) == []
