"""The bureau: a newsroom in a process of its own, so that fetching never keeps a key waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from functools import cached_property
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any, Final, cast

from berita_tui.places import Places

if TYPE_CHECKING:
    from berita_tui.bureau.line import Line
    from berita_tui.discover import Look
    from berita_tui.news import Illustrated, PageStep, Source, Step
    from berita_tui.newsroom import Newsroom
    from berita_tui.store.saved import KeptPage

IDLE: Final = 30.0
"""Seconds after its last work when the process goes."""


class Bureau:
    """Has the verbs of a `Newsroom` that bring news; its process is started when first needed.

    The process opens the library at `places` for itself, and works there as `orders` say, which
    give the options of a `Newsroom`. One that dies fails what it was doing, and the next verb
    starts another. It goes when it has had nothing to do for a while, and with the app, however
    that ends. What the reader waits for before a single page is had is done by `newsroom`, here.

    For one event loop; `close` may be called after it.
    """

    def __init__(
        self,
        newsroom: Callable[[], Newsroom],
        places: Places,
        orders: Callable[[], Mapping[str, object]],
        *,
        idle: float = IDLE,
    ) -> None:
        self._make_newsroom = newsroom
        self._places = places
        self._orders = orders
        self._idle = idle
        self._numbers = count(1)
        self._line: Line | None = None
        self._opening = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None

    @cached_property
    def _newsroom(self) -> Newsroom:
        return self._make_newsroom()

    def refresh(
        self, sources: Iterable[Source] | None = None, *, force: bool = False
    ) -> AsyncGenerator[Step, None]:
        """Refresh `sources`, or all that are followed; see `Newsroom.refresh`."""
        return self._told("refresh", _keys(sources), force)

    def fetch_pages(
        self, sources: Iterable[Source] | None = None
    ) -> AsyncGenerator[PageStep, None]:
        """Fetch the pages that new articles want; see `Newsroom.fetch_pages`."""
        return self._told("pages", _keys(sources))

    async def fetch_page(self, number: int) -> PageStep:
        """Fetch the page of one article now. Raises `Missing` where it has none."""
        return cast("PageStep", await self._answer("page", number))

    def bring_pictures(self) -> AsyncGenerator[Illustrated, None]:
        """Bring the pictures that articles wait for; see `Newsroom.bring_pictures`."""
        return self._told("pictures")

    async def bring_pictures_of(self, number: int) -> int:
        """Bring the pictures of one article now; return how many are new."""
        return cast("int", await self._answer("pictures of", number))

    def pages_waiting(self) -> int:
        """Return how many pages are still to be fetched."""
        return self._newsroom.pages_waiting()

    async def look_at(self, typed: str) -> Look:
        """Return what is behind what somebody typed; see `Newsroom.look_at`."""
        return await self._newsroom.look_at(typed)

    async def save_page(self, look: Look, *, shelf: str = "Saved pages") -> KeptPage:
        """Save the page that was looked at; see `Newsroom.save_page`."""
        return await self._newsroom.save_page(look, shelf=shelf)

    def close(self) -> None:
        """Let the process go, at once; what it was doing is not told any more.

        It saves what it is saving to its end. A new one is started when it is needed.
        """
        line, self._line = self._line, None
        if line is not None:
            line.hang_up()

    async def aclose(self) -> None:
        """Let go of everything, and see it gone; the bureau can be used again."""
        line = self._line
        self.close()
        if line is not None:
            await asyncio.to_thread(line.see_off)
        if "_newsroom" in vars(self):  # else none was made
            await self._newsroom.aclose()

    async def _answer(self, *question: object) -> object:
        """Ask what has one answer."""
        async with aclosing(self._told(*question)) as answers:
            return await anext(answers)

    async def _told(self, *question: object) -> AsyncGenerator[Any, None]:
        """Ask, and give what is told until it is over. What nobody listens to is stopped."""
        line = await self._connected()
        number, answers = next(self._numbers), asyncio.Queue[tuple[bool, Any]]()
        line.calls[number] = answers
        is_over, answer = False, None
        try:
            line.send(number, *question)
            while not is_over:
                is_over, answer = await answers.get()
                if not is_over:
                    yield answer
        finally:
            del line.calls[number]
            if not is_over:
                line.send(number, "stop")
            self._rest_later(line)
        if answer is not None:
            raise answer

    async def _connected(self) -> Line:
        """Return the line to the process that lives, or to a new one."""
        async with self._opening:
            if self._rest is not None:
                self._rest.cancel()
            if self._line is None or not self._line.is_up:
                # Off the opening path, and not on the way of a key: it takes 30 ms.
                await asyncio.to_thread(import_module, "berita_tui.bureau.line")
                from berita_tui.bureau.line import Line  # noqa: PLC0415 - as above

                self._line = await Line.open(self._places, self._orders())
            return self._line

    def _rest_later(self, line: Line) -> None:
        """Let the process go when nothing has been asked of it for a while."""

        def rest() -> None:
            if self._line is line and not line.calls:
                self._line = None
                line.hang_up()

        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(self._idle, rest)


def _keys(sources: Iterable[Source] | None) -> list[str] | None:
    return None if sources is None else [source.key for source in sources]
