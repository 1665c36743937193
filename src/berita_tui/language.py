"""Language: texts, numbers and dates in the reader's language, Indonesian or English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.news import Sentence

if TYPE_CHECKING:
    from gettext import GNUTranslations

LANGUAGES: Final = ("id", "en")
"""The languages the program speaks, the first one first."""

LANGUAGE_NAMES: Final = MappingProxyType({"id": "Bahasa Indonesia", "en": "English"})
"""Each language's name for itself."""

_UNDERSTOOD: Final = MappingProxyType(
    # "in" is Indonesian before ISO 639:1989; whoever sets the others reads Indonesian best.
    {"id": "id", "in": "id", "jv": "id", "su": "id", "ms": "id", "en": "en"}
)
_DAYS: Final = MappingProxyType(
    {
        "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
        "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    }
)
_MONTHS: Final = MappingProxyType(
    {
        "id": (
            *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
            *("Agustus", "September", "Oktober", "November", "Desember"),
        ),
        "en": (
            *("January", "February", "March", "April", "May", "June", "July"),
            *("August", "September", "October", "November", "December"),
        ),
    }
)
_ZONES: Final = MappingProxyType({7: "WIB", 8: "WITA", 9: "WIT"})
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


class Language:
    """One of the two languages, and everything said in it.

    Texts are English templates with `{name}` for values; what has no translation is said in
    English. A value is never read as a template, and a template never fails: a name without
    a value stays as it stands. Whole numbers among the values are grouped (`1.284`); pass as
    `str` what is not a quantity, such as a year or a port.
    """

    __slots__ = ("_catalogue", "code")

    def __init__(self, code: str) -> None:
        self.code: Final = code
        self._catalogue: Final = _catalogue(code)

    def __repr__(self) -> str:
        return f"Language({self.code!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Language) and self.code == other.code

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def name(self) -> str:
        """The language's name for itself."""
        return LANGUAGE_NAMES[self.code]

    def say(self, text: str, /, **values: str | int) -> str:
        """Return the template `text` in this language, filled with `values`."""
        # gettext answers the empty text with the catalogue's own header.
        return self._fill(self._catalogue.gettext(text), values) if text else ""

    def say_many(self, one: str, many: str, count: int, /, **values: str | int) -> str:
        """Return `one` or `many` for `count` things, which the template calls `{count}`."""
        text = self._catalogue.ngettext(one, many, count)
        return self._fill(text, {"count": count, **values})

    def tell(self, sentence: Sentence) -> str:
        """Return `sentence` in this language."""
        return self.say(sentence.template, **sentence.values)

    def number(self, value: float, digits: int = 0) -> str:
        """Return `value` grouped by thousands, with so many decimals: `1.284`, `1,284`."""
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.code == "id" else text

    def percent(self, share: float) -> str:
        """Return a share of 1 in per cent: 0.41 is `41 %` in Indonesian, `41%` in English."""
        return self.number(share * 100) + (" %" if self.code == "id" else "%")

    def size(self, count: int) -> str:
        """Return a number of bytes in a fitting unit: `12,4 MB` (powers of 1,000, as SI has it)."""
        value, step = float(count), 0
        while value >= 999.5 and step < len(_UNITS) - 1:
            value, step = value / 1000, step + 1
        return f"{self.number(value, 1 if step and value < 99.95 else 0)} {_UNITS[step]}"

    def date(self, when: datetime) -> str:
        """Return day, time and zone: `Kamis, 27 Februari 2020 16.56 WIB`.

        The moment is told in its own zone, as every date here; convert it first to tell it
        in the reader's.
        """
        return f"{self.day(when)} {self.clock(when)}"

    def day(self, when: datetime) -> str:
        """Return the day alone: `Kamis, 27 Februari 2020`."""
        month = _MONTHS[self.code][when.month - 1]
        return f"{_DAYS[self.code][when.weekday()]}, {when.day} {month} {when.year}"

    def short_day(self, when: datetime, now: datetime) -> str:
        """Return the day for a list: `27 Feb`, with its year when that is not the present one."""
        month = "Agu" if (self.code, when.month) == ("id", 8) else self._month(when)
        year = "" if when.year == now.astimezone(when.tzinfo).year else f" {when.year}"
        return f"{when.day} {month}{year}"

    def clock(self, when: datetime) -> str:
        """Return the time of day with its zone: `19.42 WIB`, `19:42 WIB`."""
        return f"{self.time(when)} {self.zone(when)}"

    def time(self, when: datetime) -> str:
        """Return the time of day alone: `19.42`, `19:42`."""
        return f"{when.hour:02}{'.' if self.code == 'id' else ':'}{when.minute:02}"

    def zone(self, when: datetime) -> str:
        """Return the zone's name: `WIB`, `WITA`, `WIT` at +7, +8, +9, else `UTC+1`."""
        minutes = (when.utcoffset() or timedelta()) // timedelta(minutes=1)
        hours, rest = divmod(abs(minutes), 60)
        if minutes > 0 and not rest and hours in _ZONES:
            return _ZONES[hours]
        if not minutes:
            return "UTC"
        return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")

    def ago(self, when: datetime, now: datetime) -> str:
        """Return how long ago, for a list: `5 menit`, `2 jam`, `kemarin`, `3 hari`, `27 Feb`.

        Days are counted by the calendar of `now`'s zone. What lies ahead is `baru saja`.
        """
        minutes = int((now - when).total_seconds() // 60)
        if minutes < 1:
            return self.say("just now")
        if minutes < 60:
            return self.say_many("{count} minute", "{count} minutes", minutes)
        if minutes < 24 * 60:
            return self.say_many("{count} hour", "{count} hours", minutes // 60)
        days = (now.date() - when.astimezone(now.tzinfo).date()).days
        if days == 1:
            return self.say("yesterday")
        if days < 7:
            return self.say_many("{count} day", "{count} days", days)
        return self.short_day(when.astimezone(now.tzinfo), now)

    def since(self, when: datetime, now: datetime) -> str:
        """Return how long ago, for a line of its own: `2 jam lalu`, `kemarin`, `27 Feb 2020`."""
        days = (now.date() - when.astimezone(now.tzinfo).date()).days
        is_span = now - when >= timedelta(minutes=1) and days < 7
        if is_span and (days != 1 or now - when < timedelta(days=1)):
            return self.say("{span} ago", span=self.ago(when, now))
        return self.ago(when, now)

    def short_ago(self, when: datetime, now: datetime) -> str:
        """Return how long ago in the fewest cells: `5 m`, `2 j`, `3 h`, `27 Feb`."""
        minutes = int((now - when).total_seconds() // 60)
        if minutes < 1:
            return self.say("now")
        if minutes < 60:
            return self.say("{count} m", count=minutes)
        if minutes < 24 * 60:
            return self.say("{count} h", count=minutes // 60)
        days = (now.date() - when.astimezone(now.tzinfo).date()).days
        if days < 7:
            return self.say("{count} d", count=days)
        return self.short_day(when.astimezone(now.tzinfo), now)

    def reading(self, minutes: int) -> str:
        """Return a reading time: `2 menit`, `2 min read`."""
        return self.say("{count} min read", count=minutes)

    def _month(self, when: datetime) -> str:
        return _MONTHS[self.code][when.month - 1][:3]

    def _fill(self, template: str, values: Mapping[str, str | int]) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found[1]
            if name is None:
                return found[0][0]
            value = values.get(name, found[0])
            return self.number(value) if isinstance(value, int) else value

        return _PLACEHOLDER.sub(fill, template)


def choose(wish: str | None, environ: Mapping[str, str]) -> Language:
    """Return the language of the settings or the command line, else the environment's.

    `wish` is "id", "en", or None or "auto" for the environment's: LANGUAGE (unless the
    locale is C), then the first of LC_ALL, LC_MESSAGES and LANG that is set, as gettext has
    it. English where none of them is understood.
    """
    if wish in LANGUAGES:
        return Language(wish)
    locale = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    is_plain = _tag(locale) in ("c", "posix")
    wishes = [] if is_plain else environ.get("LANGUAGE", "").split(":")
    known = (_UNDERSTOOD.get(_tag(each)) for each in [*wishes, locale])
    return Language(next(filter(None, known), "en"))


def _tag(locale: str) -> str:
    return re.split(r"[_.@-]", locale, maxsplit=1)[0].lower()


class _English:
    """The catalogue of the language that texts are written in."""

    def gettext(self, text: str) -> str:
        """Return the text."""
        return text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the text for so many."""
        return one if count == 1 else many


@cache
def _catalogue(code: str) -> GNUTranslations | _English:
    if code == "en":
        return _English()
    from gettext import GNUTranslations  # noqa: PLC0415 - English needs no file

    path = Path(__file__).with_name("assets") / f"locale/{code}/LC_MESSAGES/berita-tui.mo"
    with path.open("rb") as file:
        return GNUTranslations(file)
