"""Deciding: who is asked, when, and what an answer means; in tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from berita_tui.news import (
    Missed,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Standing,
    Step,
    Validators,
    local_address,
)
from berita_tui.refresh.deciding import (
    after_failure,
    after_outage,
    after_success,
    find_offline,
    in_turn,
    interval_of,
    last_interval,
    new_address,
    sort_out,
    waits_until,
)
from servers import source

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OUCH = Sentence("ouch")


def test_sources_of_our_own_and_paused_ones_are_not_asked() -> None:
    own = Source.own(local_address("guide"), title="Guide")
    paused = source("http://b.test/", paused=PauseReason.READER)
    asked, waiting = sort_out([own, paused, source()], {}, NOON, force=True)
    assert asked == [source()]
    assert not waiting


@pytest.mark.parametrize(
    ("standing", "until"),
    [
        (Standing(), None),
        (Standing(checked=NOON - HOUR, due=NOON - MINUTE), None),
        (Standing(checked=NOON - HOUR, due=NOON), None),
        (Standing(checked=NOON - HOUR, due=NOON + MINUTE), NOON + MINUTE),
        (Standing(due=NOON + MINUTE), NOON + MINUTE),
        (Standing(checked=NOON + HOUR, due=NOON + 2 * HOUR), None),
    ],
)
def test_a_source_waits_until_it_is_due(standing: Standing, until: datetime | None) -> None:
    assert waits_until(standing, NOON) == until


def test_hosts_take_turns() -> None:
    order = in_turn(source(f"http://{name}.test/") for name in ("a", "b", "c"))
    assert len(order) == 3
    many = [source(f"http://{host}.test/{n}") for host, n in ("a1", "a2", "a3", "b1", "c1", "c2")]
    assert [each.address[7] + each.address[-1] for each in in_turn(many)] == [
        "a1", "b1", "c1", "a2", "c2", "a3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "hints", "expected"),
    [
        (None, (), 30 * MINUTE),
        (None, (None, None), 30 * MINUTE),
        (None, (MINUTE,), 10 * MINUTE),
        (None, (MINUTE, 2 * HOUR), 2 * HOUR),
        (None, (None, 100 * HOUR), 24 * HOUR),
        (5 * MINUTE, (HOUR,), 5 * MINUTE),
        (timedelta(0), (), MINUTE),
        (timedelta(days=7), (HOUR,), timedelta(days=7)),
        (timedelta(days=999_999), (), timedelta(days=365)),
    ],
)
def test_the_interval_is_the_readers_or_the_feeds_within_bounds(
    own: timedelta | None, hints: tuple[timedelta | None, ...], expected: timedelta
) -> None:
    assert interval_of(source(interval=own), *hints) == expected


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(), None),
        (Standing(checked=NOON), None),
        (Standing(checked=NOON, due=NOON + HOUR), HOUR),
        (Standing(checked=NOON, due=NOON + HOUR, failures=1), None),
    ],
)
def test_the_last_interval_is_known_from_a_success(
    standing: Standing, expected: timedelta | None
) -> None:
    assert last_interval(standing) == expected


def test_after_a_success_everything_is_well() -> None:
    validators = Validators(etag="x")
    assert after_success(NOON, interval=HOUR, validators=validators) == Standing(
        checked=NOON, succeeded=NOON, due=NOON + HOUR, validators=validators
    )


@pytest.mark.parametrize(
    ("failures", "retry_after", "wait"),
    [
        (0, None, 10 * MINUTE),
        (1, None, 20 * MINUTE),
        (3, None, 80 * MINUTE),
        (9, None, 24 * HOUR),
        (100_000, None, 24 * HOUR),
        (0, MINUTE, 10 * MINUTE),
        (0, 3 * HOUR, 3 * HOUR),
        (9, 3 * HOUR, 24 * HOUR),
    ],
)
def test_after_failures_it_waits_longer_and_longer(
    failures: int, retry_after: timedelta | None, wait: timedelta
) -> None:
    before = Standing(succeeded=NOON, failures=failures, validators=Validators(etag="x"))
    assert after_failure(before, NOON, problem=OUCH, retry_after=retry_after) == replace(
        before, checked=NOON, due=NOON + wait, problem=OUCH, failures=failures + 1
    )


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 1), (7, 7)])
def test_an_outage_is_not_held_against_a_source(before: int, after: int) -> None:
    standing = after_outage(Standing(failures=before), NOON, problem=OUCH)
    assert (standing.failures, standing.due) == (after, NOON + MINUTE)


A, B = source("http://a.test/"), source("http://b.test/")


@pytest.mark.parametrize(
    ("steps", "failures", "is_offline"),
    [
        ([], 0, False),
        ([Quiet(A)], 0, False),
        ([Missed(A, OUCH, is_network=True)], 0, True),
        ([Missed(A, OUCH, is_network=True)], 1, False),
        ([Missed(A, OUCH, is_network=True), Missed(B, OUCH, is_network=True)], 1, True),
        ([Missed(A, OUCH, is_network=True), Missed(B, OUCH)], 0, False),
        ([Missed(A, OUCH, is_network=True), Quiet(B)], 0, False),
    ],
)
def test_the_network_is_down_when_nobody_is_reached(
    steps: list[Step], failures: int, is_offline: bool
) -> None:
    standings = {each.key: Standing(failures=failures) for each in (A, B)}
    assert find_offline(steps, standings) is is_offline
    assert find_offline(steps, {}) is (is_offline or failures == 1)


@pytest.mark.parametrize(
    ("moved", "settings", "expected"),
    [
        (None, {}, None),
        ("http://a.test/", {}, None),
        ("https://b.test/", {}, "https://b.test/"),
        ("https://a.test/", {"credentials": "me:x"}, "https://a.test/"),
        ("https://b.test/", {"credentials": "me:x"}, None),
        ("https://b.test/", {"is_private_allowed": True}, None),
        ("https://a.test/", {"is_private_allowed": True}, "https://a.test/"),
    ],
)
def test_a_source_follows_a_move_unless_it_is_bound_to_its_host(
    moved: str | None, settings: dict[str, Any], expected: str | None
) -> None:
    each = replace(Source.followed("http://a.test/"), **settings)
    assert new_address(each, moved) == expected
