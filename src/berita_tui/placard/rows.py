"""Rows: what is said of a headline in a list, in pieces that are named for how they look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from berita_tui.language import Language
from berita_tui.news import Headline
from berita_tui.news.noun import noun
from berita_tui.placard.glyphs import Glyphs
from berita_tui.placard.lines import cut, width_of

FIRST = 300
"""How many headlines are fetched before the whole list is: more than any screen holds."""

BLANK = ""
BAR, DOT, UNREAD, READ = "bar", "dot", "unread", "read"
FACTS, PENCIL, WHOLE, STAR = "facts", "pencil", "whole", "star"
LOOKS = (BLANK, BAR, DOT, UNREAD, READ, FACTS, PENCIL, WHOLE, STAR)
"""How a piece of a headline can look."""


class Said:
    """A piece of a headline's line, and how it looks."""

    __slots__ = ("look", "text")

    def __init__(self, text: str, look: str = BLANK) -> None:
        self.text = text
        self.look = look


Line = tuple[list[Said], list[Said]]
"""What stands on the left and what on the right; to be `fitted`."""


@noun
class Manner:
    """How headlines are said: in which language, with which marks, how many lines each.

    `names` are those of the sources, for articles that do not say where they are from.
    """

    language: Language
    glyphs: Glyphs
    names: Mapping[str, str]
    now: datetime | None
    is_compact: bool = False

    @property
    def row_height(self) -> int:
        """Title and facts, or both on one line."""
        return 1 if self.is_compact else 2


def title_line(headline: Headline, manner: Manner, width: int, *, is_current: bool) -> Line:
    """Return the line with the title; the title is the last on the left."""
    is_read, glyphs = headline.is_read, manner.glyphs
    left = [
        Said(glyphs.cursor, BAR) if is_current else Said(" "),
        Said(" " if is_read else glyphs.unread, DOT),
        Said(" "),
        Said(
            headline.title or manner.language.say("(untitled)"),
            READ if is_read else UNREAD,
        ),
    ]
    if not manner.is_compact:
        return left, [Said(" ")]
    right = marks_of(headline, glyphs)
    if width >= 48:
        right = [Said("  "), Said(age_of(headline, manner), FACTS), *right]
    return left, right


def facts_line(headline: Headline, manner: Manner, width: int) -> Line:
    """Return the line with outlet, section and age, and what was done to the article."""
    outlet = headline.outlet or manner.names.get(headline.source, "")
    marks = marks_of(headline, manner.glyphs)
    room = width - 3 - sum(width_of(piece.text) for piece in marks)
    facts = (outlet, headline.section, age_of(headline, manner))
    return [Said("   "), Said(fit_facts(facts, room, manner.glyphs), FACTS)], marks


def marks_of(headline: Headline, glyphs: Glyphs) -> list[Said]:
    """Return what stands at the end of a headline: what was done to the article."""
    marks = [Said(" ")]
    for is_so, glyph, look in (
        (headline.is_changed, glyphs.edited, PENCIL),
        (headline.is_whole, glyphs.whole, WHOLE),
        (headline.is_bookmarked, glyphs.bookmarked, STAR),
    ):
        if is_so:
            marks += [Said(glyph, look), Said(" ")]
    return marks


def age_of(headline: Headline, manner: Manner) -> str:
    """Return how long ago an article was written."""
    return manner.language.ago(headline.dated, manner.now or headline.dated)


def fit_facts(facts: tuple[str, str, str], room: int, glyphs: Glyphs) -> str:
    """Join outlet, section and age in `room` cells: the section goes first, the age never."""
    outlet, _, age = facts
    separator = f" {glyphs.separator} "
    whole = separator.join(filter(None, facts))
    if width_of(whole) <= room:
        return whole
    outlet = cut(outlet, room - width_of(separator + age), glyphs.ellipsis)
    return separator.join(filter(None, (outlet, age)))
