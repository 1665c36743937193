"""Matching: where a text answers the words of a query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from berita_tui.news.query.nouns import Field, Query, Term

_WORD = re.compile(r"[^\W_]+")
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
    words = [(match.start(), match.end(), _fold(match[0])) for match in _WORD.finditer(text)]
    return _joined(sorted(found for term in terms for found in _places(term, words)))


def names_fit(term: Term, names: tuple[str, ...]) -> bool:
    """Tell whether a term stands in one of these names."""
    return any(find_matches(Query(tree=term), name) for name in names)


def _places(term: Term, words: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    wanted = [_fold(word) for word in _WORD.findall(term.text)]
    for first in range(len(words) - len(wanted) + 1):
        run = [word for _, _, word in words[first : first + len(wanted)]]
        last_fits = run[-1].startswith(wanted[-1]) if term.is_prefix else run[-1] == wanted[-1]
        if last_fits and run[:-1] == wanted[:-1]:
            yield words[first][0], words[first + len(wanted) - 1][1]


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


def _joined(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
