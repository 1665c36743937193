from __future__ import annotations

import pytest

from berita_tui.news import Link
from berita_tui.typeset import is_web, names_other_host, open_address


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://evil.example/", "bank.example"),
        ("https://evil.example/", "https://bank.example/masuk"),
        ("https://evil.example/", "Masuk di www.bank.example sekarang"),
        ("https://bank.example.evil.example/", "bank.example.com"),
        ("https://evilbank.example/", "bank.example"),
        ("https://evil.example/", "https://bank.example@evil.example/"),
        ("https://evil.example/", "bank。example"),
        ("https://evil.example/", "ｂａｎｋ．ｅｘａｍｐｌｅ"),
        ("https://xn--bnk-6ja.example/", "baca di sini"),
        ("https://xn--bnk-6ja.example/", "bánk.example"),
        ("https://bank.example/", "news.bank.example"),
        ("http://10.0.0.1/", "bank.example"),
    ],
)
def test_a_link_whose_words_name_another_host_is_noticed(address: str, text: str) -> None:
    assert names_other_host(Link(address, text))
    assert open_address(Link(address, text)) == ""


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://bank.example/", "baca di sini"),
        ("https://bank.example/", ""),
        ("https://bank.example/a", "bank.example"),
        ("https://www.bank.example/a", "Bank.Example"),
        ("https://bank.example/a", "www.bank.example"),
        ("https://news.bank.example/", "bank.example"),
        ("https://bank.example/", "https://bank.example/panjang?q=1"),
        ("https://bank.example/", "versi 2.0 dan 16.56 WIB"),
        ("https://bank.example/", "a.n. Menteri, dkk."),
        ("https://bank.example/", "Rp1.284.000"),
    ],
)
def test_a_link_that_names_its_own_host_or_none_is_not(address: str, text: str) -> None:
    assert not names_other_host(Link(address, text))
    assert open_address(Link(address, text)) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a.example/\x1b]8;;",
        "https://é/",
        "-x",
    ],
)
def test_only_plain_http_addresses_are_handed_out(address: str) -> None:
    assert not is_web(address)
    assert open_address(Link(address, "x")) == ""
