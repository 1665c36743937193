"""Applying a rule to a page: facts, body, and where the rest of the article is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urljoin

from lxml import etree

from berita_tui.clean import fold_address
from berita_tui.news import is_same_site
from berita_tui.parse.rules.paths import elements, find, holds, lines, words
from berita_tui.parse.rules.reshaping import reshape
from berita_tui.parse.rules.rule import PageLink, SiteRule

Element: TypeAlias = "etree._Element"  # noqa: SLF001 - the only name its type has

_ENOUGH = 140
_MAX_AUTHORS = 10
_MAX_PARTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a rule found on a page; empty where it found nothing.

    `body` are elements of the page's tree. `next_page` and `single_page` are addresses on the
    article's own site, other than the page's; who follows them does so at most 20 times.
    `is_advertisement` claims that the page is paid for.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    body: tuple[Element, ...] = ()
    next_page: str = ""
    single_page: str = ""
    is_advertisement: bool = False


def apply_rule(rule: SiteRule, root: Element, *, address: str = "") -> Findings:
    """Return what `rule` finds on the page under `root`, which was got from `address`.

    The page is changed: what the rule strips is gone from it afterwards. Facts and links are
    looked for before that.
    """
    base = _base(root, address)
    next_page = _page(rule.next_page_link, root, base, address)
    single_page = _page(rule.single_page_link, root, base, address)
    title = next(_each(rule.title, root), "")
    date = next(_each(rule.date, root), "")
    authors = next(filter(None, ([*lines(path, root)] for path in rule.author)), [])
    is_advertisement = any(holds(path, root) for path in rule.native_ad_clue)
    reshape(rule, root)
    return Findings(
        title=title,
        authors=tuple(dict.fromkeys(authors))[:_MAX_AUTHORS],
        date=date,
        body=_body(rule.body, root),
        next_page=next_page,
        single_page=single_page,
        is_advertisement=is_advertisement,
    )


def _each(paths: Iterable[str], root: Element) -> Iterator[str]:
    return (line for path in paths for line in lines(path, root))


def _body(paths: Iterable[str], root: Element) -> tuple[Element, ...]:
    """Return what the first path finds that has some text; else the longest there is."""
    best: tuple[Element, ...] = ()
    length = 0
    for path in paths:
        found = _outermost(elements(path, root)[:_MAX_PARTS])
        here = sum(len(" ".join(words(each).split())) for each in found)
        if here > length:
            best, length = found, here
        if length >= _ENOUGH:
            break
    return best


def _outermost(found: list[Element]) -> tuple[Element, ...]:
    """Leave out what is within another one."""
    kept: set[Element] = set()
    for each in found:
        if not any(above in kept for above in each.iterancestors()):
            kept.add(each)
    return tuple(each for each in found if each in kept)


def _base(root: Element, address: str) -> str:
    given = next((href for each in root.iter("base") if (href := each.get("href"))), "")
    return _joined(address, given) or address


def _page(links: Iterable[PageLink], root: Element, base: str, address: str) -> str:
    """Return the first address that `links` find on the site of `address`."""
    for path, condition in links:
        if condition and not holds(condition, root):
            continue
        for found in find(path, root):
            text = found if isinstance(found, str) else found.get("href", "")
            link = _joined(base, text.strip()).partition("#")[0]
            if link and link != address.partition("#")[0] and is_same_site(link, address):
                return link
    return ""


def _joined(base: str, link: str) -> str:
    try:
        return fold_address(urljoin(base, link)) if link else ""
    except ValueError:
        return ""
