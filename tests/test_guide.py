from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from berita_tui.app.keymap import check_keys
from berita_tui.guide import ADDRESS, EDITION, edition, entries, install
from berita_tui.language import LANGUAGES, Language
from berita_tui.news import (
    SAVED,
    Block,
    Code,
    Document,
    Face,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Source,
    Table,
    Verb,
    View,
    ViewKind,
    parse_query,
)
from berita_tui.parse.documents import read_document
from berita_tui.parse.markup import clean_html
from berita_tui.places import Places
from berita_tui.settings import describe, load
from berita_tui.store import Store

NOW = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)
KEY = Source.own(ADDRESS, title="").key
ENTRIES = entries("id", NOW)


def clock() -> datetime:
    return NOW


def later() -> datetime:
    return NOW + timedelta(days=90)


def documents() -> list[Document]:
    return [read_document(entry.html) for entry in ENTRIES]


def blocks(of: Document | Quote) -> Iterator[Block]:
    for block in of.blocks:
        yield block
        if isinstance(block, Quote):
            yield from blocks(block)
        if isinstance(block, Listing):
            for item in block.items:
                yield from blocks(Document(blocks=item))


@pytest.fixture
def store(stocked: Places) -> Iterator[Store]:
    opened = Store.open(stocked, clock=clock)
    yield opened
    opened.close()


def titles(store: Store) -> list[str]:
    shelf = store.shelf(View())
    return [shelf[row].title for row in range(len(shelf))]


def test_the_first_start_shows_the_readers_language_first_and_the_welcome_on_top(
    store: Store,
) -> None:
    install(store, Language("en"), clock)
    shown = titles(store)
    assert shown[:2] == ["Welcome to Berita", "Every key"]
    assert shown[9] == "Selamat datang di Berita"
    source = store.sources.get(KEY)
    assert (source.label, source.is_fetched) == ("Guide", False)


def test_the_guide_is_named_in_the_readers_language(store: Store) -> None:
    install(store, Language("id"), clock)
    assert titles(store)[0] == "Selamat datang di Berita"
    assert store.sources.get(KEY).label == "Panduan"


def test_installing_is_no_action_of_the_readers(store: Store) -> None:
    install(store, Language("en"), clock)
    assert store.marks.recent(5) == ()
    assert store.marks.undo() is None


def test_a_second_start_changes_nothing(store: Store) -> None:
    install(store, Language("en"), clock)
    before = store.standings.get(KEY)
    install(store, Language("en"), later)
    assert store.standings.get(KEY) == before


def test_another_language_changes_the_name_and_leaves_marks_order_and_dates(store: Store) -> None:
    install(store, Language("en"), clock)
    shelf = store.shelf(View())
    store.marks.read(shelf[0].key)
    before = titles(store), shelf[0].dated
    install(store, Language("id"), later)
    shelf = store.shelf(View())
    assert (titles(store), shelf[0].dated) == before
    assert shelf[0].is_read
    article = store.articles.get(shelf[0].key)
    assert article is not None
    assert article.entry.modified is None
    assert store.sources.get(KEY).label == "Panduan"


def test_what_the_reader_removed_stays_away_until_it_is_undone(store: Store) -> None:
    install(store, Language("en"), clock)
    store.sources.remove(KEY)
    install(store, Language("en"), later)
    install(store, Language("id"), later)
    assert titles(store) == []
    undone = store.marks.undo()
    assert undone is not None
    assert undone.verb is Verb.UNSUBSCRIBE
    assert len(titles(store)) == len(ENTRIES)


def test_the_guide_is_back_after_the_archive_was_lost(places: Places) -> None:
    store = Store.open(places, clock=clock)
    install(store, Language("en"), clock)
    store.marks.bookmark(store.shelf(View())[1].key)
    store.close()
    for file in places.data.glob("archive.db*"):
        file.unlink()
    store = Store.open(places, clock=later)
    install(store, Language("en"), later)
    assert len(titles(store)) == len(ENTRIES)
    assert len(store.shelf(View(kind=ViewKind.BOOKMARKED))) == 1
    store.close()


def test_a_library_that_is_read_only_is_left_alone(store: Store, places: Places) -> None:
    install(store, Language("en"), clock)

    class ReadOnly:
        standings = store.standings
        is_read_only = True

    install(ReadOnly(), Language("id"), clock)  # type: ignore[arg-type]
    assert store.sources.get(KEY).label == "Guide"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_and_saved_pages_answer_to_their_names_in_both_languages(
    store: Store, code: str
) -> None:
    install(store, Language(code), clock)
    for text in ("source:guide", "sumber:panduan", "source:Guid*"):
        assert len(store.find(parse_query(text))) == len(ENTRIES), text
    for address, title in ((ADDRESS, "Guide"), (SAVED, "Saved pages")):
        names = Source.own(address, title="").names
        assert {Language(each).say(title) for each in LANGUAGES} < set(names)


def test_the_edition_is_that_of_the_articles() -> None:
    assert edition() == EDITION, "put the new digest into EDITION"


def test_both_languages_have_the_same_articles() -> None:
    names = {
        code: [entry.guid.partition("/")[2] for entry in ENTRIES if entry.language == code]
        for code in LANGUAGES
    }
    assert names["id"] == names["en"]
    assert 14 <= len(ENTRIES) <= 18


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.guid)
def test_every_article_is_clean_as_it_ships(entry: object) -> None:
    body = entry.html  # type: ignore[attr-defined]
    assert clean_html(body) == body
    assert entry.title  # type: ignore[attr-defined]
    assert 100 <= len(read_document(body).text.split()) <= 600


@pytest.mark.parametrize("place", range(len(ENTRIES) // 2))
def test_twins_have_the_same_build(place: int) -> None:
    def build(document: Document) -> list[str]:
        return [type(block).__name__ for block in blocks(document)]

    twins = documents()
    assert build(twins[place]) == build(twins[place + len(ENTRIES) // 2])


def test_the_guide_shows_every_form_of_text() -> None:
    every = [block for document in documents() for block in blocks(document)]
    assert {type(block) for block in every} == {
        Paragraph, Heading, Listing, Quote, Code, Table, Figure, Rule,
    }  # fmt: skip
    spans = [span for block in every if isinstance(block, Paragraph) for span in block.spans]
    faces = {face for span in spans for face in span.face}
    assert faces == set(Face)
    assert any(span.link for span in spans)
    assert any("\n" in span.text for span in spans)
    listings = [block for block in every if isinstance(block, Listing)]
    assert {listing.is_ordered for listing in listings} == {True, False}
    assert any(
        isinstance(part, Listing) for each in listings for item in each.items for part in item
    )
    assert any(block.language for block in every if isinstance(block, Code))
    assert any(block.caption for block in every if isinstance(block, Table))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_explains_every_setting_with_its_default(code: str) -> None:
    page = next(entry.html for entry in ENTRIES if entry.guid == f"{code}/06-settings")
    rows = re.findall(r"<tr><td><code>(\w+)</code></td><td><code>([^<]+)</code></td>", page)
    assert rows == [
        (
            each.name,
            f'"{each.default}"' if isinstance(each.default, str) else str(each.default).lower(),
        )
        for each in describe()
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_settings_shown_as_an_example_are_good_ones(code: str, tmp_path: Path) -> None:
    page = next(entry.html for entry in ENTRIES if entry.guid == f"{code}/06-settings")
    block = re.search(r'<pre><code class="language-toml">([^<]+)</code></pre>', page)
    assert block
    file = tmp_path / "settings.toml"
    file.write_text(html.unescape(block[1]))
    settings = load(file)
    check_keys(settings.keys, file)
    assert settings.language == code
    assert settings.keys["front.search"] == "slash,ctrl+f"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_command_line_shown_is_understood(code: str) -> None:
    from berita_tui.cli.arguments import understand

    lines = [
        line.partition("|")[0]
        for entry in ENTRIES
        if entry.language == code
        for pre in re.findall(r"<pre><code>([^<]+)</code></pre>", entry.html)
        for line in html.unescape(pre).split("\n")
        if "berita-tui " in line
    ]
    assert len(lines) > 12
    for line in lines:
        understand(shlex.split(line.partition("berita-tui ")[2]))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_names_every_verb(code: str) -> None:
    from berita_tui.cli.verbs import VERBS

    page = next(entry.html for entry in ENTRIES if entry.guid == f"{code}/07-command-line")
    assert [each.name for each in VERBS if f"<code>{each.name}" not in page] == []


def test_the_articles_name_no_key_that_comes_later() -> None:
    text = " ".join(entry.html for entry in ENTRIES)
    keys = set(re.findall(r"<kbd>([^<]+)</kbd>", text))
    assert not keys & {"b", "t", "c", "z", "e", "|", ","}


def test_dates_are_a_minute_apart_in_reading_order() -> None:
    dates = [entry.published for entry in ENTRIES]
    assert dates[0] == NOW.replace(microsecond=0)
    assert all(
        earlier is not None and later is not None and later - earlier == timedelta(minutes=-1)
        for earlier, later in pairwise(dates)
    )


def test_the_guide_needs_no_parser_of_markup(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import sys\nfrom datetime import UTC, datetime\nfrom berita_tui.guide import entries\n"
        "entries('id', datetime.now(UTC))\nprint({'lxml', 'nh3'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "set()"
