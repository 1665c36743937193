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
    from berita_tui.store.mending import is_library_bad  # noqa: PLC0415 - rare

    is_bad, can_restore = is_library_bad(errand.places), _can_restore(errand)
    trouble = TroubleApp(
        error,
        language=errand.language,
        can_restore=is_bad and can_restore,
        can_save=is_bad and not can_restore,
        can_read_on=_can_read_on(errand),
    )
    run(trouble, errand.places, errand.language)
    if trouble.return_value in {Choice.RESTORE, Choice.SAVE}:
        from berita_tui.store.rescue import rescue  # noqa: PLC0415 - rare

        rescue(errand.places, clock=errand.clock)
        return open_store(errand.places, errand.language, errand.clock)
    if trouble.return_value is Choice.READ_ON:
        return Store.open_without_library(errand.places, clock=errand.clock)
    raise error


def _can_restore(errand: Errand) -> bool:
    """Tell whether there is a copy of the library to be put back."""
    from berita_tui.store.copies import newest_good  # noqa: PLC0415 - rare

    try:
        return newest_good(errand.places).exists()
    except BeritaError:
        return False


def _can_read_on(errand: Errand) -> bool:
    """Tell whether there is an archive that can be read by itself."""
    try:
        Store.open_without_library(errand.places, clock=errand.clock).close()
    except DataUnusable:
        return False
    return True
