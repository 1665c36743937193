"""Masthead: what stands above an article's text: title, outlet, date, author, reading time."""

from __future__ import annotations

from datetime import datetime, timedelta

from berita_tui.language import Language
from berita_tui.news import Article, Source, text_origin
from berita_tui.typeset.pieces import Finder, Line, Lines, Piece, Role
from berita_tui.typeset.prose import light, set_prose


class Masthead:
    """The head of one article, set in a given width."""

    def __init__(
        self, article: Article, source: Source, *, language: Language, now: datetime, is_ascii: bool
    ) -> None:
        self.article = article
        self.source = source
        self._say = language.say
        self._language = language
        self._now = now
        self._dot = " - " if is_ascii else " · "
        self._rule = "-" if is_ascii else "─"

    def lines(self, width: int, find: Finder | None) -> Lines:
        """Return the title, lit where it matches, the lines below it, and a rule."""
        entry = self.article.entry
        title = [Piece(entry.title or self._say("(untitled)"), (Role.TITLE,))]
        outlet = entry.outlet or self.source.outlet or self.source.label
        lines = [*set_prose(light(title, find), width)]
        for role, facts in (
            (Role.OUTLET, (outlet, entry.section)),
            (Role.BYLINE, (self._date(), self._length(), self._origin(), self._edit())),
            (Role.BYLINE, self._people()),
        ):
            if text := self._dot.join(filter(None, facts)):
                lines += set_prose((Piece(text, (role,)),), width)
        lines.append(Line((Piece(self._rule * width, (Role.RULE,)),)))
        return tuple(lines)

    def _date(self) -> str:
        """Return the date in the publisher's zone; the reader's when only the finding is known."""
        entry = self.article.entry
        if entry.published:
            date = self._language.date(entry.published)
            # Of what is older the date says it all.
            if self._now - entry.published >= timedelta(days=7):
                return date
            return f"{date} ({_whole(self._language.since(entry.published, self._now))})"
        seen = self.article.first_seen.astimezone()
        return self._say("first seen {date}", date=self._language.date(seen))

    def _length(self) -> str:
        return _whole(self._language.reading(self.article.minutes))

    def _origin(self) -> str:
        """Say where the text is from; nothing of what never came by a feed."""
        origin = text_origin(self.article, self.source)
        return _whole(self._language.tell(origin)) if origin else ""

    def _people(self) -> tuple[str, ...]:
        entry = self.article.entry
        return (
            self._say("By {author}", author=entry.author) if entry.author else "",
            self._say("Editor: {editor}", editor=entry.editor) if entry.editor else "",
        )

    def _edit(self) -> str:
        return self._say("edited") if self.article.is_edited else ""


def _whole(text: str) -> str:
    """Return `text` so that no line ends within it."""
    return text.replace(" ", "\xa0")
