"""The reader: the app opened on the terminal, or the screen that says why it cannot be."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from berita_tui.app import BeritaApp
from berita_tui.app.graphics import Graphics, find_graphics, known_graphics
from berita_tui.app.terminal import run
from berita_tui.bureau import Bureau
from berita_tui.cli.errand import Errand, open_store
from berita_tui.news import BeritaError, DataUnusable
from berita_tui.placard.curtain import Curtain
from berita_tui.placard.sketch import Sketch, keep
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.newsroom import Newsroom

TURN: Final = 0.001
"""Seconds a thread keeps the interpreter while the interface waits for it; Python's own 0.005
are waited out several times for one key when pages are being kept."""


def read(
    errand: Errand,
    opened: Store | DataUnusable,
    curtain: Curtain,
    *,
    under: str,
    sketch: Sketch | None,
) -> None:
    """Open the app over what was `opened`, or over why it could not be; its exit code is ours.

    It takes the terminal from the `curtain`, on which its first page may be seen after a
    `sketch`. Where there was none for the circumstances it is `under`, it makes one.
    """
    sys.setswitchinterval(TURN)
    store = _chosen(errand, opened) if isinstance(opened, DataUnusable) else opened
    store.be_watched()
    newsroom = _newsroom(errand, store)
    try:
        app = BeritaApp(
            store=store,
            newsroom=newsroom,
            settings=errand.settings,
            places=errand.places,
            language=errand.language,
            clock=errand.clock,
            graphics=_graphics(errand, sketch),
            keep_sketch=partial(keep, errand.places.placard, under) if under else None,
        )
        errand.exit_code = run(app, errand.places, errand.language, curtain)
    finally:
        if isinstance(newsroom, Bureau):
            newsroom.close()
        store.close()


def _graphics(errand: Errand, sketch: Sketch | None) -> Graphics:
    """Return how pictures are drawn; a terminal on which a page is seen is not asked again."""
    if sketch is not None:
        return known_graphics(*sketch.pictures)
    return find_graphics(errand.settings.picture_style, is_shown=errand.settings.pictures)


def _newsroom(errand: Errand, store: Store) -> Newsroom | Bureau:
    """Return what brings the news: aside, where there is a library that it can be kept in."""
    if store.is_read_only:
        return errand.newsroom(store)
    return Bureau(partial(errand.newsroom, store), errand.places, errand.orders)


def _chosen(errand: Errand, error: DataUnusable) -> Store:
    """Return the store, opened as the reader chooses where it could not simply be opened."""
    from berita_tui.app.trouble import Choice, TroubleApp  # noqa: PLC0415 - rare

    trouble = TroubleApp(
        error,
        language=errand.language,
        can_restore=_can_restore(errand),
        can_read_on=_can_read_on(errand),
    )
    run(trouble, errand.places, errand.language)
    if trouble.return_value is Choice.RESTORE:
        from berita_tui.store.copies import restore_library  # noqa: PLC0415 - rare

        restore_library(errand.places, clock=errand.clock)
        return open_store(errand.places, errand.language, errand.clock)
    if trouble.return_value is Choice.READ_ON:
        return Store.open_without_library(errand.places, clock=errand.clock)
    raise error


def _can_restore(errand: Errand) -> bool:
    """Tell whether putting back a copy of the library would help."""
    from berita_tui.store.copies import newest_good  # noqa: PLC0415 - rare
    from berita_tui.store.upkeep import is_sound  # noqa: PLC0415 - rare

    try:
        return not is_sound(errand.places.library) and newest_good(errand.places).exists()
    except BeritaError:
        return False


def _can_read_on(errand: Errand) -> bool:
    """Tell whether there is an archive that can be read by itself."""
    try:
        Store.open_without_library(errand.places, clock=errand.clock).close()
    except DataUnusable:
        return False
    return True
