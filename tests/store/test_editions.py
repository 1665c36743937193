from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from berita_tui.news import Entry, Picture
from berita_tui.store.editions import judge
from store.conftest import NOON

TITLE = "Warga desa menanam seribu pohon di tepi sungai"
LEAD = "Warga desa menanam seribu pohon sejak pagi, kata kepala desa."
BODY = " ".join([LEAD, "Air sungai kembali jernih dan ikan datang lagi."] * 20)
FEED = Entry(
    guid="g", link="https://a.example/1", title=TITLE, html=f"<p>{LEAD}</p>", published=NOON
)
PAGE = Entry(
    link="https://a.example/amp/1",
    title=f"{TITLE} | Warta",
    author="Sari",
    published=NOON - timedelta(minutes=3),
    html=f"<p>{BODY}</p>",
    is_whole=True,
    pictures=(Picture(address="https://a.example/a.jpg"),),
)


def verdict(page_text: str, kept_text: str = LEAD, **page: Any) -> tuple[Entry, str]:
    found = judge(
        replace(FEED, html=f"<p>{kept_text}</p>"),
        replace(PAGE, **page),
        kept_text=kept_text,
        page_text=page_text,
    )
    return found.entry, str(found.problem or "")


def test_a_longer_text_of_the_page_is_taken_with_the_facts_that_were_missing() -> None:
    entry, problem = verdict(BODY)
    assert not problem
    assert (entry.html, entry.text) == (PAGE.html, BODY)
    assert (entry.is_whole, entry.is_from_page) == (True, True)
    assert (entry.author, entry.pictures) == (PAGE.author, PAGE.pictures)
    # By these it is known and listed.
    assert (entry.guid, entry.link, entry.title, entry.published) == (
        FEED.guid, FEED.link, FEED.title, FEED.published,
    )  # fmt: skip


def test_a_later_change_is_dated() -> None:
    later = NOON + timedelta(hours=1)
    assert verdict(BODY, modified=later)[0].modified == later


@pytest.mark.parametrize(
    ("page_text", "kept_text", "title", "problem"),
    [
        ("", LEAD, TITLE, "its page has no text that can be read"),
        (
            "Before you continue. " + "We value your privacy and process data. " * 60,
            LEAD,
            "Before you continue",
            "its page shows something else",
        ),
        (
            "Silakan masuk untuk membaca berita ini.",
            LEAD,
            TITLE,
            "its page wants a login, a subscription or consent",
        ),
        (
            f"{LEAD} Berlangganan untuk membaca selengkapnya.",
            BODY,
            TITLE,
            "its page wants a login, a subscription or consent",
        ),
        (LEAD, BODY, TITLE, "its page says less than the feed"),
        ("Sesuatu yang lain sama sekali.", "", "Hal lain", "its page shows something else"),
    ],
)
def test_better_text_is_kept(page_text: str, kept_text: str, title: str, problem: str) -> None:
    entry, said = verdict(page_text, kept_text, title=title, lead="")
    assert said == problem
    assert not entry.is_from_page
    assert entry.html == f"<p>{kept_text}</p>"


def test_a_stub_before_a_paywall_is_better_than_one_sentence_but_not_whole() -> None:
    stub = " ".join(BODY.split()[:80]) + " Subscribe to continue reading."
    entry, problem = verdict(stub)
    assert not problem
    assert (entry.is_whole, entry.is_from_page) == (False, True)


def test_an_article_about_cookies_is_no_wall() -> None:
    entry, problem = verdict(f"{BODY} " * 2 + "We use cookies, says the site.")
    assert not problem
    assert entry.is_whole


def test_a_title_of_two_words_is_no_evidence() -> None:
    found = judge(replace(FEED, title="Rupiah naik", html=""), PAGE, kept_text="", page_text=BODY)
    assert found.problem is None
