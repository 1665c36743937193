"""Robots: a site's robots.txt read for one program, as RFC 9309 has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from berita_tui.news import RobotRule, Robots
from berita_tui.news.robots import plain_path

PRODUCT = "berita-tui"
"""The name by which a site can speak to this program (§2.2.1)."""
MAX_ROBOTS = 512_000
"""Bytes of a robots.txt that are read; at least 500 KiB (§2.5)."""
MAX_DELAY = 30.0
"""Most seconds between two visits that a site can ask for."""

_MAX_RULES = 2000
_MAX_PATTERN = 1000
_LINE = re.compile(r"\s*([a-z-]{1,20})\s*:\s*(.*)", re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(r"\*|[a-z_-]+", re.IGNORECASE | re.ASCII)


def read_robots(content: bytes) -> Robots:
    """Return what `content` asks of this program, of every program where it is not named.

    Groups for the same program count as one; what is no rule is passed over. `Crawl-delay`,
    which the standard does not know, is held to `MAX_DELAY`.
    """
    groups: dict[str, Robots] = {}
    for names, group in _groups(content[:MAX_ROBOTS].decode("utf-8-sig", "replace")):
        for name in names:
            known = groups.get(name, Robots())
            groups[name] = Robots(
                rules=(known.rules + group.rules)[:_MAX_RULES], delay=max(known.delay, group.delay)
            )
    return groups.get(PRODUCT) or groups.get("*") or Robots()


def _groups(text: str) -> Iterator[tuple[set[str], Robots]]:
    """Give the groups in their order: whom each is for, and its rules."""
    names: set[str] = set()
    rules: list[RobotRule] = []
    delay = 0.0
    is_open = False
    for name, value in _lines(text):
        if name == "user-agent":
            if not is_open:
                yield names, Robots(rules=tuple(rules), delay=delay)
                names, rules, delay = set(), [], 0.0
            is_open = True
            token = _TOKEN.match(value)
            names.add(token[0].lower() if token else "")
        elif name in {"allow", "disallow"}:
            is_open = False
            if value.startswith(("/", "*")) and len(rules) < _MAX_RULES:
                rules.append(RobotRule(plain_path(value[:_MAX_PATTERN]), name == "allow"))
        elif name == "crawl-delay":
            is_open = False
            delay = _seconds(value)
    yield names, Robots(rules=tuple(rules), delay=delay)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", text):
        if found := _LINE.fullmatch(line.partition("#")[0].rstrip()):
            yield found[1].lower(), found[2]


def _seconds(text: str) -> float:
    return (
        min(float(text), MAX_DELAY) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text, re.ASCII) else 0
    )
