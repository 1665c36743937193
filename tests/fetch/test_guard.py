from __future__ import annotations

from ipaddress import ip_address

import pytest

from berita_tui.fetch.guard import is_private_name, is_public, is_within, literal


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "1.1.1.1",
        "172.32.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "64:ff9b::1.1.1.1",
        "2002:0101:0101::1",
        "::ffff:1.1.1.1",
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:0001::1",
        "2002:0a00:0001::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "100::1",
    ],
)
def test_everything_special_is_not(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    ("host", "spelled"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::1", "::1"),
        ("127.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
    ],
)
def test_an_address_is_understood_in_every_old_spelling(host: str, spelled: str) -> None:
    assert literal(host) == ip_address(spelled)


@pytest.mark.parametrize("host", ["example.com", "face.cafe", "1.2.3.4.5", "", "999.1.1.1"])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "nas",
        "nas.local",
        "a.localhost.",
        "x.internal",
        "r.lan",
        "h.home.arpa",
        "127.1",
    ],
)
def test_private_names_are_known_by_their_spelling(host: str) -> None:
    assert is_private_name(host)


@pytest.mark.parametrize("host", ["example.com", "1.1.1.1", "local.example"])
def test_other_names_are_not(host: str) -> None:
    assert not is_private_name(host)


def test_an_address_lies_within_a_network_or_not() -> None:
    assert is_within("10.1.2.3", "10.0.0.0/8")
    assert is_within("10.1.2.3", "10.1.2.3")
    assert not is_within("11.1.2.3", "10.0.0.0/8")
    assert not is_within("example.com", "10.0.0.0/8")
    assert not is_within("10.1.2.3", "example.com")
    assert not is_within("::1", "10.0.0.0/8")
