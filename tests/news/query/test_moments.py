from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from berita_tui.news.query.moments import HERE, place, read_moment
from berita_tui.news.query.nouns import Bound, Dated

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 3, 31, 19, 42, tzinfo=WIB)


def placed(bound: Bound, text: str, now: datetime = NOW) -> tuple[str, str]:
    moment = read_moment(text)
    assert moment is not None
    first, end = place(Dated(bound=bound, moment=moment), now)
    return tuple(f"{each:%Y-%m-%d %H:%M}" if each else "" for each in (first, end))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("bound", "text", "first", "end"),
    [
        (Bound.ON, "2020-02-27", "2020-02-27 00:00", "2020-02-28 00:00"),
        (Bound.ON, "2020-12", "2020-12-01 00:00", "2021-01-01 00:00"),
        (Bound.ON, "2020", "2020-01-01 00:00", "2021-01-01 00:00"),
        (Bound.ON, "today", "2026-03-31 00:00", "2026-04-01 00:00"),
        (Bound.ON, "kemarin", "2026-03-30 00:00", "2026-03-31 00:00"),
        (Bound.ON, "2020-01..2020-03", "2020-01-01 00:00", "2020-04-01 00:00"),
        (Bound.ON, "2026-03-29..yesterday", "2026-03-29 00:00", "2026-03-31 00:00"),
        (Bound.ON, "7d", "2026-03-24 00:00", "2026-03-25 00:00"),
        (Bound.ON, "20jam", "2026-03-30 00:00", "2026-03-31 00:00"),
        (Bound.SINCE, "2020-02-27", "2020-02-27 00:00", ""),
        (Bound.AFTER, "2020-02-27", "2020-02-28 00:00", ""),
        (Bound.AFTER, "2020-01..2020-03", "2020-04-01 00:00", ""),
        (Bound.BEFORE, "2021", "", "2021-01-01 00:00"),
        (Bound.BEFORE, "today", "", "2026-03-31 00:00"),
        (Bound.SINCE, "7d", "2026-03-24 19:42", ""),
        (Bound.SINCE, "2hari", "2026-03-29 19:42", ""),
        (Bound.SINCE, "3h", "2026-03-31 16:42", ""),
        (Bound.AFTER, "1w", "2026-03-24 19:42", ""),
        (Bound.SINCE, "1m", "2026-02-28 19:42", ""),
        (Bound.SINCE, "1bulan", "2026-02-28 19:42", ""),
        (Bound.SINCE, "2tahun", "2024-03-31 19:42", ""),
        (Bound.BEFORE, "9999y", "", "1900-01-31 19:42"),
    ],
)
def test_moments_are_placed_in_the_readers_zone(
    bound: Bound, text: str, first: str, end: str
) -> None:
    assert placed(bound, text) == (first, end)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


def test_the_zone_here_knows_summer_time(berlin: None) -> None:
    now = datetime(2026, 3, 29, 10, 0, tzinfo=UTC).astimezone(HERE)
    assert now.hour == 12
    first, end = place(Dated(bound=Bound.ON, moment=read_moment("today")), now)  # type: ignore[arg-type]
    assert first
    assert end
    assert end.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=23)
    ((winter, _), (early, _)) = (
        place(Dated(bound=Bound.ON, moment=read_moment(text)), now)  # type: ignore[arg-type]
        for text in ("2026-01-15", "1950-07")
    )
    assert winter
    assert winter.astimezone(UTC).hour == 23
    assert winter.tzname() == "CET"
    assert early
    assert early.utcoffset() == timedelta(hours=2)
    assert (HERE.utcoffset(None), HERE.dst(None), HERE.tzname(None)) == (None, None, None)
    hours_ago, _ = place(Dated(bound=Bound.SINCE, moment=read_moment("10h")), now)  # type: ignore[arg-type]
    assert hours_ago
    assert hours_ago.astimezone(UTC) == datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
