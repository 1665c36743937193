"""The imprint: what a page says of its article apart from the text, for machines and readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import chain, islice
from typing import TypeAlias
from urllib.parse import urljoin

from lxml import etree

from berita_tui.clean import fold_address, one_line
from berita_tui.news import Entry, Picture, host_of
from berita_tui.parse.dates import read_date, zone_of
from berita_tui.parse.facts import bare_title, outlet_at, outlet_named
from berita_tui.parse.metadata import Metadata
from berita_tui.parse.rules.applying import Findings

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

_MAX_KEYWORDS = 30
_MAX_DATES = 200
_DATED = re.compile(r"date|time|tanggal|waktu|publish|jadwal|terbit", re.IGNORECASE)
_DAYS = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad|mon|tues|wednes|thurs|fri|satur|sun)\w*"
    r"[,\s]+.{0,3}\d",
    re.IGNORECASE,
)
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dtk:publishdate",
    "content_publisheddate",
    "publishdate",
    "pubdate",
    "date",
    "dc.date",
    "dc.date.issued",
    "parsely-pub-date",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "content_modifieddate")


def read_imprint(
    root: Element,
    metadata: Metadata,
    *,
    address: str,
    seen: datetime,
    found: Findings | None = None,
) -> Entry:
    """Return the entry of the page under `root` without its text; before the body is read.

    Facts come from what a rule has `found`, JSON-LD, `meta` and well-known elements, in this
    order.
    """
    found = found or Findings()
    link = canonical(metadata, fold_address(address))
    outlet = _outlet(metadata, link)
    language = _language(root, metadata)
    zone = zone_of(link, language)
    published = _date(chain((found.date,), _published(root, metadata)), seen, zone)
    modified = _date(iter((metadata.fact("dateModified"), *metadata.metas(*_MODIFIED))), seen, zone)
    lead = metadata.meta("og:description", "description") or metadata.fact("description")
    picture = _picture(metadata, link)
    return Entry(
        link=link,
        title=bare_title(found.title, outlet) or _title(root, metadata, outlet),
        author=", ".join(found.authors) or _author(root, metadata, outlet),
        outlet=outlet,
        section=metadata.meta("article:section") or metadata.fact("articleSection"),
        published=published,
        modified=modified if modified and published and modified > published else None,
        lead=one_line(lead, limit=1000),
        keywords=_keywords(metadata),
        language=language,
        pictures=(Picture(address=picture),) if picture else (),
    )


def canonical(metadata: Metadata, address: str) -> str:
    """Return the page's own address, believed only on the host it was got from."""
    for found in (metadata.link("canonical"), metadata.meta("og:url")):
        try:
            link = fold_address(urljoin(address, found)) if found else ""
        except ValueError:
            continue
        if link and (not address or host_of(link) == host_of(address)):
            return link
    return address


def _outlet(metadata: Metadata, link: str) -> str:
    said = one_line(metadata.meta("og:site_name") or metadata.fact("publisher"), limit=80)
    return outlet_at(link) or outlet_named(said) or said


def _title(root: Element, metadata: Metadata, outlet: str) -> str:
    headings = sorted(
        root.iter("h1"), key=lambda each: "headline" not in (each.get("itemprop") or "")
    )
    for text in (
        metadata.fact("headline"),
        metadata.meta("og:title", "twitter:title"),
        *(_words(heading) for heading in headings[:5]),
        *(_words(each) for each in root.iter("title")),
    ):
        if title := bare_title(one_line(text), outlet):
            return title
    return ""


def _published(root: Element, metadata: Metadata) -> Iterator[str]:
    """Give every text that may be the date of publication, the most reliable first."""
    yield metadata.fact("datePublished", "dateCreated")
    yield from metadata.metas(*_PUBLISHED)
    dated = []
    for element in root.iter(etree.Element):
        if element.tag == "time" and element.get("datetime"):
            yield element.get("datetime") or ""
        names = f"{element.get('itemprop', '')} {element.get('class', '')} {element.get('id', '')}"
        if element.tag == "time" or _DATED.search(names):
            dated.append(element)
    for element in dated:
        words = _words(element)
        if len(words) <= 120 and re.search(r"\d{4}", words):
            yield words
    for text in _texts(root):
        if len(text) <= 400 and _DAYS.search(text):
            yield " ".join(text.split())[:120]


def _date(texts: Iterator[str], seen: datetime, zone: tzinfo | None) -> datetime | None:
    """Return the first date that has a time, else the first; in `zone` where it is given in UTC.

    A time said to be UTC that the page also says in another zone is that zone's.
    """
    read = (
        read_date(text.partition("Views")[0], seen=seen, assume=zone)
        for text in islice(texts, _MAX_DATES)
        if text
    )
    day = time = None
    for when in filter(None, read):
        has_time = (when.hour, when.minute, when.second) != (0, 0, 0)
        if has_time and when.utcoffset() and (not time or f"{when:%x%H%M}" == f"{time:%x%H%M}"):
            return when
        if has_time:
            time = time or when
        else:
            day = day or when
    return (time.astimezone(zone) if zone else time) if time else day


def _author(root: Element, metadata: Metadata, outlet: str) -> str:
    marked = (
        _words(element)
        for element in root.iter("a", "span", "div", "p")
        if "author" in (element.get("rel"), element.get("itemprop"))
    )
    said = metadata.facts("author")
    several = ", ".join(said[:5]) if len(said) > 1 else ""
    for text in (several, *said, *metadata.metas("author", "article:author"), *marked):
        name = one_line(text, limit=120)
        is_name = name and not name.startswith(("http:", "https:", "@", "/"))
        if is_name and not outlet_named(name) and name.casefold() != outlet.casefold():
            return name
    return ""


def _keywords(metadata: Metadata) -> tuple[str, ...]:
    said = [
        *metadata.metas("news_keywords"),
        *metadata.metas("article:tag"),
        *metadata.metas("keywords"),
        *metadata.facts("keywords"),
    ]
    words = (one_line(word, limit=80) for text in said for word in re.split(r"[,;]", text))
    return tuple(dict.fromkeys(word for word in words if word))[:_MAX_KEYWORDS]


def _language(root: Element, metadata: Metadata) -> str:
    said = root.get("lang") or metadata.meta("og:locale", "content-language", "language")
    found = re.match(r"[A-Za-z]{2,3}(?=$|[-_,;\s])", said.strip())
    code = found[0].lower() if found else ""
    return {"in": "id", "ind": "id", "eng": "en"}.get(code, code)


def _picture(metadata: Metadata, link: str) -> str:
    said = metadata.meta("og:image", "twitter:image") or metadata.fact("image", "thumbnailUrl")
    try:
        return fold_address(urljoin(link, said)) if said else ""
    except ValueError:
        return ""


def _words(element: Element) -> str:
    return one_line(" ".join(_texts(element)), limit=300)


def _texts(element: Element) -> Iterator[str]:
    return (str(text) for text in element.itertext(etree.Element))
