"""The rule: what is known about the pages of one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

_GENERAL = (
    *("body", "native_ad_clue", "strip", "strip_attr", "strip_id_or_class", "strip_image_src"),
    *("dissolve", "wrap_in", "move_into", "replace_string"),
)


class PageLink(NamedTuple):
    """An XPath that finds the address of another page; with a condition, only where that holds."""

    path: str
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """One file of rules. The fields are the directives of the format, under their own names.

    Alternatives stand in the order they are tried in; all that is stripped is stripped.
    `wrap_in` pairs a tag with what to wrap, `move_into` a place with what to move there,
    `replace_string` a text of the page with another; `http_header` is by names in lower case.
    """

    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    native_ad_clue: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    strip_attr: tuple[str, ...] = ()
    strip_id_or_class: tuple[str, ...] = ()
    strip_image_src: tuple[str, ...] = ()
    dissolve: tuple[str, ...] = ()
    wrap_in: tuple[tuple[str, str], ...] = ()
    move_into: tuple[tuple[str, str], ...] = ()
    replace_string: tuple[tuple[str, str], ...] = ()
    next_page_link: tuple[PageLink, ...] = ()
    single_page_link: tuple[PageLink, ...] = ()
    http_header: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    src_lazy_load_attr: str = ""
    convert_double_br_tags: bool = False
    prune: bool = True
    skip_json_ld: bool = False
    insert_detected_image: bool = True
    autodetect_on_failure: bool = True

    def followed_by(self, general: SiteRule) -> SiteRule:
        """Return this rule with what `general` does to every page put after it.

        Not its facts, which every page is asked for anyway, and not its headers, which have no
        host to go to.
        """
        joined = {name: getattr(self, name) + getattr(general, name) for name in _GENERAL}
        return replace(self, **joined)
