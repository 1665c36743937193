"""Heads: response headers, read into nouns; nothing of them is believed unchecked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from berita_tui.fetch.replies import Refused
from berita_tui.news import BadAddress, Sentence, Validators, normal_address

MAX_VALIDATOR = 1024
"""Longest validator kept, in bytes; a longer one is dropped."""
RETRY_BOUNDS = (timedelta(seconds=60), timedelta(hours=24))
"""What a Retry-After is held to."""

_MAX_VALUE = 16_384
_CLEAN = re.compile(r"[\x20-\x7e\xa0-\xff]+")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})(?!\d)", re.IGNORECASE | re.ASCII)


class Head:
    """The headers of one response. Names are read without regard to case."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in raw:
            key = name.decode("latin-1").lower()
            text = value[:_MAX_VALUE].decode("latin-1")
            self._values[key] = f"{self._values[key]}, {text}" if key in self._values else text

    @property
    def coding(self) -> str:
        """The content coding as written."""
        return self._values.get("content-encoding", "")

    @property
    def media_type(self) -> str:
        """The media type in lower case, "" where none is understood."""
        found = _MEDIA_TYPE.match(self._values.get("content-type", "").strip())
        return found.group().lower() if found else ""

    @property
    def charset(self) -> str:
        """The charset that the media type names, in lower case, or ""."""
        found = _CHARSET.search(self._values.get("content-type", ""))
        return found.group(1).lower() if found else ""

    @property
    def validators(self) -> Validators:
        """What to ask "changed since?" with next time; clean and short, or ""."""
        return Validators(
            etag=clean_validator(self._values.get("etag", "")),
            last_modified=clean_validator(self._values.get("last-modified", "")),
        )

    @property
    def max_age(self) -> timedelta | None:
        """How long the server calls its answer fresh (RFC 9111 §5.2.2.1), None unsaid."""
        found = _MAX_AGE.search(self._values.get("cache-control", ""))
        return timedelta(seconds=min(int(found.group(1)), 31_536_000)) if found else None

    def retry_after(self, now: datetime) -> timedelta | None:
        """Return how long the server asks to be left alone, held to `RETRY_BOUNDS`.

        Seconds or a date (RFC 9110 §10.2.3); None where it says nothing that can be read.
        """
        said = self._values.get("retry-after", "").strip()
        if not said:
            return None
        low, high = RETRY_BOUNDS
        if said.isascii() and said.isdigit():
            return max(low, timedelta(seconds=min(int(said[:12]), int(high.total_seconds()))))
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - 10 ms, and seldom said

        try:
            until = parsedate_to_datetime(said[:100])
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max(low, until - now), high)

    def location(self, base: str) -> str:
        """Return the normal address a redirect from `base` leads to. Raises `Refused`."""
        said = self._values.get("location", "").strip()
        if not said:
            raise Refused(Sentence("the server redirects, but does not say where"))
        with suppress(UnicodeDecodeError):  # else byte by byte, as browsers do
            said = said.encode("latin-1").decode("utf-8")
        try:
            return normal_address(urljoin(base, said))
        except (BadAddress, ValueError):
            raise Refused(
                Sentence("the server redirects to something that is not a web address")
            ) from None


def clean_validator(text: str) -> str:
    """Return `text` if it may be kept and sent back, else ""."""
    text = text.strip()
    return text if len(text) <= MAX_VALIDATOR and _CLEAN.fullmatch(text) else ""
