"""Lending a library to a measurement: its data stay where they are, nothing else of it is used."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from berita_tui.places import Places

SETTINGS = 'refresh_minutes = 0\npictures_megabytes = 0\nfull_text = "never"\n'
"""The network is never asked while something is measured."""


@contextmanager
def lent(home: Path) -> Iterator[Path]:
    """Give a home with the data of `home` and settings of its own, which are gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        places, owner = Places.under(Path(folder)), Places.under(home)
        owner.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.data.symlink_to(owner.data, target_is_directory=True)
        places.config.mkdir(mode=0o700)
        places.settings.write_text(SETTINGS, "utf-8")
        yield Path(folder)
