"""Numbers: an article's, which is its second of publication and a counter, and moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

TIE_BITS = 20
"""Low bits of an article's number: the place among those of the same second."""
PLACE_BITS: Final = 6
"""How many of them are used: what finds no place in its second gets one in the next."""

LEAST: Final = -(2**63)
MOST: Final = 2**63 - 1
"""Between these are the numbers of all articles."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number_of(when: datetime) -> int:
    """Return the least number of an article of that second."""
    return int(when.timestamp()) << TIE_BITS


def time_of(micros: int) -> datetime:
    """Return the moment `micros` microseconds after 1970, in UTC; 1970 for no such moment."""
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:  # the row is damaged
        return _EPOCH


def date_in(text: str | None) -> datetime | None:
    """Return the aware moment that a row says, None where it says none or is damaged."""
    try:
        when = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return when if when and when.tzinfo else None


def micros(when: datetime) -> int:
    """Return `when` in microseconds since 1970."""
    return round(when.timestamp() * 1_000_000)
