"""Lost sources: those that the library cannot name any more, as far as articles tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Final

import apsw

from berita_tui.news import SAVED, Source, host_of, local_address, source_key
from berita_tui.places import Places
from berita_tui.store import rows
from berita_tui.store.database import connect, fetch
from berita_tui.store.sources import LOST
from berita_tui.store.wreckage import UNREADABLE

_GUIDE: Final = source_key(local_address("guide"))
"""It comes by itself."""
_ASKED: Final = 20
"""How many articles are asked for the name of their source."""


def sources_lost(places: Places, known: set[str]) -> list[Source]:
    """Return sources that the archive has articles of and whose keys are not `known`.

    Those of the catalogue are as it has them; of others only a name is left, and no address.
    Those that the reader did not follow any more are none.
    """
    found: list[Source] = []
    with suppress(*UNREADABLE), closing(connect(places.archive)) as archive:
        for source in _lost(archive, known | {_GUIDE}):
            found.append(source)  # noqa: PERF402 - what came before a damage counts
    return found


def _lost(archive: apsw.Connection, known: set[str]) -> Iterator[Source]:
    from berita_tui.catalogue import offers  # noqa: PLC0415 - only here

    offered = {source_key(offer.address): offer for offer in offers()}
    sql = "SELECT number, key FROM sources WHERE is_hidden = 0 AND total > 0 ORDER BY number"
    for number, key in fetch(archive, sql):
        if key in known:
            continue
        if key == source_key(SAVED):
            yield Source.own(SAVED, title="Saved pages")
        elif offer := offered.get(key):
            yield Source(
                key=key,
                address=offer.address,
                title=offer.title,
                homepage=offer.homepage,
                language=offer.language,
            )
        else:
            yield Source(key=key, address=f"{LOST}{key}", title=_name_of(archive, number) or key)


def _name_of(archive: apsw.Connection, number: int) -> str:
    """Return the outlet that an article of a source names, else the host of its address."""
    sql = "SELECT number FROM articles WHERE source = ? ORDER BY number DESC LIMIT ?"
    for (each,) in fetch(archive, sql, number, _ASKED):
        with suppress(*UNREADABLE):
            article = rows.article(archive, "a.number = ?", each)
            if article is not None and (
                name := article.entry.outlet or host_of(article.entry.link)
            ):
                return name
    return ""
