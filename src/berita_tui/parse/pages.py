"""Pages: a saved article page, its facts and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from berita_tui.clean import fold_address, one_line
from berita_tui.news import Entry, Page, Sentence, Unreadable
from berita_tui.parse.article import find_article
from berita_tui.parse.bodies import Body, choose_body, tidy
from berita_tui.parse.documents import lay_out
from berita_tui.parse.encodings import decode
from berita_tui.parse.facts import language_of
from berita_tui.parse.imprint import canonical, read_imprint
from berita_tui.parse.markup import flow_html, safe_flow
from berita_tui.parse.metadata import Metadata
from berita_tui.parse.rules.ruling import Ruling, rule_on

MAX_PAGE = 3_000_000
"""Bytes of a page that is read."""

_SURE, _ENOUGH, _MUCH_MORE = 600, 140, 4
"""Characters of a rule's body that need no comparing, and that need it; how much more is more."""


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
    site rules, which come before ours; what a rule finds comes before all else. Facts are read
    first, then the readings of the body there are, then one of them is chosen; facts that stand
    in the body itself come last. Nothing is fetched. Raises `Unreadable`: no web page, larger
    than `MAX_PAGE`, or no article in it.
    """
    text = text_of(content, charset)
    root = tree_of(text)
    address = fold_address(address) or canonical(Metadata(root), "")
    ruling = rule_on(root, text, parse=tree_of, address=address, folders=rules)
    found = ruling.findings
    return Page(
        entry=_read(ruling, address, seen),
        next_page=found.next_page,
        single_page=found.single_page,
    )


def text_of(content: bytes, charset: str) -> str:
    """Return the markup of a page. Raises `Unreadable`."""
    if len(content) > MAX_PAGE:
        raise Unreadable(Sentence("This page is too large to be read"))
    text = decode(content, charset=charset)
    if "<" not in text:
        raise Unreadable(Sentence("This is no web page"))
    return text


def tree_of(text: str) -> HtmlElement:
    """Return the tree of a page's markup, without comments. Raises `Unreadable`."""
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


def _read(ruling: Ruling[HtmlElement], address: str, seen: datetime) -> Entry:
    root, rule = ruling.root, ruling.rule
    metadata = Metadata(root, has_json=not rule.skip_json_ld)
    said = read_imprint(root, metadata, address=address, seen=seen, found=ruling.findings)
    if not rule.insert_detected_image:
        said = replace(said, pictures=())
    return _signed(said, _ruled_body(ruling, metadata, title=said.title, base=said.link))


def _ruled_body(ruling: Ruling[HtmlElement], metadata: Metadata, *, title: str, base: str) -> Body:
    """Return the body a rule has found, or the one found by other means where that has more."""
    ruled = tidy(safe_flow(ruling.markup, base=base), title=title)
    is_sure = ruled.length >= _SURE and _MUCH_MORE * ruled.length >= _prose(ruling.root)
    if is_sure or not ruling.is_guessing:
        return ruled
    guessed = choose_body(tuple(_bodies(ruling.root, metadata, title=title, base=base)))
    return guessed if is_better(ruled.length, guessed.length) else ruled


def is_better(ruled: int, guessed: int) -> bool:
    """Tell whether a guessed body of so many characters is to be taken before a rule's."""
    return guessed > (_MUCH_MORE * ruled if ruled >= _ENOUGH else ruled)


def _prose(root: HtmlElement) -> int:
    """Return how many characters there are in the paragraphs of a page."""
    return sum(len("".join(each.itertext(etree.Element))) for each in root.iter("p"))


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
