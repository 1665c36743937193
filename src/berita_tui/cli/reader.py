"""The reader: the app opened on the terminal, or the screen that says why it cannot be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.app import BeritaApp
from berita_tui.app.graphics import find_graphics
from berita_tui.app.terminal import refuse_without_terminal, run
from berita_tui.bureau import Bureau
from berita_tui.cli.errand import Errand, open_store
from berita_tui.news import BeritaError, DataUnusable
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.newsroom import Newsroom

TURN: Final = 0.001
"""Seconds a thread keeps the interpreter while the interface waits for it; Python's own 0.005
are waited out several times for one key when pages are being kept."""


def open_reader(errand: Errand) -> None:
    """Open the app; its exit code becomes ours. Raises `WrongUse` where there is no terminal."""
    refuse_without_terminal()
    sys.setswitchinterval(TURN)
    store = _opened(errand)
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
            graphics=find_graphics(
                errand.settings.picture_style, is_shown=errand.settings.pictures
            ),
        )
        errand.exit_code = run(app, errand.places, errand.language)
    finally:
        if isinstance(newsroom, Bureau):
            newsroom.close()
        store.close()


def _newsroom(errand: Errand, store: Store) -> Newsroom | Bureau:
    """Return what brings the news: aside, where there is a library that it can be kept in."""
    if store.is_read_only:
        return errand.newsroom(store)
    return Bureau(partial(errand.newsroom, store), errand.places, errand.orders)


def _opened(errand: Errand) -> Store:
    """Return the store, opened as the reader chooses where it cannot simply be opened."""
    try:
        return open_store(errand.places, errand.language, errand.clock)
    except DataUnusable as error:
        from berita_tui.app.trouble import Choice, TroubleApp  # noqa: PLC0415 - rare

        is_bad, can_restore = _is_library_bad(errand), _can_restore(errand)
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
        raise


def _is_library_bad(errand: Errand) -> bool:
    """Tell whether it is the library that cannot be used, and no later version made it."""
    from berita_tui.store.mending import is_library_bad  # noqa: PLC0415 - rare

    return is_library_bad(errand.places)


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


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType({"": open_reader})
"""What this room does, by verb."""
