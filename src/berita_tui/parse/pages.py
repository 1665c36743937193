"""Pages: a saved article page, read by simple means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import chain, islice
from typing import TypeAlias
from urllib.parse import urljoin

from lxml import etree

from berita_tui.clean import fold_address, one_line
from berita_tui.news import Entry, Page, Picture, Sentence, Unreadable, host_of
from berita_tui.parse.bodies import Body, find_body, tidy
from berita_tui.parse.dates import read_date, zone_of
from berita_tui.parse.documents import read_document
from berita_tui.parse.encodings import decode
from berita_tui.parse.facts import bare_title, language_of, outlet_named, outlet_of
from berita_tui.parse.markup import flow_html, safe_flow
from berita_tui.parse.metadata import Metadata
from berita_tui.parse.rules.ruling import Ruling, rule_on

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

MAX_PAGE = 10_000_000
"""Bytes of a page that is read."""

_SURE = 600
_ENOUGH = 140
_MUCH_MORE = 4
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


def read_page(
    content: bytes,
    *,
    address: str = "",
    charset: str = "",
    seen: datetime,
    rules: tuple[str, ...] = (),
) -> Page:
    """Return what the page `content` holds: an article, and where more of it is.

    Title, dates, author, outlet, section, keywords, language, canonical address and picture
    come from JSON-LD, `meta` and well-known elements, in this order; the body is the element
    that is marked so or has the most prose, without furniture. `address` is where the page was
    got, `charset` what the server said, `rules` the folders of site rules, which come before
    ours; what a rule finds comes before all else. Nothing is fetched. Raises `Unreadable`: no
    web page, larger than `MAX_PAGE`, or no article in it.
    """
    text = _text(content, charset)
    root = _tree(text)
    address = fold_address(address)
    ruling = rule_on(
        root,
        text,
        parse=_tree,
        address=address or _canonical(Metadata(root), ""),
        folders=rules,
    )
    return Page(
        entry=_read(ruling, address, seen),
        next_page=ruling.findings.next_page,
        single_page=ruling.findings.single_page,
    )


def _read(ruling: Ruling[Element], address: str, seen: datetime) -> Entry:
    root, found = ruling.root, ruling.findings
    metadata = Metadata(root, has_json=not ruling.rule.skip_json_ld)
    link = _canonical(metadata, address)
    outlet = _outlet(metadata, link)
    said = _facts(root, metadata, link, seen, told=found.date)
    title = bare_title(found.title, outlet) or _title(root, metadata, outlet)
    author = ", ".join(found.authors) or _author(root, metadata, outlet)
    body = _ruled_body(ruling, metadata, title=title, base=link)
    html = flow_html(body.pieces)
    text = read_document(html).text
    if not (title or text):
        raise Unreadable(Sentence("There is no article on this page"))
    picture = _picture(metadata, link) if ruling.rule.insert_detected_image else ""
    return replace(
        said,
        link=link,
        title=title,
        author=author or one_line(body.author),
        editor=one_line(body.editor),
        place=one_line(body.place),
        outlet=outlet or one_line(body.outlet),
        caption=one_line(body.caption, limit=1000),
        language=language_of(text) or said.language,
        html=html,
        text=text,
        pictures=(Picture(address=picture, caption=body.caption),) if picture else (),
        is_whole=bool(text),
    )


def _facts(root: Element, metadata: Metadata, link: str, seen: datetime, *, told: str) -> Entry:
    """Return what the page says of itself apart from title and names; before its body is read.

    `told` is the date that a rule has found.
    """
    language = _language(root, metadata)
    zone = zone_of(link, language)
    published = _date(chain((told,), _published(root, metadata)), seen, zone)
    modified = _date((metadata.fact("dateModified"), *metadata.metas(*_MODIFIED)), seen, zone)
    lead = metadata.meta("og:description", "description") or metadata.fact("description")
    return Entry(
        section=metadata.meta("article:section") or metadata.fact("articleSection"),
        published=published,
        modified=modified if modified and published and modified > published else None,
        lead=one_line(lead, limit=1000),
        keywords=_keywords(metadata),
        language=language,
    )


def _text(content: bytes, charset: str) -> str:
    if len(content) > MAX_PAGE:
        raise Unreadable(Sentence("This page is too large to be read"))
    text = decode(content, charset=charset)
    if "<" not in text:
        raise Unreadable(Sentence("This is no web page"))
    return text


def _tree(text: str) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None = None
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise Unreadable(Sentence("This is no web page"))
    return root


def _canonical(metadata: Metadata, address: str) -> str:
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
    return outlet_of(link) or outlet_named(said) or said


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


def _date(
    texts: Iterator[str] | tuple[str, ...], seen: datetime, zone: tzinfo | None
) -> datetime | None:
    """Return the first date that has a time, else the first; in `zone` where it is given in UTC.

    A time said to be UTC that the page also says in another zone is that zone's.
    """
    read = (
        read_date(text.partition("Views")[0], seen=seen, assume=zone)
        for text in islice(texts, _MAX_DATES)
        if text
    )
    days = [when for when in read if when]
    times = [when for when in days if (when.hour, when.minute, when.second) != (0, 0, 0)]
    if not times or times[0].utcoffset():
        return next(iter(times or days), None)
    for other in times:
        if other.utcoffset() and f"{other:%x%H%M}" == f"{times[0]:%x%H%M}":
            return other
    return times[0].astimezone(zone) if zone else times[0]


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


def _ruled_body(ruling: Ruling[Element], metadata: Metadata, *, title: str, base: str) -> Body:
    """Return the body a rule has found, or the one found by other means where that has more."""
    told = tidy(safe_flow(ruling.markup, base=base), title=title)
    length = _length(told)
    is_sure = length >= _SURE and _MUCH_MORE * length >= _prose(ruling.root)
    if is_sure or not ruling.is_guessing:
        return told
    guessed = _body(ruling.root, metadata, title=title, base=base)
    return guessed if is_better(length, _length(guessed)) else told


def is_better(ruled: int, guessed: int) -> bool:
    """Tell whether a guessed body of so many characters is to be taken before a rule's."""
    return guessed > (_MUCH_MORE * ruled if ruled >= _ENOUGH else ruled)


def _prose(root: Element) -> int:
    """Return how many characters there are in the paragraphs of a page."""
    return sum(sum(map(len, _texts(each))) for each in root.iter("p"))


def _length(body: Body) -> int:
    return len(read_document(flow_html(body.pieces)).text)


def _body(root: Element, metadata: Metadata, *, title: str, base: str) -> Body:
    """Return the body, from the page or, where that has much more, from its JSON-LD."""
    found = find_body(root, title=title, base=base)
    told = metadata.prose("articleBody")
    if len(told) <= max(250, 2.5 * _length(found)):
        return found
    html = told if "</p>" in told else re.sub(r"\s*\n\s*", "\n\n", told)
    return tidy(safe_flow(html, base=base), title=title)


def _words(element: Element) -> str:
    return one_line(" ".join(_texts(element)), limit=300)


def _texts(element: Element) -> Iterator[str]:
    return (str(text) for text in element.itertext(etree.Element))
