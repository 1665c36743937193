"""Sources: what the reader follows, how it stands, and what a site offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from berita_tui.news.addresses import is_local, local_address, split_credentials
from berita_tui.news.identity import source_key
from berita_tui.news.noun import field, noun
from berita_tui.news.sentences import Sentence

SAVED: Final = local_address("saved")
"""The source of the program's own that pages the reader saves go to."""

_OWN_NAMES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        local_address("guide"): ("Guide", "Panduan"),
        SAVED: ("Saved pages", "Halaman simpanan"),
    }
)
"""What the program's own sources are called in English and in Indonesian."""

Folder = tuple[str, ...]
"""The way to a source: folder names from the outermost in; empty at the top."""


class PauseReason(StrEnum):
    """Why a source is not fetched."""

    READER = "reader"
    """The reader paused it."""
    PRIVATE = "private"
    """It came from a file and names a private host, without leave."""
    GONE = "gone"
    """Its server said 410 Gone."""


class FullText(StrEnum):
    """Whether the pages of a source's articles are fetched, too."""

    AUTO = "auto"
    """Where the feed's own text is short or cut."""
    ALWAYS = "always"
    """Of every new article."""
    NEVER = "never"
    """Of none, unless the reader asks for one."""

    @classmethod
    def named(cls, name: str) -> FullText | None:
        """Return the choice of that name, None where there is none."""
        return next((each for each in cls if each.value == name), None)


@noun
class Source:
    """One feed, or a shelf of the program's own, with the reader's settings for it.

    `address` never holds a secret: user name and password are in `credentials`
    (`user:password`, percent-encoded as in RFC 3986), go to that host only, and are shown,
    logged or exported nowhere. `full_text` None means: as the settings have it. `extra` keeps
    attributes of its OPML outline that the program does not know.
    """

    key: str
    address: str
    title: str = ""
    name: str = ""
    outlet: str = ""
    folder: Folder = ()
    homepage: str = ""
    language: str = ""
    paused: PauseReason | None = None
    is_private_allowed: bool = False
    credentials: str | None = field(default=None, repr=False)
    interval: timedelta | None = None
    full_text: FullText | None = None
    position: int = 0
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def followed(cls, address: str, *, title: str = "", folder: Folder = ()) -> Source:
        """Make the source at `address`; user name and password are moved out of it.

        Raises `BadAddress`.
        """
        plain, credentials = split_credentials(address)
        return cls(
            key=source_key(plain),
            address=plain,
            title=title,
            folder=folder,
            credentials=credentials,
        )

    @classmethod
    def own(cls, address: str, *, title: str) -> Source:
        """Make a source of the program's own, which is never fetched."""
        return cls(key=source_key(address), address=address, title=title)

    @property
    def label(self) -> str:
        """The name to show: the reader's own, else the feed's, else its address."""
        return self.name or self.title or self.address

    @property
    def names(self) -> tuple[str, ...]:
        """What it answers to: its own name, its outlet and folders, of ours both languages'."""
        return (self.label, self.outlet, *self.folder, *_OWN_NAMES.get(self.address, ()))

    @property
    def is_fetched(self) -> bool:
        """Whether a refresh asks for it."""
        return self.paused is None and not is_local(self.address)


@noun
class Validators:
    """What a server gave to ask "changed since?" with; "" where it gave none (RFC 9110 §13)."""

    etag: str = ""
    last_modified: str = ""


@noun
class Standing:
    """How a source stands with its server: kept in the archive, re-creatable.

    `due` is when it may be asked again. `problem` says in words why the last attempt failed,
    None after one that did not; `failures` counts failed attempts in a row. `left_out` is how
    many entries of its last feed were too many to be read.
    """

    checked: datetime | None = None
    succeeded: datetime | None = None
    due: datetime | None = None
    problem: Sentence | None = None
    failures: int = 0
    left_out: int = 0
    validators: Validators = field(default_factory=Validators)


@noun
class Candidate:
    """A feed that a site offers.

    `credentials` and leave for a private network are those of the address that was typed,
    where the feed is on the same host.
    """

    address: str
    title: str = ""
    credentials: str | None = field(default=None, repr=False)
    is_private_allowed: bool = False


@noun
class Outline:
    """What an OPML file holds: sources in its order, folders in its order, what was left out.

    `folders` has every folder, empty ones too, with the attributes of its outline.
    """

    title: str = ""
    sources: tuple[Source, ...] = ()
    folders: tuple[tuple[Folder, Mapping[str, str]], ...] = ()
    skipped: tuple[Sentence, ...] = ()
