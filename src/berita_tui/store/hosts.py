"""Hosts: what each site has asked of us, kept between one start and the next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from berita_tui.news import RobotRule, Robots, Sentence
from berita_tui.store.database import Database
from berita_tui.store.numbers import micros, time_of
from berita_tui.store.pages import plain, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Until when a host is left alone, why, and how often in a row it has asked for that."""

    until: datetime
    problem: Sentence
    refusals: int = 1


class Hosts:
    """Rules for programs by origin (`https://host`), rests by host; both can be had again."""

    def __init__(self, archive: Database) -> None:
        self._archive = archive

    def robots(self, origin: str) -> tuple[Robots, datetime] | None:
        """Return the rules of a site and when they were had, None where they never were."""
        with self._archive.reading() as reader:
            row = reader.execute(
                "SELECT robots, checked FROM hosts WHERE name = ? AND robots IS NOT NULL", (origin,)
            ).fetchone()
        if row is None:
            return None
        try:
            rules, delay = json.loads(row[0])
            found = Robots(rules=tuple(RobotRule(*rule) for rule in rules), delay=delay)
        except (ValueError, TypeError):  # the row is damaged: they are had again
            return None
        return found, time_of(row[1])

    def put_robots(self, origin: str, robots: Robots, *, when: datetime) -> None:
        """Keep the rules of a site, had at `when`."""
        rules = [[rule.pattern, rule.is_allowing] for rule in robots.rules]
        with self._archive.writing() as writer:
            writer.execute(
                "INSERT INTO hosts (name, robots, checked) VALUES (?, ?, ?) ON CONFLICT (name)"
                " DO UPDATE SET robots = excluded.robots, checked = excluded.checked",
                (origin, json.dumps([rules, robots.delay]), micros(when)),
            )

    def rest(self, host: str) -> Rest | None:
        """Return the last rest of a host that has not answered well since, over or not."""
        with self._archive.reading() as reader:
            row = reader.execute(
                "SELECT rests, problem, refusals FROM hosts WHERE name = ? AND rests IS NOT NULL",
                (host,),
            ).fetchone()
        if row is None:
            return None
        return Rest(until=time_of(row[0]), problem=sentence(row[1]), refusals=row[2])

    def put_rest(self, host: str, rest: Rest) -> None:
        """Let a host rest."""
        with self._archive.writing() as writer:
            writer.execute(
                "INSERT INTO hosts (name, rests, problem, refusals) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET rests = excluded.rests,"
                " problem = excluded.problem, refusals = excluded.refusals",
                (host, micros(rest.until), plain(rest.problem), rest.refusals),
            )

    def end_rest(self, host: str) -> None:
        """Forget that a host ever rested: it has answered."""
        with self._archive.writing() as writer:
            writer.execute("DELETE FROM hosts WHERE name = ? AND rests IS NOT NULL", (host,))
