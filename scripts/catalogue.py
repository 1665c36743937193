"""Catalogue: make assets/catalogue.tsv from a table of facts about outlets' feeds.

Run as `python scripts/catalogue.py FACTS.tsv`. The facts have the columns outlet, section,
feed_url, homepage, confidence (high, medium, low) and last_reported_working (a date, or
nothing). Left out is what is unlikely to work: low confidence, or last reported working
before 2024 or never. Of two addresses for one section the one reported later stays. A section
that belongs to no pack stops the script, so that nothing new goes unseen.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from berita_tui.news import normal_address

TARGET = Path(__file__).resolve().parents[1] / "src/berita_tui/assets/catalogue.tsv"
OLDEST = "2024"
COLUMNS = ("pack", "outlet", "section", "address", "homepage", "language", "certainty")

PACKS = {
    "latest": "terkini|terbaru|semua|utama|breaking|top news|news|detiknews",
    "national": "nasional|politik|hukum|berita|cek fakta|wawancara|investigasi",
    "economy": "ekonomi|ekonomi bisnis|ekonomi: .*|bisnis|market|entrepreneur|syariah",
    "technology": "tekno|tech|teknologi|otomotif",
    "sport": "olahraga|sports|sepak bola|bola",
    "regions": "daerah|regional|nusantara|metro",
    "world": "internasional|dunia",
    "society": "humaniora|edukasi|kalam|khazanah|islam digest|warta bumi",
    "lifestyle": "lifestyle|hiburan|gaya hidup|leisure",
}
"""Which sections make up each pack, as patterns over their names in lower case."""

REGIONAL = ("Jakarta Selaras", "Surabaya Pagi")
"""Outlets all of whose news is of one region."""

SYNDICATED = {
    "nasional": "Nasional",
    "ekbis": "Ekonomi Bisnis",
    "international": "Internasional",
    "Breaking / semua": "Breaking",
}
"""Names under which an address for machines carries a section, and its name for readers."""


def pack_of(outlet: str, section: str) -> str:
    """Return the pack that a section belongs to. Raises `LookupError`."""
    if outlet in REGIONAL:
        return "regions"
    for pack, pattern in PACKS.items():
        if re.fullmatch(pattern, section.lower()):
            return pack
    raise LookupError(f"no pack for “{section}” of {outlet}")


def rows(facts: Path) -> list[tuple[str, ...]]:
    """Return the catalogue's rows in the order of packs, and of the facts within each."""
    chosen: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    with facts.open(encoding="utf-8", newline="") as file:
        for fact in csv.DictReader(file, delimiter="\t"):
            reported = fact["last_reported_working"] or ""
            if not fact["feed_url"] or fact["confidence"] == "low" or reported < OLDEST:
                continue
            outlet = fact["outlet"]
            section = re.sub(r" *\(.*\)$", "", fact["section"])
            section = SYNDICATED.get(section, section)
            row = (
                pack_of(outlet, section),
                outlet,
                section,
                normal_address(fact["feed_url"]),
                normal_address(fact["homepage"]),
                "id",
                "unsure" if fact["confidence"] == "medium" else "sure",
            )
            if reported > chosen.get((outlet, section), ("", ()))[0]:
                chosen[outlet, section] = reported, row
    order = list(PACKS)
    return sorted((row for _, row in chosen.values()), key=lambda row: order.index(row[0]))


def main(facts: Path) -> None:
    """Write the catalogue."""
    lines = ["\t".join(row) for row in (COLUMNS, *rows(facts))]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
