"""XML trees: what is read once, and what is too much."""

from __future__ import annotations

from typing import Any

import pytest

from berita_tui.parse import xmltree
from berita_tui.parse.vocabulary import ODD
from berita_tui.parse.xmltree import ParseError, declared_at_root, tree_of


class Counting:
    """A pattern that counts how often it is looked for."""

    def __init__(self, pattern: Any) -> None:
        self.count, self._pattern = 0, pattern

    def findall(self, text: str) -> Any:
        self.count += 1
        return self._pattern.findall(text)


def test_declarations_are_looked_for_once_even_where_none_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pattern = Counting(xmltree._DECLARED)
    monkeypatch.setattr(xmltree, "_DECLARED", pattern)
    far = " " * 30
    root = tree_of(f"<x:r xmlns:x{far}='https://x.example/'><x:a/><x:b/><x:c/></x:r>")
    assert [each.tag for each in root] == [ODD] * 3
    assert pattern.count == 1


def test_a_document_of_very_many_tags_is_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "MOST_TAGS", 4)
    assert tree_of("<r><a/></r>").tag == "r"
    with pytest.raises(ParseError):
        tree_of("<r><a/><b/><c/></r>")


def test_a_name_that_ends_like_a_declaration_declares_nothing() -> None:
    assert declared_at_root('<r data-xmlns="http://a.example/" xmlns="http://B.example/">') == {
        "http://b.example/"
    }
