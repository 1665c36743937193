"""Queries that are kept: searches with a name, and what is not to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A smart folder: a name, and the query as it was typed."""

    number: int
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A query whose articles are hidden everywhere; `until` None is for ever."""

    number: int
    text: str
    until: datetime | None = None
