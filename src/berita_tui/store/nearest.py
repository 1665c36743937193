"""The nearest query: where nothing was found, what finds something after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import apsw

from berita_tui.news import Query, Term, View, write_query
from berita_tui.news.query.nouns import All, Either, Leaf, Part, Within, either, every, typed_word
from berita_tui.store import vocabulary
from berita_tui.store.database import Database
from berita_tui.store.terms import COLUMNS
from berita_tui.words import split

SPELLINGS = 3
"""How many spellings of a word are tried."""

Count = Callable[..., int]
"""What gives the number of articles that answer a query; may raise `Interrupted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Another query, and how many articles answer it."""

    query: Query
    count: int


class Nearest:
    """Looks for what the reader may have meant."""

    def __init__(self, archive: Database, count: Count) -> None:
        self._archive = archive
        self._count = count

    def to(
        self, query: Query, language: str, *, view: View | None = None, now: datetime | None = None
    ) -> Offer | None:
        """Return the nearest query that finds something, written in `language`; None for none.

        Nearest are words spelled a little otherwise in the place of those that nobody uses,
        then the query without its rarest word, then without another.
        """
        if query.tree is None:
            return None
        with self._archive.reading() as reader:
            tree = settled(reader, query.tree)
            trees = list(dict.fromkeys(_others(reader, tree, Query(tree=tree).leaves)))
        for tree in trees:
            other = Query(tree=tree)
            other = Query(text=write_query(other, language), tree=tree)
            if count := self._count(other, view=view, now=now):
                return Offer(query=other, count=count)
        return None


def settled(reader: apsw.Connection, part: Part) -> Part:
    """Put the word in the place of one that is typed still, its beginning where it is none."""
    match part:
        case Either() if typed := typed_word(part):
            word, begun = typed
            is_word = _uses(reader, word) or not _uses(reader, begun)
            return either([*part.parts[:-2], word if is_word else begun]) or part
        case Within():
            return Within(part.field, settled(reader, part.part))
        case All() | Either():
            return replace(part, parts=tuple(settled(reader, each) for each in part.parts))
        case _:
            return part


def replaced(part: Part, old: Term, new: Part | None) -> Part | None:
    """Put another part in the place of a term that is wanted; with None, leave it out."""
    match part:
        case Term():
            return new if part is old else part
        case Within():
            inner = replaced(part.part, old, new)
            return None if inner is None else Within(part.field, inner)
        case All():
            return every([replaced(each, old, new) for each in part.parts])
        case Either():
            return either([replaced(each, old, new) for each in part.parts])
        case _:
            return part


def _others(reader: apsw.Connection, tree: Part, leaves: tuple[Leaf, ...]) -> Iterator[Part]:
    terms = [
        leaf.term
        for leaf in leaves
        if leaf.is_wanted and (leaf.field is None or leaf.field in COLUMNS)
    ]
    uses = {id(term): _uses(reader, term) for term in terms}
    strange = [term for term in terms if not uses[id(term)] and not term.is_phrase]
    spellings = [_spellings(reader, term) for term in strange]
    for choice in range(SPELLINGS):
        other: Part | None = tree
        for term, found in zip(strange, spellings, strict=True):
            if other is not None and choice < len(found):
                other = replaced(other, term, Term(text=found[choice]))
        if other is not None and other != tree:
            yield other
    terms.reverse()  # of two equally rare words the last goes
    for term in sorted(terms, key=lambda each: uses[id(each)]):
        other = replaced(tree, term, None)
        if other is not None and Query(tree=other).leaves:
            yield other


def _uses(reader: apsw.Connection, term: Term) -> int:
    words = [word.folded for word in split(term.text)]
    if term.is_prefix and words:
        words[-1:] = vocabulary.beginning_with(reader, words[-1])[:1] or words[-1:]
    return min(vocabulary.uses_of(reader, words).values(), default=0)


def _spellings(reader: apsw.Connection, term: Term) -> list[str]:
    words = [word.folded for word in split(term.text)]
    return vocabulary.spelled_like(reader, words[0])[:SPELLINGS] if len(words) == 1 else []
