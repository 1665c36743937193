"""Files taken into the library by the command line, and shown as they were read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from articles import PLAIN
from berita_tui.news import View
from berita_tui.store import Store


def test_import_and_show_a_plain_text(run: Any, kept: Store, tmp_path: Path) -> None:
    path = tmp_path / "jembatan.txt"
    path.write_text(PLAIN)
    (taken,) = run("import", "--json", path, "--folder", "Arsip").records
    assert taken == {
        "file": str(path),
        "status": "added",
        "id": taken["id"],
        "title": "Jembatan desa selesai diperbaiki",
        "error": None,
        "articles": None,
        "sources": None,
        "new": 1,
        "skipped": [],
    }
    (shown,) = run("show", "--json", taken["id"]).records
    assert shown["published"] == "2020-02-03T08:15:00+07:00"
    assert (shown["place"], shown["editor"]) == ("DESA CONTOH", "xyz")
    assert shown["text"] == (
        "Jembatan itu kembali dilewati warga sejak pagi.\n\n"
        "Perbaikan berlangsung tiga bulan dan selesai lebih cepat."
    )
    assert (shown["source"], shown["offline"]) == ("Saved pages", True)
    again = run("import", path)
    assert again.lines == [
        f"{path}: “Jembatan desa selesai diperbaiki” is here already, id {taken['id']}"
    ]


def test_import_tells_each_file_and_goes_on(run: Any, kept: Store, tmp_path: Path) -> None:
    feed = tmp_path / "a.xml"
    feed.write_text(
        "<rss><channel><title>Warta</title><item><title>x</title></item></channel></rss>"
    )
    opml = tmp_path / "b.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="R" type="rss" xmlUrl="http://10.0.0.1/"/>'
        '<outline text="J" type="rss" xmlUrl="javascript:x"/></body></opml>'
    )
    text = tmp_path / "c.txt"
    text.write_text(PLAIN)
    done = run("import", tmp_path / "none", feed, opml, text)
    assert done.code == 1
    assert done.err == (f"berita-tui: {tmp_path}/none: there is no such file; check its name\n")
    assert done.lines[0] == f"{feed}: “Warta”, 1 article, 1 new"
    assert done.lines[1] == f"{opml}: 1 source, 1 new"
    assert sum(line.startswith("  ") for line in done.lines) == 2
    assert done.lines[-1].startswith(f"{text}: “Jembatan desa selesai diperbaiki”, id ")
    failed, outline = run("import", "--json", tmp_path / "none", opml).records
    assert (failed["status"], failed["new"]) == ("failed", None)
    assert failed["error"] == "there is no such file; check its name"
    assert (outline["status"], outline["sources"], len(outline["skipped"])) == ("known", 1, 1)
    run("import", "--allow-private", opml)
    (source,) = (each for each in kept.sources.all() if each.title == "R")
    assert source.is_private_allowed
    assert source.paused is None


def test_import_takes_one_address_for_one_file(run: Any, kept: Store, tmp_path: Path) -> None:
    assert run("import", "a", "b", "--url", "https://x.example/").code == 2
    assert run("import", "a", "--url", "ftp://x.example/").code == 2
    text = tmp_path / "c.txt"
    text.write_text(PLAIN)
    (taken,) = run("import", "--json", text, "--url", "https://x.example/c").records
    assert run("show", "--json", taken["id"]).records[0]["url"] == "https://x.example/c"


def test_the_seed_is_imported_and_shown_exactly(run: Any, kept: Store, shared: Path) -> None:
    (path,) = (shared / "data/seed").glob("*.txt")
    (taken,) = run("import", "--json", path).records
    (shown,) = run("show", "--json", taken["id"]).records
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    start = next(n for n, line in enumerate(lines) if line.startswith("NUSA DUA - "))
    body = [line for line in lines[start : lines.index("(poe)")] if line]
    body[0] = body[0].removeprefix("NUSA DUA - ")
    assert len(body) == 6
    assert shown["text"].split("\n\n") == body
    assert shown["title"] == lines[0]
    assert {name: shown[name] for name in ("published", "place", "outlet", "editor")} == {
        "published": "2020-02-27T16:56:00+07:00",
        "place": "NUSA DUA",
        "outlet": "SINDOnews",
        "editor": "poe",
    }
    assert (shown["offline"], shown["tags"]) == (True, [])
    assert len(kept.shelf(View())) == 2 + 1 + 18
