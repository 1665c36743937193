"""Guard: which network addresses a stranger's link may lead to."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

IPAddress = IPv4Address | IPv6Address

_REFUSED_4: Final[tuple[IPv4Network, ...]] = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT, and one cloud's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # one cloud's host and metadata, on a public number
        "169.254.0.0/16",  # link-local, most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, one cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
"""IANA's special-purpose registry (RFC 6890), written out since Python's own changes by release."""

_GLOBAL_6: Final = IPv6Network("2000::/3")
_REFUSED_6: Final[tuple[IPv6Network, ...]] = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_LOCAL_NAMES: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def is_public(address: IPAddress) -> bool:
    """Tell whether `address` is one of the open internet's.

    IPv4 addresses carried in IPv6 ones (mapped, 6to4, NAT64) are judged by themselves.
    """
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _REFUSED_4)
    if inner := _carried(address):
        return is_public(inner)
    return address in _GLOBAL_6 and not any(address in net for net in _REFUSED_6)


def literal(host: str) -> IPAddress | None:
    """Return the address that `host` spells, in any way a resolver takes; None for a name.

    The old spellings (`127.1`, `0x7f000001`, `2130706433`) count: a proxy or the resolver
    would understand them.
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", host, re.IGNORECASE):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def is_private_name(host: str) -> bool:
    """Tell whether `host` by its spelling alone is this machine, or one of a private network."""
    if spelled := literal(host):
        return not is_public(spelled)
    name = host.rstrip(".").lower()
    return "." not in name or name.endswith(_LOCAL_NAMES)


def is_within(host: str, network: str) -> bool:
    """Tell whether `host` spells an address of `network` (`192.168.0.0/16`, or one address)."""
    spelled = literal(host)
    try:
        return spelled is not None and spelled in ip_network(network, strict=False)
    except ValueError:
        return False


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
