"""Matching: where a text answers the words of a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from berita_tui.news.query.nouns import Field, Query, Term
from berita_tui.words import KINDS, WORD, fold, forms_of, plain, split

Found = tuple[tuple[int, int], ...]
"""Character offsets of all that was found, first and one past the last, in order."""
Places = Iterator[tuple[int, int]]
"""The same, one after another."""

_ODD = re.compile("[^\\x00-\\x7f\u00a0\u2013-\u2015\u201c-\u201e\u2026\u2022]|'")
"""What may fold to other letters, or to more or fewer; no quotation mark or dash does."""

_READ = frozenset({None, Field.TITLE, Field.BODY})


def find_matches(query: Query, text: str, field: Field | None = None) -> Found:
    """Return where `text` answers what is wanted: character offsets, in order, not overlapping.

    A word is found in all its forms. The text is an article's `field`, which only words for it
    and words for anywhere can be in; without one it is title and text together.
    """
    return _matcher(query, field).find(text)


def finder(query: Query, field: Field | None = None) -> Callable[[str], Found]:
    """Return what finds a query in texts as `find_matches` does: for many texts it takes less."""
    return _matcher(query, field).find


def first_match(query: Query, text: str, field: Field | None = None) -> int:
    """Return where the first match in `text` begins, 0 where there is none."""
    return next((start for start, _ in _matcher(query, field).places(text)), 0)


def names_fit(term: Term, names: tuple[str, ...]) -> bool:
    """Tell whether a term stands in one of these names."""
    return any(find_matches(Query(tree=term), name) for name in names)


class _Matcher:
    """What is wanted of texts; remembers which words it is."""

    def __init__(self, terms: list[Term]) -> None:
        self._forms: set[str] = set()
        self._words: set[str] = set()
        self._beginnings: tuple[str, ...] = ()
        self._runs: list[tuple[list[str], bool]] = []
        self._known: dict[str, bool] = {}
        for term in terms:
            self._want(term, [word.folded for word in split(plain(term.text))])
        # Taking words apart takes longest: forms of one have its root in them, all but its start.
        self._roots = {each[1:4] for each in self._forms}
        runs = (run[0] for run, _ in self._runs)
        marks = {*self._roots, *self._words, *self._beginnings, *runs}
        # What folds to several words (´ has a blank in it) is in no stretch: all is looked at.
        self._marks = {"" if " " in mark else mark for mark in marks}

    def find(self, text: str) -> Found:
        """Return all places in `text`, in order, none overlapping another."""
        return _joined(sorted(self.places(text)))

    def places(self, text: str) -> Places:
        """Walk the places in `text`, as they come."""
        known = self._known
        if len(known) > KINDS:
            known.clear()
        for start, stop in self._stretches(text):
            for found in WORD.finditer(text, start, stop):
                word = found[0]
                is_wanted = known.get(word)
                if is_wanted is None:
                    is_wanted = known[word] = self._is_wanted(word)
                if is_wanted:
                    yield found.span()
                for run, is_prefix in self._runs:
                    if run[0] == fold(word) and (
                        end := _run_end(text, found.start(), run, is_prefix)
                    ):
                        yield found.start(), end

    def _stretches(self, text: str) -> Places:
        """Walk the parts of `text` in which there may be a word that is wanted, or a run begin.

        To look at each word takes longest. All that is wanted has one of the marks in it, unless
        it is folded in another way than letter by letter; what is between two blanks is whole.
        """
        if not self._marks:
            return
        odd = len(text)
        if "" in self._marks:
            odd = 0
        elif not text.isascii() or "'" in text:
            odd = found.start() if (found := _ODD.search(text)) else odd
        small, stop = text[:odd].lower(), 0
        ahead = {mark: at for mark in self._marks if (at := small.find(mark)) >= 0}
        while ahead:
            place = min(ahead.values())
            start, stop = small.rfind(" ", stop, place) + 1 or stop, small.find(" ", place)
            if stop < 0:
                yield start, len(text)
                return
            yield start, stop
            ahead = {
                mark: there
                for mark, at in ahead.items()
                if (there := at if at > stop else small.find(mark, stop)) >= 0
            }
        if odd < len(text):
            yield small.rfind(" ", stop) + 1 or stop, len(text)

    def _want(self, term: Term, folded: list[str]) -> None:
        if not term.is_phrase and not term.is_prefix:
            self._forms |= forms_of(term.text)
        if len(folded) > 1:
            self._runs.append((folded, term.is_prefix))
        elif folded and term.is_prefix:
            self._beginnings += (folded[0],)
        elif folded:
            self._words.add(folded[0])

    def _is_wanted(self, word: str) -> bool:
        folded = fold(word)
        if folded in self._words or folded.startswith(self._beginnings):
            return True
        is_near = any(root in folded for root in self._roots)
        return is_near and not self._forms.isdisjoint(forms_of(word))


@lru_cache(16)
def _matcher(query: Query, field: Field | None) -> _Matcher:
    fields = _READ if field is None else {None, field}
    return _Matcher([leaf.term for leaf in query.leaves if leaf.is_wanted and leaf.field in fields])


def _run_end(text: str, start: int, run: list[str], is_prefix: bool) -> int:
    """Return where the words of a run that begins at `start` end, 0 where they do not follow."""
    words = list(islice(split(text, start), len(run)))
    if len(words) < len(run):
        return 0
    *before, last = (word.folded for word in words)
    fits = last.startswith(run[-1]) if is_prefix else last == run[-1]
    return words[-1].end if fits and before == run[:-1] else 0


def _joined(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
