"""Ink: lines of type drawn in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from berita_tui.app.widgets.easel import Easel
from berita_tui.news import Link
from berita_tui.typeset import Line, Piece, Role, open_address

COMPONENTS = frozenset({*(f"article--{role}" for role in Role), "article--hint", "article--share"})
"""Component classes of the widget that is drawn for."""

LOOKS = """
ArticleView > .article--title { text-style: bold; }
ArticleView > .article--outlet { color: $text-accent; text-style: bold; }
ArticleView > .article--byline { color: $text-muted; }
ArticleView > .article--dateline { text-style: bold; }
ArticleView > .article--heading { color: $text-primary; text-style: bold; }
ArticleView > .article--strong { text-style: bold; }
ArticleView > .article--emphasis { text-style: italic; }
ArticleView > .article--strike { text-style: strike; }
ArticleView > .article--mark { text-style: reverse; }
ArticleView > .article--code { background: $boost; }
ArticleView > .article--quote { text-style: italic; }
ArticleView > .article--caption { color: $text-muted; text-style: italic; }
ArticleView > .article--bullet { color: $text-accent; }
ArticleView > .article--rule { color: $text-disabled; }
ArticleView > .article--link { color: $text-primary; text-style: underline; }
ArticleView > .article--number { color: $text-muted; }
ArticleView > .article--found { background: $warning-muted; color: $text-warning; }
ArticleView > .article--current { text-style: reverse bold; }
ArticleView > .article--hint { color: $text-muted; }
ArticleView > .article--share { color: $text-muted; }
"""
"""How they look, in the colours every theme has."""


class Ink:
    """Draws lines for one widget, whose component classes `article--…` say how roles look.

    Good for one theme; make a new one when that changes. Pictures are taken from the `easel`.
    """

    def __init__(
        self, widget: Widget, links: Sequence[Link] = (), easel: Easel | None = None
    ) -> None:
        self._widget = widget
        self.links = links
        self._easel = easel
        self._parts: dict[str, Style] = {}
        self._looks: dict[tuple[Role, ...], Style] = {}
        self._linked: dict[int, Style] = {}
        self._base: Style | None = None

    def take(self, links: Sequence[Link], easel: Easel | None) -> None:
        """Draw another article, which has these links."""
        self.links, self._easel = links, easel
        self._linked.clear()

    @property
    def base(self) -> Style:
        """What lies beneath everything; to ask the widget takes as long as to draw the line."""
        if self._base is None:
            self._base = self._widget.rich_style
        return self._base

    def component(self, name: str) -> Style:
        """Return what the component `article--name` sets itself, nothing of what lies below."""
        known = self._parts.get(name)
        if known is None:
            known = self._parts[name] = self._component(name)
        return known

    def _component(self, name: str) -> Style:
        own = self._widget.get_component_rich_style(f"article--{name}", partial=True)
        full = self._widget.get_component_rich_style(f"article--{name}")
        return own.without_color + Style.from_color(
            full.color if own.color else None, full.bgcolor if own.bgcolor else None
        )

    def segments(
        self,
        line: Line,
        *,
        margin: int,
        width: int,
        current: int = 0,
        chosen: tuple[int, int] | None = None,
    ) -> list[Segment]:
        """Return `line` on exactly `width` cells after `margin` blank ones.

        `current` is the match the reader stands on, `chosen` the characters selected, counted
        from the left edge, -1 for to the end.
        """
        base = self.base
        segments = [
            Segment(" " * margin, base),
            *(
                Segment(piece.text, base + self._style(piece, current))
                for piece in line.pieces
                if piece.text
            ),
        ]
        if line.inset and self._easel:
            segments += self._easel.row(line.inset)
        elif chosen:
            segments = list(self._selected(segments, *chosen))
        used = margin + line.cells
        if used > width or line.inset:
            return list(Strip(segments).adjust_cell_length(width, base))
        return [*segments, Segment(" " * (width - used), base)] if used < width else segments

    def _style(self, piece: Piece, current: int) -> Style:
        roles = piece.roles
        if current and piece.match == current:
            roles = (*roles, Role.CURRENT)
        look = self._looks.get(roles)
        if look is None:
            look = sum((self.component(role) for role in roles), Style.null())
            self._looks[roles] = look
        return look + self._link(piece.link) if piece.link else look

    def _link(self, number: int) -> Style:
        style = self._linked.get(number)
        if style is None:
            address = open_address(self.links[number - 1])
            style = Style.from_meta({"link": number}) + Style(link=address or None)
            self._linked[number] = style
        return style

    def _selected(self, segments: list[Segment], start: int, end: int) -> Iterator[Segment]:
        style = self._widget.screen.get_component_rich_style("screen--selection")
        offset = 0
        for text, look, _ in segments:
            stop = len(text) if end < 0 else min(len(text), max(0, end - offset))
            begin = min(len(text), max(0, start - offset))
            if begin >= stop:
                yield Segment(text, look)
            else:
                middle = (look or Style.null()) + style
                parts = ((text[:begin], look), (text[begin:stop], middle), (text[stop:], look))
                yield from (Segment(part, ink) for part, ink in parts if part)
            offset += len(text)
