from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.parse.dates import EARLIEST, WIB, is_plausible, read_date, zone_of

SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jum'at, 24 Juli 2026 - 13:39 WIB", "2026-07-24T13:39:00+07:00"),
        ("Jum’at, 24 Juli 2026 - 13:39 WIB", "2026-07-24T13:39:00+07:00"),
        ("Jum&#039;at, 24 Juli 2026 - 13:39 WIB", "2026-07-24T13:39:00+07:00"),
        ("Selasa,  6 Oktober 2015 - 05:23 WIB", "2015-10-06T05:23:00+07:00"),
        ("Rabu 13 September 2017 - 12:12 WIB", "2017-09-13T12:12:00+07:00"),
        ("Selasa, 23 Februari 2016 15:06 WIB | 998 Views", "2016-02-23T15:06:00+07:00"),
        ("Kamis, 05/11/2015 10:08 WIB", "2015-11-05T10:08:00+07:00"),
        ("Jumat, 04 Okt 2024 19:34 WIB", "2024-10-04T19:34:00+07:00"),
        ("2023/11/02 20:59:53", "2023-11-02T20:59:53+07:00"),
        ("Rabu, 4 November 2015 | 21:04 WIB", "2015-11-04T21:04:00+07:00"),
        ("Kabar.com - 02/11/2023, 21:34 WIB", "2023-11-02T21:34:00+07:00"),
        ("24 Juli 2026 | 11.32 WIB", "2026-07-24T11:32:00+07:00"),
        ("17 February 2017, 13:16 WIB", "2017-02-17T13:16:00+07:00"),
        ("Kamis, 5 November 2015 - 15:56 wib", "2015-11-05T15:56:00+07:00"),
        ("2020-07-09 07:26:05", "2020-07-09T07:26:05+07:00"),
        ("16 Feb 2016 08:38", "2016-02-16T08:38:00+07:00"),
        ("Thu, 05 Nov 15 12:58:01 +0700", "2015-11-05T12:58:01+07:00"),
        ("Thu, 05 Nov 98 12:58:01 +0700", "1998-11-05T12:58:01+07:00"),
        ("Terbit 24 Jul 2026 17:00 WIB", "2026-07-24T17:00:00+07:00"),
        ("21/7/2026 22:42", "2026-07-21T22:42:00+07:00"),
        ("05 Agustus 2019", "2019-08-05T00:00:00+07:00"),
        ("Sen, 23 Agu 2026 13.05 WIB", "2026-08-23T13:05:00+07:00"),
        ("Ahad, 1 Maret 2026 08.00 WITA", "2026-03-01T08:00:00+08:00"),
        ("Sab, 5 Des 2020 08.00 WIT", "2020-12-05T08:00:00+09:00"),
        ("5.11.2015 10.30", "2015-11-05T10:30:00+07:00"),
        ("Mon, 23 Nov 2026 10:00:00 GMT", "2026-11-23T10:00:00+00:00"),
        ("Mon, 23 Nov 2026 10:00:00 GMT+7", "2026-11-23T10:00:00+07:00"),
        ("Mon, 23 Nov 2026 10:00:00 Etc/GMT", "2026-11-23T10:00:00+00:00"),
        ("Mon, 23 Nov 2026 10:00:00 -0330 (NST)", "2026-11-23T10:00:00-03:30"),
        ("Mon Nov 23 10:00:00 2026", "2026-11-23T10:00:00+07:00"),
        ("Sun Nov 22 10:00:00 EST 2026", "2026-11-22T10:00:00-05:00"),
        ("November 20, 2026 at 5:00 p.m. EST", "2026-11-20T17:00:00-05:00"),
        ("Nov 20th, 2026 12:05 am", "2026-11-20T00:05:00+07:00"),
        ("11/20/2026 10:00 PM", "2026-11-20T22:00:00+07:00"),
        ("11/02/2026 10:00 PM", "2026-11-02T22:00:00+07:00"),
        ("2026-11-23T10:00:00.123Z", "2026-11-23T10:00:00+00:00"),
        ("2026-11-23T10:00+07", "2026-11-23T10:00:00+07:00"),
        ("20261123T100000Z", "2026-11-23T10:00:00+00:00"),
        ("20261123T1000", "2026-11-23T10:00:00+07:00"),
        ("2004년 05월 28일  01:31:15", "2004-05-28T01:31:15+07:00"),
        ("20261123", "2026-11-23T00:00:00+07:00"),
        ("2026-11", "2026-11-01T00:00:00+07:00"),
        ("2026", "2026-01-01T00:00:00+07:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59+00:00"),
        ("2016-12-31T24:00:00Z", "2017-01-01T00:00:00+00:00"),
        ("23 Nov 2026 10:00 pagi", "2026-11-23T10:00:00+07:00"),
    ],
)
def test_dates_are_read_with_the_offset_they_have(text: str, said: str) -> None:
    when = read_date(text, seen=SEEN, assume=WIB)
    assert when
    assert when.isoformat() == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "07:08",
        "2 menit yang lalu",
        "1",
        "1e400",
        "99999999999999999999",
        "Mon, 01 Jan 0000 00:00:00 GMT",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "9999-12-31T23:59:59-12:00",
        "1969-12-31T23:59:59Z",
        "Thu, 01 Jan 1970 07:00:00 +0700",
        "2569-11-23T00:00:00+07:00",
        "2038-01-19T03:14:08Z",
        "2026-11-25T00:00:00Z",
        "2026-11-23T10:00:00+99:99",
        "2026-11-23T25:00:00Z",
        "2026-11-23T10:61:00Z",
        "31 Februari 2026",
        "32/13/2026",
        "\x1b[2J",
        "23 Nov 2026 \u202e10:00",
        "x" * 70 + " 23 Nov 2026",
        "23 Nov 2026 " + "x" * 200,
        "versi 1.2.3",
    ],
)
def test_what_is_no_date_or_cannot_be_true_is_none(text: str) -> None:
    assert read_date(text, seen=SEEN, assume=WIB) is None


def test_without_a_zone_and_without_a_guess_it_is_utc() -> None:
    assert read_date("2026-11-23 10:00", seen=SEEN) == datetime(2026, 11, 23, 10, tzinfo=UTC)


@given(st.text(max_size=200) | st.text(alphabet="0123456789 :./-+tzpamjanuriwb,", max_size=60))
def test_no_text_breaks_it_and_all_it_says_is_plausible(text: str) -> None:
    when = read_date(text, seen=SEEN, assume=WIB)
    assert when is None or EARLIEST <= when <= SEEN + timedelta(hours=24)


@given(
    st.integers(int(EARLIEST.timestamp()), int(SEEN.timestamp())),
    st.integers(-12 * 60, 14 * 60),
)
def test_what_the_formats_of_the_web_say_is_read_back(second: int, offset: int) -> None:
    when = datetime.fromtimestamp(second, timezone(timedelta(minutes=offset)))
    assert read_date(when.isoformat(), seen=SEEN) == when
    assert read_date(when.strftime("%a, %d %b %Y %H:%M:%S %z"), seen=SEEN) == when


def test_years_at_the_edge_of_the_calendar_are_not_plausible() -> None:
    edge = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert not is_plausible(edge, seen=SEEN)


@pytest.mark.parametrize(
    ("address", "language", "zone"),
    [
        ("https://news.contoh.id/rss", "", WIB),
        ("https://nasional.sindonews.com/rss", "", WIB),
        ("https://example.com/", "id-ID", WIB),
        ("https://example.com/", "in", WIB),
        ("https://example.com/", "en", None),
        ("https://example.com/", "ido", None),
        ("http://[", "", None),
        ("", "", None),
    ],
)
def test_indonesian_outlets_mean_western_indonesian_time(
    address: str, language: str, zone: timezone | None
) -> None:
    assert zone_of(address, language) == zone
