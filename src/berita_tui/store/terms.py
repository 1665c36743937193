"""Terms in the index's own language: everything of the reader's quoted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from berita_tui.news import Field, Term
from berita_tui.store import index

COLUMNS: Final[Mapping[Field, str]] = MappingProxyType(
    {
        Field.TITLE: "title",
        Field.BODY: "text",
        Field.BY: "author",
        Field.PLACE: "place",
        Field.TAG: "keywords",
    }
)
"""The column of the index in which a field's words are; other fields have none."""


def match_term(term: Term, field: Field | None = None) -> str:
    """Return what finds a term, in one column of the index or in all."""
    column = f"{COLUMNS[field]} : " if field else ""
    text = index.plain(term.text).replace('"', " ")
    return f'{column}"{text}"{"*" if term.is_prefix else ""}'
