"""Rowids: articles' numbers as an index has them, with fewer bits for the place in a second.

An index keeps the differences between the rowids of the articles a word is in: with twenty bits
of which all but six are empty they take two bytes more each, and the index a third more disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import apsw

from berita_tui.store.concordance import INDEX_VERSION, NEXT
from berita_tui.store.numbers import PLACE_BITS, TIE_BITS

FOREIGN: Final = 1 << 44
"""From here on are no rowids of a narrow index: what is there another version has written."""

_NARROW = f"/{PLACE_BITS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rowids:
    """The rowids of one index, in SQL: a greater number has a greater rowid.

    `bits`, how many are left for the place in a second, is looked up by each statement itself:
    between two of them another program may put a new index in the place of the old one.
    """

    table: str
    bits: str

    def of(self, number: str) -> str:
        """Return the rowid of an article that is there."""
        return f"(({number} >> {TIE_BITS} << {self.bits}) | ({number} & ((1 << {self.bits}) - 1)))"

    def number(self, rowid: str) -> str:
        """Return the number of the article that has this rowid."""
        return f"(({rowid} >> {self.bits} << {TIE_BITS}) | ({rowid} & ((1 << {self.bits}) - 1)))"

    def first(self, number: str) -> str:
        """Return the least rowid there can be of this number or a greater one."""
        tie = f"{number} & {(1 << TIE_BITS) - 1}"
        return f"(({number} >> {TIE_BITS} << {self.bits}) + min({tie}, 1 << {self.bits}))"


def version_of(*, is_narrow: bool) -> str:
    """Return what the archive says of an index that is of this version."""
    return f"{INDEX_VERSION}{_NARROW}" if is_narrow else INDEX_VERSION


def is_narrow(version: str | None) -> bool:
    """Tell whether an index of which the archive says this has few bits for the place."""
    return version is not None and version.endswith(_NARROW)


def _bits(fact: str) -> str:
    sql = f"SELECT 1 FROM facts WHERE name = '{fact}' AND value LIKE '%{_NARROW}'"
    return f"iif(EXISTS ({sql}), {PLACE_BITS}, {TIE_BITS})"


WORDS: Final = Rowids(table="words", bits=_bits("index_version"))
NEXT_WORDS: Final = Rowids(table=f"words{NEXT}", bits=_bits("next_version"))
LOOSE: Final = Rowids(table="loose", bits=str(TIE_BITS))
"""The index that answers, the one that is being made, and one of a few articles."""

_NARROW_WORDS = Rowids(table="words", bits=str(PLACE_BITS))


def words_of(reader: apsw.Connection) -> Rowids:
    """Return the index that answers, for statements that go over many of its rows.

    A narrow one is followed by narrow ones only. A wide one may be followed by either, so that
    statements look themselves, which takes them a third longer.
    """
    version = reader.execute("SELECT value FROM facts WHERE name = 'index_version'").get
    return _NARROW_WORDS if is_narrow(version) else WORDS
