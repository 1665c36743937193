from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static

from berita_tui.app.screens.ask import Ask
from berita_tui.app.screens.edit import EditSources, folder_of, interval_of, source_facts
from berita_tui.app.widgets.followed import Followed
from berita_tui.language import Language
from berita_tui.news import (
    Entry,
    FullText,
    PauseReason,
    Refusal,
    Sentence,
    Source,
    Standing,
    Tally,
    Want,
    WrongUse,
    local_address,
    source_key,
)
from berita_tui.places import Places
from berita_tui.store import Store

Clock = Callable[[], datetime]


@pytest.fixture
def store(stocked: Places, clock: Clock) -> Iterator[Store]:
    with closing(Store.open(stocked, clock=clock)) as store:
        store.sources.add(
            Source.own(local_address("guide"), title="Guide"),
            Source.followed("https://fajar.example/rss", title="Fajar", folder=("Pagi",)),
            Source.followed("https://senja.example/rss", title="Senja", folder=("Pagi",)),
        )
        yield store


class Desk(App[None]):
    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self.store = store
        self.clock = clock

    def on_mount(self) -> None:
        self.push_screen(EditSources(self.store, language=Language("en"), now=self.clock))


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


async def answer(pilot: Pilot[None], key: str, text: str) -> None:
    await pilot.press(key)
    await pilot.pause()
    assert isinstance(pilot.app.screen, Ask)
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await pilot.pause()


def labels(store: Store) -> list[str]:
    return [source.label for source in store.sources.all()][1:]


async def test_what_is_the_programs_own_is_listed_last(desk: Desk) -> None:
    async with desk.run_test(size=(80, 24)):
        rows = desk.screen.query_one(Followed)
        assert [one.label for one in rows.sources] == ["Fajar", "Senja", "Guide"]
        assert rows.hint == ""


async def test_the_guide_can_be_removed_and_has_nothing_to_be_fetched(
    desk: Desk, store: Store
) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        await pilot.press("G", "p", "i", "v", "K")
        assert not isinstance(desk.screen, Ask)
        assert store.sources.get(source_key(local_address("guide"))).paused is None
        await pilot.press("d")
        assert [one.label for one in store.sources.all()] == ["Fajar", "Senja"]


async def test_with_the_guide_alone_it_says_how_to_follow_something(
    desk: Desk, store: Store
) -> None:
    store.sources.remove(*(one.key for one in store.sources.all() if one.is_fetched))
    async with desk.run_test(size=(80, 24)):
        assert "You follow nothing yet" in desk.screen.query_one(Followed).hint


async def test_a_source_is_renamed_and_the_name_undone(desk: Desk, store: Store) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        await answer(pilot, "n", "Fajar Baru")
        assert labels(store) == ["Fajar Baru", "Senja"]
        await pilot.press("U")
        assert labels(store) == ["Fajar", "Senja"]


async def test_whole_articles_are_chosen_source_by_source(desk: Desk, store: Store) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        for full_text in (FullText.ALWAYS, FullText.NEVER, FullText.AUTO, None):
            await pilot.press("x")
            assert store.sources.all()[1].full_text is full_text
        await pilot.press("U")
        assert store.sources.all()[1].full_text is FullText.AUTO


async def test_pages_that_were_not_had_are_told_with_the_reason(
    desk: Desk, store: Store, clock: Clock
) -> None:
    entries = [Entry(guid=str(n), link=f"https://fajar.example/{n}") for n in (1, 2)]
    want = Want(full_text=FullText.AUTO, most=5)
    store.articles.save(store.sources.all()[1], entries, when=clock(), want=want)
    while wanted := store.pages.next(FullText.AUTO):
        store.pages.refuse(wanted, Refusal(problem=Sentence("{host} sleeps", host="a")))
    async with desk.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        detail = desk.screen.query_one("#edit-detail", Static)
        assert "2 pages not had; the newest: a sleeps" in str(detail.render())


async def test_an_empty_name_gives_back_the_sources_own(desk: Desk, store: Store) -> None:
    store.sources.change(replace(store.sources.all()[1], name="Lain"))
    async with desk.run_test(size=(50, 20)) as pilot:
        await answer(pilot, "enter", " ")
        assert labels(store) == ["Fajar", "Senja"]


async def test_escape_changes_nothing(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        for key in "nfi":
            await pilot.press(key, "escape")
            await pilot.pause()
        assert labels(store) == ["Fajar", "Senja"]
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(desk.screen, EditSources)


async def test_a_source_moves_to_another_folder(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        await answer(pilot, "f", "Pagi / Kota")
    assert store.sources.by_address("https://fajar.example/rss").folder == ("Pagi", "Kota")  # type: ignore[union-attr]


async def test_a_wrong_interval_is_explained_and_a_right_one_kept(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        await answer(pilot, "i", "often")
        assert isinstance(desk.screen, Ask)
        assert desk.screen.query_one(Static).has_class("-wrong")
        desk.screen.query_one(Input).value = "90"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("i")
        await pilot.pause()
        assert desk.screen.query_one(Input).value == "90"
    assert store.sources.all()[1].interval == timedelta(minutes=90)


async def test_p_pauses_and_goes_on(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        await pilot.press("p")
        assert store.sources.all()[1].paused is PauseReason.READER
        await pilot.press("p")
        assert store.sources.all()[1].paused is None


async def test_leave_for_a_private_host_also_ends_its_pause(desk: Desk, store: Store) -> None:
    store.sources.change(replace(store.sources.all()[1], paused=PauseReason.PRIVATE))
    async with desk.run_test() as pilot:
        await pilot.press("v")
        changed = store.sources.all()[1]
        assert (changed.is_private_allowed, changed.paused) == (True, None)
        await pilot.press("v")
        assert store.sources.all()[1].is_private_allowed is False


async def test_sources_change_places_within_their_folder(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        await pilot.press("J")
        assert labels(store) == ["Senja", "Fajar"]
        await pilot.press("J")
        assert labels(store) == ["Senja", "Fajar"]
        await pilot.press("K", "K")
        assert labels(store) == ["Fajar", "Senja"]


async def test_a_removed_source_comes_back_with_undo(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        await pilot.press("d")
        assert labels(store) == ["Senja"]
        await pilot.press("U")
        assert labels(store) == ["Fajar", "Senja"]


async def test_with_nothing_left_it_says_so_and_keys_do_nothing(desk: Desk, store: Store) -> None:
    async with desk.run_test() as pilot:
        await pilot.press("d", "d", "d", "J", "n")
        await pilot.pause()
        assert desk.screen.query_one(Followed).source is None
        assert isinstance(desk.screen, EditSources)


async def test_a_double_click_renames(desk: Desk) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        await pilot.click(Followed, offset=(6, 0), times=2)
        await pilot.pause()
        assert isinstance(desk.screen, Ask)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 20), (20, 5), (1, 1)])
async def test_it_stands_any_size(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.run_test(size=size) as pilot:
        await pilot.press("j", "n")
        await pilot.pause()


@pytest.mark.parametrize(("text", "folder"), [("", ()), (" A ", ("A",)), ("A/ B //", ("A", "B"))])
def test_a_folder_is_written_with_slashes(text: str, folder: tuple[str, ...]) -> None:
    assert folder_of(text) == folder


@pytest.mark.parametrize("text", ["9", "1441", "-10", "ten", "1e3", "٣٠٠", "9" * 100])
def test_an_interval_outside_ten_minutes_to_a_day_is_refused(text: str) -> None:
    if text == "٣٠٠":  # digits of any script are digits
        assert interval_of(text) == timedelta(minutes=300)
        return
    with pytest.raises(WrongUse):
        interval_of(text)


def test_the_facts_of_a_source_hold_no_secret(clock: Clock) -> None:
    now = clock()
    source = replace(
        Source.followed("https://nama:rahasia@fajar.example/rss"), is_private_allowed=True
    )
    standing = Standing(
        succeeded=now - timedelta(hours=2),
        due=now,
        problem=Sentence("no answer within {seconds} s", seconds=30),
        left_out=1234,
    )
    lines = source_facts(source, standing, Tally(1284, 7, 321), Language("en"), now)
    assert "25% whole on disk" in lines
    assert "Articles’ pages: as the settings have it" in lines
    assert lines[0] == "https://fajar.example/rss"
    assert "no answer within 30 s" in lines
    assert "1,284 articles kept, 7 unread" in lines
    told = "only the newest 2,000 entries of this feed are read; older ones left out: 1,234"
    assert told in lines
    assert "rahasia" not in "".join(lines)


@pytest.mark.parametrize("reason", list(PauseReason))
def test_a_paused_source_says_why(reason: PauseReason, clock: Clock) -> None:
    source = replace(Source.followed("https://fajar.example/"), paused=reason)
    lines = source_facts(source, Standing(), Tally(), Language("en"), clock())
    assert lines[1].startswith("Paused")
    assert "Not asked yet" not in lines
