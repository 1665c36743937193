"""The query: what a search asks for, and where a text answers it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from berita_tui.news.errors import BadQuery
from berita_tui.news.sentences import Sentence

MAX_CHARACTERS = 256
"""Longest query taken (hardening: 50,000 terms take 3.9 s)."""
MAX_TERMS = 32
"""Most words and phrases in a query."""


class State(StrEnum):
    """What `is:` can ask for."""

    UNREAD = "unread"
    READ = "read"
    BOOKMARKED = "bookmarked"
    OFFLINE = "offline"
    EDITED = "edited"


_KEYWORDS = {
    "is": {state.value: state for state in State},
    "status": {
        "belum": State.UNREAD,
        "dibaca": State.READ,
        "tersimpan": State.BOOKMARKED,
        "luring": State.OFFLINE,
        "berubah": State.EDITED,
    },
}
_TOKEN = re.compile(r'"[^"]*"?|[^\s"]+')
_WORD = re.compile(r"[^\W_]+")
_STATE = re.compile(r"(is|status):(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, or words in this order; with `is_prefix` the last of them is a beginning."""

    text: str
    is_phrase: bool = False
    is_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What all must hold: every term occurs, every state is true."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    states: frozenset[State] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing, so that everything would answer it."""
        return not self.terms and not self.states


def parse_query(text: str, *, typing: bool = False) -> Query:
    """Read a query. While `typing`, the last word is a beginning until a space follows it.

    Words without a letter or digit say nothing and are left out. Raises `BadQuery`.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadQuery(
            Sentence(
                "the query is longer than {limit} characters; shorten it", limit=MAX_CHARACTERS
            ),
            MAX_CHARACTERS,
        )
    terms: list[Term] = []
    states: set[State] = set()
    for token in _TOKEN.finditer(text):
        is_last = typing and token.end() == len(text)
        if state := _STATE.fullmatch(token[0]):
            found = _state(state[1].lower(), state[2].lower(), token.start(), is_last=is_last)
            states |= found
        elif term := _term(token, is_last=is_last, is_typing=typing):
            terms.append(term)
            if len(terms) > MAX_TERMS:
                raise BadQuery(
                    Sentence(
                        "the query has more than {limit} words; leave some out", limit=MAX_TERMS
                    ),
                    token.start(),
                )
    return Query(text=text, terms=tuple(terms), states=frozenset(states))


def find_matches(query: Query, text: str) -> tuple[tuple[int, int], ...]:
    """Return where `text` answers the terms: character offsets, in order, not overlapping."""
    if not query.terms or not text:
        return ()
    words = [(match.start(), match.end(), _fold(match[0])) for match in _WORD.finditer(text)]
    found: list[tuple[int, int]] = []
    for term in query.terms:
        wanted = [_fold(word) for word in _WORD.findall(term.text)]
        for first in range(len(words) - len(wanted) + 1):
            run = [word for _, _, word in words[first : first + len(wanted)]]
            last_fits = run[-1].startswith(wanted[-1]) if term.is_prefix else run[-1] == wanted[-1]
            if last_fits and run[:-1] == wanted[:-1]:
                found.append((words[first][0], words[first + len(wanted) - 1][1]))
    return _joined(sorted(found))


def _state(keyword: str, value: str, position: int, *, is_last: bool) -> frozenset[State]:
    values = _KEYWORDS[keyword]
    if value in values:
        return frozenset({values[value]})
    if is_last and any(name.startswith(value) for name in values):
        return frozenset()
    raise BadQuery(
        Sentence(
            "“{word}” means nothing here; after {keyword}: there can be {values}",
            word=f"{keyword}:{value}",
            keyword=keyword,
            values=", ".join(values),
        ),
        position,
    )


def _term(token: re.Match[str], *, is_last: bool, is_typing: bool) -> Term | None:
    raw = token[0]
    if not _WORD.search(raw):
        return None
    if raw.startswith('"'):
        is_closed = raw.endswith('"')
        if not is_closed and not is_typing:
            raise BadQuery(
                Sentence("the quotation mark is not closed; add another one"), token.start()
            )
        return Term(
            text=raw.strip('"').strip(), is_phrase=True, is_prefix=is_last and not is_closed
        )
    return Term(text=raw.rstrip("*"), is_prefix=raw.endswith("*") or is_last)


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
