"""Dates as publishers write them, in Indonesian and English."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time, which Indonesian outlets mean when they name no zone."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing was published on the web before."""

MAX_AHEAD = timedelta(hours=24)
"""How far after it was seen an article may be dated: zones get mixed up, years do not."""

MAX_LENGTH = 160
"""Longest text read as a date, in characters."""

_MONTHS = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "januari january jan",
                "februari february pebruari feb peb",
                "maret march mar mrt",
                "april apr",
                "mei may",
                "juni june jun",
                "juli july jul",
                "agustus august agu ags agt agst aug",
                "september sept sep",
                "oktober october okt oct",
                "november nopember nov nop",
                "desember december des dec",
            ),
            start=1,
        )
        for name in names.split()
    }
)
_ZONES = MappingProxyType(
    {
        "wib": 7, "wita": 8, "wit": 9,
        "gmt": 0, "utc": 0, "ut": 0, "z": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2,
        "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "sgt": 8, "myt": 8, "hkt": 8, "pht": 8,
        "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11,
        "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3, "est": -5,
        "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6, "mst": -7, "mdt": -6, "mt": -7,
        "pst": -8, "pdt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10,
    }
)  # fmt: skip
_HOSTS = (
    "antaranews.com beritasatu.com bisnis.com bola.com bola.net cnbcindonesia.com "
    "cnnindonesia.com detik.com fimela.com idntimes.com idxchannel.com jawapos.com jpnn.com "
    "kapanlagi.com kompas.com kompas.tv kompasiana.com kumparan.com liputan6.com "
    "mediaindonesia.com merdeka.com okezone.com pikiran-rakyat.com sindonews.com sindonews.net "
    "suara.com suaramerdeka.com surabayapagi.com tempo.co thejakartapost.com tribunnews.com "
    "voaindonesia.com wartaekonomi.com"
)
"""Indonesian outlets outside .id; what they date without a zone is WIB."""

_ZONE = r"(?P<zone>(?:etc/)?(?:[a-z]{1,5}\s*)?[+-]\d{1,2}:?(?:\d{2})?(?!\d)|(?:etc/)?[a-z]{1,5}\b)"
_TIMES = tuple(
    re.compile(
        rf"(?<![\d:.])(?P<hour>\d{{1,2}}){mark}(?P<minute>\d{{2}})(?:{mark}(?P<second>\d{{2}})"
        rf"(?:[.,]\d+)?)?(?![\d:.])(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*\(?{_ZONE})?"
    )
    for mark in (":", r"\.")
)
"""A time with colons, or with dots as Indonesian writes it; and the zone that follows it."""

_WORD = r"(?P<word>[a-z]{3,9})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_DAYS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\d){_DAY}[\s./-]+{_WORD}[\s.,/-]+{_YEAR}",
        rf"\b{_WORD}[\s./-]+{_DAY}[\s,./-]+{_YEAR}",
        r"(?<!\d)(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})(?!\d)",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        r"^(?P<year>\d{4})(?:-(?P<month>\d{2}))?$",
    )
)
"""Day month year, month day year, year-month-day, day/month/year, the same in Chinese, Japanese
and Korean, and a bare year or month."""

_USUAL = re.compile(
    r"(?:[a-z]{3}, (\d{1,2}) ([a-z]{3}) (\d{4}) |(\d{4})-(\d\d)-(\d\d)t)"
    r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d) ?(?:([+-]\d\d:?\d\d)|z|gmt)"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[t ]?(\d\d):?(\d\d)(?::?(\d\d))?)?(\D.*)?")
_MAX_LEAD = 60


def read_date(text: str, *, seen: datetime, assume: tzinfo | None = None) -> datetime | None:
    """Return when `text` says, with the offset it says; None if it does not or cannot be true.

    Reads the forms of Indonesian and English outlets, RFC 822, ISO 8601 and asctime, also
    with a few words around. `assume` is the zone of a text that names none, UTC if not given.
    What is before 1990 or more than a day after `seen` is not believed (Buddhist years, the
    epoch).
    """
    text = " ".join(text[: MAX_LENGTH * 2].split()).lower()
    if not text or len(text) > MAX_LENGTH or not text.isprintable():
        return None
    try:
        usual = _USUAL.fullmatch(text)
        when = _usual(usual) if usual else _read(_spread(text), assume or UTC)
    except (ValueError, OverflowError):
        return None
    return when if when and is_plausible(when, seen=seen) else None


def _usual(found: re.Match[str]) -> datetime:
    """Read a date in the form of RFC 822 or of ISO 8601, as most are. Raises `ValueError`."""
    day, word, year, year2, month, day2, hour, minute, second, zone = found.groups()
    return datetime(
        int(year or year2),
        _MONTHS.get(word, 0) if word else int(month),
        int(day or day2),
        int(hour),
        int(minute),
        int(second),
        tzinfo=_zone(zone, UTC) if zone else UTC,
    )


def is_plausible(when: datetime, *, seen: datetime) -> bool:
    """Tell whether an article seen at `seen` can have been published at `when`."""
    try:
        return EARLIEST <= when <= seen + MAX_AHEAD
    except OverflowError:
        return False


def zone_of(address: str, language: str = "") -> tzinfo | None:
    """Return the zone that an outlet means when it names none: WIB for an Indonesian one.

    Tells it by the host of `address` (.id, or a known outlet) or the feed's language.
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    site = ".".join(host.split(".")[-2:])
    is_indonesian = host.endswith(".id") or site in _HOSTS.split()
    return WIB if is_indonesian or re.match(r"(?:id|in)\b", language, re.IGNORECASE) else None


def _spread(text: str) -> str:
    """Return ISO 8601 spelled with blanks, colons and hyphens, other text as it is."""
    compact = _COMPACT.fullmatch(text)
    if compact:
        year, month, day, hour, minute, second, rest = compact.groups(default="")
        clock = f"{hour}:{minute}:{second or '00'}" if hour else ""
        return f"{year}-{month}-{day} {clock}{rest}"
    return re.sub(r"(?<=\d)t(?=\d)", " ", text)


def _read(text: str, assume: tzinfo) -> datetime | None:
    """Read the time, then the day from what is left. Raises `ValueError` where it is none."""
    clock = next(filter(None, (time.search(text) for time in _TIMES)), None)
    rest = f"{text[: clock.start()]} {_after(clock)}" if clock else text
    day = _day(rest.strip(), is_american=bool(clock and clock["half"]))
    if day is None or clock is None:
        return day and day.replace(tzinfo=assume)
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] == "p" else 0)
    length = timedelta(
        hours=hour, minutes=int(clock["minute"]), seconds=min(int(clock["second"] or 0), 59)
    )
    if hour > 24 or int(clock["minute"]) > 59:
        return None
    return day.replace(tzinfo=_zone(clock["zone"] or "", assume)) + length


def _after(clock: re.Match[str]) -> str:
    """Return what follows the time; a word that is no zone belongs to it."""
    zone = clock["zone"]
    is_zone = zone and (zone in _ZONES or re.search(r"[\d/]", zone))
    return clock.string[clock.end() if is_zone or not zone else clock.start("zone") :]


def _day(text: str, *, is_american: bool) -> datetime | None:
    for form in _DAYS:
        for found in form.finditer(text):
            part: dict[str, str] = {"word": "", **found.groupdict("1")}
            word = part["word"]
            month = _MONTHS.get(word, 0) if word else int(part["month"])
            if not month or found.start() > _MAX_LEAD:
                continue
            day, year = int(part.get("day", "1")), int(part["year"])
            if (
                not word
                and form.pattern.startswith(r"(?<!\d)(?P<day>")
                and (month > 12 or (is_american and day <= 12))
            ):
                month, day = day, month
            if len(part["year"]) == 2:
                year += 1900 if year >= 90 else 2000
            return datetime(year, month, day, tzinfo=UTC)
    return None


@lru_cache(200)
def _zone(name: str, assume: tzinfo) -> tzinfo:
    """Return the zone called `name`, a name of `_ZONES` or an offset, or both."""
    name = name.removeprefix("etc/")
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", name)
    if not offset:
        return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else assume
    length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-length if offset[1] == "-" else length)
