from __future__ import annotations

import errno
import socket
import ssl

import h11
import pytest

from berita_tui.fetch import troubles
from berita_tui.fetch.replies import Refused


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (socket.EAI_NONAME, "no host named h.test is known; check the spelling"),
        (socket.EAI_AGAIN, "h.test could not be looked up; the network may be down"),
    ],
)
def test_a_name_not_found(code: int, words: str) -> None:
    refused = troubles.not_found("h.test", socket.gaierror(code, "\x1b[2J"))
    assert str(refused) == words
    assert refused.failure.is_network


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ECONNREFUSED, "x"), "h.test refuses the connection"),
        (OSError(errno.ENETUNREACH, "x"), "h.test cannot be reached; the network may be down"),
        (OSError(errno.EHOSTUNREACH, "x"), "h.test cannot be reached; the network may be down"),
        (TimeoutError(), "h.test does not answer"),
    ],
)
def test_a_connection_that_does_not_come_about(error: OSError, words: str) -> None:
    refused = troubles.not_connected("h.test", error)
    assert str(refused) == words
    assert refused.failure.is_network


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (9, "the certificate of h.test is not valid yet"),
        (10, "the certificate of h.test has expired"),
        (18, "the certificate of h.test is signed by nobody but itself"),
        (19, "the certificate of h.test is signed by nobody but itself"),
        (20, "no authority known here vouches for the certificate of h.test"),
        (62, "the certificate of h.test is for another host"),
        (64, "the certificate of h.test is for another host"),
        (1, "no secure connection to h.test could be made"),
    ],
)
def test_a_certificate_that_will_not_do(code: int, words: str) -> None:
    error = ssl.SSLCertVerificationError(1, "\x1b[2J")
    error.verify_code = code
    refused = troubles.not_secured("h.test", error)
    assert str(refused) == words
    assert not refused.failure.is_network
    assert not refused.failure.lacks_tls


def test_tls_that_fails_otherwise() -> None:
    refused = troubles.not_secured("h.test", ssl.SSLError())
    assert str(refused) == "no secure connection to h.test could be made"
    assert refused.failure.lacks_tls


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionResetError("\x1b"), "h.test broke the connection off"),
        (h11.RemoteProtocolError("\x1b"), "h.test does not answer as a web server should"),
        (h11.LocalProtocolError("\x1b"), "h.test could not be asked"),
        (ValueError("\x1b"), "h.test could not be asked"),
    ],
)
def test_an_exchange_that_fails(error: Exception, words: str) -> None:
    refused = troubles.broken_off("h.test", error)
    assert str(refused) == words
    assert not refused.failure.is_network


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (204, "h.test answered with nothing"),
        (304, "h.test says “unchanged”, but nothing was had before"),
        (401, "h.test wants a user name and password, or a better one"),
        (403, "h.test forbids this address (403)"),
        (404, "h.test has nothing at this address (404); check the address"),
        (418, "h.test answered with status 418"),
        (429, "h.test asks for fewer visits (429)"),
        (451, "h.test forbids this address (451)"),
        (500, "h.test has trouble of its own (500)"),
        (503, "h.test is out of service for now (503)"),
        (999, "h.test has trouble of its own (999)"),
    ],
)
def test_a_status_without_content(status: int, words: str) -> None:
    assert str(troubles.status_words(status, "h.test")) == words


def test_a_refusal_says_what_it_is() -> None:
    assert isinstance(troubles.too_slow("h.test", 0.2, is_network=True), Refused)
    assert (
        str(troubles.too_slow("h.test", 30, is_network=False))
        == "h.test took longer than 30 seconds"
    )
    assert str(troubles.private("nas")).startswith("nas is on a private network")
