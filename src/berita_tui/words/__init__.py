"""Words: where they are in a text, how they compare, and which are forms of one word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from berita_tui.words.english import stem_english
from berita_tui.words.indonesian import guess_indonesian, stem_indonesian

VERSION = 1
"""Raised when the same word may get another stem: the index is then made anew."""

KINDS = 100_000
"""Different words whose stems are remembered: a year of one paper has fewer."""

LONGEST = 60
"""Longest piece of text whose stems are remembered, in characters."""

_APOSTROPHES = "'’ʼ‘`´"
_POSSESSIVE = re.compile(rf"(?<=[^\W_])[{_APOSTROPHES}][sS]\b")
_WITHIN = re.compile(rf"(?<=[^\W\d_])[{_APOSTROPHES}](?=[^\W\d_])")
_LETTER = r"[^\W_][\u0300-\u036f]*"
WORD = re.compile(rf"(?:{_LETTER})+(?:[{_APOSTROPHES}](?:{_LETTER})+)*")
"""A word, with the marks on its letters and the apostrophes in it."""
_HYPHEN = re.compile("[-‐‑]")
_PIECE = re.compile(r"[^\W_]+")
_FORMS = re.compile(rf"[^\W_]+(?:{_HYPHEN.pattern}[^\W_]+)*")
_CLITICS = frozenset(("ku", "mu", "nya", "lah", "kah", "pun"))
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "in", "is", "for", "that", "with", "was", "on", "by", "from", "it")
)
_INDONESIAN = frozenset(
    ("yang", "dan", "di", "ke", "dari", "dengan", "untuk", "ini", "itu", "pada", "dalam", "akan")
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, as it is written, and folded so that it compares."""

    start: int
    end: int
    text: str
    folded: str


def plain(text: str) -> str:
    """Return `text` as the index takes it: full width folded, no apostrophe within a word.

    Jum'at becomes Jumat, Obama's becomes Obama. No NUL and no lone surrogate is left.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).encode("utf-8", "replace").decode("utf-8")
    if not _has_apostrophe(text):
        return text.replace("\0", " ")
    return _WITHIN.sub("", _POSSESSIVE.sub("", text)).replace("\0", " ")


def fold(word: str) -> str:
    """Return a word in the form in which it compares: small letters without marks."""
    if word.isascii() and "'" not in word:
        return word.lower()
    letters = unicodedata.normalize("NFKD", plain(word).casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


def split(text: str, start: int = 0) -> Iterator[Word]:
    """Walk the words of `text` from `start` on; what a hyphen joins are words of their own."""
    for found in WORD.finditer(text, start):
        yield Word(found.start(), found.end(), found[0], fold(found[0]))


def stem(word: str, language: str = "id") -> str:
    """Return what the forms of a word have in common, folded; the word itself where unsure.

    `language` is "en", or anything else for Indonesian. A name, that is a word that begins
    with a capital and is no form of a known word, and what has a digit stay as they are. Two
    words with a hyphen between them have a stem when they are forms of one: negara-negara.
    """
    return _stem(word, is_english=language == "en")


def language_of(text: str, told: str = "") -> str:
    """Return "en" or "id" by the commonest words of `text`; where none is there, what is told."""
    words = set(text[:1000].lower().split())
    english, indonesian = len(words & _ENGLISH), len(words & _INDONESIAN)
    if english == indonesian:
        return "en" if told.startswith("en") else "id"
    return "en" if english > indonesian else "id"


def stems_of(text: str, language: str = "id") -> str:
    """Return the stems of the words of `text` that are not their own stem, in their order.

    Words that `roots_in` tells of are left out.
    """
    known = _known(is_english=language == "en")
    return " ".join(filter(None, map(known.__getitem__, text.split())))


def roots_in(text: str, language: str = "id") -> str:
    """Return the words of `text` that are forms of a known root, each once, as root/word.

    Their root is the same wherever they stand, and so it need not be said of each article.
    """
    if language == "en":
        return ""
    known = _known(is_english=False).rooted
    return " ".join(filter(None, {known[written] for written in set(text.split())}))


@lru_cache(KINDS)
def forms_of(word: str) -> frozenset[str]:
    """Return what a word shares with its other forms, folded: itself and its stems.

    Two words are forms of one when these have something in common. The language of a word
    nobody knows: one that is no form of an Indonesian root has an English stem too.
    """
    folded = fold(word)
    stems = {folded, _stem(word, is_english=False)}
    if folded.isalpha() and not stem_indonesian(folded):
        stems.add(_stem(word, is_english=True))
    return frozenset(stems)


class _Known(dict[str, str]):
    """The stems in what stood between two blanks before, "" for what is its own stem.

    To cut a text at its blanks is ten times as fast as to look for its words.
    """

    def __init__(self, *, is_english: bool) -> None:
        super().__init__()
        self._stem = lru_cache(KINDS)(partial(_stem_if_other, is_english=is_english))
        self.rooted = _Rooted()

    def __missing__(self, written: str) -> str:
        found = " ".join(filter(None, map(self._stem, _FORMS.findall(plain(written)))))
        if len(written) <= LONGEST:
            self[written] = found
        return found


class _Rooted(dict[str, str]):
    """The words with a root in what stood between two blanks before, as root/word."""

    def __missing__(self, written: str) -> str:
        found = " ".join(filter(None, map(_rooted, _PIECE.findall(plain(written)))))
        if len(written) <= LONGEST:
            self[written] = found
        return found


def _known(*, is_english: bool) -> _Known:
    """Return what is remembered of a language; nothing, where that was too much."""
    known = _KNOWN[is_english]
    for each in (known, known.rooted):
        if len(each) > KINDS:
            each.clear()
    return known


@lru_cache(KINDS)
def _rooted(word: str) -> str:
    """Return a word and its root, "" where it has none or is its own."""
    folded = fold(word)
    root = stem_indonesian(folded) if folded.isalpha() else ""
    return f"{root}/{folded}" if root not in ("", folded) else ""


def _stem_if_other(word: str, *, is_english: bool) -> str:
    """Return the stem of a word or of a pair, "" where it is found by its own letters.

    So it is where its root is known.
    """
    found = _stem(word, is_english=is_english)
    parts = _HYPHEN.split(word)
    if len(parts) > 1 and found == fold(word):  # words joined, not one said twice
        return " ".join(
            filter(None, (_stem_if_other(each, is_english=is_english) for each in parts))
        )
    folded = [fold(each) for each in parts]
    if found in folded or (not is_english and found in map(stem_indonesian, folded)):
        return ""
    return found


def _stem(word: str, *, is_english: bool) -> str:
    folded = fold(word)
    if not folded.isalpha():
        parts = _HYPHEN.split(folded)
        return (_twice(parts) if len(parts) > 1 and not is_english else "") or folded
    is_name = word[0].isupper()
    if is_english:
        return folded if is_name else stem_english(folded)
    return stem_indonesian(folded) or (folded if is_name else guess_indonesian(folded))


def _twice(parts: list[str]) -> str:
    """Return the stem of a word said twice, with an affix on either; "" for other words."""
    first, second = parts[:2]
    if len(parts) > 2 and not _CLITICS.issuperset(parts[2:]):
        return ""
    root = stem_indonesian(first) or first
    # meniru-nirukan: what me- does to the first letter is done to the second half too
    readings = (second, f"me{second}", f"pe{second}")
    is_one = second in _CLITICS or root in (stem_indonesian(each) or each for each in readings)
    return root if is_one else ""


def _has_apostrophe(text: str) -> bool:
    for each in _APOSTROPHES:  # noqa: SIM110 - asked of every text; any() takes twice as long
        if each in text:
            return True
    return False


_KNOWN = (_Known(is_english=False), _Known(is_english=True))
