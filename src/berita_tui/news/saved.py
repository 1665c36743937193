"""Queries that are kept: searches with a name, and what is not to be seen."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from berita_tui.news.errors import BadQuery
from berita_tui.news.noun import noun

if TYPE_CHECKING:
    from berita_tui.news.articles import Entry

TITLE_WORDS = 4
"""How many words of a title are proposed."""

_WORD = re.compile(r"[^\W\d_]+")


@noun
class SavedSearch:
    """A smart folder: a name, and the query as it was typed."""

    number: int
    name: str
    text: str


@noun
class Mute:
    """A query whose articles are hidden everywhere; `until` None is for ever."""

    number: int
    text: str
    until: datetime | None = None


def propose_mutes(entry: Entry, source: str, language: str) -> tuple[str, ...]:
    """Return queries by which articles like `entry` can be muted, in a language's keywords.

    Its section, its author, the longest words of its title, its source: where it has them.
    """
    # ruff: noqa: PLC0415 - off the way in: those that are kept are only named there
    from berita_tui.news.query import Field, Query, Term, parse_query, write_query
    from berita_tui.news.query.nouns import Within

    words = {word.casefold(): word for word in _WORD.findall(entry.title) if len(word) >= 5}
    longest = sorted(words.values(), key=len, reverse=True)[:TITLE_WORDS]
    parts = [
        (Field.SECTION, entry.section, True),
        (Field.BY, entry.author, True),
        *((Field.TITLE, word, False) for word in longest),
        (Field.SOURCE, source, True),
    ]
    found = []
    for field, name, is_phrase in parts:
        text = " ".join(name.replace('"', " ").split())
        query = Query(tree=Within(field, Term(text=text, is_phrase=is_phrase)))
        written = write_query(query, language)
        try:
            if text and not parse_query(written).is_empty:
                found.append(written)
        except BadQuery:
            pass  # longer than a query may be
    return tuple(found)
