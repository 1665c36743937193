"""Filling libraries with made-up articles as news comes: two processes prepare, one writes.

Writing is measured on the way, so that one can see whether it costs the same in a large library
as in a small one. A library that was being filled when something broke off is filled on.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice, pairwise
from multiprocessing import Pool
from pathlib import Path
from threading import Event, Semaphore

from berita_tui.news import Entry, Proof, Source
from berita_tui.places import Places
from berita_tui.prepress import proof_of
from berita_tui.store import Store
from corpus import Corpus

FEEDS = 200
EACH = 50
"""Articles of a source that are saved together."""
PREPARING = 2
"""Processes that prepare articles."""
AHEAD = 24
"""Batches that may lie prepared: one is 0.5 MB."""
NOTED = 20
"""Batches after which it is written down how far the filling has come."""

Job = tuple[int, range]
"""The number of a source, and those of the articles that it brings."""


@dataclass(slots=True)
class Progress:
    """How far a library is filled: in batches, and what writing has cost on the way."""

    batches: int = 0
    articles: int = 0
    spent: float = 0.0
    marks: list[tuple[int, float]] = field(default_factory=list)
    """Articles that were written, and the seconds of CPU time it took in all."""

    @classmethod
    def of(cls, home: Path) -> Progress:
        """Return what is written down in a library's folder; of a new one, nothing."""
        try:
            told = json.loads((home / "filling.json").read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        return cls(**{**told, "marks": [(count, spent) for count, spent in told["marks"]]})

    def take(self, articles: int, spent: float) -> None:
        """Count a batch."""
        self.batches += 1
        self.articles += articles
        self.spent += spent

    @property
    def is_at_mark(self) -> bool:
        """At 1,000, at 10,000, and after every 100,000."""
        last = self.marks[-1][0] if self.marks else 0
        later = (last // 100_000 + 1) * 100_000
        return self.articles >= next((each for each in (1_000, 10_000) if each > last), later)

    def mark(self, spent: float) -> None:
        """Mark how far it is, and tell what an article has cost since the mark before."""
        self.spent += spent
        self.marks.append((self.articles, self.spent))
        written, cost = self.costs()[-1]
        print(f"{written:>12,} articles written, the last at {cost:.3f} ms CPU each", flush=True)

    def note(self, home: Path) -> None:
        """Write it down."""
        new = home / "filling.new"
        new.write_text(json.dumps(asdict(self)), "utf-8")
        new.replace(home / "filling.json")

    def costs(self) -> list[tuple[int, float]]:
        """Return up to how many articles, and the milliseconds of each since the mark before."""
        ends = [(0, 0.0), *self.marks]
        return [
            (count, (spent - before) / (count - start) * 1000)
            for (start, before), (count, spent) in pairwise(ends)
        ]


def homes(keep: Path, sizes: Sequence[int]) -> dict[int, Path]:
    """Return libraries of these sizes in a folder, each filled if it is not there."""
    return {size: library(keep / f"{size:,}", size) for size in sizes}


def library(home: Path, count: int) -> Path:
    """Return the library of so many articles at `home`, filled if it is not there."""
    if (home / "is-filled").exists():
        return home
    if not (home / "filling.json").exists():
        if home.exists() and any(home.iterdir()):
            sys.exit(f"{home} holds something that was not filled here; it is left alone")
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        Progress().note(home)
    with closing(opened(home)) as store:
        fill(store, home, count)
    (home / "is-filled").touch()
    return home


def opened(home: Path) -> Store:
    """Open the library at `home`."""
    return Store.open(Places.under(home), clock=lambda: datetime.now(UTC))


def fill(store: Store, home: Path, count: int) -> None:
    """Fill a library, from where it was left; tell on the way what an article has cost."""
    progress = Progress.of(home)
    if not progress.batches:
        store.sources.add(*followed())
    by_name = {source.title: source for source in store.sources.all()}
    left = islice(jobs(count), progress.batches, None)
    with closing(prepared(left)) as batches:
        for feed, entries in batches:
            began = time.process_time()
            store.articles.save(by_name[name(feed)], entries, when=datetime.now(UTC))
            progress.take(len(entries), time.process_time() - began)
            if progress.is_at_mark:
                began = time.process_time()
                store.learn()
                store.upkeep.merge_segments()  # as in a quiet moment
                progress.mark(time.process_time() - began)
            if not progress.batches % NOTED:
                progress.note(home)
    store.upkeep.merge_segments()
    progress.note(home)


def followed() -> Iterator[Source]:
    """Give the sources, each in one of ten folders."""
    for feed in range(FEEDS):
        address = f"https://berita{feed}.example/"
        yield Source.followed(address, title=name(feed), folder=(f"{feed % 10}",))


def name(feed: int) -> str:
    """Return what a source is called."""
    return f"Warta {feed}"


def jobs(count: int) -> Iterator[Job]:
    """Give what each source brings, the oldest of all sources first."""
    block = FEEDS * EACH
    for start in range(0, count, block)[::-1]:
        for feed in range(FEEDS):
            if numbers := range(start + feed, min(count, start + block), FEEDS):
                yield feed, numbers


def prepared(waiting: Iterator[Job]) -> Generator[tuple[int, list[Proof]]]:
    """Make the articles of the jobs in processes beside this one; give them in their order."""
    gate, over = Semaphore(AHEAD), Event()

    def gated() -> Iterator[Job]:
        for job in waiting:
            gate.acquire()
            if over.is_set():
                return
            yield job

    with Pool(PREPARING) as pool:
        try:
            # Packed by hand: a thread of the pool would unpack while the writer is measured.
            for packed in pool.imap(_packed, gated()):
                gate.release()
                yield pickle.loads(packed)
        finally:
            over.set()
            gate.release()


def _packed(job: Job) -> bytes:
    """Make articles ready to be kept, as the worker does before it hands them over."""
    feed, numbers = job
    return pickle.dumps((feed, [proof_of(entry(corpus().article(number))) for number in numbers]))


@cache
def corpus() -> Corpus:
    """Return what all articles here are from."""
    return Corpus(1)


def entry(made: dict[str, object]) -> Entry:
    """Return a made-up article as a feed's entry."""
    html = str(made["html"])
    blocks = (re.sub("<[^>]*>", "", line).strip() for line in html.splitlines())
    text = "\n\n".join(filter(None, blocks))
    published = made["published"]
    assert isinstance(published, datetime)
    return Entry(
        guid=str(made["guid"]),
        link=str(made["link"]),
        title=str(made["title"]),
        author=str(made["author"]),
        section=str(made["category"]),
        lead=str(made["summary"]),
        html=html,
        text=text,
        published=published,
        is_whole=True,
    )
