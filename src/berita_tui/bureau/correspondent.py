"""Correspondent: the child process; a newsroom asked over a pipe, its steps told over another."""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import AsyncGenerator, Collection, Iterable
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from berita_tui.bureau.wire import Message, listen, pack, receive
from berita_tui.clean import strip_controls
from berita_tui.news import BeritaError, Sentence, Source
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.worker.process import alarm, stand_apart

NICENESS: Final = 10
"""How far it steps back behind the app, and its workers with it."""
PATIENCE: Final = 10.0
"""Seconds it may take to leave when the app has gone, before it is ended."""


def main() -> None:
    """Be the child: work as it is told until the standard input ends."""
    with suppress(AttributeError):  # not on Windows
        os.nice(NICENESS)
    incoming, outgoing = stand_apart()
    with suppress(BrokenPipeError), incoming, outgoing:
        asyncio.run(serve(incoming, outgoing))


async def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Open the library that the first message names, and do what the others ask for.

    When the requests end, what is being saved is saved to its end and the rest is dropped.
    """
    first = await asyncio.to_thread(receive, requests)
    if first is None:
        return
    folders, orders = first
    places = Places(**{name: Path(folder) for name, folder in folders.items()})
    store = Store.join(places, clock=_now)
    newsroom = Newsroom(store, clock=_now, **orders)
    try:
        await Correspondent(store, newsroom, replies, places).work(requests)
    finally:
        await newsroom.aclose()
        store.close()


class Correspondent:
    """Does several things beside each other, each told under the number it was asked with."""

    def __init__(
        self, store: Store, newsroom: Newsroom, replies: IO[bytes], places: Places
    ) -> None:
        self._store = store
        self._places = places
        self._newsroom = newsroom
        self._replies = replies
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def work(self, requests: IO[bytes]) -> None:
        """Take requests until there are no more; then let go of what is under way."""
        queue: asyncio.Queue[Message | None] = asyncio.Queue()
        listen(requests, queue.put_nowait)
        while (message := await queue.get()) is not None:
            number, verb, *arguments = message
            if verb == "stop":
                if number in self._tasks:
                    self._tasks[number].cancel()
            else:
                self._begin(number, verb, arguments)
        # Something may hang that nobody waits for any more, as a name server can.
        alarm(PATIENCE)
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, number: int, verb: str, arguments: Iterable[Any]) -> None:
        task = asyncio.create_task(self._tell(number, self._steps(verb, *arguments)))
        self._tasks[number] = task
        task.add_done_callback(lambda _: self._tasks.pop(number))

    async def _tell(self, number: int, steps: AsyncGenerator[object, None]) -> None:
        """Tell steps as they come, and at last how it ended."""
        problem: BeritaError | None = None
        try:
            async with aclosing(steps):
                async for step in steps:
                    self._send(number, False, step)
        except BeritaError as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - reading goes on, whatever is wrong here
            problem = BeritaError(self._mishap(error))
        await asyncio.to_thread(self._store.learn)
        self._send(number, True, problem)

    async def _steps(self, verb: str, *arguments: Any) -> AsyncGenerator[object, None]:
        """Do what is asked. Every answer is a step, one that has but one answer too."""
        newsroom = self._newsroom
        steps: AsyncGenerator[object, None] | None = None
        match verb, *arguments:
            case "refresh", keys, bool(force):
                steps = newsroom.refresh(await self._named(keys), force=force)
            case "pages", keys:
                steps = newsroom.fetch_pages(await self._named(keys))
            case ("pictures",):
                steps = newsroom.bring_pictures()
            case "page", int(number):
                yield await newsroom.fetch_page(number)
            case "pictures of", int(number):
                yield await newsroom.bring_pictures_of(number)
        if steps is not None:
            async with aclosing(steps):
                async for step in steps:
                    yield step

    async def _named(self, keys: Collection[str] | None) -> list[Source] | None:
        """Return the sources with these keys, as they are by now; None where none are named."""
        if keys is None:
            return None
        wanted = frozenset(keys)
        followed = await asyncio.to_thread(self._store.sources.all)
        return [source for source in followed if source.key in wanted]

    def _send(self, *message: object) -> None:
        with suppress(OSError):  # nobody is there any more; the requests end, too
            self._replies.write(pack(message))
            self._replies.flush()

    def _mishap(self, error: Exception) -> Sentence:
        """Write the particulars of an error down; return what is told of it."""
        particulars = strip_controls("".join(traceback.format_exception(error)))
        path = self._places.keep_crash(particulars)
        return Sentence(
            "Fetching met an error of the program’s own; nothing is lost. Particulars: {path}",
            path=str(path or "-"),
        )


def _now() -> datetime:
    return datetime.now(UTC)
