from __future__ import annotations

import pytest

from berita_tui.news import EVERYTHING, NOTHING, RobotRule, Robots
from berita_tui.news.robots import fits, plain_path


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/", "/berita", True),
        ("/berita", "/berita/1", True),
        ("/berita/", "/berita", False),
        ("/berita$", "/berita", True),
        ("/berita$", "/berita/1", False),
        ("/*.php$", "/a/b.php", True),
        ("/*.php$", "/a/b.php?x=1", False),
        ("/*.php", "/a/b.php?x=1", True),
        ("*/cetak", "/a/b/cetak/1", True),
        ("/a*b*c", "/a-b-c-d", True),
        ("/a*b*c", "/a-c-b", False),
        ("/a*x*c", "/a-b-c", False),
        ("/a*bc$", "/a-bc-bc", True),
        ("/ab*b$", "/ab", False),
        ("/a*", "/b", False),
        ("/*", "/", True),
        ("/a" + "*a" * 200 + "$", "/" + "a" * 5000 + "b", False),
    ],
)
def test_a_pattern_fits_the_beginning_of_a_path(pattern: str, path: str, expected: bool) -> None:
    assert fits(pattern, path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a%7eb", "/a~b"),
        ("/a%2fb", "/a%2Fb"),
        ("/%41", "/A"),
        ("/ツ", "/%E3%83%84"),
        ("/100%", "/100%"),
        ("/%zz", "/%ZZ"),
        ("/%e3%83%84", "/%E3%83%84"),
    ],
)
def test_paths_are_compared_in_one_spelling(path: str, expected: str) -> None:
    assert plain_path(path) == expected


def test_the_longest_rule_decides_and_of_two_the_one_that_allows() -> None:
    robots = Robots(
        rules=(
            RobotRule("/", False),
            RobotRule("/berita", True),
            RobotRule("/berita/cetak", False),
            RobotRule("/*etak", True),
            RobotRule("/page", True),
            RobotRule("/page", False),
        )
    )
    assert robots.allows("/berita/1")
    assert not robots.allows("/berita/cetak/1")
    assert not robots.allows("/lain")
    assert robots.allows("/page")


def test_without_rules_everything_is_allowed_and_nothing_where_a_site_cannot_say() -> None:
    assert EVERYTHING.allows("/")
    assert not NOTHING.allows("/x?y=1")
