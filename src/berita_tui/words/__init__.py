"""Words: where they are in a text, how they compare, and which are forms of one word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from berita_tui.words.english import AROUND, bare, stem_english
from berita_tui.words.indonesian import guess_indonesian, stem_indonesian

VERSION = 2
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
_FORMS = re.compile(rf"[^\W_]+(?:{_HYPHEN.pattern}[^\W_]+)*")
NO_NAMES: Final = frozenset[str]()
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

    `language` is "en", or anything else for Indonesian. What has a digit stays as it is, and in
    Indonesian a name, that is a word that begins with a capital and is no form of a known word;
    English ones are known by the text they stand in. Two words with a hyphen between them have
    a stem when they are forms of one: negara-negara.
    """
    return _stem(word, is_english=language == "en")


def language_of(text: str, told: str = "") -> str:
    """Return "en" or "id" by the commonest words of `text`; where none is there, what is told."""
    words = set(text[:1000].lower().split())
    english = len(_ENGLISH.intersection(words))
    indonesian = len(_INDONESIAN.intersection(words))
    if english == indonesian:
        return "en" if told.startswith("en") else "id"
    return "en" if english > indonesian else "id"


def stems_of(
    words: Sequence[str], language: str = "id", *, names: frozenset[str] = NO_NAMES
) -> tuple[str, str]:
    """Return the stems of words that are not their own stem, in their order.

    `words` are what stands between the blanks of a text. English `names` stay whole: with a
    capital they have none, see `english.names_in`. A word of a known root has the same one
    wherever it stands: such words are apart, as root/word, in any order and seldom twice.
    """
    known = _KNOWN[language == "en"]
    if len(known) > KINDS:
        known.clear()
    if language == "en":
        stems_ = [
            stems
            for each in words
            if (stems := known[each]) and (each.islower() or bare(each) not in names)
        ]
        return " ".join(stems_), ""
    kinds = set(words)
    found = " ".join(filter(None, map(known.__getitem__, kinds)))
    if found.count("/") == (found.count(" ") + 1 if found else 0):
        return "", found
    others = {each: stems for each in kinds if (stems := _without_roots(known[each]))}
    stems = " ".join([others[each] for each in words if each in others])
    return stems, " ".join([each for each in found.split() if "/" in each])


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
        self._is_english = is_english

    def __missing__(self, written: str) -> str:
        bare = written.strip(AROUND)
        if bare != written:
            return self._keep(written, self[bare])
        if written.isascii() and written.isalpha():
            return self._keep(written, _stem_if_other(written, is_english=self._is_english))
        return self._keep(
            written, " ".join(filter(None, map(self._of_form, _FORMS.findall(plain(written)))))
        )

    def _of_form(self, form: str) -> str:
        found = self.get(form)
        if found is None:
            found = self._keep(form, _stem_if_other(form, is_english=self._is_english))
        return found

    def _keep(self, written: str, found: str) -> str:
        if len(written) <= LONGEST:
            self[written] = found
        return found


def _without_roots(stems: str) -> str:
    return " ".join([each for each in stems.split() if "/" not in each]) if stems else ""


def _stem_if_other(word: str, *, is_english: bool) -> str:
    """Return the stem of a word or of a pair, "" where it is found by its own letters.

    Where its root is known, it is root/word.
    """
    whole = fold(word)
    if whole.isalpha():
        root = "" if is_english else stem_indonesian(whole)
        found = f"{root}/{whole}" if root else _guessed(word, whole, is_english=is_english)
        return "" if whole in (root, found) else found
    found = _stem(word, is_english=is_english)
    parts = _HYPHEN.split(word)
    if len(parts) > 1 and found == whole:  # words joined, not one said twice
        return " ".join(
            filter(None, (_stem_if_other(each, is_english=is_english) for each in parts))
        )
    folded = [fold(each) for each in parts]
    if found in folded:
        return ""
    rooted = () if is_english else (each for each in folded if stem_indonesian(each) == found)
    return next((f"{found}/{each}" for each in rooted), found)


def _stem(word: str, *, is_english: bool) -> str:
    folded = fold(word)
    if not folded.isalpha():
        parts = _HYPHEN.split(folded)
        return (_twice(parts) if len(parts) > 1 and not is_english else "") or folded
    root = "" if is_english else stem_indonesian(folded)
    return root or _guessed(word, folded, is_english=is_english)


def _guessed(word: str, folded: str, *, is_english: bool) -> str:
    """Return the stem of a word of no known root: of a name, the whole of it."""
    if is_english:
        return stem_english(folded)
    return folded if word[0].isupper() else guess_indonesian(folded)


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
