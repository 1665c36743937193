"""JSON Feed, versions 1.0 and 1.1 (jsonfeed.org), read with a grain of salt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urljoin

from berita_tui.clean import fold_address, one_line
from berita_tui.news import MOST_ENTRIES, Enclosure, Entry, Feed, Picture, Sentence, Unreadable
from berita_tui.parse.dates import read_date, zone_of
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
from berita_tui.parse.newest import newest, seconds_of


def read_json_feed(text: str, *, address: str, seen: datetime) -> Feed:
    """Return the JSON Feed in `text`. Raises `Unreadable` where it is none.

    Items that are no objects are passed over; fields of the wrong type count as missing.
    """
    try:
        # numbers stay as they are written: an id of a thousand digits is still an id
        root = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Unreadable(Sentence("this is no feed: its JSON is broken")) from None
    if not isinstance(root, dict) or not isinstance(root.get("items"), list):
        raise Unreadable(Sentence("this is no feed: neither RSS nor Atom nor JSON Feed"))
    base = urljoin(address, _string(root, "feed_url")) or address
    homepage = _address(root, "home_page_url", base)
    language = language_tag(_string(root, "language"))
    zone = zone_of(address, language) or zone_of(homepage)
    items = [item for item in root["items"] if isinstance(item, dict)]
    left_out = max(0, len(items) - MOST_ENTRIES)
    if left_out:
        ages = [_age(each, seen) for each in items]
        items = [items[place] for place in newest(ages, MOST_ENTRIES)]
    entries = (
        _entry(item, root, base=base, language=language, seen=seen, zone=zone) for item in items
    )
    return Feed(
        title=plain_title(_string(root, "title")),
        homepage=homepage,
        address=_address(root, "feed_url", address),
        language=language,
        entries=tuple(
            each for each in entries if each.guid or each.link or each.title or each.html
        ),
        left_out=left_out,
    )


def _entry(
    item: Mapping[str, Any],
    root: Mapping[str, Any],
    *,
    base: str,
    language: str,
    seen: datetime,
    zone: tzinfo | None,
) -> Entry:
    link = _address(item, "url", base) or _address(item, "external_url", base)
    html = _string(item, "content_html") or plain_html(_string(item, "content_text"))
    summary = plain_html(_string(item, "summary"))
    is_content = bool(_string(item, "content_html") or _string(item, "content_text"))
    body = written(
        html=html if is_content else summary,
        summary=summary if is_content else "",
        base=link or base,
        is_content=is_content,
    )
    published, modified = _dates(item, seen=seen, zone=zone)
    tags = _tags(item)
    return Entry(
        guid=bounded_guid(_string(item, "id")),
        link=link or fold_address(_string(item, "id")),
        title=plain_title(_string(item, "title")),
        place=body.place,
        outlet=outlet_at(link),
        author=_authors(item) or _authors(root),
        section=tags[0] if tags else "",
        keywords=tags,
        published=published,
        modified=modified,
        lead=body.lead,
        language=language_tag(_string(item, "language")) or language,
        html=body.html,
        text=body.text,
        is_whole=body.is_whole,
        pictures=_pictures(item, base, body.html),
        enclosures=_attachments(item, base),
    )


def _dates(
    item: Mapping[str, Any], *, seen: datetime, zone: tzinfo | None
) -> tuple[datetime | None, datetime | None]:
    """Return when the item was published and, if later, modified."""
    published = read_date(_string(item, "date_published"), seen=seen, assume=zone)
    modified = read_date(_string(item, "date_modified"), seen=seen, assume=zone)
    if published and modified and modified > published:
        return published, modified
    return published or modified, None


def _age(item: Mapping[str, Any], seen: datetime) -> float:
    text = _string(item, "date_published") or _string(item, "date_modified")
    return seconds_of(text, seen=seen)


def _string(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _address(of: Mapping[str, Any], name: str, base: str) -> str:
    value = _string(of, name).strip()
    try:
        return fold_address(urljoin(base, value)) if value else ""
    except ValueError:
        return ""


def _list(of: Mapping[str, Any], name: str) -> list[Any]:
    value = of.get(name)
    return value if isinstance(value, list) else []


def _authors(of: Mapping[str, Any]) -> str:
    """Return the authors: a list in version 1.1, one object in 1.0."""
    authors = [each for each in [*_list(of, "authors"), of.get("author")] if isinstance(each, dict)]
    return joined_names(_string(each, "name") for each in authors)


def _tags(item: Mapping[str, Any]) -> tuple[str, ...]:
    texts = [each for each in _list(item, "tags")[:100] if isinstance(each, str)]
    tags = (plain_title(text, limit=100) for text in texts)
    return tuple(dict.fromkeys(filter(None, tags)))[:30]


def _pictures(item: Mapping[str, Any], base: str, html: str) -> tuple[Picture, ...]:
    addresses = (_address(item, name, base) for name in ("image", "banner_image"))
    wanted = dict.fromkeys(each for each in addresses if each and each not in html)
    return tuple(Picture(address=address) for address in wanted)


def _attachments(item: Mapping[str, Any], base: str) -> tuple[Enclosure, ...]:
    attachments = [each for each in _list(item, "attachments") if isinstance(each, dict)]
    return tuple(
        Enclosure(
            address=address,
            media_type=one_line(_string(each, "mime_type"), limit=100),
            size=number_in(each.get("size_in_bytes")),
        )
        for each in attachments[:20]
        if (address := _address(each, "url", base))
    )
