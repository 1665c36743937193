"""Stemming: the stems of what was read, made where there is time for it."""

from __future__ import annotations

from dataclasses import replace

from berita_tui.news import Entry
from berita_tui.words import NO_NAMES, language_of, stems_of
from berita_tui.words.english import names_in


def stemmed(read: object) -> object:
    """Return an entry with the stems of its text, anything else as it is."""
    return replace(read, stems=stems_in(read, read.text)) if isinstance(read, Entry) else read


def stems_in(entry: Entry, text: str) -> str:
    """Return the stems of an entry's title on a line, and of the rest on the next.

    On a third are all its words of a known root, as root/word.
    """
    opening = f"{entry.title} {(text or entry.lead)[:1000]}"
    language = language_of(opening, entry.language)
    lead = "" if entry.lead in text else entry.lead
    parts = (lead, text, entry.caption, *entry.keywords)
    names = names_in((entry.title, *parts)) if language == "en" else NO_NAMES
    title, in_title = stems_of(entry.title, language, names=names)
    stems, roots = stems_of(" ".join(parts), language, names=names)
    return f"{title}\n{stems}\n{f'{in_title} {roots}'.strip()}"
