"""Troubles: what goes wrong on the way or at the server, in plain words."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import h11

from berita_tui.fetch.replies import Refused
from berita_tui.news import Sentence


def not_found(host: str, error: OSError) -> Refused:
    """Return the words for a name that could not be looked up."""
    if error.errno == socket.EAI_NONAME:
        return Refused(
            Sentence("no host named {host} is known; check the spelling", host=host),
            is_network=True,
        )
    return Refused(
        Sentence("{host} could not be looked up; the network may be down", host=host),
        is_network=True,
    )


def private(host: str) -> Refused:
    """Return the words for an address on a private network that nobody gave leave for."""
    return Refused(
        Sentence("{host} is on a private network; add it by hand to allow that", host=host)
    )


def not_connected(host: str, error: BaseException) -> Refused:
    """Return the words for a connection that did not come about."""
    codes = {cause.errno for cause in _causes(error) if isinstance(cause, OSError)}
    if errno.ECONNREFUSED in codes:
        problem = Sentence("{host} refuses the connection", host=host)
    elif codes & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}:
        problem = Sentence("{host} cannot be reached; the network may be down", host=host)
    else:
        problem = Sentence("{host} does not answer", host=host)
    return Refused(problem, is_network=True)


def not_secured(host: str, error: BaseException) -> Refused:
    """Return the words for TLS that failed; the codes are OpenSSL's (x509_vfy.h)."""
    verdict = next((c for c in _causes(error) if isinstance(c, ssl.SSLCertVerificationError)), None)
    match getattr(verdict, "verify_code", None):
        case 9:
            return Refused(Sentence("the certificate of {host} is not valid yet", host=host))
        case 10:
            return Refused(Sentence("the certificate of {host} has expired", host=host))
        case 18 | 19:
            return Refused(
                Sentence("the certificate of {host} is signed by nobody but itself", host=host)
            )
        case 20 | 21:
            return Refused(
                Sentence("no authority known here vouches for the certificate of {host}", host=host)
            )
        case 62 | 64:
            return Refused(Sentence("the certificate of {host} is for another host", host=host))
    return Refused(
        Sentence("no secure connection to {host} could be made", host=host),
        lacks_tls=verdict is None,
    )


def not_let_through(host: str) -> Refused:
    """Return the words for a proxy that opens no way to a host."""
    return Refused(Sentence("the proxy does not let us through to {host}", host=host))


def broken_off(host: str, error: Exception) -> Refused:
    """Return the words for an exchange that failed after the connection stood."""
    match error:
        case OSError():
            return Refused(Sentence("{host} broke the connection off", host=host))
        case h11.RemoteProtocolError():
            return Refused(Sentence("{host} does not answer as a web server should", host=host))
    return Refused(Sentence("{host} could not be asked", host=host))


def too_slow(host: str, seconds: float, *, is_network: bool) -> Refused:
    """Return the words for an answer that was not there in time."""
    return Refused(
        Sentence(
            "{host} took longer than {seconds} seconds", host=host, seconds=max(1, round(seconds))
        ),
        is_network=is_network,
    )


def status_words(status: int, host: str) -> Sentence:
    """Return the words for a status that brings no content (RFC 9110 §15, RFC 6585)."""
    match status:
        case 401 | 407:
            return Sentence("{host} wants a user name and password, or a better one", host=host)
        case 403 | 451:
            return Sentence("{host} forbids this address ({status})", host=host, status=status)
        case 404:
            return Sentence(
                "{host} has nothing at this address (404); check the address", host=host
            )
        case 429:
            return Sentence("{host} asks for fewer visits (429)", host=host)
        case 503:
            return Sentence("{host} is out of service for now (503)", host=host)
        case 204 | 205:
            return Sentence("{host} answered with nothing", host=host)
        case 304:
            return Sentence("{host} says “unchanged”, but nothing was had before", host=host)
    if status >= 500:
        return Sentence("{host} has trouble of its own ({status})", host=host, status=status)
    return Sentence("{host} answered with status {status}", host=host, status=status)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
