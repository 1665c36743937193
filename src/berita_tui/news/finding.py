"""Finding: where a text reads exactly so, letter by letter."""

from __future__ import annotations

import re


def find_words(words: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where `words` stand in a text: character offsets, in order, not overlapping.

    Case counts where one of the letters is a capital. Any space stands for any other.
    """
    parts = words.split()
    if not parts:
        return ()
    case = re.NOFLAG if any(letter.isupper() for letter in words) else re.IGNORECASE
    pattern = r"\s+".join(map(re.escape, parts))
    return tuple(found.span() for found in re.finditer(pattern, text, case))
