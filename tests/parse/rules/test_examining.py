from __future__ import annotations

from pathlib import Path

import pytest

from berita_tui.news import Sentence
from berita_tui.parse.rules.examining import MAX_FLAWS, Flaw, Inspection, examine_rules
from berita_tui.parse.rules.reading import MAX_RULE


def test_every_line_that_cannot_be_obeyed_is_told(tmp_path: Path) -> None:
    (tmp_path / "example.com.txt").write_text("titl: //h1\nbody: //div[\n\nstrip: //a\nmove: x\nq")
    (tmp_path / ".example.org.txt").write_text("wrap_in: //b\nfind_string: x[\ntest_url: x[\n")
    (tmp_path / "LICENSE.txt").write_text("Free")
    (tmp_path / "example.net").write_text("Free")
    assert examine_rules(tmp_path) == Inspection(
        rules=2,
        flaws=(
            Flaw(
                file=".example.org.txt",
                line=1,
                sentence=Sentence("“{word}” is no directive", word="wrap_in"),
            ),
            Flaw(
                file="example.com.txt",
                line=1,
                sentence=Sentence("“{word}” is no directive", word="titl"),
            ),
            Flaw(
                file="example.com.txt",
                line=2,
                sentence=Sentence("“{path}” is no XPath that can be used", path="//div["),
            ),
            Flaw(
                file="example.com.txt",
                line=5,
                sentence=Sentence("“{word}” is no directive", word="move"),
            ),
            Flaw(
                file="example.com.txt",
                line=6,
                sentence=Sentence("“{word}” is no directive", word="q"),
            ),
        ),
    )


def test_a_huge_file_and_one_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.example.txt").write_bytes(b"#" * (MAX_RULE + 1))
    (tmp_path / "b.example.txt").mkdir()
    (tmp_path / "c.example.txt").symlink_to(tmp_path / "nowhere")
    found = examine_rules(tmp_path)
    assert found.rules == 3
    assert [(flaw.file[0], flaw.line, str(flaw.sentence)) for flaw in found.flaws] == [
        ("a", 0, "only its first 200 kB are read"),
        ("b", 0, "it cannot be read"),
        ("c", 0, "it cannot be read"),
    ]


def test_flaws_are_told_up_to_a_limit_and_without_controls(tmp_path: Path) -> None:
    (tmp_path / "a.example.txt").write_text("\x1b[31m\u202ered\n" * (MAX_FLAWS + 7))
    found = examine_rules(tmp_path)
    assert (len(found.flaws), found.unlisted) == (MAX_FLAWS, 7)
    assert str(found.flaws[0].sentence) == "“red” is no directive"


def test_a_folder_that_is_not_there_has_no_rules(tmp_path: Path) -> None:
    assert examine_rules(tmp_path / "absent") == Inspection()


@pytest.mark.unmeasured
def test_the_public_collection_is_examined(shared: Path) -> None:
    found = examine_rules(shared / "data/ftr-site-config")
    assert found.rules > 1965
    assert 0 < len(found.flaws) < 20
