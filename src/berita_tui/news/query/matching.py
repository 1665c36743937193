"""Matching: where a text answers the words of a query."""

from __future__ import annotations

from collections.abc import Iterator

from berita_tui.news.query.nouns import Field, Query, Term
from berita_tui.words import Word, forms_of, plain, split

_READ = frozenset({None, Field.TITLE, Field.BODY})


def find_matches(
    query: Query, text: str, field: Field | None = None
) -> tuple[tuple[int, int], ...]:
    """Return where `text` answers what is wanted: character offsets, in order, not overlapping.

    The text is an article's `field`, which only words for it and words for anywhere can be in;
    without one it is title and text together.
    """
    fields = _READ if field is None else {None, field}
    terms = [leaf.term for leaf in query.leaves if leaf.is_wanted and leaf.field in fields]
    if not terms or not text:
        return ()
    words = list(split(text))
    return _joined(sorted(found for term in terms for found in _places(term, words)))


def names_fit(term: Term, names: tuple[str, ...]) -> bool:
    """Tell whether a term stands in one of these names."""
    return any(find_matches(Query(tree=term), name) for name in names)


def _places(term: Term, words: list[Word]) -> Iterator[tuple[int, int]]:
    wanted = [word.folded for word in split(plain(term.text))]
    is_word = not term.is_phrase and not term.is_prefix
    forms = forms_of(term.text) if is_word else frozenset()
    for first in range(len(words)):
        run = [word.folded for word in words[first : first + len(wanted)]]
        if is_word and not forms.isdisjoint(forms_of(words[first].text)):
            yield words[first].start, words[first].end
        elif len(run) == len(wanted) and run[:-1] == wanted[:-1]:
            last, end = run[-1], wanted[-1]
            if last.startswith(end) if term.is_prefix else last == end:
                yield words[first].start, words[first + len(wanted) - 1].end


def _joined(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
