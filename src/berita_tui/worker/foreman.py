"""Foreman: the worker as its owner sees it, who gives its children jobs and kills them."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Self, TypeVar, cast

from berita_tui.news import (
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
from berita_tui.prepress import can_be_kept
from berita_tui.worker.child import JOBS, READY, REQUEST
from berita_tui.worker.process import command, surroundings
from berita_tui.worker.wire import HEAD, Form, Garbled, pack, sizes, unpack

_SECONDS = 5.0
_MEGABYTES = 512
_IDLE_SECONDS = 30.0
_START_SECONDS = 60.0
_SPARE_SECONDS = 2.0
_START = "from berita_tui.worker.child import main; main()"

Noun = TypeVar("Noun")


class Worker:
    """Reads outside content in up to `processes` children, started when first needed.

    There are never more than processors, and a child that had nothing to do for `idle` seconds
    ends. Each job has at most `seconds` of wall time, and where the platform can limit it as
    much of the processor's, and each child `megabytes` of memory. A child that goes past is
    killed and another takes its place; the job then raises `Unreadable`, as it does for content
    that cannot be read. Any number of jobs may be asked for at once; they wait for a free
    child. Cancelling a job kills its child. Belongs to one event loop.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        seconds: float = _SECONDS,
        megabytes: int = _MEGABYTES,
        idle: float = _IDLE_SECONDS,
    ) -> None:
        self._turns = asyncio.Semaphore(max(1, min(processes, os.cpu_count() or 1)))
        self._seconds = seconds
        self._megabytes = megabytes
        self._idle_seconds = idle
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
        """Return the feed in `content`, its entries made ready to be kept. Raises `Unreadable`.

        See `parse.feeds.read_feed` and `prepress`.
        """
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
        content = content[: JOBS["sites"].limit]
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
        if len(content) > JOBS[name].limit:
            raise Unreadable(
                Sentence(
                    "it is larger than {megabytes} MB; it is not read",
                    megabytes=JOBS[name].limit // 1_000_000,
                )
            )
        request = pack(REQUEST, (name, content, options))
        async with self._turns:
            noun, problem = await self._answer(request, JOBS[name].answer)
        if not isinstance(noun, kind):
            raise Unreadable(problem or _BROKE)
        return noun

    async def _answer(self, request: Sequence[bytes], form: Form) -> tuple[object, Sentence | None]:
        """Ask an idle child, then if it turns out dead a new one, for which nobody is to blame."""
        while not self._is_closed:
            is_new = not self._idle
            child = await self._start() if is_new else self._idle.pop()
            child.wake()
            self._busy.add(child)
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await child.ask(request, form)
            except TimeoutError:
                await child.end()
                raise Unreadable(
                    Sentence(
                        "it takes more than {seconds} seconds to read; it is not read",
                        seconds=round(self._seconds),
                    )
                ) from None
            except (OSError, EOFError, Garbled):
                await child.end()
                if is_new and not self._is_closed:
                    raise Unreadable(_BROKE) from None
            except BaseException:
                self._bury(child)
                raise
            else:
                self._idle.append(child)
                child.rest(self._idle_seconds, self._dismiss)
                return answer
            finally:
                self._busy.discard(child)
        raise Unreadable(Sentence("reading was stopped; try again"))

    def _dismiss(self, child: _Child) -> None:
        """End a child that has had nothing to do."""
        self._idle.remove(child)
        self._bury(child)

    def _bury(self, child: _Child) -> None:
        """End `child` without waiting for it."""
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
        self._rest: asyncio.TimerHandle | None = None

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
                await child._replies.readexactly(len(READY))
        except BaseException:
            await child.end()
            raise
        return child

    async def ask(self, request: Sequence[bytes], form: Form) -> tuple[object, Sentence | None]:
        """Return the answer to `request`. Raises `OSError`, `EOFError`, `Garbled`."""
        for piece in request:
            self._requests.write(piece)
        await self._requests.drain()
        said, behind = sizes(await self._replies.readexactly(HEAD.size))
        noun, problem = unpack(form, await self._received(said + behind), said)
        if (noun is None) is (problem is None):
            raise Garbled
        if isinstance(noun, Feed) and not can_be_kept(noun):
            raise Garbled
        return noun, problem

    async def _received(self, size: int) -> bytearray:
        """Return so many bytes; they are in memory but once, however many."""
        content = bytearray(size)
        at = 0
        while at < size:
            piece = await self._replies.read(size - at)
            if not piece:
                raise EOFError
            content[at : at + len(piece)] = piece
            at += len(piece)
        return content

    def rest(self, seconds: float, then: Callable[[Self], None]) -> None:
        """Call `then` in so many seconds, unless it is woken before."""
        self._rest = asyncio.get_running_loop().call_later(seconds, then, self)

    def wake(self) -> None:
        """Rest no longer."""
        if self._rest:
            self._rest.cancel()

    def kill(self) -> None:
        """Kill the process, if it still lives."""
        self.wake()
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
