"""A page and a rule for it, as the tests of rules need them."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

from berita_tui.parse.rules.applying import Findings, apply_rule
from berita_tui.parse.rules.paths import words
from berita_tui.parse.rules.reading import read_rule
from berita_tui.parse.rules.reshaping import rewrite

Element: TypeAlias = "etree._Element"
ADDRESS = "https://news.example.com/read/1"


def tree(html: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return etree.fromstring(html.encode(), parser)


def findings(rule: str, html: str, *, address: str = ADDRESS) -> Findings:
    read = read_rule(rule)
    return apply_rule(read, tree(rewrite(read, html)), address=address)


def body_words(found: Findings) -> str:
    return " ".join(" ".join(words(each).split()) for each in found.body)


def body_html(found: Findings) -> str:
    return "".join(
        etree.tostring(each, encoding="unicode", method="html", with_tail=False)
        for each in found.body
    )
