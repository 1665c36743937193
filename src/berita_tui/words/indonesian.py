"""Indonesian word forms: affixes taken off until a known root is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

_LIST = Path(__file__).parents[1] / "assets" / "words" / "id.txt"
"""Written for this program: Sastrawi's list of roots is licensed for non-commercial use only."""

SHORTEST = 3
"""Letters a root has at least."""
MAX_LETTERS = 40
"""Longest word whose affixes are looked at."""

_PARTICLES = ("lah", "kah", "tah", "pun")
_OWNERS = ("nya", "ku", "mu")
_ENDINGS = ("kan", "an", "i")
_VOWELS = frozenset("aiueo")
_FIRST = ("di", "ku", "kau", "ketidak")
"""Prefixes before which there is no other."""
_SIMPLE = ("ke", "se")
_BEGINNINGS = (*_FIRST, *_SIMPLE, "me", "pe", "be", "te")
_ENDS = (*_PARTICLES, *_OWNERS, *_ENDINGS)
_DEPTH = 3
"""Most prefixes on one word: ke-ber-…, di-per-…, se-pe-…"""
_NASALS = (
    ("ny", "", "s"),
    ("ng", "ghkqx", "k"),
    ("n", "cdjzst", "t"),
    ("m", "bfvp", "p"),
)
"""After me- and pe-: each nasal, the letters it stands before, and the one it swallows."""
_UNSURE = 5
"""Letters left at least where no root is known, so that names stay whole."""

Reading = tuple[str, int, int]
"""What may be the root, how many of its letters were in the word, and affixes taken off."""


@lru_cache(20_000)  # most words come small, with a capital, and in pairs
def stem_indonesian(word: str) -> str:
    """Return the root of a folded word, "" where no root is known.

    After Nazief and Adriani (1996) and Asian (2007), but of all ways to take a word apart the
    one that leaves the longest root is taken, then that with the fewest affixes.
    """
    roots = _roots()
    if word in roots:
        return roots[word]
    best, most = "", (0, 0)
    has_affix = word.startswith(_BEGINNINGS) or word.endswith(_ENDS)
    if has_affix and len(word) <= MAX_LETTERS:
        for body, endings in _without_endings(word):
            for root, kept, prefixes in _without_prefixes(body, _DEPTH):
                if root in roots and (kept, -endings - prefixes) >= most:
                    best, most = roots[root], (kept, -endings - prefixes)
    return best


def guess_indonesian(word: str) -> str:
    """Return what is left of a folded word of no known root without its sure affixes.

    Sure are -nya, and what comes in pairs: a name is not to lose its beginning.
    """
    if len(word) >= _UNSURE + 3:
        word = word.removesuffix("nya")
    ending = next((each for each in _ENDINGS if word.endswith(each)), "")
    rest = word.removesuffix(ending)
    if word.startswith("di") and ending in ("kan", "i"):
        rest = rest[2:]
    elif word.startswith(("me", "pe")) and (ending or word[0] == "m"):
        rest = next((body for body, is_whole in _nasal_off(rest[2:]) if is_whole), "")
    else:
        return word
    return rest if len(rest) >= _UNSURE - bool(ending) else word


def _without_endings(word: str) -> Iterator[tuple[str, int]]:
    bodies = [(word, 0)]
    for group in (_PARTICLES, _OWNERS, _ENDINGS):
        bodies += [
            (body.removesuffix(ending), count + 1)
            for body, count in bodies
            for ending in group
            if body.endswith(ending)
        ]
    return ((body, count) for body, count in bodies if len(body) >= SHORTEST)


def _without_prefixes(word: str, depth: int) -> Iterator[Reading]:
    yield word, len(word), 0
    if depth == 0 or not word.startswith(_BEGINNINGS):
        return
    first = _FIRST if depth == _DEPTH else ()
    for rest, kept, count in _one_prefix_off(word, (*first, *_SIMPLE)):
        if len(rest) < SHORTEST:
            continue
        lost = len(rest) - kept
        for root, inner, more in _without_prefixes(rest, depth - 1):
            yield root, inner - (lost if len(root) == len(rest) else 0), count + more


def _one_prefix_off(word: str, simple: tuple[str, ...]) -> Iterator[Reading]:
    for prefix in simple:
        if word.startswith(prefix):
            rest = word[len(prefix) :]
            yield rest, len(rest), 1
    match word[:2]:
        case "me":
            yield from _after_nasal(word[2:])
        case "pe":
            yield from _after_nasal(word[2:])
            yield from _after_r(word[2:])
            yield word[2:], len(word) - 2, 1
        case "be" | "te":
            yield from _after_r(word[2:])


def _after_r(rest: str) -> Iterator[Reading]:
    """Read what follows be-, te- and pe-: -r-, in belajar -l-, nothing before r and -er-."""
    if rest[:1] in ("r", "l"):
        yield rest[1:], len(rest) - 1, 1
    if rest[:1] == "r" or (rest[:1] not in _VOWELS and rest[1:3] == "er"):
        yield rest, len(rest), 1


def _after_nasal(rest: str) -> Iterator[Reading]:
    """Read what follows me- and pe-."""
    if rest[:1] in ("l", "r", "w", "y", "m", "n"):
        yield rest, len(rest), 1
    for body, is_whole in _nasal_off(rest):
        yield body, len(body) - (not is_whole), 1


def _nasal_off(rest: str) -> Iterator[tuple[str, bool]]:
    """Take the nasal off; False comes with a letter that is only thought to be swallowed."""
    for nasal, before, swallowed in _NASALS:
        if not rest.startswith(nasal):
            continue
        body = rest[len(nasal) :]
        if body[:1] in _VOWELS:
            if nasal == "ng":
                yield body, True
                if body[0] == "e":
                    yield body[1:], True  # menge-, before roots of one syllable
            yield swallowed + body, False
        elif body[:1] and body[0] in before:
            yield body, True


@cache
def _roots() -> Mapping[str, str]:
    """Read lines of a root and the forms that no rule leads to it; return what each leads to."""
    text = _LIST.read_text("utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {form: line[0] for line in lines for form in line}
