"""How well pages are read, and what it costs, beside the libraries that do the same.

Run as `python benchmarks/extraction.py [SHARED]`. Bodies are scored by SHARED/tools/score.py:
precision, recall and F1 of 4-grams. Libraries that are not installed are skipped by name.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import runpy
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import normalize

from lxml import html

from berita_tui.news import Entry, Unreadable
from berita_tui.parse.pages import read_page

SHARED = Path(__file__).parents[1] / ".." / "shared"
SEEN = datetime(2026, 11, 23, tzinfo=UTC)
READERS = ("berita-tui", "trafilatura", "readability-lxml", "resiliparse")
NEEDED = {"readability-lxml": "readability"}
SETS = {
    "id": "Indonesian pages",
    "aeb": "article-extraction-benchmark",
    "fundus": "fundus, world publishers",
    "readability": "readability's test pages",
    "trafilatura": "trafilatura's snippets",
}
SIGNED = re.compile(r"[(\[]([A-Za-z]{2,5}(?:[/.,-] ?[A-Za-z]{2,5})*)[)\]]\s*$")
DATELINE = re.compile(
    r"^(?:(?P<a>[A-Z][\w ,]{1,40}?)(?:, \d+ \w+ \d{4})? \((?:ANTARA|Antara)[^)]*\)"
    r"|(?P<b>[A-Z]{4,20}), KOMPAS\.com"
    r"|(?:REPUBLIKA\.CO\.ID|TEMPO\.CO|Liputan6\.com), (?P<c>[\w ]{3,20}?)"
    r"|(?P<d>[A-Z][a-z]{3,12})) -"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page and what is known to be on it."""

    name: str
    content: bytes
    address: str
    body: str = ""
    title: str = ""
    published: datetime | None = None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What one reader made of one set, and the seconds of CPU it took."""

    texts: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    seconds: float = 0.0


def samples(folder: Path, name: str) -> list[Sample]:
    """Return the pages of the set `name` in the folder of all sets."""
    made: dict[str, Callable[[Path], Iterator[Sample]]] = {
        "id": _indonesian,
        "aeb": _benchmark,
        "fundus": _fundus,
        "readability": _readability,
        "trafilatura": _snippets,
    }
    return list(made[name](folder / name))


def _indonesian(folder: Path) -> Iterator[Sample]:
    for name, facts in _json(folder / "ground-truth.json").items():
        if facts["kind"] == "article":
            said = facts.get("date_iso_utc")
            yield Sample(
                name=name,
                content=(folder / name).read_bytes(),
                address=facts["url"],
                body=facts.get("content") or "",
                title=facts.get("title") or "",
                published=datetime.fromisoformat(said) if said else None,
            )


def _benchmark(folder: Path) -> Iterator[Sample]:
    for name, facts in _json(folder / "ground-truth.json").items():
        if (file := folder / f"{name}.html.gz").exists():
            yield Sample(
                name=name, content=_packed(file), address=facts["url"], body=facts["articleBody"]
            )


def _fundus(folder: Path) -> Iterator[Sample]:
    for file in sorted(folder.glob("*/*.json")):
        addresses = _json(file.parent / "meta.info")
        pages = sorted(file.parent.glob(f"{file.stem}_2*.html.gz"))
        for facts, page in zip(_json(file).values(), pages, strict=True):
            sections = facts["body"]["sections"]
            parts = [part for each in sections for part in (*each["headline"], *each["paragraphs"])]
            said = facts.get("publishing_date")
            yield Sample(
                name=page.name,
                content=_packed(page),
                address=addresses.get(page.name, {}).get("url", ""),
                body="\n\n".join((*facts["body"]["summary"], *parts)),
                title=facts.get("title") or "",
                published=datetime.fromisoformat(said) if said else None,
            )


def _readability(folder: Path) -> Iterator[Sample]:
    for page in sorted(folder.iterdir()):
        expected = html.fromstring(_packed(page / "expected.html.gz").decode())
        facts = _json(page / "expected-metadata.json")
        yield Sample(
            name=page.name,
            content=_packed(page / "source.html.gz"),
            address="http://fakehost/test/page.html",
            body=" ".join(str(text) for text in expected.itertext()).replace("<", "&lt;"),
            title=facts.get("title") or "",
        )


def _snippets(folder: Path) -> Iterator[Sample]:
    for address, facts in _json(folder / "evaldata.json").items():
        yield Sample(
            name=facts["file"],
            content=_packed(folder / f"{facts['file']}.gz"),
            address=address,
            present=tuple(facts["with"]),
            absent=tuple(facts["without"]),
        )


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def _packed(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def reader(name: str) -> Callable[[Sample], Entry | str] | None:
    """Return the function that reads a page with the library `name`, None without it."""
    if name == "berita-tui":
        return lambda sample: read_page(sample.content, address=sample.address, seen=SEEN).entry
    if not find_spec(NEEDED.get(name, name)):
        return None
    if name == "trafilatura":
        from trafilatura import extract

        return lambda sample: extract(sample.content, include_comments=False) or ""
    if name == "readability-lxml":
        from readability import Document

        def read(sample: Sample) -> str:
            with redirect_stderr(io.StringIO()):
                summary = Document(sample.content.decode("utf-8", "replace")).summary()
            return " ".join(str(text) for text in html.fromstring(summary).itertext())

        return read
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return lambda sample: extract_plain_text(
        bytes_to_str(sample.content, detect_encoding(sample.content)), main_content=True
    )


def outcome(read: Callable[[Sample], Entry | str], pages: list[Sample]) -> Outcome:
    """Read every page; one that cannot be read counts as empty."""
    made = Outcome()
    began = time.process_time()
    for page in pages:
        found: Entry | str = ""
        with suppress(Unreadable, ValueError, TypeError, AttributeError, OSError):
            found = read(page)
        if isinstance(found, Entry):
            made.entries[page.name] = found
        made.texts[page.name] = found.text if isinstance(found, Entry) else found
    made.seconds = time.process_time() - began
    return made


def shares(texts: Mapping[str, str], pages: list[Sample]) -> tuple[float, float]:
    """Return which share of what must be there is, and of what must not be there is not."""
    there, gone = [], []
    for page in pages:
        text = folded(texts[page.name])
        there += [folded(words) in text for words in page.present]
        gone += [folded(words) not in text for words in page.absent]
    return sum(there) / len(there), sum(gone) / len(gone)


def folded(text: str) -> str:
    """Return text with blanks folded, in the normal form of Unicode."""
    return " ".join(normalize("NFC", text).split())


def plain(title: str) -> str:
    """Return a title with blanks and quotation marks folded."""
    title = re.sub(r"[\"'‘’‚“”„«»‹›`´]", "'", title)
    return re.sub(r"''+", "'", folded(title))


def facts_of(name: str, made: Outcome, pages: list[Sample]) -> str:
    """Return how many titles, days and dates are exact, dates to the minute with their zone.

    Libraries are asked here, so that it does not count as time of theirs; they tell only days.
    """
    titled = [page for page in pages if page.title]
    dated = [page for page in pages if page.published]
    titles = days = dates = 0
    for page in pages:
        entry = made.entries.get(page.name) or told(name, page)
        titles += bool(page.title) and plain(entry.title) == plain(page.title)
        if (expected := page.published) and (said := entry.published):
            said = said if expected.tzinfo else said.replace(tzinfo=None)
            days += said.date() == expected.date() or said == expected
            dates += abs((said - expected).total_seconds()) < 60
    line = f"titles {titles}/{len(titled)}, days {days}/{len(dated)}"
    return f"{line}, dates {dates}/{len(dated)}" if made.entries else line


def told(name: str, page: Sample) -> Entry:
    """Return title and day as a library tells them."""
    if name == "trafilatura":
        from trafilatura.metadata import extract_metadata

        facts = extract_metadata(page.content, default_url=page.address or None)
        zone = page.published.tzinfo if page.published else None
        when = datetime.fromisoformat(facts.date).replace(tzinfo=zone) if facts.date else None
        return Entry(title=facts.title or "", published=when)
    if name == "readability-lxml":
        from readability import Document

        with suppress(ValueError, TypeError, AttributeError):
            return Entry(title=Document(page.content.decode("utf-8", "replace")).short_title())
    return Entry()


def signatures(made: Outcome, pages: list[Sample]) -> str:
    """Return how many places and editors' initials are right, of those the references have."""
    right = {"places": [0, 0], "initials": [0, 0]}
    for page in pages:
        entry = made.entries.get(page.name, Entry())
        if found := DATELINE.match(page.body):
            place = next(filter(None, found.groups()), "")
            right["places"][0] += entry.place.casefold() == place.casefold()
            right["places"][1] += 1
        if found := SIGNED.search(page.body):
            right["initials"][0] += entry.editor == found[1]
            right["initials"][1] += 1
    return ", ".join(f"{name} {done}/{of}" for name, (done, of) in right.items())


def main() -> None:
    """Print a table for each set."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not (shared / "tools" / "score.py").exists():
        sys.exit(f"needs {shared}/tools/score.py and the pages beside it, which are not here")
    score = runpy.run_path(str(shared / "tools" / "score.py"))
    readers = {name: reader(name) for name in READERS}
    for name in (each for each, read in readers.items() if read is None):
        print(f"{name}: not installed, skipped")
    spent: dict[str, float] = {}
    count = 0
    for key, title in SETS.items():
        pages = samples(shared / "data" / "pages", key)
        count += len(pages)
        print(f"{title}, {len(pages)} pages")
        for name, read in readers.items():
            if read is None:
                continue
            with suppress(Unreadable):
                read(pages[0])  # what is loaded at the first page is not counted
            made = outcome(read, pages)
            spent[name] = spent.get(name, 0.0) + made.seconds
            if key == "trafilatura":
                figures = "with {:.3f}  without {:.3f}".format(*shares(made.texts, pages))
            else:
                pairs = [(made.texts[page.name], page.body) for page in pages if page.body]
                figures = "P {:.3f}  R {:.3f}  F1 {:.4f}".format(*score["pages"](pairs))
            line = f"  {name:<18}{figures}  {made.seconds / len(pages) * 1000:5.1f} ms"
            has_facts = key in ("id", "fundus") and name != "resiliparse"
            facts = facts_of(name, made, pages) if has_facts else ""
            signed = signatures(made, pages) if made.entries and key == "id" else ""
            print("  ".join(filter(None, (line, facts, signed))))
    for name, seconds in spent.items():
        ratio = seconds / spent.get("trafilatura", seconds)
        print(
            f"{name:<18}{seconds / count * 1000:5.1f} ms of CPU a page, {ratio:.2f} x trafilatura"
        )


if __name__ == "__main__":
    main()
