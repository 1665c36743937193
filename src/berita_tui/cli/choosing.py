"""Choosing: which sources and articles the words on the command line mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from berita_tui.cli.errand import Errand
from berita_tui.news import (
    Article,
    BadAddress,
    BeritaError,
    Missing,
    Sentence,
    Source,
    normal_address,
    typed_address,
)


def source_named(word: str, sources: Collection[Source]) -> Source:
    """Return the source that `word` means: its address, its id or the beginning of it, its name.

    A part of the name will do where only one has it. Raises `Missing`.
    """
    try:
        address = normal_address(typed_address(word))
    except BadAddress:
        address = ""
    addresses = {word, address}
    if "://" not in word:
        addresses.add(address.replace("https://", "http://", 1))
    folded = word.strip().casefold()
    for matches in (
        [each for each in sources if each.address in addresses],
        [each for each in sources if each.label.casefold() == folded],
        [each for each in sources if len(folded) >= 4 and each.key.startswith(folded)],
        [each for each in sources if folded and folded in each.label.casefold()],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise Missing(
                Sentence(
                    "“{word}” means {count} sources; give the whole address or the id",
                    word=word,
                    count=len(matches),
                )
            )
    raise Missing(
        Sentence("there is no source “{word}”; “berita-tui sources” lists them", word=word)
    )


def articles_named(errand: Errand) -> Iterator[tuple[str, Article | BeritaError]]:
    """Give the article for each id on the command line, or why there is none; each told once."""
    for word in dict.fromkeys(errand.wish.words):
        try:
            yield word, errand.store.articles.by_id(word.strip())
        except Missing as error:
            yield word, error
