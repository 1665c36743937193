"""Stemming: the stems of what was read, made where there is time for it."""

from __future__ import annotations

from dataclasses import replace

from berita_tui.news import Entry, Feed
from berita_tui.words import language_of, roots_in, stems_of


def stemmed(read: object) -> object:
    """Return an entry or a feed with the stems of its text, anything else as it is."""
    match read:
        case Entry():
            return replace(read, stems=stems_in(read, read.text))
        case Feed():
            entries = tuple(replace(each, stems=stems_in(each, each.text)) for each in read.entries)
            return replace(read, entries=entries)
        case _:
            return read


def stems_in(entry: Entry, text: str) -> str:
    """Return the stems of an entry's title on a line, of the rest on the next, then its roots.

    See `words.stems_of` and `words.roots_in`.
    """
    language = language_of(f"{entry.title} {text or entry.lead}", entry.language)
    lead = "" if entry.lead in text else entry.lead
    rest = " ".join((lead, text, entry.caption, *entry.keywords))
    roots = roots_in(f"{entry.title} {rest}", language)
    return f"{stems_of(entry.title, language)}\n{stems_of(rest, language)}\n{roots}"
