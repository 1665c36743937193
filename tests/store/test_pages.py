from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from berita_tui.news import (
    Entry,
    FullText,
    Outcome,
    PauseReason,
    Refusal,
    Sentence,
    Source,
    Tally,
    View,
    Want,
    Wanted,
)
from berita_tui.store import Store
from berita_tui.store.hosts import Rest
from berita_tui.store.pages import Answer
from store.conftest import NOON, Watch, entries, entry

AUTO = Want(full_text=FullText.AUTO, most=50)
BODY = "Isi berita yang lengkap tentang pilkada dan rupiah. " * 12
OUCH = Sentence("{host} is tired", host="a.example")


def page(number: int, body: str = BODY, **facts: object) -> Entry:
    facts = {"is_whole": True, "guid": "", "title": f"Berita {number}", **facts}
    return entry(number, body, **facts)


def queue(store: Store, *, default: FullText = FullText.AUTO) -> list[Wanted]:
    """Take everything out of the queue, in its order."""
    found = []
    while wanted := store.pages.next(default):
        found.append(wanted)
        store.pages.refuse(wanted, Refusal(problem=OUCH))
    return found


def addresses(found: Iterable[Wanted]) -> list[str]:
    return [each.address.rpartition("/")[2] for each in found]


def test_the_newest_of_the_new_articles_come_first_and_not_too_many(
    store: Store, source: Source
) -> None:
    store.articles.save(source, entries(5), when=NOON, want=replace(AUTO, most=3))
    store.articles.save(source, entries(6), when=NOON, want=AUTO)
    assert store.pages.waiting(FullText.AUTO) == 4
    assert addresses(queue(store)) == ["0", "1", "2", "5"]
    assert store.pages.waiting(FullText.AUTO) == 0


def test_only_those_that_want_it_are_queued(store: Store, source: Source) -> None:
    whole = [entry(0, is_whole=True), entry(1)]
    store.articles.save(source, whole, when=NOON)
    assert not queue(store)
    store.articles.save(source, [entry(2, is_whole=True), entry(3)], when=NOON, want=AUTO)
    assert addresses(queue(store)) == ["3"]


def test_what_is_wanted_knows_its_article(store: Store, source: Source) -> None:
    store.articles.save(source, [entry(0)], when=NOON, want=AUTO)
    wanted = store.pages.next(FullText.AUTO)
    (headline,) = store.shelf(View())
    assert wanted == Wanted(
        number=headline.number,
        key=headline.key,
        source=source.key,
        address="https://a.example/0",
    )
    assert store.pages.want(headline.number) == wanted
    assert store.pages.want(1) is None


def test_sources_paused_removed_or_without_pages_drop_out_until_they_are_back(
    store: Store, source: Source
) -> None:
    store.articles.save(source, entries(2), when=NOON, want=AUTO)
    for changed in (
        replace(source, paused=PauseReason.READER),
        replace(source, full_text=FullText.NEVER),
    ):
        store.sources.change(changed)
        assert store.pages.next(FullText.AUTO) is None
        assert store.pages.waiting(FullText.AUTO) == 0
        store.marks.undo()
        assert store.pages.waiting(FullText.AUTO) == 2
    assert store.pages.next(FullText.NEVER) is None
    store.sources.remove(source.key)
    assert store.pages.next(FullText.AUTO) is None
    store.marks.undo()
    assert store.pages.next(FullText.AUTO, among={"other"}) is None
    assert store.pages.next(FullText.AUTO, among={source.key}) is not None


def test_hosts_that_are_busy_or_rest_are_passed_over(
    store: Store, source: Source, watch: Watch
) -> None:
    other = entry(9, link="https://b.example/9")
    store.articles.save(source, [entry(0), other], when=NOON, want=AUTO)
    found = store.pages.next(FullText.AUTO, busy=["a.example"])
    assert found is not None
    assert found.address == "https://b.example/9"
    rest = Rest(until=NOON + timedelta(minutes=5), problem=OUCH, refusals=2)
    store.hosts.put_rest("b.example", rest)
    assert store.hosts.rest("b.example") == rest
    assert store.pages.next(FullText.AUTO, busy=["a.example"]) is None
    watch.forward(minutes=6)
    assert store.pages.next(FullText.AUTO, busy=["a.example"]) == found
    store.hosts.end_rest("b.example")
    assert store.hosts.rest("b.example") is None


def test_one_that_failed_waits_until_it_is_due_again(
    store: Store, source: Source, watch: Watch
) -> None:
    store.articles.save(source, [entry(0)], when=NOON, want=AUTO)
    wanted = store.pages.next(FullText.AUTO)
    assert wanted is not None
    assert store.pages.refusal(wanted.number) is None
    assert store.pages.trouble(source.key) == (0, None)
    later = Refusal(problem=OUCH, due=NOON + timedelta(minutes=10))
    store.pages.refuse(wanted, later)
    assert store.pages.next(FullText.AUTO) is None
    assert store.pages.waiting(FullText.AUTO) == 1
    assert store.pages.refusal(wanted.number) == later
    assert store.pages.trouble(source.key) == (1, OUCH)
    watch.forward(minutes=10)
    assert store.pages.next(FullText.AUTO) == replace(wanted, attempts=1)
    store.pages.refuse(wanted, later, is_tried=False)
    watch.forward(minutes=10)
    assert store.pages.next(FullText.AUTO) == wanted
    store.pages.refuse(wanted, Refusal(problem=OUCH))
    assert store.pages.refusal(wanted.number) == Refusal(problem=OUCH)
    assert store.pages.waiting(FullText.AUTO) == 0


@pytest.fixture
def wanted(store: Store, source: Source) -> Wanted:
    store.articles.save(source, [entry(0)], when=NOON, want=AUTO)
    store.marks.bookmark(next(iter(store.shelf(View()))).key)
    found = store.pages.next(FullText.AUTO)
    assert found is not None
    return found


def test_the_text_of_a_page_is_kept_found_and_copied_with_the_bookmark(
    store: Store, source: Source, wanted: Wanted, opened: Callable[[], Store]
) -> None:
    answer = Answer(found=wanted.address, media_type="text/html", charset="", content=b"<p>")
    store.pages.put_answer(wanted.number, wanted.address, answer)
    assert store.pages.answer(wanted.number, wanted.address) == answer
    assert store.counts().of_source(source.key) == Tally(1, 1, 0)
    assert store.pages.keep(wanted, page(0)) == (Outcome.PAGE, None)
    article = store.articles.get(wanted.key)
    assert article is not None
    assert article.entry.html == f"<p>{BODY}</p>"
    assert article.entry.guid == "guid-0"
    assert (article.entry.is_whole, article.entry.is_from_page) == (True, True)
    assert article.words == len(BODY.split())
    assert store.shelf(View())[0].is_whole
    assert store.pages.answer(wanted.number, wanted.address) is None
    assert store.pages.waiting(FullText.AUTO) == 0
    assert opened().articles.get(wanted.key) == article


def test_the_feed_does_not_take_the_text_of_a_page_back(
    store: Store, source: Source, wanted: Wanted
) -> None:
    store.pages.keep(wanted, page(0))
    assert store.articles.save(source, [entry(0)], when=NOON, want=AUTO).changed == 0
    changed = entry(0, "Pendek saja, tetapi baru.", title="Judul baru")
    assert store.articles.save(source, [changed], when=NOON, want=AUTO).changed == 1
    article = store.articles.get(wanted.key)
    assert article is not None
    assert (article.entry.title, article.entry.is_from_page) == ("Judul baru", True)
    assert article.entry.html == f"<p>{BODY}</p>"
    longer = entry(0, BODY * 2, is_whole=True)
    store.articles.save(source, [longer], when=NOON)
    article = store.articles.get(wanted.key)
    assert article is not None
    assert (article.entry.html, article.entry.is_from_page) == (longer.html, False)


def test_a_page_without_better_text_is_not_tried_again_and_says_why(
    store: Store, source: Source, wanted: Wanted
) -> None:
    before = store.articles.get(wanted.key)
    outcome, problem = store.pages.keep(wanted, page(0, "Silakan masuk untuk membaca Berita 0."))
    assert outcome is Outcome.FEED
    assert str(problem) == "its page wants a login, a subscription or consent"
    assert store.articles.get(wanted.key) == before
    assert store.pages.next(FullText.AUTO) is None
    assert store.pages.refusal(wanted.number) == Refusal(problem=problem or OUCH)


def test_a_page_of_an_article_that_has_gone_is_let_go(
    store: Store, source: Source, watch: Watch
) -> None:
    store.articles.save(source, [entry(0)], when=NOON, want=AUTO)
    wanted = store.pages.next(FullText.AUTO)
    assert wanted is not None
    answer = Answer(found="", media_type="", charset="", content=b"x")
    store.pages.put_answer(wanted.number, wanted.address, answer)
    watch.forward(days=30)
    store.upkeep.retire(watch.now)
    assert store.pages.keep(wanted, page(0)) == (Outcome.GONE, None)
    store.pages.refuse(wanted, Refusal(problem=OUCH))
    assert store.pages.answer(wanted.number, wanted.address) is None
    assert store.pages.refusal(wanted.number) is None
    assert store.counts().of_source(source.key) == Tally()


def test_what_the_feed_changes_meanwhile_is_not_lost(
    store: Store, source: Source, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = store.pages._judged
    changes = iter([entry(0, title="Judul baru")])

    def meanwhile(number: int, read: Entry) -> object:
        found = judged(number, read)
        for change in changes:
            store.articles.save(source, [change], when=NOON)
        return found

    monkeypatch.setattr(store.pages, "_judged", meanwhile)
    assert store.pages.keep(wanted, page(0))[0] is Outcome.PAGE
    article = store.articles.get(wanted.key)
    assert article is not None
    assert (article.entry.title, article.entry.is_from_page) == ("Judul baru", True)


def test_whole_articles_are_counted_as_they_come_change_and_go(
    store: Store, source: Source, watch: Watch
) -> None:
    store.articles.save(source, [entry(0, is_whole=True), entry(1)], when=NOON, want=AUTO)
    assert store.counts().of_source(source.key) == Tally(2, 2, 1)
    assert store.counts().all.share == 0.5
    wanted = store.pages.next(FullText.AUTO)
    assert wanted is not None
    store.pages.keep(wanted, page(1))
    assert store.counts().all == Tally(2, 2, 2)
    assert (store.stats().offline, store.stats().pages) == (2, 0)
    watch.forward(days=30)
    store.upkeep.retire(watch.now)
    assert store.counts().all == Tally()
    assert Tally().share == 0


def test_one_program_at_a_time_works_the_queue_off(
    store: Store, opened: Callable[[], Store]
) -> None:
    other = opened()
    with store.turn("pages") as is_ours, other.turn("pages") as is_theirs:
        assert (is_ours, is_theirs) == (True, False)
    with other.turn("pages") as is_theirs:
        assert is_theirs


def test_an_article_and_its_place_in_the_queue_are_one_transaction(
    store: Store, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("berita_tui.store.articles.enqueue", broken)
    with pytest.raises(RuntimeError):
        store.articles.save(source, [entry(0)], when=NOON, want=AUTO)
    assert len(store.shelf(View())) == 0
