"""How fast the reader opens, jumps and searches 100,000 articles, beside a minimal Textual app."""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import ModuleType

from berita_tui.news import Entry, Source
from berita_tui.places import Places
from berita_tui.store import Store
from terminal import Terminal

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / ".." / "shared" / "tools" / "corpus.py"
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self): yield Static("SATU BARIS")
Minimal().run()
"""


def corpus() -> ModuleType:
    """Load the generator of articles that lies beside the checkout."""
    if not CORPUS.exists():
        sys.exit("needs ../shared/tools/corpus.py, which is not here")
    spec = importlib.util.spec_from_file_location("corpus", CORPUS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fill(places: Places, count: int) -> None:
    """Put `count` generated articles of 100 sources into an empty library."""
    places.prepare()
    module = corpus()
    articles = module.Corpus(1)
    sources = [
        Source.followed(f"https://berita{number}.example/rss", title=module.feed_name(number))
        for number in range(100)
    ]
    with closing(Store.open(places, clock=lambda: datetime.now(UTC))) as store:
        store.sources.add(*sources)
        numbers: Iterator[int] = iter(range(count))
        while batch := list(islice(numbers, 1000)):
            entries = [entry(articles.article(number)) for number in batch]
            source = sources[batch[0] // 1000 % len(sources)]
            store.articles.save(source, entries, when=datetime.now(UTC))
            print(f"\r{batch[-1] + 1:,} articles", end="", file=sys.stderr)
    print(file=sys.stderr)


def entry(article: dict[str, object]) -> Entry:
    """Make an entry of a generated article; its HTML is clean already."""
    published = article["published"]
    assert isinstance(published, datetime)
    return Entry(
        guid=str(article["guid"]),
        link=str(article["link"]),
        title=str(article["title"]),
        author=str(article["author"]),
        section=str(article["category"]),
        lead=str(article["summary"]),
        published=published,
        html=str(article["html"]),
        is_whole=True,
    )


def median(measure: Callable[[], float], runs: int) -> float:
    """Return the median of `runs` measurements, in milliseconds, after one not counted."""
    measure()
    return statistics.median(measure() for _ in range(runs)) * 1000


def start_of(command: list[str], text: str) -> Callable[[], float]:
    """Return a measurement: seconds from the start of `command` until it shows `text`."""

    def measure() -> float:
        terminal = Terminal(command)
        try:
            return terminal.wait_for(text)
        finally:
            terminal.close()

    return measure


def walk(command: list[str], module: ModuleType, count: int) -> dict[str, float]:
    """Open the reader once, jump to the end and search; return milliseconds and MiB."""
    generated = module.Corpus(1)
    first, last = (generated.article(number)["title"][:24] for number in (0, count - 1))
    terminal = Terminal(command)
    figures = {"open": terminal.wait_for(first) * 1000}
    terminal.settle()
    figures["memory after opening, MiB"] = terminal.memory()
    for name, keys, text in (("to the end", "G", last), ("back to the top", "g", first)):
        terminal.press(keys)
        figures[name] = terminal.wait_for(text) * 1000
        terminal.settle()
    for name, word in (("common word", module.COMMON), ("rare word", module.RARE)):
        terminal.press("/")
        terminal.settle()
        terminal.press(word)
        figures[f"search, {name}, all its keys at once"] = terminal.wait_for("found") * 1000
        terminal.settle()
        terminal.press("\x1b")
        terminal.settle()
    figures["memory after searching, MiB"] = terminal.memory()
    terminal.close()
    return figures


def main() -> None:
    """Fill a library once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--home", type=Path, help="keep and use the filled library here")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = wishes.home or Path(scratch) / "home"
        if not Places.under(home).archive.exists():
            fill(Places.under(home), wishes.articles)
        command = [sys.executable, "-m", "berita_tui", "--lang", "en", "--home", str(home)]
        module = corpus()
        title = module.Corpus(1).article(0)["title"][:24]
        minimal = median(start_of([sys.executable, "-c", MINIMAL], "SATU BARIS"), wishes.runs)
        reader = median(start_of(command, title), wishes.runs)
        print(f"a minimal Textual app's first paint  {minimal:8.0f} ms")
        print(f"berita-tui's first headlines         {reader:8.0f} ms  ({reader / minimal:.2f} x)")
        for name, figure in walk(command, module, wishes.articles).items():
            print(f"{name:36} {figure:8.1f}")


if __name__ == "__main__":
    main()
