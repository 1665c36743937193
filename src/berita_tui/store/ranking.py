"""Ranking: how well an article answers a query, the best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import TypeAlias

import apsw

from berita_tui.news import Field, Query, Term
from berita_tui.news.query.nouns import All, Either, Leaf, Part, either, every, within
from berita_tui.store.concordance import INDEX_COLUMNS
from berita_tui.store.forms import Forms
from berita_tui.store.numbers import TIE_BITS
from berita_tui.words import forms_of, split

CANDIDATES = 500
"""How many of the newest articles that answer are weighed; half as many more whose title does."""
LOOSE = 1000
"""How many articles words may find, all together, where none has all of them."""
WIDEST = 12
"""For how many words a beginning stands when each place of each is to be weighed."""

FUNCTION = "relevance"
"""What the function is called in SQL."""

_WEIGHTS = {"title": 3.0, "title_stems": 3.0, "lead": 1.5, "keywords": 2.0}
_COLUMN_WEIGHTS = tuple(_WEIGHTS.get(column, 1.0) for column in INDEX_COLUMNS)
_IN_ORDER = frozenset(at for at, column in enumerate(INDEX_COLUMNS) if not column.endswith("stems"))

_SATURATION, _LENGTH = 1.2, 0.9
"""k1 and b of BM25 (Robertson and Zaragoza 2009)."""
_RARITY = 1.35
"""Power of the inverse document frequency: names count more than the verb beside them."""
_ADJACENT = 1.5
"""How much of its rarity a word gains beside the one it was asked for beside."""
_NEWS, _NEWS_DAYS = 0.2, 30.0
"""By how much what is new counts more, and after how many days by half of that."""

_ASKING = frozenset(
    [
        *("apa", "apakah", "siapa", "siapakah", "kapan", "kapankah", "mana", "manakah", "dimana"),
        *("dimanakah", "berapa", "berapakah", "bagaimana", "mengapa", "kenapa"),
        *("who", "what", "when", "where", "why", "how", "which"),
    ]
)
"""Words that ask and are not looked for, where there are others."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A word or phrase that was asked for: the one as written, its stems, its other forms.

    `weight` is how much more the one as written counts than another form.
    """

    written: tuple[str, ...]
    stems: frozenset[str]
    others: frozenset[str]
    is_prefix: bool
    weight: float

    @classmethod
    def of(cls, leaf: Leaf, forms: Forms) -> _Wish:
        written = tuple(word.folded for word in split(leaf.term.text))
        is_exact = leaf.term.is_phrase or leaf.term.is_prefix
        stems = frozenset() if is_exact else forms_of(leaf.term.text)
        others = frozenset[str]().union(*map(forms, stems))
        # A word whose stem is in the index beside it counts twice; one with a root is to do so too.
        weight = 2.0 if others.issuperset(written) else 1.0
        return cls(written, stems, others - stems, leaf.term.is_prefix, weight)

    @property
    def forms(self) -> frozenset[str]:
        return self.stems | self.others

    def fits(self, phrase: tuple[str, ...]) -> bool:
        if phrase == self.written or (len(phrase) == 1 and phrase[0] in self.forms):
            return True
        return (
            self.is_prefix
            and bool(phrase and self.written)
            and phrase[:-1] == self.written[:-1]
            and phrase[-1].startswith(self.written[-1])
        )


_Asked: TypeAlias = tuple[int, float, bool]
"""Which wish it is of, how much it counts, and whether its place beside others does, too."""


class Scale:
    """Weighs the articles that one query finds. What is left out of a query weighs nothing.

    BM25F: the forms of a word count together, in each column by its weight, before their
    number loses weight; words that stand beside each other as they were asked for gain some.
    """

    def __init__(
        self,
        query: Query,
        uses: Callable[[list[str]], Mapping[str, int]],
        forms: Forms,
        now: float,
    ) -> None:
        self._wishes = _wished([leaf for leaf in query.leaves if leaf.is_wanted], forms)
        asking = [not _ASKING.isdisjoint(wish.written) for wish in self._wishes]
        if not all(asking):
            pairs = zip(self._wishes, asking, strict=True)
            self._wishes = [wish for wish, is_asking in pairs if not is_asking]
        known = uses([each for wish in self._wishes for each in (*wish.written, *wish.forms)])
        self._uses = [_uses(wish, known) for wish in self._wishes]
        self._now = now
        self._phrases: list[_Asked | None] | None = None
        self._rarities: list[float] = []
        self._usual = 1.0

    def weigh(self, article: apsw.FTS5ExtensionApi, *numbers: apsw.SQLiteValue) -> float:
        """Return how well the article at hand, of this number, answers, 0 for not at all."""
        (number,) = numbers
        assert isinstance(number, int)
        if self._phrases is None:
            self._phrases = [self._wish_of(phrase) for phrase in article.phrases]
            total = article.row_count
            self._rarities = [
                log(1 + (max(0, total - uses) + 0.5) / (uses + 0.5)) ** _RARITY
                for uses in self._uses
            ]
            self._usual = max(1.0, article.column_total_size(-1) / max(1, total))
        counts = [0.0] * len(self._wishes)
        places: list[set[tuple[int, int]]] = [set() for _ in self._wishes]
        for at, asked in enumerate(self._phrases):
            if asked is None:
                continue
            wish, weight, is_as_asked = asked
            for column in article.phrase_columns(at):
                offsets = article.phrase_column_offsets(at, column)
                counts[wish] += weight * _COLUMN_WEIGHTS[column] * len(offsets)
                if is_as_asked and column in _IN_ORDER:
                    places[wish].update((column, offset) for offset in offsets)
        score = self._score(counts, places, article.column_size(-1) / self._usual)
        days = max(0.0, self._now - (number >> TIE_BITS)) / 86_400
        recency: float = 0.5 ** (days / _NEWS_DAYS)
        return score * (1 + _NEWS * recency)

    def _score(
        self, counts: list[float], places: list[set[tuple[int, int]]], length: float
    ) -> float:
        slowness = _SATURATION * (1 - _LENGTH + _LENGTH * length)
        score: float = 0.0
        for at, count in enumerate(counts):
            if not count:
                continue
            score += self._rarities[at] * count * (_SATURATION + 1) / (count + slowness)
            if at and any((column, offset - 1) in places[at - 1] for column, offset in places[at]):
                score += _ADJACENT * min(self._rarities[at - 1 : at + 1])
        return score

    def _wish_of(self, phrase: tuple[str | None, ...]) -> _Asked | None:
        """Return what of what was asked for a phrase of the statement is."""
        words = tuple(each or "" for each in phrase)
        for at, wish in enumerate(self._wishes):
            if wish.fits(words):
                weight = wish.weight if words == wish.written else 1.0
                return at, weight, wish.others.isdisjoint(words) or words == wish.written
        return None


def _wished(leaves: Sequence[Leaf], forms: Forms) -> list[_Wish]:
    """Return a wish for each leaf, one for a word and its beginning beside it."""
    wishes: list[_Wish] = []
    for wish in (_Wish.of(leaf, forms) for leaf in leaves):
        if wish.is_prefix and wishes and wishes[-1].written == wish.written:
            wishes[-1] = replace(wishes[-1], is_prefix=True)
        else:
            wishes.append(wish)
    return wishes


def in_titles(tree: Part) -> Part | None:
    """Return the same query with its words to be in the title, None where none is for all."""
    match tree:
        case Term() | Either():
            return within(Field.TITLE, tree)
        case All():
            parts = [in_titles(part) or part for part in tree.parts]
            return All(tuple(parts)) if tuple(parts) != tree.parts else None
        case _:
            return None


def loosened(tree: Part, uses: Callable[[list[str]], Mapping[str, int]]) -> Part | None:
    """Return a query that some of the words answer, None where there are not several.

    The rarest words find, as many as find few enough articles; the others only weigh.
    """
    if not isinstance(tree, All):
        return None
    terms = [part for part in tree.parts if isinstance(part, Term)]
    if len(terms) < 2:
        return None
    known = uses([word.folded for term in terms for word in split(term.text)])
    by_use = sorted(terms, key=lambda term: _uses_of(term, known))
    finding, total = by_use[:1], _uses_of(by_use[0], known)
    for term in by_use[1:]:
        total += _uses_of(term, known)
        if total > LOOSE:
            break
        finding.append(term)
    rest = [part for part in tree.parts if not isinstance(part, Term)]
    return every([either(list(finding)), either(list(terms)), *rest])


def _uses_of(term: Term, known: Mapping[str, int]) -> int:
    return min((known.get(word.folded, 0) for word in split(term.text)), default=0)


def _uses(wish: _Wish, known: Mapping[str, int]) -> int:
    """Return in about how many articles a wish is fulfilled."""
    written = min((known.get(each, 0) for each in wish.written), default=0)
    return max((written, *(known.get(each, 0) for each in wish.forms)))
