"""Reading a rule: the lines of a file in the Full-Text RSS format → a rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from berita_tui.parse.rules.rule import PageLink, SiteRule

MAX_RULE: Final = 200_000
"""Bytes of a file that are read; the largest of the public collection has 6,000."""

MAX_STATEMENTS: Final = 1000
"""Lines of a file that are obeyed; the longest of the public collection has 113."""

_MAX_LINE: Final = 4000

_PATH_NAMES = """
title author date body native_ad_clue strip strip_attr post_strip_attr dissolve wrap_in()
move_into() next_page_link single_page_link if_page_contains
"""
PATHS: Final = frozenset(_PATH_NAMES.split())
"""Directives whose value is an XPath."""

_LIST_NAMES = """
title author date body native_ad_clue strip strip_attr strip_id_or_class strip_image_src
dissolve
"""
_LISTS = frozenset(_LIST_NAMES.split())
_FLAG_NAMES = """
convert_double_br_tags prune skip_json_ld insert_detected_image autodetect_on_failure
"""
_FLAGS = frozenset(_FLAG_NAMES.split())
_OTHER_NAMES = """
wrap_in() move_into() find_string replace_string replace_string()
next_page_link single_page_link if_page_contains http_header() src_lazy_load_attr
"""
_IDLE_NAMES = """
post_strip_attr test_url test_contains tidy parser strip_comments footnotes autodetect_next_page
single_page_link_in_feed requires_login not_logged_in_xpath login_uri login_username_field
login_password_field login_extra_fields
"""
_IDLE = frozenset(_IDLE_NAMES.split())
"""Known and passed over: they are about other programs' parsers and tests, about logging in and
the entries of feeds, and about what is always so here."""

KNOWN: Final = _LISTS | _FLAGS | _IDLE | frozenset(_OTHER_NAMES.split())
"""Every directive of the format; a pair of brackets stands for one with an argument."""

_STATEMENT = re.compile(r"([A-Za-z_]+)[ \t]*(?:(\()(.*?)\)[ \t]*)?:(.*)", re.DOTALL)


class Statement(NamedTuple):
    """A line that says something: its number, directive, argument and value.

    The directive is "" where the line is none.
    """

    line: int
    directive: str
    argument: str
    value: str


def read_statements(text: str) -> Iterator[Statement]:
    """Give what the lines of `text` say, in order, at most `MAX_STATEMENTS`."""
    count = 0
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = raw[:_MAX_LINE].strip()
        if not line or line.startswith("#"):
            continue
        count += 1
        if count > MAX_STATEMENTS:
            return
        found = _STATEMENT.fullmatch(line)
        if found:
            directive = found[1].lower() + ("()" if found[2] else "")
            yield Statement(number, directive, found[3] or "", found[4].strip())
        else:
            yield Statement(number, "", "", line)


def read_rule(text: str) -> SiteRule:
    """Return the rule that `text` is; lines that cannot be understood say nothing."""
    draft = _Draft()
    for statement in read_statements(text):
        draft.take(statement)
    return draft.rule()


class _Draft:
    """A rule being read."""

    def __init__(self) -> None:
        self._lists: dict[str, list[str]] = defaultdict(list)
        self._pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._links: dict[str, list[PageLink]] = defaultdict(list)
        self._link = ""
        self._flags: dict[str, Any] = {}
        self._headers: dict[str, str] = {}
        self._lazy = ""

    def take(self, statement: Statement) -> None:
        """Write down what `statement` says."""
        _, directive, argument, value = statement
        if directive in ("find_string", "replace_string"):
            self._lists[directive].append(value)
        elif directive == "replace_string()":
            self._lists["find_string"].append(argument)
            self._lists["replace_string"].append(value)
        elif value:
            self._take_value(directive, argument, value)

    def _take_value(self, directive: str, argument: str, value: str) -> None:
        match directive:
            case "wrap_in()" | "move_into()":
                self._pairs[directive].append((argument.strip(), value))
            case "next_page_link" | "single_page_link":
                self._links[directive].append(PageLink(value))
                self._link = directive
            case "if_page_contains":
                # A condition belongs to the link above it.
                if links := self._links[self._link]:
                    links[-1] = links[-1]._replace(condition=value)
            case "http_header()":
                self._headers[argument.strip().lower()] = value
            case "src_lazy_load_attr":
                self._lazy = value
            case _ if directive in _LISTS:
                self._lists[directive].append(value)
            case _ if directive in _FLAGS:
                self._flags[directive] = value.lower() in ("yes", "true", "1")
            case _:
                pass

    def rule(self) -> SiteRule:
        """Return what was written down."""
        said: dict[str, Any] = {name: tuple(self._lists[name]) for name in _LISTS}
        finds, puts = self._lists["find_string"], self._lists["replace_string"]
        return SiteRule(
            **said,
            **self._flags,
            wrap_in=tuple(self._pairs["wrap_in()"]),
            move_into=tuple(self._pairs["move_into()"]),
            # As the format has it: where they are not as many, nobody knows which belong together.
            replace_string=tuple(zip(finds, puts, strict=True)) if len(finds) == len(puts) else (),
            next_page_link=tuple(self._links["next_page_link"]),
            single_page_link=tuple(self._links["single_page_link"]),
            http_header=MappingProxyType(self._headers),
            src_lazy_load_attr=self._lazy,
        )
