"""Keeping: what several feeds have brought at about the same time, saved together."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from berita_tui.fetch import Body
from berita_tui.news import Brought, Feed, Missed, Quiet, Source, Standing, Want
from berita_tui.refresh.deciding import after_success, interval_of, new_address
from berita_tui.store.articles import ENOUGH, Lot

if TYPE_CHECKING:
    from berita_tui.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Come:
    """What has come of a source: its answer, and the feed that was read of it."""

    source: Source
    body: Body
    feed: Feed


@dataclass(frozen=True, slots=True)
class Note:
    """What became of a source, and how it stands now; told once that is on disk."""

    step: Brought | Quiet | Missed
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Saves feeds. New articles that `want` their page are put into the queue."""

    store: Store
    clock: Callable[[], datetime]
    want: Want

    def keep(self, crowd: Sequence[Come]) -> list[Note]:
        """Save feeds of different sources; those unfollowed while they were fetched are left out.

        Their validators come later, so that what is not saved is asked for again.
        """
        now, sources = self.clock(), self.store.sources
        keys = [each.source.key for each in crowd]
        known = sources.some(keys)
        here = [each for each in crowd if each.source.key in known]
        lots = [self._lot(known[each.source.key], each.feed) for each in here]
        saved = self.store.articles.save_all(lots, when=now)
        sources.learn_all({each.source.key: _facts(each.feed) for each in here})
        for each in here:
            address = new_address(known[each.source.key], each.body.moved_to)
            if address and not sources.by_address(address):
                sources.moved(each.source.key, address)
        shown = dict(
            zip(
                (lot.source.key for lot in lots),
                ((self.store.count_shown(each.new), each.changed) for each in saved),
                strict=True,
            )
        )
        known |= sources.some(known)
        return [
            _note(known[each.source.key], each, shown[each.source.key], now)
            if each.source.key in known
            else Note(Quiet(each.source), None)
            for each in crowd
        ]

    def _lot(self, source: Source, feed: Feed) -> Lot:
        want = replace(self.want, full_text=source.full_text or self.want.full_text)
        return Lot(source=source, proofs=feed.proofs, want=want)


def is_enough(crowd: Sequence[Come], *, left: Sized) -> bool:
    """Tell whether feeds fill a transaction, or no others of those `left` can come.

    An article of a full one takes half the time: the index is merged less often.
    """
    return len(crowd) >= len(left) or sum(len(each.feed.proofs) for each in crowd) >= ENOUGH


def _facts(feed: Feed) -> dict[str, str]:
    return {"title": feed.title, "homepage": feed.homepage, "language": feed.language}


def _note(source: Source, come: Come, saved: tuple[int, int], now: datetime) -> Note:
    new, changed = saved
    left_out = come.feed.left_out
    standing = after_success(
        now,
        interval=interval_of(source, come.feed.interval, come.body.max_age),
        validators=come.body.validators,
        left_out=left_out,
    )
    if new or changed:
        return Note(Brought(source, new, changed, left_out), standing)
    return Note(Quiet(source, left_out), standing)
