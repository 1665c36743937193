"""Feeds: RSS, Atom, RDF, CDF and JSON Feed read into entries, salvaged where broken."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, TypeAlias

from berita_tui.clean import fold_address, one_line
from berita_tui.news import Enclosure, Entry, Feed, Picture, Sentence, Unreadable
from berita_tui.parse.dates import is_plausible, read_date, zone_of
from berita_tui.parse.encodings import decode
from berita_tui.parse.entries import (
    bounded_guid,
    joined_names,
    language_tag,
    number_in,
    plain_html,
    plain_title,
    written,
)
from berita_tui.parse.facts import outlet_at
from berita_tui.parse.jsonfeed import read_json_feed
from berita_tui.parse.links import joined
from berita_tui.parse.newest import cut_down
from berita_tui.parse.room import fitted
from berita_tui.parse.salvage import is_page, salvage
from berita_tui.parse.wellformed import read_well_formed

MAX_BYTES = 15_000_000
"""Largest feed read, in bytes."""

Links: TypeAlias = Sequence[Mapping[str, Any]]
"""Links of an entry that bring files."""

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 730, "yearly": 8766}
_MAX_MINUTES = 366 * 24 * 60
_MARKUP = ("text/html", "application/xhtml+xml", "html", "xhtml")
_DATES = ("published", "created", "updated")


def read_feed(
    content: bytes,
    *,
    address: str,
    media_type: str = "",  # noqa: ARG001 - said by the server, and not believed
    charset: str = "",
    seen: datetime,
) -> Feed:
    """Return the feed in `content`, fetched from `address` at `seen`.

    `media_type` and `charset` are what the server said; the content decides what it is. Of a
    feed that would take too much memory the oldest bodies are left out; see `room`.
    Of more than `MOST_ENTRIES` the newest are read.
    Raises `Unreadable` for a web page, for what is no feed at all, and for more than
    `MAX_BYTES`.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(Sentence("the feed is too large; it is not read"))
    text = decode(content, charset=charset).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise Unreadable(Sentence("the feed is empty; try again later"))
    if text.startswith("{"):
        return fitted(read_json_feed(text, address=address, seen=seen))
    text, left_out = cut_down(text, seen=seen)
    read = read_well_formed(text, address=address) or _salvaged(text, address)
    if read and (read[1] or not is_page(text)):
        return fitted(_reading(read[0], address, seen).whole(read[1], left_out))
    if is_page(text):
        raise Unreadable(Sentence("a web page came instead of a feed; the feed may have moved"))
    raise Unreadable(Sentence("this is no feed: neither RSS nor Atom nor JSON Feed"))


def _salvaged(text: str, address: str) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """Return what feedparser reads of a feed, mended where it is broken; None for no feed."""
    from berita_tui.parse.syndication import read_syndication  # noqa: PLC0415 - few feeds need it

    salvaged = salvage(text)
    return read_syndication(salvaged, address=address) if salvaged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One feed being turned into nouns: `feed` holds feedparser's fields of it."""

    address: str
    seen: datetime
    feed: Mapping[str, Any]
    language: str
    zone: tzinfo | None

    def whole(self, entries: list[dict[str, Any]], left_out: int) -> Feed:
        feed = self.feed
        own = [
            str(link.get("href", ""))
            for link in feed.get("links") or ()
            if link.get("rel") == "self"
        ]
        return Feed(
            title=_title(feed, "title"),
            homepage=fold_address(str(feed.get("link") or "")),
            address=fold_address(own[0]) if own else "",
            language=self.language,
            interval=_interval(feed),
            entries=tuple(self.entry(each) for each in entries),
            left_out=left_out,
        )

    def entry(self, raw: Mapping[str, Any]) -> Entry:
        guid = str(raw.get("id") or "").strip()
        body = _body(raw)
        base = body.base or self.address
        fields = written(
            html=body.html, summary=body.summary, base=base, is_content=body.is_content
        )
        published, modified = self._dates(raw)
        terms, link, caption = _terms(raw), _link(raw), _caption(raw)
        files = [each for each in raw.get("links") or () if each.get("rel") == "enclosure"]
        has_files = files or raw.get("media_content") or raw.get("media_thumbnail")
        return Entry(
            guid=bounded_guid(guid),
            link=link,
            title=_title(raw, "title"),
            author=_author(raw),
            place=fields.place,
            outlet=_outlet(link.split("/", 3)[2]) if link else "",
            section=terms[0] if terms else "",
            keywords=terms,
            published=published,
            modified=modified,
            lead=fields.lead,
            language=_language(raw) or self.language,
            html=fields.html,
            text=fields.text,
            is_whole=fields.is_whole,
            caption=caption,
            pictures=_pictures(raw, files, base, fields.html, caption) if has_files else (),
            enclosures=_enclosures(raw, files, base) if has_files else (),
        )

    def _dates(self, raw: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
        """Return when the entry was published and, if later, modified."""
        # feedparser's own mapping passes one date off as another, with a warning
        fields = raw if type(raw) is dict else dict(raw)
        said = {name: str(text) for name in _DATES if (text := fields.get(name))}
        found = {
            name: when for name, text in said.items() if (when := self._date(fields, name, text))
        }
        published = next(iter(found.values()), None)
        modified = found.get("updated")
        if published is None or modified is None or modified <= published:
            modified = None
        return published, modified

    def _date(self, fields: Mapping[str, Any], name: str, text: str) -> datetime | None:
        when = read_date(text, seen=self.seen, assume=self.zone)
        return when or _registered(text, fields.get(f"{name}_parsed"), self.seen)


def _reading(feed: Mapping[str, Any], address: str, seen: datetime) -> _Reading:
    language = language_tag(feed.get("language"))
    zone = zone_of(address, language) or zone_of(str(feed.get("link") or ""))
    return _Reading(address=address, seen=seen, feed=feed, language=language, zone=zone)


@dataclass(frozen=True, slots=True)
class _Body:
    html: str
    summary: str
    base: str
    is_content: bool


def _body(raw: Mapping[str, Any]) -> _Body:
    """Choose the body: the longest content element, else the summary."""
    contents = [each for each in raw.get("content") or () if _is_text(each)]
    best = max(contents, key=lambda each: len(each.get("value") or ""), default=None)
    detail = raw.get("summary_detail") or {}
    summary = _markup(raw.get("summary") or "", detail.get("type") or "text/html")
    if best is None or not (best.get("value") or "").strip():
        return _Body(summary, "", str(detail.get("base") or ""), is_content=False)
    html = _markup(best["value"], best.get("type") or "")
    if len(html) < len(summary):
        return _Body(summary, html, str(detail.get("base") or ""), is_content=True)
    return _Body(html, summary, str(best.get("base") or ""), is_content=True)


def _is_text(content: Mapping[str, Any]) -> bool:
    kind = str(content.get("type") or "")
    return kind in _MARKUP or kind.startswith("text/")


def _markup(value: str, kind: str) -> str:
    return value if kind in _MARKUP else plain_html(value)


def _title(raw: Mapping[str, Any], name: str) -> str:
    detail = raw.get(f"{name}_detail") or {}
    is_literal = detail.get("type") == "text/plain"
    return plain_title(str(raw.get(name) or ""), is_literal=is_literal)


def _link(raw: Mapping[str, Any]) -> str:
    """Return the entry's page: its link, else another link it calls alternate.

    A guid is a link where it says so or looks like a path, see `syndication`, and never where it
    says that it is none: such a one "may not be assumed to be a url" (RSS 2.0). What `rdf:about`
    names is no page either; RSS 1.0 asks for a link beside it.
    """
    if address := fold_address(str(raw.get("link") or "")):
        return address
    candidates = (
        str(link.get("href") or "")
        for link in raw.get("links") or ()
        if link.get("rel") == "alternate"
    )
    return next(filter(None, map(fold_address, candidates)), "")


def _author(raw: Mapping[str, Any]) -> str:
    names = [str(each.get("name") or "") for each in raw.get("authors") or ()]
    if joined := joined_names(names):
        return joined
    name = (raw.get("author_detail") or {}).get("name") or raw.get("author")
    return joined_names([name]) if name else ""


def _terms(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the entry's categories, each once, in its order."""
    tags = raw.get("tags")
    if not tags:
        return ()
    texts = [str(tag.get("label") or tag.get("term") or "") for tag in tags]
    terms = [plain_title(text, limit=100) for text in texts[:100]]
    return tuple(dict.fromkeys(filter(None, terms)))[:30]


@lru_cache(1000)
def _outlet(host_and_port: str) -> str:
    return outlet_at(host_and_port)


def _language(raw: Mapping[str, Any]) -> str:
    for each in (raw.get("title_detail") or {}, *(raw.get("content") or ())):
        if (said := each.get("language")) and (tag := language_tag(said)):
            return tag
    return ""


def _caption(raw: Mapping[str, Any]) -> str:
    """Return what the feed says of the entry's picture, and who took it."""
    if not raw.get("media_caption") and not raw.get("media_credit"):
        return ""
    caption = plain_title(str(raw.get("media_caption") or ""), limit=1000)
    credit = joined_names(
        [
            str(each.get("content") or "")
            for each in raw.get("media_credit") or ()
            if each.get("role") in (None, "photographer", "photo", "photography")
        ]
    )
    return f"{caption} ({credit})" if caption and credit else caption or credit


def _pictures(
    raw: Mapping[str, Any], files: Links, base: str, html: str, caption: str
) -> tuple[Picture, ...]:
    """Return the pictures that came with the entry and are not in its body, largest form first."""
    addresses = dict.fromkeys(
        address
        for each in _images(raw, files)
        if (address := _absolute(base, each)) and address not in html
    )
    return tuple(
        Picture(address=address, caption="" if number else caption)
        for number, address in enumerate(addresses)
    )[:20]


def _images(raw: Mapping[str, Any], files: Links) -> Iterator[str]:
    media = [each for each in raw.get("media_content") or () if _is_image(each)]
    media.sort(key=lambda each: number_in(each.get("width")), reverse=True)
    yield from (str(each.get("url") or "") for each in media)
    if not media:
        yield from (str(each.get("url") or "") for each in raw.get("media_thumbnail") or ())
    yield from (str(each.get("href") or "") for each in files if _is_image(each))


def _is_image(media: Mapping[str, Any]) -> bool:
    if media.get("medium") or media.get("type"):
        return media.get("medium") == "image" or str(media.get("type")).startswith("image/")
    return bool(re.search(r"\.(?:jpe?g|png|webp|gif)(?:\?|$)", str(media.get("url") or "")))


def _enclosures(raw: Mapping[str, Any], files: Links, base: str) -> tuple[Enclosure, ...]:
    """Return the files that came with the entry, pictures left out."""
    media = [each for each in raw.get("media_content") or () if not _is_image(each)]
    found = {}
    for each in [*files, *media]:
        address = _absolute(base, str(each.get("href") or each.get("url") or ""))
        if address and not _is_image(each) and address not in found:
            found[address] = Enclosure(
                address=address,
                media_type=one_line(str(each.get("type") or ""), limit=100),
                size=number_in(each.get("length") or each.get("filesize")),
            )
    return tuple(found.values())[:20]


def _absolute(base: str, address: str) -> str:
    try:
        return fold_address(joined(base, address.strip())) if address.strip() else ""
    except ValueError:
        return ""


def _interval(feed: Mapping[str, Any]) -> timedelta | None:
    """Return how often the feed asks to be fetched: ttl (RSS 2.0) or sy:update* (RSS 1.0)."""
    minutes = number_in(feed.get("ttl"))
    hours = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0)
    if not minutes and hours:
        minutes = hours * 60 // max(1, number_in(feed.get("sy_updatefrequency")))
    return timedelta(minutes=min(minutes, _MAX_MINUTES)) if minutes else None


def _registered(text: str, parsed: Any, seen: datetime) -> datetime | None:
    """Return the date feedparser read from a text in Greek, the one form only it knows.

    Its other readers fill in today's date where they understand half of a text.
    """
    if not parsed or not re.search("[\u0370-\u03ff]", text):
        return None
    try:
        when = datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return when if is_plausible(when, seen=seen) else None
