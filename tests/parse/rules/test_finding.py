from __future__ import annotations

import os
from pathlib import Path

import pytest

from berita_tui.parse.rules.finding import find_rule, find_rules, is_rule_name, rule_names
from berita_tui.parse.rules.reading import MAX_RULE
from berita_tui.parse.rules.rule import SiteRule

HOSTS: list[tuple[str, tuple[str, ...]]] = [
    ("example.com", ("example.com.txt", ".example.com.txt")),
    ("WWW.Example.com", ("example.com.txt", ".example.com.txt")),
    ("a.example.com", ("a.example.com.txt", ".a.example.com.txt", ".example.com.txt")),
    (
        "www.a.b.example.com.",
        ("a.b.example.com.txt", ".a.b.example.com.txt", ".b.example.com.txt", ".example.com.txt"),
    ),
    ("localhost", ()),
    ("", ()),
    ("../../etc", ()),
    ("a..b", ()),
    (f"{'a.' * 100}com", ()),
]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("global.txt", True),
        ("example.com.txt", True),
        (".example.com.txt", True),
        ("LICENSE.txt", False),
        ("example.com", False),
    ],
)
def test_a_file_of_rules_is_known_by_its_name(name: str, is_one: bool) -> None:
    assert is_rule_name(name) is is_one


@pytest.mark.parametrize(("host", "names"), HOSTS)
def test_a_host_has_its_own_file_and_those_of_the_hosts_above(
    host: str, names: tuple[str, ...]
) -> None:
    assert rule_names(host) == names


FILES: list[tuple[list[str], str, str]] = [
    (["example.com"], "https://example.com/a", "example.com"),
    (["example.com"], "https://www.example.com/a", "example.com"),
    (["example.com"], "https://news.example.com/a", ""),
    ([".example.com"], "https://news.example.com/a", ".example.com"),
    ([".example.com"], "https://example.com/a", ".example.com"),
    ([".example.com"], "https://badexample.com/a", ""),
    ([".example.com", ".b.example.com"], "https://a.b.example.com/", ".b.example.com"),
    ([".example.com", "news.example.com"], "https://news.example.com/", "news.example.com"),
    (["example.com"], "berita-tui:saved", ""),
    (["example.com"], "", ""),
]


@pytest.mark.parametrize(("files", "address", "found"), FILES)
def test_the_most_specific_file_is_taken(
    files: list[str], address: str, found: str, tmp_path: Path
) -> None:
    for name in files:
        (tmp_path / f"{name}.txt").write_text(f"title: //{name.replace('.', '_')}")
    rule = find_rule(address, (str(tmp_path),))
    title = rule.title[0] if rule else ""
    assert title == (f"//{found.replace('.', '_')}" if found else "")


def test_folders_are_asked_in_order_and_ours_last(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "nasional.sindonews.com.txt").write_text(f"title: //{folder.name}")
    folders = (str(tmp_path / "absent"), str(first), str(second))
    rules = list(find_rules("https://nasional.sindonews.com/read/1", folders))
    assert [rule.title[0] for rule in rules[:2]] == ["//first", "//second"]
    assert len(rules) == 3
    assert find_rule("https://nasional.sindonews.com/read/1") == rules[2]


def test_what_is_done_to_every_page_follows_what_a_rule_does(tmp_path: Path) -> None:
    folders = (str(tmp_path),)
    (tmp_path / "global.txt").write_text("title: //h2\nstrip: //b\nhttp_header(cookie): a=1")
    (tmp_path / "example.com.txt").write_text("title: //h1\nstrip: //a")
    (tmp_path / "example.org.txt").write_text("strip: //a\nautodetect_on_failure: no")
    assert find_rule("https://example.com/", folders) == SiteRule(
        title=("//h1",), strip=("//a", "//b")
    )
    assert find_rule("https://example.net/", folders) == SiteRule(strip=("//b",))
    assert find_rule("https://example.org/", folders) == SiteRule(
        strip=("//a",), autodetect_on_failure=False
    )
    assert find_rule("", folders) is None
    ours, *others = find_rules("https://www.detik.com/", folders)
    assert ours.body
    assert ours.strip[-1] == "//b"
    assert not others


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "example.com.txt"
    for title in ("//h1", "//header/h1"):
        file.write_text(f"title: {title}")
        rule = find_rule("https://example.com/", (str(tmp_path),))
        assert rule
        assert rule.title == (title,)


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.example.com.txt").mkdir()
    os.mkfifo(tmp_path / "b.example.com.txt")
    for host in ("a", "b"):
        assert find_rule(f"https://{host}.example.com/", (str(tmp_path), "\0")) is None


def test_a_huge_file_is_read_to_the_limit_and_noughts_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "example.com.txt").write_bytes(b"title: //h1\0\nstrip: //a\n" * 400_000)
    rule = find_rule("https://example.com/", (str(tmp_path),))
    assert rule
    assert len(rule.title) + len(rule.strip) <= MAX_RULE // 10
