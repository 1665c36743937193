"""Gathering: what the app asks of whoever brings the news, in this process or in another."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from typing import TYPE_CHECKING, Protocol

from berita_tui.news import Illustrated, PageStep, Source, Step

if TYPE_CHECKING:
    from berita_tui.discover import Look
    from berita_tui.store.saved import KeptPage


class Gathering(Protocol):
    """A `Newsroom`, or a `Bureau` that has one elsewhere; `Newsroom` says what each does."""

    def refresh(
        self, sources: Iterable[Source] | None = None, *, force: bool = False
    ) -> AsyncGenerator[Step, None]:
        """Refresh sources, step by step."""
        ...

    def fetch_pages(self) -> AsyncGenerator[PageStep, None]:
        """Fetch the pages wanted, step by step."""
        ...

    async def fetch_page(self, number: int) -> PageStep:
        """Fetch the page of one article."""
        ...

    def pages_waiting(self) -> int:
        """Return how many pages are still to be fetched."""
        ...

    def bring_pictures(self) -> AsyncGenerator[Illustrated, None]:
        """Bring the pictures wanted, step by step."""
        ...

    async def bring_pictures_of(self, number: int) -> int:
        """Bring the pictures of one article."""
        ...

    async def look_at(self, typed: str) -> Look:
        """Return what is behind what somebody typed."""
        ...

    async def save_page(self, look: Look, *, shelf: str = "Saved pages") -> KeptPage:
        """Save the page that was looked at."""
        ...
