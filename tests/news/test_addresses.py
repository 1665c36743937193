from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import (
    BadAddress,
    addresses,
    host_of,
    is_local,
    is_same_site,
    local_address,
    normal_address,
    split_credentials,
    typed_address,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://Example.COM", "http://example.com/"),
        ("HTTPS://example.com:443/a?b=c#d", "https://example.com/a?b=c"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("  https://example.com/a b  ", "https://example.com/a%20b"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://[::1]:80/x", "https://[::1]:80/x"),
        ("https://ann:secret@example.com/", "https://example.com/"),
        ("https://example.com./", "https://example.com./"),
    ],
)
def test_an_address_is_written_one_way(text: str, expected: str) -> None:
    assert normal_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ftp://example.com/",
        "javascript:alert(1)",
        "http://",
        "http://exa mple.com/",
        "http://-.example/",
        "http://[::1/",
        "http://example.com:99999/",
        "http://example.com/\x1b",
        f"http://{'a' * 64}.example/",
        "http://example.com/" + "a" * 9000,
        "http://a..b/",
    ],
)
def test_what_is_no_web_address_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadAddress) as caught:
        normal_address(text)
    assert str(caught.value)
    assert len(str(caught.value)) < 300


def test_credentials_are_kept_apart_and_out_of_errors() -> None:
    assert split_credentials("https://ann:s%3At@example.com/") == (
        "https://example.com/",
        "ann:s%3At",
    )
    with pytest.raises(BadAddress) as caught:
        normal_address("ftp://ann:secret@example.com/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.com", "https://example.com"),
        ("example.com:8080/feed", "https://example.com:8080/feed"),
        ("http://example.com", "http://example.com"),
        ("feed:https://example.com/", "https://example.com/"),
        ("feed://example.com/", "https://example.com/"),
        ("mailto:ann@example.com", "mailto:ann@example.com"),
    ],
)
def test_what_is_typed_is_completed(text: str, expected: str) -> None:
    assert typed_address(text) == expected


def test_the_host_is_told_and_local_addresses_have_none() -> None:
    assert host_of("https://example.com:8080/a") == "example.com"
    assert host_of(local_address("guide")) == ""
    assert is_local(local_address("guide"))
    assert not is_local("https://example.com/")


@given(st.text())
def test_any_text_is_an_address_or_a_bad_one(text: str) -> None:
    try:
        address = normal_address(f"http://{text}")
    except BadAddress:
        return
    assert normal_address(address) == address


@pytest.mark.unmeasured
@given(
    st.from_regex(
        r"https?://(?:[a-z0-9_-]{1,66}\.){0,3}[a-z0-9-]{1,4}(?:/[!-~]{0,6})?(?:\?[!-~]{0,6})?",
        fullmatch=True,
    )
)
def test_a_normal_address_is_known_at_a_glance_only_if_it_is_one(text: str) -> None:
    try:
        expected = addresses._taken_apart(text)
    except BadAddress:
        expected = None
    assert (text, None) == expected or not re.fullmatch(addresses._NORMAL, text)


SITES: list[tuple[str, str, bool]] = [
    ("https://example.com/a", "http://news.example.com/b", True),
    ("https://a.b.example.com/", "https://c.example.com/", True),
    ("https://nasional.kompas.co.id/", "https://www.kompas.co.id/", True),
    ("https://kompas.co.id/", "https://tempo.co.id/", False),
    ("https://co.id/", "https://tempo.co.id/", False),
    ("https://example.com/", "https://example.org/", False),
    ("https://example.com/", "https://badexample.com/", False),
    ("https://example.com./", "https://example.com/", True),
    ("http://10.0.0.1/", "http://10.1.0.1/", False),
    ("http://[::1]:80/", "http://[::1]/", True),
    ("http://[::1]/", "http://[::2]/", False),
    ("", "", False),
    ("https://example.com/", "", False),
]


@pytest.mark.parametrize(("one", "other", "is_same"), SITES)
def test_two_addresses_are_of_one_site_or_not(one: str, other: str, is_same: bool) -> None:
    assert is_same_site(one, other) is is_same
    assert is_same_site(other, one) is is_same
