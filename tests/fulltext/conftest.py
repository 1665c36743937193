"""Fixtures of this room: a store, a clock, a worker for each module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.worker import Worker
from fulltext.sites import Clock


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def store(stocked: Places, time: Clock) -> Iterator[Store]:
    opened = Store.open(stocked, clock=time)
    yield opened
    opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as hand:
        yield hand
