from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import RobotRule, Robots
from berita_tui.parse.robots import MAX_DELAY, MAX_ROBOTS, read_robots

PLAIN = b"""\xef\xbb\xbf# Rules
User-agent: lain
Disallow: /

USER-AGENT : *
User-agent: lagi
Disallow: /cari   # searches
disallow:
Allow: /cari/umum
Disallow: not-a-path
Crawl-delay: 2.5
Sitemap: https://a.example/sitemap.xml

User-agent: *
Disallow: /cetak
"""


def test_groups_for_everybody_are_one() -> None:
    robots = read_robots(PLAIN)
    assert robots.delay == 2.5
    assert robots.rules == (
        RobotRule("/cari", False),
        RobotRule("/cari/umum", True),
        RobotRule("/cetak", False),
    )


@pytest.mark.parametrize("agent", ["berita-tui", "Berita-TUI/1.0", "BERITA-TUI"])
def test_who_is_named_obeys_what_is_said_to_him_alone(agent: str) -> None:
    content = f"User-agent: *\nDisallow: /\n\nUser-agent: {agent}\nDisallow: /x\n".encode()
    assert read_robots(content) == Robots(rules=(RobotRule("/x", False),))


def test_a_group_of_ones_own_without_rules_allows_everything() -> None:
    content = b"User-agent: berita-tui\nDisallow:\n\nUser-agent: *\nDisallow: /\n"
    assert read_robots(content) == Robots()
    assert read_robots(content).allows("/")


def test_a_longer_name_is_another() -> None:
    assert read_robots(b"User-agent: berita-tuinya\nDisallow: /\n") == Robots()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", 1.0), ("0.5", 0.5), ("86400", MAX_DELAY), ("-1", 0.0), ("1e9", 0.0), ("soon", 0.0)],
)
def test_a_delay_is_held_to_bounds(text: str, expected: float) -> None:
    assert read_robots(f"User-agent: *\nCrawl-delay: {text}\n".encode()).delay == expected


def test_what_is_too_long_is_cut_off() -> None:
    many = b"User-agent: *\n" + b"".join(b"Disallow: /%d\n" % n for n in range(9000))
    assert len(read_robots(many).rules) == 2000
    late = b"User-agent: *\n" + b"#" * MAX_ROBOTS + b"\nDisallow: /\n"
    assert read_robots(late) == Robots()


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    robots = read_robots(b"User-agent: *\nDisallow: " + content)
    assert robots.allows("/") in (True, False)
