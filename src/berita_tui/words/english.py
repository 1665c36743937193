"""English word forms: the Snowball stemmer, loaded when the first English word comes; names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise

AROUND = ".,;:!?()[]{}/*“”«»…"
"""What stands around words and changes none: it meets no letter, mark or apostrophe."""
_EDGES = f"{AROUND}\"'‘’"
_LONG = re.compile(r"\b[^\W\d_]{4,}")
_HEADLINE = 160
"""Longest line, in characters, that may be in Title Case: a paragraph is not."""
_BEFORE = re.compile(r".*(?:[^\W_]|[,;])|\W*(?:[A-Z]|[DMS][rst]|Mrs|Prof|Gen|Gov|Sen)\.")
"""What stands before a word inside of a sentence: also an initial, or a title cut short."""


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return what is a name in an English text, as all parts of it together show, in small letters.

    That is what has a capital inside of a sentence and is nowhere small. What stands only where
    any word has a capital, at the start of a sentence or in a headline in Title Case, is taken
    for a word: of 333 such on 135 real pages, forms of which would be missed, 93 % are.
    """
    names, words = set[str](), set[str]()
    for line in "\n".join(texts).split("\n"):
        if not _is_headline(line):
            read = line.split()
            words.update(read)
            names.update(
                word for before, word in pairwise(read) if word[0].isupper() and _is_inside(before)
            )
    small = (each.strip(AROUND) for each in words if each.islower())
    return frozenset(map(bare, names)).difference(small)


def bare(written: str) -> str:
    """Return a word in small letters, without what stands around it and its possessive."""
    return written.strip(_EDGES).lower().removesuffix("'s").removesuffix("’s")


@lru_cache(20_000)
def _is_inside(before: str) -> bool:
    return _BEFORE.fullmatch(before) is not None


def _is_headline(line: str) -> bool:
    """Tell whether most of a line's longer words have a capital, and it is no sentence."""
    if len(line) > _HEADLINE or line.endswith("."):
        return False
    longer: list[str] = _LONG.findall(line)
    return sum(each[0].isupper() for each in longer) * 2 > len(longer)


def stem_english(word: str) -> str:
    """Return the stem of a folded word by the rules of Porter's second stemmer (Snowball)."""
    return _stemmer()(word)


@cache
def _stemmer() -> Callable[[str], str]:
    import Stemmer  # noqa: PLC0415 - not needed by those who read Indonesian only

    stem: Callable[[str], str] = Stemmer.Stemmer("english").stemWord
    return stem
