from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from articles import ENTRY, EVERYTHING, NOW, SOURCE, article
from berita_tui.language import Language
from berita_tui.news import Missing
from berita_tui.typeset import Sheet, export_article

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,80}\.txt")
TITLES = (
    "../../x", "/etc/passwd", "..", "-rf", "--help", "~root", "$(touch x)", "a\0b", "CON",
    "nul.txt", "x" * 300, "é" * 300, "字" * 300, "\u202egpj.exe", "a\nb", "\x1b[2J", ".bashrc", "",
    "\ud800", "a. ",
)  # fmt: skip


def written(title: str, folder: Path) -> Path:
    sheet = Sheet(article(), SOURCE, EVERYTHING, language=Language("en"), now=NOW)
    return export_article(sheet, article(title=title), folder, width=60)


def test_an_article_is_written_as_text_for_its_owner(tmp_path: Path) -> None:
    path = written(ENTRY.title, tmp_path)
    assert path.name == "warga-desa-menanam-seribu-pohon-di-tepi-sungai-6b6b6b6b6b6b.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Warga desa menanam seribu pohon")
    assert "https://desa.example/laman/resmi" in text
    assert text.endswith("\n")


@pytest.mark.parametrize("title", TITLES)
def test_no_title_leads_out_of_the_folder(title: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    path = written(title, folder)
    assert path.parent == folder
    assert NAME.fullmatch(path.name)
    assert list(tmp_path.rglob("*.*")) == [path]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    first = written("Panen", tmp_path)
    first.write_text("mine")
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "panen-6b6b6b6b6b6b-2.txt").symlink_to(elsewhere)
    assert written("Panen", tmp_path).name == "panen-6b6b6b6b6b6b-3.txt"
    assert first.read_text() == "mine"
    assert not elsewhere.exists()


@pytest.mark.parametrize("folder", ["tidak ada", "a\0b"])
def test_a_folder_that_cannot_be_written_to_is_told(folder: str, tmp_path: Path) -> None:
    with pytest.raises(Missing, match="choose another place"):
        written("Panen", tmp_path / folder)


def test_hostile_titles_stay_in_the_folder(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "data/hostile/cases/export_titles.txt").read_bytes().split(b"\n")
    paths = {written(line.decode("utf-8", "surrogateescape"), tmp_path) for line in lines}
    assert len(paths) == len(lines)
    assert {path.parent for path in paths} == {tmp_path}
    assert all(NAME.fullmatch(path.name) for path in paths)
