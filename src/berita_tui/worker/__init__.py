"""The worker: child processes under limits that read what comes from outside; killable."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import pickle
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import IO, Any, Self, TypeVar, cast

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
    Unreadable,
)
from berita_tui.worker.process import command, stand_apart, surroundings
from berita_tui.worker.wire import Nouns, Packer

_SECONDS = 10.0
_MEGABYTES = 512
_START_SECONDS = 60.0
_SPARE_SECONDS = 2.0
_MAX_REPLY = 256_000_000
_LENGTH = struct.Struct(">Q")
_READY = b"\x06"
_START = "from berita_tui.worker import main; main()"

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class _Job:
    """What a child can be asked: which function, the most bytes it is given, and seconds."""

    module: str
    function: str
    limit: int
    seconds: float = _SECONDS


_JOBS = MappingProxyType(
    {
        "feed": _Job("berita_tui.parse.feeds", "read_feed", 15_000_000),
        "page": _Job("berita_tui.parse.pages", "read_page", 3_000_000, 5.0),
        "plain": _Job("berita_tui.parse.plaintext", "read_plain", 3_000_000),
        "claims": _Job("berita_tui.parse.claims", "is_article", 3_000_000, 5.0),
        "opml": _Job("berita_tui.parse.opml", "read_opml", 15_000_000),
        "robots": _Job("berita_tui.parse.robots", "read_robots", 1_000_000, 5.0),
        "sites": _Job("berita_tui.parse.sites", "feeds_in", 3_000_000),
        "picture": _Job("berita_tui.parse.pictures", "read_picture", 5_000_000),
    }
)


class Worker:
    """Reads outside content in up to `processes` children, started when first needed.

    Each job has at most `seconds` of wall time, a page 5, and each child `megabytes` of memory,
    where the platform can limit it. A child that goes past is killed and another takes its
    place; the job then raises `Unreadable`, as it does for content that cannot be read. Any
    number of jobs may be asked for at once; they wait for a free child. Cancelling a job kills
    its child. Belongs to one event loop.
    """

    def __init__(
        self, *, processes: int = 1, seconds: float = _SECONDS, megabytes: int = _MEGABYTES
    ) -> None:
        self._turns = asyncio.Semaphore(processes)
        self._seconds = seconds
        self._megabytes = megabytes
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._burials: set[asyncio.Task[None]] = set()
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read_feed(
        self,
        content: bytes,
        *,
        address: str,
        media_type: str = "",
        charset: str = "",
        seen: datetime,
    ) -> Feed:
        """Return the feed in `content`; see `parse.feeds.read_feed`. Raises `Unreadable`."""
        options = {"address": address, "media_type": media_type, "charset": charset, "seen": seen}
        return await self._ask("feed", Feed, content, options)

    async def read_page(
        self,
        content: bytes,
        *,
        address: str = "",
        charset: str = "",
        seen: datetime,
        rules: tuple[str, ...] = (),
    ) -> Page:
        """Return what a web page holds; see `parse.pages.read_page`. Raises `Unreadable`."""
        options = {"address": address, "charset": charset, "seen": seen, "rules": rules}
        return await self._ask("page", Page, content, options)

    async def read_plain(self, content: bytes, *, address: str = "", seen: datetime) -> Entry:
        """Return the article in plain text; see `parse.plaintext`. Raises `Unreadable`."""
        return await self._ask("plain", Entry, content, {"address": address, "seen": seen})

    async def read_opml(self, content: bytes) -> Outline:
        """Return the sources in an OPML file; see `parse.opml`. Raises `Unreadable`."""
        return await self._ask("opml", Outline, content, {})

    async def read_robots(self, content: bytes) -> Robots:
        """Return what a robots.txt asks of us; see `parse.robots`. Raises `Unreadable`."""
        return await self._ask("robots", Robots, content, {})

    async def feeds_in(
        self, content: bytes, *, address: str, charset: str = ""
    ) -> tuple[Candidate, ...]:
        """Return the feeds a page offers, from its first 3 MB. Raises `Unreadable`."""
        content = content[: _JOBS["sites"].limit]
        options = {"address": address, "charset": charset}
        return cast("tuple[Candidate, ...]", await self._ask("sites", tuple, content, options))

    async def read_picture(self, content: bytes) -> Rendition:
        """Return a picture for the terminal; see `parse.pictures`. Raises `Unreadable`."""
        return await self._ask("picture", Rendition, content, {})

    async def is_article(self, content: bytes, *, address: str, charset: str = "") -> bool:
        """Tell whether a page says it is an article; see `parse.claims`. Raises `Unreadable`."""
        return await self._ask("claims", bool, content, {"address": address, "charset": charset})

    async def close(self) -> None:
        """End every child. Jobs under way raise `Unreadable`."""
        self._is_closed = True
        idle, self._idle, busy = self._idle, [], self._busy.copy()
        for child in busy:
            child.kill()  # whoever waits for it ends it
        await asyncio.gather(*(child.end() for child in idle), *(each.gone() for each in busy))
        await asyncio.gather(*self._burials)

    async def _ask(
        self, name: str, kind: type[Noun], content: bytes, options: Mapping[str, object]
    ) -> Noun:
        if len(content) > _JOBS[name].limit:
            raise Unreadable(
                Sentence(
                    "it is larger than {megabytes} MB; it is not read",
                    megabytes=_JOBS[name].limit // 1_000_000,
                )
            )
        request = pickle.dumps((name, content, dict(options)))
        async with self._turns:
            answer = await self._answer(request, min(self._seconds, _JOBS[name].seconds))
        if isinstance(answer, Sentence):
            raise Unreadable(answer)
        if not isinstance(answer, kind):
            raise Unreadable(_BROKE)
        return answer

    async def _answer(self, request: bytes, seconds: float) -> object:
        """Ask an idle child, then if it turns out dead a new one, for which nobody is to blame."""
        while not self._is_closed:
            is_new = not self._idle
            child = await self._start() if is_new else self._idle.pop()
            self._busy.add(child)
            try:
                async with asyncio.timeout(seconds):
                    answer = await child.ask(request)
            except TimeoutError:
                await child.end()
                raise Unreadable(
                    Sentence(
                        "it takes more than {seconds} seconds to read; it is not read",
                        seconds=round(seconds),
                    )
                ) from None
            except (OSError, EOFError, pickle.UnpicklingError):
                await child.end()
                if is_new and not self._is_closed:
                    raise Unreadable(_BROKE) from None
            except BaseException:
                self._bury(child)
                raise
            else:
                self._idle.append(child)
                return answer
            finally:
                self._busy.discard(child)
        raise Unreadable(Sentence("reading was stopped; try again"))

    def _bury(self, child: _Child) -> None:
        """End `child` without waiting for it: the job was cancelled."""
        burial = asyncio.create_task(child.end())
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)

    async def _start(self) -> _Child:
        try:
            return await _Child.start(self._megabytes, self._seconds + _SPARE_SECONDS)
        except (OSError, EOFError, TimeoutError) as error:
            reason = type(error).__name__
            raise Unreadable(
                Sentence("no process could be started to read it ({reason})", reason=reason)
            ) from None


_BROKE = Sentence("it needs more memory than is allowed or breaks the reader; it is not read")


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process = process
        self._requests = process.stdin
        self._replies = process.stdout

    @classmethod
    async def start(cls, megabytes: int, seconds: float) -> Self:
        """Start a child and wait until it listens. Raises `OSError`, `EOFError`, `TimeoutError`.

        It has a session of its own, so that Ctrl-C and a hang-up reach it as the end of its
        input only, and nothing it writes reaches the terminal.
        """
        process = await asyncio.create_subprocess_exec(
            *command(_START, str(megabytes), str(seconds)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=surroundings(),
            start_new_session=True,
        )
        child = cls(process)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await child._replies.readexactly(len(_READY))
        except BaseException:
            await child.end()
            raise
        return child

    async def ask(self, request: bytes) -> object:
        """Return the answer to `request`. Raises `OSError`, `EOFError`, `UnpicklingError`."""
        self._requests.write(_LENGTH.pack(len(request)))
        self._requests.write(request)
        await self._requests.drain()
        (length,) = _LENGTH.unpack(await self._replies.readexactly(_LENGTH.size))
        if length > _MAX_REPLY:
            raise EOFError
        return Nouns(io.BytesIO(await self._replies.readexactly(length))).load()

    def kill(self) -> None:
        """Kill the process, if it still lives."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._requests.close()

    async def end(self) -> None:
        """Kill the process and wait until it is gone and its pipes are closed."""
        self.kill()
        await self._replies.read()
        await self.gone()

    async def gone(self) -> None:
        """Wait until the process is gone."""
        await self._process.wait()


def main() -> None:
    """Be a child: read jobs from the standard input until it ends.

    Arguments are megabytes of memory and seconds for a job.
    """
    megabytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    incoming, outgoing = stand_apart()
    limit_memory(megabytes)
    with incoming, outgoing:
        serve(incoming, outgoing, seconds=seconds)


def serve(requests: IO[bytes], replies: IO[bytes], *, seconds: float) -> None:
    """Answer each request in turn until there are no more.

    A job that takes `seconds` of wall time ends the process, also when nobody is left who
    could kill it.
    """
    replies.write(_READY)
    replies.flush()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            request = pickle.loads(_received(requests))  # noqa: S301 - the parent is trusted
            _alarm(seconds)
            answer = answer_to(*request)
            _alarm(0)
            packed = io.BytesIO()
            Packer(packed).dump(answer)
            replies.write(_LENGTH.pack(packed.tell()))
            replies.write(packed.getbuffer())
            replies.flush()


def answer_to(name: str, content: bytes, options: Mapping[str, Any]) -> object:
    """Do the job called `name`; return its noun, or the sentence that says why not.

    Running out of memory is not survived: what is left of the process would fail the next job.
    """
    job = _JOBS[name]
    try:
        read: Callable[..., object] = getattr(importlib.import_module(job.module), job.function)
        stemmed = importlib.import_module("berita_tui.parse.stemming").stemmed
        return stemmed(read(content, **options))
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


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _received(requests: IO[bytes]) -> bytes:
    head = requests.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    return requests.read(length)
