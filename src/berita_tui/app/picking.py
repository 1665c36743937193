"""Picking: what can be followed, what is ticked of it, and the sources that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from berita_tui.app.widgets.checklist import CheckRow
from berita_tui.catalogue import Offer, Pack
from berita_tui.language import Language
from berita_tui.news import Source, host_of

PAGE = "page"
"""Key of the row that stands for the page itself, to be saved."""
FOUND = "found"
"""Key of the group of feeds that an address turned out to have."""


@dataclass(slots=True, kw_only=True)
class Picking:
    """The state of the source picker, free of any widget.

    Packs are groups of offers; feeds found at an address the reader typed are a group of
    their own, on top. What is followed already cannot be ticked.
    """

    packs: Sequence[Pack]
    offers: Sequence[Offer]
    followed: frozenset[str]
    language: Language
    ticked: set[str] = field(default_factory=set)
    unfolded: set[str] = field(default_factory=set)
    found: tuple[Source, ...] = ()
    page: str = ""
    words: str = ""

    def rows(self) -> tuple[CheckRow, ...]:
        """Return the rows as they are to be seen now."""
        rows: list[CheckRow] = []
        if self.found or self.page:
            title = self.language.say("Found at this address")
            rows.append(self._group(FOUND, title, self._members(FOUND)))
            if self.page:
                say = self.language.say
                rows.append(self._row(PAGE, say("Save this page"), host_of(self.page)))
            rows += [self._found_row(source) for source in self.found]
        for pack in self.packs:
            inside = [offer for offer in self.offers if offer.pack == pack.id and self._fits(offer)]
            if inside:
                addresses = [offer.address for offer in inside]
                rows.append(self._group(pack.id, self.language.say(pack.title), addresses))
                if self._is_open(pack.id):
                    rows += [self._offer_row(offer) for offer in inside]
        return tuple(rows)

    def tick(self, key: str) -> None:
        """Tick the row, or take the tick back; a group stands for all that is seen in it."""
        members = set(self._members(key)) - self.followed
        if members <= self.ticked:
            self.ticked -= members
        else:
            self.ticked |= members

    def fold(self, key: str, is_folded: bool) -> None:
        """Fold or unfold a group."""
        if is_folded:
            self.unfolded.discard(key)
        else:
            self.unfolded.add(key)

    def find(self, sources: Sequence[Source], *, page: str = "") -> None:
        """Take in the feeds of an address; one alone is ticked at once.

        `page` is where an article is that can be saved; then that is ticked instead.
        """
        self.found, self.page = tuple(sources), page
        self.words = ""
        self.ticked.discard(PAGE)
        if page:
            self.ticked.add(PAGE)
            self.unfolded.add(FOUND)
            return
        self.unfolded.add(FOUND)
        if len(self.found) == 1:
            self.ticked |= {self.found[0].address} - self.followed

    def picked(self) -> tuple[Source, ...]:
        """Return the sources that are ticked: what was found first, then by pack."""
        return tuple(self._picked())

    def _picked(self) -> Iterator[Source]:
        done: set[str] = set()
        for source in self.found:
            if source.address in self.ticked and source.address not in done:
                done.add(source.address)
                yield source
        titles = {pack.id: self.language.say(pack.title) for pack in self.packs}
        for offer in self.offers:
            if offer.address in self.ticked and offer.address not in done:
                done.add(offer.address)
                yield _source(offer, titles[offer.pack])

    def _members(self, key: str) -> list[str]:
        if key == FOUND:
            return [*([PAGE] if self.page else []), *(source.address for source in self.found)]
        inside = [offer.address for offer in self.offers if offer.pack == key and self._fits(offer)]
        return inside or [key]

    def _fits(self, offer: Offer) -> bool:
        text = f"{offer.outlet} {offer.section} {offer.address}".casefold()
        return all(word in text for word in self.words.casefold().split())

    def _is_open(self, key: str) -> bool:
        return bool(self.words.strip()) or key in self.unfolded

    def _group(self, key: str, title: str, inside: Sequence[str]) -> CheckRow:
        members = set(inside)
        ticked = len(members & self.ticked)
        number = self.language.number
        return CheckRow(
            key=key,
            label=title,
            detail=f"{number(ticked)}/{number(len(members))}" if ticked else number(len(members)),
            is_folded=not self._is_open(key),
            is_checked=ticked == len(members),
        )

    def _found_row(self, source: Source) -> CheckRow:
        return self._row(source.address, source.label, host_of(source.address))

    def _offer_row(self, offer: Offer) -> CheckRow:
        unsure = self.language.say("unsure") if offer.is_unsure else ""
        return self._row(offer.address, offer.title, unsure or host_of(offer.address))

    def _row(self, address: str, label: str, detail: str) -> CheckRow:
        if address in self.followed:
            followed = self.language.say("followed")
            return CheckRow(key=address, label=label, detail=followed, is_checked=None)
        return CheckRow(key=address, label=label, detail=detail, is_checked=address in self.ticked)


def _source(offer: Offer, folder: str) -> Source:
    plain = Source.followed(offer.address, title=offer.title, folder=(folder,))
    return replace(plain, outlet=offer.outlet, homepage=offer.homepage, language=offer.language)
