"""Editions: whether what an article's page says is better than what is kept, decided from both."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from berita_tui.news import Entry, Sentence

_WALL_WORDS = 250
"""Words that a wall has at most; a text that is longer is an article with a notice in it."""
_LESS = 0.8
"""Share of the kept text's words below which a page says less."""
_WALL = re.compile(
    r"\b(?:accept (?:all )?cookies|cookie (?:policy|settings|preferences|consent)|"
    r"we (?:and our partners )?use cookies|before you continue|enable (?:javascript|cookies)|"
    r"(?:log|sign) in to (?:continue|read|your)|create (?:a free|an) account|"
    r"subscribe (?:now )?to (?:continue|read|keep)|for subscribers only|already a subscriber|"
    r"verify (?:that )?you are (?:a )?human|checking your browser|access denied|"
    r"aktifkan (?:javascript|cookie)|(?:kami|situs ini) menggunakan cookie|setujui cookie|"
    r"(?:silakan|harap) (?:masuk|login)|masuk (?:atau daftar )?untuk (?:membaca|melanjutkan)|"
    r"(?:berlangganan|langganan) (?:sekarang )?untuk (?:membaca|melanjutkan)|"
    r"khusus pelanggan|sudah berlangganan|konten premium)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The entry to keep; `problem` says why the page's text is not taken, None where it is."""

    entry: Entry
    problem: Sentence | None = None


def judge(kept: Entry, page: Entry, *, kept_text: str, page_text: str) -> Verdict:
    """Decide what an article says after its page was read; texts are the bodies as plain text.

    A page's text is taken unless it is empty, about something else, a wall that asks for
    cookies, a login or money, or says less than what there is. Facts that were missing are
    taken from the page where it is about the article; guid, link, title, section and the date
    of publication stay, since the article is known and listed by them.
    """
    if not page_text:
        return Verdict(entry=kept, problem=Sentence("its page has no text that can be read"))
    if _is_strange(kept, page, kept_text, page_text):
        return Verdict(entry=kept, problem=Sentence("its page shows something else"))
    had, has = len(kept_text.split()), len(page_text.split())
    has_wall = _WALL.search(page_text) is not None
    if has_wall and has < max(_WALL_WORDS, 1 + had):
        if has <= 2 * had or has < _WALL_WORDS // 4:
            problem = Sentence("its page wants a login, a subscription or consent")
            return Verdict(entry=kept, problem=problem)
    elif has < _LESS * had:
        return Verdict(
            entry=_with_facts(kept, page), problem=Sentence("its page says less than the feed")
        )
    return Verdict(
        entry=replace(
            _with_facts(kept, page),
            html=page.html,
            text=page_text,
            is_whole=page.is_whole and not (has_wall and has < _WALL_WORDS),
            is_from_page=True,
        )
    )


def _with_facts(kept: Entry, page: Entry) -> Entry:
    """Return the kept entry with the facts that only the page knows."""
    facts = {
        name: value
        for name in (
            "author", "editor", "place", "outlet", "section", "published", "lead", "caption",
            "keywords", "language", "pictures", "title",
        )
        if not getattr(kept, name) and (value := getattr(page, name))
    }  # fmt: skip
    if page.modified and (not kept.modified or page.modified > kept.modified):
        facts["modified"] = page.modified
    return replace(kept, **facts)


def _is_strange(kept: Entry, page: Entry, kept_text: str, page_text: str) -> bool:
    """Tell whether a page shares next to nothing with the article it is to be the page of."""
    known = _words(f"{page.title}\n{page.lead}\n{page_text}")
    title, opening = _words(kept.title), _words(kept_text[:600] or kept.lead)
    if len(title) + len(opening) < 3:
        return False
    return max(_share(title, known), _share(opening, known)) < 0.4


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _share(words: set[str], known: set[str]) -> float:
    return len(words & known) / len(words) if words else 0.0
