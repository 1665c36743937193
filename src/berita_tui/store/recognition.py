"""Which stored article an entry is: decided from facts alone, no file is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from berita_tui.news import Entry, article_key
from berita_tui.store.codec import link_number


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
    """An entry and the article it is: a stored one, or a new one with this key."""

    entry: Entry
    key: bytes
    known: Known | None


def keys_to_look_up(source: str, entries: Sequence[Entry]) -> list[bytes]:
    """Return every key under which one of `entries` may be stored."""
    return list({key for entry in entries for key in _keys(source, entry)})


def recognise(
    source: str,
    entries: Sequence[Entry],
    *,
    by_key: Mapping[bytes, Known],
    by_link: Mapping[int, Known],
) -> list[Claim]:
    """Return one claim for each different entry of a document, in its order.

    The guid decides, else the link, else title and date. An entry whose link is stored under
    another guid is that article (guids that change with every fetch), unless the document
    holds the link more than once. A guid that a stored article with another link, title and
    date has is not worth anything (one guid for all), so the link decides.
    """
    links = Counter(entry.link for entry in entries)
    claims: dict[bytes, Claim] = {}
    for entry in entries:
        keys = _keys(source, entry)
        linked = by_link.get(link_number(source, entry.link) or 0)
        known = _stored(
            source, entry, by_key.get(keys[0]), linked if links[entry.link] == 1 else None
        )
        if known is not None:
            keys = [known.key, *keys]
        elif keys[0] in by_key:
            keys = keys[1:]
        for key in keys:
            if key not in claims:
                claims[key] = Claim(entry=entry, key=key, known=by_key.get(key, known))
                break
            if _is_same(claims[key].entry, entry):
                break
    return list(claims.values())


def merge(kept: Entry, sent: Entry) -> Entry:
    """Return what to keep of an article that its publisher sent again.

    New facts replace old ones, nothing is emptied, the first date of publication stays, and a
    lead never takes the place of a whole text.
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
    return replace(kept, **facts)


def _is_better(kept: Entry, sent: Entry) -> bool:
    if not sent.html:
        return False
    if kept.is_whole == sent.is_whole:
        return not kept.is_whole or 2 * len(sent.html) >= len(kept.html)
    return sent.is_whole or len(sent.html) > len(kept.html)


def _keys(source: str, entry: Entry) -> list[bytes]:
    guid, link, title, published = entry.guid, entry.link, entry.title, entry.published
    keys = [
        article_key(source, guid=guid, link=link, title=title, published=published),
        article_key(source, guid="", link=link, title=title, published=published),
        article_key(source, guid="", link="", title=title, published=published),
    ]
    return list(dict.fromkeys(keys))


def _stored(source: str, entry: Entry, named: Known | None, linked: Known | None) -> Known | None:
    if named is None:
        return linked
    link = link_number(source, entry.link)
    if link is None or named.link is None or link == named.link:
        return named
    if linked is not None:
        return linked
    date = entry.published and entry.published.isoformat()
    is_edited = named.title == entry.title or (date is not None and date == named.published)
    return named if is_edited else None


def _is_same(one: Entry, other: Entry) -> bool:
    return (one.link, one.title, one.published) == (other.link, other.title, other.published)
