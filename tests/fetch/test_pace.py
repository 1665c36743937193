from __future__ import annotations

import asyncio

from berita_tui.fetch import Pace


class Time:
    """Time that goes by only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
        await asyncio.sleep(0)

    def ticks(self) -> float:
        return self.now


async def test_a_second_lies_between_two_visits_to_one_host() -> None:
    time = Time()
    pace = Pace(1.0, sleep=time.sleep, ticks=time.ticks)
    async with pace.visit("a.test"):
        time.now += 0.3  # the visit itself does not count
    async with pace.visit("a.test"):
        pass
    async with pace.visit("b.test"):
        pass
    time.now += 0.4
    async with pace.visit("a.test"):
        pass
    time.now += 2
    async with pace.visit("a.test"):
        pass
    assert time.slept == [1.0, 0.6]


async def test_a_host_can_ask_for_more_time() -> None:
    time = Time()
    pace = Pace(1.0, sleep=time.sleep, ticks=time.ticks)
    for delay in (5.0, 5.0, 0.2):
        async with pace.visit("a.test", delay=delay):
            pass
    assert time.slept == [5.0, 1.0]


async def test_visits_to_one_host_never_overlap() -> None:
    pace, inside, most = Pace(0), 0, 0

    async def visit() -> None:
        nonlocal inside, most
        async with pace.visit("a.test"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(5)))
    assert most == 1
