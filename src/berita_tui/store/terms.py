"""Terms in the index's own language: everything of the reader's quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from berita_tui.news import Field, Term
from berita_tui.news.query.nouns import All, Either, Part, Within, either, typed_word
from berita_tui.store.forms import Forms
from berita_tui.words import fold, forms_of, plain, split

COLUMNS: Final[Mapping[Field, str]] = MappingProxyType(
    {
        Field.TITLE: "title title_stems",
        Field.BODY: "lead text stems",
        Field.BY: "author",
        Field.PLACE: "place",
        Field.TAG: "keywords",
    }
)
"""The columns of the index in which a field's words are; other fields have none."""

PHRASES: Final = 16
"""How many phrases stand for one whose last word is a beginning: each is walked by itself."""

_STEMS = "title_stems stems"
_FORMED: Final = MappingProxyType(
    {None: "title lead text keywords", Field.TITLE: "title", Field.BODY: "lead text"}
)
"""The columns in which the other forms of a word are found, too: no names of people or places."""
_WORD = re.compile(r"[^\W_]+")

Beginnings = Callable[[str], list[str]]
"""What gives the most used words that begin so."""


def match_term(term: Term, forms: Forms, field: Field | None = None) -> str:
    """Return what finds a term, in the columns of a field or in all.

    A word is found in any of its forms, by its stem or theirs, or by their names; a phrase and a
    beginning as they are written.
    """
    columns = COLUMNS[field] if field else ""
    if term.is_phrase or term.is_prefix:
        if columns:
            written = " ".join(each for each in columns.split() if each not in _STEMS.split())
            return f"{{{written}}} : {match_name(term)}"
        return f"- {{{_STEMS}}} : {match_name(term)}"
    text = _quotable(term.text)
    folded = " ".join(word.folded for word in split(text))
    stems = sorted(each for each in forms_of(text.strip()) if _WORD.fullmatch(each))
    texts = dict.fromkeys((f'"{text}"', *(f'"{each}"' for each in stems if each != folded)))
    found = " OR ".join(texts)
    others = {f'"{word}"' for each in stems for word in forms(each)}.difference(texts)
    if columns:
        found = f"{{{columns}}} : ({found})"
    if others and field in _FORMED:
        return f"({found} OR {{{_FORMED[field]}}} : ({' OR '.join(sorted(others))}))"
    return f"({found})" if len(texts) > 1 and not columns else found


def match_name(term: Term) -> str:
    """Return what finds a term as it is written."""
    return f'"{_quotable(term.text)}"{"*" if term.is_prefix else ""}'


def widened(part: Part, look_up: Beginnings, field: Field | None = None) -> Part:
    """Put the most used words that begin so in the place of each beginning.

    Merging the places of every word that begins with two letters takes longer than the next
    key. What is left out must hold in full: there a beginning stays one.
    """
    is_indexed = field is None or field in COLUMNS
    match part:
        case Term() if part.is_prefix and is_indexed:
            return _words(part, look_up) or part
        case Either() if is_indexed and (typed := typed_word(part)):
            others = [widened(each, look_up, field) for each in part.parts[:-1]]
            return either([*others, _words(typed[1], look_up, but=typed[0].text)]) or part
        case Within():
            return replace(part, part=widened(part.part, look_up, part.field))
        case All() | Either():
            return replace(part, parts=tuple(widened(each, look_up, field) for each in part.parts))
        case _:
            return part


def _words(term: Term, look_up: Beginnings, *, but: str = "") -> Part | None:
    """Return the words that a beginning stands for, less one; None where there are no others."""
    written = [word.folded for word in split(plain(term.text))]
    found = look_up(written[-1]) if written else []
    if len(written) > 1:
        found = found[:PHRASES]
    if not found:
        return term
    texts = (" ".join((*written[:-1], each)) for each in found)
    return either([Term(text=each, is_phrase=True) for each in texts if each != fold(but)])


def _quotable(text: str) -> str:
    return plain(text).replace('"', " ")
