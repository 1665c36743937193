"""Linotype: casts the lines of headlines for a list, in its colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from berita_tui.app.widgets.excerpts import Snippet
from berita_tui.app.widgets.lines import Lit, lit_segments
from berita_tui.news import Headline
from berita_tui.placard.lines import fitted
from berita_tui.placard.rows import BAR, Manner, Said, facts_line, title_line

if TYPE_CHECKING:
    from berita_tui.app.widgets.headlines import HeadlineList
    from berita_tui.news.query import Query

SNIPPET = "snippet"
"""How a stretch of an article looks."""


class Linotype:
    """Casts lines for a list as it is now; there is a new one when its styles or words are others.

    What is the same for all lines is asked for once: how headlines are said, how each piece of
    them looks upon each ground, and for each query what it takes to find it.
    """

    def __init__(self, rows: HeadlineList) -> None:
        self._rows = rows
        self._ellipsis = rows.glyphs.ellipsis
        self._manner = Manner(
            language=rows.language,
            glyphs=rows.glyphs,
            names=rows.names,
            now=rows.now,
            is_compact=rows.density == "compact",
        )
        self._looks: dict[Style, _Looks] = {}
        self._query: Query | None = None
        self._lit: Mapping[str, Lit] = {}

    def lit(self, title: str, query: Query | None) -> Lit:
        """Return where a title answers the query that is asked, if one is."""
        if query is None:
            return ()
        if query is not self._query:
            self._query, self._lit = query, _Lit(query)
        return self._lit[title]

    def title(
        self, headline: Headline, lit: Lit, width: int, base: Style, *, is_current: bool
    ) -> Strip:
        """Return the line with the title, of which some is `lit`."""
        left, right = title_line(headline, self._manner, width, is_current=is_current)
        return self._cast(width, base, left, right, lit)

    def facts(self, headline: Headline, width: int, base: Style) -> Strip:
        """Return the line with outlet, section and age."""
        left, right = facts_line(headline, self._manner, width)
        return self._cast(width, base, left, right)

    def snippet(self, snippet: Snippet, width: int, base: Style) -> Strip:
        """Return the line with a stretch of the article."""
        text, lit = snippet
        return self._cast(width, base, [Said("   "), Said(text, SNIPPET)], [Said(" ")], lit)

    def _cast(
        self, width: int, base: Style, left: Sequence[Said], right: Sequence[Said], lit: Lit = ()
    ) -> Strip:
        """Return exactly `width` cells; what is `lit` is in the last piece on the left."""
        looks = self._looks.get(base)
        if looks is None:
            looks = self._looks[base] = _Looks(self._rows, base)
        segments: list[Segment] = []
        for text, piece in fitted(width, left, right, ellipsis=self._ellipsis):
            if piece is None:
                segments.append(Segment(text, base))
            elif lit and piece is left[-1]:
                segments += lit_segments(text, lit, looks[piece.look], looks.bright(piece.look))
            elif text:
                segments.append(Segment(text, looks[piece.look]))
        return Strip(segments, max(0, width))


class _Lit(dict[str, Lit]):
    """Where titles answer a query: a row is asked for it whenever it is seen."""

    def __init__(self, query: Query) -> None:
        from berita_tui.news.query import Field, finder  # noqa: PLC0415 - off the way in

        super().__init__()
        self._find = finder(query, Field.TITLE)

    def __missing__(self, title: str) -> Lit:
        found = self[title] = self._find(title)
        return found


class _Looks(dict[str, Style]):
    """How each piece of a headline looks upon one ground."""

    def __init__(self, rows: HeadlineList, base: Style) -> None:
        super().__init__({"": base})
        self._rows = rows
        self._bright: dict[str, Style] = {}

    def __missing__(self, look: str) -> Style:
        name = "row--bar" if look == BAR else f"headline--{look}"
        known = self[look] = self[""] + self._rows.ink(name)
        return known

    def bright(self, look: str) -> Style:
        """Return how it looks where it answers the query."""
        known = self._bright.get(look)
        if known is None:
            known = self._bright[look] = self[look] + self._rows.face("headline--match")
        return known
