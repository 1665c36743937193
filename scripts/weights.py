"""Weights: learn src/berita_tui/parse/weights.py from pages whose text is known.

Run as `python scripts/weights.py [SHARED]`; needs scikit-learn, which nothing else here does.
Learns from the Indonesian pages, article-extraction-benchmark, fundus and readability's pages,
not from trafilatura's snippets. Prints first how well pages are read by weights learned from
others: five parts, all pages of one outlet in the same part, each read by what the other four
taught. A block counts by its share of its page's text, so that a long page teaches no more than
a short one.
"""

from __future__ import annotations

import math
import re
import runpy
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from berita_tui.parse.article import choose, found_lines
from berita_tui.parse.blocks import Block, find_blocks
from berita_tui.parse.evidence import NAMES, Evidence, Hints
from berita_tui.parse.imprint import read_imprint
from berita_tui.parse.judging import AROUND, surroundings
from berita_tui.parse.metadata import Metadata
from berita_tui.parse.pages import text_of, told_lines, tree_of

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/berita_tui/parse/weights.py"
SETS = ("id", "aeb", "fundus", "readability")
PARTS = 5
MOST = math.log(99)
SEEN = datetime(2026, 11, 23, tzinfo=UTC)


class Lesson(NamedTuple):
    """A page: its blocks, what is known of them, and the evidence."""

    outlet: str
    key: str
    blocks: Sequence[Block]
    rows: Any
    is_article: Any
    body: str
    places: Sequence[Sequence[Any]]

    @property
    def lengths(self) -> list[int]:
        """Letters of each block."""
        return [len(block.text) for block in self.blocks]


def lesson(key: str, sample: Any, score: dict[str, Any]) -> Lesson | None:
    """Return what a page teaches, None where it has no text."""
    root = tree_of(text_of(sample.content, ""))
    blocks, _ = find_blocks(root)
    if not blocks or not sample.body:
        return None
    metadata = Metadata(root)
    title = read_imprint(root, metadata, address=sample.address, seen=SEEN).title
    hints = Hints(title=title, found=found_lines(root), told=told_lines(metadata))
    evidence = Evidence(blocks, hints)
    rows = np.array([[float(each) for each in evidence.of(i)] for i in range(len(blocks))])
    is_article = np.array(answers(blocks, sample.body, score))
    name = re.split(r"[_-]", sample.name)[0] if key in ("id", "fundus") else sample.name
    return Lesson(key + name, key, blocks, rows, is_article, sample.body, evidence.places)


def answers(blocks: Sequence[Block], body: str, score: dict[str, Any]) -> list[bool]:
    """Return which blocks are in the body: most of their 4-grams are.

    Those with fewer than four words must be in it, and stand near others that are.
    """
    words = " " + " ".join(re.findall(r"\w+", score["bare"](body))) + " "
    grams = set(score["shingles"](body))
    shares: list[float] = []
    for block in blocks:
        tokens = re.findall(r"\w+", block.text)
        if len(tokens) >= 4:
            own = [tuple(tokens[i : i + 4]) for i in range(len(tokens) - 3)]
            shares.append(sum(each in grams for each in own) / len(own))
        else:
            shares.append(-1 if tokens and f" {' '.join(tokens)} " in words else 0)
    near = [max(shares[max(0, i - 3) : i + 4]) for i in range(len(shares))]
    return [
        share > 0.5 or (share < 0 and best > 0.5) for share, best in zip(shares, near, strict=True)
    ]


def count(page: Lesson) -> Any:
    """Return how much each block of a page counts."""
    lengths = np.array(page.lengths, float)
    return lengths / max(300.0, float((lengths * page.is_article).sum())) * 10 + 0.02


class Taught:
    """What was learned from some pages: weights for a block alone and among its neighbours."""

    def __init__(self, pages: Sequence[Lesson]) -> None:
        rows = np.vstack([page.rows for page in pages])
        truth = np.concatenate([page.is_article for page in pages])
        counts = np.concatenate([count(page) for page in pages])
        part = np.concatenate([[i % PARTS] * len(page.blocks) for i, page in enumerate(pages)])
        self.alone = fit(rows, truth, counts)
        # A block's odds as its neighbours see them come from weights that have not seen it.
        odds = np.zeros(len(truth))
        for i in range(PARTS):
            other = fit(rows[part != i], truth[part != i], counts[part != i])
            odds[part == i] = weighed(other, rows[part == i])
        around, start = [], 0
        for page in pages:
            end = start + len(page.blocks)
            around.append(more(page, odds[start:end]))
            start = end
        self.again = fit(np.hstack([rows, np.vstack(around)]), truth, counts)

    def judge(self, page: Lesson) -> Any:
        """Return the odds of each block."""
        around = more(page, weighed(self.alone, page.rows))
        return weighed(self.again, np.hstack([page.rows, around]))


def fit(rows: Any, truth: Any, counts: Any) -> Any:
    """Return a constant and a weight for each column."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=0.3, solver="newton-cholesky")
    model.fit((rows - mean) / spread, truth, sample_weight=counts)
    weights = model.coef_[0] / spread
    return np.concatenate([[model.intercept_[0] - (weights * mean).sum()], weights])


def weighed(weights: Any, rows: Any) -> Any:
    """Return the odds of each row."""
    return weights[0] + rows @ weights[1:]


def more(page: Lesson, odds: Any) -> Any:
    """Return the surroundings of each block, as `judging` sees them."""
    bounded = [float(each) for each in np.clip(odds, -MOST, MOST)]
    return np.array(surroundings(bounded, page.lengths, page.places))


def crossed(pages: Sequence[Lesson], score: dict[str, Any]) -> None:
    """Print how well pages are read by weights learned from other outlets."""
    outlets = sorted({page.outlet for page in pages})
    np.random.RandomState(1).shuffle(outlets)
    part = {outlet: i % PARTS for i, outlet in enumerate(outlets)}
    pairs: dict[str, list[tuple[str, str]]] = {key: [] for key in SETS}
    for i in range(PARTS):
        taught = Taught([page for page in pages if part[page.outlet] != i])
        for page in (page for page in pages if part[page.outlet] == i):
            chosen = choose(page.blocks, [float(odds) for odds in taught.judge(page)])
            kept = (block.text for block, is_in in zip(page.blocks, chosen, strict=True) if is_in)
            text = "\n".join(kept)
            pairs[page.key].append((text, page.body))
    for key, found in pairs.items():
        print("{}: P {:.3f}  R {:.3f}  F1 {:.4f}".format(key, *score["pages"](found)))


def table(taught: Taught) -> str:
    """Return the weights as lines of Python, to three digits."""
    names = ("constant", *NAMES, *AROUND)
    alone = (*taught.alone, *[0.0] * len(AROUND))
    return "\n".join(
        f'    ("{name}", {float(f"{first:.3g}")}, {float(f"{second:.3g}")}),'
        for name, first, second in zip(names, alone, taught.again, strict=True)
    )


def main() -> None:
    """Learn, tell how well, and write."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".." / "shared"
    score = runpy.run_path(str(shared / "tools" / "score.py"))
    samples = runpy.run_path(str(ROOT / "benchmarks" / "extraction.py"))["samples"]
    folder = shared / "data" / "pages"
    read = [lesson(key, sample, score) for key in SETS for sample in samples(folder, key)]
    pages = [page for page in read if page]
    crossed(pages, score)
    taught = Taught(pages)
    opening = "Weights: how much each piece of evidence counts, learned by `scripts/weights.py`."
    TARGET.write_text(
        f'"""{opening}"""\n\n'
        "from __future__ import annotations\n\n"
        f"WEIGHTS: tuple[tuple[str, float, float], ...] = (\n{table(taught)}\n)\n"
        '"""Names, what each counts for a block alone, and for one among others."""\n',
        "utf-8",
    )


if __name__ == "__main__":
    main()
