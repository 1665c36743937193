"""Deciding: whom to ask and in which order, and how a source stands after its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import zip_longest

from berita_tui.news import Missed, Sentence, Source, Standing, Step, Validators, Waiting, host_of

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=24)
"""What a feed's own interval, and the wait after failures, are held to."""
USUAL = timedelta(minutes=30)
"""The interval of a feed that asks for none."""
SHORTEST_WISH, LONGEST_WISH = timedelta(minutes=1), timedelta(days=365)
"""What an interval the reader has set is held to."""
OFFLINE = timedelta(minutes=1)
"""When to try again after nobody at all could be reached."""


def sort_out(
    sources: Iterable[Source],
    standings: Mapping[str, Standing],
    now: datetime,
    *,
    force: bool,
) -> tuple[list[Source], list[Waiting]]:
    """Return the sources to ask, and why the others wait."""
    asked: list[Source] = []
    waiting: list[Waiting] = []
    for source in sources:
        if not source.is_fetched:
            continue
        due = None if force else waits_until(standings.get(source.key) or Standing(), now)
        if due:
            waiting.append(Waiting(source, due))
        else:
            asked.append(source)
    return asked, waiting


def waits_until(standing: Standing, now: datetime) -> datetime | None:
    """Return until when a source waits, None when it is due.

    One last asked in the future is due: the clock was wrong then or has gone back.
    """
    is_future = standing.checked is not None and standing.checked > now
    if standing.due is None or standing.due <= now or is_future:
        return None
    return standing.due


def in_turn(sources: Iterable[Source]) -> list[Source]:
    """Return `sources` with the hosts taking turns, so that none is waited for needlessly."""
    hosts: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[host_of(source.address)].append(source)
    return [source for turn in zip_longest(*hosts.values()) for source in turn if source]


def interval_of(source: Source, *hints: timedelta | None) -> timedelta:
    """Return how long to wait after a success: the reader's wish, else the longest hint."""
    if source.interval is not None:
        return min(max(source.interval, SHORTEST_WISH), LONGEST_WISH)
    given = [hint for hint in hints if hint is not None]
    return min(max(SHORTEST, *given) if given else USUAL, LONGEST)


def last_interval(standing: Standing) -> timedelta | None:
    """Return the interval that a standing shows, None where the last attempt failed."""
    if standing.failures or standing.checked is None or standing.due is None:
        return None
    return standing.due - standing.checked


def after_success(
    now: datetime, *, interval: timedelta, validators: Validators, left_out: int = 0
) -> Standing:
    """Return how a source stands that has answered."""
    return Standing(
        checked=now,
        succeeded=now,
        due=now + interval,
        left_out=left_out,
        validators=validators,
    )


def after_failure(
    before: Standing, now: datetime, *, problem: Sentence, retry_after: timedelta | None
) -> Standing:
    """Return how a source stands that has failed: each time it waits twice as long."""
    failures = before.failures + 1
    wait = min(SHORTEST * 2 ** min(before.failures, 10), LONGEST)
    return replace(
        before,
        checked=now,
        due=now + max(wait, retry_after or wait),
        problem=problem,
        failures=failures,
    )


def after_outage(before: Standing, now: datetime, *, problem: Sentence) -> Standing:
    """Return how a source stands after nobody could be reached: no fault of its own."""
    return replace(
        before, checked=now, due=now + OFFLINE, problem=problem, failures=max(before.failures, 1)
    )


def find_offline(steps: Iterable[Step], standings: Mapping[str, Standing]) -> bool:
    """Tell whether `steps` show that the network is down.

    Nobody was reached; and since a single host may just be dead, there was more than one, or
    the one had been well before.
    """
    steps = tuple(steps)
    missed = [step for step in steps if isinstance(step, Missed) and step.is_network]
    if not missed or len(missed) < len(steps):
        return False
    hosts = {host_of(step.source.address) for step in missed}
    befores = (standings.get(step.source.key) or Standing() for step in missed)
    return len(hosts) > 1 or not any(before.failures for before in befores)


def new_address(source: Source, moved_to: str | None) -> str | None:
    """Return where a source is to be asked from now on, None where nothing changes.

    A secret, or leave for a private network, was given for one host: a source with either
    does not follow to another.
    """
    if not moved_to or moved_to == source.address:
        return None
    is_bound = source.credentials is not None or source.is_private_allowed
    if is_bound and host_of(moved_to) != host_of(source.address):
        return None
    return moved_to
