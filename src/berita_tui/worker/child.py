"""Child: the worker's other end, a process under limits that reads one thing after another."""

from __future__ import annotations

import contextlib
import importlib
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import GenericAlias, MappingProxyType
from typing import IO, Any, Final

from berita_tui import garbage
from berita_tui.news import (
    BeritaError,
    Candidate,
    Entry,
    Feed,
    Outline,
    Page,
    Rendition,
    Robots,
    Sentence,
)
from berita_tui.worker.process import alarm, stand_apart
from berita_tui.worker.wire import Form, any_of, form_of, forms_of, pack, receive

REQUEST: Final = any_of(dict(forms_of(bytes, datetime)), lambda noun: type(noun).__name__)
"""How a request is written: which job, what is read, the options."""

READY = b"\x06"
"""What a child says when it listens."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a child can be asked: which function, the most bytes it is given, what it returns."""

    module: str
    function: str
    limit: int
    noun: Any

    @property
    def answer(self) -> Form:
        """How its answer is written: its noun, or the sentence that says why there is none."""
        return form_of(GenericAlias(tuple, (self.noun | None, Sentence | None)))


JOBS = MappingProxyType(
    {
        "feed": Job("berita_tui.parse.feeds", "read_feed", 15_000_000, Feed),
        "page": Job("berita_tui.parse.pages", "read_page", 3_000_000, Page),
        "plain": Job("berita_tui.parse.plaintext", "read_plain", 3_000_000, Entry),
        "claims": Job("berita_tui.parse.claims", "is_article", 3_000_000, bool),
        "opml": Job("berita_tui.parse.opml", "read_opml", 15_000_000, Outline),
        "robots": Job("berita_tui.parse.robots", "read_robots", 1_000_000, Robots),
        "sites": Job("berita_tui.parse.sites", "feeds_in", 3_000_000, tuple[Candidate, ...]),
        "picture": Job("berita_tui.parse.pictures", "read_picture", 5_000_000, Rendition),
    }
)
"""What a child can be asked, by its name."""


def main() -> None:
    """Be a child: read jobs from the standard input until it ends.

    Arguments are megabytes of memory and seconds for a job.
    """
    megabytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    incoming, outgoing = stand_apart()
    limit_memory(megabytes)
    garbage.collect_seldom()
    with incoming, outgoing:
        serve(incoming, outgoing, seconds=seconds)


def serve(requests: IO[bytes], replies: IO[bytes], *, seconds: float) -> None:
    """Answer each request in turn until there are no more.

    A job that takes `seconds` of wall time ends the process, also when nobody is left who
    could kill it.
    """
    replies.write(READY)
    replies.flush()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            name, content, options = receive(requests, REQUEST)
            alarm(seconds)
            limit_time(seconds)
            answer = answer_to(name, content, options)
            alarm(0)
            is_said = isinstance(answer, Sentence)
            both = (None, answer) if is_said else (answer, None)
            replies.writelines(pack(JOBS[name].answer, both))
            replies.flush()


def answer_to(name: str, content: bytes, options: Mapping[str, Any]) -> object:
    """Do the job called `name`; return its noun, or the sentence that says why not.

    Running out of memory is not survived: what is left of the process would fail the next job.
    """
    job = JOBS[name]
    try:
        read: Callable[..., object] = getattr(importlib.import_module(job.module), job.function)
        made_ready = importlib.import_module("berita_tui.prepress").made_ready
        return made_ready(read(content, **options))
    except BeritaError as error:
        return error.sentence
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the parsers' libraries raise whatever they please
        return Sentence("it is broken in a way that cannot be mended; it is not read")


def limit_memory(megabytes: int) -> None:
    """Let this process have at most so much address space, where the platform can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, most))


def limit_time(seconds: float) -> None:
    """Let this process have `seconds` more of the processor's time, where the platform can.

    Rounded up to whole seconds; without a limit for 0.
    """
    if not seconds:
        return
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds), most))
