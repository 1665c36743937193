"""The keywords of the query language: English and Indonesian, both always understood."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from berita_tui.news.query.nouns import Bound, Day, Field, State, Unit

Noun = TypeVar("Noun", bound=StrEnum)

Names = Mapping[Noun, tuple[str, str]]
"""What something is called in English and in Indonesian."""

FIELDS: Final[Names[Field]] = MappingProxyType(
    {
        Field.TITLE: ("title", "judul"),
        Field.BODY: ("body", "isi"),
        Field.BY: ("by", "oleh"),
        Field.PLACE: ("place", "tempat"),
        Field.SOURCE: ("source", "sumber"),
        Field.SECTION: ("section", "rubrik"),
        Field.TAG: ("tag", "label"),
        Field.NOTE: ("note", "catatan"),
    }
)
IS: Final = ("is", "status")
STATES: Final[Names[State]] = MappingProxyType(
    {
        State.UNREAD: ("unread", "belum"),
        State.READ: ("read", "dibaca"),
        State.BOOKMARKED: ("bookmarked", "tersimpan"),
        State.OFFLINE: ("offline", "luring"),
        State.EDITED: ("edited", "berubah"),
    }
)
HAS: Final = ("has", "ada")
BELONGINGS: Final[Names[State]] = MappingProxyType(
    {State.IMAGE: ("image", "gambar"), State.NOTE: ("note", "catatan")}
)
BOUNDS: Final[Names[Bound]] = MappingProxyType(
    {
        Bound.AFTER: ("after", "setelah"),
        Bound.BEFORE: ("before", "sebelum"),
        Bound.SINCE: ("since", "sejak"),
        Bound.ON: ("on", "pada"),
    }
)
DAYS: Final[Names[Day]] = MappingProxyType(
    {Day.TODAY: ("today", "hari-ini"), Day.YESTERDAY: ("yesterday", "kemarin")}
)
UNITS: Final[Names[Unit]] = MappingProxyType(
    {
        Unit.HOUR: ("h", "jam"),
        Unit.DAY: ("d", "hari"),
        Unit.WEEK: ("w", "minggu"),
        Unit.MONTH: ("m", "bulan"),
        Unit.YEAR: ("y", "tahun"),
    }
)
OR: Final = ("OR", "ATAU")

LANGUAGES: Final = ("en", "id")
"""The languages by code, in the order of every pair of names here."""


def meanings(names: Names[Noun]) -> Mapping[str, Noun]:
    """Return what each keyword of both languages means."""
    return MappingProxyType({name: noun for noun, pair in names.items() for name in pair})


def place_of(keyword: str, names: tuple[str, str]) -> int:
    """Return which language's keyword it is: 0 English, 1 Indonesian."""
    return names.index(keyword)
