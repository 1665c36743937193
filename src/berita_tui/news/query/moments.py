"""Moments of a query: read from text, and placed in time when a query is run."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from berita_tui.news.query.keywords import DAYS, UNITS, meanings
from berita_tui.news.query.nouns import Ago, Bound, Date, Dated, Day, Moment, Range, Unit

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
"""The years a date can be of: before the first no article is, and no clock goes past the last."""

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,4})([a-z]+)", re.ASCII)
_DAYS = meanings(DAYS)
_UNITS = meanings(UNITS)


class Here(tzinfo):
    """The zone of this machine, with its summer times: what a fixed offset does not know."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """Return the offset at that moment of the wall clock."""
        return None if when is None else _here(when).utcoffset()

    def dst(self, when: datetime | None) -> timedelta | None:  # noqa: ARG002 - tzinfo's own form
        """Return nothing: nobody asks how much of the offset is summer time."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """Return what the zone calls itself at that moment."""
        return None if when is None else _here(when).tzname()

    def fromutc(self, when: datetime) -> datetime:
        """Return the wall clock here for a moment whose clock shows UTC."""
        return when.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)


HERE: Final = Here()
"""The reader's zone."""


def read_moment(text: str) -> Moment | None:
    """Return what a value of `after:` and its like means, None where it means nothing.

    A date that is in no calendar, and a range that ends before it begins, mean nothing too.
    """
    text = text.lower()
    if found := _AGO.fullmatch(text):
        unit = _UNITS.get(found[2])
        return Ago(count=int(found[1]), unit=unit) if unit else None
    first, dots, last = text.partition("..")
    begin, end = _read_date(first), _read_date(last)
    if not dots:
        return begin
    if begin is None or end is None:
        return None
    if isinstance(begin, Date) and isinstance(end, Date) and _order(end) < _order(begin):
        return None
    return Range(first=begin, last=end)


def place(dated: Dated, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return from when on, and before when, articles are meant; None where nothing bounds them.

    Days are those of `now`'s zone. `after:` is past the end of a day, month or range, `since:`
    from its beginning; so many days ago is that very moment, except with `on:`, which means the
    day it was.
    """
    is_day = dated.bound is Bound.ON
    start, end = _stretch(dated.moment, now, is_day=is_day)
    match dated.bound:
        case Bound.AFTER:
            return end, None
        case Bound.BEFORE:
            return None, start
        case Bound.SINCE:
            return start, None
        case _:
            return start, end


def _read_date(text: str) -> Date | Day | None:
    if text in _DAYS:
        return _DAYS[text]
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(each) if each else None for each in found.groups())
    assert year is not None
    if not FIRST_YEAR <= year <= LAST_YEAR or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and not 1 <= day <= _days(year, month or 1):
        return None
    return Date(year=year, month=month or 0, day=day or 0)


def _order(moment: Date) -> tuple[int, int, int]:
    return moment.year, moment.month, moment.day


def _stretch(moment: Moment, now: datetime, *, is_day: bool) -> tuple[datetime, datetime]:
    match moment:
        case Range():
            first, _ = _stretch(moment.first, now, is_day=is_day)
            _, last = _stretch(moment.last, now, is_day=is_day)
            return first, last
        case Ago():
            then = _ago(moment, now)
            return _day(then) if is_day else (then, then)
        case Day():
            return _day(now if moment is Day.TODAY else now - timedelta(days=1))
        case _:
            return _date(moment, now.tzinfo)


def _date(moment: Date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    start = datetime(moment.year, moment.month or 1, moment.day or 1, tzinfo=zone)
    if moment.day:
        return _day(start)
    return start, _shifted(start, 1 if moment.month else 12)


def _day(when: datetime) -> tuple[datetime, datetime]:
    # By the wall clock: the day on which summer time begins has 23 hours.
    midnight = when.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return midnight, midnight + timedelta(days=1)


def _ago(ago: Ago, now: datetime) -> datetime:
    match ago.unit:
        case Unit.HOUR:
            return (now.astimezone(UTC) - timedelta(hours=ago.count)).astimezone(now.tzinfo)
        case Unit.DAY:
            return now - timedelta(days=ago.count)
        case Unit.WEEK:
            return now - timedelta(weeks=ago.count)
        case Unit.MONTH:
            return _shifted(now, -ago.count)
        case _:
            return _shifted(now, -12 * ago.count)


def _shifted(when: datetime, months: int) -> datetime:
    year, month = divmod(12 * when.year + when.month - 1 + months, 12)
    if year < FIRST_YEAR:
        year, month = FIRST_YEAR, 0
    day = min(when.day, _days(year, month + 1))
    return when.replace(year=year, month=month + 1, day=day)


def _days(year: int, month: int) -> int:
    """Return how many days a month has."""
    years, next_month = divmod(month, 12)
    return (date(year + years, next_month + 1, 1) - timedelta(days=1)).day


def _here(when: datetime) -> datetime:
    if when.year <= 1970:  # Windows has no local time before
        when = when.replace(year=2000)
    return when.replace(tzinfo=None).astimezone()
