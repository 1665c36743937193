"""The doorstep: the library is opened, its headlines painted, the app brought in behind them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.cli.errand import Errand, open_store
from berita_tui.news import BeritaError, DataUnusable, View
from berita_tui.placard.curtain import Curtain
from berita_tui.placard.glyphs import glyphs_named
from berita_tui.placard.painting import painted
from berita_tui.placard.rows import FIRST, Manner
from berita_tui.placard.sketch import Sketch, circumstances, recall
from berita_tui.placard.terminal import refuse_without_terminal

if TYPE_CHECKING:
    from berita_tui.store import Store


def open_reader(errand: Errand) -> None:
    """Open the app, after its first page was painted where that can be done as it would do it.

    Raises `WrongUse` where there is no terminal.
    """
    refuse_without_terminal()
    opened = _opened(errand)
    with Curtain() as curtain:
        try:
            size = _size()
            under, sketch = _circumstances(errand, size), None
            if under and not isinstance(opened, DataUnusable):
                sketch = recall(errand.places.placard, under, size)
                page = page_of(errand, opened, sketch) if sketch else ""
                if not page or not curtain.rise(page):
                    sketch = None
            from berita_tui.cli.reader import read  # noqa: PLC0415 - takes longer than all before
        except BaseException:
            if not isinstance(opened, DataUnusable):
                opened.close()
            raise
        read(errand, opened, curtain, under="" if sketch else under, sketch=sketch)


def page_of(errand: Errand, store: Store, sketch: Sketch) -> str:
    """Return what paints the first page after its sketch, "" where there is nothing to be seen.

    What cannot be read is left to the app, which tells of it.
    """
    try:
        headlines = store.shelf(View(), limit=FIRST)
        shown = [headlines[row] for row in range(min(len(headlines), sketch.height))]
        unnamed = {each.source for each in shown if not each.outlet}
        named = store.sources.some(unnamed) if unnamed else {}
        names = {key: each.label for key, each in named.items()}
    except BeritaError:
        return ""
    manner = Manner(
        language=errand.language,
        glyphs=glyphs_named(errand.settings.glyphs),
        names=names,
        now=errand.clock().astimezone(),
        is_compact=errand.settings.density == "compact",
    )
    return painted(sketch, shown, manner, count=len(headlines)) if shown else ""


def _opened(errand: Errand) -> Store | DataUnusable:
    """Return the store, or why it cannot simply be opened, which the app can ask about."""
    try:
        return open_store(errand.places, errand.language, errand.clock)
    except DataUnusable as error:
        return error


def _size() -> tuple[int, int]:
    """Return how many columns and rows the terminal has, none where it does not tell."""
    with suppress(AttributeError, OSError, ValueError):
        return os.get_terminal_size(sys.__stdout__.fileno())  # type: ignore[union-attr]
    return 0, 0


def _circumstances(errand: Errand, size: tuple[int, int]) -> str:
    """Return what a sketch has to be of; "" where there is nothing to be painted early."""
    err = sys.__stderr__
    is_utf_8 = err is not None and err.encoding.lower() in ("utf-8", "utf8")
    if os.name == "nt" or "TEXTUAL_DRIVER" in os.environ or not all(size) or not is_utf_8:
        return ""
    try:
        return circumstances(errand.settings, errand.language, size)
    except OSError:
        return ""


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType({"": open_reader})
"""What this room does, by verb."""
