from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.language import LANGUAGES, Language, choose
from berita_tui.news import Sentence

WIB = timezone(timedelta(hours=7))
MOMENT = datetime(2020, 2, 27, 16, 56, tzinfo=WIB)
INDONESIAN = Language("id")
ENGLISH = Language("en")


def test_a_text_is_said_in_both_languages() -> None:
    assert ENGLISH.say("yesterday") == "yesterday"
    assert INDONESIAN.say("yesterday") == "kemarin"


def test_what_has_no_translation_is_said_in_english() -> None:
    assert INDONESIAN.say("Of {name} nobody spoke", name="x") == "Of x nobody spoke"


def test_the_empty_text_stays_empty() -> None:
    assert INDONESIAN.say("") == ""


@given(st.text())
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert ENGLISH.say("<{name}>", name=value, other="wrong") == f"<{value}>"


def test_a_value_with_braces_stays_as_it_is() -> None:
    said = ENGLISH.say("{a} {b}", a="{b}", b="{{a}} {0} {a.__class__}")
    assert said == "{b} {{a}} {0} {a.__class__}"


@given(st.text(st.sampled_from("{}ab%"), max_size=20))
def test_no_template_fails(template: str) -> None:
    ENGLISH.say(template, a=1)


def test_doubled_braces_are_braces_and_a_name_without_value_stays() -> None:
    assert ENGLISH.say("{{x}} {gone}") == "{x} {gone}"


def test_whole_numbers_among_the_values_are_grouped() -> None:
    assert INDONESIAN.say("<{count}>", count=1284) == "<1.284>"
    assert ENGLISH.say("<{count}>", count="2020") == "<2020>"


def test_sentences_are_told_with_their_values() -> None:
    assert ENGLISH.tell(Sentence("{span} ago", span="2 h")) == "2 h ago"
    assert INDONESIAN.tell(Sentence("{span} ago", span="2 jam")) == "2 jam lalu"


@pytest.mark.parametrize(
    ("count", "english", "indonesian"),
    [
        (0, "0 hours", "0 jam"),
        (1, "1 hour", "1 jam"),
        (2, "2 hours", "2 jam"),
        (1284, "1,284 hours", "1.284 jam"),
    ],
)
def test_counted_things_take_the_fitting_form(count: int, english: str, indonesian: str) -> None:
    assert ENGLISH.say_many("{count} hour", "{count} hours", count) == english
    assert INDONESIAN.say_many("{count} hour", "{count} hours", count) == indonesian


def test_numbers_are_written_as_each_language_does() -> None:
    assert INDONESIAN.number(1284) == "1.284"
    assert ENGLISH.number(1284) == "1,284"
    assert INDONESIAN.number(1234.56, 1) == "1.234,6"
    assert ENGLISH.number(1234.56, 1) == "1,234.6"
    assert INDONESIAN.percent(0.41) == "41 %"
    assert ENGLISH.percent(0.41) == "41%"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1,0 kB"),
        (12_400_000, "12,4 MB"),
        (124_000_000, "124 MB"),
        (99_960, "100 kB"),
        (999_600, "1,0 MB"),
        (3 * 10**15, "3.000 TB"),
    ],
)
def test_sizes_take_a_fitting_unit(count: int, said: str) -> None:
    assert INDONESIAN.size(count) == said


def test_dates_are_told_with_their_own_zone() -> None:
    assert INDONESIAN.date(MOMENT) == "Kamis, 27 Februari 2020 16.56 WIB"
    assert ENGLISH.date(MOMENT) == "Thursday, 27 February 2020 16:56 WIB"
    assert INDONESIAN.clock(MOMENT) == "16.56 WIB"
    assert INDONESIAN.day(MOMENT) == "Kamis, 27 Februari 2020"


@pytest.mark.parametrize(
    ("offset", "name"),
    [
        (timedelta(hours=7), "WIB"),
        (timedelta(hours=8), "WITA"),
        (timedelta(hours=9), "WIT"),
        (timedelta(hours=-7), "UTC−7"),
        (timedelta(hours=1), "UTC+1"),
        (timedelta(), "UTC"),
        (timedelta(hours=5, minutes=30), "UTC+5:30"),
        (timedelta(hours=9, minutes=30), "UTC+9:30"),
        (timedelta(hours=-3, minutes=-30), "UTC−3:30"),
    ],
)
def test_zones_have_a_name_or_a_distance(offset: timedelta, name: str) -> None:
    assert ENGLISH.zone(MOMENT.astimezone(timezone(offset))) == name


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_and_day_has_its_name(month: int) -> None:
    when = datetime(2023, month, month, tzinfo=UTC)
    assert ENGLISH.day(when) == f"{when:%A}, {when.day} {when:%B} 2023"
    assert len(INDONESIAN.day(when).split()) == 4


@pytest.mark.parametrize(
    ("earlier", "indonesian", "english", "since", "short"),
    [
        (timedelta(seconds=-90), "baru saja", "just now", "baru saja", "kini"),
        (timedelta(seconds=59), "baru saja", "just now", "baru saja", "kini"),
        (timedelta(minutes=1), "1 menit", "1 minute", "1 menit lalu", "1 mnt"),
        (timedelta(minutes=59), "59 menit", "59 minutes", "59 menit lalu", "59 mnt"),
        (timedelta(hours=2), "2 jam", "2 hours", "2 jam lalu", "2 j"),
        (timedelta(hours=23), "23 jam", "23 hours", "23 jam lalu", "23 j"),
        (timedelta(hours=24), "kemarin", "yesterday", "kemarin", "1 h"),
        (timedelta(hours=47), "2 hari", "2 days", "2 hari lalu", "2 h"),
        (timedelta(days=6), "6 hari", "6 days", "6 hari lalu", "6 h"),
        (timedelta(days=7), "20 Feb", "20 Feb", "20 Feb", "20 Feb"),
        (timedelta(days=60), "29 Des 2019", "29 Dec 2019", "29 Des 2019", "29 Des 2019"),
    ],
)
def test_how_long_ago_is_told_in_words(
    earlier: timedelta, indonesian: str, english: str, since: str, short: str
) -> None:
    when = (MOMENT - earlier).astimezone(UTC)
    assert INDONESIAN.ago(when, MOMENT) == indonesian
    assert ENGLISH.ago(when, MOMENT) == english
    assert INDONESIAN.since(when, MOMENT) == since
    assert INDONESIAN.short_ago(when, MOMENT) == short


def test_august_is_short_as_newspapers_write_it() -> None:
    when = MOMENT.replace(month=8)
    assert INDONESIAN.short_day(when, MOMENT) == "27 Agu"
    assert ENGLISH.short_day(when, MOMENT) == "27 Aug"


def test_reading_time_is_told_in_minutes() -> None:
    assert INDONESIAN.reading(2) == "2 menit"
    assert ENGLISH.reading(2) == "2 min read"


@pytest.mark.parametrize(
    ("wish", "environ", "code"),
    [
        ("id", {"LANG": "en_US.UTF-8"}, "id"),
        ("en", {"LANG": "id_ID.UTF-8"}, "en"),
        (None, {}, "en"),
        ("auto", {"LANG": "id_ID.UTF-8"}, "id"),
        (None, {"LANG": "in_ID"}, "id"),
        (None, {"LANG": "ms_MY.UTF-8"}, "id"),
        (None, {"LANG": "jv_ID"}, "id"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "id"}, "id"),
        (None, {"LANG": "ID-id"}, "id"),
        (None, {"LANG": "id@latin"}, "id"),
        (None, {"LANG": "id_ID", "LC_MESSAGES": "en_GB"}, "en"),
        (None, {"LANG": "en_GB", "LC_MESSAGES": "id_ID"}, "id"),
        (None, {"LC_ALL": "C", "LANG": "id_ID"}, "en"),
        (None, {"LC_ALL": "", "LANG": "id_ID"}, "id"),
        (None, {"LANG": "C.UTF-8", "LANGUAGE": "id"}, "en"),
        (None, {"LANG": "POSIX", "LANGUAGE": "id"}, "en"),
        (None, {"LANGUAGE": "id"}, "id"),
        (None, {"LANG": "en_US", "LANGUAGE": "de:id:en"}, "id"),
        (None, {"LANG": "id_ID", "LANGUAGE": "de:fr"}, "id"),
        (None, {"LANG": "id_ID", "LANGUAGE": ":"}, "id"),
    ],
)
def test_the_wish_decides_else_the_environment(
    wish: str | None, environ: dict[str, str], code: str
) -> None:
    assert choose(wish, environ).code == code


def test_languages_are_equal_by_their_code() -> None:
    assert Language("id") == INDONESIAN != ENGLISH
    assert INDONESIAN != "id"
    assert {Language("id"), INDONESIAN} == {INDONESIAN}
    assert repr(INDONESIAN) == "Language('id')"
    assert [Language(code).name for code in LANGUAGES] == ["Bahasa Indonesia", "English"]


def test_importing_it_is_cheap() -> None:
    script = "import sys, berita_tui.language; print('babel' in sys.modules, 'lxml' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
