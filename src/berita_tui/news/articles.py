"""Articles: what a publisher sent, what is kept of it, and what saving it changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from berita_tui.news.sentences import Sentence

WORDS_A_MINUTE = 200
"""Reading speed for prose in words a minute (Brysbaert 2019: 238 for English, slower here
because Indonesian words are longer)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture an article shows; kept as a captioned placeholder."""

    address: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that came with an entry: its address, media type and size in bytes (0 unknown)."""

    address: str
    media_type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as its publisher gave it, cleaned: every field is safe to show.

    `title` may be empty, `html` holds only the few elements that `parse.markup` lets through,
    `text` is that body in plain paragraphs separated by a blank line (made where the entry is
    read, not kept on disk; "" means: derive it from `html`), `stems` the stems of title and body
    as the index takes them (made there too). Times are aware and keep the publisher's own
    offset. `is_whole` claims that the body is the article and not a lead; `is_from_page` that
    it was read on the article's page, not in a feed.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    author: str = ""
    editor: str = ""
    place: str = ""
    outlet: str = ""
    section: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    lead: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    html: str = ""
    text: str = ""
    stems: str = field(default="", compare=False, repr=False)
    pictures: tuple[Picture, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    is_whole: bool = False
    is_from_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a web page holds: an article, or the part of one that stands on this page.

    `next_page` is where the article goes on, `single_page` where the same article stands whole;
    addresses that are not yet checked, "" for none.
    """

    entry: Entry
    next_page: str = ""
    single_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An article as the index takes it: what goes into its columns, and its words with a root."""

    values: tuple[str, ...]
    roots: str = ""

    @property
    def heard(self) -> tuple[str, ...]:
        """The texts of which the vocabulary has all words, roots as well."""
        return (*self.values, self.roots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An entry made ready to be kept, see `prepress`: who writes it has nothing left to make.

    In the open is what it is recognised by and what a list shows; `body` is all of the rest,
    packed. `digest` is of what the publisher sent, `link_number` a number for the link that is
    the same for all addresses of an article, `words` how many its text has.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    section: str = ""
    outlet: str = ""
    published: datetime | None = None
    words: int = 0
    is_whole: bool = False
    has_picture: bool = False
    link_number: int | None = None
    digest: bytes = b""
    body: bytes = b""
    leaf: Leaf = Leaf(values=())


MOST_ENTRIES = 2000
"""Most entries that are read of one feed, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed document holds. `interval` is how often it asks to be fetched, if it says.

    `left_out` is how many older entries it has besides, which are not read. What comes from the
    worker has `proofs` in the place of `entries`.
    """

    title: str = ""
    homepage: str = ""
    address: str = ""
    language: str = ""
    interval: timedelta | None = None
    entries: tuple[Entry, ...] = ()
    proofs: tuple[Proof, ...] = ()
    left_out: int = 0


def entries_left_out(count: int) -> Sentence:
    """Say that `count` entries of a feed were too many to be read."""
    return Sentence(
        "only the newest {most} entries of this feed are read; older ones left out: {count}",
        most=MOST_ENTRIES,
        count=count,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry that is kept, with the reader's marks.

    `key` is its identity (16 bytes, see `identity`), `number` its place in the archive:
    greater is newer, stable for as long as the archive lives, never to be kept elsewhere.
    `is_edited` claims that an earlier text is kept, `is_changed` that the reader knows only
    that one.
    """

    key: bytes
    number: int
    source: str
    entry: Entry
    first_seen: datetime
    words: int = 0
    is_read: bool = False
    is_bookmarked: bool = False
    is_edited: bool = False
    is_changed: bool = False

    @property
    def id(self) -> str:
        """The name the command line and JSON give it: its key, 32 hexadecimal digits."""
        return self.key.hex()

    @property
    def dated(self) -> datetime:
        """When it was published, or first seen where that is unknown."""
        return self.entry.published or self.first_seen

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, at least 1."""
        return reading_minutes(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving a feed's entries changed: keys of the new articles, how many had changed."""

    new: tuple[bytes, ...] = field(default=())
    changed: int = 0


def reading_minutes(words: int) -> int:
    """Return how many whole minutes `words` words take to read, at least 1."""
    return max(1, round(words / WORDS_A_MINUTE))
