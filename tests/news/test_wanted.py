from __future__ import annotations

from dataclasses import replace

import pytest

from articles import SOURCE, article
from berita_tui.news import (
    Entry,
    FullText,
    Source,
    local_address,
    text_origin,
    wants_page,
)

LINK = "https://a.example/1"


@pytest.mark.parametrize(
    ("entry", "full_text", "expected"),
    [
        (Entry(link=LINK), FullText.AUTO, True),
        (Entry(link=LINK, is_whole=True), FullText.AUTO, False),
        (Entry(link=LINK, is_whole=True), FullText.ALWAYS, True),
        (Entry(link=LINK), FullText.NEVER, False),
        (Entry(), FullText.ALWAYS, False),
    ],
)
def test_a_page_is_wanted_where_the_feeds_text_will_not_do(
    entry: Entry, full_text: FullText, expected: bool
) -> None:
    assert wants_page(entry, full_text) is expected


def test_a_choice_is_found_by_its_name() -> None:
    assert FullText.named("always") is FullText.ALWAYS
    assert FullText.named("sometimes") is None


@pytest.mark.parametrize(
    ("facts", "source", "expected"),
    [
        ({"is_from_page": True, "is_whole": True}, SOURCE, "from its page"),
        ({"is_from_page": True}, SOURCE, "from its page, not whole"),
        ({"link": LINK, "is_whole": True}, SOURCE, "from the feed"),
        ({"link": LINK}, None, "from the feed, shortened"),
        ({"link": LINK}, Source.own(local_address("x"), title="x"), None),
        ({}, SOURCE, None),
    ],
)
def test_it_is_said_where_a_text_is_from(
    facts: dict[str, object], source: Source | None, expected: str | None
) -> None:
    found = text_origin(replace(article(**facts), words=1), source)  # type: ignore[arg-type]
    assert (str(found) if found else None) == expected
