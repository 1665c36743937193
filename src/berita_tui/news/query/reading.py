"""Reading: the text of a query → its tree, or what is wrong with it and where."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from berita_tui.news.errors import BadQuery
from berita_tui.news.query.keywords import (
    BELONGINGS,
    BOUNDS,
    FIELDS,
    HAS,
    IS,
    LANGUAGES,
    OR,
    STATES,
    Names,
    meanings,
    place_of,
)
from berita_tui.news.query.moments import read_moment
from berita_tui.news.query.nouns import (
    Bound,
    Dated,
    Holds,
    Part,
    Query,
    State,
    Term,
    either,
    every,
    negated,
    within,
)
from berita_tui.news.query.writing import write_query
from berita_tui.news.sentences import Sentence

MAX_CHARACTERS: Final = 256
"""Longest query taken (hardening: 50,000 terms take 3.9 s)."""
MAX_TERMS: Final = 32
"""Most words, phrases, states and dates in a query."""
MAX_DEPTH: Final = 16
"""How deep parentheses may be nested."""

HAS_WORD: Final = re.compile(r"[^\W_]")
_SAID = re.compile(r"\S")
_BEGUN = re.compile(r'[^\s"(-]')
"""What says something while it is typed: not what a phrase, a group or a negation opens with."""
_BLANK = re.compile(r"\s*")
_DASHES = re.compile(r"-+(?![\s)-]|$)")
_PHRASE = re.compile(r'"([^"]*)(?:"(\*?)|$)')
_WORD = re.compile(r'[^\s"()]+')
_VALUE = re.compile(r'[^\s"()]*')
_KEYWORD = re.compile(r"([a-z]+):", re.ASCII | re.IGNORECASE)
_FORMED = re.compile(r"[^\W\d_]{3}")
"""What a word has in it whose other forms do not all begin with it: all of the shorter do."""

_FIELDS = meanings(FIELDS)
_BOUNDS = meanings(BOUNDS)
_ORS = frozenset(each.lower() for each in OR)


def parse_query(text: str, *, typing: bool = False) -> Query:
    """Read a query. While `typing`, the last word is a beginning, too, until a space follows it.

    It is `word OR word*` then: what is found changes by what is typed and by nothing else. A
    last word that is to be left out counts as it stands, so that nothing is left out too many.
    While typing, quotation marks and parentheses need not be closed yet, and a keyword at the
    end that wants something to follow is told in `unfinished` and left out. Words without a
    letter or digit say nothing and are left out, too, but not all of them. Raises `BadQuery`.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadQuery(
            Sentence(
                "the query is longer than {limit} characters; shorten it", limit=MAX_CHARACTERS
            ),
            MAX_CHARACTERS,
        )
    reader = _Reader(text, is_typing=typing)
    query = Query(text=text, tree=reader.read(), unfinished=reader.unfinished)
    said = (_BEGUN if typing else _SAID).search(text)
    if query.is_empty and query.unfinished is None and said:
        raise BadQuery(Sentence("the query asks for nothing; give it a word"), said.start())
    # What is kept of a query is its normal form: it has to be readable in either language.
    if not typing and any(len(write_query(query, each)) > MAX_CHARACTERS for each in LANGUAGES):
        raise BadQuery(
            Sentence(
                "the query, with its keywords written out, is longer than {limit} characters;"
                " shorten it",
                limit=MAX_CHARACTERS,
            ),
            len(text),
        )
    return query


def whole_text(query: Query, language: str = "en") -> str:
    """Return what, read when nobody types any more, asks for all that a typed query asked for.

    That is what was typed, or where its last word was a beginning, the normal form in a
    language. What is not finished is still as it was typed.
    """
    text = query.text.strip()
    if query.unfinished is not None:
        return text
    try:
        is_same = parse_query(text).tree == query.tree
    except BadQuery:  # a quotation mark or a parenthesis is still open, or the whole too long
        is_same = False
    return text if is_same else write_query(query, language)


class _Reader:
    """Goes through the text once, from left to right; `_at` is the next character."""

    def __init__(self, text: str, *, is_typing: bool) -> None:
        self._text = text
        self._is_typing = is_typing
        self._at = 0
        self._count = 0
        self._last: Term | None = None
        self._opened: list[int] = []
        self.unfinished: BadQuery | None = None

    def read(self) -> Part | None:
        tree = self._either()
        if self._at < len(self._text):
            raise BadQuery(
                Sentence("no parenthesis is open here; leave this one out, or add “(” before it"),
                self._at,
            )
        return tree

    def _either(self) -> Part | None:
        parts = [self._every()]
        while word := self._or():
            place, self._at = self._at, self._at + len(word)
            parts.append(self._every(after=(word, place)))
        return either(parts)

    def _every(self, after: tuple[str, int] | None = None) -> Part | None:
        parts: list[Part | None] = []
        while (word := self._next()) not in ("", ")") and not self._or():
            parts.append(self._item())
        if not parts and (after or self._or()):
            word, place = after or (self._or(), self._at)
            self._miss(
                Sentence(
                    "before and after {word} something to look for is expected; to look for the"
                    " word itself, put it in quotation marks",
                    word=word,
                ),
                place,
            )
        return every(parts)

    def _next(self) -> str:
        """Go to the next character that is no blank; return it, "" at the end."""
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _or(self) -> str:
        self._next()
        word = _WORD.match(self._text, self._at)
        if word is None or word[0].lower() not in _ORS:
            return ""
        # "or" may be on its way to "orange" still; in capitals it is not.
        is_begun = self._is_typing and word.end() == len(self._text)
        return "" if is_begun and word[0] not in OR else word[0]

    def _item(self) -> Part | None:
        is_negated = self._dashes()
        keyword = _KEYWORD.match(self._text, self._at)
        name = keyword[1].lower() if keyword else ""
        if name in _FIELDS:
            self._at += len(name) + 1
            is_negated ^= self._dashes()
            part = within(_FIELDS[name], self._operand(name, is_negated=is_negated))
        elif name in IS:
            part = self._state(name, IS, STATES)
        elif name in HAS:
            part = self._state(name, HAS, BELONGINGS)
        elif name in _BOUNDS:
            part = self._dated(name, _BOUNDS[name])
        else:
            part = self._thing(is_negated=is_negated)
        return negated(part) if is_negated else part

    def _dashes(self) -> bool:
        found = _DASHES.match(self._text, self._at)
        if found is None:
            return False
        self._at = found.end()
        return len(found[0]) % 2 == 1

    def _operand(self, keyword: str, *, is_negated: bool) -> Part | None:
        if self._at == len(self._text) or re.match(r"[\s)]", self._text[self._at]):
            self._miss(
                Sentence(
                    "after {keyword}: a word, a “phrase” or a group in parentheses is expected,"
                    " without a space",
                    keyword=keyword,
                ),
                self._at,
            )
            return None
        return self._thing(is_negated=is_negated)

    def _thing(self, *, is_negated: bool) -> Part | None:
        if self._text[self._at] == "(":
            return self._group()
        if found := _PHRASE.match(self._text, self._at):
            return self._phrase(found, is_negated=is_negated)
        word = _WORD.match(self._text, self._at)
        assert word, "a blank or a parenthesis is never taken for a thing"
        self._at = word.end()
        text, is_prefix = word[0].rstrip("*"), word[0].endswith("*")
        is_begun = self._is_being_typed and not is_negated and not is_prefix
        begun = self._term(Term(text=text, is_prefix=is_prefix or is_begun), word.start())
        # In a group, as the two are kept, a keyword would not be a word any more.
        is_keyword = text.lower() in _ORS or ":" in text
        has_forms = is_begun and not is_keyword and _FORMED.search(text)
        return either([Term(text=text), begun]) if has_forms else begun

    def _group(self) -> Part | None:
        if len(self._opened) == MAX_DEPTH:
            raise BadQuery(
                Sentence("parentheses can be nested {limit} deep", limit=MAX_DEPTH), self._at
            )
        self._opened.append(self._at)
        self._at += 1
        part = self._either()
        place = self._opened.pop()
        if self._at < len(self._text):
            self._at += 1
        elif not self._is_typing:
            raise BadQuery(Sentence("the parenthesis is not closed; add “)”"), place)
        return part

    def _phrase(self, found: re.Match[str], *, is_negated: bool) -> Part | None:
        self._at = found.end()
        is_closed = found[2] is not None
        if not is_closed and not self._is_typing:
            raise BadQuery(
                Sentence("the quotation mark is not closed; add another one"), found.start()
            )
        is_prefix = found[2] == "*" or (not is_closed and not is_negated)
        text = " ".join(found[1].split())
        return self._term(Term(text=text, is_phrase=True, is_prefix=is_prefix), found.start())

    def _state(self, keyword: str, pair: tuple[str, str], names: Names[State]) -> Part | None:
        value = self._value(keyword)
        state = meanings(names).get(value.lower())
        if state is None:
            place = place_of(keyword, pair)
            self._miss(
                Sentence(
                    "after {keyword}: one of these is expected: {values}",
                    keyword=keyword,
                    values=", ".join(each[place] for each in names.values()),
                ),
                self._at - len(value),
            )
            return None
        self._add(self._at - len(value))
        return Holds(state)

    def _dated(self, keyword: str, bound: Bound) -> Part | None:
        value = self._value(keyword)
        moment = read_moment(value)
        if moment is None:
            self._miss(
                Sentence(
                    "after {keyword}: a date is expected, such as 2020-02-27, 2020-02, 2020,"
                    " 2020-01..2020-03, today, yesterday, 7d",
                    keyword=keyword,
                ),
                self._at - len(value),
            )
            return None
        self._add(self._at - len(value))
        return Dated(bound=bound, moment=moment)

    def _value(self, keyword: str) -> str:
        self._at += len(keyword) + 1
        found = _VALUE.match(self._text, self._at)
        value = found[0] if found else ""
        self._at += len(value)
        return value

    def _miss(self, sentence: Sentence, place: int) -> None:
        """Refuse the query, unless what is missing is yet to be typed."""
        problem = BadQuery(sentence, place)
        if not self._is_being_typed:
            raise problem
        self.unfinished = problem

    @property
    def _is_being_typed(self) -> bool:
        return self._is_typing and self._at == len(self._text)

    def _term(self, term: Term, place: int) -> Part | None:
        if not HAS_WORD.search(term.text):
            return None
        # A word and its beginning beside it, as what was typed is kept, are one.
        if not term.is_prefix or self._last != replace(term, is_prefix=False):
            self._add(place)
        self._last = term
        return term

    def _add(self, place: int) -> None:
        self._count += 1
        if self._count > MAX_TERMS:
            raise BadQuery(
                Sentence("the query has more than {limit} words; leave some out", limit=MAX_TERMS),
                place,
            )
