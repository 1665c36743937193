#!/usr/bin/env python3
"""How well and how fast search finds: questions, word forms, cost of the index, keys to results.

    python benchmarks/search.py [--articles 20000] [--shared PATH] [--keep DIR] [--only PART …]

Questions and word forms are looked for beside the checkout; what is not there is left out. With
--keep the library is left in DIR and used again by the next run. With --articles 1000000 it
takes about 8 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import combinations
from pathlib import Path

import apsw

from berita_tui.news import Entry, Leaf, Order, Query, Source, parse_query
from berita_tui.news.query.nouns import Term, every
from berita_tui.parse.stemming import stems_in
from berita_tui.prepress import leaf_of
from berita_tui.store import Store, index, rows
from berita_tui.store.articles import ENOUGH
from berita_tui.store.forms import Familiar
from berita_tui.store.vocabulary import ALL_READ, Learner
from berita_tui.words import split, stem
from filling import corpus, entry, homes, opened
from sheet import Sheet, ask, at, figure

BESIDE = Path(__file__).resolve().parents[2] / "shared"
ALONE = 25
"""Articles a transaction where a feed comes alone, about."""
PARTS = ("questions", "families", "cost", "keys")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--shared", type=Path, default=BESIDE)
    options.add_argument("--keep", type=Path)
    options.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    ask(options)
    wish = options.parse_args()
    sheet = Sheet(wish.json)
    if not wish.shared.is_dir():
        sheet.leave_out("questions, families", f"nothing at {wish.shared}")
        wish.only = [part for part in wish.only if part not in ("questions", "families")]
    if "questions" in wish.only:
        questions(wish.shared / "data/ir/facqa")
    if "families" in wish.only:
        families(wish.shared / "data")
    if "cost" in wish.only:
        with tempfile.TemporaryDirectory() as scratch:
            cost(Path(scratch), [entry(corpus().article(number)) for number in range(2000)])
    if "keys" in wish.only:
        with tempfile.TemporaryDirectory() as scratch:
            size = wish.articles
            keys(homes(wish.keep or Path(scratch), [size])[size], sheet)


def tell(what: str, value: str) -> None:
    print(f"{what:>34} {value}", flush=True)


# -- questions ------------------------------------------------------------------------------


def questions(folder: Path) -> None:
    """How high the one passage that answers stands, best first, questions as they are asked."""
    passages = [json.loads(line) for line in (folder / "docs.jsonl").open()]
    asked = [json.loads(line) for line in (folder / "queries.jsonl").open()]
    answers = {line.split()[0]: line.split()[2] for line in (folder / "qrels.tsv").open()}
    when = datetime(2020, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as scratch:
        store = opened(Path(scratch))
        (source,) = store.sources.add(Source.followed("https://a.example/feed"))
        store.articles.save(
            source,
            [
                Entry(guid=each["id"], text=each["text"], html=each["text"], published=when)
                for each in passages
            ],
            when=when,
        )
        store.close()  # the last words are learnt
        store = opened(Path(scratch))
        ranks = []
        for question in asked:
            shelf = store.find(whole(question["text"]), limit=10, order=Order.BEST)
            found = [store.articles.get(each.key) for each in shelf]
            guids = [each.entry.guid for each in found if each]
            right = answers[question["id"]]
            ranks.append(guids.index(right) + 1 if right in guids else 0)
        store.close()
    tell("MRR@10", f"{sum(1 / rank for rank in ranks if rank) / len(ranks):.4f}")
    tell("hit@10", f"{sum(map(bool, ranks)) / len(ranks):.4f}")


def whole(text: str) -> Query:
    """A question of any length as a query: the box takes 32 words, one of these has more."""
    words = dict.fromkeys(word.folded for word in split(text))
    return Query(text=text, tree=every([Term(text=word) for word in words]))


# -- word forms -----------------------------------------------------------------------------


def families(data: Path) -> None:
    """How many pairs of forms of one word find each other, and how many of different words."""
    gold = [line.split() for line in (data / "ir/stem/sastrawi-stem-pairs.tsv").open()]
    right = [stem(form) == stem(root) for form, root in (pair for pair in gold if len(pair) == 2)]
    tell("gold pairs", f"{sum(right) / len(right):.3f} of {len(right)}")
    kin = collected(data)
    pairs = [pair for forms in kin.values() for pair in combinations(forms, 2)]
    share = sum(stem(one) == stem(other) for one, other in pairs) / len(pairs)
    tell("pairs of one family", f"{share:.4f} of {len(pairs)} in {len(kin)} families")
    by_stem = defaultdict(list)
    for root, forms in kin.items():
        for form in forms:
            by_stem[stem(form)].append(root)
    wrong = sum(one != other for roots in by_stem.values() for one, other in combinations(roots, 2))
    count = sum(map(len, kin.values()))
    share = wrong / (count * (count - 1) // 2 - len(pairs))
    tell("pairs of different families", f"{share:.6f}")


def collected(data: Path) -> dict[str, list[str]]:
    """Families by the other way: forms made of listed roots that real pages have.

    A form that two roots have, or that is a root itself, belongs to no other family.
    """
    roots = [line.strip() for line in (data / "ir/stem/nlp-id-root-word.txt").open()]
    roots = [root for root in roots if root.isalpha() and root.islower() and len(root) > 2]
    used = set(Counter(re.findall(r"(?<![\w-])[a-z]{3,}(?![\w-])", pages(data))))
    owners: dict[str, set[str]] = defaultdict(set)
    for root in roots:
        for form in (root, *forms_of(root)):
            for each in (form, f"{form}nya", f"{form}lah"):
                if each in used:
                    owners[each].add(root)
    kin: dict[str, set[str]] = defaultdict(set)
    for form, owned in owners.items():
        root = form if form in roots else next(iter(owned))
        if len(owned) == 1 or form in roots:
            kin[root].add(form)
    return {root: sorted({root, *forms}) for root, forms in kin.items() if {root} != forms}


def pages(data: Path) -> str:
    """The Indonesian text there is: pages, feeds, passages."""
    truth = json.loads((data / "pages/id/ground-truth.json").read_text("utf-8"))
    texts = [unescape(page.get("content") or "") for page in truth.values()]
    for name in ("docs", "queries"):
        lines = (data / f"ir/facqa/{name}.jsonl").open()
        texts += [json.loads(line)["text"] for line in lines]
    for feed in sorted((data / "feeds/id").iterdir()):
        texts.append(re.sub(r"http\S+", " ", unescape(feed.read_text("utf-8", "replace"))))
    return re.sub(r"<[^>]*>|&\w+;", " ", "\n".join(texts))


def forms_of(root: str) -> Iterator[str]:
    """Make the forms of a root, as grammars give them."""
    first, vowel = root[0], root[1] in "aiueo"
    dropped = {"p": "m", "t": "n", "s": "ny", "k": "ng"}
    nasal = next((n for n, letters in (("m", "bfvp"), ("n", "cdjzts")) if first in letters), "ng")
    if first in "lrwymn":
        body = root
    elif first in dropped and vowel:
        body = dropped[first] + root[1:]
    else:
        body = nasal + root
    joint = "" if first == "r" else "r"
    yield from (f"me{body}", f"me{body}kan", f"me{body}i", f"pe{body}", f"pe{body}an", f"pe{root}")
    yield from (f"di{root}", f"di{root}kan", f"di{root}i", f"{root}an", f"{root}kan", f"{root}i")
    yield from (f"be{joint}{root}", f"be{joint}{root}an", f"te{joint}{root}", f"ke{root}an")
    yield from (f"pe{joint}{root}an", f"pe{joint}{root}", f"memper{root}", f"memper{root}i")
    yield from (f"memper{root}kan", f"diper{root}", f"diper{root}kan", f"se{root}")
    yield from (f"ter{root}i", f"ter{root}kan")


# -- what the index costs -------------------------------------------------------------------


def cost(home: Path, entries: list[Entry]) -> None:
    """CPU time an article in the worker and in the writer, and the size of the index.

    In the writer as feeds bring articles that come alone, and as they come by many; beside it a
    bare FTS5 table takes the same texts, so that machines can be compared. Medians of three.
    """
    entries = [each for each in reversed(entries) if each.published]  # as they come: oldest first
    made_ready(entries)  # words are met for the first time once a year
    began = time.process_time()
    leaves = made_ready(entries)
    tell("stems and columns, in the worker", f"{per(began, entries):.3f} ms an article")
    for batch in (ALONE, ENOUGH):
        spent, bare = [], []
        for turn in range(3):
            with closing(opened(home / f"{batch}-{turn}")) as store:
                spent.append((*index_all(store, leaves, batch), merge(store)))
            bare.append(index_bare(home / f"bare-{batch}-{turn}", leaves, batch))
        locked, heard, merged = (
            statistics.median(times) / len(leaves) * 1000 for times in zip(*spent, strict=True)
        )
        floor = statistics.median(bare) / len(leaves) * 1000
        tell(
            f"index, in the writer, {batch} a transaction",
            f"{locked:.3f} ms an article, and {heard:.3f} before it has the file; "
            f"a bare FTS5 table {floor:.3f}; its parts merged in a quiet moment {merged:.3f}",
        )
    weigh(home / f"{ENOUGH}-0", entries)


def made_ready(entries: list[Entry]) -> list[tuple[int, Leaf]]:
    """Return articles as the worker makes them ready for the index, and their numbers."""
    return [
        (
            rows.number_of(each.published),
            leaf_of(replace(each, stems=stems_in(each, each.text, each.text.split())), each.text),
        )
        for each in entries
        if each.published
    ]


def index_all(store: Store, leaves: list[tuple[int, Leaf]], batch: int) -> tuple[float, float]:
    """Index articles, so many in a transaction, and hear their words, as the store does.

    Returns the seconds of CPU time in the transactions, and before them.
    """
    learner, familiar = Learner(), Familiar()
    locked = heard = 0.0
    for start in range(0, len(leaves), batch):
        part = leaves[start : start + batch]
        began = time.process_time()
        for number, (_, leaf) in enumerate(part, start):
            learner.hear(leaf.heard, total=ALL_READ + number)
        pairs = familiar.sift(leaf.roots for _, leaf in part)
        heard += time.process_time() - began
        began = time.process_time()
        with store._archive.writing() as writer:  # noqa: SLF001 - the index alone is measured
            fresh = index.add_all(writer, part, None, pairs)
            if learner.is_due:
                learner.write(writer)
        locked += time.process_time() - began
        familiar.keep(fresh)
    return locked, heard


def merge(store: Store) -> float:
    """Merge the parts of the index, as in a quiet moment; return the seconds of CPU time."""
    began = time.process_time()
    store.upkeep.merge_segments()
    return time.process_time() - began


def index_bare(path: Path, leaves: list[tuple[int, Leaf]], batch: int) -> float:
    """Put the same texts into a table of FTS5 with one column; return the seconds of CPU time."""
    with closing(apsw.Connection(str(path))) as table:
        table.execute("PRAGMA journal_mode = wal; PRAGMA synchronous = normal")
        table.execute("CREATE VIRTUAL TABLE words USING fts5(text, content = '')")
        began = time.process_time()
        for start in range(0, len(leaves), batch):
            with table:
                for number, leaf in leaves[start : start + batch]:
                    text = "\n".join(leaf.values)
                    table.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))
        return time.process_time() - began


def weigh(home: Path, entries: list[Entry]) -> None:
    """Tell how large the index is, merged."""
    with closing(opened(home)) as store:
        archive = store._archive  # noqa: SLF001 - the index alone is measured
        with archive.writing() as writer:
            writer.execute("INSERT INTO words (words) VALUES ('optimize')")
        with archive.reading() as reader:
            size = reader.execute(
                "SELECT sum(pgsize) FROM dbstat"
                " WHERE name LIKE 'words%' OR name IN ('vocabulary', 'forms')"
            ).get
    plain = sum(len(f"{each.title}\n{each.text}".encode()) for each in entries)
    tell("size of the index", f"{size / plain:.3f} of {plain / len(entries):.0f} bytes of text")


def per(began: float, entries: list[Entry]) -> float:
    return (time.process_time() - began) / len(entries) * 1000


# -- keys to results ------------------------------------------------------------------------


def keys(home: Path, sheet: Sheet) -> None:
    """Time from each key of 200 queries to the first page with its headlines and snippets."""
    store = opened(home)
    count = store.counts().all.total
    spent: dict[str, list[float]] = defaultdict(list)
    for kind, text, order in typed():
        for end in range(1, len(text) + 1):
            began, worked = time.perf_counter(), time.process_time()
            query = parse_query(text[:end], typing=True)
            paint(store, query, order)
            spent[kind].append((time.perf_counter() - began) * 1000)
            spent[f"{kind}, CPU"].append((time.process_time() - worked) * 1000)
    waited = {kind: times for kind, times in spent.items() if not kind.endswith("CPU")}
    worked_ = {kind: times for kind, times in spent.items() if kind.endswith("CPU")}
    spent |= {
        name: [each for times in kinds.values() for each in times]
        for name, kinds in (("all", waited), ("all, CPU", worked_))
    }
    for kind, times in spent.items():
        middle, late = statistics.median(times), at(times, 0.95)
        size = f"{count:,} articles"
        sheet.add(figure("search", f"the store alone, {kind}", times, size=size, share=0.95))
        tell(f"{kind}, {len(times)} keys", f"{middle:8.1f} ms median {late:8.1f} ms p95")
    stats = store.stats()
    store.close()
    tell("articles", f"{stats.articles:,} in {stats.archive_bytes / 1e6:,.0f} MB")


def paint(store: Store, query: Query, order: Order, rows: int = 14) -> None:
    """Do what the list does for a key: the first page, its headlines, snippets of those shown."""
    if query.is_empty:
        return
    shelf = store.find(query, limit=300, order=order, is_quick=True)
    for row in range(min(rows, len(shelf))):
        store.snippet(shelf[row].number, query)


def typed() -> Iterable[tuple[str, str, Order]]:
    """200 queries of every kind, the same each time."""
    words = corpus().vocab
    common, usual, rare = words[:60], words[200:1200:25], words[2500:6500:100]
    kinds: dict[str, list[str]] = {
        "common": common[:30],
        "usual": usual[:25],
        "rare": rare[:25],
        "two words": [f"{one} {two}" for one, two in zip(common[30:55], usual[10:], strict=False)][
            :25
        ],
        "phrase": [f'"{one} {two}"' for one, two in zip(common[5:30], common[12:37], strict=True)][
            :25
        ],
        "field": [f"judul:{word}" for word in usual[:8]]
        + [f"oleh:{name}" for name in ("budi", "siti", "agus", "dewi", "joko", "rina", "eko")],
        "negated": [f"{one} -{two}" for one, two in zip(usual[:15], common[10:25], strict=True)],
        "two letters": [
            "pe",
            "me",
            "di",
            "be",
            "ke",
            "te",
            "se",
            "ba",
            "ka",
            "ma",
            "pa",
            "ta",
            "sa",
            "ha",
            "la",
        ],
    }
    for kind, texts in kinds.items():
        for text in texts:
            yield kind, text, Order.NEWEST
    for text in (
        *common[:10],
        *usual[:10],
        *(f"{a} {b}" for a, b in zip(common[3:8], rare[:5], strict=True)),
    ):
        yield "best first", text, Order.BEST


if __name__ == "__main__":
    main()
