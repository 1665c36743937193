"""Wire: steps and questions as they go between the app and its bureau; data, never code."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import IO, Any, Final, TypeAlias

from berita_tui import news
from berita_tui.worker import wire
from berita_tui.worker.wire import Form, any_of, form_of, forms_of

_ERRORS: Final[Mapping[str, type[news.BeritaError]]] = MappingProxyType(
    {
        each.__name__: each
        for each in (news.BeritaError, news.BadAddress, news.DataUnusable, news.Missing)
    }
)
Message: TypeAlias = tuple[Any, ...]


def pack(message: Message) -> bytes:
    """Return a message as it goes over the wire."""
    return b"".join(wire.pack(_MESSAGE, message))


def receive(stream: IO[bytes]) -> Message | None:
    """Return the next message, None where there is none any more, or none that can be read."""
    try:
        message = wire.receive(stream, _MESSAGE)
    except (EOFError, wire.Garbled):
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


def _name_of(noun: object) -> str:
    name = type(noun).__name__
    return "BeritaError" if isinstance(noun, news.BeritaError) and name not in _ERRORS else name


def _error(kind: type[news.BeritaError]) -> Form:
    """Return the form of an error: that of its sentence."""
    sentence = form_of(news.Sentence)
    return Form(
        lambda error, behind: sentence.write(error.sentence, behind),
        lambda said, rest: kind(sentence.read(said, rest)),
    )


_MESSAGE: Final = any_of(
    {
        **dict(forms_of(bytes, datetime, timedelta, news.Sentence)),
        **dict(forms_of(news.PauseReason, news.FullText, news.Outcome)),
        **dict(forms_of(news.Began, news.Brought, news.Quiet, news.Missed, news.Waiting)),
        **dict(forms_of(news.Ended, news.PageHad, news.PageMissed, news.PagesEnded)),
        **dict(forms_of(news.Illustrated, news.Source, news.Wanted, news.Want)),
        **{name: _error(kind) for name, kind in _ERRORS.items()},
    },
    _name_of,
)
