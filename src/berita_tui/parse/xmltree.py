"""XML trees: a well-formed feed as expat takes it, its elements called as feedparser calls them."""

from __future__ import annotations

import re
from collections.abc import Set
from xml.etree.ElementTree import Element, ParseError, XMLParser

from berita_tui.parse.vocabulary import NAMESPACES, ODD, PREFIXES

__all__ = ["Element", "ParseError", "declared_at_root", "tree_of"]

_DECLARED = re.compile(
    r"""(?<=\s)xmlns(?::([^\s=<>"'/]{1,100}))?\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')"""
)
MOST_TAGS = 1_000_000
"""A tree takes some 300 bytes for each; feeds of the size that is allowed have a tenth of it."""

_FIRST_TAG = re.compile(r"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*+\s*/?>""")


def tree_of(document: str) -> Element:
    """Return the root of a document that begins with it.

    Each element has the usual prefix of its namespace before its name, in small letters, and is
    `ODD` where its prefix is usual for another namespace or cannot be told. There is no DOCTYPE
    in it, so that no entity can be named. Raises `ParseError` for what is not well-formed or
    has more than `MOST_TAGS`, `UnicodeEncodeError` for half a character.
    """
    if len(document) > MOST_TAGS and document.count("<") > MOST_TAGS:
        raise ParseError
    parser = XMLParser()  # noqa: S314 - as above
    parser.feed(document)
    root: Element = parser.close()
    names = _Names(document)
    for element in root.iter():
        element.tag = names[element.tag]
    return root


def declared_at_root(document: str) -> Set[str] | None:
    """Return the namespaces that a root declares, in small letters; None where in other words."""
    tag = _FIRST_TAG.match(document)
    if not tag or "&" in tag[0]:
        return None
    return {(one or other).lower() for _, one, other in _DECLARED.findall(tag[0])}


class _Names(dict[str, str]):
    """How each element of a document is called, by what expat calls it."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self._document = document
        self._prefixes: dict[str, str] | None = None

    def __missing__(self, tag: str) -> str:
        space, _, local = tag.rpartition("}")
        space, local = space[1:], local.lower()
        prefix = NAMESPACES.get(space.lower())
        if prefix is None and "backend.userland.com/rss" not in space.lower():
            prefix = self._prefix(space)
        name = f"{prefix}_{local}" if prefix else local
        self[tag] = name if prefix != ODD else ODD
        return self[tag]

    def _prefix(self, space: str) -> str:
        """Return the one prefix a document has for a namespace, `ODD` where it says another."""
        if self._prefixes is None:
            self._prefixes = {}
            for prefix, one, other in _DECLARED.findall(self._document):
                known = self._prefixes.setdefault(one or other, prefix.lower())
                if known != prefix.lower() or known in PREFIXES:
                    self._prefixes[one or other] = ODD
        return self._prefixes.get(space, ODD)
