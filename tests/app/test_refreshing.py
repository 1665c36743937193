"""Refreshing: steps followed, told in good time, shown on the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

from textual.message import Message
from textual.message_pump import MessagePump

from berita_tui.app.refreshing import Refreshing
from berita_tui.language import Language
from berita_tui.news import (
    Began,
    BeritaError,
    Brought,
    Ended,
    Illustrated,
    Missed,
    PagesEnded,
    PageStep,
    Quiet,
    Sentence,
    Source,
    Standing,
    Step,
    Waiting,
)
from berita_tui.newsroom import Newsroom
from readers import NOON, Reader, masthead, said, screen_text, settle

EN = Language("en")


class Script:
    """A newsroom whose news is written beforehand."""

    def __init__(self, reader: Reader, *, problem: bool = False) -> None:
        self.reader = reader
        self.problem = problem
        self.asked: list[tuple[Sequence[Source] | None, bool]] = []
        self.news = 3
        self.is_offline = False

    async def refresh(
        self, sources: Iterable[Source] | None = None, *, force: bool = False
    ) -> AsyncIterator[Step]:
        self.asked.append((None if sources is None else tuple(sources), force))
        if self.problem:
            raise BeritaError(Sentence("the disk is full"))
        first, second, third, fourth = self.reader.sources
        yield Began(4)
        self.reader.save(0, self.reader.entries(0, -self.news, self.news))
        yield Brought(first, self.news)
        yield Quiet(second)
        self.reader.store.standings.put(
            third.key, Standing(checked=NOON, problem=Sentence("no answer"), failures=1)
        )
        yield Missed(third, Sentence("no answer"))
        yield Waiting(fourth, NOON)
        yield Ended(3, self.news, 1, self.is_offline)

    async def fetch_pages(self) -> AsyncIterator[PageStep]:
        yield PagesEnded(0, 0, 0)

    async def bring_pictures(self) -> AsyncIterator[Illustrated]:
        yield Illustrated(number=1, new=0)


def newsroom(script: Script) -> Newsroom:
    return cast("Newsroom", script)


async def test_news_comes_in_and_is_counted(reader: Reader) -> None:
    script = Script(reader)
    app = reader.app(newsroom=newsroom(script))
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        cursor = app.front.panes.listing.headlines.headline
        await pilot.press("R")
        await settle(pilot)
        await settle(pilot)
        headlines = app.front.panes.listing.headlines
        assert headlines.count == 27
        assert headlines.headline == cursor
        assert headlines.cursor == 3
        assert masthead(app.front).unread == 25
        assert masthead(app.front).progress is None
        assert said(app.front) == "3 new articles · Pasar Pagi: no answer"
        assert " ! " in screen_text(app)
        assert script.asked == [(None, True)]


async def test_r_asks_where_the_reader_is(reader: Reader) -> None:
    script = Script(reader)
    app = reader.app(newsroom=newsroom(script))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("h", "j", "j", "j", "j", "r")
        await settle(pilot)
        assert [len(asked or ()) for asked, _ in script.asked] == [2]
        app.front.panes.go("headlines")
        await pilot.press("1", "r")
        await settle(pilot)
        assert script.asked[1] == (reader.store.sources.all(), True)


async def test_without_anyone_in_reach_the_reader_is_offline(reader: Reader) -> None:
    script = Script(reader)
    script.is_offline, script.news = True, 0
    app = reader.app(newsroom=newsroom(script), refresh_minutes=10)
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await settle(pilot)
        assert script.asked == [(None, False)]
        assert masthead(app.front).is_offline
        assert "○ offline" in screen_text(app)
        assert not said(app.front)
        await pilot.press("R")
        await settle(pilot)
        assert said(app.front) == "Offline: no source could be reached."


async def test_a_refresh_that_breaks_says_why(reader: Reader) -> None:
    app = reader.app(newsroom=newsroom(Script(reader, problem=True)))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("R")
        await settle(pilot)
        assert said(app.front) == "the disk is full"


async def test_reports_come_four_times_a_second_and_lists_change_more_and_more_seldom(
    reader: Reader,
) -> None:
    class Listener:
        def __init__(self) -> None:
            self.heard: list[Message] = []

        def post_message(self, message: Message) -> bool:
            self.heard.append(message)
            return True

    class Long(Script):
        async def refresh(self, *_: Any, **__: Any) -> AsyncIterator[Step]:
            yield Began(3000)
            for _each in range(3000):
                yield Brought(reader.sources[0], 1)
            yield Ended(3000, 3000, 0)

    ticks = iter(each / 100 for each in range(1, 100_000))
    listener = Listener()
    refreshing = Refreshing(
        newsroom(Long(reader)), cast("MessagePump", listener), ticks=lambda: next(ticks)
    )
    await refreshing.run(None, is_asked=True)
    reports = [each for each in listener.heard if isinstance(each, Refreshing.Went)]
    assert 100 < len(reports) < 250
    shown = [each.done for each in reports if each.has_news]
    assert shown[0] < 100
    gaps = [after - before for before, after in pairwise(shown[:6])]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 8 * gaps[0]
    assert len(shown) < 12
    assert reports[-1].has_news
    assert reports[-1].done == 3000
    assert isinstance(listener.heard[-1], Refreshing.Over)


def over(ended: Ended, *failures: Missed) -> str:
    return Refreshing.Over(ended, failures, is_asked=True).tell(EN)


def test_the_outcome_is_told_in_words(reader: Reader) -> None:
    missed = Missed(replace(reader.sources[0], name="Warta"), Sentence("no answer"))
    assert over(Ended(4, 0, 0)) == "No news"
    assert over(Ended(4, 1, 0)) == "1 new article"
    assert over(Ended(4, 0, 1), missed) == "No news · Warta: no answer"
    assert over(Ended(4, 0, 2), missed, missed) == "No news · 2 sources failed"
