"""Wire: steps and questions as they go between the app and its bureau; data, never code."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import IO, Any, Final, TypeAlias

from berita_tui import news

_LENGTH = struct.Struct(">I")
MOST_BYTES: Final = 16_000_000
"""The longest message that is taken."""

_NOUNS: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            *(news.Began, news.Brought, news.Quiet, news.Missed, news.Waiting, news.Ended),
            *(news.PageHad, news.PageMissed, news.PagesEnded, news.Illustrated),
            *(news.Source, news.Wanted, news.Want),
        )
    }
)
_KINDS: Final[Mapping[str, type[Enum]]] = MappingProxyType(
    {each.__name__: each for each in (news.PauseReason, news.FullText, news.Outcome)}
)
_ERRORS: Final[Mapping[str, type[news.BeritaError]]] = MappingProxyType(
    {
        each.__name__: each
        for each in (news.BeritaError, news.BadAddress, news.DataUnusable, news.Missing)
    }
)
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {name: tuple(each.name for each in fields(noun)) for name, noun in _NOUNS.items()}
)

Message: TypeAlias = tuple[Any, ...]


def pack(message: Message) -> bytes:
    """Return a message as it goes over the wire: four bytes of length, then JSON.

    What is more than a text, a number or nothing is a list that begins with what it is.
    """
    content = json.dumps(_plain(message), separators=(",", ":")).encode()
    return _LENGTH.pack(len(content)) + content


def receive(stream: IO[bytes]) -> Message | None:
    """Return the next message, None where there is none any more, or none that can be read."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length) if length <= MOST_BYTES else b""
    try:
        message = _noun(json.loads(content))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return message if isinstance(message, tuple) else None


def listen(stream: IO[bytes], take: Callable[[Message | None], None]) -> None:
    """Have `take` called in the running loop with each message that comes, with None at the end."""
    loop = asyncio.get_running_loop()

    def hear() -> None:
        message: Message | None = ()
        while message is not None:
            message = None
            with contextlib.suppress(OSError, ValueError):  # closed meanwhile
                message = receive(stream)
            try:
                loop.call_soon_threadsafe(take, message)
            except RuntimeError:
                return  # the loop is over

    threading.Thread(target=hear, name="wire", daemon=True).start()


def _plain(noun: object) -> Any:
    match noun:
        case Enum():
            return [type(noun).__name__, noun.value]
        case None | str() | int() | float():
            return noun
        case tuple() | list():
            return ["", *map(_plain, noun)]
        case Mapping():
            return ["{}", {key: _plain(value) for key, value in noun.items()}]
        case bytes():
            return ["bytes", noun.hex()]
        case datetime():
            return ["datetime", noun.isoformat()]
        case timedelta():
            return ["timedelta", noun.total_seconds()]
        case news.Sentence():
            return ["Sentence", noun.template, dict(noun.values)]
        case news.BeritaError():
            name = type(noun).__name__
            return [name if name in _ERRORS else "BeritaError", _plain(noun.sentence)]
    name = type(noun).__name__
    return [name, *(_plain(getattr(noun, each)) for each in _FIELDS[name])]


def _noun(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    name, *values = plain
    match name:
        case "":
            return tuple(map(_noun, values))
        case "{}":
            return MappingProxyType({key: _noun(value) for key, value in values[0].items()})
        case "bytes":
            return bytes.fromhex(values[0])
        case "datetime":
            return datetime.fromisoformat(values[0])
        case "timedelta":
            return timedelta(seconds=values[0])
        case "Sentence":
            return news.Sentence(values[0], **values[1])
    if name in _KINDS:
        return _KINDS[name](values[0])
    if name in _ERRORS:
        return _ERRORS[name](_noun(values[0]))
    return _NOUNS[name](**dict(zip(_FIELDS[name], map(_noun, values), strict=True)))
