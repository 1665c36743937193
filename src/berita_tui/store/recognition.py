"""Which stored article an entry is: decided from facts alone, no file is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from berita_tui.news import Entry, Proof, article_key
from berita_tui.news.edits import substance
from berita_tui.store.numbers import date_in

_NEAR: Final = timedelta(hours=14)
_NONE: Final[Mapping[int, Known]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of an article, as far as recognising it needs."""

    number: int
    key: bytes
    link: int | None
    title: str
    published: str | None
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An entry and the article it is: a stored one, or a new one with this key.

    `is_guest` claims that the article is not of the source the entry came by.
    """

    proof: Proof
    key: bytes
    known: Known | None
    is_guest: bool = False


def keys_to_look_up(source: str, entries: Sequence[Proof]) -> list[bytes]:
    """Return every key under which one of `entries` may be stored."""
    return list({key for entry in entries for key in _keys(source, entry)})


def strangers(source: str, entries: Sequence[Proof], by_key: Mapping[bytes, Known]) -> list[Proof]:
    """Return the entries that are to be looked up by their links too.

    The others are stored under their own key with the link they have: no other article with
    that link would be preferred.
    """
    return [
        entry
        for entry in entries
        if (known := by_key.get(_keys(source, entry)[0])) is None or known.link != entry.link_number
    ]


def recognise(
    source: str,
    entries: Sequence[Proof],
    *,
    by_key: Mapping[bytes, Known],
    by_link: Mapping[int, Known],
    saved: Mapping[int, Known] = _NONE,
) -> list[Claim]:
    """Return one claim for each different entry of a document, in its order.

    The guid decides, else the link, else title and date. Guids that change with every fetch
    are seen through: an entry is the stored article with its link if date, or title and text,
    are the same too. And a guid that a stored article with another link, title and date has is
    worth nothing (one guid for all), so the link decides.

    What is stored nowhere in the source may be an article of `saved`, pages the reader saved
    before, by their links.
    """
    links = Counter(entry.link_number for entry in entries)
    claims: dict[bytes, Claim] = {}
    for entry in entries:
        link = entry.link_number
        is_own_link = links[link] == 1
        keys = _keys(source, entry, is_own_link=is_own_link)
        linked = by_link.get(link or 0) if is_own_link else None
        known = _stored(entry, by_key.get(keys[0]), linked)
        stored = [by_key[key] for key in keys[1:] if key in by_key]
        choice = {each.key: each for each in ([known] if known else []) + stored}
        free = [key for key in keys if key not in by_key]
        page = saved.get(link or 0) if is_own_link and not choice else None
        guests = {page.key: page} if page and is_one_article(entry, page) else {}
        fitting = [
            key
            for key in (*guests, *choice, *free)
            if key not in claims or _is_same(claims[key].proof, entry)
        ]
        for key in fitting[:1]:
            known, is_guest = guests.get(key) or choice.get(key), key in guests
            claims.setdefault(key, Claim(proof=entry, key=key, known=known, is_guest=is_guest))
    return list(claims.values())


def merge(kept: Entry, sent: Entry) -> Entry:
    """Return what to keep of an article that its publisher sent again.

    New facts replace old ones, nothing is emptied, the first date of publication stays, and a
    lead never takes the place of a whole text, nor a feed's text that of a longer page.
    """
    facts = {
        name: value
        for name in (
            "link", "title", "author", "editor", "place", "outlet", "section", "modified",
            "lead", "caption", "keywords", "language", "pictures", "enclosures",
        )
        if (value := getattr(sent, name))
    }  # fmt: skip
    if kept.published and sent.published and sent.published != kept.published:
        facts.setdefault("modified", sent.published)
    facts["published"] = kept.published or sent.published
    if _is_better(kept, sent):
        facts |= {"html": sent.html, "text": sent.text, "is_whole": sent.is_whole}
        facts["is_from_page"] = sent.is_from_page
    return replace(kept, **facts)


def complete(kept: Entry, sent: Entry) -> Entry:
    """Return a page the reader saved with the facts that only a feed knows; it says the same."""
    facts = {
        name: value
        for name in (
            "author", "editor", "place", "outlet", "section", "published", "modified", "lead",
            "caption", "keywords", "language", "pictures", "enclosures", "title",
        )
        if not getattr(kept, name) and (value := getattr(sent, name))
    }  # fmt: skip
    return replace(kept, **facts)


def is_one_article(entry: Entry | Proof, known: Known) -> bool:
    """Tell whether an entry with a stored article's link is that article, wherever it came from.

    Many a page has something else every day: the dates are to be the same but for an error of
    the zone, or where there are not two, the titles.
    """
    published = date_in(known.published)
    if entry.published is not None and published is not None:
        return abs(entry.published - published) <= _NEAR
    one, other = substance(entry.title), substance(known.title)
    return bool(one and other) and (one in other or other in one)


def _is_better(kept: Entry, sent: Entry) -> bool:
    if not sent.html:
        return False
    if kept.is_from_page and not sent.is_from_page:
        return sent.is_whole and len(sent.html) > len(kept.html)
    if kept.is_whole == sent.is_whole:
        return not kept.is_whole or 2 * len(sent.html) >= len(kept.html)
    return sent.is_whole or len(sent.html) > len(kept.html)


def _keys(source: str, entry: Proof, *, is_own_link: bool = True) -> tuple[bytes, ...]:
    facts = (entry.guid, entry.link, entry.title, entry.published)
    return _keys_of(source, *facts, is_own_link=is_own_link)


@lru_cache(4096)  # asked for before the articles are looked up, and after
def _keys_of(
    source: str, guid: str, link: str, title: str, published: datetime | None, *, is_own_link: bool
) -> tuple[bytes, ...]:
    ways = [(guid, link), ("", link if is_own_link else ""), ("", "")]
    if not guid:
        del ways[0]
    keys = [
        article_key(source, guid=guid, link=link, title=title, published=published)
        for guid, link in ways
    ]
    return tuple(dict.fromkeys(keys))


def _stored(entry: Proof, named: Known | None, linked: Known | None) -> Known | None:
    if linked is not None and not _is_edition(entry, linked):
        linked = None
    if named is None:
        return linked
    link = entry.link_number
    if link is None or named.link is None or link == named.link:
        return named
    if linked is not None:
        return linked
    is_named = named.title == entry.title or _is_of_date(entry, named)
    return named if is_named else None


def _is_edition(entry: Proof, known: Known) -> bool:
    if _is_of_date(entry, known):
        return True
    is_undated = entry.published is None or known.published is None
    return entry.title == known.title and (is_undated or entry.digest == known.digest)


def _is_of_date(entry: Proof, known: Known) -> bool:
    return entry.published is not None and entry.published.isoformat() == known.published


def _is_same(one: Proof, other: Proof) -> bool:
    return (one.link, one.title, one.published) == (other.link, other.title, other.published)
