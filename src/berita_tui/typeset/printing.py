"""Printing: an article as a Rich renderable, for a terminal without the app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rich.console import Console, ConsoleOptions
from rich.style import Style
from rich.text import Text

from berita_tui.news import Link
from berita_tui.typeset.links import is_web, names_other_host
from berita_tui.typeset.pieces import Line, Role
from berita_tui.typeset.sheet import Sheet

WIDTH = 72
"""Cells of a column of text at most, where the reader wants no other."""

STYLES: Mapping[Role, Style] = MappingProxyType(
    {
        Role.TITLE: Style(bold=True),
        Role.OUTLET: Style(bold=True),
        Role.BYLINE: Style(dim=True),
        Role.DATELINE: Style(bold=True),
        Role.HEADING: Style(bold=True, underline=True),
        Role.STRONG: Style(bold=True),
        Role.EMPHASIS: Style(italic=True),
        Role.STRIKE: Style(strike=True),
        Role.MARK: Style(reverse=True),
        Role.CODE: Style(color="cyan"),
        Role.QUOTE: Style(italic=True),
        Role.CAPTION: Style(italic=True, dim=True),
        Role.RULE: Style(dim=True),
        Role.LINK: Style(underline=True),
        Role.NUMBER: Style(dim=True),
        Role.FOUND: Style(reverse=True),
    }
)
"""How roles look in the terminal's own sixteen colours, light or dark."""


class Print:
    """A sheet as Rich prints it: one column at the left, no wider than `width` cells."""

    def __init__(self, sheet: Sheet, *, width: int = WIDTH) -> None:
        self._sheet = sheet
        self._width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for line in self._sheet.all_lines(min(self._width, options.max_width)):
            yield text_of(line, self._sheet.links)


def text_of(line: Line, links: tuple[Link, ...] = ()) -> Text:
    """Return one line as Rich text, with terminal hyperlinks where it is safe."""
    text = Text(no_wrap=True, overflow="ignore")
    for piece in line.pieces:
        style = sum((STYLES.get(role, Style.null()) for role in piece.roles), Style.null())
        if piece.link and (address := open_address(links[piece.link - 1])):
            style += Style(link=address)
        text.append(piece.text, style)
    return text


def open_address(link: Link) -> str:
    """Return the address a terminal may be given to open by itself, "" for none.

    None where the words name another host: the reader is asked first, and only we can ask.
    """
    return link.address if is_web(link.address) and not names_other_host(link) else ""
