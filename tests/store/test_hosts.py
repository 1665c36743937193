from __future__ import annotations

from datetime import timedelta

from berita_tui.news import RobotRule, Robots, Sentence
from berita_tui.store import Store
from berita_tui.store.hosts import Rest
from store.conftest import NOON

ORIGIN = "https://a.example"


def test_rules_are_kept_with_the_time_they_were_had(store: Store) -> None:
    assert store.hosts.robots(ORIGIN) is None
    robots = Robots(rules=(RobotRule("/x", False), RobotRule("/x/y$", True)), delay=2.5)
    for when in (NOON, NOON + timedelta(hours=1)):
        store.hosts.put_robots(ORIGIN, robots, when=when)
        assert store.hosts.robots(ORIGIN) == (robots, when)


def test_a_rest_takes_the_place_of_the_one_before(store: Store) -> None:
    for refusals in (1, 2):
        rest = Rest(until=NOON, problem=Sentence("{host} is tired", host="a"), refusals=refusals)
        store.hosts.put_rest("a.example", rest)
        assert store.hosts.rest("a.example") == rest
    store.hosts.end_rest("a.example")
    store.hosts.put_robots(ORIGIN, Robots(), when=NOON)
    store.hosts.end_rest(ORIGIN)
    assert store.hosts.robots(ORIGIN) == (Robots(), NOON)
