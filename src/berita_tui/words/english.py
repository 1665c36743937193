"""English word forms: the Snowball stemmer, loaded when the first English word comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def stem_english(word: str) -> str:
    """Return the stem of a folded word by the rules of Porter's second stemmer (Snowball)."""
    return _stemmer()(word)


@cache
def _stemmer() -> Callable[[str], str]:
    import Stemmer  # noqa: PLC0415 - not needed by those who read Indonesian only

    stem: Callable[[str], str] = Stemmer.Stemmer("english").stemWord
    return stem
