"""Made-up articles: some 400 words each, the same every time, whatever order they are asked in."""

from __future__ import annotations

import random
from datetime import timedelta

from feedserver import NOON, sentences, vocabulary

COMMON, MID, RARE, ULTRA = "pemerintah", "korupsi", "kelindan", "sangkuriang"
"""Words to look for; they are in 365, 40 and 1 of 1,000 articles, and in 1 of 10,000."""
SECTIONS = ("Kota", "Desa", "Niaga", "Laga", "Seni", "Hukum", "Alam", "Ilmu", "Dunia")
WRITERS = ("Budi", "Siti", "Agus", "Dewi", "Joko", "Rina", "Eko", "Wati", "Hadi", "Lia")
PLACES = ("Kota Lama", "Muara", "Lembah", "Tanjung", "Bukit", "Pulau Kecil", "Hulu")


class Corpus:
    """Articles by their numbers; number 0 is the newest."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self.vocab = vocabulary()[0]

    def article(self, number: int) -> dict[str, object]:
        """Make an article."""
        chance = random.Random(self._seed << 40 | number)
        said = sentences(chance, 27)
        for word, there in (
            (COMMON, chance.random() < 0.365),
            (MID, chance.random() < 0.04),
            (RARE, number % 1000 == 7),
            (ULTRA, number % 10_000 == 77),
        ):
            if there:
                row = chance.randrange(2, 24)
                said[row] = f"{said[row][:-1]} {word}."
        told = [" ".join(said[start : start + 3]) for start in range(1, 27, 3)]
        link = f"https://warta.example/{number % 97}/{number:08}/{said[0][:40].replace(' ', '-')}"
        told[2] += f' <a href="https://warta.example/label/{number % 997}">{said[4][:24]}</a>'
        dateline = f"<strong>{chance.choice(PLACES)}</strong> - "
        return {
            "guid": link,
            "link": link,
            "title": said[0][:72].strip(" .").title(),
            "author": f"{chance.choice(WRITERS)} {chance.choice(WRITERS)}",
            "category": SECTIONS[number % len(SECTIONS)],
            "summary": said[1],
            "html": "\n".join(f"<p>{each}</p>" for each in (dateline + told[0], *told[1:])),
            "published": NOON - timedelta(seconds=37 * number + number % 7),
        }
