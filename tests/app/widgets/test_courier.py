"""Courier: pages brought while the reader reads, and shown without moving anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import pytest

from berita_tui.app import BeritaApp
from berita_tui.app.widgets.courier import Courier
from berita_tui.app.widgets.status import StatusLine
from berita_tui.news import (
    BeritaError,
    Entry,
    FullText,
    Headline,
    Illustrated,
    Outcome,
    PageHad,
    PageMissed,
    PagesEnded,
    PageStep,
    Sentence,
    Want,
    Wanted,
)
from berita_tui.newsroom import Newsroom
from readers import NOON, Reader, said, screen_text, settle

BODY = "<p>Sidang dibuka, saksi datang, dan putusan dibacakan menjelang petang.</p>" * 20


class Script:
    """A newsroom whose pages are written beforehand."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.runs = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.problem: Sentence | None = None
        self.waiting = 0
        self.rounds = 0
        self.illustrated: list[int] = []
        self.asked_for: list[int] = []
        self.picture_problem: Sentence | None = None

    async def fetch_pages(self) -> AsyncIterator[PageStep]:
        self.runs += 1
        if self.problem:
            raise BeritaError(self.problem)
        store = self.reader.store
        while wanted := store.pages.next(FullText.AUTO):
            await self.gate.wait()
            yield self._had(wanted)
        yield PagesEnded(0, 0, self.waiting)

    async def fetch_page(self, number: int) -> PageStep:
        wanted = self.reader.store.pages.want(number)
        if wanted is None:
            raise BeritaError(Sentence("this article has no page of its own"))
        if self.problem:
            return PageMissed(wanted, self.problem, self.waiting)
        return self._had(wanted)

    async def bring_pictures(self) -> AsyncIterator[Illustrated]:
        self.rounds += 1
        for number in self.illustrated:
            yield Illustrated(number=number, new=1)
        if self.picture_problem:
            raise BeritaError(self.picture_problem)

    async def bring_pictures_of(self, number: int) -> int:
        self.asked_for.append(number)
        return 0

    def pages_waiting(self) -> int:
        return self.waiting

    def _had(self, wanted: Wanted) -> PageHad:
        store = self.reader.store
        entry = Entry(html=BODY, is_whole=True, title="Sidang dibuka lagi")
        outcome, _ = store.pages.keep(wanted, entry)
        assert outcome is Outcome.PAGE
        return PageHad(wanted, outcome, store.pages.waiting(FullText.AUTO))


@pytest.fixture
def short(reader: Reader) -> Reader:
    """Three more articles of one source, newer than the rest, their text cut short."""
    entries = [
        replace(each, html="<p>Sidang dibuka lagi …</p>", is_whole=False)
        for each in reader.entries(0, -3, 3)
    ]
    want = Want(full_text=FullText.AUTO, most=50)
    reader.store.articles.save(reader.sources[0], entries, when=NOON, want=want)
    return reader


def app_of(short: Reader, script: Script) -> BeritaApp:
    return short.app(newsroom=cast("Newsroom", script))


def courier(app: BeritaApp) -> Courier:
    return app.front.query_one(Courier)


def row(app: BeritaApp) -> Headline:
    headline = app.front.panes.listing.headlines.headline
    assert headline is not None
    return headline


async def test_pages_come_in_and_rows_say_so_without_moving(short: Reader) -> None:
    script = Script(short)
    app = app_of(short, script)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j")
        before = row(app)
        assert not before.is_whole
        script.gate.clear()
        courier(app).begin()
        while not script.runs:
            await pilot.pause()
        courier(app).begin()  # while one is under way: one more after it
        script.gate.set()
        await settle(pilot)
        assert row(app) == replace(before, is_whole=True)
        assert script.runs == 2
        assert app.front.query_one(StatusLine).waiting == 0
        assert screen_text(app).count("⇣") >= 3


async def test_the_open_article_gets_its_text_where_it_is(short: Reader) -> None:
    script = Script(short)
    app = app_of(short, script)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "from the feed, shortened" in screen_text(app).replace("\xa0", " ")
        courier(app).begin()
        await settle(pilot)
        shown = screen_text(app).replace("\xa0", " ")
        assert "from its page" in shown
        assert "Sidang dibuka, saksi datang" in shown
        assert app.front.panes.at == "article"


async def test_x_fetches_the_article_in_hand(short: Reader) -> None:
    script = Script(short)
    app = app_of(short, script)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert row(app).is_whole
        assert said(app.front) == "The whole article is here."
        script.problem = Sentence("{host} does not answer", host="a.example")
        await pilot.press("j", "x")
        await settle(pilot)
        assert said(app.front) == "a.example does not answer"
        await pilot.press("h", "x")  # among the sources there is nothing in hand
        await settle(pilot)


async def test_what_has_no_page_is_told(empty_reader: Reader) -> None:
    from berita_tui.news import Source, local_address

    own = Source.own(local_address("x"), title="X")
    empty_reader.store.sources.install(own)
    empty_reader.store.articles.save(own, [Entry(title="t", html="<p>x</p>")], when=NOON)
    app = app_of(empty_reader, Script(empty_reader))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert said(app.front) == "this article has no page of its own"


async def test_a_run_that_breaks_says_why(short: Reader) -> None:
    script = Script(short)
    script.problem = Sentence("the disk is full")
    app = app_of(short, script)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        courier(app).begin()
        await settle(pilot)
        assert said(app.front) == "the disk is full"


@pytest.mark.parametrize(
    ("width", "glyphs", "expected"),
    [
        (120, "unicode", "⇣ 1,234 pages to fetch"),
        (80, "unicode", "⇣ 1,234"),
        (80, "ascii", "v 1,234"),
    ],
)
async def test_the_queue_is_told_quietly_where_there_is_room(
    reader: Reader, width: int, glyphs: str, expected: str
) -> None:
    app = reader.app(glyphs=glyphs)
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        app.front.query_one(StatusLine).waiting = 1234
        await pilot.pause()
        assert screen_text(app).splitlines()[-1].rstrip().endswith(expected)
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert "1,234" not in screen_text(app).splitlines()[-1]


class Listening(Courier):
    """A courier whose reports are kept, and who brings nothing beside the pages."""

    def __init__(self, newsroom: Any, **wishes: Any) -> None:
        super().__init__(newsroom, **wishes)
        self.told: list[Courier.Came] = []

    def post_message(self, message: Any) -> bool:
        if isinstance(message, Courier.Came):
            self.told.append(message)
        return True

    def run_worker(self, *_: Any, **__: Any) -> Any:
        """Nothing beside the pages."""


async def test_reports_come_at_most_twice_a_second(short: Reader) -> None:
    ticks = iter(each / 100 for each in range(1000))
    desk = Listening(Script(short), ticks=lambda: next(ticks) + 1)
    await desk._run()
    assert [len(each.numbers) for each in desk.told] == [1, 2]


async def test_what_has_changed_is_told_more_and_more_seldom_and_all_of_it_at_the_end() -> None:
    class Long:
        async def fetch_pages(self) -> AsyncIterator[PageStep]:
            for number in range(60):
                page = Wanted(
                    number=number, key=b"", source="", address="https://warta.example.id/"
                )
                yield PageHad(page, Outcome.PAGE, 60 - number)
            yield PagesEnded(60, 0, 0)

    ticks = iter(each / 2 for each in range(2, 1000))  # a page every half second
    desk = Listening(Long(), ticks=lambda: next(ticks))
    await desk._run()
    assert [len(each.numbers) for each in desk.told if each.numbers] == [1, 2, 4, 8, 16, 16, 13]
    assert {number for each in desk.told for number in each.numbers} == set(range(60))
    assert [each.waiting for each in desk.told] == [*range(60, 0, -1), 0]


async def test_pictures_come_beside_pages_and_trouble_with_them_is_told(short: Reader) -> None:
    script = Script(short)
    script.picture_problem = Sentence("the disk is full")
    script.illustrated = [short.listed()[0].number]
    app = app_of(short, script)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        courier(app).begin()
        await settle(pilot)
        assert script.rounds
        assert said(app.front) == "the disk is full"
