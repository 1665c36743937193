"""Pages: a saved article page, its facts and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from berita_tui.clean import one_line
from berita_tui.news import Entry, Page, Sentence, Unreadable
from berita_tui.parse.article import find_article
from berita_tui.parse.bodies import Body, choose_body, tidy
from berita_tui.parse.documents import lay_out
from berita_tui.parse.encodings import decode
from berita_tui.parse.facts import language_of
from berita_tui.parse.imprint import read_imprint
from berita_tui.parse.markup import flow_html, safe_flow
from berita_tui.parse.metadata import Metadata

MAX_PAGE = 3_000_000
"""Bytes of a page that is read."""


def read_page(
    content: bytes,
    *,
    address: str = "",
    charset: str = "",
    seen: datetime,
    rules: tuple[str, ...] = (),
) -> Page:
    """Return what the page `content` holds: an article, and where more of it is.

    `address` is where the page was got, `charset` what the server said, `rules` the folders of
    site rules. Facts are read first, then every reading of the body there is, then one of them
    is chosen; facts that stand in the body itself come last. Nothing is fetched. Raises
    `Unreadable`: no web page, larger than `MAX_PAGE`, or no article in it.
    """
    del rules
    root = tree_of(content, charset)
    metadata = Metadata(root)
    said = read_imprint(root, metadata, address=address, seen=seen)
    body = choose_body(tuple(_bodies(root, metadata, title=said.title, base=said.link)))
    return Page(entry=_signed(said, body))


def tree_of(content: bytes, charset: str) -> HtmlElement:
    """Return the tree of a page, without comments. Raises `Unreadable`."""
    if len(content) > MAX_PAGE:
        raise Unreadable(Sentence("This page is too large to be read"))
    text = decode(content, charset=charset)
    if "<" not in text:
        raise Unreadable(Sentence("This is no web page"))
    parser = HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: HtmlElement | None = None
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise Unreadable(Sentence("This is no web page"))
    return root


def told_lines(metadata: Metadata) -> list[str]:
    """Return the lines of the article as the page's JSON-LD tells it, none where it does not."""
    lines = re.split(r"\n|</p>|<br ?/?>", metadata.body())
    plain = (re.sub(r"<[^<>]*>", " ", line) for line in lines)
    return [line for line in plain if line.strip()]


def _bodies(root: HtmlElement, metadata: Metadata, *, title: str, base: str) -> Iterator[Body]:
    """Give the readings of the body, the most trusted first."""
    told = told_lines(metadata)
    yield tidy(find_article(root, title=title, base=base, told=told), title=title)
    prose = metadata.body()
    html = prose if "</p>" in prose else re.sub(r"\s*\n\s*", "\n\n", prose)
    if told:
        yield tidy(safe_flow(html, base=base), title=title)


def _signed(said: Entry, body: Body) -> Entry:
    """Return the article: what the page says of it, and the body with what it says itself."""
    text = lay_out(body.pieces).text
    if not (said.title or text):
        raise Unreadable(Sentence("There is no article on this page"))
    return replace(
        said,
        author=said.author or one_line(body.author),
        editor=one_line(body.editor),
        place=one_line(body.place),
        outlet=said.outlet or one_line(body.outlet),
        caption=one_line(body.caption, limit=1000),
        language=language_of(text) or said.language,
        html=flow_html(body.pieces),
        text=text,
        pictures=tuple(replace(each, caption=body.caption) for each in said.pictures),
        is_whole=bool(text),
    )
