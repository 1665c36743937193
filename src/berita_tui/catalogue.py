"""Catalogue: the news sources the program knows of by itself, in packs by subject."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Final

from berita_tui.news import N_


@dataclass(frozen=True, slots=True)
class Pack:
    """A group of offers on one subject; `title` is to be translated."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A feed that can be followed. `is_unsure` claims that it may not work any more.

    `outlet` and `section` are the publisher's own names, `pack` is the id of its pack, and
    `language` that of its articles.
    """

    outlet: str
    section: str
    address: str
    homepage: str
    pack: str
    language: str
    is_unsure: bool = False

    @property
    def title(self) -> str:
        """The name to follow it under: outlet and section."""
        return f"{self.outlet} · {self.section}"


_PACKS: Final = (
    Pack("latest", N_("Latest news")),
    Pack("national", N_("National")),
    Pack("economy", N_("Economy")),
    Pack("technology", N_("Technology and motoring")),
    Pack("sport", N_("Sport")),
    Pack("regions", N_("Regions")),
    Pack("world", N_("World")),
    Pack("society", N_("Society and faith")),
    Pack("lifestyle", N_("Entertainment and lifestyle")),
)


def packs() -> tuple[Pack, ...]:
    """Return the packs in the order in which they are shown."""
    return _PACKS


def offers() -> tuple[Offer, ...]:
    """Return all offers, those of a pack together, in the order of `packs`."""
    text = (resources.files("berita_tui") / "assets/catalogue.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple(
        Offer(
            pack=pack,
            outlet=outlet,
            section=section,
            address=address,
            homepage=homepage,
            language=language,
            is_unsure=certainty == "unsure",
        )
        for pack, outlet, section, address, homepage, language, certainty in rows
    )
