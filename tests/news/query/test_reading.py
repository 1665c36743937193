from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from berita_tui.news import BadQuery, Query, find_matches, parse_query, whole_text, write_query
from berita_tui.news.query.nouns import (
    Ago,
    All,
    Bound,
    Date,
    Dated,
    Day,
    Either,
    Field,
    Holds,
    Not,
    Part,
    Range,
    State,
    Term,
    Unit,
    Within,
)


def word(text: str, *, is_prefix: bool = False) -> Term:
    return Term(text=text, is_prefix=is_prefix)


def phrase(text: str, *, is_prefix: bool = False) -> Term:
    return Term(text=text, is_phrase=True, is_prefix=is_prefix)


A, B, C = word("a"), word("b"), word("c")
FEBRUARY, DAY = Date(year=2020, month=2), Date(year=2020, month=2, day=7)
RECENTLY = ("on:2020-02..yesterday", "pada:2020-02..kemarin")
RECENT = Range(first=FEBRUARY, last=Day.YESTERDAY)


def dated(bound: Bound, moment: Date | Day | Ago | Range) -> Dated:
    return Dated(bound=bound, moment=moment)


FORMS: list[tuple[str, Part | None, str, str]] = [
    # words, phrases, beginnings
    ("pilkada bali", All((word("pilkada"), word("bali"))), "pilkada bali", "pilkada bali"),
    ("  a\t\n b  ", All((A, B)), "a b", "a b"),
    ("ekono*", word("ekono", is_prefix=True), "ekono*", "ekono*"),
    ("ekono**", word("ekono", is_prefix=True), "ekono*", "ekono*"),
    ('"pemilih  cerdas"', phrase("pemilih cerdas"), '"pemilih cerdas"', '"pemilih cerdas"'),
    ('"pemilih cer"*', phrase("pemilih cer", is_prefix=True), '"pemilih cer"*', '"pemilih cer"*'),
    ('a"b"c', All((A, phrase("b"), C)), 'a "b" c', 'a "b" c'),
    ('"OR"', phrase("OR"), '"OR"', '"OR"'),
    ("covid-19", word("covid-19"), "covid-19", "covid-19"),
    ("pukul 16:30", All((word("pukul"), word("16:30"))), "pukul 16:30", "pukul 16:30"),
    ("titel:x", word("titel:x"), "titel:x", "titel:x"),
    ("ｔｉｔｌｅ:x", word("ｔｉｔｌｅ:x"), "ｔｉｔｌｅ:x", "ｔｉｔｌｅ:x"),
    # what says nothing
    ("", None, "", ""),
    ("a - b", All((A, B)), "a b", "a b"),
    ("a OR 😀", A, "a", "a"),
    # either, not, grouping
    ("a OR b", Either((A, B)), "a OR b", "a ATAU b"),
    ("a ATAU b atau c", Either((A, B, C)), "a OR b OR c", "a ATAU b ATAU c"),
    ("a b OR c", Either((All((A, B)), C)), "a b OR c", "a b ATAU c"),
    ("a (b OR c)", All((A, Either((B, C)))), "a (b OR c)", "a (b ATAU c)"),
    ("((a)(b)) c", All((A, B, C)), "a b c", "a b c"),
    ("(a OR (b or c))", Either((A, B, C)), "a OR b OR c", "a ATAU b ATAU c"),
    ("NEAR(a b)", All((word("NEAR"), A, B)), "NEAR a b", "NEAR a b"),
    ("-bola", Not(word("bola")), "-bola", "-bola"),
    ("--a", A, "a", "a"),
    ("-(-a)", A, "a", "a"),
    ('-"a b"', Not(phrase("a b")), '-"a b"', '-"a b"'),
    ("-(a b) c", All((Not(All((A, B))), C)), "-(a b) c", "-(a b) c"),
    ("-(a OR b)", Not(Either((A, B))), "-(a OR b)", "-(a ATAU b)"),
    # fields, in both languages
    ("title:a", Within(Field.TITLE, A), "title:a", "judul:a"),
    ("JUDUL:a", Within(Field.TITLE, A), "title:a", "judul:a"),
    ("isi:a", Within(Field.BODY, A), "body:a", "isi:a"),
    ("by:a oleh:b", All((Within(Field.BY, A), Within(Field.BY, B))), "by:a by:b", "oleh:a oleh:b"),
    ('place:"a b"', Within(Field.PLACE, phrase("a b")), 'place:"a b"', 'tempat:"a b"'),
    ("place:a", Within(Field.PLACE, A), "place:a", "tempat:a"),
    ("body:a*", Within(Field.BODY, word("a", is_prefix=True)), "body:a*", "isi:a*"),
    ("source:a", Within(Field.SOURCE, A), "source:a", "sumber:a"),
    ("sumber:a", Within(Field.SOURCE, A), "source:a", "sumber:a"),
    ("section:a", Within(Field.SECTION, A), "section:a", "rubrik:a"),
    ("rubrik:a", Within(Field.SECTION, A), "section:a", "rubrik:a"),
    ("tag:a", Within(Field.TAG, A), "tag:a", "label:a"),
    ("label:a", Within(Field.TAG, A), "tag:a", "label:a"),
    ("note:a", Within(Field.NOTE, A), "note:a", "catatan:a"),
    ("catatan:a", Within(Field.NOTE, A), "note:a", "catatan:a"),
    ("title:(a OR b)", Within(Field.TITLE, Either((A, B))), "title:(a OR b)", "judul:(a ATAU b)"),
    ("-title:(a b)", Not(Within(Field.TITLE, All((A, B)))), "-title:(a b)", "-judul:(a b)"),
    ("title:-a", Not(Within(Field.TITLE, A)), "-title:a", "-judul:a"),
    ("title:(-a)", Not(Within(Field.TITLE, A)), "-title:a", "-judul:a"),
    ("-title:-a", Within(Field.TITLE, A), "title:a", "judul:a"),
    ("title:(body:a)", Within(Field.BODY, A), "body:a", "isi:a"),
    ("title:(is:read)", Holds(State.READ), "is:read", "status:dibaca"),
    ("title:or", Within(Field.TITLE, word("or")), "title:or", "judul:or"),
    ("title:is:read", Within(Field.TITLE, word("is:read")), "title:is:read", "judul:is:read"),
    # states
    ("is:unread", Holds(State.UNREAD), "is:unread", "status:belum"),
    ("status:belum", Holds(State.UNREAD), "is:unread", "status:belum"),
    ("IS:Read", Holds(State.READ), "is:read", "status:dibaca"),
    ("status:dibaca", Holds(State.READ), "is:read", "status:dibaca"),
    ("is:bookmarked", Holds(State.BOOKMARKED), "is:bookmarked", "status:tersimpan"),
    ("status:tersimpan", Holds(State.BOOKMARKED), "is:bookmarked", "status:tersimpan"),
    ("is:offline", Holds(State.OFFLINE), "is:offline", "status:luring"),
    ("status:luring", Holds(State.OFFLINE), "is:offline", "status:luring"),
    ("is:edited", Holds(State.EDITED), "is:edited", "status:berubah"),
    ("status:berubah", Holds(State.EDITED), "is:edited", "status:berubah"),
    ("is:belum", Holds(State.UNREAD), "is:unread", "status:belum"),
    ("has:image", Holds(State.IMAGE), "has:image", "ada:gambar"),
    ("ada:gambar", Holds(State.IMAGE), "has:image", "ada:gambar"),
    ("has:note", Holds(State.NOTE), "has:note", "ada:catatan"),
    ("ada:catatan", Holds(State.NOTE), "has:note", "ada:catatan"),
    ("-is:read a", All((Not(Holds(State.READ)), A)), "-is:read a", "-status:dibaca a"),
    # dates
    ("after:2020-2-7", dated(Bound.AFTER, DAY), "after:2020-02-07", "setelah:2020-02-07"),
    ("setelah:2020-02", dated(Bound.AFTER, FEBRUARY), "after:2020-02", "setelah:2020-02"),
    ("before:2021", dated(Bound.BEFORE, Date(year=2021)), "before:2021", "sebelum:2021"),
    ("sebelum:2021", dated(Bound.BEFORE, Date(year=2021)), "before:2021", "sebelum:2021"),
    ("since:7d", dated(Bound.SINCE, Ago(count=7, unit=Unit.DAY)), "since:7d", "sejak:7hari"),
    ("sejak:7hari", dated(Bound.SINCE, Ago(count=7, unit=Unit.DAY)), "since:7d", "sejak:7hari"),
    ("sejak:2jam", dated(Bound.SINCE, Ago(count=2, unit=Unit.HOUR)), "since:2h", "sejak:2jam"),
    ("since:2w", dated(Bound.SINCE, Ago(count=2, unit=Unit.WEEK)), "since:2w", "sejak:2minggu"),
    ("sejak:3bulan", dated(Bound.SINCE, Ago(count=3, unit=Unit.MONTH)), "since:3m", "sejak:3bulan"),
    ("before:1y", dated(Bound.BEFORE, Ago(count=1, unit=Unit.YEAR)), "before:1y", "sebelum:1tahun"),
    ("on:yesterday", dated(Bound.ON, Day.YESTERDAY), "on:yesterday", "pada:kemarin"),
    ("on:kemarin", dated(Bound.ON, Day.YESTERDAY), "on:yesterday", "pada:kemarin"),
    ("pada:HARI-INI", dated(Bound.ON, Day.TODAY), "on:today", "pada:hari-ini"),
    ("pada:today", dated(Bound.ON, Day.TODAY), "on:today", "pada:hari-ini"),
    ("on:2020-02..yesterday", dated(Bound.ON, RECENT), *RECENTLY),
    ("pada:2020-2..kemarin", dated(Bound.ON, RECENT), *RECENTLY),
    ("-on:today", Not(dated(Bound.ON, Day.TODAY)), "-on:today", "-pada:hari-ini"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "english", "indonesian"), FORMS)
def test_every_form_is_a_tree_and_has_a_normal_form_in_both_languages(
    text: str, tree: Part | None, english: str, indonesian: str
) -> None:
    query = parse_query(text)
    assert query.tree == tree
    assert query.is_empty == (tree is None)
    assert (write_query(query), write_query(query, "id")) == (english, indonesian)
    assert parse_query(english).tree == parse_query(indonesian).tree == tree


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("pilkada ba", "pilkada ba*"),
        ("pilkada bali", "pilkada (bali OR bali*)"),
        ("pilkada bali ", "pilkada bali"),
        ("pilkada bali*", "pilkada bali*"),
        ("a OR bali", "a OR bali OR bali*"),
        ("title:bali", "title:(bali OR bali*)"),
        ("negara-n", "negara-n OR negara-n*"),
        ("G20", "G20*"),
        ("title:tag:bali", "title:tag:bali*"),
        ("2020", "2020*"),
        ("pilkada -bali", "pilkada -bali"),
        ('"pemilih cer', '"pemilih cer"*'),
        ('"pemilih cerdas"', '"pemilih cerdas"'),
        ('-"pemilih cer', '-"pemilih cer"'),
        ("(a OR b", "a OR b*"),
        ("a (", "a"),
        ("a -", "a"),
        ("title:b", "title:b*"),
        ("title:(b", "title:b*"),
        ("-title:b", "-title:b"),
        ("title:-b", "-title:b"),
        ("is:unread", "is:unread"),
        ("after:2020", "after:2020"),
        ("harga or", "harga or*"),
        ("atau", "atau*"),
    ],
)
def test_the_last_word_being_typed_is_a_beginning_too(text: str, normal: str) -> None:
    assert write_query(parse_query(text, typing=True)) == normal


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("pilkada  bali ", "pilkada  bali"),
        ("pilkada bali", "pilkada (bali ATAU bali*)"),
        ("title:ba", "judul:ba*"),
        ("title:bali*", "title:bali*"),
        ('bali "pemilih cer', 'bali "pemilih cer"*'),
        ("(a OR b ", "a ATAU b"),
        ("bali is:", "bali is:"),
        ("", ""),
    ],
)
def test_what_is_kept_of_a_typed_query_asks_for_the_same(text: str, whole: str) -> None:
    assert whole_text(parse_query(text, typing=True), "id") == whole


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("pilkada is:old", 11, "after is: one of these is expected: unread, read, bookmarked"),
        ("status:", 7, "after status: one of these is expected: belum, dibaca, tersimpan"),
        ("has:dog", 4, "after has: one of these is expected: image, note"),
        ("after:2020-", 6, "after after: a date is expected, such as 2020-02-27"),
        ("on:2020-02-30", 3, "a date is expected"),
        ("on:2020-13", 3, "a date is expected"),
        ("on:2020-01-00", 3, "a date is expected"),
        ("on:0020", 3, "a date is expected"),
        ("sejak:7xyz", 6, "after sejak: a date is expected"),
        ("on:2020-03..2020-01", 3, "a date is expected"),
        ("on:2020..x", 3, "a date is expected"),
        ("title: a", 6, "after title: a word, a “phrase” or a group"),
        ("(judul:)", 7, "after judul: a word"),
        ("a OR", 2, "before and after OR something"),
        ("atau b", 0, "before and after atau something"),
        ("a OR OR b", 2, "before and after OR something"),
        ("(a OR ) b", 3, "before and after OR something"),
        (" 😀", 1, "the query asks for nothing; give it a word"),
        ("- * _-", 0, "the query asks for nothing"),
        ('"" () -"" -! title:* (())', 0, "the query asks for nothing"),
        ("a)", 1, "no parenthesis is open here"),
        ("x (a", 2, "the parenthesis is not closed"),
        ('bali "pemilih cerdas', 5, "the quotation mark is not closed"),
        ("(" * 17 + "a" + ")" * 17, 16, "parentheses can be nested 16 deep"),
        ("x" * 257, 256, "longer than 256 characters"),
        ("a " * 33, 64, "more than 32 words"),
        ("is:read " * 28 + "a a a a b", 232, "more than 32 words"),
        ("by:a " * 31 + "x" * 90, 245, "with its keywords written out, is longer than 256"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(
    text: str, place: int, words: str
) -> None:
    with pytest.raises(BadQuery) as caught:
        parse_query(text)
    assert words in str(caught.value)
    assert caught.value.position == place


@pytest.mark.parametrize(
    ("text", "normal", "place"),
    [
        ("a is:", "a", 5),
        ("a is:un", "a", 5),
        ("a -has:", "a", 7),
        ("a after:2020-", "a", 8),
        ("a title:", "a", 8),
        ("a (title:", "a", 9),
        ("a OR ", "a", 2),
        ("a (b ATAU", "a b", 5),
    ],
)
def test_what_is_not_finished_is_left_out_and_told_while_it_is_typed(
    text: str, normal: str, place: int
) -> None:
    query = parse_query(text, typing=True)
    assert write_query(query) == normal
    assert query.unfinished
    assert query.unfinished.position == place


@pytest.mark.parametrize("text", ["", " ", '-("', "--"])
def test_what_only_opens_something_is_no_mistake_while_it_is_typed(text: str) -> None:
    query = parse_query(text, typing=True)
    assert (query.is_empty, query.unfinished) == (True, None)


@pytest.mark.parametrize("text", ["is:un ", "after:2020- x", "title: a", "a OR )", ")", "OR", "😀"])
def test_what_is_wrong_in_the_middle_is_refused_while_typing_too(text: str) -> None:
    with pytest.raises(BadQuery):
        parse_query(text, typing=True)


def test_thirty_two_words_are_taken() -> None:
    assert len(parse_query("a " * 32).leaves) == 32
    typed = parse_query("a " * 31 + "bali", typing=True)
    assert parse_query(whole_text(typed)).tree == typed.tree
    with pytest.raises(BadQuery):
        parse_query("a a* " * 33)


FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *('"', "(", ")", "-", "*", " ", ":", "..", " OR ", " atau ", "or", "title:"),
                *("by:", "sumber:", "is:", "is:read", "ada:gambar", "on:", "since:7d", "2020-02"),
                *("kemarin", "a", "bali", "-(", 'judul:"', "é", "😀", "\n"),
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=24,
).map("".join)


@pytest.mark.unmeasured
@given(st.one_of(FRAGMENTS, st.text(max_size=300)), st.text(max_size=99), st.booleans())
@example("a" * 256, "", True)
def test_any_text_is_a_query_or_a_bad_query(text: str, body: str, typing: bool) -> None:
    try:
        query = parse_query(text, typing=typing)
    except BadQuery as error:
        query, position = Query(), error.position
    else:
        position = 0
    assert 0 <= position <= len(text)
    last = 0
    for start, end in find_matches(query, body):
        assert last <= start < end <= len(body)
        last = end


@given(FRAGMENTS)
def test_what_is_written_reads_as_the_same_tree(text: str) -> None:
    with suppress(BadQuery):
        query = parse_query(text)
        for language in ("en", "id"):
            written = write_query(query, language)
            again = parse_query(written)
            assert again.tree == query.tree
            assert write_query(again, language) == written


@given(FRAGMENTS)
@example("a " * 32 + "bali")
def test_what_is_kept_of_a_typed_query_reads_as_the_same_tree(text: str) -> None:
    with suppress(BadQuery):
        query = parse_query(text, typing=True)
        if query.unfinished is None:
            assert parse_query(whole_text(query)).tree == query.tree


def test_hostile_queries_are_read_or_refused(shared: Path) -> None:
    lines = (shared / "data/hostile/cases/fts_queries.txt").read_bytes().splitlines()
    for line in lines:
        with suppress(BadQuery):
            parse_query(line.decode("utf-8", "surrogateescape"))


def test_a_query_of_nothing_has_no_words() -> None:
    assert Query().leaves == ()
    assert write_query(Query()) == ""
