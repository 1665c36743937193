from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from berita_tui import news
from berita_tui.news import Entry, Feed, Picture, Rendition, Robots, Sentence
from berita_tui.worker import wire
from berita_tui.worker.child import JOBS, REQUEST
from berita_tui.worker.wire import HEAD, Garbled, any_of, form_of, forms_of, pack, sizes, unpack

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOUNS = [*(job.noun for job in JOBS.values()), news.Source, news.Wanted, news.Missed, Sentence]
QUICK = settings(
    max_examples=8,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)
TEXTS = st.text(st.characters(), max_size=8).flatmap(
    lambda text: st.sampled_from([text, text * 30])
)
WORDS = st.from_regex(r"[a-z_]{1,5}", fullmatch=True)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NUMBERS = st.integers(-(2**63), 2**63 - 1)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    bytes: st.binary(max_size=200),
    bool: st.booleans(),
    int: NUMBERS,
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=ZONES)
    .filter(lambda when: 2 < when.year < 9998)
    .map(lambda when: when.replace(fold=0)),  # which an offset has no use for
    timedelta: st.timedeltas(timedelta(-100_000), timedelta(100_000)),
    Sentence: st.dictionaries(WORDS, TEXTS | NUMBERS, max_size=3).map(
        lambda values: Sentence(" ".join(f"“{{{name}}}”" for name in values), **values)
    ),
}


def things(kind: Any) -> st.SearchStrategy[Any]:
    """Build things of a kind, with something in every field."""
    if kind in PLAIN:
        return PLAIN[kind]
    inner = get_args(kind)
    if get_origin(kind) is tuple and inner[-1] is ...:
        return st.lists(things(inner[0]), max_size=2).map(tuple)
    if get_origin(kind) is tuple:
        return st.tuples(*map(things, inner))
    if get_origin(kind) is Mapping:
        return st.dictionaries(TEXTS, things(inner[1]), max_size=2).map(MappingProxyType)
    if inner:
        return st.none() | things(inner[0])
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: things(hints[each.name]) for each in fields(kind)})


def sent(kind: Any, noun: object) -> Any:
    """Return what comes out where `noun` is put in."""
    whole = b"".join(pack(form_of(kind), noun))
    said, behind = sizes(whole[: HEAD.size])
    assert HEAD.size + said + behind == len(whole)
    return unpack(form_of(kind), whole[HEAD.size :], said)


def heard(kind: Any, said: object, behind: bytes = b"") -> Any:
    content = json.dumps(said).encode()
    return unpack(form_of(kind), content + behind, len(content))


def is_sound(kind: Any, thing: Any) -> bool:
    """Tell whether a thing is of a kind through and through."""
    inner = get_args(kind)
    if get_origin(kind) is tuple and inner[-1] is ...:
        return type(thing) is tuple and all(is_sound(inner[0], each) for each in thing)
    if get_origin(kind) is tuple:
        return type(thing) is tuple and all(map(is_sound, inner, thing))
    if get_origin(kind) is Mapping:
        pair = tuple[inner[0], inner[1]]  # type: ignore[valid-type]
        return type(thing) is MappingProxyType and all(is_sound(pair, one) for one in thing.items())
    if inner:
        return thing is None or is_sound(inner[0], thing)
    if type(thing) is not kind or not is_dataclass(kind):
        return type(thing) is kind
    hints = get_type_hints(kind)
    return all(is_sound(hints[each.name], getattr(thing, each.name)) for each in fields(kind))


@pytest.mark.parametrize("kind", NOUNS, ids=str)
def test_every_noun_goes_there_and_back(kind: Any) -> None:
    @QUICK
    @given(things(kind))
    def check(noun: object) -> None:
        came = sent(kind, noun)
        assert came == noun
        assert repr(came) == repr(noun)
        assert getattr(came, "stems", "") == getattr(noun, "stems", "")

    check()


def test_what_is_long_is_not_in_the_json() -> None:
    said, *behind = pack(form_of(Rendition), Rendition(content=b"\xff" * 999, width=1, height=2))
    assert said[HEAD.size :] == b"[999,1,2]"
    assert behind == [b"\xff" * 999]
    said, *behind = pack(form_of(Picture), Picture(address="kata" * 99, alt="kata"))
    assert said[HEAD.size :] == b'[396,"kata",""]'
    assert behind == [b"kata" * 99]
    said, *behind = pack(REQUEST, ("feed", b"isi", {"seen": NOON, "rules": ("a",)}))
    assert behind == [b"isi"]


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("kind", NOUNS, ids=str)
def test_what_was_tampered_with_is_refused_or_a_sound_noun(kind: Any) -> None:
    @QUICK
    @given(things(kind), SCRAPS, st.randoms(use_true_random=False))
    def check(noun: object, scrap: object, chance: Any) -> None:
        behind: list[bytes] = []
        said = [form_of(kind).write(noun, behind)]
        place: Any = said
        at: Any = 0
        while isinstance(place[at], list) and place[at] and chance.random() < 0.8:
            place, at = place[at], chance.randrange(len(place[at]))
        place[at] = scrap
        try:
            came = heard(kind, said[0], b"".join(behind))
        except Garbled:
            return
        assert is_sound(kind, came)

    check()


REFUSED: list[tuple[Any, list[Any]]] = [
    (str, [None, True, 3, -1, 1.0, ["a"], {}]),
    (bytes, [None, "", "a", 3, -1, True]),
    (bool, [None, 0, 1, "", []]),
    (int, [None, True, 1.0, "1", 2**63, -(2**63) - 1]),
    (float, [None, True, "1", float("nan"), float("inf"), 10**400]),
    (datetime, [None, 3, "", "2026-11-23T12:00:00", "2026-13-01T00Z"]),
    (timedelta, [None, 1.5, "1", 2**70]),
    (tuple[int, ...], [None, "12", {}, 3, [None], ["1"]]),
    (tuple[int, str], [None, [], [1], [1, "a", 2], ["a", 1], "ab"]),
    (Mapping[str, int], [None, [], [["a", 1]], {"a": "1"}, 3]),
    (news.FullText, [None, "mostly", 3, [], {}]),
    (Robots, [None, {}, [], [[]], [[], 0, 0], [[["/", 1]], 0]]),
    (Sentence, [None, "a", ["a"], [1, {}], ["a", []], ["a", {}, 1]]),
    (Sentence, [["{n}", each] for each in ({}, {"m": 1}, {"n": None}, {"n": True})]),
    (Sentence, [[each, {"n": 1}] for each in ("{n", "n}", "{}", "{n.real}", "{n[0]}")]),
    (Sentence, [[each, {"n": 1}] for each in ("{n!r}", "{n:999999999}", "{{n}}", "{0}")]),
]


@pytest.mark.parametrize(("kind", "said"), [(kind, one) for kind, all_ in REFUSED for one in all_])
def test_what_is_of_another_kind_is_refused(kind: Any, said: object) -> None:
    with pytest.raises(Garbled):
        heard(kind, said)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 5_000, b"[] []"])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(Garbled):
        unpack(form_of(int), content, len(content))


def test_what_stands_behind_is_all_there_and_taken_once() -> None:
    pair = tuple[bytes, bytes]
    assert heard(pair, [2, 1], b"abc") == (b"ab", b"c")
    for said in ([2, 2], [3, 1], [1, 1], [0, 0], [4, -1]):
        with pytest.raises(Garbled):
            heard(pair, said, b"abc")
    with pytest.raises(Garbled):
        heard(str, 2, b"\xff\xff")


def test_no_message_is_longer_than_may_be() -> None:
    most = HEAD.pack(wire.MOST_SAID, wire.MOST_BEHIND)
    assert sizes(most) == (wire.MOST_SAID, wire.MOST_BEHIND)
    for head in (
        HEAD.pack(wire.MOST_SAID + 1, 0),
        HEAD.pack(0, wire.MOST_BEHIND + 1),
        most[:-1],
        b"",
    ):
        with pytest.raises(Garbled):
            sizes(head)


def test_what_is_no_noun_has_no_form() -> None:
    for kind in (object, list[int], int | str, Mapping[int, int], wire.Rest):
        with pytest.raises(TypeError):
            form_of(kind)


def test_things_that_say_what_they_are() -> None:
    form = any_of(dict(forms_of(bytes, Picture, news.FullText)), lambda noun: type(noun).__name__)
    things = (
        news.FullText.AUTO,
        "teks",
        1,
        1.5,
        None,
        True,
        b"\0",
        ("a", ()),
        Picture(address="x"),
    )
    whole = b"".join(pack(form, [*things, {"a": ["b"]}]))
    said, _ = sizes(whole[: HEAD.size])
    came = unpack(form, whole[HEAD.size :], said)
    assert came == (*things, MappingProxyType({"a": ("b",)}))
    with pytest.raises(KeyError):
        pack(form, Entry())
    for bad in ("{}", "[]", '["Entry", []]', "[[]]", '["bytes"]', '["bytes", 0, 0]', '["{}", []]'):
        content = bad.encode()
        with pytest.raises(Garbled):
            unpack(form, content, len(content))


def test_a_feed_keeps_zones_and_stems() -> None:
    zone = timezone(timedelta(hours=9))
    entry = Entry(published=NOON.astimezone(zone), stems="a\nb", html="<p>”</p>" * 99)
    feed = Feed(entries=(entry, replace(entry, title="B")), interval=timedelta(minutes=7))
    came = sent(Feed, feed)
    assert came == feed
    assert came.entries[0].published.utcoffset() == timedelta(hours=9)
    assert came.entries[1].stems == "a\nb"
