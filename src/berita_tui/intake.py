"""Intake: files the reader brings, told apart by their content and taken into the library."""

from __future__ import annotations

import asyncio
import os
import re
import stat
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from berita_tui.clean import one_line
from berita_tui.fetch.guard import is_private_name
from berita_tui.news import (
    BeritaError,
    Entry,
    Feed,
    Folder,
    Missing,
    Outline,
    PauseReason,
    Sentence,
    Source,
    Unreadable,
    host_of,
    local_address,
    normal_address,
    source_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from berita_tui.store import Store
    from berita_tui.worker import Worker

MAX_FEED: Final = 15_000_000
"""Largest feed or OPML file taken, in bytes."""

MAX_PAGE: Final = 3_000_000
"""Largest page or plain text taken, in bytes."""

_HEAD: Final = 65_536
_BLANK: Final = b" \t\r\n\0\xef\xbb\xbf\xfe\xff"
_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a document of wide characters begins (XML 1.0, appendix F.1), the longest marks first."""
_ROOT: Final = re.compile(
    r"<(?:[a-z][\w.-]*:)?(?:(?P<opml>opml)|(?P<feed>rss|feed|rdf)"
    r"|(?P<page>html|!doctype\s+html|head|body|article))\b",
    re.IGNORECASE,
)
_OTHER_XML: Final = re.compile(
    r"\s*(?:<\?xml\b|(?:<[?!][^>]*>\s*)*<(?:[\w.-]+:|[\w.-]+\s[^>]*\bxmlns\b(?![^>]*/1999/xhtml)))"
)
"""How XML begins that is of none of these kinds, and no piece of a page either."""
MANY: Final = 2_000
"""Sources in one list that are followed without a word; who has more of them says so."""
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ENDINGS: Final = {
    ".opml": "opml",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".xml": "feed",
    ".json": "feed",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file.

    `status` is "added" when something new was kept, "known" when everything was there before,
    "failed" with the `error` that says why, without naming the file. `id` and `title` are the
    article's, or the title of a feed; `articles` and `sources` count what the file held of
    them, None where it is not that kind of file; `new` is how many of either are new.
    `skipped` says what was left out or needs the reader's word.
    """

    path: Path
    status: str
    id: str = ""
    title: str = ""
    articles: int | None = None
    sources: int | None = None
    new: int = 0
    error: Sentence | None = None
    skipped: tuple[Sentence, ...] = ()


async def bring_in(
    paths: Sequence[Path],
    *,
    store: Store,
    worker: Worker,
    clock: Callable[[], datetime],
    address: str = "",
    is_private_allowed: bool = False,
    is_many_allowed: bool = False,
    folder: Folder = (),
    shelf: str = "Saved pages",
    rules: tuple[str, ...] = (),
) -> AsyncIterator[Taken]:
    """Take in every file of `paths`; one that fails is told and the rest goes on.

    `address` is where the file came from; `shelf` names the source that single articles go
    to when it is first made; `rules` are folders of site rules; a list of more than `MANY`
    sources is taken only where `is_many_allowed`. Raises `BadAddress` for a bad
    `address`.
    """
    address = normal_address(address) if address else ""
    intake = _Intake(
        store=store,
        worker=worker,
        clock=clock,
        address=address,
        is_private_allowed=is_private_allowed,
        is_many_allowed=is_many_allowed,
        folder=folder,
        shelf=shelf,
        rules=rules,
    )
    for path in paths:
        try:
            yield await intake.take(path)
        except BeritaError as error:
            yield Taken(path=path, status="failed", error=error.sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intake:
    store: Store
    worker: Worker
    clock: Callable[[], datetime]
    address: str
    is_private_allowed: bool
    is_many_allowed: bool
    folder: Folder
    shelf: str
    rules: tuple[str, ...]

    async def take(self, path: Path) -> Taken:
        content = await asyncio.to_thread(_read, path)
        kind = _kind(content, path)
        if kind == "opml":
            return await self._opml(path, content)
        if kind == "feed":
            return await self._feed(path, content)
        if len(content) > MAX_PAGE:
            raise _too_large(MAX_PAGE)
        if kind == "page":
            page = await self.worker.read_page(
                content, address=self.address, seen=self.clock(), rules=self.rules
            )
            entry = page.entry
        else:
            entry = await self.worker.read_plain(content, address=self.address, seen=self.clock())
        return self._article(path, entry)

    def _article(self, path: Path, entry: Entry) -> Taken:
        entry = replace(entry, title=entry.title or one_line(path.stem))
        kept = self.store.saved.keep(entry, shelf=self.shelf, folder=self.folder)
        return Taken(
            path=path,
            status="added" if kept.is_new else "known",
            id=kept.key.hex(),
            title=entry.title,
            new=int(kept.is_new),
        )

    async def _feed(self, path: Path, content: bytes) -> Taken:
        feed = await self.worker.read_feed(content, address=self.address, seen=self.clock())
        title = feed.title or one_line(path.stem)
        saved = self.store.articles.save(
            self._source_of(feed, title), feed.proofs, when=self.clock()
        )
        return Taken(
            path=path,
            status="added" if saved.new else "known",
            title=title,
            articles=len(feed.proofs),
            new=len(saved.new),
        )

    def _source_of(self, feed: Feed, title: str) -> Source:
        """Return the source a feed file belongs to: the one it names itself, if followed."""
        for named in (feed.address, self.address):
            if named and (source := self.store.sources.by_address(named)):
                return source
        # The same file must find the same source again, wherever it lies by then.
        identity = feed.address or self.address or feed.homepage or title
        return self._own(local_address(f"file/{source_key(identity)}"), title)

    def _own(self, address: str, title: str) -> Source:
        if source := self.store.sources.by_address(address):
            return source
        source = replace(Source.own(address, title=title), folder=self.folder)
        return next(iter(self.store.sources.add(source)), source)

    async def _opml(self, path: Path, content: bytes) -> Taken:
        outline = await self.worker.read_opml(content)
        if len(outline.sources) > MANY and not self.is_many_allowed:
            raise Unreadable(
                Sentence(
                    "this lists {count} sources; import it again with --many to follow them all",
                    count=len(outline.sources),
                )
            )
        skipped = list(outline.skipped)
        sources = []
        known = {source.key: source for source in self.store.sources.all()}
        for source in outline.sources:
            if self.is_private_allowed:
                sources.append(replace(source, is_private_allowed=True))
            elif is_private_name(host_of(source.address)) and source.key not in known:
                sources.append(replace(source, paused=PauseReason.PRIVATE))
                skipped.append(_paused(source))
            else:
                sources.append(source)
        new = self.store.sources.add_outline(self._within(outline, sources))
        freed = self._free(known, sources)
        return Taken(
            path=path,
            status="added" if new or freed else "known",
            title=outline.title,
            sources=len(outline.sources),
            new=len(new) + freed,
            skipped=tuple(skipped),
        )

    def _within(self, outline: Outline, sources: Sequence[Source]) -> Outline:
        """Return the outline with `sources`, all of it in the folder asked for."""
        return replace(
            outline,
            sources=tuple(replace(each, folder=(*self.folder, *each.folder)) for each in sources),
            folders=tuple(((*self.folder, *folder), extra) for folder, extra in outline.folders),
        )

    def _free(self, known: dict[str, Source], sources: Sequence[Source]) -> int:
        """Give leave to sources an earlier import had paused; return how many they are."""
        freed = [
            source
            for each in sources
            if each.is_private_allowed
            and (source := known.get(each.key))
            and source.paused is PauseReason.PRIVATE
        ]
        for source in freed:
            self.store.sources.change(replace(source, paused=None, is_private_allowed=True))
        return len(freed)


def _read(path: Path) -> bytes:
    """Return the content of a regular file; nothing else is read, so nothing can block."""
    try:
        with open(path, "rb", opener=_open) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unreadable(Sentence("this is not a regular file; give one that is"))
            content = file.read(MAX_FEED + 1)
    except (OSError, ValueError) as error:
        raise _unopened(error) from None
    if not content.strip(_BLANK):
        raise Unreadable(Sentence("this is empty; there is nothing to take in"))
    if len(content) > MAX_FEED:
        raise _too_large(MAX_FEED)
    return content


def _open(path: str, flags: int) -> int:
    # A pipe without a writer would otherwise hold the program for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _kind(content: bytes, path: Path) -> str:
    """Return "opml", "feed", "page" or "text": by the content, else by the name.

    Raises `Unreadable` for what is no text at all, and for XML of any other kind.
    """
    head = _COMMENT.sub("", _text_head(content)).lstrip()
    if root := _ROOT.search(head):
        return str(root.lastgroup)
    if head.startswith("{") and ("jsonfeed.org/version" in head or '"items"' in head):
        return "feed"
    if not (kind := _ENDINGS.get(path.suffix.lower())) and _OTHER_XML.match(head):
        raise Unreadable(
            Sentence("this is XML of another kind; give OPML, a feed, a saved page or plain text")
        )
    return kind or ("page" if head.startswith("<") else "text")


def _text_head(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[:_HEAD].decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if b"\0" in content[:_HEAD]:
        raise Unreadable(
            Sentence("this is not a text; give OPML, a feed, a saved page or plain text")
        )
    return content[:_HEAD].decode("utf-8", "replace").lstrip()


def _unopened(error: OSError | ValueError) -> BeritaError:
    if isinstance(error, FileNotFoundError | ValueError):
        return Missing(Sentence("there is no such file; check its name"))
    if isinstance(error, IsADirectoryError):
        return Unreadable(Sentence("this is a folder; give the files in it"))
    return Unreadable(
        Sentence(
            "this cannot be read ({reason}); check its permissions",
            reason=error.strerror or type(error).__name__,
        )
    )


def _too_large(most: int) -> Unreadable:
    return Unreadable(
        Sentence("this is too large; at most {size} MB are taken", size=most // 1_000_000)
    )


def _paused(source: Source) -> Sentence:
    return Sentence(
        "“{title}” is paused: {host} belongs to a private network; "
        "import it again with --allow-private to let it be fetched",
        title=one_line(source.label, limit=80),
        host=host_of(source.address),
    )
