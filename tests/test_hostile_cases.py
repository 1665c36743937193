"""The ledger of ../shared/data/hostile: which test meets the expectation of which case.

What no other test asserts of a case is asserted here.
"""

from __future__ import annotations

import ast
import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from berita_tui.clean import is_clean
from berita_tui.news import Entry, Feed, Unreadable
from berita_tui.parse.feeds import read_feed
from berita_tui.parse.opml import read_opml

TESTS = Path(__file__).parent
SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)

HERE = "test_hostile_cases.py"
LIMITS = "parse/test_hostile_pages.py::test_hostile"
OPENING = "store/test_opening.py"
FEEDS = "parse/test_corpus.py::test_hostile_feeds_are_read_as_expected"
SCREEN = "app/test_hostile_library.py::test_every_hostile_feed_is_listed_and_opened"
LEDGER: dict[str, tuple[str, ...]] = {
    "bomb_*": ("fetch/test_hostile.py::test_every_bomb_of_shared",),
    "config_bad.txt": ("test_settings.py::test_bad_input_of_the_collection_gets_one_clean_line",),
    "date_*": (FEEDS, f"{HERE}::test_hostile_dates_are_plausible_or_none"),
    "db_bad_utf8_text.json": ("store/test_files.py::test_a_scrambled_schema_is_damage",),
    "db_drop_fts.json": ("store/test_files.py::test_a_missing_table_is_damage",),
    "db_fifo_db.json": ("store/test_files.py::test_what_is_no_good_is_told_and_left_alone",),
    "db_format_9.json": ("store/test_files.py::test_what_is_no_good_is_told_and_left_alone",),
    "db_garbage_pages.json": (
        "store/test_opening.py::test_a_library_that_is_no_good_is_refused_and_not_touched",
        f"{OPENING}::test_an_archive_that_is_no_good_is_set_aside_and_bookmarks_come_back",
    ),
    "db_inode_full.json": ("store/test_opening.py::test_what_cannot_be_made_or_read_is_told",),
    "db_locked_exclusive.json": (
        f"{OPENING}::test_a_file_that_another_program_keeps_to_itself_is_told_in_plain_words",
    ),
    "db_missing_table.json": ("store/test_files.py::test_a_missing_table_is_damage",),
    "db_readonly_dir.json": (
        "store/test_opening.py::test_a_folder_that_cannot_be_written_to_can_be_read",
    ),
    "db_symlink_db.json": ("store/test_files.py::test_what_is_no_good_is_told_and_left_alone",),
    "db_truncate_half.json": ("store/test_files.py::test_what_is_no_good_is_told_and_left_alone",),
    "db_user_version_999.json": (
        "store/test_opening.py::test_a_newer_file_is_refused_and_not_touched",
    ),
    "db_zero_length.json": ("store/test_files.py::test_what_is_no_good_is_told_and_left_alone",),
    "enc_*": (FEEDS, f"{HERE}::test_a_lie_about_the_encoding_costs_no_entry"),
    "esc_*": (FEEDS, SCREEN),
    "export_titles.txt": ("typeset/test_export.py::test_hostile_titles_stay_in_the_folder",),
    "fts_queries.txt": (
        "news/query/test_reading.py::test_hostile_queries_are_read_or_refused",
        "store/test_search.py::test_hostile_queries_find_or_are_refused",
    ),
    "html_*": (f"{LIMITS}_pages_open_or_say_why_not_within_the_limits",),
    "id_giant_guid.xml": (FEEDS,),
    "id_*": (
        FEEDS,
        "store/test_articles.py::test_hostile_identities_lose_and_double_nothing",
    ),
    "img_*": (
        "parse/test_pictures.py::test_every_hostile_picture_gives_a_reason",
        "test_pictures.py::test_hostile_pictures_end_with_a_reason",
    ),
    "link_*": (FEEDS, f"{HERE}::test_hostile_links_are_web_addresses_or_none"),
    "mal_*": (FEEDS,),
    "markup_*": (FEEDS, f"{HERE}::test_markup_of_ours_is_text", SCREEN),
    "opml_50k.opml.gz": (
        f"{LIMITS}_lists_are_read_or_refused_within_the_limits",
        "test_intake.py::test_a_list_of_very_many_sources_is_taken_on_request_only",
    ),
    "opml_*": (
        f"{LIMITS}_lists_are_read_or_refused_within_the_limits",
        f"{HERE}::test_hostile_lists_bring_web_addresses_and_tell_what_they_leave",
    ),
    "srv_dns_slow.json": (
        "fetch/test_fetcher.py::test_a_name_server_that_stalls_holds_up_nobody_else",
    ),
    "srv_net_down.json": (
        "test_refresh.py::test_a_server_that_goes_away_in_the_middle_leaves_everything_kept",
    ),
    "srv_tls_old.json": ("fetch/test_pools.py::test_a_server_that_knows_only_old_tls_is_refused",),
    "srv_tls_selfsigned.json": (
        "fetch/test_pools.py::test_a_certificate_that_nobody_vouches_for_is_refused",
    ),
    "srv_*": ("fetch/test_hostile.py::test_every_server_recipe_of_shared",),
    "uni_*": (FEEDS, SCREEN),
    "blns.txt": ("test_clean.py::test_naughty_strings_come_out_clean",),
    "*/*": ("test_intake.py::test_other_hostile_files_are_taken_or_refused_and_open_nothing",),
    "xml_*": (
        f"{LIMITS}_xml_is_read_or_refused_within_the_limits",
        f"{HERE}::test_nothing_is_let_in_through_a_feed",
    ),
}
"""The first pattern that fits a case counts."""


def covering(case: str) -> tuple[str, ...]:
    """Return the tests that cover a case, none where it has none."""
    return next((tests for pattern, tests in LEDGER.items() if fnmatch(case, pattern)), ())


def cases_in(folder: Path) -> list[str]:
    """The names of the cases in its list."""
    lines = (folder / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t")[1] for line in lines]


def rest_of(folder: Path) -> list[str]:
    """The other files of the collection around the folder of its cases."""
    around = (path for path in folder.parent.rglob("*") if path.is_file())
    return sorted(
        path.relative_to(folder.parent).as_posix() for path in around if path.parent != folder
    )


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def test_every_test_of_the_ledger_is_there() -> None:
    named = [test.split("::") for tests in LEDGER.values() for test in tests]
    assert not [(file, name) for file, name in named if name not in functions_in(file)]


def test_every_case_has_a_test(shared: Path) -> None:
    folder = shared / "data/hostile/cases"
    cases = cases_in(folder)
    assert len(cases) >= 186
    assert not [case for case in cases if not covering(case)]
    lying = {path.name for path in folder.iterdir()} - {"MANIFEST.tsv"}
    assert lying == set(cases)
    rest = rest_of(folder)
    assert len(rest) >= 23
    assert not [each for each in rest if not covering(each)]


def contents(folder: Path, pattern: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob(pattern)):
        content = path.read_bytes()
        yield path.name, gzip.decompress(content) if path.suffix == ".gz" else content


def read(content: bytes, charset: str = "") -> Feed:
    return read_feed(content, address="http://t.invalid/f", charset=charset, seen=SEEN)


@pytest.fixture
def cases(shared: Path) -> Path:
    return shared / "data/hostile/cases"


def test_hostile_dates_are_plausible_or_none(cases: Path) -> None:
    for name, content in contents(cases, "date_*"):
        entries = read(content).entries
        assert len(entries) == content.count(b"<item>"), name
        dates = [each.published for each in entries if each.published is not None]
        assert all(datetime(1990, 1, 1, tzinfo=UTC) <= each for each in dates), name
        assert all(each <= SEEN + timedelta(hours=24) for each in dates), name


def test_a_lie_about_the_encoding_costs_no_entry(cases: Path) -> None:
    lies = ("", "rot13", "unicode_escape", "uu", "zip", "idna", "\x1b[2J", "x" * 10_000)
    for name, content in contents(cases, "enc_*"):
        for lie in lies if "_hdr_" in name or "_decl_" in name else ("",):
            (entry,) = read(content, lie).entries
            assert "_hdr_" not in name or entry.title == "ok", name
            assert "_decl_" not in name or entry.title == "ok", name


def test_hostile_links_are_web_addresses_or_none(cases: Path) -> None:
    for name, content in contents(cases, "link_*"):
        for entry in read(content).entries:
            for address in (entry.link, *addresses_in(entry)):
                assert not address or urlsplit(address).scheme in {"http", "https"}, name
                assert re.fullmatch("[!-~]*", address), name
                assert "@" not in urlsplit(address).netloc, name


def addresses_in(entry: Entry) -> Iterator[str]:
    yield from (each.address for each in entry.enclosures)
    yield from re.findall('href="([^"]*)"', entry.html)


def test_markup_of_ours_is_text(cases: Path) -> None:
    for name, content in contents(cases, "markup_*"):
        (title,) = re.findall(rb"<item><title>(.*?)</title>", content, re.DOTALL)
        (entry,) = read(content).entries
        assert entry.title == " ".join(unescape(title.decode()).split()), name
        assert entry.author == entry.title, name


def test_hostile_lists_bring_web_addresses_and_tell_what_they_leave(cases: Path) -> None:
    for name, content in contents(cases, "opml_*.opml"):
        if name == "opml_notxml.opml":
            with pytest.raises(Unreadable) as problem:
                read_opml(content)
            assert is_clean(str(problem.value))
            continue
        outline = read_opml(content)
        addresses = [source.address for source in outline.sources]
        assert all(each.startswith(("http://", "https://")) for each in addresses), name
        assert len(addresses) + len(outline.skipped) >= content.count(b"xmlUrl"), name


def test_nothing_is_let_in_through_a_feed(cases: Path) -> None:
    for name, content in contents(cases, "xml_*.xml"):
        text = repr(read(content))
        assert len(text) < 1_000_000, name
        assert "root:" not in text, name
        assert "machine " not in text, name
