"""Page: the lines of an article in their colours, each drawn once, and what is selected."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from berita_tui.app.graphics import BLOCKS, Graphics
from berita_tui.app.widgets.column import Column
from berita_tui.app.widgets.easel import Easel
from berita_tui.app.widgets.galley import copied
from berita_tui.app.widgets.ink import COMPONENTS, Ink
from berita_tui.app.widgets.lines import Piece, fit_hint, fit_line
from berita_tui.language import Language


class Page(Column):
    """A column of type; the last line of the pane tells how much of it has been read."""

    KEEPS = True
    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)

    language: reactive[Language] = reactive(partial(Language, "en"), repaint=False)
    graphics: reactive[Graphics | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._hint = ""
        self._easel: Easel | None = None
        self._ink = Ink(self)
        self._match = (0, 0)

    @property
    def _is_drawable(self) -> bool:
        """Whether pictures may be drawn now; under another screen, pixels would shine through."""
        return self.screen.is_active or (self.graphics or Graphics()).style == BLOCKS

    @property
    def _margin(self) -> int:
        """How many cells are left blank before the text."""
        return max(0, (self.room.width - self._galley.width) // 2) if self._galley else 0

    def draw_lines(self, lines: Iterable[int], width: int) -> Iterator[Iterable[Segment]]:
        """Draw lines of what is seen; the last tells how much has been read."""
        height, galley, ink = self.room.height, self._galley, self._ink
        top, margin, selection = self.scroll_offset.y, self._margin, self.text_selection
        part, match = self._match
        for y in lines:
            line = galley.line(y + top) if galley and y < height else None
            if not galley or y >= height:
                yield self._word(y).extend_cell_length(width, ink.base)
            elif line is None:
                yield (Segment(" " * width, ink.base),)
            else:
                yield ink.segments(
                    replace(line, inset=None) if line.inset and not self._is_drawable else line,
                    margin=margin,
                    width=width,
                    current=match if match and galley.at(y + top)[0] == part else 0,
                    chosen=selection.get_span(y + top) if selection else None,
                )

    def render_line(self, y: int) -> Strip:
        """Draw one line, and say of its text which characters it is: the mouse asks for that."""
        (width, height), galley, at = self.room, self._galley, y + self.scroll_offset.y
        (segments,) = self.draw_lines((y,), width)
        strip = Strip(segments, width)
        line = galley.line(at) if galley and y < height else None
        # To put it on pixels would make text of them.
        return strip if line is None or line.inset else strip.apply_offsets(0, at)

    def says(self, lines: range) -> Iterable[Hashable]:
        """Return which line of which part stands there, and what stands out in it."""
        galley, top, height = self._galley, self.scroll_offset.y, self.room.height
        selection, (lit, match) = self.text_selection, self._match
        for y in lines:
            line = galley.line(y + top) if galley and y < height else None
            if not galley or not line or line.inset:  # a picture may come, or go
                yield None
                continue
            part, index = galley.at(y + top)
            span = selection.get_span(y + top) if selection else None
            yield part, index, match if part == lit else 0, span

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is selected as plain text, the lines of a paragraph joined again."""
        if not self._galley:
            return None
        if selection.end is None:
            self._galley.finish()
        return copied(self._galley, selection, self._margin), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the lines again in which other characters are selected."""
        del selection
        self.refresh(self.size.region)

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self._ink = Ink(self, self._ink.links, self._easel)

    def _empty(self, hint: str) -> None:
        """Show `hint` in place of an article."""
        self._galley, self._hint = None, hint
        self.grow_to(Size(self.room.width, 0))
        self.refresh()

    def _word(self, y: int) -> Strip:
        """Return the share read, or why there is no article."""
        (width, height), galley, ink = self.room, self._galley, self._ink
        if not galley:
            return fit_hint(self._hint, y, width, ink.base, ink.component("hint"))
        seen = min(galley.total, self.scroll_offset.y + height) / galley.total
        share = Piece(f"{self.language.percent(seen)} ", ink.component("share"))
        return fit_line(width, ink.base, (), (share,))
