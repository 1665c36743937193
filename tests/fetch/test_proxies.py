from __future__ import annotations

import pytest

from berita_tui.fetch.proxies import Proxies, Proxy

PLAIN = {"http_proxy": "http://proxy:3128", "no_proxy": "localhost, .Intern.test,10.0.0.0/8,[::1]"}


@pytest.mark.parametrize(
    ("environ", "scheme", "expected"),
    [
        ({}, "http", None),
        ({"http_proxy": "http://p:1"}, "http", "http://p:1"),
        ({"http_proxy": "http://p:1"}, "https", None),
        ({"https_proxy": "p:1"}, "https", "http://p:1"),
        ({"HTTPS_PROXY": "https://p:1"}, "https", "https://p:1"),
        ({"all_proxy": "http://p:1"}, "http", "http://p:1"),
        ({"ALL_PROXY": "http://p:1", "https_proxy": "http://q:2"}, "https", "http://q:2"),
        ({"http_proxy": "http://p:1", "HTTP_PROXY": "http://q:2"}, "http", "http://p:1"),
        ({"http_proxy": " "}, "http", None),
    ],
)
def test_the_environment_names_the_proxy(
    environ: dict[str, str], scheme: str, expected: str | None
) -> None:
    way = Proxies.from_environ(environ).way_to(scheme, "example.com")
    assert (way.address if way else None) == expected


@pytest.mark.parametrize(
    ("host", "is_direct"),
    [
        ("example.com", False),
        ("localhost", True),
        ("intern.test", True),
        ("www.intern.test", True),
        ("notintern.test", False),
        ("10.1.2.3", True),
        ("11.1.2.3", False),
        ("::1", True),
    ],
)
def test_some_hosts_are_excepted(host: str, is_direct: bool) -> None:
    assert (Proxies.from_environ(PLAIN).way_to("http", host) is None) == is_direct


@pytest.mark.parametrize("listed", ["*", "*.example.com", "example.com", ".example.com"])
def test_every_way_of_writing_an_exception_is_understood(listed: str) -> None:
    proxies = Proxies.from_environ({"http_proxy": "http://p:1", "no_proxy": listed})
    assert proxies.way_to("http", "www.example.com") is None


def test_an_exception_that_is_no_name_means_nothing() -> None:
    proxies = Proxies.from_environ({"http_proxy": "http://p:1", "no_proxy": "."})
    assert proxies.way_to("http", "www.example.com")


def test_name_and_password_are_kept_apart_and_not_shown() -> None:
    proxies = Proxies.from_environ({"http_proxy": "http://me:s%40cret@p:1"})
    way = proxies.way_to("http", "example.com")
    assert way == Proxy("http://p:1", (b"me", b"s@cret"))
    assert "cret" not in repr(way)
