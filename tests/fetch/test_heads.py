from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.fetch.heads import Head, clean_validator
from berita_tui.fetch.replies import Refused
from berita_tui.news import Validators

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def head(**values: str) -> Head:
    return Head(
        [
            (name.replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in values.items()
        ]
    )


def test_nothing_said_is_nothing_known() -> None:
    empty = Head([])
    assert (empty.coding, empty.media_type, empty.charset) == ("", "", "")
    assert empty.validators == Validators()
    assert empty.max_age is None
    assert empty.retry_after(NOW) is None


def test_a_header_said_twice_is_a_list() -> None:
    assert Head([(b"Content-Encoding", b"gzip"), (b"content-encoding", b"br")]).coding == "gzip, br"


@pytest.mark.parametrize(
    ("said", "media_type", "charset"),
    [
        ("application/rss+xml; charset=UTF-8", "application/rss+xml", "utf-8"),
        ('Text/XML;boundary=x; Charset="iso-8859-1"', "text/xml", "iso-8859-1"),
        ("text/html;charset='koi8-r'", "text/html", "koi8-r"),
        ("rubbish", "", ""),
        ("", "", ""),
        ("text/xml; charset=\x1b[2J", "text/xml", ""),
        ("text/xml; charset=" + "x" * 200, "text/xml", "x" * 40),
    ],
)
def test_the_content_type_is_read(said: str, media_type: str, charset: str) -> None:
    read = head(Content_Type=said)
    assert (read.media_type, read.charset) == (media_type, charset)


def test_validators_are_taken_as_they_are() -> None:
    read = head(ETag='W/"abc"', Last_Modified="Mon, 23 Nov 2026 11:00:00 GMT")
    assert read.validators == Validators(
        etag='W/"abc"', last_modified="Mon, 23 Nov 2026 11:00:00 GMT"
    )


@pytest.mark.parametrize("text", ["", "\x1b[2J", "a\x00b", "a\x9bb", "x" * 1025, "a\nb", "a\x7f"])
def test_a_validator_that_is_long_or_unclean_is_dropped(text: str) -> None:
    assert clean_validator(text) == ""


def test_a_validator_of_1_kb_is_kept() -> None:
    assert clean_validator(" " + "x" * 1024) == "x" * 1024


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("max-age=600", 600),
        ("public, Max-Age=600", 600),
        ('max-age="60"', 60),
        ("no-store", None),
        ("s-maxage=5", None),
        ("x-max-age=5", None),
        ("max-age=-1", None),
        ("max-age=9999999999", 31_536_000),
        ("max-age=99999999999", None),
    ],
)
def test_max_age_is_read(said: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert head(Cache_Control=said).max_age == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(seconds=60)),
        ("99999999999", timedelta(hours=24)),
        ("9" * 400, timedelta(hours=24)),
        ("Mon, 23 Nov 2026 06:00:00 GMT", timedelta(hours=1)),
        ("Mon, 23 Nov 2026 06:00:00 -0000", timedelta(hours=1)),
        ("Mon, 23 Nov 2020 06:00:00 GMT", timedelta(seconds=60)),
        ("Mon, 23 Nov 9999 06:00:00 GMT", timedelta(hours=24)),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("Mon, 99 Nov 2026 06:00:00 GMT", None),
    ],
)
def test_retry_after_is_held_to_bounds(said: str, expected: timedelta | None) -> None:
    assert head(Retry_After=said).retry_after(NOW) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("/b", "http://example.com/b"),
        ("b?q=1#part", "http://example.com/a/b?q=1"),
        ("//other.test/x", "http://other.test/x"),
        ("https://other.test", "https://other.test/"),
        ("HTTP://user:secret@other.test/", "http://other.test/"),
        ("/\xc3\xa9", "http://example.com/%C3%A9"),
        ("/\xe9", "http://example.com/%C3%A9"),
    ],
)
def test_a_redirect_is_followed_relative_to_where_it_was(said: str, expected: str) -> None:
    assert head(Location=said).location("http://example.com/a/") == expected


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "http://[::1",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://xn--" + "a" * 80 + ".com/",
        "http://t.invalid/" + "a" * 9000,
        "http://a\x1b[2Jb/",
        "http://a:99999/",
    ],
)
def test_a_redirect_to_nowhere_is_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(Refused) as caught:
        head(Location=said).location("http://example.com/")
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 100


@given(st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=60))))
def test_no_header_makes_it_raise(raw: list[tuple[bytes, bytes]]) -> None:
    names = [b"location", b"retry-after", b"etag", b"cache-control", b"content-type"]
    read = Head([*raw, *((name, value) for _, value in raw for name in names)])
    assert isinstance((read.media_type, read.charset, read.validators, read.max_age), tuple)
    read.retry_after(NOW)
    with suppress(Refused):
        read.location("http://example.com/")
