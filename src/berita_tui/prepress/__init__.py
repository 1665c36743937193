"""Prepress: entries made ready to be kept, where there is time for it: packed, counted, indexed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from berita_tui.news import Entry, Feed, Leaf, Proof
from berita_tui.parse.stemming import stemmed, stems_in
from berita_tui.prepress import codec
from berita_tui.words import plain

_HEAD: Final = frozenset({"title", "section", "outlet", "published", "is_whole"})
"""What a list shows, and a body has not got."""
_COLUMNS: Final = 8
"""How many the index has, see `leaf_of`."""


def made_ready(read: object) -> object:
    """Return a feed with proofs in the place of its entries, an entry with its stems."""
    if isinstance(read, Feed):
        return replace(read, entries=(), proofs=proofs_of(read.entries))
    return stemmed(read)


def proof_of(entry: Entry) -> Proof:
    """Make an entry ready."""
    return proofs_of((entry,))[0]


def proofs_of(entries: Iterable[Entry]) -> tuple[Proof, ...]:
    """Make entries ready: first the leaves of all, then all the rest.

    The table of stems fills the processor's caches and so does the packer. By turns they would
    drive each other out, which takes a sixth more time.
    """
    cut = []
    for entry in entries:
        text = text_of(entry)
        words = text.split()
        cut.append((entry, _leaf(entry, text, words), len(words)))
    return tuple(_proof(*each) for each in cut)


def _proof(entry: Entry, leaf: Leaf, words: int) -> Proof:
    unpacked, digest = codec.dump_entry(entry, _HEAD)
    return Proof(
        guid=entry.guid,
        link=entry.link,
        title=_storable(entry.title),
        section=_storable(entry.section),
        outlet=_storable(entry.outlet),
        published=entry.published,
        words=words,
        is_whole=entry.is_whole,
        has_picture=bool(entry.pictures) or "<img" in entry.html,
        link_number=codec.link_number(entry.link),
        digest=digest,
        body=codec.pack(unpacked),
        leaf=leaf,
    )


def can_be_kept(feed: Feed) -> bool:
    """Tell whether all of a feed that goes into a file can be written there."""
    texts = [feed.title, feed.homepage, feed.language]
    for proof in feed.proofs:
        if len(proof.leaf.values) != _COLUMNS:
            return False
        texts += (proof.link, proof.title, proof.section, proof.outlet, *proof.leaf.heard)
    return all(text.isascii() or _storable(text) == text for text in texts)


def entry_of(proof: Proof) -> Entry:
    """Return the whole entry, less its text and stems. Raises `Unreadable`."""
    head = {
        "title": proof.title,
        "section": proof.section,
        "outlet": proof.outlet,
        "published": proof.published and proof.published.isoformat(),
        "is_whole": proof.is_whole,
    }
    return codec.load_entry(proof.body, head)


def leaf_of(entry: Entry, text: str) -> Leaf:
    """Return what the index takes of an entry whose body is `text`, by its stems if it has any."""
    return _leaf(entry, text, () if entry.stems else text.split())


def _leaf(entry: Entry, text: str, words: Sequence[str]) -> Leaf:
    lead, body = entry.lead, text
    if not lead or lead in text:
        lead, _, body = text.partition("\n\n")
    title_stems, stems, roots = (entry.stems or stems_in(entry, text, words)).split("\n")
    values = (
        plain(f"{body}\n{entry.caption}"),
        plain(entry.title),
        plain(lead),
        plain(f"{entry.author}\n{entry.editor}"),
        plain(entry.place),
        plain("\n".join(entry.keywords)),
        title_stems,
        stems,
    )
    return Leaf(values=values, roots=roots)


def text_of(entry: Entry) -> str:
    """Return the plain text of an entry's body."""
    if entry.text or not entry.html:
        return entry.text
    from berita_tui.parse.documents import read_document  # noqa: PLC0415 - off the opening path

    return read_document(entry.html).text


def _storable(text: str) -> str:
    """Return a text without halves of characters, which no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
