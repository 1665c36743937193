"""Stemming: the stems of what was read, made where there is time for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from berita_tui.news import Entry
from berita_tui.words import NO_NAMES, language_of, stems_of
from berita_tui.words.english import names_in


def stemmed(read: object) -> object:
    """Return an entry with the stems of its text, anything else as it is."""
    if not isinstance(read, Entry):
        return read
    return replace(read, stems=stems_in(read, read.text, read.text.split()))


def stems_in(entry: Entry, text: str, words: Sequence[str]) -> str:
    """Return the stems of an entry's title on a line, and of the rest on the next.

    `text` is its body, `words` what stands between the blanks of it. On a third line are all
    its words of a known root, as root/word.
    """
    opening = f"{entry.title} {(text or entry.lead)[:1000]}"
    language = language_of(opening, entry.language)
    lead = "" if entry.lead in text else entry.lead
    beside = (lead, entry.caption, *entry.keywords)
    names = names_in((entry.title, *beside, text)) if language == "en" else NO_NAMES
    title, in_title = stems_of(entry.title.split(), language, names=names)
    said = [*lead.split(), *words, *" ".join(beside[1:]).split()]
    stems, roots = stems_of(said, language, names=names)
    return f"{title}\n{stems}\n{f'{in_title} {roots}'.strip()}"
