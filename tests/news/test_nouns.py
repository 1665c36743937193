from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from berita_tui import news
from berita_tui.news import (
    N_,
    Action,
    Article,
    BadQuery,
    BeritaError,
    Code,
    Counts,
    DataUnusable,
    Document,
    Ended,
    Entry,
    Figure,
    Heading,
    Listing,
    Paragraph,
    PauseReason,
    Quote,
    Rule,
    Sentence,
    Source,
    Span,
    Table,
    Tally,
    Verb,
    article_key,
    block_text,
    reading_minutes,
    source_key,
    spans_text,
)

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_all_names_of_the_room_are_there() -> None:
    assert all(hasattr(news, name) for name in news.__all__)
    assert N_("text") == "text"


def test_an_article_knows_its_id_date_and_reading_time() -> None:
    article = Article(
        key=bytes(16), number=1, source="s", entry=Entry(), first_seen=NOON, words=450
    )
    assert article.id == "00" * 16
    assert article.dated == NOON
    assert article.minutes == 2
    dated = Article(
        key=bytes(16),
        number=1,
        source="s",
        entry=Entry(published=NOON - timedelta(days=1)),
        first_seen=NOON,
    )
    assert dated.dated == NOON - timedelta(days=1)
    assert reading_minutes(0) == 1


def test_the_guid_decides_else_the_link_else_title_and_date() -> None:
    def key(source: str = "s", guid: str = "", link: str = "", title: str = "") -> bytes:
        return article_key(source, guid=guid, link=link, title=title, published=NOON)

    assert key(guid="g", link="a", title="x") == key(guid="g", link="b", title="y")
    assert key(link="a", title="x") == key(link="a", title="y")
    assert key(title="x") == key(title="x")
    different = {key(guid="g"), key(link="g"), key(title="g"), key("t", guid="g")}
    assert len(different) == 4
    undated = article_key("s", guid="", link="", title="g", published=None)
    assert undated not in different
    assert len(undated) == 16
    assert article_key("s", guid="\ud800", link="", title="", published=None)


def test_a_source_has_a_key_a_label_and_no_secret_in_its_address() -> None:
    source = Source.followed("https://ann:secret@example.com/feed", title="", folder=("A",))
    assert source.key == source_key("https://example.com/feed")
    assert source.credentials == "ann:secret"
    assert "secret" not in repr(source)
    assert source.label == "https://example.com/feed"
    assert source.is_fetched
    paused = Source(key="k", address="https://e.example/", paused=PauseReason.READER)
    assert not paused.is_fetched
    own = Source.own("berita-tui:guide", title="Guide")
    assert not own.is_fetched
    assert own.label == "Guide"
    named = Source(key="k", address="https://e.example/", title="T", name="N")
    assert named.label == "N"


def test_tallies_add_up_and_unknown_sources_have_none() -> None:
    assert Tally(2, 1) + Tally(3, 3) == Tally(5, 4)
    counts = Counts(sources={"a": Tally(2, 1)})
    assert counts.of_source("a") == Tally(2, 1)
    assert counts.of_source("b") == Tally()


def test_a_sentence_is_told_later_and_travels() -> None:
    sentence = Sentence("{count} of {name}", count=3, name="x")
    assert str(sentence) == "3 of x"
    assert repr(sentence) == "Sentence('3 of x')"
    assert sentence == Sentence("{count} of {name}", name="x", count=3)
    assert sentence != Sentence("{count} of {name}", name="y", count=3)
    assert sentence != "3 of x"
    assert hash(sentence) == hash(copy.copy(sentence))
    assert pickle.loads(pickle.dumps(sentence)) == sentence


def test_errors_say_one_sentence_and_travel() -> None:
    error = BadQuery(Sentence("no {x}", x="y"), 3)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.position, again.exit_code) == ("no y", 3, 2)
    assert DataUnusable(Sentence("x")).exit_code == 3
    assert issubclass(DataUnusable, BeritaError)
    assert str(DataUnusable(Sentence("x"))) == "x"


def test_actions_and_steps_are_plain_facts() -> None:
    action = Action(number=1, verb=Verb.READ, when=NOON)
    assert (action.count, action.subject) == (1, "")
    assert not Ended(asked=1, new=2, missed=0).is_offline


def paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (paragraph("a"), "a"),
        (Heading(2, (Span("a"), Span("b"))), "ab"),
        (Listing(((paragraph("a"), paragraph("b")), (paragraph("c"),))), "a\nb\nc"),
        (Quote((paragraph("a"),)), "a"),
        (Code("a\n  b"), "a\n  b"),
        (
            Table((((Span("a"),), (Span("b"),)), ((), (Span("c"),))), caption=(Span("t"),)),
            "t\na b\nc",
        ),
        (Figure("https://e.example/x.png", caption=(Span("c"),)), "c"),
        (Rule(), ""),
    ],
)
def test_every_block_has_its_plain_text(block: news.Block, expected: str) -> None:
    assert block_text(block) == expected


def test_a_document_is_its_blocks_with_blank_lines_between() -> None:
    document = Document((paragraph("a"), Rule(), paragraph("b")))
    assert document.text == "a\n\nb"
    assert spans_text((Span("a"), Span("b"))) == "ab"
