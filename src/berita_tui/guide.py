"""The guide: the built-in source that welcomes the reader and is the manual."""

from __future__ import annotations

# ruff: noqa: PLC0415 - what is needed only where the guide is new
from collections.abc import Callable
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.language import LANGUAGES, Language
from berita_tui.news import Source, Standing, Validators, local_address
from berita_tui.store import Store

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from berita_tui.news import Entry

ADDRESS: Final = local_address("guide")
"""The guide's address among the sources."""

EDITION: Final = "b12ea6b6ff86f4b9"
"""Digest of the articles that ship, so that a start need not read them to see they are known."""

_SECTIONS: Final = MappingProxyType({"id": "Indonesia", "en": "English"})
"""What a row of the list says of an article's language: short, there is little room."""


def install(store: Store, language: Language, clock: Callable[[], datetime]) -> None:
    """Put the guide among the sources, or bring it up to date; the reader's language first.

    It costs one small read where nothing changed since the last start. Marks stay, and what
    the reader removed does not come back. Nothing happens in a library that is read only.
    """
    key = Source.own(ADDRESS, title="").key
    standing = store.standings.get(key)
    etag = f"{EDITION}-{language.code}"
    if standing.validators.etag == etag or store.is_read_only:
        return
    source = Source.own(ADDRESS, title=language.say("Guide"))
    if not store.sources.install(source):
        return
    store.sources.learn(key, title=source.title)
    # Order and dates stay those of the first day: an update must not push the news down. What
    # a server would have sent as the time of its last change holds which language came first.
    first = standing.checked or clock()
    code = standing.validators.last_modified or language.code
    store.articles.save(source, entries(code, first), when=first)
    validators = Validators(etag=etag, last_modified=code)
    store.standings.put(key, Standing(checked=first, validators=validators))


def entries(code: str, first: datetime) -> tuple[Entry, ...]:
    """Return the articles of both languages, a minute apart, the first one dated `first`.

    Newest first they stand in reading order, those in the language `code` before the others.
    They are dated in this machine's own zone.
    """
    codes = (code, *(each for each in LANGUAGES if each != code))
    files = [(each, file) for each in codes for file in _files(each)]
    newest = first.astimezone().replace(microsecond=0)
    return tuple(
        _entry(each, file, newest - timedelta(minutes=place))
        for place, (each, file) in enumerate(files)
    )


def edition() -> str:
    """Return the digest of the articles as they are now, which `EDITION` must hold."""
    from hashlib import blake2b

    digest = blake2b(digest_size=8)
    for code in LANGUAGES:
        for file in _files(code):
            digest.update(file.name.encode() + b"\0" + _text(file).encode() + b"\0")
    return digest.hexdigest()


def _files(code: str) -> list[Traversable]:
    from importlib import resources

    folder = resources.files("berita_tui") / "assets/guide" / code
    return sorted(folder.iterdir(), key=lambda file: file.name)


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _entry(code: str, file: Traversable, published: datetime) -> Entry:
    import html
    import re

    from berita_tui.news import Entry

    heading, _, body = _text(file).partition("\n")
    return Entry(
        guid=f"{code}/{file.name.removesuffix('.html')}",
        title=html.unescape(heading.removeprefix("<h1>").removesuffix("</h1>")),
        section=_SECTIONS[code],
        published=published,
        language=code,
        # A line break beside a tag is for whoever edits the file.
        html=re.sub(r"\n*(<[^<>]*>)\n*", r"\1", body),
        is_whole=True,
    )
