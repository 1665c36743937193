"""Databases: what a connection holds."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import apsw

from berita_tui.store.database import Database

ROWS = "[" + ",".join(["0"] * 500) + "]"


def held(connection: apsw.Connection) -> int:
    return connection.status(apsw.SQLITE_DBSTATUS_CACHE_USED)[0]


def test_who_rests_holds_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    apsw.Connection(str(path)).close()
    database = Database(path, synchronous="OFF")
    database.rest()
    with database.writing() as writer:
        writer.execute("CREATE TABLE t (x)")
        writer.execute("INSERT INTO t SELECT randomblob(900) FROM json_each(?)", (ROWS,))
    with ExitStack() as both:
        readers = [both.enter_context(database.reading()) for _ in range(2)]
        for reader in readers:
            reader.execute("SELECT sum(length(x)) FROM t").fetchall()
    before = [held(each) for each in (writer, *readers)]
    database.rest()
    after = [held(each) for each in (writer, *readers)]
    assert all(full > 10 * empty for full, empty in zip(before, after, strict=True))
    database.close()
